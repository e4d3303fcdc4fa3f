package yichuang

import (
	"reflect"
	"testing"
	"time"
)

// shop is a small item with one of everything that decides something.
func shop() *Item {
	return &Item{
		ID: "shop", Edition: "1-0", Name: "小店许可", Kind: "行政许可", Handling: Promised,
		Office: Office{Window: "市场准入", Department: "市场监督管理局"},
		Terms: Terms{
			Statutory:  Limit{Value: 20, Unit: WorkingDays, Start: FromAcceptance},
			Promised:   Limit{Value: 7, Unit: WorkingDays, Start: FromAcceptance},
			Correction: CorrectionRule{Kind: CorrectWithin5, Days: 5, Deemed: true},
			Initial:    InitialReview{Needed: true, Days: 1, Offline: OfflineAccept},
		},
		Basis: []LegalBasis{{Law: "食品安全法", Article: "第35条"}},
		Questions: []Question{
			{ID: "q1", Text: "卖什么？", Options: []Option{{"food", "食品"}, {"packed", "只卖预包装"}}},
			{ID: "q2", Text: "谁来办？", Options: []Option{{"self", "本人"}, {"agent", "代理人"}}, Agent: &AgentAnswer{With: "agent", Without: "self"}},
		},
		Scenarios: []Scenario{
			{ID: "s1", Name: "新办", When: Condition{"q1": {"food"}}, Outcome: Collect, Needs: []Need{
				{Material: "app"}, {Material: "bl"}, {Material: "poa", Agent: true}, {Material: "env", If: "涉及环评"}}},
			{ID: "s2", Name: "不用办", When: Condition{"q1": {"packed"}}, Outcome: DoNotCollect, Decline: DeclineNotNeeded, Note: "备案即可"},
		},
		Materials: []Material{
			{ID: "app", Name: "申请书", Primary: true, Originals: 1, Owing: Owing{Reason: "主要材料"}, Points: []ReviewPoint{
				{No: 1, Content: "栏目", Standard: "无空项", OnFail: RemedyOnSpot},
				{No: 2, Content: "业态", Standard: "只勾一种", OnFail: RemedyCorrect},
				{No: 3, Content: "布局", Standard: "不交叉", OnFail: RemedyRefer}}},
			{ID: "bl", Name: "营业执照", Copies: 1, Form: "纸质", Owing: Owing{Allowed: true, Reason: "可以共享"}, Exempt: "能核验的", Points: []ReviewPoint{
				{No: 1, Content: "代码", Standard: "校验无误", OnFail: RemedyCorrect, Check: Check{Kind: CheckCreditCode, Of: "organization"}},
				{No: 2, Content: "吊销", Standard: "未吊销", OnFail: RemedyDecline}}},
			{ID: "poa", Name: "委托书", Primary: true, Originals: 1, Points: []ReviewPoint{{No: 1, Content: "签名", Standard: "有签名", OnFail: RemedyCorrect}}},
			{ID: "env", Name: "环评批复", Copies: 1, Points: []ReviewPoint{{No: 1, Content: "批复", Standard: "有文号", OnFail: RemedyCorrect}}},
		},
	}
}

// bench folds events on a desk in a test: every fact gets the next identity.
type bench struct {
	t      *testing.T
	it     *Item
	c      *Case
	events []Event
	now    time.Time
	as     TerminalID // who states what follows; empty: the window W01
}

func newBench(t *testing.T) *bench {
	return newBenchAt(t, time.Date(2026, 9, 18, 9, 30, 0, 0, Shanghai))
}

func newBenchAt(t *testing.T, now time.Time) *bench {
	b := &bench{t: t, it: shop(), c: new(Case), now: now}
	b.do(&Opened{Item: b.it.Ref(), ItemName: b.it.Name, Window: 1, Channel: ChannelWindow, Department: b.it.Office.Department,
		Applicant: Applicant{Kind: Organization, Name: "某面馆", Credit: "91330100799655058B"}})
	return b
}

func (b *bench) try(body Body) error {
	as := b.as
	if as == "" {
		as = "W01"
	}
	e := Event{Terminal: as, Seq: int64(len(b.events) + 1), Case: "150627260918001000010", Base: b.c.Events, At: b.now, By: "1001", Body: body}
	err := b.c.Apply(e)
	if err == nil {
		b.events = append(b.events, e)
	}
	return err
}

func (b *bench) do(bodies ...Body) {
	b.t.Helper()
	for _, body := range bodies {
		if err := b.try(body); err != nil {
			b.t.Fatalf("%T: %v", body, err)
		}
	}
}

func (b *bench) answer(agent bool, option OptionID) {
	b.t.Helper()
	a := b.it.Prefill(agent)
	a["q1"] = option
	s, err := Answer(b.it, agent, a)
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(s)
}

// take hands in a material in full and passes its points but those named.
func (b *bench) take(id MaterialID, failed ...int) {
	b.t.Helper()
	m := b.it.Material(id)
	b.do(&MaterialTaken{Material: id, Presence: Held, Originals: m.Originals, Copies: m.Copies})
	judged := &PointsJudged{Material: id}
	for _, p := range m.Points {
		j := Judgement{No: p.No, Verdict: Pass}
		for _, no := range failed {
			if no == p.No {
				j = Judgement{No: p.No, Verdict: Fail, Finding: "不对"}
			}
		}
		judged.Points = append(judged.Points, j)
	}
	b.do(judged)
}

func (b *bench) circumstances() Circumstances {
	return Circumstances{Now: b.now, Calendar: BuiltinCalendar()}
}

func (b *bench) decide(k DecisionKind) {
	b.t.Helper()
	d, err := Decide(b.it, b.c, Choice{Decision: k}, b.circumstances())
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(d)
}

// allowed lists the decisions that the review allows now.
func (b *bench) allowed() (out []DecisionKind) {
	for _, o := range Assess(b.it, b.c, b.circumstances()).Options {
		if o.Why == "" {
			b.t.Errorf("%s has no reason", o.Decision)
		}
		if o.Allowed {
			out = append(out, o.Decision)
		}
	}
	return out
}

func TestAssessment(t *testing.T) {
	held := func(ids ...MaterialID) func(*bench) {
		return func(b *bench) {
			b.do(&MaterialApplies{Material: "env"})
			for _, id := range ids {
				b.take(id)
			}
		}
	}
	cases := []struct {
		name string
		do   func(*bench)
		want []DecisionKind
	}{
		{"nothing judged yet", func(*bench) {}, nil},
		{"a condition nobody settled", func(b *bench) { b.take("app"); b.take("bl") }, nil},
		{"everything in order", held("app", "bl"), []DecisionKind{Accept}},
		{"a primary material fails", func(b *bench) { held("bl")(b); b.take("app", 2) }, []DecisionKind{Correct}},
		{"a primary material is missing", func(b *bench) {
			held("bl")(b)
			b.do(&MaterialTaken{Material: "app", Presence: Missing})
		}, []DecisionKind{Correct}},
		{"a secondary material fails", func(b *bench) { held("app")(b); b.take("bl", 1) }, []DecisionKind{AcceptOwing, Correct}},
		{"a secondary material is missing", func(b *bench) {
			held("app")(b)
			b.do(&MaterialTaken{Material: "bl", Presence: Missing})
		}, []DecisionKind{AcceptOwing, Correct}},
		{"too few copies", func(b *bench) {
			held("app", "bl")(b)
			b.do(&MaterialTaken{Material: "bl", Presence: Held, Recount: true})
		}, []DecisionKind{AcceptOwing, Correct}},
		{"exempt", func(b *bench) {
			held("app")(b)
			b.do(&MaterialTaken{Material: "bl", Presence: Exempt},
				&PointsJudged{Material: "bl", Points: []Judgement{{No: 1, Verdict: Pass}, {No: 2, Verdict: NotApplicable}}})
		}, []DecisionKind{Accept}},
		{"substance goes to the department", func(b *bench) { held("bl")(b); b.take("app", 3) }, []DecisionKind{Accept}},
		{"a barring point", func(b *bench) { held("app")(b); b.take("bl", 2) }, []DecisionKind{Decline}},
		{"a barring point, before the rest is judged", func(b *bench) { b.take("bl", 2) }, []DecisionKind{Decline}},
		{"a ground is marked", func(b *bench) {
			held("app", "bl")(b)
			b.do(&GroundMarked{Ground: Rejection{Reason: "不在本旗", Type: DeclineElsewhere, Agency: "康巴什区市场监督管理局"}})
		}, []DecisionKind{Decline}},
		{"bad credit owes nothing", func(b *bench) {
			a := b.c.Applicant
			a.BadCredit = true
			b.do(&ApplicantChanged{Applicant: a})
			held("app")(b)
			b.take("bl", 1)
		}, []DecisionKind{Correct}},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			b := newBench(t)
			b.answer(false, "food")
			tc.do(b)
			if got := b.allowed(); !reflect.DeepEqual(got, tc.want) {
				t.Errorf("allowed %v, want %v", got, tc.want)
			}
		})
	}
}

func TestDoNotCollectOnlyDeclines(t *testing.T) {
	b := newBench(t)
	b.answer(false, "packed")
	if got := b.allowed(); !reflect.DeepEqual(got, []DecisionKind{Decline}) {
		t.Fatalf("allowed %v", got)
	}
	b.decide(Decline)
	if g := b.c.Decision.Facts.Ground; g.Type != DeclineNotNeeded || g.Reason != "不用办：备案即可" {
		t.Errorf("ground %+v", g)
	}
}

func TestAgentAsksForAuthority(t *testing.T) {
	for agent, want := range map[bool]int{false: 3, true: 4} {
		b := newBench(t)
		b.answer(agent, "food")
		if got := len(b.c.Materials); got != want {
			t.Errorf("agent %v: %d materials, want %d", agent, got, want)
		}
	}
}

func TestNoScenarioIsNeverGuessed(t *testing.T) {
	it := shop()
	if _, err := it.Match(Answers{"q1": "nothing"}); CodeOf(err) != NotFound {
		t.Errorf("no scenario: %v", err)
	}
	it.Scenarios = append(it.Scenarios, Scenario{ID: "s3", Name: "又一个", When: Condition{"q1": {"food"}}, Outcome: Collect})
	if _, err := it.Match(Answers{"q1": "food"}); CodeOf(err) != Conflict {
		t.Errorf("two scenarios: %v", err)
	}
}

// The law: no notice within five working days means accepted from the day of
// receipt, not from the sixth day (行政许可法 第32条第1款第4项).
func TestLateNoticeIsAcceptanceFromReceipt(t *testing.T) {
	b := newBench(t)
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"})
	b.take("bl")
	b.take("app", 2)
	b.now = time.Date(2026, 9, 24, 16, 0, 0, 0, Shanghai) // the fifth working day: 20 September is a working Sunday
	if got := b.allowed(); !reflect.DeepEqual(got, []DecisionKind{Correct}) {
		t.Fatalf("on the last day: %v", got)
	}
	b.now = b.now.AddDate(0, 0, 4)
	if got := b.allowed(); !reflect.DeepEqual(got, []DecisionKind{Accept}) {
		t.Fatalf("after it: %v", got)
	}
	b.decide(Accept)
	d := b.c.Decision.Facts
	if d.Accepted.String() != "2026-09-18" || !d.Deemed || d.Dues.Statutory.Date.String() != "2026-10-22" {
		t.Errorf("accepted %s deemed %v due %s", d.Accepted, d.Deemed, d.Dues.Statutory.Date)
	}
}

func TestOneTimeNotice(t *testing.T) {
	b := newBench(t)
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"})
	b.take("bl")
	b.take("app", 2)
	b.decide(Correct)
	b.now = b.now.Add(24 * time.Hour)
	b.do(&Resubmitted{})

	late := &PointsJudged{Material: "bl", Points: []Judgement{{No: 1, Verdict: Fail, Finding: "看错了"}}}
	if err := b.try(late); !IsSecondNotice(err) {
		t.Fatalf("an unchanged material, a point judged before: %v", err)
	}
	if err := b.try(&MaterialTaken{Material: "bl", Presence: Missing}); !IsSecondNotice(err) {
		t.Fatalf("a material that was here: %v", err)
	}
	b.do(&PointsJudged{Material: "app", Points: []Judgement{{No: 2, Verdict: Fail, Finding: "还是不对"}}}) // told before: no second notice
	b.do(&MaterialTaken{Material: "app", Presence: Held, Originals: 1})
	b.do(&PointsJudged{Material: "app", Points: []Judgement{{No: 1, Verdict: Fail, Finding: "新表有空项"}}}) // handed in anew
	if b.c.SecondNotices != 0 {
		t.Fatalf("%d second notices", b.c.SecondNotices)
	}
	late.Second = &SecondNotice{Supervisor: "9001", Reason: "首次漏看"}
	b.do(late)
	if b.c.SecondNotices != 1 {
		t.Errorf("%d second notices, want 1", b.c.SecondNotices)
	}
}

func TestInitialReview(t *testing.T) {
	for _, tc := range []struct {
		name   string
		rule   OfflineRule
		online bool
		stage  Stage
	}{
		{"offline, the window goes ahead", OfflineAccept, false, StageAccepted},
		{"offline, the item waits", OfflineWait, false, StageConfirm},
		{"online, the department is asked", OfflineAccept, true, StageConfirm},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBench(t)
			b.it.Terms.Initial.Offline = tc.rule
			b.answer(false, "food")
			b.do(&MaterialApplies{Material: "env"})
			b.take("app")
			b.take("bl")
			now := b.circumstances()
			now.Online = tc.online
			d, err := Decide(b.it, b.c, Choice{Decision: Accept}, now)
			if err != nil {
				t.Fatal(err)
			}
			b.do(d)
			if b.c.Stage != tc.stage || !b.c.Unconfirmed {
				t.Fatalf("stage %s, unconfirmed %v", b.c.Stage, b.c.Unconfirmed)
			}
			b.now = b.now.Add(72 * time.Hour)
			b.do(Confirm(b.it, b.c, "2001", "电话", b.circumstances()))
			want := "2026-09-18"
			if tc.stage == StageConfirm {
				want = "2026-09-21" // a waiting case is accepted when it is confirmed
			}
			if got := b.c.Decision.Facts.Accepted.String(); got != want || b.c.Stage != StageAccepted || b.c.Unconfirmed {
				t.Errorf("accepted %s, want %s", got, want)
			}
		})
	}
}

// With a clock that was set back no decision is dated before its application.
func TestNoDecisionBeforeTheDayOfReceipt(t *testing.T) {
	b := newBench(t)
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"})
	b.take("app")
	b.take("bl")
	b.now = b.now.AddDate(0, 0, -1)
	if _, err := Decide(b.it, b.c, Choice{Decision: Accept}, b.circumstances()); CodeOf(err) != Conflict {
		t.Errorf("accepted on the day before: %v", err)
	}
	b.now = b.now.AddDate(0, 0, 1).Add(-time.Hour) // the same day, a little earlier
	if _, err := Decide(b.it, b.c, Choice{Decision: Accept}, b.circumstances()); err != nil {
		t.Errorf("accepted on the day itself: %v", err)
	}
}

func TestDeviationNeedsAReason(t *testing.T) {
	b := newBench(t)
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"})
	b.take("bl")
	b.take("app", 2)
	if _, err := Decide(b.it, b.c, Choice{Decision: Accept}, b.circumstances()); CodeOf(err) != Denied {
		t.Fatalf("without a reason: %v", err)
	}
	d, err := Decide(b.it, b.c, Choice{Decision: Accept, Deviation: "部门当场同意"}, b.circumstances())
	if err != nil || d.Deviation == "" || len(d.Findings) != 1 {
		t.Fatalf("with a reason: %+v, %v", d, err)
	}
	if _, err := Decide(b.it, b.c, Choice{Decision: Decline, Deviation: "不想收"}, b.circumstances()); CodeOf(err) != Denied {
		t.Errorf("a qualified application cannot be refused: %v", err)
	}
}
