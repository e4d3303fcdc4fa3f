package review_test

import (
	"fmt"
	"testing"

	"yichuang"
	"yichuang/tui/kit"
	"yichuang/tui"
	"yichuang/tui/tuitest"
)

func TestScratch(t *testing.T) {
	d := tuitest.New(t)
	s := newSeat(t, d, foodLicence(), caterer(), yichuang.Answers{"q1": "cater"})
	show := func(title string) { fmt.Println("=====", title); fmt.Println(d.Text()) }
	d.Start(tui.Options{Routes: routes(s, d), Start: kit.Route{Name: "desk"}}, 80, 24)
	d.Send(kit.Route{Name: "review", Arg: number})
	show("start")
	d.Press("enter"); show("enter")
	d.Press("2"); show("2")
	d.Press("1"); show("21")
	d.Press("enter", "v"); show("v")
	d.Type("示例镇"); show("v typed")
	d.Press("enter"); show("v enter")
	d.Press("enter"); show("rec")
	d.Press("a"); show("a")
	d.Press("a"); show("a")
	d.Press("n"); show("n")
	d.Press("esc"); show("esc")
	d.Press("m"); show("m")
	d.Resize(120, 40); show("120")
	d.Press("j"); show("j")
	d.Press("4"); show("j4")
	d.Press("2"); show("j42")
}
