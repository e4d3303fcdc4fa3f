package e2e_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"yichuang"
	"yichuang/internal/e2e"
)

// Two programs run on one data folder, each showing a scan. The end of one, its death and
// the start of a third take away what it showed, and nothing that another one shows.
func TestWhatOthersShowStays(t *testing.T) {
	t.Parallel()
	hall := e2e.Open(t, e2e.Options{})
	a := hall.Seat("W01")
	seen := filepath.Join(a.Home, "seen")
	viewer := a.File("viewer", fmt.Appendf(nil, "#!/bin/sh\necho \"$1\" >> %s\nexec sleep 5\n", seen))
	if err := os.Chmod(viewer, 0o700); err != nil {
		t.Fatal(err)
	}
	a.Env = []string{"YICHUANG_SCAN_VIEWER=" + viewer}
	n := a.TakeIn("1001", "同看面馆")
	a.Scan("1001", n, "app", e2e.Page("同看", 5000))

	one, two, three := looks(a, n), looks(a, n), looks(a, n)
	raw, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for line := range bytes.Lines(raw) {
		shown = append(shown, string(bytes.TrimSpace(line)))
	}
	there := func(want ...bool) {
		t.Helper()
		for i, file := range shown {
			if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) == want[i] {
				t.Errorf("what program %d shows is there: %v, %v", i+1, !want[i], err)
			}
		}
	}
	there(true, true, true)
	two.Press("f10").Sees("退出").Press("enter").Ends()
	there(true, false, true)
	three.Kill()
	there(true, false, true)
	a.SignIn("1001").Kill()
	there(true, false, false)
	one.Press("f10").Sees("退出").Press("enter").Ends()
	if _, err := os.Stat(filepath.Join(a.Data(), "looking")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something is left to be looked at: %v", err)
	}
}

// looks starts the screens and shows the scan of a case.
func looks(s *e2e.Seat, n yichuang.CaseNumber) *e2e.Screen {
	return s.SignIn("1001").Press("f3").Sees("查找").Types(string(n)).Sees(n.Pretty()[14:]).Press("enter").Sees("下一步").
		Press("f7").Sees("> 扫描件").Press("pgup", "down").Types("v").Sees("已打开")
}
