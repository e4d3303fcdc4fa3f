package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yichuang"
)

// A clerk adds what was scanned, material by material, in a real terminal: chosen,
// typed, and dragged into the window; takes one away and looks at one. The power goes,
// and what was looked at does not lie about afterwards.
func TestAClerkAddsScans(t *testing.T) {
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 40}} {
		home := t.TempDir()
		scanned := filepath.Join(home, "扫描")
		for i, name := range []string{"c.pdf", "b.pdf", "a.pdf", "第 4 页.pdf", "letter.docx"} {
			content := minimalPDF(name)
			if name == "letter.docx" {
				content = []byte("a letter")
			}
			at := time.Now().Add(-time.Duration(i) * time.Hour)
			if err := os.Chtimes(put(t, scanned, name, content), at, at); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("YICHUANG_SCAN_FOLDER", scanned)
		t.Setenv("YICHUANG_SCAN_VIEWER", viewer(t, home, "exec sleep 3"))
		looking := filepath.Join(home, "data", "yichuang", "demo", "looking")
		d := sit(t, home, size.width, size.height, "--demo")
		signIn(d)
		d.kill()
		n := inReview(t, home, "扫描面馆", false)

		d = scansAt(t, home, size.width, size.height, n)
		d.sees("还没有扫描件").press("enter").sees("《食品经营许可申请书》").sees("c.pdf").press("down", "down", "enter").sees("已添加“a.pdf”").sees("1个扫描件")
		d.press("enter").sees("《营业执照》").sees("已添加").press("enter").sees("已添加“b.pdf”").sees("2个扫描件")
		d.press("enter").sees("路径：").sees("c.pdf").raw("\x1b[200~'" + filepath.Join(scanned, "第 4 页.pdf") + "'\x1b[201~")
		d.sees("> [ ]  第 4 页.pdf").press("enter").sees("已添加“第 4 页.pdf”").sees("3个扫描件")
		d.press("tab").press("pgup", "pgup", "pgup", "pgup", "pgup", "down").sees("文件    a.pdf").types("v").sees("已打开“a.pdf”")
		d.types("d").sees("撤下“a.pdf”？").types("1").sees("已撤下“a.pdf”").sees("2个扫描件")
		d.press("enter").sees("路径：").types("letter").press("enter").sees("“letter.docx”不是能添加的文件").sees("2个扫描件")
		if seen, err := os.ReadFile(filepath.Join(home, "viewed")); err != nil || len(seen) == 0 {
			t.Errorf("nothing was shown: %v", err)
		}
		if _, err := os.Stat(looking); err != nil {
			t.Errorf("what is looked at: %v", err)
		}
		d.kill()

		d = scansAt(t, home, size.width, size.height, n)
		d.sees("2个扫描件").gone("a.pdf")
		if _, err := os.Stat(looking); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("what was looked at before the power went is still there: %v", err)
		}
		d.press("down").sees("没有扫描件").press("down").types("v").sees("已打开“b.pdf”").press("f10").sees("退出").press("enter").ends()
		if _, err := os.Stat(looking); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("what was looked at is still there: %v", err)
		}
		s := seated(t, home)
		c, _, err := s.Load(t.Context(), n)
		if err != nil || len(c.MaterialState("app").Scans) != 0 || c.MaterialState("bl").Scans[0].Name != "b.pdf" || len(c.Scans()) != 2 {
			t.Errorf("the case has %+v, %v", c.Scans(), err)
		}
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
		sound(t, home)
	}
}

// scansAt opens the scans of a case that is reviewed.
func scansAt(t *testing.T, home string, width, height int, n yichuang.CaseNumber) *console {
	t.Helper()
	d := sit(t, home, width, height, "--demo")
	signIn(d)
	d.press("f3").sees("查找").types(string(n)).sees(n.Pretty()[14:]).press("enter").sees("下一步").press("f7").sees("> 扫描件").sees("食品经营许可申请书")
	return d
}
