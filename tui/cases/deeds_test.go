package cases_test

import (
	"testing"

	"yichuang"
	"yichuang/tui/kit"
)

const market = "市场监督管理局"

var (
	officer  = yichuang.User{ID: "2001", Name: "王审批", Role: yichuang.RoleOfficer, Department: market}
	overseer = yichuang.User{ID: "9001", Name: "赵督导", Role: yichuang.RoleSupervisor}
)

// behind is a case that was accepted, with its papers handed over.
func behind(t *testing.T, k yichuang.DecisionKind) (*hall, yichuang.CaseNumber) {
	t.Helper()
	h := newHall(t)
	h.item.Terms.Initial = yichuang.InitialReview{}
	n := h.open(zhang())
	missing := yichuang.MaterialID("")
	if k == yichuang.AcceptOwing {
		missing = "bl"
	}
	h.reviewed(n, missing)
	h.decided(n, k, true)
	return h, n
}

func (h *hall) is(n yichuang.CaseNumber) *yichuang.Case {
	c, err := yichuang.Fold(h.logs[n])
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// What a department asks for comes first at the window, and is answered with Enter.
func TestAnsweringADepartment(t *testing.T) {
	h, n := behind(t, yichuang.Accept)
	d := show(t, h, n).Sees("已受理", market+"待领办", "窗口没有要办的了").Press("a").Sees("没有部门要求补充")
	h.do(n, &yichuang.WindowAsked{Department: market, Text: "请补扫第3页"})
	d.Send(kit.Changed{}).Sees("请窗口补充：请补扫第3页").Press("enter").Type("已补扫").Press("enter").Sees("已答复部门", "已补扫")
	if q := h.is(n).Approval(market).Inquiry; q.Answer != "已补扫" {
		t.Errorf("%+v", q)
	}
}

// An owed material is checked by its points before it counts.
func TestOwedMaterialComes(t *testing.T) {
	h, n := behind(t, yichuang.AcceptOwing)
	d := show(t, h, n).Sees("按 Enter 登记").Press("k", "enter").Type("明天送来").Press("enter").Sees("已登记提醒", "明天送来").
		Press("enter").Sees("含餐饮", "营业执照").Press("enter", "enter", "enter").Press("right", "right").Press("enter").Sees("有要点不符").
		Press("left").Press("enter").Sees("已登记补齐")
	c := h.is(n)
	if !c.OwedDue().IsZero() || c.MaterialState("bl").Copies != 2 || c.MaterialState("bl").Points[1].Verdict != yichuang.Pass {
		t.Errorf("%+v", c.MaterialState("bl"))
	}
	d.Press("o").Sees("没有欠缺的材料")
}

// The applicant withdraws: his document is compared, originals go back, the papers
// follow.
func TestWithdrawing(t *testing.T) {
	h, n := behind(t, yichuang.Accept)
	d := show(t, h, n).Press("w").Type("150627199003074219").Sees("与申请人本人一致：张三").Press("enter").Type("不办了").Press("enter").Sees("打开了papers")
	c := h.is(n)
	if c.Stage != yichuang.StageWithdrawn || len(c.Ending.Returned) != 1 || len(c.Papers) != 4 {
		t.Errorf("%s %+v", c.Stage, c.Ending)
	}
	d.Press("esc").Sees("已撤回", "不办了").Press("w").Sees("办件已经结束")
}

// Originals go to the department and back, in one place at a time.
func TestMovingOriginals(t *testing.T) {
	h, n := behind(t, yichuang.Accept)
	show(t, h, n).Press("m").Sees("食品经营许可申请书（在收件窗口（W07））", "审批部门").Press("enter", "enter").Type(market).Press("enter").Type("W07-JJ1").Press("enter").
		Sees("已登记交接", "食品经营许可申请书在审批部门", "交接单W07-JJ1")
	if at := h.is(n).PlaceOf("app"); at.Kind != yichuang.AtDepartment || at.Name != market {
		t.Errorf("%+v", at)
	}
}

// A supervisor looks who judged what, of a case in any stage; nobody else is offered it.
func TestLookingWhoJudged(t *testing.T) {
	h, n := behind(t, yichuang.Accept)
	showTo(t, h, overseer, n).Press("l").Sees("打开了audit")
	show(t, h, n).Press("l").NotSees("打开了audit")
}

// A supervisor urges; the window answers.
func TestUrging(t *testing.T) {
	h, n := behind(t, yichuang.Accept)
	show(t, h, n).Press("u").Sees("没有要答复的催办")
	showTo(t, h, overseer, n).Press("u").Sees("催办、督办", market).Press("enter").Press("left").Sees("收件窗口").Press("enter", "enter").Type("请联系申请人").Press("enter").
		Sees("已发出", "未答复")
	u := h.is(n).Urges
	if len(u) != 1 || u[0].Department != "" || u[0].Due != (yichuang.Date{Year: 2026, Month: 11, Day: 24}) {
		t.Fatalf("%+v", u)
	}
	show(t, h, n).Sees("催办：请联系申请人").Press("enter").Type("已联系").Press("enter").Sees("已答复", "答复：已联系")
}

// An application that came in online is taken with Enter.
func TestTakingAnOnlineApplication(t *testing.T) {
	h := newHall(t)
	n, err := yichuang.IssueNumber("150627", yichuang.DateOf(h.now), 7, '1', 1)
	if err != nil {
		t.Fatal(err)
	}
	h.order = append(h.order, n)
	h.do(n, &yichuang.Opened{Item: h.item.Ref(), ItemName: h.item.Name, Window: 999, Channel: yichuang.ChannelOnline, Applicant: zhang(), Online: &yichuang.OnlineOrigin{Portal: "mengsu", Reference: "A-1"}})
	show(t, h, n).Sees("网上待收", "按 Enter 领取").Press("enter").Sees("打开了review")
	if c := h.is(n); c.Stage != yichuang.StageReview || c.Intake.Window != 7 {
		t.Errorf("%s %+v", c.Stage, c.Intake)
	}
}

// Everybody is led to where his work is.
func TestWhoIsLedWhere(t *testing.T) {
	h, n := behind(t, yichuang.Accept)
	showTo(t, h, officer, n).Press("c").Sees("打开审批画面").Press("enter").Sees("打开了office")
	h.do(n, &yichuang.Ruled{Department: market, Ruling: yichuang.Grant}, &yichuang.ResultRegistered{Department: market, Name: "许可证", Digital: true})
	show(t, h, n).Sees("结果在出件窗口").Press("enter").Sees("打开了handover")
	h.do(n, &yichuang.HandedOver{Method: yichuang.DeliverDigital})
	show(t, h, n).Sees("已经办结：准予")
}

// A step that the centre refused stands in the history with the reason.
func TestRefusedStepsAreTold(t *testing.T) {
	h, n := behind(t, yichuang.Accept)
	events := h.logs[n]
	h.logs[n] = append(events, yichuang.Event{Terminal: "W07", Seq: int64(len(events) + 1), Case: n, Base: len(events), At: h.now, By: "1001",
		Body: &yichuang.Noted{Text: "迟来的备注"}, Pos: 99, Refused: &yichuang.Refusal{Code: yichuang.Conflict, Message: "别的窗口先办了"}})
	show(t, h, n).Resize(120, 40).Sees("迟来的备注（中心没有接受：别的", "窗口先办了）")
}
