package catalog

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"yichuang"
)

// today is the day on which the files of testdata/lint are looked at.
var today = yichuang.Date{Year: 2026, Month: 11, Day: 22}

var expected = regexp.MustCompile(`# 应报 (\S+) (error|warn)`)

// TestLintFindings checks that each file of testdata/lint gives exactly the
// issues that its own comments name, on the lines of the comments.
func TestLintFindings(t *testing.T) {
	names, err := fs.Glob(os.DirFS("testdata/lint"), "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile("testdata/lint/" + name)
			if err != nil {
				t.Fatal(err)
			}
			var want, got []string
			for i, line := range strings.Split(string(data), "\n") {
				for _, m := range expected.FindAllStringSubmatch(line, -1) {
					want = append(want, fmt.Sprintf("%d %s %s", i+1, m[1], m[2]))
				}
			}
			for _, i := range lintWithItems(name, data) {
				got = append(got, fmt.Sprintf("%d %s %s", i.Line, i.Rule, i.Severity))
				if i.Message == "" || i.Fix == "" || i.File != name {
					t.Errorf("an issue says too little: %+v", i)
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
			}
		})
	}
}

// lintWithItems checks a file as it stands beside the sample items, of which bundles
// are made.
func lintWithItems(name string, data []byte) (own []Issue) {
	if !strings.HasPrefix(name, "bundle") {
		return LintFile(name, data, today)
	}
	files := append(parseSample(), parse(name, data))
	compileAll(files)
	return lint(files[len(files)-1], today)
}

var parseSample = sync.OnceValue(func() []*parsed {
	files, _ := readFiles(SampleFS())
	return slices.DeleteFunc(parseAll(files), func(p *parsed) bool { return p.bundle != nil })
})

// TestLintRulesAreShown checks that every rule the documentation lists has a
// file that shows it, and the other way round.
func TestLintRulesAreShown(t *testing.T) {
	doc, err := os.ReadFile("../../docs/catalog.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\|").FindAllStringSubmatch(string(doc), -1) {
		documented[m[1]] = true
	}
	shown := map[string]bool{}
	files, _ := fs.Glob(os.DirFS("testdata/lint"), "*.yaml")
	for _, f := range files {
		data, err := os.ReadFile("testdata/lint/" + f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range expected.FindAllStringSubmatch(string(data), -1) {
			shown[m[1]] = true
		}
	}
	for rule := range documented {
		if !shown[rule] {
			t.Errorf("docs/catalog.md names rule %s, no file of testdata/lint shows it", rule)
		}
	}
	for rule := range shown {
		if !documented[rule] && !strings.HasPrefix(rule, "V") {
			t.Errorf("rule %s is not in docs/catalog.md", rule)
		}
	}
}

func TestLintSays(t *testing.T) {
	tests := []struct{ file, rule, says string }{
		{"scenario-overlap.yaml", "scenario-overlap", "情形“变更”与“新办”重叠，例如“办理哪一种业务？”选“新办”，“场所属于哪一种？”选“自有”"},
		{"answers-unmatched.yaml", "answers-unmatched", "有1组回答不属于任何情形，例如：“办理哪一种业务？”选“变更”，“场所属于哪一种？”选“租赁”"},
		{"reference.yaml", "reference", "没有编号为“rent1”的材料，是不是“rent”？"},
		{"promise-too-long.yaml", "promise-too-long", "承诺时限21个工作日长于法定时限20个工作日"},
		{"primary-owed.yaml", "primary-owed", "材料“申请表”是主要材料，不得容缺"},
		{"duplicate.yaml", "duplicate", "材料编号“app”重复，第38行已有"},
	}
	for _, tt := range tests {
		data, err := os.ReadFile("testdata/lint/" + tt.file)
		if err != nil {
			t.Fatal(err)
		}
		issues := LintFile(tt.file, data, today)
		if !slices.ContainsFunc(issues, func(i Issue) bool { return i.Rule == tt.rule && i.Message == tt.says }) {
			t.Errorf("%s: no issue says %q: %+v", tt.file, tt.says, issues)
		}
	}
}

// TestVagueRules runs the vectors of every wording rule.
func TestVagueRules(t *testing.T) {
	rules, err := vagueRules()
	if err != nil {
		t.Fatal(err)
	}
	if len(rules) != 42 {
		t.Errorf("%d rules, want 42", len(rules))
	}
	seen := map[string]bool{}
	for _, r := range rules {
		if seen[r.ID] || r.Fix == "" || r.Level != levelError && r.Level != "提醒" || len(r.Positives) == 0 {
			t.Errorf("%s: twice, or without fix, level or examples", r.ID)
		}
		seen[r.ID] = true
		for _, s := range r.Positives {
			if len(r.hits(s)) == 0 {
				t.Errorf("%s does not hit %q", r.ID, s)
			}
		}
		for _, s := range r.Negatives {
			if h := r.hits(s); len(h) > 0 {
				t.Errorf("%s hits %q in %q", r.ID, s[h[0].from:h[0].to], s)
			}
		}
	}
}

func TestBrokenVagueRules(t *testing.T) {
	for _, data := range []string{"- 编号: V01\n  模式: '('", "- 编号: V01\n  模式: a\n  例外: ['(']", "- 编号: V01\n  正则: a"} {
		if _, err := readVague([]byte(data)); err == nil {
			t.Errorf("no error for %q", data)
		}
	}
}

func TestLintText(t *testing.T) {
	tests := []struct {
		text string
		want string // rule and severity of each issue
	}{
		{"身份证有效期截止日早于收件当日，请提交有效期内的身份证", ""},
		{"请补充其他有关证明文件", "V01 error"},
		{"按照《关于进一步规范有关材料的通知》提交", ""},
		{"申请表中写的“视情况提供”须改为具体份数", "V07 warn"},
		{"请尽快补交身份证、户口簿等材料", "V04 error V10 error"},
	}
	for _, tt := range tests {
		var got []string
		for _, i := range LintText(tt.text) {
			got = append(got, i.Rule+" "+string(i.Severity))
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: %q, want %q", tt.text, s, tt.want)
		}
	}
}

// TestSamplesLint checks that the samples have no error, and only the warnings
// that their departments must settle before they go live.
func TestSamplesLint(t *testing.T) {
	r := LintDir(SampleFS(), today)
	if r.Files != 42 || r.Items != 42 || r.Errors != 0 {
		t.Errorf("%d files, %d items, %d errors", r.Files, r.Items, r.Errors)
	}
	for _, i := range r.Issues {
		if i.Severity == Error {
			t.Errorf("%s:%d %s %s", i.File, i.Line, i.Rule, i.Message)
		}
		if i.File == "" || i.Line < 1 || path.Ext(i.File) != ".yaml" {
			t.Errorf("no place: %+v", i)
		}
	}
	if r.Warnings != len(r.Issues) {
		t.Errorf("%d warnings of %d issues", r.Warnings, len(r.Issues))
	}
}
