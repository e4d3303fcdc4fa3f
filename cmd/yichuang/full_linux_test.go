package main

import (
	"context"
	"path/filepath"
	"testing"

	"yichuang"
	"yichuang/internal/e2e"
)

// small returns a folder on a disk of its own that has 4 MiB, and a function that
// leaves so many KiB of it free.
func small(t *testing.T) (home string, leave func(kib int64)) {
	t.Helper()
	disk := e2e.SmallDisk(t, 4)
	return disk.Folder, disk.Leave
}

const room = 1 << 20 // KiB, more than the disk has

// The disk fills up under a clerk's hands: judging, typing, deciding and printing
// say so in Chinese, what stood on the screen stays, and with room again the same
// keys go on.
func TestAFullDiskAtWork(t *testing.T) {
	home, leave := small(t)
	d := sit(t, home, 100, 30, "--demo")
	signIn(d)
	d.kill()
	n := inReview(t, home, "满盘面馆", false)
	d = reviewing(t, home, n)
	d.press("enter").sees("已审 1/18")

	leave(0)
	d.press("enter").sees("磁盘已满或者无法写入").sees("没有记录，仍停在这一条").sees("已审 1/18")
	if kept := judged(t, home, n); kept != 1 {
		t.Errorf("%d points are kept, 1 was shown", kept)
	}
	leave(room)
	d.press("enter").sees("已审 2/18")
	for _, shown := range []string{"5/18", "9/18", "13/18", "15/18", "18/18"} {
		d.types("a").sees("已审 " + shown)
	}

	d.press("f8").sees("[决定]").types("1").sees("确认决定：受理")
	leave(0)
	d.press("enter").sees("磁盘已满或者无法写入").sees("确认决定：受理")
	leave(room)
	d.press("enter").sees("[文书]").sees("受理通知书")

	leave(20) // enough for the database, not for a page
	d.types("p").sees("文书写不到").sees("待打印")
	leave(room)
	d.types("p").sees("已送打印").gone("待打印").quiet(settled)
	d.types("a").sees("已交 2/2")
	d.kill()
	checkPrinted(t, home, n)
	sound(t, home)
}

func checkPrinted(t *testing.T, home string, n yichuang.CaseNumber) {
	t.Helper()
	s := seated(t, home)
	defer s.close()
	c, _, err := s.Load(context.Background(), n)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range c.Papers {
		if p.State != yichuang.PaperIsHanded || p.Count != 1 {
			t.Errorf("%s is %s, printed %d times", p.Kind, p.State, p.Count)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(s.settings().papers(), "*", ".writing-*")); len(left) > 0 { // the pattern is sound
		t.Errorf("left behind: %v", left)
	}
}

// On a full disk an application is taken in whole or not at all, wherever the
// room ends; a first start says what is wrong and works once there is room.
func TestAFullDiskForCommands(t *testing.T) {
	home, leave := small(t)
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
	leave(0)
	s := first(t, options{})
	if err := s.Setup(t.Context(), filledIn(3)); yichuang.CodeOf(err) == "" || s.settings().ready() {
		t.Errorf("a hall is set up on a full disk: %v", err)
	}
	leave(room)
	if err := s.Setup(t.Context(), filledIn(3)); err != nil {
		t.Fatal(err)
	}
	taken, refused := 0, 0
	for kib := int64(0); kib < 160; kib += 12 {
		leave(kib)
		if _, err := takeOne(t, s); err == nil {
			taken++
		} else if refused++; yichuang.CodeOf(err) != yichuang.Full {
			t.Errorf("with %d KiB left: %v", kib, err)
		}
	}
	leave(room)
	if taken == 0 || refused == 0 {
		t.Errorf("%d taken in, %d refused: the disk was never full, or always", taken, refused)
	}
	rows, err := s.Find(t.Context(), "", 100)
	if err != nil || len(rows) != taken {
		t.Errorf("%d cases after %d intakes, %v", len(rows), taken, err)
	}
	for _, r := range rows {
		c, _, err := s.Load(t.Context(), r.Number)
		if err != nil || c.Stage != yichuang.StageAccepted || len(c.Papers) != 2 {
			t.Errorf("%s is %s with %d papers, %v", r.Number, c.Stage, len(c.Papers), err)
		}
	}
}
