package cases_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"yichuang"
	"yichuang/tui/cases"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"
)

func find(t *testing.T, h *hall) *tuitest.Driver {
	t.Helper()
	d := tuitest.New(t)
	return d.Screen(cases.NewFind(d.Env, h), routes(d, h))
}

func TestFindWhileTyping(t *testing.T) {
	h := newHall(t)
	for _, name := range []string{"张三", "李四", "张三丰"} {
		a := zhang()
		a.Name = name
		h.open(a)
	}
	d := find(t, h)
	for _, size := range sizes {
		d.Resize(size.Width, size.Height).Sees("007-1-0003", "李四", "收件审查中", "1/3", "150627********4219", "7号窗口收件").CaretAfter("查找：")
	}
	d.Resize(80, 24).Type("张三").CaretAfter("张三").Sees("张三丰", "1/2").NotSees("李四")
	d.Type("丰").Sees("1/1", "张三丰").Type("x").Sees("没有找到“张三丰x”", "末四位").Press("enter").Sees("没有找到可以打开的办件")
	d.Press("backspace", "enter").Sees("办件 007-1-0003", "张三丰").Press("esc").CaretAfter("张三丰")
	d.Press("esc").CaretAfter("查找：").Sees("李四").Press("down", "enter").Sees("办件 007-1-0002", "李四")
	if got := strings.Join(h.asked[:5], ","); got != ",张,张三,张三丰,张三丰x" {
		t.Errorf("looked for %q", got)
	}
}

func TestFindMovesInTheList(t *testing.T) {
	h := newHall(t)
	for range 30 {
		h.open(zhang())
	}
	d := find(t, h).Sees("1/30").Press("down").Sees("> 007-1-0029").Press("pgdown").NotSees("> 007-1-0029", "> 007-1-0030")
	d.Press("pgup", "up", "up").Sees("> 007-1-0030", "1/30")
	for range 90 {
		h.open(zhang())
	}
	d.Send(kit.Changed{}).Sees("91/100，只列出最新的", "> 007-1-0030") // the same case stays selected
}

// An answer to what was typed before is dropped, and Enter waits for the answer
// to what is typed now: it never opens the case that happened to be listed.
func TestFindIsNeverStale(t *testing.T) {
	h := newHall(t)
	a := zhang()
	h.open(a)
	a.Name = "李四"
	h.open(a)
	d := find(t, h).Sees("1/2", "> 007-1-0002")
	h.during = func() { // "张" is being looked for while the clerk types on, and is ahead of the answer
		d.Type("三").Press("enter").NotSees("办件 007")
		if len(h.asked) != 2 {
			t.Errorf("a second search began before the first was done: %q", h.asked)
		}
	}
	d.Type("张").Sees("办件 007-1-0001", "张三")
	if want := []string{"", "张", "张三"}; !slices.Equal(h.asked, want) {
		t.Errorf("looked for %q, want %q", h.asked, want)
	}
}

// That nothing was found is said of what stands in the field, not of what stood
// there while the search for it is under way: a number typed fast ends with Enter.
func TestFindEnterAheadOfTheAnswer(t *testing.T) {
	h := newHall(t)
	h.open(zhang())
	d := find(t, h).Type("张x").Sees("没有找到“张x”")
	h.during = func() { d.Press("enter").NotSees("没有找到可以打开的办件") }
	d.Press("backspace").Sees("办件 007-1-0001", "张三")
}

func TestFindTypingOnTakesEnterBack(t *testing.T) {
	h := newHall(t)
	h.open(zhang())
	d := find(t, h)
	h.during = func() { d.Press("enter").Type("三") }
	d.Type("张").NotSees("办件 007").Sees("1/1").CaretAfter("张三")
}

func TestFindTakesScans(t *testing.T) {
	h := newHall(t)
	n := h.open(zhang())
	d := find(t, h)
	h.asked = nil
	d.Scan(n.Barcode()).Sees("办件 007-1-0001", "张三").Press("esc").CaretAfter("查找：").Sees("1/1")
	for _, query := range h.asked {
		if query != "" {
			t.Errorf("looked for %q while a code was being scanned", query)
		}
	}
	d.Type("张三").Press("esc").Scan("*12345").Sees("出错", "查找：").CaretAfter("查找：") // and the field is free for the next scan
	d.Scan(n.Barcode()).Sees("办件 007-1-0001")
	d.Press("esc").Type("*甲").Sees("没有找到“*甲”")
}

func TestFindFails(t *testing.T) {
	h := newHall(t)
	h.open(zhang())
	h.err = &yichuang.Error{Code: yichuang.Damaged, Message: "数据库读不出来", Hint: "请联系管理员"}
	d := find(t, h).Sees("查找出错：数据库读不出来", "请联系管理员")
	h.err = nil
	d.Type("张").Sees("1/1").NotSees("读不出来")
}

func TestFindNothingYet(t *testing.T) {
	find(t, newHall(t)).Sees("还没有办件").Press("enter", "down", "pgup").Sees("还没有办件")
}

func TestFindGarbage(t *testing.T) {
	h := newHall(t)
	a := zhang()
	a.Name = "\x1b[31m" + strings.Repeat("长名", 5000) + "\xff\x00\u202e"
	h.open(a)
	a.Name, a.ID.Number = "", ""
	h.open(a)
	h.now = h.now.AddDate(-1, 0, 0)
	h.open(zhang())
	d := find(t, h)
	for _, size := range append(sizes, kit.Size{Width: 30, Height: 8}, kit.Size{Width: 80, Height: 24}) {
		d.Resize(size.Width, size.Height).Press("down", "up")
	}
	d.Sees("长名长名", "2025-11-23").Paste(strings.Repeat("贴错了的一大段话\n", 2000)).Sees("没有找到")
	d.Press("ctrl+u").Sees(fmt.Sprint("/", 3))
}
