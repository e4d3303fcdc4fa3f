package catalog

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"yichuang"
)

// Severity says whether an issue must be mended before a file is published.
type Severity string

// The severities.
const (
	Error   Severity = "error" // must be mended
	Warning Severity = "warn"  // should be looked at
)

// Issue is something that an item file should say otherwise. Rule is stable and
// for programs: V01 to V42 are the wording rules of vague.yaml, the others are
// listed in docs/catalog.md. Message and Fix are for the officer who wrote the
// file.
type Issue struct {
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`
	Severity Severity `json:"severity"`
	Rule     string   `json:"rule"`
	Message  string   `json:"message"`
	Fix      string   `json:"fix,omitempty"`
	Text     string   `json:"text,omitempty"` // what stands there
}

// Report is the result of checking a directory.
type Report struct {
	Files    int     `json:"files"`
	Items    int     `json:"items"` // files that give an item
	Errors   int     `json:"errors"`
	Warnings int     `json:"warnings"`
	Issues   []Issue `json:"issues"` // by file and line
}

// LintDir checks every item file of fsys. today serves the rule that a file is
// revised once a year; the zero Date leaves that rule out.
func LintDir(fsys fs.FS, today yichuang.Date) Report {
	files, unusable := readFiles(fsys)
	report := Report{Files: len(files), Issues: []Issue{}}
	for _, u := range unusable {
		report.Issues = append(report.Issues, Issue{u.File, u.Line, Error, ruleFormat, u.Message, u.Fix, ""})
	}
	for _, p := range readAll(files) {
		if p.item != nil {
			report.Items++
		}
		report.Issues = append(report.Issues, lint(p, today)...)
	}
	slices.SortStableFunc(report.Issues, func(a, b Issue) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Severity, b.Severity))
	})
	for _, i := range report.Issues {
		if i.Severity == Error {
			report.Errors++
		} else {
			report.Warnings++
		}
	}
	return report
}

// LintFile checks one file; see LintDir. Of a bundle it says that its items are not
// there.
func LintFile(file string, data []byte, today yichuang.Date) []Issue {
	p := parse(file, data)
	compileAll([]*parsed{p})
	return lint(p, today)
}

// LintText checks the wording of a text that an applicant will be told to
// follow, such as a finding in a correction notice. The issues have no file and
// no line.
func LintText(text string) []Issue {
	l := linter{}
	l.wording(0, text, scopeError, nil)
	return l.issues
}

// linter collects the issues of one file.
type linter struct {
	file   string
	tree   *node
	item   *yichuang.Item
	issues []Issue
}

func (l *linter) add(line int, s Severity, rule, message, fix string) *Issue {
	l.issues = append(l.issues, Issue{File: l.file, Line: line, Severity: s, Rule: rule, Message: message, Fix: fix})
	return &l.issues[len(l.issues)-1]
}

func lint(p *parsed, today yichuang.Date) []Issue {
	l := linter{file: p.file, tree: p.tree, item: p.item}
	for _, x := range p.problems {
		l.issues = append(l.issues, Issue{p.file, max(x.line, 1), Error, x.rule, x.message, x.fix, x.text})
	}
	if l.tree != nil {
		l.words()
	}
	if l.item != nil {
		l.header(today)
		if p.bundle != nil {
			l.bundle(p.bundle, p.parts)
		} else {
			l.limits()
			l.sharing()
			l.intake()
			l.guide()
			l.materials()
		}
		l.outcomes()
		l.questions()
		l.scenarios()
	}
	slices.SortStableFunc(l.issues, func(a, b Issue) int { return cmp.Compare(a.Line, b.Line) })
	return l.issues
}

// words checks the wording of every text that the table of keys gives a scope.
func (l *linter) words() {
	allowances := l.allowances()
	l.walk(l.tree, blockOf(l.tree), allowances)
	for _, a := range allowances {
		if !a.used && a.reason != "" {
			l.add(a.line, Warning, "allow-unused", fmt.Sprintf("允许表述“%s”没有放过任何文字", a.phrase), "已经用不上的，删去这一条")
		}
	}
}

// allowance is an entry of 允许表述.
type allowance struct {
	line                  int
	phrase, reason, field string
	used                  bool
}

func (l *linter) allowances() []*allowance {
	var out []*allowance
	for _, n := range l.tree.list("允许表述") {
		a := &allowance{line: n.line, phrase: n.str("表述"), reason: n.str("理由"), field: n.str("字段")}
		if a.reason == "" {
			l.add(a.line, Error, "allow-reason", fmt.Sprintf("允许表述“%s”没有写理由", a.phrase), "写明出自哪部法规第几条的原文")
		}
		if a.field != "" && !knownKey(a.field) {
			l.add(n.lineOf("字段"), Error, "allow-field", fmt.Sprintf("没有叫“%s”的项", a.field), "写文件中的项目名，例如 名称、标准")
			a.used = true // that it lets nothing pass is no second mistake
		}
		out = append(out, a)
	}
	return out
}

func (l *linter) walk(n *node, b *block, allowed []*allowance) {
	for _, f := range n.fields {
		k := b.key(f.name)
		if k == nil {
			continue
		}
		if k.block != nil {
			for _, child := range append([]*node{f.value}, f.value.items...) {
				l.walk(child, k.block, allowed)
			}
			continue
		}
		if k.lint == scopeOff {
			continue
		}
		for _, leaf := range leaves(f.value) {
			l.wording(leaf.line, leaf.text, k.lint, l.spansFor(leaf.text, k.name, allowed))
		}
	}
}

// leaves returns the texts of a value: itself, its items, or those of its fields.
func leaves(n *node) []*node {
	if n.shape == shapeText {
		return []*node{n}
	}
	out := slices.Clone(n.items)
	for _, f := range n.fields {
		out = append(out, f.value)
	}
	return slices.DeleteFunc(out, func(n *node) bool { return n.shape != shapeText })
}

// permit is where an allowance applies in a text.
type permit struct {
	span
	from *allowance
}

func (l *linter) spansFor(text, field string, allowed []*allowance) []permit {
	var out []permit
	for _, a := range allowed {
		if a.field != "" && a.field != field {
			continue
		}
		for _, s := range occurrences(text, a.phrase) {
			out = append(out, permit{s, a})
		}
	}
	return out
}

func (l *linter) wording(line int, text string, s scope, permits []permit) {
	found, err := wordings(text)
	if err != nil { // the embedded rules are broken: a test of this package fails too
		l.add(line, Error, ruleFormat, "检查规则无法读取："+err.Error(), "请联系系统管理员")
		return
	}
next:
	for _, w := range found {
		for _, p := range permits {
			if w.at.overlaps(p.span) {
				p.from.used = true
				continue next
			}
		}
		severity := Error
		if w.rule.Level != levelError || s != scopeError || w.quoted {
			severity = Warning
		}
		phrase := text[w.at.from:w.at.to]
		issue := l.add(line, severity, w.rule.ID, fmt.Sprintf("“%s”说得不确定（%s）", strings.TrimSpace(phrase), w.rule.Class), w.rule.Fix)
		issue.Text = yichuang.Clip(text, 60)
	}
}

// header checks what stands at the top of a file.
func (l *linter) header(today yichuang.Date) {
	it := l.item
	base := path.Base(l.file)
	if name := strings.TrimSuffix(base, path.Ext(base)); l.file != "" && name != string(it.ID) {
		l.add(l.tree.lineOf("编号"), Warning, "file-name", fmt.Sprintf("文件名“%s”与事项编号“%s”不一致", base, it.ID), "文件名用事项编号，便于查找")
	}
	switch n := len([]rune(it.Code.Value)); {
	case n == 0 && it.Code.Note == "":
		l.add(l.tree.line, Warning, "item-code", "没有实施编码，也没有说明原因", "填写实施编码；尚未核实的写明实施编码说明")
	case n != 0 && n != 31 && n != 33:
		l.add(l.tree.lineOf("实施编码"), Error, "item-code", fmt.Sprintf("实施编码有%d位，应当是31位，业务办理项33位", n), "照事项库核对")
	}
	if len(it.Basis) == 0 {
		l.add(l.tree.line, Error, "no-basis", "没有设定依据", "至少写一条：法规、条款、内容")
	}
	switch {
	case today.IsZero():
	case it.Revised.After(today):
		l.add(l.tree.lineOf("修订日期"), Error, "revised", "修订日期"+it.Revised.String()+"还没有到", "核对日期")
	case it.Revised.AddMonths(12).Before(today):
		l.add(l.tree.lineOf("修订日期"), Warning, "revised", "上次修订是"+it.Revised.String()+"，已经超过一年", "部门每年至少核对一次审查要点，核对后更新修订日期")
	}
	if lines := l.doubtful(l.tree); len(lines) > 0 {
		l.add(lines[0], Warning, "to-confirm", fmt.Sprintf("有%d处把握为“低”（第%s行）", len(lines), joinInts(lines)), "上线前由部门逐处确认")
	}
}

// doubtful returns the lines whose statement is to be confirmed by the department.
func (l *linter) doubtful(n *node) []int {
	var out []int
	for _, f := range n.fields {
		if strings.HasSuffix(f.name, "把握") && f.value.text == "低" {
			out = append(out, f.line)
		}
		out = append(out, l.doubtful(f.value)...)
	}
	for _, i := range n.items {
		out = append(out, l.doubtful(i)...)
	}
	return out
}

func joinInts(lines []int) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(lines), "[]"), " ", "、")
}
