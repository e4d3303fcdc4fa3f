package decide_test

import (
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	tea "charm.land/bubbletea/v2"
)

var full = &yichuang.Error{Code: yichuang.Full, Message: "磁盘已满，没有保存", Hint: "请清理磁盘后重试"}

var sizes = map[string]kit.Size{"80x24": {Width: 80, Height: 24}, "120x40": {Width: 120, Height: 40}}

// window is a clerk before a decision.
type window struct {
	*tuitest.Driver
	*seat
	t testing.TB
}

// at tells a story at every size, about a case whose materials are all in order
// but for what wrong says.
func at(t *testing.T, it *yichuang.Item, story func(t *testing.T, w window), wrong ...yichuang.Body) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			w := begin(t, size, it, yichuang.Answers{"q1": "cater"})
			w.put(t, &yichuang.MaterialApplies{Material: "lease"})
			for _, m := range it.Materials[:4] {
				b := &yichuang.PointsJudged{Material: m.ID}
				for _, p := range m.Points {
					b.Points = append(b.Points, yichuang.Judgement{No: p.No, Verdict: yichuang.Pass})
				}
				w.put(t, &yichuang.MaterialTaken{Material: m.ID, Presence: yichuang.Held, Originals: m.Originals, Copies: m.Copies}, b)
			}
			if len(wrong) > 0 {
				w.put(t, wrong...)
			}
			w.Send(kit.Route{Name: "decide", Arg: number})
			story(t, w)
		})
	}
}

func begin(t *testing.T, size kit.Size, it *yichuang.Item, answers yichuang.Answers) window {
	t.Helper()
	d := tuitest.New(t)
	w := window{d, newSeat(t, d, it, caterer(), answers), t}
	d.Start(tui.Options{Routes: routes(w.seat, d), Start: kit.Route{Name: "desk"}}, size.Width, size.Height)
	return w
}

func failed(m yichuang.MaterialID, no int, finding string) yichuang.Body {
	return &yichuang.PointsJudged{Material: m, Points: []yichuang.Judgement{{No: no, Verdict: yichuang.Fail, Finding: finding}}}
}

// last returns the decision on record.
func (w window) last() *yichuang.Decided {
	w.t.Helper()
	c := w.fold(w.t)
	if c.Decision == nil {
		w.t.Fatalf("nothing was decided:\n%s", w.Text())
	}
	return &c.Decision.Facts
}

// handedOver fails the test unless the decision handed its place to the papers.
func (w window) handedOver() {
	w.t.Helper()
	got, _ := w.Top().(*stub)
	if got == nil {
		w.t.Fatalf("the decision is still there:\n%s", w.Text())
	}
	if got.name != "文书" || got.arg != any(number) {
		w.t.Fatalf("what comes next is %s of %v", got.name, got.arg)
	}
}

func TestAcceptingTakesThreeEnters(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.Sees("> 1 受理", "材料齐全、符合法定形式，应当受理", "没有需要补正的内容", "2026-12-07（10个工作日）", "收件凭证、受理通知书")
		w.Press("enter").Sees("确认决定：受理", "承诺办结", "2026-12-02").Press("enter")
		if d := w.last(); d.Decision != yichuang.Accept || d.Dues.Promised.Date.String() != "2026-12-02" {
			t.Fatalf("decided %+v", d)
		}
		w.handedOver()
		if n := len(w.fold(t).Papers); n != 2 {
			t.Fatalf("%d papers prepared, want 2", n)
		}
	})
}

func TestEachDepartmentHasItsOwnLastDay(t *testing.T) {
	it := foodLicence()
	it.Office.Sharing = yichuang.ApproveJoint
	it.Office.Shares = []yichuang.Share{{Department: "旗卫生健康委员会", Part: "卫生条件", Promised: &yichuang.Limit{Value: 3, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance}}}
	at(t, it, func(t *testing.T, w window) {
		w.Sees("联合审批，旗市场监督管理局牵头", "2. 旗卫生健康委员会（卫生条件），承诺2026-11-26（3个工作日）").NotSees("法定办结")
		w.Press("enter", "enter")
		if d := w.last(); len(d.Assigned) != 2 || d.Assigned[1].Department != "旗卫生健康委员会" {
			t.Fatalf("assigned %+v", d.Assigned)
		}
	})
}

func TestWhatTheReviewDoesNotAllowIsRefusedWithTheReason(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		for key, why := range map[string]string{"2": "没有欠缺的材料", "3": "没有需要补正的内容", "4": "符合条件的不得拒收", "5": "没有可以当场更正"} {
			w.Press(key).Sees("现在不能", why)
		}
		w.Press("enter") // the mark stands on what was refused
		if w.fold(t).Decision != nil {
			t.Fatal("decided against the review")
		}
	})
}

func TestAnUnfinishedReviewSaysWhatIsOpen(t *testing.T) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			w := begin(t, size, foodLicence(), yichuang.Answers{"q1": "cater"})
			w.Send(kit.Route{Name: "decide", Arg: number})
			w.Sees("还有1种材料没有确认是否需要", "按 Esc 回到审查").Press("1").Sees("现在不能“受理”")
		})
	}
}

func TestOneCompleteCorrectionNotice(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.Sees("> 3 一次性告知补正", "最迟2026-11-30", "《营业执照》经营范围：经营范围未包含申请事项", "转部门核实", "收件凭证、一次性补正告知书")
		w.Sees("“主要设备设施、经营布局和操作流程文件”不得容缺")
		w.Press("3").Sees("确认决定：一次性告知补正", "以上是全部问题").Press("enter")
		if d := w.last(); len(d.Findings) != 2 || len(d.Referred) != 1 {
			t.Fatalf("%d findings, %d referred", len(d.Findings), len(d.Referred))
		}
		w.handedOver()
	}, failed("bl", 3, "经营范围未包含申请事项"), failed("layout", 1, "图纸没有标注面积"), failed("bl", 2, "查询不到"))
}

func TestOwingNeedsTheApplicantToAsk(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.Press("2").Sees("须由申请人自己提出容缺受理", "2026-11-30前补齐", "逾期后果", "申请人已提出容缺受理的，按 Enter 确认")
		w.Press("esc").Sees("> 2 容缺受理").Press("2", "enter")
		d := w.last()
		if d.Decision != yichuang.AcceptOwing || len(d.Owed) != 1 || d.Owed[0].Material != "bl" {
			t.Fatalf("decided %+v", d)
		}
	}, failed("bl", 3, "经营范围未包含申请事项"))
}

func TestAgainstTheReviewOnlyWithAReasonWhichIsKept(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.Sees("1 受理            须理由").Press("1", "enter").Sees("请先写明理由")
		w.Type("部门来函同意").CaretAfter("部门来函同意")
		if w.drafts["deviation/"+string(number)] != "部门来函同意" {
			t.Fatalf("drafts %v", w.drafts)
		}
		w.Press("f10").Sees("写的理由已存为草稿").Press("2")
		w.Press("esc", "esc").Send(kit.Route{Name: "decide", Arg: number})
		w.Press("1").CaretAfter("部门来函同意").Press("enter").Sees("确认决定：受理", "偏离理由", "与审查不符").Press("enter")
		if d := w.last(); d.Deviation != "部门来函同意" || len(d.Findings) != 1 {
			t.Fatalf("decided %+v", d)
		}
		if len(w.drafts) != 0 {
			t.Fatalf("drafts left behind: %v", w.drafts)
		}
	}, failed("bl", 3, "经营范围未包含申请事项"))
}

func TestMendingOnTheSpotGoesBackToThePoint(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.Sees("> 5 当场更正").Press("enter")
		want := yichuang.PointRef{Material: "app", No: 4}
		if got := w.Top().(*stub).got; got != want {
			t.Fatalf("the screen below received %#v, want %#v", got, want)
		}
	}, failed("app", 4, "地址只写到街道"))
}

func TestDecliningNamesTheRightAgency(t *testing.T) {
	ground := &yichuang.GroundMarked{Ground: yichuang.Rejection{Reason: "经营场所不在本旗行政区域", Type: yichuang.DeclineElsewhere}}
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.Sees("> 4 不予受理", "《行政许可法》第32条第1款第2项").Press("4").Sees("必须告知申请人应当向哪里申请")
		w.Press("enter").Sees("请写明应当向哪个机关").Type("邻旗市场监督管理局").Press("enter").Sees("确认决定：不予受理", "邻旗市场监督管理局")
		w.Press("enter")
		if g := w.last().Ground; g == nil || g.Agency != "邻旗市场监督管理局" {
			t.Fatalf("ground %+v", g)
		}
	}, ground)
}

func TestAPointThatBarsAcceptance(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.Sees("> 4 不予受理", "有1条问题属于不予受理情形").Press("1").Sees("现在不能“受理”").Press("4", "enter")
		if d := w.last(); d.Ground.Type != yichuang.DeclineBarred || len(d.Findings) != 1 {
			t.Fatalf("decided %+v", d)
		}
	}, failed("layout", 2, "在居民住宅内"))
}

func TestAScenarioThatCollectsNothing(t *testing.T) {
	w := begin(t, kit.Size{Width: 80, Height: 24}, foodLicence(), yichuang.Answers{"q1": "packed"})
	w.Send(kit.Route{Name: "decide", Arg: number})
	w.Sees("> 4 不予受理", "依法不需要许可，引导办理备案").Press("enter", "enter")
	if d := w.last(); d.Ground.Type != yichuang.DeclineNotNeeded {
		t.Fatalf("decided %+v", d)
	}
}

func TestTheDepartmentConfirmsFirst(t *testing.T) {
	it := foodLicence()
	it.Terms.Initial = yichuang.InitialReview{Needed: true, Days: 1, Offline: yichuang.OfflineAccept}
	at(t, it, func(t *testing.T, w window) {
		w.Sees("先送旗市场监督管理局初审确认").NotSees("受理通知书")
		w.Press("esc")
		w.offline = true
		w.Send(kit.Route{Name: "decide", Arg: number})
		w.Sees("现在联系不上，按规定由窗口先行受理", "受理通知书").Press("enter", "enter")
		if d := w.last(); !d.Provisional || d.Await {
			t.Fatalf("decided %+v", d)
		}
	})
}

func TestALateNoticeIsDeemedAcceptance(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.Press("esc").Advance(9 * 24 * time.Hour)
		w.Send(kit.Route{Name: "decide", Arg: number})
		w.Sees("> 1 受理", "视为受理").Press("3").Sees("不得再要求补正").Press("1").Sees("2026-11-23（逾期未告知补正，自收件之日起视为受理）").Press("enter")
		if d := w.last(); !d.Deemed || d.Accepted.String() != "2026-11-23" {
			t.Fatalf("decided %+v", d)
		}
	}, failed("bl", 3, "经营范围未包含申请事项"))
}

func TestADateInAYearWithoutACalendarIsMarked(t *testing.T) {
	it := foodLicence()
	it.Terms.Statutory.Value = 40
	at(t, it, func(t *testing.T, w window) { w.Sees("待核（2027年放假安排没有载入）") })
}

func TestMidnightBetweenSummaryAndConfirmation(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.Press("enter").Sees("2026-12-07").Advance(24*time.Hour).Press("enter").Sees("已经过了零点", "2026-12-08")
		if w.fold(t).Decision != nil {
			t.Fatal("decided with dates that nobody saw")
		}
		w.Press("enter")
		w.handedOver()
	})
}

func TestAFullDiskDecidesNothing(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.fails = []error{full}
		w.Press("enter", "enter").Sees("磁盘已满", "确认决定：受理")
		if w.fold(t).Decision != nil {
			t.Fatal("decided on a full disk")
		}
		w.Press("enter")
		w.handedOver()
	})
}

func TestADecisionStandsWhenItsPapersFail(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.fails = []error{nil, full} // the decision passes, preparing the papers does not
		w.Press("enter", "enter").Sees("磁盘已满")
		if w.last().Decision != yichuang.Accept {
			t.Fatal("not decided")
		}
		w.handedOver() // the papers try again themselves
	})
}

func TestADecidedCaseShowsItsPapers(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		c := w.fold(t)
		d, err := yichuang.Decide(w.item, c, yichuang.Choice{Decision: yichuang.Accept}, w.Circumstances())
		if err != nil {
			t.Fatal(err)
		}
		w.Press("enter")
		w.put(t, d)
		w.Send(kit.Changed{}).Sees("本办件已经是“已受理”").Press("enter").Sees("此处是文书")
	})
}

func TestAVeryLongFindingCanBeReadToTheEnd(t *testing.T) {
	long := strings.Repeat("很长的问题，", 300) + "末尾"
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.Sees("PgDn 往下看").NotSees("末尾")
		for range 20 {
			w.Press("pgdown")
		}
		w.Sees("末尾").Press("pgup", "3").Sees("按 Enter 确认")
	}, failed("bl", 3, long))
}

func TestKeysPressedBeforeTheCaseIsReadCount(t *testing.T) {
	w := begin(t, kit.Size{Width: 80, Height: 24}, foodLicence(), yichuang.Answers{"q1": "packed"})
	w.reading = func() { w.Send(tea.KeyPressMsg{Code: '4', Text: "4"}) }
	w.Send(kit.Route{Name: "decide", Arg: number})
	w.Sees("确认决定：不予受理")
}
