package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/internal/central"
	"yichuang/internal/wire"
)

// Every command and group refuses what it cannot use with exit code 2 and a way on,
// and has an example or a list of commands in its help.
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
		if !cmd.HasSubCommands() && !cmd.Hidden && cmd.Example == "" && cmd.Long == "" {
			t.Errorf("%s has nothing but its name to be understood by", cmd.CommandPath())
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRoot())
}

// samples writes the first item files of the samples into a folder.
func samples(t *testing.T, n int) string {
	t.Helper()
	folder := t.TempDir()
	files, err := os.ReadDir("../../internal/catalog/items")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if n == 0 || filepath.Ext(f.Name()) != ".yaml" {
			continue
		}
		n--
		raw, err := os.ReadFile(filepath.Join("../../internal/catalog/items", f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, f.Name()), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

const calendar2027 = `{"format": "yichuang-calendar", "version": 1, "years": [{"year": 2027, "notice": "测试用通知",
 "issued": "2026-11-20", "url": "https://example.invalid/", "off": [{"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}], "makeup": []}]}`

// The commands of an administrator, in the order of a first day, rightly and
// wrongly: what each prints, and its exit code.
func TestCommands(t *testing.T) {
	kinds(t, func(t *testing.T, _ central.Options, run func(string, ...string) (string, string, int)) {
		few, all := samples(t, 2), samples(t, 5)
		broken := filepath.Join("..", "..", "internal", "catalog", "testdata", "lint")
		for _, tt := range []struct {
			line, stdin string
			code        int
			want        string
		}{
			{"terminal add W01", "", 2, "there is no hall yet"},
			{"hall add test --name 测试大厅 --region 15062", "", 2, "six digits"},
			{"hall add te/st --name 测试大厅 --region 150627", "", 2, "letters, digits and dashes"},
			{"hall add test --region 150627", "", 2, "needs a name"},
			{"hall add test --name 测试大厅 --region 150627", "", 0, "next: yichuangd terminal add W01 --hall test"},
			{"hall add test --name 测试大厅 --region 150627", "", 2, "there is a hall test already"},
			{"hall set test --phone 12345", "", 0, ""},
			{"hall set test --progress https://jd.example.test", "", 0, ""},
			{"hall set test --progress jd.example.test", "", 2, "must be an address like https://"},
			{"hall set test --region 150626", "", 2, "cannot be changed"},
			{"hall set nowhere --phone 1", "", 2, "there is no hall nowhere"},
			{"hall list", "", 0, "测试大厅"},
			{"terminal add w07", "", 0, "code for W07, window 7; works once, until "},
			{"terminal add B1 --window 7", "", 2, "window 7 of region 150627 is seat W07"},
			{"terminal add desk", "", 2, "must be 1 to 999"},
			{"terminal add W08 --hall nowhere", "", 2, "there is no hall nowhere"},
			{"terminal revoke W07.0", "", 2, "there is no terminal W07.0"},
			{"terminal list", "", 0, "TERMINAL"},
			{"user add 1001 甲某 --pin -", "480261\n", 0, ""},
			{"user add 1001 乙某 --pin -", "480261\n", 2, "is taken"},
			{"user add 1002 乙某 --pin 480261", "", 2, "never an argument"},
			{"user add 1002 乙某", "123456\n", 2, "连号"},
			{"user add 1002 乙某 --role king", "480261\n", 2, "不认识的角色"},
			{"user add 2001 丙某 --role officer", "480261\n", 2, "needs a department"},
			{"user add 2001 丙某 --department 教育局", "480261\n", 2, "only an officer"},
			{"user add 2001 丙某 --role officer --department 教育局", "480261\n", 0, ""},
			{"user add 3001 丁某 --also handover --also king", "480261\n", 2, "不认识的角色"},
			{"user add 3001 丁某 --also handover", "480261\n", 0, ""},
			{"user add 3002 戊某 --also officer", "480261\n", 2, "needs a department"},
			{"user list", "", 0, "handover"},
			{"user pin 1001", "111111\n", 2, "重复"},
			{"user pin 1001", "739105\n", 0, ""},
			{"user pin 7777", "739105\n", 2, "nobody with the number"},
			{"user list", "", 0, "officer"},
			{"user remove 2001", "", 0, ""},
			{"user remove 2001", "", 2, "nobody with the number"},
			{"portal add mengsu --name 测试网 --hall nowhere", "", 2, "there is no hall nowhere"},
			{"portal add Mengsu --name 测试网", "", 2, "small letters and digits"},
			{"portal add mengsu", "", 2, "needs a name"},
			{"portal add mengsu --name 测试网", "", 0, "secret of mengsu, shown this once"},
			{"portal add mengsu --name 测试网", "", 2, "there is a portal mengsu already"},
			{"portal rotate nothing", "", 2, "there is no portal nothing"},
			{"portal revoke mengsu", "", 0, "revoked mengsu"},
			{"portal list", "", 0, "测试网"},
			{"portal rotate mengsu", "", 0, "secret of mengsu"},
			{"authority", "", 0, "BEGIN CERTIFICATE"},
			{"user list --hall nowhere", "", 2, "there is no hall nowhere"},
			{"catalog publish nowhere", "", 2, "is not a folder"},
			{"catalog publish " + t.TempDir(), "", 2, "no item files"},
			{"catalog publish " + broken, "", 2, "errors, nothing was published"},
			{"catalog publish " + few + " --dry-run", "", 0, "nothing was published"},
			{"catalog list", "", 0, "RELEASE"},
			{"catalog publish " + few + " --note 首批", "", 0, "release 1: 2 items changed, 0 withdrawn, 2 in all"},
			{"catalog publish " + few, "", 0, "nothing to publish"},
			{"catalog publish " + all, "", 0, "release 2: 3 items changed, 0 withdrawn, 5 in all"},
			{"catalog publish " + few, "", 0, "release 3: 0 items changed, 3 withdrawn, 2 in all"},
			{"catalog publish " + all, "", 0, "release 4: 3 items changed, 0 withdrawn, 5 in all"},
			{"catalog list", "", 0, "首批"},
			{"terminal add B2 --window 102 --department 没有的部门", "", 0, "no published item is of the department"},
			{"calendar import -", "{}", 2, "缺少"},
			{"calendar import -", calendar2027, 0, "years published: [2027]"},
			{"calendar import nowhere.json", "", 2, "cannot read nowhere.json"},
			{"refused list", "", 0, "nothing waits for a person"},
			{"refused list --hall nowhere", "", 2, "there is no hall nowhere"},
			{"verify", "", 0, "everything holds"},
			{"verify --hall nowhere", "", 2, "there is no hall nowhere"},
			{"restored", "", 0, "offer again"},
			{"backup " + filepath.Join(t.TempDir(), "none", "x.ycb"), "", 1, "cannot write the backup"},
			{"verify --backup " + filepath.Join(few, "edu-01.yaml"), "", 2, ""},
		} {
			out, problems, code := run(tt.stdin, strings.Fields(tt.line)...)
			if code != tt.code || !strings.Contains(out+problems, tt.want) {
				t.Errorf("%s: exit code %d, want %d with %q:\n%s%s", tt.line, code, tt.code, tt.want, out, problems)
			}
		}
	})
}

// The code that is printed is one that a terminal takes, with the address in front.
func TestTheEnrolLine(t *testing.T) {
	kinds(t, func(t *testing.T, _ central.Options, run func(string, ...string) (string, string, int)) {
		t.Setenv("YICHUANG_NAMES", "centre.example.test")
		run("", "hall", "add", "test", "--name", "测试大厅", "--region", "150627")
		out, problems, code := run("", "terminal", "add", "W07")
		m := regexp.MustCompile(`yichuang enroll (\S+) (\S+)\n`).FindStringSubmatch(out)
		if code != 0 || m == nil || problems != "" || m[1] != "https://centre.example.test:8443" || strings.Count(out, m[2]) != 2 {
			t.Fatalf("exit code %d: %s%s", code, out, problems)
		}
		if c, err := wire.ParseCode(m[2]); err != nil || c.String() != m[2] {
			t.Errorf("%v, %v", c, err)
		}
	})
}

// Lists are for programs, too.
func TestListsAsJSON(t *testing.T) {
	kinds(t, func(t *testing.T, _ central.Options, run func(string, ...string) (string, string, int)) {
		run("", "hall", "add", "test", "--name", "测试大厅", "--region", "150627")
		run("480261", "user", "add", "1001", "甲某")
		run("", "catalog", "publish", samples(t, 2))
		for _, list := range []string{"hall", "terminal", "user", "catalog", "refused"} {
			out, problems, code := run("", list, "list", "--json")
			var got []map[string]any
			if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 || problems != "" {
				t.Errorf("%s: exit code %d: %s%s", list, code, out, problems)
			}
			if want := list != "terminal" && list != "refused"; (len(got) > 0) != want {
				t.Errorf("%s: %s", list, out)
			}
		}
	})
}

// What is published differs from what was there by what changed, and nothing else.
func TestOnlyChangesArePublished(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options, run func(string, ...string) (string, string, int)) {
		run("", "hall", "add", "test", "--name", "测试大厅", "--region", "150627")
		folder := samples(t, 4)
		run("", "catalog", "publish", folder)
		before := revision(t, o)
		names, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(names[0])
		if err != nil {
			t.Fatal(err)
		}
		was := catalog.Load(os.DirFS(folder)).Items
		if err := os.WriteFile(names[0], []byte(strings.Replace(string(raw), was[0].Name, was[0].Name+"（改）", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(names[3]); err != nil {
			t.Fatal(err)
		}
		out, problems, code := run("", "catalog", "publish", folder)
		if code != 0 || !strings.Contains(out, "release 2: 1 items changed, 1 withdrawn, 3 in all") || !strings.Contains(out, "取消事项") || !strings.Contains(out, "（改）") {
			t.Fatalf("exit code %d: %s%s", code, out, problems)
		}
		c, err := central.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		delta, err := c.Reference(t.Context(), "test", before)
		if err != nil {
			t.Fatal(err)
		}
		p, _, err := wire.ParseReference(delta)
		if err != nil || len(p.Items) != 1 || len(p.Withdrawn) != 1 || p.Revision != before+2 {
			t.Errorf("%d items, %v withdrawn, %v", len(p.Items), p.Withdrawn, err)
		}
		if _, err := c.Item(t.Context(), was[0].Ref()); err != nil {
			t.Errorf("the edition before is kept for open cases: %v", err)
		}
	})
}

func revision(t *testing.T, o central.Options) int64 {
	t.Helper()
	c, err := central.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	body, err := c.Reference(t.Context(), "test", 0)
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := wire.ParseReference(body)
	if err != nil {
		t.Fatal(err)
	}
	return p.Revision
}

// A backup by command, checked by command, restored by command into the other kind
// of database.
func TestBackupByCommand(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options, run func(string, ...string) (string, string, int)) {
		run("", "hall", "add", "test", "--name", "测试大厅", "--region", "150627")
		file := filepath.Join(t.TempDir(), "centre.ycb")
		if out, problems, code := run("", "backup", file, "--with-scans"); code != 0 || !strings.Contains(out, "read back and sound") {
			t.Fatalf("exit code %d: %s%s", code, out, problems)
		}
		if out, problems, code := run("", "verify", "--backup", file); code != 0 || !strings.Contains(out, "test: 0 events") {
			t.Errorf("exit code %d: %s%s", code, out, problems)
		}
		if _, problems, code := run("", "restore", file); code != 2 || !strings.Contains(problems, "there is a centre") {
			t.Errorf("into itself: exit code %d: %s", code, problems)
		}
		t.Setenv("YICHUANG_DATABASE", "")
		into := filepath.Join(t.TempDir(), "new")
		if out, problems, code := call(t, "", "restore", file, "--data", into); code != 0 || !strings.Contains(out, "restored into "+filepath.Join(into, "centre.db")) {
			t.Fatalf("exit code %d: %s%s", code, out, problems)
		}
		if out, problems, code := call(t, "", "hall", "list", "--data", into); code != 0 || !strings.Contains(out, "测试大厅") {
			t.Errorf("exit code %d: %s%s", code, out, problems)
		}
	})
}

// What was refused is told in words.
func TestRefusedInWords(t *testing.T) {
	var b strings.Builder
	tellRefused(&b, []central.Refused{{Hall: "test", Case: "150627261120001000017", ItemName: "食品经营许可", Terminal: "W01.0", Seq: 9, By: "1001", Step: "受理",
		Why: yichuang.Refusal{Code: yichuang.Conflict, Message: "终端W02同时办理了这个办件", Hint: "请打开办件核对"}}})
	for _, want := range []string{"食品经营许可", "受理 (W01.0 event 9, person 1001)", "未被接受：终端W02同时办理了这个办件", "请打开办件核对"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, b.String())
		}
	}
}
