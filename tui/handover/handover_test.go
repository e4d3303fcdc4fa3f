package handover_test

import (
	"testing"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/handover"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

const market = "市场监督管理局"

var desk = yichuang.User{ID: "3001", Name: "李出件", Role: yichuang.RoleHandOver}

// blank stands in for other screens.
type blank struct{ name string }

func (blank) Init() tea.Cmd                 { return nil }
func (blank) Update(tea.Msg) tea.Cmd        { return nil }
func (b blank) View() (string, *tea.Cursor) { return "画面：" + b.name, nil }
func (blank) Keys() []key.Binding           { return nil }

// start opens a case whose department has granted; digital says of which kind the
// result is.
func start(t *testing.T, a yichuang.Applicant, digital bool) (*tuitest.Driver, *tuitest.Book, yichuang.CaseNumber) {
	t.Helper()
	d := tuitest.New(t)
	it := tuitest.Shop()
	it.Terms.Initial = yichuang.InitialReview{}
	b := d.NewBook(it)
	n := b.Open(yichuang.Opened{Applicant: a})
	b.Reviewed(n)
	b.Decided(n, yichuang.Accept, false)
	if _, err := b.PrepareOf(t.Context(), tuitest.Clerk, n, ""); err != nil {
		t.Fatal(err)
	}
	b.Do("2001", n, &yichuang.Ruled{Department: market, Ruling: yichuang.Grant}, &yichuang.ResultRegistered{Department: market, Name: "食品经营许可证", Number: "JY1", Digital: digital})
	d.Screen(handover.New(d.Env, b, desk, n), tui.Routes{
		"papers": tui.With(func(yichuang.CaseNumber) kit.Screen { return blank{"文书"} }),
		"case":   tui.With(func(yichuang.CaseNumber) kit.Screen { return blank{"办件"} }),
	})
	return d, b, n
}

// A result arrives, the applicant's document is read, originals go back.
func TestTheApplicantCollects(t *testing.T) {
	d, b, n := start(t, tuitest.Zhang(), false)
	d.Sees("部门已制证", "按 Enter 登记到件", "150627********4219").Press("h").Sees("还没有到齐").
		Press("enter").Type("3号柜").Press("enter", "enter").Sees("待领取", "3号柜").
		Press("enter").Sees("登记的申请人", "领取人证件").NotSees("委托书      ").Type("150627199003074219").Sees("申请人本人一致：张三").Press("enter", "enter").
		Sees("画面：文书")
	c := b.Case(n)
	if c.Stage != yichuang.StageClosed || c.Delivery.Collector.Relation != yichuang.CollectsSelf || len(c.Delivery.Returned) != 1 || len(c.Papers) != 3 {
		t.Errorf("%s %+v", c.Stage, c.Delivery)
	}
	d.Press("esc").Sees("已经出件", "张三（申请人本人）").Press("h").Sees("已经出件")
}

// Somebody else needs a written authority; originals stay where that is wanted.
func TestSomebodyElseCollects(t *testing.T) {
	d, b, n := start(t, tuitest.Zhang(), true)
	d.Press("enter").Type("11010519491231002X").Sees("不是申请人", "委托书").Press("enter").Type("李四").Press("enter", "enter", "enter", "enter").
		Sees("请填写委托书").Type("委托书一份").Press("enter").Press("right").Press("enter").Sees("画面：文书")
	c := b.Case(n)
	if k := c.Delivery.Collector; k.Name != "李四" || k.Relation != yichuang.CollectsEntrusted || len(c.Delivery.Returned) != 0 {
		t.Errorf("%+v", c.Delivery)
	}
}

// By post with its number; electronically only what is electronic.
func TestPostAndElectronic(t *testing.T) {
	d, b, n := start(t, tuitest.Zhang(), false)
	b.Do("3001", n, &yichuang.ResultArrived{Departments: []string{market}})
	d.Send(kit.Changed{}).Press("e").Sees("有纸质结果").Press("k").Press("enter").Type("明早来").Press("enter").Sees("已登记提醒", "明早来").
		Press("m").Press("enter").Sees("请填写运单号").Type("EMS123").Press("enter").Sees("已登记寄出", "EMS123")
	if v := b.Case(n).Delivery; v.Method != yichuang.DeliverByPost || v.Tracking != "EMS123" {
		t.Errorf("%+v", v)
	}
	d, b, n = start(t, tuitest.Zhang(), true)
	d.Press("e").Type("蒙速办账户").Press("enter").Sees("已登记电子送达")
	if v := b.Case(n).Delivery; v.Method != yichuang.DeliverDigital || v.To() != "电子送达至蒙速办账户" {
		t.Errorf("%+v", v)
	}
}

// An original that is with the department cannot be given back.
func TestOriginalsElsewhere(t *testing.T) {
	d, b, n := start(t, tuitest.Zhang(), true)
	b.Do(tuitest.Clerk, n, &yichuang.PapersMoved{Materials: []yichuang.MaterialID{"app"}, From: yichuang.Place{Kind: yichuang.AtWindow, Name: "W07"}, To: yichuang.Place{Kind: yichuang.AtDepartment, Name: market}})
	d.Send(kit.Changed{}).Sees("取回后才能退还").Press("enter").Type("150627199003074219").Press("enter").Sees("画面：文书")
	if v := b.Case(n).Delivery; len(v.Returned) != 0 {
		t.Errorf("%+v", v)
	}
}

// Another desk was first: the loser is told who has it.
func TestTwoDesks(t *testing.T) {
	d, b, n := start(t, tuitest.Zhang(), true)
	d.Press("enter").Type("150627199003074219")
	b.Do("3002", n, &yichuang.HandedOver{Method: yichuang.DeliverAtDesk, Collector: yichuang.Collector{Name: "李四", Relation: yichuang.CollectsEntrusted, Authority: "委托书",
		ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "11010519491231002X"}}})
	d.Press("enter", "enter").Sees("3002", "李四")
}
