package intake_test

import (
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui/kit"
)

// A clerk looks at the document, not at the screen: what a field does not take
// must not vanish without a word.
func TestAFieldSaysWhatItDoesNotTake(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		d := start(t, newSeat(food()), route("applicant", foodID), size)
		d.CaretAfter("信用代码：").Type("鄂").Sees("信用代码栏只收数字和字母", "按 Enter 到下一项").CaretAfter("信用代码：")
		d.Type("9").NotSees("只收数字和字母").Press("f5", "tab", "tab").Type("李").Sees("证件号码栏只收数字和字母")
		d.Press("down").Type("电").Sees("电话栏只收数字").Press("left").NotSees("电话栏只收数字")
	})
}

// Turning to the other kind of applicant is no mistake in any field.
func TestTurningTheKindBlamesNobody(t *testing.T) {
	d := start(t, newSeat(food()), route("applicant", foodID), small)
	d.Press("f5", "f5", "f6", "f6").NotSees("未填写")
	d.Press("tab").Sees("! 未填写")
}

// An agent who was announced and never named would make a case of the applicant
// in person.
func TestAnAgentWithoutANameStops(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(teacher())
		d := start(t, s, route("applicant", teacherID), size)
		d.Type("张三\n\n" + goodID + "\n13812345678").Press("f6").Sees("还缺 代理人姓名、代理人证件")
		d.Press("f8").Sees("未填写代理人姓名。没有代理人的，按 F6 去掉").CaretAfter("代理人姓名：")
		if len(s.numbers) != 0 {
			t.Fatal("the case was opened without its agent")
		}
		d.Press("f6", "f8").Sees("[情形]")
	})
}

// A long name is seen whole, with the caret in another field, too.
func TestALongNameIsSeenWhole(t *testing.T) {
	const name = "内蒙古自治区鄂尔多斯市伊金霍洛旗示例餐饮管理"
	d := start(t, newSeat(food()), route("applicant", foodID), small)
	d.Type(goodCode + "\n" + name).CaretAfter(name).Press("left").CaretAfter("示例餐饮管").Press("enter").Sees(name).CaretAfter("法定代表人：")
}

// Whoever does not confirm a doubt finds the caret where it is.
func TestADoubtThatIsNotConfirmedGetsTheCaret(t *testing.T) {
	s := newSeat(teacher())
	d := start(t, s, route("applicant", teacherID), small)
	d.Type("张三\n\n"+goodID+"\n138").Press("up", "up", "f8").Sees("收件前请核对", "不像手机号码").Press("2").CaretAfter("138")
}

// The code of a receipt is no name: it opens its case, and the sheet is as before.
func TestACodeScannedIntoANameOpensItsCase(t *testing.T) {
	s := newSeat(teacher())
	d := start(t, s, route("applicant", teacherID), small)
	d.Type("张三")
	d.Scan("*1506272611230070100015")
	d.Sees("到了 办件").Press("esc").CaretAfter("张三")
	if draft := s.drafts["1001/applicant"]; !strings.Contains(draft, "张三") || strings.Contains(draft, "*") {
		t.Fatalf("the draft is %s", draft)
	}
}

// Work that was begun is told of as soon as the number is there.
func TestAnOpenCaseIsToldOfBeforeTheSheetIsFilledIn(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(food())
		d := start(t, s, route("applicant", foodID), size)
		d.Type(goodCode + "\n某餐饮店\n王五\n\n\n13812345678\n").Sees("[情形]").Press("esc")
		d.Send(route("applicant", foodID)).NotSees("没有办完").Type(goodCode+"\n").Sees("本机还有1个没有办完的这一事项（007-1-0001", "F3 打开")
		d.Type("另一家").Press("f3").Sees("打开已有的接着办，还是另收一件").Press("2").CaretAfter("另一家")         // the sheet is not complete
		d.Press("up", "backspace").NotSees("没有办完").Type("1\n").NotSees("没有办完").Sees("! 校验码不符") // another code now
		d.Press("up", "backspace").Type(goodCode[17:]+"\n").Sees("没有办完").Press("f3", "1").Sees("到了 办件 " + string(s.numbers[0]))
		if len(s.drafts) != 0 {
			t.Fatalf("the draft stayed: %v", s.drafts)
		}
	})
}

func TestAnApplicantIsCorrectedBeforeTheDecision(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(food())
		d := start(t, s, route("applicant", foodID), size)
		d.Type(goodCode+"\n某餐欧店\n王五\n\n\n13812345678\n").Sees("[情形]").Press("2", "2", "enter").Sees("到了 审查")
		d.Press("esc").Send(route("scenario", s.numbers[0])).Sees("某餐欧店").Press("f7").Sees("更正申请人", "某餐欧店", "F8 登记更正", goodCode)
		d.Press("tab", "backspace", "backspace").Type("饮店").Press("esc").Sees("更正还没有登记").Press("2").CaretAfter("某餐饮店")
		d.Press("f9").Sees("更正时不能清空")
		s.broken = errDisk
		d.Press("f8").Sees("磁盘写不进去了", "某餐饮店")
		s.broken = nil
		d.Advance(2*time.Second).Press("f8").Sees("[情形]", "某餐饮店", "已更正申请人信息").NotSees("某餐欧店")
		if c := s.fold(t, 0); c.Applicant.Name != "某餐饮店" || c.Scenario != "s1" || len(c.Materials) != 5 {
			t.Fatalf("%s, scenario %s with %d materials", c.Applicant.Name, c.Scenario, len(c.Materials))
		}
		events := len(s.events[s.numbers[0]])
		d.Press("f7", "f8").Sees("[情形]") // nothing was changed
		if got := len(s.events[s.numbers[0]]); got != events {
			t.Fatalf("%d events where nothing was changed", got-events)
		}
	})
}

// With an agent the application needs his papers, and a machine's verdict on a
// number that was typed wrong falls with the number.
func TestWhatFollowsFromACorrection(t *testing.T) {
	item := food()
	item.Material("bl").Points[0].Check.Kind = yichuang.CheckCreditCode
	s := newSeat(item)
	d := start(t, s, route("applicant", foodID), small)
	d.Type(goodCode+"\n某餐饮店\n王五\n\n\n13812345678\n").Press("2", "2", "enter")
	n := s.numbers[0]
	c, it, err := s.Load(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	licence := yichuang.MaterialID("bl")
	point := it.Material(licence).Points[0]
	if _, err := s.Append(t.Context(), clerk.ID, c, &yichuang.MaterialTaken{Material: licence, Presence: yichuang.Held, Copies: 1},
		&yichuang.PointsJudged{Material: licence, Machine: true, Points: []yichuang.Judgement{{No: point.No, Verdict: yichuang.Pass}}}); err != nil {
		t.Fatal(err)
	}
	d.Press("esc").Send(route("scenario", n)).Press("f7").Press("backspace").Type("2").Press("f6").Type("李四\n" + goodID + "\n13800000000").Press("f8")
	d.Sees("请核对", "校验").Press("1").Sees("[情形]", "委托代理人办理（自动）", "应当提交6种材料")
	c = s.fold(t, 0)
	if c.Applicant.Agent == nil || len(c.Materials) != 6 {
		t.Fatalf("agent %v, %d materials", c.Applicant.Agent, len(c.Materials))
	}
	if v := c.MaterialState(licence).Points[point.No].Verdict; v != "" {
		t.Fatalf("a verdict on the old code stands: %s", v)
	}
}

// Who was here before is not typed in again; what was typed now stays.
func TestWhoWasHereBeforeIsTakenOver(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(food(), teacher())
		d := start(t, s, route("applicant", foodID), size)
		d.Type(goodCode + "\n某餐饮店\n王五\n某街1号\n" + goodID + "\n13812345678\n").Sees("[情形]").Press("esc")
		d.Send(route("applicant", teacherID)).Press("f5").Type(goodCode+"\n").Sees("以前登记过，按 Ctrl+R 取用其余信息", "Ctrl+R 取用以前登记")
		d.Type("某餐饮店二店").Press("ctrl+r").CaretAfter("13812345678").Sees("某餐饮店二店", "王五", "某街1号", "110105********002X", "请与证件逐项核对")
		d.NotSees("以前登记过").Press("f8").Sees("[情形]", "某餐饮店二店")
		if a := s.fold(t, 1).Applicant; a.Name != "某餐饮店二店" || a.Legal.ID.Number != goodID || a.Phone != "13812345678" {
			t.Fatalf("taken over: %+v", a)
		}
	})
	d := start(t, newSeat(food()), route("applicant", foodID), small)
	d.Type(goodCode + "\n").NotSees("以前登记过")
}
