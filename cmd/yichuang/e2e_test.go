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
)

// A clerk takes in 食品经营许可（新办） for a restaurant, keyboard only, in the
// demonstration hall: one point fails and is mended on the spot, the business
// licence is owed. The power is cut in the middle of the form and in the middle
// of the review. In the end the right papers are there.
func TestARestaurantFromTheFirstScreenToThePapers(t *testing.T) {
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 40}} {
		home := t.TempDir()
		d := sit(t, home, size.width, size.height)
		d.sees("演示大厅").press("enter")
		signIn(d)
		d.press("f2").sees("[事项]").types("spjy").sees("食品经营许可（新办）").press("enter").sees("[申请人]")
		d.types("91330100799655058B").press("enter").types("测试面馆").press("enter").types("测试姓").sees("测试姓")
		drafted(t, home, "测试姓")
		d.kill() // the draft is kept at every key

		d = sit(t, home, size.width, size.height, "--demo")
		signIn(d)
		d.press("f2").sees("[事项]").types("spjy").sees("食品经营许可（新办）").press("enter").sees("测试面馆").sees("测试姓")
		fillIn(d)
		d.press("f8").sees("[情形]").sees("经营业态").types("2").sees("自动设备").types("2").sees("餐饮服务经营者新办").press("enter")

		d.sees("[审查]").sees("已审 0/18").types("2").sees("哪里不符合").types("1").sees("不符 1") // the form: one point fails
		d.types("a").sees("已审 5/18").types("m").sees("缺 1").types("a").sees("已审 13/18")
		d.quiet(settled)
		d.kill() // every verdict is on disk before it is shown

		d = sit(t, home, size.width, size.height, "--demo")
		signIn(d)
		d.sees("测试面馆").press("enter").sees("[审查]").sees("已审 13/18").sees("不符 1")
		d.types("a").sees("已审 15/18").types("a").sees("已审 18/18")
		d.press("f8").sees("[决定]").sees("不得容缺").types("5").sees("[审查]").types("s").sees("缺 1").gone("不符 1")
		d.press("f8").sees("[决定]").types("2").sees("确认决定：容缺受理").sees("承诺书").press("enter").sees("[文书]")
		d.sees("收件凭证").sees("容缺受理告知承诺书").sees("受理通知书").types("p").sees("交给申请人后按 a").types("a").sees("已交 3/3")
		d.press("f10").sees("退出").press("enter").ends()
		checkRestaurant(t, home)
	}
}

func signIn(d *console) {
	d.t.Helper()
	d.sees("工号").types("1001").press("enter").types(demoPIN).press("enter").sees("新收件")
}

// fillIn types the rest of the form, from the field where the caret stands.
func fillIn(d *console) {
	d.t.Helper()
	d.types("名").press("enter").types("测试路1号").press("enter").types("11010519491231002X").press("enter").sees("1949").types("13800000000")
}

// checkRestaurant reads the case and its papers as a script does.
func checkRestaurant(t *testing.T, home string) {
	t.Helper()
	list := run(t, home, "case", "list", "--json")
	var rows []yichuang.Summary
	if err := json.Unmarshal(list, &rows); err != nil || len(rows) != 1 {
		t.Fatalf("cases: %s, %v", list, err)
	}
	n := string(rows[0].Number)
	var shown struct{ Case yichuang.Case }
	if err := json.Unmarshal(run(t, home, "case", "show", "--json", n), &shown); err != nil {
		t.Fatal(err)
	}
	c := shown.Case
	if c.Stage != yichuang.StageAccepted || c.Decision.Kind != yichuang.AcceptOwing || len(c.Decision.Facts.Owed) != 1 ||
		c.Decision.Facts.Owed[0].Material != "bl" || c.Applicant.Legal.Name != "测试姓名" {
		t.Errorf("the case came to %+v", c)
	}
	if j := c.MaterialState("app").Points[1]; j.Verdict != yichuang.Pass || !j.OnSpot {
		t.Errorf("the point mended on the spot is %+v", j)
	}
	for _, p := range c.Papers {
		if p.State != yichuang.PaperIsHanded || p.Count != 1 {
			t.Errorf("%s is %s, printed %d times", p.Kind, p.State, p.Count)
		}
	}
	files, _ := filepath.Glob(filepath.Join(home, "data", "yichuang", "demo", "papers", "*", "*.pdf")) // the pattern is sound
	if len(files) != 3 {
		t.Errorf("printed files: %v", files)
	}
	for kind, want := range map[string][]string{
		"receipt":    {"收件凭证", "不代表受理", "食品经营许可申请书", "演示"},
		"owing":      {"容缺受理告知承诺书", "营业执照", "未提交"},
		"acceptance": {"受理通知书", "7个工作日", "10个工作日", "先行"},
	} {
		text := string(run(t, home, "paper", n, "--kind", kind, "--to", "text"))
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %q:\n%s", kind, w, text)
			}
		}
		if strings.Contains(text, "11010519491231002X") {
			t.Errorf("%s shows an identity number in full", kind)
		}
		if pdf := run(t, home, "paper", n, "--kind", kind, "--to", "pdf"); !bytes.HasPrefix(pdf, []byte("%PDF-")) {
			t.Errorf("%s is no PDF", kind)
		}
	}
}

// command is a call of the built program in the same home.
func command(t *testing.T, home string, arguments ...string) *exec.Cmd {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, append([]string{"--demo"}, arguments...)...)
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home+"/config", "XDG_DATA_HOME="+home+"/data",
		"YICHUANG_TERMINAL_WINDOW=7", "YICHUANG_TERMINAL_EPOCH=1")
	return cmd
}

// run calls the program and returns what it printed.
func run(t *testing.T, home string, arguments ...string) []byte {
	t.Helper()
	cmd := command(t, home, arguments...)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v %s", arguments, err, problems.String())
	}
	return out
}
