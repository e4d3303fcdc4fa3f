package scans_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui/kit"
	"yichuang/tui/scans"
	"yichuang/tui/tuitest"

	tea "charm.land/bubbletea/v2"
)

// choosing is a clerk who chooses a file for the first material, with folders and
// files of several days.
func choosing(t *testing.T, size kit.Size) (*tuitest.Driver, *seat) {
	t.Helper()
	s := newSeat(t).settled()
	for i, path := range []string{"扫描/2026-11/0012 申请书.pdf", "扫描/2026-11/0012 执照.pdf", "扫描/2026-10/0007.pdf", "扫描/扫描件说明.pdf", "照片/a.jpg", ".cache/x.pdf", "b.pdf", "a.pdf", ".hidden.pdf", "申请书.pdf", "申请表.pdf"} {
		s.file(start+"/"+path, 10+i)
	}
	d, _ := open(t, s, "app", size)
	return d.Press("enter"), s
}

// Folders come first, then files, the newest first and under the mark.
func TestFilesAreListedTheNewestFirst(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		d, _ := choosing(t, size)
		d.Sees("名称", "..（上一级文件夹）", "扫描/", "照片/", "> [ ]  b.pdf", "11-23 08:44", "PDF、JPG、PNG、TIFF、OFD，200MB以内").NotSees("hidden", "cache").CaretAfter("/home/clerk/")
		order := []string{"上一级", "扫描/", "照片/", " b.pdf", " a.pdf", " 申请书.pdf", " 申请表.pdf"}
		for i := 1; i < len(order); i++ {
			if text := d.Text(); strings.Index(text, order[i-1]) > strings.Index(text, order[i]) {
				t.Errorf("%s stands before %s", order[i], order[i-1])
			}
		}
		d.Press("up", "up").Sees(">      扫描/", "Enter 打开文件夹").Press("f4").Sees("选中一个文件才能选上")
		d.Press("enter").CaretAfter("/home/clerk/扫描/").Sees("2026-11/", "> [ ]  扫描件说明.pdf").Press("up", "enter").Sees("0012 申请书.pdf", "Enter 添加")
		d.Press("pgup", "enter").CaretAfter("/home/clerk/扫描/").Press("backspace").CaretAfter("/home/clerk/扫描").Sees(">      扫描/").NotSees("照片")
	})
}

// What is typed behind the folder sorts the names out, in any of their parts.
func TestTypingSortsOut(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		d, s := choosing(t, size)
		d.Type("申").Sees("申请书.pdf", "申请表.pdf", "> [ ]  申请书.pdf", "Esc 清空名称").NotSees("b.pdf", "上一级")
		d.Press("tab").CaretAfter("/home/clerk/申请").Sees("申请表.pdf") // where the names part ways, after that the one under the mark
		d.Press("down", "tab").CaretAfter("申请表.pdf").NotSees("申请书.pdf").Press("esc").CaretAfter("/home/clerk/").Sees("b.pdf")
		d.Type("没有").Sees("没有名称里含“没有”的文件", "F5 刷新").Press("tab", "f4").Sees("选中一个文件才能选上").Press("enter").Sees("没有文件“没有”")
		d.Press("enter").Type(".").Sees(".cache/", ".hidden.pdf").Press("esc").NotSees("hidden")
		d.Type("扫").Press("tab").CaretAfter("/home/clerk/扫描/").Type("2026-1").Press("tab").CaretAfter("2026-10/").Press("backspace", "backspace").Type("1/").CaretAfter("2026-11/")
		d.Type("执照").Press("enter")
		s.has("app", "0012 执照.pdf")
		if got := s.drafts["scan/folder"]; got != "/home/clerk/扫描/2026-11" {
			t.Errorf("remembered %q", got)
		}
	})
}

// A name typed whole is meant, even where a newer one holds it.
func TestAWholeNameIsMeant(t *testing.T) {
	d, s := choosing(t, sizes[0])
	s.file(start+"/ba.pdf", 1)
	d.Press("f5").Sees("> [ ]  ba.pdf").Type("a.pdf").Sees("> [ ]  a.pdf", "ba.pdf").Press("enter")
	s.has("app", "a.pdf")
}

// The folder used last is the one to begin in; when it is gone, one begins anew.
func TestTheFolderIsRemembered(t *testing.T) {
	d, s := choosing(t, sizes[0])
	d.Paste("'/home/clerk/扫描/2026-11/0012 申请书.pdf'").Sees("> [ ]  0012 申请书.pdf").Press("enter")
	s.has("app", "0012 申请书.pdf")
	d.Press("enter").CaretAfter("/home/clerk/扫描/2026-11/").Sees("已添加", "> [ ]  0012 执照.pdf").Press("esc")
	s.drafts["scan/folder"] = "/media/usb"
	d.Press("enter").Sees("上次用的文件夹“/media/usb/”打不开了", "b.pdf").CaretAfter("/home/clerk/")
	d.Press("ctrl+u").CaretAfter("/home/clerk/").Press("esc")
	s.drafts["scan/folder"] = "/home/clerk/照片"
	s.during = func(what string) {
		if what == "folder /home/clerk/照片/" {
			s.during = nil
			d.Type("a.") // a clerk who is faster than the disk
		}
	}
	d.Press("enter").CaretAfter("/home/clerk/照片/a.").Sees("> [ ]  a.jpg")
}

// A path that was copied or dragged here stands in the field; several are taken
// together.
func TestPastedPaths(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		d, s := choosing(t, size)
		d.Paste("file:///home/clerk/%E6%89%AB%E6%8F%8F/2026-11/0012%20%E6%89%A7%E7%85%A7.pdf\n").CaretAfter("2026-11/0012 执照.pdf").Press("enter")
		s.has("app", "0012 执照.pdf")
		d.Press("a").Paste("'/home/clerk/扫描/2026-11/0012 申请书.pdf' /home/clerk/照片/a.jpg").Sees("选上了2个：0012 申请书.pdf，a.jpg").Press("enter")
		s.has("bl", "0012 申请书.pdf a.jpg")
		d.Press("a").Paste("/home/clerk/照片").Sees(">      照片/").Press("enter").CaretAfter("/home/clerk/照片/").Sees("a.jpg")
		d.Press("ctrl+u").Paste("照").Sees(">      照片/").CaretAfter("/home/clerk/照").Press("esc", "ctrl+u").Paste("~/照片/").CaretAfter("~/照片/").Sees("已添加", "> [ ]  a.jpg")
		d.Paste("/nosuch/x.pdf").Sees("没有文件夹 /nosuch", "请核对路径").Press("enter").Sees("没有文件“x.pdf”", "可能移走了")
	})
}

// A clerk who is faster than the disk gets what was typed, not what is listed.
func TestEnterBeforeTheListIsThere(t *testing.T) {
	d, s := choosing(t, sizes[0])
	s.during = func(what string) {
		if what == "folder /home/clerk/照片/" {
			s.during = nil
			d.Sees("正在读取").Press("enter", "tab")
			s.has("app", "")
		}
	}
	d.Paste("/home/clerk/照片/a.jpg").Sees("已添加“a.jpg”")
	s.has("app", "a.jpg")
	d.Press("enter")
	s.during = func(what string) { // by the time a folder is listed, another one stands there
		if what == "folder /home/clerk/扫描/" {
			s.during = nil
			d.Paste("/home/clerk/扫描/2026-10/")
		}
	}
	d.Paste("/home/clerk/扫描/").CaretAfter("2026-10/").Sees("0007.pdf")
	s.during = func(what string) { // scanned while the folder is read once more
		if what == "folder /home/clerk/扫描/2026-10/" {
			s.during = func(string) { s.during = nil; s.file(start+"/扫描/2026-10/0008.pdf", 1) }
			d.Press("f5")
		}
	}
	d.Press("f5").Sees("0008.pdf")
}

func TestFoldersThatCannotBeListed(t *testing.T) {
	d, s := choosing(t, sizes[0])
	d.Paste("/nosuch/").Sees("没有文件夹 /nosuch", "请核对路径").Press("enter", "tab", "f4", "down").Sees("没有文件夹 /nosuch").Press("ctrl+u").Sees("b.pdf")
	for path := range s.files {
		delete(s.files, path)
	}
	d.Press("f5").Sees("..（上一级文件夹）").NotSees("b.pdf").Press("enter").CaretAfter("路径：/home/").Sees("没有文件夹 /home")
}

func TestALongFolder(t *testing.T) {
	s := newSeat(t).settled()
	for i := range 20000 {
		s.file(fmt.Sprintf("%s/%05d.pdf", start, i), 1+i)
	}
	d, _ := open(t, s, "", sizes[0])
	d.Press("enter").Sees("> [ ]  00000.pdf").Press("pgdown", "pgdown").Type("199").Sees("> [ ]  00199.pdf", "01990.pdf").Press("enter")
	s.has("app", "00199.pdf")
}

// What takes longer than half a second shows how far it is, holds up no key and goes
// on when the screen is left; what was chosen meanwhile comes after it.
func TestAddingTakesLong(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(t).settled()
		s.file(start+"/large.pdf", 1)
		s.file(start+"/small.pdf", 2)
		d, _ := open(t, s, "app", size)
		asked := 0
		s.during = func(what string) {
			switch what {
			case "attach " + start + "/large.pdf":
				d.Sees("正在添加“large.pdf”…").NotSees("50%").Advance(600 * time.Millisecond).Sees("正在添加“large.pdf”  50%，共1000 B…")
				d.Sees(">  2 营业执照").Press("enter").Sees("《营业执照》").Type("small").Press("enter").Sees("后面还有1批").Press("esc").Sees("此处是办件")
				asked++
			case "attach " + start + "/small.pdf":
				asked++
			}
		}
		d.Press("enter").Type("large").Press("enter").Sees("此处是办件")
		s.has("app", "large.pdf")
		s.has("bl", "small.pdf")
		if asked != 2 {
			t.Errorf("%d files were asked for", asked)
		}
	})
}

// A failure behind a screen that was left is told all the same.
func TestAddingFailsBehindTheScreen(t *testing.T) {
	s := newSeat(t).settled()
	s.file(start+"/a.docx", 1)
	d, _ := open(t, s, "app", sizes[0])
	s.during = func(what string) {
		if strings.HasPrefix(what, "attach") {
			d.Press("esc").Sees("此处是办件")
		}
	}
	d.Press("enter", "enter").Sees("此处是办件", "“a.docx”不是能添加的文件")
}

// Content from elsewhere comes in chunks; how far it is stands there, also for whoever
// opens the case again meanwhile.
func TestFetching(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(t).settled()
		scan := s.scanned("app", "远处.pdf", "")
		s.scanned("app", "又一个.pdf", "")
		d, _ := open(t, s, "", size)
		s.during = func(what string) {
			if what != "fetch 远处.pdf" {
				return
			}
			s.during = nil
			d.Advance(600*time.Millisecond).Sees("正在下载 1/3", "共3块").Press("f").Sees("正在下载，请稍候")
			d.Press("esc").Sees("此处是办件").Send(kit.Route{Name: kit.RouteScans, Arg: kit.ScansOf{Case: number}}).Sees("正在下载 1/3")
			s.now[scan.Hash] = [2]int{2, 3}
			d.Advance(600 * time.Millisecond).Sees("正在下载 2/3")
		}
		d.Press("down", "enter").Sees("下载了一部分").Advance(600 * time.Millisecond).Sees("已上传").NotSees("正在下载")
		d.Press("home", "f").Sees("已取来“又一个.pdf”，按 Enter 查看").Press("f").Sees("扫描件都在本机")
	})
}

// All of a material are fetched with one key. The centre does not have it yet, or
// cannot be reached: that is told, and what has come stays.
func TestFetchingFails(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(t).settled()
		s.scanned("app", "一.pdf", "")
		s.scanned("app", "二.pdf", "")
		d, _ := open(t, s, "", size)
		s.err = &yichuang.Error{Code: yichuang.Busy, Message: "连不上中心", Hint: "已取来的部分留在本机"}
		s.during = func(what string) {
			if what == "load" {
				s.err = nil
			}
		}
		d.Press("f").Sees("连不上中心", "已取来的部分留在本机").Advance(time.Second).Sees("下载了一部分", "不在本机")
		d.Press("f").Sees("已取来2个扫描件").NotSees("不在本机")
	})
}

// The list of files is a screen on which one types: no code is looked for, and every
// letter is a letter.
func TestTheChooserTakesText(t *testing.T) {
	d, _ := choosing(t, sizes[0])
	d.Type("advf的").CaretAfter("/home/clerk/advf的").Press("home", "left").Caret(7, 3).Press("end", "esc", "esc").NoCaret()
	d.Press("enter").Send(kit.Changed{}).Send(tea.KeyPressMsg{Code: tea.KeyF2}).CaretAfter("/home/clerk/")
	var _ kit.Escaper = d.Top().(kit.Escaper)
	if len(scans.Kinds) == 0 {
		t.Error("nobody is told what may be added")
	}
}
