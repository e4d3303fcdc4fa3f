package office_test

import (
	"testing"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/office"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

const market = "市场监督管理局"

var officer = yichuang.User{ID: "2001", Name: "王审批", Role: yichuang.RoleOfficer, Department: market}

// blank stands in for other screens.
type blank struct{ name string }

func (blank) Init() tea.Cmd                 { return nil }
func (blank) Update(tea.Msg) tea.Cmd        { return nil }
func (b blank) View() (string, *tea.Cursor) { return "画面：" + b.name, nil }
func (blank) Keys() []key.Binding           { return nil }

// start opens a case on an officer's desk that was reviewed at the window; online
// says whether it waits for the department's confirmation.
func start(t *testing.T, it *yichuang.Item, online bool) (*tuitest.Driver, *tuitest.Book, yichuang.CaseNumber) {
	t.Helper()
	d := tuitest.New(t)
	if !online {
		it.Terms.Initial = yichuang.InitialReview{}
	}
	b := d.NewBook(it)
	n := b.Open(yichuang.Opened{Applicant: tuitest.Zhang()})
	b.Reviewed(n)
	b.Decided(n, yichuang.Accept, online)
	d.Screen(office.New(d.Env, b, officer, n), tui.Routes{
		"papers":       tui.With(func(yichuang.CaseNumber) kit.Screen { return blank{"文书"} }),
		"case":         tui.With(func(yichuang.CaseNumber) kit.Screen { return blank{"办件"} }),
		kit.RouteScans: tui.With(func(of kit.ScansOf) kit.Screen { return blank{"扫描件" + string(of.Case)} }),
	})
	return d, b, n
}

// Confirm, take, decide and register with Enter alone, as most cases go.
func TestTheUsualWayIsEnter(t *testing.T) {
	d, b, n := start(t, tuitest.Shop(), true)
	d.Sees("待部门初审", "核对窗口的形式审查", "食品经营许可申请书", "要点2条：符合2").Press("enter").Sees("确认窗口的形式审查？").
		Advance(time.Second).Press("enter").Sees("已初审确认", "待领办", "按 Enter 领办")
	if c := b.Case(n); c.Stage != yichuang.StageAccepted || c.Decision.Facts.Accepted != yichuang.DateOf(d.Env.Now()) {
		t.Fatalf("%s", c.Stage)
	}
}

// What was handed in is looked at from here.
func TestTheScansOfACase(t *testing.T) {
	d, _, n := start(t, tuitest.Shop(), false)
	d.Press("f7").Sees("画面：扫描件" + string(n)).Press("esc").Sees("待领办")
}

func TestFromTakingToTheResult(t *testing.T) {
	d, b, n := start(t, tuitest.Shop(), false)
	d.Sees("待领办", "审批办结", "还有7个工作日", "按 Enter 领办").Press("enter").Sees("已领办", "审批中", "按 Enter 准予").
		Press("enter").Sees("结果名称", "食品经营许可证", "5年").Type("JY11506270001").Press("enter", "enter").Sees("画面：文书")
	c := b.Case(n)
	a := c.Approval(market)
	if c.Stage != yichuang.StageRuled || a.Ruling.Kind != yichuang.Grant || a.Ruling.By != "2001" || a.Result.Number != "JY11506270001" || len(c.Papers) != 1 {
		t.Errorf("%s %+v", c.Stage, a)
	}
	d.Press("esc").Sees("已决定", "JY11506270001", "部门已制证")
}

// A result that is not made yet is registered later.
func TestTheResultMayComeLater(t *testing.T) {
	d, b, n := start(t, tuitest.Shop(), false)
	d.Press("enter", "enter", "enter", "enter").Press("esc").Sees("按 Enter 登记结果").Press("enter").Type("JY2").Press("enter", "enter").Sees("已登记结果")
	if a := b.Case(n).Approval(market); a.Result.Number != "JY2" {
		t.Errorf("%+v", a.Result)
	}
}

// A review goes back to the window with its reason.
func TestGivingBack(t *testing.T) {
	d, b, n := start(t, tuitest.Shop(), true)
	d.Press("t").Type("缺少布局图").Press("enter").Sees("已退回窗口")
	if c := b.Case(n); c.Stage != yichuang.StageReview || c.ReturnReason != "缺少布局图" {
		t.Errorf("%s %q", c.Stage, c.ReturnReason)
	}
}

// The window is asked once; why not again is told.
func TestAskingTheWindow(t *testing.T) {
	d, b, n := start(t, tuitest.Shop(), false)
	d.Press("w").Sees("先领办").Press("l", "w").Type("请补扫第3页").Press("enter").Sees("已送出", "等待答复").Press("w").Sees("一次为限")
	b.Do(tuitest.Clerk, n, &yichuang.WindowAnswered{Department: market, Text: "已补扫"})
	d.Send(kit.Changed{}).Sees("已补扫")
}

// An expert review stops the clocks until it is ended, with its paper.
func TestExpertReview(t *testing.T) {
	d, b, n := start(t, tuitest.Shop(), false)
	d.Press("l", "s").Sees("专家评审", "不计入办理期限", "最长20个工作日").Press("enter").Type("工艺复杂").Press("enter").Type("21").Press("enter").
		Sees("最长20个工作日，不能是21天").Press("backspace").Press("backspace").Type("5").Press("enter").Sees("画面：文书").Press("esc").
		Sees("专家评审中", "恢复后另行计算", "预计2026-11-30止").Press("g").Sees("还没有结束")
	if c := b.Case(n); len(c.Papers) != 1 || c.Papers[0].Kind != yichuang.SpecialNotice || c.Papers[0].Department != market {
		t.Errorf("%+v", c.Papers)
	}
	d.Press("enter").Sees("程序结束").Press("enter").Type("通过").Press("enter").Sees("已登记结束", "审批中", "通过")
}

// What may not be done is told in the words of the law.
func TestExtensionAndRefusal(t *testing.T) {
	d, b, n := start(t, tuitest.Shop(), false)
	d.Press("x").Sees("最多10个工作日", "本行政机关负责人").Press("backspace").Press("backspace").Type("11").Press("enter").Type("局长").Press("enter").Type("复杂").Press("enter").
		Sees("最多延长10个工作日").Press("shift+tab", "shift+tab", "backspace").Type("0").Press("enter", "enter", "enter").Sees("画面：文书").Press("esc").Sees("已延长").Press("x").Sees("已经延长过一次")
	d.Press("l", "j").Type("设施不符合").Press("enter").Sees("食品安全法").Press("enter").Sees("画面：文书")
	a := b.Case(n).Approval(market)
	if a.Ruling.Kind != yichuang.Refuse || a.Ruling.Basis != "《食品安全法》第35条" || a.Result.Name != "不予行政许可决定书" {
		t.Errorf("%+v %+v", a.Ruling, a.Result)
	}
}

// In a joint approval the others give their opinion, and the lead decides for all.
func TestJointApproval(t *testing.T) {
	it := tuitest.Shop()
	it.Office.Sharing, it.Office.Shares = yichuang.ApproveJoint, []yichuang.Share{{Department: "卫生健康委员会", Part: "卫生条件"}}
	d, b, n := start(t, it, false)
	d.Press("l").Sees("联合审批", "卫生健康委员会").Press("enter").Sees("联合审批会", "会同部门").Type("11月23日会议").Press("enter").Press("right", "right").Press("enter", "enter", "enter", "enter", "enter").
		Sees("还没有出具意见")
	b.Do("3001", n, &yichuang.OpinionGiven{Department: "卫生健康委员会", Agrees: true})
	d.Press("enter").Sees("画面：文书").Press("esc").Sees("卫生健康委员会：同意", "按 Enter 登记结果")
	if c := b.Case(n); c.Stage != yichuang.StageRuled || c.Approval(market).Ruling.Meeting != "11月23日会议" {
		t.Errorf("%s %+v", c.Stage, c.Approval(market).Ruling)
	}
}

// An urge is answered before anything else.
func TestUrges(t *testing.T) {
	d, b, n := start(t, tuitest.Shop(), false)
	b.Do("9001", n, &yichuang.Urged{Urge: yichuang.Supervise, Department: market, Text: "请今日办结", Due: yichuang.DateOf(d.Env.Now())})
	d.Send(kit.Changed{}).Sees("督办：请今日办结").Press("enter").Type("下午办结").Press("enter").Sees("已答复")
	if u := b.Case(n).Urges[0]; u.Answer != "下午办结" || u.AnsweredBy != "2001" {
		t.Errorf("%+v", u)
	}
}

// Somebody else's case is taken over with a reason only; another department's is
// not this one's.
func TestWhoseCaseItIs(t *testing.T) {
	d, b, n := start(t, tuitest.Shop(), false)
	b.Do("2002", n, &yichuang.ApprovalTaken{Department: market})
	d.Send(kit.Changed{}).Press("g").Sees("由2002领办").Press("l").Sees("接手理由").Type("休假").Press("enter").Sees("已接手")
	if a := b.Case(n).Approval(market); a.Officer != "2001" {
		t.Errorf("%+v", a)
	}
	other := officer
	other.Department = "卫生健康委员会"
	e := tuitest.New(t)
	e.Screen(office.New(e.Env, b, other, n)).Press("g").Sees("没有分给卫生健康委员会")
}

// A failed commit leaves what was typed.
func TestAFailureKeepsWhatWasTyped(t *testing.T) {
	d, b, _ := start(t, tuitest.Shop(), false)
	d.Press("l", "w").Type("请补扫")
	b.Err = &yichuang.Error{Code: yichuang.Full, Message: "磁盘已满", Hint: "请清理"}
	d.Press("enter").Sees("磁盘已满", "请补扫").Press("enter").Sees("已送出")
}
