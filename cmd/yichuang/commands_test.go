package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/catalog"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
)

// calendar2027 is a notice for 2027 in the form of an import. The real one is not
// out; its days are made up for the test.
const calendar2027 = `{"format": "yichuang-calendar", "version": 1, "years": [{"year": 2027, "notice": "测试用通知",
 "issued": "2026-11-20", "url": "https://example.invalid/", "off": [{"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}],
 "makeup": []}]}`

// Every command and group refuses what it cannot use with exit code 2 and a way
// on, and has an example or a list of commands in its help.
func TestWrongCalls(t *testing.T) {
	alone(t)
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		path := strings.Fields(cmd.CommandPath())[1:]
		for _, wrong := range [][]string{{"--nosuch"}, {"a", "b", "c", "d"}} {
			if cmd.Name() == "help" {
				continue
			}
			_, problems, code := call(t, "", append(path[:len(path):len(path)], wrong...)...)
			if code != 2 || !strings.Contains(problems, "--help") {
				t.Errorf("%s %v: exit code %d: %s", cmd.CommandPath(), wrong, code, problems)
			}
		}
		if !cmd.HasSubCommands() && cmd.Example == "" && cmd.Long == "" {
			t.Errorf("%s has nothing but its name to be understood by", cmd.CommandPath())
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRoot())
	for _, tt := range []struct{ line, want string }{
		{"nosuch", `yichuang has no command "nosuch"`},
		{"case lst", "did you mean list?"},
		{"deadlin", "did you mean deadline?"},
	} {
		if _, problems, code := call(t, "", strings.Fields(tt.line)...); code != 2 || !strings.Contains(problems, tt.want) {
			t.Errorf("%s: exit code %d: %s", tt.line, code, problems)
		}
	}
}

// The completion scripts are ones that the shells take.
func TestCompletionScripts(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		out := run(t, t.TempDir(), "completion", shell)
		if !bytes.Contains(out, []byte("__complete")) {
			t.Errorf("%s: no completion script: %s", shell, out)
		}
		bin, err := exec.LookPath(shell)
		if err != nil {
			t.Logf("there is no %s here", shell)
			continue
		}
		cmd := exec.Command(bin, "-n")
		cmd.Stdin = bytes.NewReader(out)
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", shell, err, said)
		}
	}
}

func TestDeadlines(t *testing.T) {
	alone(t)
	for _, tt := range []struct{ line, want, note string }{
		{"deadline 2026-09-30 3 工作日", "2026-10-10", ""}, // the National Day days do not count, the make-up Saturday does
		{"deadline 2026-09-30 3 workdays", "2026-10-10", ""},
		{"deadline 2026-11-30 3 months", "2027-03-01", "2027"}, // the corresponding day is a Sunday
		{"deadline 2026-11-20 0 days", "2026-11-20", ""},
		{"deadline 2026-12-25 10 workdays", "2027-01-08", "2027"},
		{"deadline 2026-09-18 5 workdays --pause 2026-09-21..2026-09-22", "2026-09-28", ""}, // the day on which the pause begins counts
	} {
		out, problems, code := call(t, "", strings.Fields(tt.line)...)
		if code != 0 || strings.TrimSpace(out) != tt.want || strings.Contains(problems, "uncertain") != (tt.note != "") || !strings.Contains(problems, tt.note) {
			t.Errorf("%s: exit code %d, %q, want %s\n%s", tt.line, code, out, tt.want, problems)
		}
	}
	for _, line := range []string{"deadline tomorrow 3 days", "deadline 2026-02-30 3 days", "deadline 2026-09-30 x days", "deadline 2026-09-30 3 weeks",
		"deadline 2026-09-30 3 days --extend -1", "deadline 2026-09-30 3 days --pause 2026-10-03..2026-10-01", "deadline 2026-09-30 10001 days"} {
		if _, problems, code := call(t, "", strings.Fields(line)...); code != 2 || problems == "" {
			t.Errorf("%s: exit code %d: %s", line, code, problems)
		}
	}
}

// An imported year makes a date certain; a file with a mistake changes nothing; a
// damaged calendar is told and can be imported anew.
func TestCalendarImport(t *testing.T) {
	home := alone(t)
	due := func() (string, string) {
		t.Helper()
		out, problems, code := call(t, "", "deadline", "2026-12-31", "2", "workdays", "--json")
		if code != 0 {
			t.Fatalf("exit code %d: %s", code, problems)
		}
		var d yichuang.Due
		if err := json.Unmarshal([]byte(out), &d); err != nil {
			t.Fatal(err)
		}
		return d.Date.String(), d.Chinese()
	}
	if day, said := due(); day != "2027-01-04" || !strings.Contains(said, "暂定") {
		t.Errorf("before: %s %s", day, said)
	}
	for _, wrong := range []string{"", "{}", "nonsense", strings.Replace(calendar2027, "2027-01-03", "2027-13-03", 1), strings.Replace(calendar2027, `"to": "2027-01-03"`, `"to": "2026-01-03"`, 1)} {
		if _, problems, code := call(t, wrong, "calendar", "import", "-"); code != 2 || problems == "" {
			t.Errorf("%q: exit code %d: %s", wrong, code, problems)
		}
	}
	if out, problems, code := call(t, calendar2027, "calendar", "import", "-"); code != 0 || !strings.Contains(out, "2027") {
		t.Fatalf("exit code %d: %s%s", code, out, problems)
	}
	if day, said := due(); day != "2027-01-05" || strings.Contains(said, "暂定") {
		t.Errorf("after: %s %s", day, said)
	}
	shown, _, _ := call(t, "", "calendar", "show")
	if _, problems, code := call(t, shown, "calendar", "import", "-"); code != 0 {
		t.Errorf("what is shown cannot be imported: %s", problems)
	}
	kept := filepath.Join(home, "data", "yichuang", "calendar.json")
	if err := os.WriteFile(kept, []byte("{broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, problems, code := call(t, "", "deadline", "2026-12-31", "2", "workdays"); code != 1 || !strings.Contains(problems, "calendar import") {
		t.Errorf("a damaged calendar: exit code %d: %s", code, problems)
	}
	if _, problems, code := call(t, calendar2027, "calendar", "import", "-"); code != 0 || !strings.Contains(problems, "damaged") {
		t.Errorf("a damaged calendar is not replaced: exit code %d: %s", code, problems)
	}
	if day, _ := due(); day != "2027-01-05" {
		t.Errorf("after the repair: %s", day)
	}
}

func TestNumberCheck(t *testing.T) {
	n, err := yichuang.IssueNumber("150627", yichuang.Date{Year: 2026, Month: 11, Day: 22}, 7, 'B', 42)
	if err != nil {
		t.Fatal(err)
	}
	for _, written := range []string{string(n), n.Pretty(), strings.ToLower(n.Pretty()), " " + n.Pretty() + " "} {
		if out, problems, code := call(t, "", "number", "check", written); code != 0 || !strings.Contains(out, "流水号    42") || !strings.Contains(out, "启用次序  B") {
			t.Errorf("%q: exit code %d: %s%s", written, code, out, problems)
		}
	}
	wrong := string(n[:20]) + string('0'+(n[20]-'0'+1)%10)
	for _, text := range []string{"", "123", wrong, string(n) + "0"} {
		if _, problems, code := call(t, "", "number", "check", text); code != 2 || problems == "" {
			t.Errorf("%q: exit code %d: %s", text, code, problems)
		}
	}
}

// The samples written out are what the program has inside, with the schema where
// their first line says; lint finds no error in them, and diff no difference.
func TestCatalogSampleLintDiff(t *testing.T) {
	alone(t)
	dir := filepath.Join(t.TempDir(), "new", "items")
	if _, problems, code := call(t, "", "catalog", "sample", dir); code != 0 {
		t.Fatal(problems)
	}
	if _, problems, code := call(t, "", "catalog", "sample", dir); code != 2 || !strings.Contains(problems, "exists already") {
		t.Errorf("written over: exit code %d: %s", code, problems)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.yaml")) // the pattern is sound
	if len(files) != len(catalog.Sample().Items) {
		t.Errorf("%d files", len(files))
	}
	schema, err := os.ReadFile(filepath.Join(dir, "item.schema.json"))
	printed, _, _ := call(t, "", "catalog", "schema")
	if err != nil || !json.Valid(schema) || string(schema) != printed {
		t.Errorf("the schema beside the samples: %v", err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		first, _, _ := bytes.Cut(raw, []byte("\n"))
		if err != nil || string(first) != "# yaml-language-server: $schema=item.schema.json" {
			t.Errorf("%s begins with %s, %v", f, first, err)
		}
	}
	if out, problems, code := call(t, "", "catalog", "lint", dir); code != 0 || !strings.Contains(out, "42个事项文件，0个错误") {
		t.Errorf("lint: exit code %d: %s%s", code, out, problems)
	}
	if out, _, code := call(t, "", "catalog", "diff", dir, dir); code != 0 || strings.TrimSpace(out) != "没有变化" {
		t.Errorf("diff with itself: exit code %d: %s", code, out)
	}
	for i, it := range catalog.Load(os.DirFS(dir)).Items {
		if want := catalog.Sample().Items[i]; it.Ref() != want.Ref() {
			t.Errorf("%v is written out as %v", want.Ref(), it.Ref())
		}
	}
}

// A change is told in words; a file that cannot be read is not an item abolished.
func TestCatalogChanges(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	before, after := filepath.Join(dir, "before"), filepath.Join(dir, "after")
	for _, d := range []string{before, after} {
		if err := writeSample(d); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(after, "market-01.yaml")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.Replace(raw, []byte("名称: 食品经营许可（新办）"), []byte("名称: 食品经营许可（首次申请）"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, problems, code := call(t, "", "catalog", "diff", before, after); code != 0 || !strings.Contains(out, "首次申请") {
		t.Errorf("exit code %d: %s%s", code, out, problems)
	}
	var changes []catalog.Change
	if out, _, _ := call(t, "", "catalog", "diff", "--json", before, after); json.Unmarshal([]byte(out), &changes) != nil || len(changes) == 0 {
		t.Errorf("as JSON: %s", out)
	}
	if out, _, _ := call(t, "", "catalog", "diff", "--json", before, before); strings.TrimSpace(out) != "[]" {
		t.Errorf("no change as JSON: %s", out)
	}
	if err := os.WriteFile(file, []byte("编号: ["), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, problems, code := call(t, "", "catalog", "diff", before, after); code != 1 || out != "" || !strings.Contains(problems, "market-01.yaml:1") {
		t.Errorf("a broken file: exit code %d: %s%s", code, out, problems)
	}
	var report catalog.Report
	out, _, code := call(t, "", "catalog", "lint", "--json", after)
	if err := json.Unmarshal([]byte(out), &report); err != nil || code != 1 || report.Errors == 0 {
		t.Errorf("lint of a broken file: exit code %d, %v: %s", code, err, yichuang.Clip(out, 200))
	}
	for _, none := range []string{t.TempDir(), filepath.Join(dir, "nosuch"), file} {
		if _, problems, code := call(t, "", "catalog", "lint", none); code != 2 || problems == "" {
			t.Errorf("lint %s: exit code %d: %s", none, code, problems)
		}
	}
}

// oneCase takes in a restaurant in the demonstration hall and returns its number.
func oneCase(t *testing.T) yichuang.CaseNumber {
	t.Helper()
	it := catalog.Sample().Item("market-01")
	answers, _ := answersFor(it, "s1", false)
	text, err := yaml.Marshal(filed(it, it.Scenario("s1"), answers, yichuang.Accept))
	if err != nil {
		t.Fatal(err)
	}
	out, problems, code := call(t, string(text), "--demo", "intake", "--json", "-")
	var got taken
	if code != 0 || json.Unmarshal([]byte(out), &got) != nil {
		t.Fatalf("exit code %d: %s%s", code, out, problems)
	}
	return got.Number
}
