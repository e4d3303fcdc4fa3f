package yichuang

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func (b *bench) facts() (points []WatchPoint, all []Watch) {
	r := DefaultWatchRules()
	all = Facts(b.it, b.c, &r, BuiltinCalendar())
	for _, f := range all {
		points = append(points, f.Point)
	}
	return points, all
}

// shows fails the test unless exactly these facts are known, in this order.
func (b *bench) shows(want ...WatchPoint) []Watch {
	b.t.Helper()
	points, all := b.facts()
	if !slices.Equal(points, want) {
		b.t.Errorf("the facts are %v, want %v", points, want)
	}
	for _, f := range all {
		if !f.IsFact() || f.From.IsZero() || f.Point.Name() == string(f.Point) || !slices.Contains(FactPoints, f.Point) {
			b.t.Errorf("%+v", f)
		}
	}
	return all
}

// A case in which everything goes by the rules has no facts to tell.
func TestNothingToTell(t *testing.T) {
	b := accepted(t, nil)
	b.shows()
	b.do(&ApprovalTaken{Department: marketOffice})
	b.rules(marketOffice, Grant)
	b.do(&ResultRegistered{Department: marketOffice, Name: "许可证", Digital: true}, &HandedOver{Method: DeliverDigital})
	b.shows()
}

// What happens at the window: notices twice, a second notice, acceptance against the
// review, confirmation by telephone and late, a fee without a basis.
func TestFactsOfTheIntake(t *testing.T) {
	b := newBench(t)
	b.it.Guide.Fee = Fee{Charged: true}
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"})
	b.take("app", 2)
	b.take("bl")
	b.decide(Correct)
	b.do(&Resubmitted{}, &PointsJudged{Material: "bl", Points: []Judgement{{No: 1, Verdict: Fail, Finding: "不清"}}, Second: &SecondNotice{"9001", "漏看"}})
	b.decide(Correct)
	b.do(&Resubmitted{})
	d, err := Decide(b.it, b.c, Choice{Decision: Accept, Deviation: "原件已核"}, b.circumstances())
	if err != nil {
		t.Fatal(err)
	}
	b.do(d)
	b.day(time.September, 22)
	b.do(Confirm(b.it, b.c, "张科长", "电话", b.circumstances()))
	facts := b.shows(FactSecond, FactFee, FactSlow, FactDeviation, FactRepeat, FactAside)
	for i, want := range []struct {
		text, department string
		light            Light
	}{
		{"二次告知1条", "", Red1}, {"没有写明依据", marketOffice, Red1}, {"部门初审超时2个工作日", marketOffice, Yellow},
		{"工号1001：原件已核", "", Yellow}, {"告知补正2次", "", Yellow}, {"不在系统内（电话），张科长", marketOffice, Yellow},
	} {
		if f := facts[i]; !strings.Contains(f.Fact, want.text) || f.Department != want.department || f.Shown != want.light {
			t.Errorf("%+v, want %+v", f, want)
		}
	}
	b.it.Guide.Fee.Basis = "某条例第1条"
	b.c.Confirmation.Via = ViaSystem
	b.shows(FactSecond, FactSlow, FactDeviation, FactRepeat)
}

// A late notice is an acceptance from the day of receipt, and the department's clock for
// taking the case begins when it got it all the same.
func TestFactOfDeemedAcceptance(t *testing.T) {
	b := newBench(t)
	b.it.Terms.Initial = InitialReview{}
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"})
	b.take("app")
	b.take("bl")
	b.day(time.September, 29)
	b.decide(Accept)
	facts := b.shows(FactDeemed)
	if facts[0].Shown != Red1 || !strings.Contains(facts[0].Fact, "2026-09-18") {
		t.Errorf("%+v", facts[0])
	}
	if w, ok := b.watch(WatchTake); !ok || w.From != (Date{2026, 9, 29}) || w.Due != (Date{2026, 9, 30}) {
		t.Errorf("%+v", w)
	}
}

// The 20th of September 2026, a Sunday, is a working day.
//
// What happens in the departments, across National Day: taken late, answered late, an
// extension, an expert review that took longer than was told, decided late.
func TestFactsOfTheApproval(t *testing.T) {
	b := accepted(t, nil)
	b.day(time.September, 22)
	b.do(&ApprovalTaken{Department: marketOffice}, &WindowAsked{Department: marketOffice, Text: "补扫"})
	b.shows(FactSlow)
	b.day(time.September, 24)
	b.do(&WindowAnswered{Department: marketOffice, Text: "好"})
	p, err := BeginPause(b.c, marketOffice, PauseChoice{Option: PauseOptions(b.it)[0], Reason: "听证", Days: 2}, b.circumstances())
	if err != nil {
		t.Fatal(err)
	}
	b.do(p)
	e, err := EndPause(b.c, marketOffice, Date{2026, 9, 30}, "", b.circumstances())
	if err != nil {
		t.Fatal(err)
	}
	b.do(e)
	x, err := Prolong(b.it, b.c, marketOffice, ProlongChoice{1, "局长", "案情复杂"}, b.circumstances())
	if err != nil {
		t.Fatal(err)
	}
	b.do(x)
	facts := b.shows(FactSlow, FactSlow, FactOverlong, FactExtended)
	for i, want := range []string{"部门领办超时2个工作日", "窗口答复部门超时1个工作日", "多用了1个工作日", "延长1个工作日，批准人局长"} {
		if f := facts[i]; !strings.Contains(f.Fact, want) || f.Shown != Yellow {
			t.Errorf("%+v, want %s", f, want)
		}
	}
	late := func(month time.Month, day int, department Light, text string) {
		t.Helper()
		c := b.c.Clone()
		defer func() { b.c = c }()
		b.day(month, day)
		b.rules(marketOffice, Grant)
		_, all := b.facts()
		if department == Green {
			if all[0].Point == FactLate {
				t.Errorf("%+v", all[0])
			}
			return
		}
		if f := all[0]; f.Point != FactLate || f.Shown != department || f.Department != marketOffice || !strings.Contains(f.Fact, text) {
			t.Errorf("%+v, want %s %s", f, department, text)
		}
	}
	due := b.c.Approvals[0].Dues
	if due.Promised.Date != (Date{2026, 10, 10}) || due.Statutory.Date != (Date{2026, 10, 28}) {
		t.Fatalf("%+v", due)
	}
	late(time.October, 10, Green, "")
	late(time.October, 12, Red1, "承诺期限1个工作日")
	late(time.October, 15, Red2, "承诺期限4个工作日")
	late(time.October, 28, Red2, "承诺期限")
	late(time.October, 29, Black, "法定期限1个工作日")
}

// A result that reaches the desk after the ten days of the law.
func TestFactOfALateResult(t *testing.T) {
	b := accepted(t, nil)
	b.do(&ApprovalTaken{Department: marketOffice})
	b.rules(marketOffice, Grant)
	b.do(&ResultRegistered{Department: marketOffice, Name: "许可证"})
	b.day(time.October, 12)
	b.do(&ResultArrived{Departments: []string{marketOffice}})
	facts := b.shows(FactSlow)
	if facts[0].Shown != Black || !strings.Contains(facts[0].Fact, "法定期限2个工作日才送到") {
		t.Errorf("%+v", facts[0])
	}
	if f := FiguresOf(b.c); f.Ready != b.now {
		t.Errorf("it lay at the desk on %s", f.Ready)
	}
	if w, ok := b.watch(WatchCollect); !ok || w.From != (Date{2026, 10, 12}) {
		t.Errorf("%+v", w)
	}
}

// Of a case's clocks the most urgent counts, and facts never do.
func TestWorst(t *testing.T) {
	b := accepted(t, nil)
	b.do(&Urged{Urge: Hasten, Department: marketOffice, Text: "快办", Due: Date{2026, 9, 30}})
	b.it.Guide.Fee = Fee{Charged: true}
	r, cal := DefaultWatchRules(), BuiltinCalendar()
	on := func(day Date) *Signal {
		return Worst(r.Signals(Monitored(b.it, b.c, &r, cal), b.it.Handling, cal, day))
	}
	for _, tc := range []struct {
		day   Date
		point WatchPoint
		light Light
	}{
		{Date{2026, 9, 18}, WatchTake, Green},      // of three green ones the first to be due
		{Date{2026, 9, 22}, WatchTake, Red1},       // one day was for taking it
		{Date{2026, 9, 29}, WatchTake, Red2},       // …
		{Date{2026, 10, 23}, WatchApproval, Black}, // the law's own day
	} {
		if got := on(tc.day); got == nil || got.Point != tc.point || got.Light != tc.light {
			t.Errorf("%s: %+v, want %s %s", tc.day, got, tc.point, tc.light)
		}
	}
	if Worst(nil) != nil || Worst([]Signal{{Watch: Watch{Point: FactFee, Fact: "x"}, Light: Red1}}) != nil {
		t.Error("there is no clock")
	}
}

// What the law forbids outright never stands among the facts, because it cannot happen.
func TestWhatCannotHappen(t *testing.T) {
	b := accepted(t, nil)
	b.do(&ApprovalTaken{Department: marketOffice})
	b.refuses(Invalid, "理由和法律依据", &Ruled{Department: marketOffice, Ruling: Refuse, Reasons: "不符合"})
	b.refuses(Invalid, "理由和法律依据", &Ruled{Department: marketOffice, Ruling: Refuse, Basis: "某法第1条"})
	b.refuses(Invalid, "理由和依据", &Terminated{Department: marketOffice, Cause: EndOther, Reason: "不办了"})
	c := newBench(t)
	c.answer(false, "food")
	c.do(&MaterialApplies{Material: "env"})
	c.refuses(Invalid, "写明理由", &Decided{Decision: Decline, Ground: &Rejection{}})
	c.refuses(NotFound, "不需要材料", &MaterialTaken{Material: "poa", Presence: Missing})
	c.refuses(Invalid, "不需要材料", &Decided{Decision: Correct, Findings: []Finding{{Material: "poa", Name: "委托书", Defect: "未提交"}}})
}
