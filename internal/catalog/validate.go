package catalog

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"yichuang"
)

// The rules that concern how a file is written; the other rules stand in lint.go.
const (
	ruleFormat    = "format"    // it is not what the format asks for
	ruleReference = "reference" // it names something that is not there
	ruleDuplicate = "duplicate" // an identifier is used twice
)

var (
	idForm     = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$`)
	periodForm = regexp.MustCompile(`^(?:即时办结|([1-9][0-9]{0,3}) ?(个?工作日|个?自然日|[日天]|个月))$`)
)

// validator checks a tree against the table of keys and collects every problem.
type validator struct{ problems []problem }

func (v *validator) add(line int, message, fix, text string) {
	v.problems = append(v.problems, problem{line: line, rule: ruleFormat, message: message, fix: fix, text: yichuang.Clip(text, 40)})
}

// block checks n against b. A bare value is first written out under b.short, so
// that whoever reads the tree later meets one form only.
func (v *validator) block(n *node, b *block) {
	if n.shape == shapeText && v.wideColon(n, b) {
		return
	}
	if n.shape == shapeText && b.short != "" {
		value := *n
		*n = node{line: n.line, shape: shapeFields, fields: []field{{b.short, n.line, &value}}}
	}
	if n.shape != shapeFields {
		v.add(n.line, fmt.Sprintf("“%s”应当写成一组“项: 值”，这里是%s", b.name, n.shape), "例如：\n"+example(b), n.text)
		return
	}
	meant := slices.Clone(n.broken)
	for _, f := range n.fields {
		k := b.key(f.name)
		if k == nil {
			message, fix, near := unknownKey(f.name, b)
			v.add(f.line, message, fix, f.name)
			meant = append(meant, near)
			continue
		}
		if f.value.shape == shapeEmpty {
			if k.need {
				v.add(f.line, fmt.Sprintf("“%s”没有填写", k.name), k.help, "")
			}
			continue
		}
		v.value(f.value, k)
	}
	for _, k := range b.keys {
		has := slices.ContainsFunc(n.fields, func(f field) bool { return f.name == k.name })
		if k.need && !has && !slices.Contains(meant, k.name) {
			v.add(n.line, fmt.Sprintf("%s缺少“%s”", b.name, k.name), k.help, "")
		}
	}
}

// wideColon catches “承办：某局” under a key, which YAML takes for one value.
func (v *validator) wideColon(n *node, b *block) bool {
	name, _, ok := strings.Cut(n.text, "：")
	if !ok || b.key(strings.TrimSpace(name)) == nil {
		return false
	}
	v.add(n.line, fmt.Sprintf("“%s”后面用了中文冒号", name), "改成英文冒号加一个空格："+name+": …", n.text)
	return true
}

func (v *validator) value(n *node, k *key) {
	switch k.kind {
	case kindBlock:
		v.block(n, k.block)
	case kindBlocks:
		v.list(n, k, func(item *node) { v.block(item, k.block) })
	case kindTexts:
		if n.shape == shapeText {
			item := *n
			*n = node{line: n.line, shape: shapeList, items: []*node{&item}}
		}
		v.list(n, k, func(item *node) { v.text(item, k, true) })
	case kindOptions, kindWhen, kindAnswers:
		v.mapping(n, k)
	default:
		v.scalar(n, k)
	}
}

func (v *validator) list(n *node, k *key, each func(*node)) {
	if n.shape != shapeList {
		v.add(n.line, fmt.Sprintf("“%s”应当是列表，这里是%s", k.name, n.shape), "每项一行，前面加“- ”；短的可以写成 [甲, 乙]", n.text)
		return
	}
	if len(n.items) == 0 {
		v.add(n.line, fmt.Sprintf("“%s”是空列表", k.name), "没有内容就把这一行删去", "")
	}
	for _, item := range n.items {
		if item.shape == shapeEmpty {
			v.add(max(item.line, n.line), fmt.Sprintf("“%s”中有一项没有填写", k.name), "填写这一项，或者删去", "")
			continue
		}
		each(item)
	}
}

// mapping checks the two kinds whose keys the author chooses: options and answers.
func (v *validator) mapping(n *node, k *key) {
	if n.shape != shapeFields || len(n.fields) == 0 {
		v.add(n.line, fmt.Sprintf("“%s”应当写成一组“编号: 内容”，这里是%s", k.name, n.shape), k.help, n.text)
		return
	}
	for _, f := range n.fields {
		v.id(f.line, f.name)
		switch {
		case f.value.shape == shapeEmpty:
			v.add(f.line, fmt.Sprintf("“%s”没有填写", f.name), k.help, "")
		case k.kind == kindOptions:
			v.text(f.value, k, true)
		case f.value.shape == shapeText:
			v.id(f.value.line, f.value.text)
		case k.kind == kindAnswers:
			v.isText(f.value, k)
		default:
			v.list(f.value, &key{name: f.name}, func(item *node) {
				if v.isText(item, k) {
					v.id(item.line, item.text)
				}
			})
		}
	}
}

func (v *validator) isText(n *node, k *key) bool {
	if n.shape == shapeText {
		return true
	}
	v.add(n.line, fmt.Sprintf("“%s”应当是一个值，这里是%s", k.name, n.shape), k.help, "")
	return false
}

func (v *validator) id(line int, id string) {
	if !idForm.MatchString(id) {
		fix := "用字母、数字、汉字、短横线，不超过40个字符，中间不留空格"
		if strings.ContainsAny(id, "，、；") {
			fix = "各项之间用英文逗号隔开，例如 [app, bl]"
		}
		v.add(line, fmt.Sprintf("“%s”不能作编号", yichuang.Clip(id, 20)), fix, id)
	}
}

func (v *validator) text(n *node, k *key, oneLine bool) {
	if !v.isText(n, k) {
		return
	}
	switch clean := yichuang.Clean(n.text); {
	case utf8.RuneCountInString(n.text) > yichuang.TextLimit:
		v.add(n.line, fmt.Sprintf("“%s”超过%d字", k.name, yichuang.TextLimit), "请写短一些", n.text)
	case clean != strings.ReplaceAll(n.text, "\t", " "):
		v.add(n.line, fmt.Sprintf("“%s”里有看不见的字符", k.name), "删去这一段重新录入", clean)
	case oneLine && strings.Contains(n.text, "\n"):
		v.add(n.line, fmt.Sprintf("“%s”只能写一行", k.name), "不要换行", n.text)
	}
}

func (v *validator) scalar(n *node, k *key) {
	if !v.isText(n, k) {
		return
	}
	expect := func(what string) {
		v.add(n.line, fmt.Sprintf("“%s”应当是%s，写的是“%s”", k.name, what, yichuang.Clip(n.text, 20)), k.help, n.text)
	}
	switch k.kind {
	case kindLine, kindText:
		v.text(n, k, k.kind == kindLine)
		if _, ok := yesNo(n.text); ok && k.kind == kindText {
			expect("一句话")
		}
	case kindID:
		v.id(n.line, n.text)
	case kindInt, kindDays:
		i, err := strconv.Atoi(n.text)
		if err != nil || i > 9999 || i < -9999 || i < 0 && k.kind == kindInt {
			expect("整数")
		}
	case kindDecimal:
		if f, err := strconv.ParseFloat(n.text, 64); err != nil || f != f || f > 1e12 || f < -1e12 {
			expect("数字")
		}
	case kindDate:
		if _, err := yichuang.ParseDate(n.text); err != nil {
			expect("日期")
		}
	case kindYesNo:
		if _, ok := yesNo(n.text); !ok {
			expect("“是”或者“否”")
		}
	case kindPeriod:
		if !periodForm.MatchString(n.text) {
			expect("期限，如 10个工作日、3个月、60日、即时办结")
		}
	case kindWord:
		v.word(n, k)
	}
}

func (v *validator) word(n *node, k *key) {
	names := make([]string, len(k.words))
	for i, w := range k.words {
		if w.text == n.text {
			return
		}
		names[i] = w.text
	}
	message := fmt.Sprintf("“%s”不能写“%s”", k.name, yichuang.Clip(n.text, 20))
	if near := nearest(n.text, names); near != "" {
		message += fmt.Sprintf("，是不是“%s”？", near)
	}
	v.add(n.line, message, "可以写："+strings.Join(names, "、"), n.text)
}

func yesNo(s string) (yes, ok bool) {
	switch s {
	case "是", "true":
		return true, true
	case "否", "false":
		return false, true
	}
	return false, false
}
