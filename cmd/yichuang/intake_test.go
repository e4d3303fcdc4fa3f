package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/internal/cli"

	"github.com/goccy/go-yaml"
)

// call runs the command in this process and returns what it printed and its
// exit code.
func call(t *testing.T, stdin string, arguments ...string) (out, problems string, code int) {
	t.Helper()
	root := newRoot()
	var o, e bytes.Buffer
	root.SetOut(&o)
	root.SetErr(&e)
	root.SetIn(strings.NewReader(stdin))
	root.SetArgs(arguments)
	if err := root.ExecuteContext(t.Context()); err != nil {
		code = cli.Report(&e, "yichuang", err)
	}
	return o.String(), e.String(), code
}

// alone keeps a test away from any configuration of the person running it.
func alone(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "config"))
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "data"))
	return dir
}

// answersFor finds answers that lead to the scenario.
func answersFor(it *yichuang.Item, want yichuang.ScenarioID, agent bool) (yichuang.Answers, bool) {
	var try func(i int, a yichuang.Answers) (yichuang.Answers, bool)
	try = func(i int, a yichuang.Answers) (yichuang.Answers, bool) {
		if i == len(it.Questions) {
			s, err := it.Match(a)
			return a, err == nil && s.ID == want
		}
		q := it.Questions[i]
		if q.Agent != nil {
			return try(i+1, a)
		}
		for _, o := range q.Options {
			a[q.ID] = o.ID
			if got, ok := try(i+1, a); ok {
				return got, true
			}
		}
		delete(a, q.ID)
		return nil, false
	}
	return try(0, it.Prefill(agent))
}

// filed is an intake file for a scenario that asks for a decision.
func filed(it *yichuang.Item, s *yichuang.Scenario, answers yichuang.Answers, want yichuang.DecisionKind) map[string]any {
	f := map[string]any{
		"item": it.ID, "decision": want, "answers": answers,
		"applicant": map[string]any{"kind": "organization", "name": "测试用名称", "credit": "91330100799655058B",
			"legal": map[string]any{"name": "测试姓名", "id": map[string]any{"number": "11010519491231002X"}},
			"phone": "13800000000", "address": "测试地址1号"},
	}
	var materials []any
	asked, doubtful := yichuang.NeedsFor(s, answers, false)
	for i, id := range asked {
		m := map[string]any{"id": id, "points": "pass"}
		if want == yichuang.Correct && i == 0 {
			m = map[string]any{"id": id, "presence": "missing"}
		}
		materials = append(materials, m)
	}
	for _, id := range doubtful {
		materials = append(materials, map[string]any{"id": id, "applies": false, "points": "pass"})
	}
	if materials != nil {
		f["materials"] = materials
	}
	if want == yichuang.Decline && s.Outcome == yichuang.Collect {
		f["ground"] = map[string]any{"type": "B", "reason": "不在本机关管辖范围", "agency": "有权机关"}
	}
	return f
}

// Each item of the sample catalogue goes through the command, in each of its
// scenarios, to acceptance, to correction and to refusal, with the right papers.
func TestIntakeOfEveryScenario(t *testing.T) {
	alone(t)
	cases := 0
	for _, it := range catalog.Sample().Items {
		for i := range it.Scenarios {
			s := &it.Scenarios[i]
			answers, ok := answersFor(it, s.ID, false)
			if !ok {
				answers, ok = answersFor(it, s.ID, true)
			}
			if !ok {
				t.Errorf("%s: no answers lead to %s %s", it.ID, s.ID, s.Name)
				continue
			}
			wanted := []yichuang.DecisionKind{yichuang.Accept, yichuang.Correct, yichuang.Decline}
			if s.Outcome == yichuang.DoNotCollect {
				wanted = []yichuang.DecisionKind{yichuang.Decline}
			}
			for _, want := range wanted {
				cases += takeInOne(t, it, s, filed(it, s, answers, want), want)
			}
		}
	}
	if out, _, _ := call(t, "", "--demo", "case", "list", "--json", "--limit", "1000"); strings.Count(out, `"number"`) != cases {
		t.Errorf("%d cases taken in, %d in the list", cases, strings.Count(out, `"number"`))
	}
	t.Logf("%d applications taken in", cases)
}

// takeInOne takes in one application and returns how many cases it is.
func takeInOne(t *testing.T, it *yichuang.Item, s *yichuang.Scenario, file map[string]any, want yichuang.DecisionKind) int {
	t.Helper()
	text, err := yaml.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("%s %s %s to %s", it.ID, s.ID, s.Name, want)
	out, problems, code := call(t, string(text), "--demo", "intake", "--json", "-")
	var got taken
	if code != 0 || json.Unmarshal([]byte(out), &got) != nil {
		t.Errorf("%s: exit code %d\n%s%s\n%s", name, code, out, problems, text)
		return 0
	}
	if parted := it.Bundled() && want == yichuang.Accept; parted != (len(got.Members) > 0) || parted && len(got.Members) != len(s.Parts) {
		t.Errorf("%s: %d cases", name, len(got.Members))
	}
	if got.Decision != want || got.Number.Check() != nil {
		t.Errorf("%s: %s", name, out)
	}
	kinds := map[yichuang.DecisionKind][]yichuang.DocumentKind{
		yichuang.Accept: {yichuang.Receipt, yichuang.AcceptNotice}, yichuang.Correct: {yichuang.Receipt, yichuang.CorrectNotice},
		yichuang.Decline: {yichuang.DeclineNotice},
	}[want]
	switch rule := it.Terms.Correction.Kind; {
	case want == yichuang.Correct && rule.Returns():
		kinds = []yichuang.DocumentKind{yichuang.CorrectNotice} // the materials go back
	case want == yichuang.Accept && (rule.Files() || rule == yichuang.CorrectReturn):
		kinds = []yichuang.DocumentKind{yichuang.Receipt} // which says that the filing is done, or until when the registration is
	case got.Stage == yichuang.StageConfirm:
		kinds = []yichuang.DocumentKind{yichuang.Receipt} // acceptance waits for the department
	}
	if len(got.Papers) != len(kinds) {
		t.Errorf("%s: papers %+v, want %v", name, got.Papers, kinds)
		return 1
	}
	for i, k := range kinds {
		if got.Papers[i].Kind != k {
			t.Errorf("%s: papers %+v, want %v", name, got.Papers, kinds)
		}
	}
	return 1 + len(got.Members)
}

// A malformed file: every problem at once with its path, exit code 2, nothing
// written.
func TestIntakeTellsEveryProblem(t *testing.T) {
	home := alone(t)
	file := `
item: market-01
received: yesterday
aplicant: {}
applicant:
  kind: company
  name: ""
  id: {number: "110105194912310021"}
answers: {q1: cater, q3: maybe, q9: x}
materials:
  - {id: app, points: {1: pass, 9: pass, 2: {fail: ""}}}
  - {id: nosuch, points: pass}
  - {id: bl, originals: -1, presence: gone}
decision: perhaps
ground: {type: E}
`
	_, problems, code := call(t, file, "--demo", "intake", "-")
	if code != 2 {
		t.Errorf("exit code %d", code)
	}
	for _, path := range []string{"received:", "aplicant:", "applicant.kind:", "answers.q3:", "answers.q9:", "materials[0].points.9:",
		"materials[0].points.2:", "materials[1].id:", "materials[2].originals:", "materials[2].presence:", "decision:", "ground.type:"} {
		if !strings.Contains(problems, path) {
			t.Errorf("no problem at %s:\n%s", path, problems)
		}
	}
	if out, _, _ := call(t, "", "--demo", "case", "list", "--json"); strings.TrimSpace(out) != "[]" {
		t.Errorf("something was written: %s", out)
	}
	for name, garbage := range map[string]string{"no mapping": "- a\n- b", "broken": "a: [", "binary": "\x00\xff\xfe", "empty": "", "a word": "hello"} {
		if _, problems, code := call(t, garbage, "--demo", "intake", "-"); code != 2 || problems == "" {
			t.Errorf("%s: exit code %d, %q", name, code, problems)
		}
	}
	if _, err := os.Stat(filepath.Join(home, "data")); errors.Is(err, os.ErrNotExist) {
		t.Error("the test looks in the wrong place for data")
	}
}

// A wrong identity number stops, a wrong credit code does not.
func TestIntakeChecksTheApplicant(t *testing.T) {
	alone(t)
	it := catalog.Sample().Item("market-01")
	answers, _ := answersFor(it, "s1", false)
	file := filed(it, it.Scenario("s1"), answers, yichuang.Accept)
	who := file["applicant"].(map[string]any)
	who["credit"] = "91330100799655058C"
	takeInOne(t, it, it.Scenario("s1"), file, yichuang.Accept)
	who["legal"] = map[string]any{"name": "测试姓名", "id": map[string]any{"number": "110105194912310021"}}
	text, _ := yaml.Marshal(file)
	if _, problems, code := call(t, string(text), "--demo", "intake", "-"); code != 2 || !strings.Contains(problems, "applicant.legal.id.number") {
		t.Errorf("exit code %d: %s", code, problems)
	}
}

// What is no application, or only looks like one, is told in a sentence and costs
// neither memory nor time; what a careless editor adds is taken.
func TestIntakeOfGarbage(t *testing.T) {
	alone(t)
	it := catalog.Sample().Item("market-01")
	answers, _ := answersFor(it, "s1", false)
	raw, err := yaml.Marshal(filed(it, it.Scenario("s1"), answers, yichuang.Accept))
	if err != nil {
		t.Fatal(err)
	}
	good := string(raw)
	bomb := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for i := 'b'; i < 'k'; i++ {
		bomb += fmt.Sprintf("%c: &%c [%s*%c]\n", i, i, strings.Repeat(fmt.Sprintf("*%c,", i-1), 9), i-1)
	}
	for _, tt := range []struct{ name, text, want string }{
		{"a byte order mark", "\ufeff" + good, ""},
		{"Windows line ends", strings.ReplaceAll(good, "\n", "\r\n"), ""},
		{"control characters", strings.Replace(good, "测试用名称", `"测试\x1b[2J用\u202e名称"`, 1), ""},
		{"brackets without end", strings.Repeat("[", 60_000), "stand inside one another"},
		{"braces without end", strings.Repeat("{a: ", 15_000), "stand inside one another"},
		{"dashes without end", "item: [" + strings.Repeat("- ", 30_000), "stand inside one another"},
		{"too large", good + strings.Repeat("#", mostApplication), "larger than 64 KiB"},
		{"an alias bomb", bomb, "unknown key"},
		{"not UTF-8", strings.Replace(good, "测试用名称", "\xb2\xe2\xca\xd4", 1), "not UTF-8"},
		{"UTF-16", "\xff\xfei\x00t\x00", "not UTF-8"},
		{"two applications", good + "---\n" + good, "more than one application"},
		{"a key twice", good + "item: market-02\n", "already defined"},
		{"a number for a text", strings.Replace(good, "测试用名称", "1.50", 1), "put it in quotes"},
		{"a text without end", strings.Replace(good, "测试地址1号", strings.Repeat("长", 2001), 1), "at most 2000"},
		{"a long telephone number", strings.Replace(good, "13800000000", strings.Repeat("1", 60), 1), "applicant.phone"},
		{"a long address", strings.Replace(good, "测试地址1号", strings.Repeat("长", 300), 1), "applicant.address"},
		{"a material twice", strings.Replace(good, "materials:\n", "materials:\n- {id: app, points: pass}\n", 1), "a second time"},
		{"the future", good + "received: 2099-01-01\n", "lies in the future"},
		{"long ago", good + "received: 1000-01-01\n", "before the year 2000"},
		{"a thousand unknown keys", good + manyKeys(1000), "200 problem(s)"},
	} {
		_, problems, code := call(t, tt.text, "--demo", "intake", "-")
		if want := map[bool]int{true: 0, false: 2}[tt.want == ""]; code != want || !strings.Contains(problems, tt.want) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s", tt.name, code, want, tt.want, yichuang.Clip(problems, 500))
		}
	}
	out, _, _ := call(t, "", "--demo", "case", "list", "--json")
	if strings.Count(out, `"number"`) != 3 || !strings.Contains(out, `"测试[2J用名称"`) {
		t.Errorf("taken in: %s", out)
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	return b.String()
}
