package intake_test

import (
	"fmt"
	"testing"
	"yichuang"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"
)

func show(d *tuitest.Driver, what string) { fmt.Println("=====", what); fmt.Println(d.Text()) }
func TestFrames(t *testing.T) {
	for _, size := range sizes[:2] {
		s := newSeat(food(), teacher(), plain())
		d := start(t, s, route("applicant", yichuang.ItemID("edu-02")), size)
		show(d, "person")
		d.Type("张三\n")
		d.Scan("11010519491231002X")
		show(d, "scanned in address")
		d.Press("enter").Type("1381234\n")
		show(d, "warn")
		d.Press("1")
		show(d, "scenario")
		d.Press("3")
		show(d, "q2")
		d.Press("1")
		show(d, "stop")
		d.Press("left", "left", "1", "1")
		show(d, "list")
		d.Press("f6")
		show(d, "preview")
		d.Press("enter")
		show(d, "printed")
		d.Press("left", "2")
		show(d, "refuse")
		d.Press("enter")
		show(d, "decide")
		d = start(t, s, route("applicant", yichuang.ItemID("edu-02")), size)
		d.Type("张三\n\n11010519491231002x\n13812345678\n")
		show(d, "same")
		d = start(t, s, route("applicant", yichuang.ItemID("market-01")), size)
		d.Type("91330100799655058B\n某餐饮店\n王五\n某镇某街1号\n").Press("f6").Type("李四\n11010519491231002x\n13812345678\n")
		show(d, "org")
		d.Press("1")
		show(d, "org scen")
		d.Press("2", "1")
		show(d, "org list")
		d.Press("down", "down", "down")
		show(d, "scrolled")
		_ = kit.Up
	}
}
