package intake_test

import (
	"context"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui/intake"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"
)

// atScenario opens a case of the item at the screen of the scenario.
func atScenario(t *testing.T, s *seat, item yichuang.ItemID, agent bool, size kit.Size) *tuitest.Driver {
	t.Helper()
	d := start(t, s, route("item", nil), size)
	a := yichuang.Applicant{Kind: yichuang.Person, Name: "张三", Phone: "13812345678",
		ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: goodID}}
	if agent {
		a.Agent = &yichuang.Agent{Name: "李四", ID: a.ID}
	}
	c, err := s.OpenCase(context.Background(), clerk.ID, item, a)
	if err != nil {
		t.Fatal(err)
	}
	return d.Send(route("scenario", c.Number))
}

// The whole way of a clerk: item, applicant, questions, review.
func TestAFoodLicenceFromTheItemToTheReview(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(food(), teacher())
		d := start(t, s, route("item", nil), size)
		d.Type("spjy\n").Type(goodCode + "\n某餐饮店\n王五\n某街1号\n\n13812345678\n")
		d.Sees("事项 > 申请人 > [情形]", "某餐饮店", "150627-261123-007-1-0001", "本人（法定代表人）办理（自动）", "第1问  经营业态是哪一类？")
		d.Sees("> 1 食品销售", "材料5至6种或者不收件", "3 单位食堂", "材料6种").NoCaret()
		d.Press("2").Sees("第2问  是否利用自动设备", "餐饮服务").Press("2")
		d.Sees("对应情形：餐饮服务经营者新办", "应当提交5种材料", "营业执照", "复印件1份", "可容缺", "能够网上核验的，免提交", "原件1份、复印件1份")
		d.NotSees("授权委托书").Sees("Enter 确认情形，开始审查")
		d.Press("enter").Sees("到了 审查 " + string(s.numbers[0]))
		c := s.fold(t, 0)
		if c.Scenario != "s1" || len(c.Materials) != 5 || c.Answers["q4"] != "self" {
			t.Fatalf("scenario %s with %d materials, answers %v", c.Scenario, len(c.Materials), c.Answers)
		}
	})
}

func TestAnswersCanBeTakenBackOneByOneOrAll(t *testing.T) {
	d := atScenario(t, newSeat(food()), "market-01", false, small)
	d.Press("left").Sees("没有可以改的答案")
	d.Press("down", "enter").Sees("第2问").Press("1").Sees("利用自动设备经营新办", "应当提交6种材料")
	d.Press("backspace").Sees("第2问", "> 1 是").Press("left").Sees("第1问", "> 2 餐饮服务")
	d.Press("1").Sees("是否只销售预包装食品").Press("2", "2").Sees("食品销售经营者新办（含散装食品）")
	d.Press("f4").Sees("第1问")
}

func TestNothingIsCollectedWhenNoLicenceIsNeeded(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(food())
		d := atScenario(t, s, "market-01", false, size)
		d.Press("1").Sees("> 1 只销售预包装食品", "不收件").Press("1")
		d.Sees("不收件：只销售预包装食品", "依法不需要办理", "仅销售预包装食品备案", "Enter 不收件，去告知")
		d.Press("enter").Sees("到了 决定")
		if c := s.fold(t, 0); c.Outcome != yichuang.DoNotCollect {
			t.Fatalf("outcome is %q", c.Outcome)
		}
		d.Press("esc").Sees("不收件：只销售预包装食品").Press("left", "2", "2").Sees("应当提交5种材料").Press("enter").Sees("到了 审查")
		if c := s.fold(t, 0); c.Outcome != yichuang.Collect || c.Scenario != "s2" {
			t.Fatalf("outcome is %q of %s", c.Outcome, c.Scenario)
		}
	})
}

func TestNoScenarioStopsAndNeverGuesses(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(teacher())
		d := atScenario(t, s, teacherID, false, size)
		d.Press("3").Sees("没有对应情形").Press("1")
		d.Sees("停：不能确定情形", "没有与这些回答对应的情", "不要凭经验收件", "旗教育体育局", "0477-12345", "改上一个答案")
		before := len(s.events[s.numbers[0]])
		d.Press("enter", "f6").Sees("停：不能确定情形")
		if len(s.events[s.numbers[0]]) != before {
			t.Fatal("something was put on record")
		}
		d.Press("left", "left", "1", "1").Sees("户籍地认定", "应当提交1种材料，另有1种看情况", "仅限：学历在学信网不能核验的")
		d.Press("enter").Sees("到了 审查")
		c := s.fold(t, 0)
		if len(c.Materials) != 2 || c.MaterialState("degree").Applies != yichuang.AppliesOpen {
			t.Fatalf("materials are %+v", c.Materials)
		}
	})
}

func TestSeveralScenariosStop(t *testing.T) {
	it := teacher()
	it.Scenarios[1].When = it.Scenarios[0].When
	d := atScenario(t, newSeat(it), teacherID, false, small)
	d.Press("1", "1").Sees("停：不能确定情形", "同时符合2个情形").Press("enter").Sees("停：")
}

func TestAnItemWithoutQuestionsShowsItsListAtOnce(t *testing.T) {
	s := newSeat(plain())
	d := atScenario(t, s, "general-09", false, small)
	d.Sees("对应情形：通用", "应当提交1种材料").Press("enter").Sees("到了 审查")
}

func TestTheListIsShownBeforeItIsPrinted(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(food())
		d := atScenario(t, s, "market-01", true, size)
		d.Press("f6").NotSees("材料清单已写到") // nothing is settled yet
		d.Press("2", "2", "f6").Sees("材料清单", "办理情形：餐饮服务经营者新办", "Enter 打印，交给申请人")
		d.Press("end", "home", "esc").Sees("应当提交6种材料").Press("f6", "f6").Sees("材料清单已写到 材料清单-1.pdf", "应当提交6种材料")
		if got := s.lists[0].Body[1].Heading; got != "需要提交的材料（共6种）" {
			t.Fatalf("the list says %q", got)
		}
		s.broken = errDisk
		d.Press("f6", "enter").Sees("磁盘写不进去了", "材料清单", "Enter 打印")
	})
}

func TestComingBackShowsWhatIsOnRecord(t *testing.T) {
	s := newSeat(food())
	d := atScenario(t, s, "market-01", false, small)
	d.Press("2", "2", "enter").Sees("到了 审查")
	n := s.numbers[0]
	events := len(s.events[n])
	d.Send(route("scenario", n)).Sees("对应情形：餐饮服务经营者新办").Press("enter").Sees("到了 审查")
	if len(s.events[n]) != events {
		t.Fatal("the same answers were put on record twice")
	}
	d.Send(route("scenario", n)).Press("left", "1", "enter").Sees("到了 审查")
	if c := s.fold(t, 0); c.Scenario != "s3" || len(c.Materials) != 6 {
		t.Fatalf("scenario is %s with %d materials", c.Scenario, len(c.Materials))
	}
}

func TestAfterANoticeTheScenarioStays(t *testing.T) {
	s := newSeat(food())
	d := atScenario(t, s, "market-01", false, small)
	d.Press("2", "2", "enter")
	c := s.fold(t, 0)
	now := yichuang.Circumstances{Now: d.Env.Now(), Calendar: yichuang.BuiltinCalendar()}
	ctx := context.Background()
	for _, m := range c.Materials {
		var err error
		if c, err = s.Append(ctx, clerk.ID, c, &yichuang.MaterialTaken{Material: m.Material, Presence: yichuang.Missing}); err != nil {
			t.Fatal(err)
		}
	}
	body, err := yichuang.Decide(food(), c, yichuang.Choice{Decision: yichuang.Correct}, now)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = s.Append(ctx, clerk.ID, c, body); err != nil {
		t.Fatal(err)
	}
	d.Send(route("scenario", c.Number)).Sees("办件现在是“待补正”", "Enter 查看审查").Press("left").Sees("情形不能再改").Press("enter").Sees("到了 审查")
	if _, err = s.Append(ctx, clerk.ID, c, &yichuang.Resubmitted{}); err != nil {
		t.Fatal(err)
	}
	d.Send(route("scenario", c.Number)).Press("f4").Sees("已经出具过补正告知书").Sees("餐饮服务经营者新办").Press("enter").Sees("到了 审查")
}

func TestACardReaderAnswersNoQuestion(t *testing.T) {
	s := newSeat(food())
	d := atScenario(t, s, "market-01", false, small)
	d.Press("2").Sees("第2问").Advance(time.Second).Scan("211111194912310029")
	d.Sees("第2问", "没有当作回答", "餐饮服务").NotSees("对应情形")
	d.Press("2").Sees("餐饮服务经营者新办")
	d.Advance(time.Second).Scan("211111194912310029").Sees("餐饮服务经营者新办", "没有当作回答").NotSees("到了")
	d.Press("enter").Sees("到了 审查")
}

func TestTwoEntersPutOneAnswerOnRecord(t *testing.T) {
	s := newSeat(food())
	d := atScenario(t, s, "market-01", false, small)
	d.Press("2", "2")
	screen := d.Top().(*intake.Scenario)
	first, second := screen.Update(pressed("enter")), screen.Update(pressed("enter"))
	if first == nil || second != nil || !screen.Escape() {
		t.Fatal("a second Enter works while the first one is under way")
	}
	work(d, first)
	d.Sees("到了 审查")
	if n := len(s.events[s.numbers[0]]); n != 2 {
		t.Fatalf("%d events, want opened and answered", n)
	}
}

func TestAFailedSaveLetsTheClerkTryAgain(t *testing.T) {
	s := newSeat(food())
	d := atScenario(t, s, "market-01", false, small)
	d.Press("2", "2")
	s.broken = errDisk
	d.Press("enter").Sees("磁盘写不进去了", "餐饮服务经营者新办")
	s.broken = nil
	d.Press("enter").Sees("到了 审查")
	d = start(t, s, route("scenario", yichuang.CaseNumber("none")), small)
	d.Sees("办件没有读出来", "没有事项").Press("1", "enter", "f6", "esc").Sees("到了 工作台")
}

func TestAnswersStayWhenTheStoreChanges(t *testing.T) {
	s := newSeat(food())
	d := atScenario(t, s, "market-01", false, small)
	d.Press("2").Send(kit.Changed{}).Sees("第2问")
	c := s.fold(t, 0)
	if _, err := s.Append(context.Background(), clerk.ID, c, &yichuang.Noted{Text: "另一处记下的"}); err != nil {
		t.Fatal(err)
	}
	d.Send(kit.Changed{}).Sees("第2问", "餐饮服务").Press("2", "enter").Sees("到了 审查")
}

// An item with many questions must not hold up the keyboard.
func TestLookingAheadIsBounded(t *testing.T) {
	it := teacher()
	it.Questions = nil
	when := yichuang.Condition{}
	for _, id := range "abcdefghijklmnopqrst" {
		q := yichuang.Question{ID: yichuang.QuestionID(id), Text: "问" + string(id)}
		for _, o := range "1234567890" {
			q.Options = append(q.Options, yichuang.Option{ID: yichuang.OptionID(o), Text: "答" + string(o)})
		}
		it.Questions = append(it.Questions, q)
		when[q.ID] = []yichuang.OptionID{"1", "2", "3", "4", "5", "6", "7", "8", "9", "0"}
	}
	it.Scenarios = []yichuang.Scenario{{ID: "s1", Name: "通用", When: when, Outcome: yichuang.Collect, Needs: []yichuang.Need{{Material: "app"}}}}
	each(t, func(t *testing.T, size kit.Size) {
		d := atScenario(t, newSeat(it), teacherID, false, size)
		for range 20 {
			d.Press("down", "enter")
		}
		d.Sees("应当提交1种材料")
	})
}

// The end of the number, by which people at a window call a case, is there
// however long the names are.
func TestTheHeadKeepsTheNumber(t *testing.T) {
	long := teacher()
	long.Name = "国有建设用地使用权及房屋所有权转移登记（存量房买卖）"
	s := newSeat(long)
	d := start(t, s, route("applicant", teacherID), small)
	d.Type("阿拉坦乌拉巴特尔\n\n"+goodID+"\n13812345678\n").Sees("[情形]", "阿拉坦乌拉巴特尔  007-1-0001")
	d.Resize(120, 40).Sees("阿拉坦乌拉巴特尔  150627-261123-007-1-0001")
}

// At the end of the questions the list gets the lines that no question needs.
func TestTheListOfMaterialsIsSeenWhole(t *testing.T) {
	d := atScenario(t, newSeat(food()), "market-01", true, small)
	d.Press("2", "1").Sees("应当提交7种材料", "授权委托书").NotSees("下面还有")
}
