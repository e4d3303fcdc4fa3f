package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A hall that was configured by hand gets its people from the command line, and
// they can sign in.
func TestPeopleAreLookedAfterByCommand(t *testing.T) {
	home := alone(t)
	config := filepath.Join(home, "hall.yaml")
	if err := os.WriteFile(config, []byte("hall: {name: 测试大厅, region: \"150627\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	user := func(pin string, arguments ...string) (string, string, int) {
		return call(t, pin, append([]string{"--config", config, "user"}, arguments...)...)
	}
	for _, step := range []struct {
		pin       string
		arguments []string
		code      int
		says      string
	}{
		{"739154\n", []string{"add", "1001", "测试甲"}, 0, ""},
		{"739154", []string{"add", "1001", "测试乙"}, 2, "已经有人使用"},
		{"739154", []string{"add", "9001", "测试乙", "--role", "boss"}, 2, "不认识的角色"},
		{"111111", []string{"add", "9001", "测试乙"}, 2, ""},
		{"739154", []string{"add", "9001", "测试乙", "--role", "supervisor"}, 0, ""},
		{"845021", []string{"pin", "1001"}, 0, ""},
		{"845021", []string{"pin", "1002"}, 2, "没有这个工号"},
		{"", []string{"remove", "1002"}, 2, "没有这个工号"},
		{"", []string{"add", "1003"}, 2, "usage"},
	} {
		_, problems, code := user(step.pin, step.arguments...)
		if code != step.code || !strings.Contains(problems, step.says) {
			t.Errorf("%v: exit code %d, %s", step.arguments, code, problems)
		}
	}
	if out, _, _ := user("", "list"); !strings.Contains(out, "1001  window      测试甲") || !strings.Contains(out, "9001  supervisor  测试乙") {
		t.Errorf("list:\n%s", out)
	}
	c, err := readConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	s := newSeat(c)
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	defer s.close()
	if _, err := s.SignIn(t.Context(), "1001", "739154"); err == nil {
		t.Error("the old PIN still holds")
	}
	if u, err := s.SignIn(t.Context(), "1001", "845021"); err != nil || u.Name != "测试甲" {
		t.Errorf("sign-in: %+v, %v", u, err)
	}
	if _, err := s.Supervise(t.Context(), "1001", "845021"); err == nil {
		t.Error("a clerk gave a supervisor's leave")
	}
	if _, err := s.Supervise(t.Context(), "9001", "739154"); err != nil {
		t.Errorf("a supervisor's leave: %v", err)
	}
}
