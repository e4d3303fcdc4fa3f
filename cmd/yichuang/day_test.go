package main

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"yichuang"
)

// counts are the arguments that count every original as it should be.
func counts(t *testing.T) []string {
	t.Helper()
	var v dayView
	if err := json.Unmarshal([]byte(must(t, "day", "show", "--json")), &v); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, y := range v.Book.Tallies() {
		all = append(all, "--count", y.Name+"="+strconv.Itoa(y.Due))
	}
	return all
}

// A seat closes its day while the centre is out of reach and compares it later. What it
// took in before it was enrolled counts as its own on both sides.
func TestADayWithTheCentre(t *testing.T) {
	o := openHQ(t)
	home(t)()
	t.Setenv("YICHUANG_HALL_NAME", "单机大厅")
	t.Setenv("YICHUANG_HALL_REGION", "150627")
	t.Setenv("YICHUANG_TERMINAL_WINDOW", "7")
	must(t, "intake", "--by", "1001", applicationOf(t, "入网以前"))
	if out := must(t, "day", "show"); !strings.Contains(out, "单机使用，没有中心") || !strings.Contains(out, "1件") {
		t.Errorf("alone: %s", out)
	}
	if err := o.AddUser(t.Context(), hqHall, yichuang.User{ID: "1001", Name: "钱窗口", Role: yichuang.RoleWindow}, "482915"); err != nil {
		t.Fatal(err)
	}
	must(t, "enroll", o.address, o.code("W07", 7))
	for _, key := range []string{"HALL_NAME", "HALL_REGION", "TERMINAL_WINDOW"} {
		if err := os.Unsetenv("YICHUANG_" + key); err != nil {
			t.Fatal(err)
		}
	}
	must(t, "sync", "now")
	must(t, "intake", "--by", "1001", applicationOf(t, "入网以后"))
	if out := must(t, "day", "show"); !strings.Contains(out, "2件") || !strings.Contains(out, "中心      1件") || !strings.Contains(out, "中心还没有这个办件") || !strings.Contains(out, "收件凭证没有打印") {
		t.Errorf("%s", out)
	}
	o.down()
	all := counts(t)
	closing := append([]string{"day", "close", "--by", "1001", "--note", "凭证明早补打"}, all...)
	if _, problems, code := call(t, "482915\n", "day", "close", "--by", "1001", "--note", "x"); code != 2 || !strings.Contains(problems, "还没有清点") {
		t.Errorf("exit code %d: %s", code, problems)
	}
	if _, problems, code := call(t, "482915\n", append([]string{"day", "close", "--by", "1001"}, all...)...); code != 2 || !strings.Contains(problems, "没有写明情况") {
		t.Errorf("exit code %d: %s", code, problems)
	}
	if _, problems, code := call(t, "000001\n", closing...); code != 1 || !strings.Contains(problems, "密码") {
		t.Errorf("exit code %d: %s", code, problems)
	}
	out, problems, code := call(t, "482915\n", closing...)
	if code != 0 || !strings.Contains(out, "W07-") {
		t.Fatalf("exit code %d: %s%s", code, out, problems)
	}
	_, where, _ := strings.Cut(strings.TrimSpace(out), " ")
	if info, err := os.Stat(where); err != nil || info.Size() == 0 {
		t.Errorf("the sheet of the day: %v", err)
	}
	if out := must(t, "day", "show"); !strings.Contains(out, "不知道（") || !strings.Contains(out, "等待与中心核对") {
		t.Errorf("%s", out)
	}
	refused(t, 1, "", "day", "compare")
	o.up()
	must(t, "sync", "now")
	if out := must(t, "day", "compare"); !strings.Contains(out, "中心2件") {
		t.Errorf("%s", out)
	}
	if out := must(t, "day", "compare"); out != "" {
		t.Errorf("compared again: %s", out)
	}
	if out := must(t, "day", "show"); strings.Contains(out, "等待与中心核对") || strings.Contains(out, "中心还没有") {
		t.Errorf("%s", out)
	}
}

// Wrong counts and days are refused before a PIN is asked for.
func TestWrongCounts(t *testing.T) {
	alone(t)
	oneCase(t)
	for _, tt := range []struct{ line, want string }{
		{"day close", "--by is missing"},
		{"day close --by 1001 --count 无此材料=1", "are due at this seat"},
		{"day close --by 1001 --count 无此材料", "is no NAME=N"},
		{"day show --day gestern", "gestern"},
	} {
		if _, problems, code := call(t, "", append([]string{"--demo"}, strings.Fields(tt.line)...)...); code != 2 || !strings.Contains(problems, tt.want) {
			t.Errorf("%s: exit code %d: %s", tt.line, code, problems)
		}
	}
	_, problems, code := call(t, "", "--demo", "day", "compare")
	if code == 0 || !strings.Contains(problems, "单机") {
		t.Errorf("compare without a centre: exit code %d: %s", code, problems)
	}
}
