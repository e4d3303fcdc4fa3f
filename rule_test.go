package yichuang

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// under is a case whose item stands under a correction rule: the form has a
// fault on point 2 when wrong is set, everything else is in order.
func under(t *testing.T, rule CorrectionRule, kind string, wrong bool) *bench {
	b := reviewed(t)
	b.it.Terms.Correction, b.it.Kind, b.it.Terms.Initial = rule, kind, InitialReview{}
	b.take("bl")
	if wrong {
		b.take("app", 2)
	} else {
		b.take("app")
	}
	return b
}

// rules are the correction rules of the laws, with what each wants of a paper.
var rules = []struct {
	rule    CorrectionRule
	kind    string
	why     string // what the decision screen says of the correction
	correct []DocumentKind
	notice  []string // what the correction notice says
	accept  []DocumentKind
	receipt []string // what the receipt of an acceptance says
}{
	{CorrectionRule{Kind: CorrectWithin5, Days: 5, Deemed: true}, "行政许可", "最迟2026-09-24",
		[]DocumentKind{Receipt, CorrectNotice}, []string{"一次性补正告知书", "没有变化的材料不再审查", "补齐全部内容后即予受理"},
		[]DocumentKind{Receipt, AcceptNotice}, []string{"收件凭证", "不代表受理", "最迟于2026年9月24日", "收件专用章 政务服务大厅"}},
	{CorrectionRule{Kind: CorrectOnSpot, Deemed: true}, "行政确认", "当场书面告知不予受理；今天不告知即视为受理",
		[]DocumentKind{CorrectNotice}, []string{"不予受理暨一次性补正告知书", "第17条第1款第3项不予受理", "材料已经全部退还", "退还的材料", "申请书、营业执照", "60日内", "随时再次申请"},
		[]DocumentKind{Receipt, AcceptNotice}, []string{"收件凭证", "不代表受理"}},
	{CorrectionRule{Kind: CorrectReturn}, "行政许可", "材料退还申请人",
		[]DocumentKind{CorrectNotice}, []string{"一次性补正告知书", "材料已经全部退还", "重新提交全部材料"},
		[]DocumentKind{Receipt}, []string{"接收申请材料凭证", "不代表准予登记", "最迟登记日期 2026年10月22日", "收件专用章 市场监督管理局"}},
	{CorrectionRule{Kind: CorrectGuide, Basis: "条例第13条第3款"}, "备案", "没有不予受理环节",
		[]DocumentKind{Receipt, CorrectNotice}, []string{"补正指导告知书", "仅为填报指导"},
		[]DocumentKind{Receipt}, []string{"收件凭证", "即完成备案", "备案日期 2026年9月18日", "条例第13条第3款"}},
	{CorrectionRule{Kind: CorrectNone, Basis: "办法第21条"}, "备案", "1项问题一次全部告知",
		[]DocumentKind{Receipt, CorrectNotice}, []string{"一次性补正告知书"},
		[]DocumentKind{Receipt}, []string{"即完成备案", "办法第21条"}},
	{CorrectionRule{Kind: CorrectBatchEnd}, "行政许可", "受理期限终止前补齐",
		[]DocumentKind{Receipt, CorrectNotice}, []string{"受理期限终止前补齐"},
		[]DocumentKind{Receipt, AcceptNotice}, []string{"不代表受理"}},
	{CorrectionRule{Kind: CorrectFiling5, Days: 5}, "备案", "最迟2026-09-24",
		[]DocumentKind{Receipt, CorrectNotice}, []string{"补齐全部内容后即予办理"},
		[]DocumentKind{Receipt, AcceptNotice}, []string{"最迟于2026年9月24日"}},
}

func TestWhatEachRuleSaysAndPrints(t *testing.T) {
	for _, r := range rules {
		t.Run(string(r.rule.Kind), func(t *testing.T) {
			b := under(t, r.rule, r.kind, true)
			o := Assess(b.it, b.c, b.circumstances()).Option(Correct)
			b.says(o.Why, r.why)
			b.decide(Correct)
			if got := PapersDue(b.c); !reflect.DeepEqual(got, r.correct) {
				t.Errorf("papers of a correction: %v, want %v", got, r.correct)
			}
			b.says(b.paper(CorrectNotice), r.notice...)

			b = under(t, r.rule, r.kind, false)
			b.decide(Accept)
			if got := PapersDue(b.c); !reflect.DeepEqual(got, r.accept) {
				t.Errorf("papers of an acceptance: %v, want %v", got, r.accept)
			}
			b.says(b.paper(Receipt), r.receipt...)
			_, err := NewDocument(AcceptNotice, "x", PaperFacts{Item: b.it, Case: b.c, Day: DateOf(b.now)})
			if want := len(r.accept) == 2; (err == nil) != want {
				t.Errorf("an acceptance notice: %v, want one %v", err, want)
			}
		})
	}
}

// The licensing law is cited for licences alone.
func TestEachItemIsAcceptedByItsOwnLaw(t *testing.T) {
	for _, tc := range []struct {
		rule CorrectionRule
		kind string
		days int
		want string
	}{
		{CorrectionRule{Kind: CorrectWithin5, Days: 5, Deemed: true}, "行政许可", 0, "《行政许可法》第32条第1款第5项"},
		{CorrectionRule{Kind: CorrectWithin5, Days: 5, Deemed: true}, "行政许可", 30, "《行政许可法》第32条第1款第4项"},
		{CorrectionRule{Kind: CorrectWithin5, Days: 5, Deemed: true}, "公共服务", 30, "规定期限内一次性告知"},
		{CorrectionRule{Kind: CorrectOnSpot, Deemed: true}, "行政确认", 0, "《不动产登记暂行条例》第17条第1款第1项"},
		{CorrectionRule{Kind: CorrectOnSpot, Deemed: true}, "行政确认", 1, "《不动产登记暂行条例》第17条第2款"},
		{CorrectionRule{Kind: CorrectOnce}, "行政给付", 0, "符合规定的形式"},
	} {
		b := under(t, tc.rule, tc.kind, false)
		b.now = b.now.AddDate(0, 0, tc.days)
		b.decide(Accept)
		text := b.paper(AcceptNotice)
		b.says(text, tc.want)
		if tc.kind != "行政许可" && strings.Contains(text, "行政许可法") {
			t.Errorf("%s cites the licensing law:\n%s", tc.kind, text)
		}
	}
	for kind, want := range map[string]string{"行政许可": "《行政许可法》第32条第1款第2项", "公共服务": "《食品安全法》第35条"} {
		it := shop()
		it.Kind = kind
		if got := it.DeclineBasis(&Rejection{Type: DeclineElsewhere}); got != want {
			t.Errorf("%s: declined by %s, want %s", kind, got, want)
		}
	}
}

// Where materials go back every visit is an application of its own: its own day
// of receipt, its own deeming, everything handed in again (不动产登记暂行条例 第17条).
func TestMaterialsThatGoBackComeInAnew(t *testing.T) {
	b := under(t, CorrectionRule{Kind: CorrectOnSpot, Deemed: true}, "行政确认", true)
	b.decide(Correct)
	b.now = time.Date(2026, 10, 12, 10, 0, 0, 0, Shanghai)
	b.do(&Resubmitted{})
	if m := b.c.MaterialState("bl"); m.Presence != "" || len(m.Points) != 0 {
		t.Fatalf("still here: %+v", m)
	}
	b.take("app")
	b.take("bl")
	if got := b.allowed(); !reflect.DeepEqual(got, []DecisionKind{Accept}) {
		t.Fatalf("allowed %v", got)
	}
	b.now = b.now.AddDate(0, 0, 1)
	b.decide(Accept)
	d := b.c.Decision.Facts
	if !d.Deemed || d.Accepted.String() != "2026-10-12" {
		t.Errorf("accepted %s, deemed %v", d.Accepted, d.Deemed)
	}
	text := b.paper(Receipt)
	b.says(text, "收件时间 2026年10月12日 10:00")
	if strings.Contains(text, "9月18日") {
		t.Errorf("the receipt is of papers that went back:\n%s", text)
	}
}

// A notice in the past is no answer: on a later visit the receipt counts from
// that visit.
func TestTheReceiptOfALaterVisitPromisesALaterDay(t *testing.T) {
	b := under(t, CorrectionRule{Kind: CorrectWithin5, Days: 5, Deemed: true}, "行政许可", true)
	b.decide(Correct)
	b.now = time.Date(2026, 10, 12, 10, 0, 0, 0, Shanghai)
	b.do(&Resubmitted{})
	b.take("app")
	b.decide(Accept)
	if d := b.c.Decision.Facts; d.Deemed || d.Accepted.String() != "2026-10-12" {
		t.Errorf("accepted %s, deemed %v: it was told in time", d.Accepted, d.Deemed)
	}
	b.says(b.paper(Receipt), "收件时间 2026年9月18日 09:30", "补正收件时间 2026年10月12日 10:00", "最迟于2026年10月19日")
}

// A limit that counts from receipt counts from the receipt of what was complete.
func TestALimitFromReceiptCountsFromACompleteApplication(t *testing.T) {
	for _, start := range []StartEvent{FromReceipt, FromAllPapers} {
		b := under(t, CorrectionRule{Kind: CorrectWithin5, Days: 5, Deemed: true}, "行政许可", true)
		b.it.Terms.Statutory = Limit{Value: 7, Unit: WorkingDays, Start: start}
		b.decide(Correct)
		b.now = time.Date(2026, 10, 12, 10, 0, 0, 0, Shanghai)
		b.do(&Resubmitted{})
		b.take("app")
		b.now = b.now.AddDate(0, 0, 1)
		b.decide(Accept)
		if got := b.c.Decision.Facts.Dues.Statutory.Date.String(); got != "2026-10-21" {
			t.Errorf("%s: due %s", start, got)
		}
	}
}

// The department's silence does not put acceptance off: confirmed after the five
// days, the application is accepted from the day of receipt. A limit from receipt
// runs meanwhile.
func TestALateConfirmationIsAcceptanceFromReceipt(t *testing.T) {
	b := reviewed(t)
	b.it.Terms.Initial.Offline = OfflineWait
	b.it.Terms.Promised.Start = FromReceipt
	b.take("app")
	b.take("bl")
	b.decide(Accept)
	if d := b.c.Decision.Facts.Dues; !d.Statutory.IsZero() || d.Promised.Date.String() != "2026-09-29" {
		t.Fatalf("while it waits: %+v", d)
	}
	b.now = time.Date(2026, 9, 28, 9, 0, 0, 0, Shanghai)
	b.do(Confirm(b.it, b.c, "2001", "电话", b.circumstances()))
	d := b.c.Decision.Facts
	if !d.Deemed || d.Accepted.String() != "2026-09-18" || d.Dues.Statutory.Date.String() != "2026-10-22" {
		t.Errorf("accepted %s, deemed %v, due %s", d.Accepted, d.Deemed, d.Dues.Statutory.Date)
	}
}

// Deemed accepted is accepted: a bar is for the department to decide on. Only the
// lack of power or of any need for a licence is not cured by lateness.
func TestNothingBarsWhatIsDeemedAccepted(t *testing.T) {
	ground := func(g DeclineType) Body {
		return &GroundMarked{Ground: Rejection{Reason: "某情形", Type: g, Agency: "某机关"}}
	}
	for _, tc := range []struct {
		kind CorrectionKind
		body Body
		want DecisionKind
	}{
		{CorrectWithin5, &PointsJudged{Material: "bl", Points: []Judgement{{No: 2, Verdict: Fail, Finding: "已吊销"}}}, Accept},
		{CorrectWithin5, ground(DeclineBarred), Accept},
		{CorrectWithin5, ground(DeclineElsewhere), Decline},
		{CorrectWithin5, ground(DeclineNotNeeded), Decline},
		{CorrectOnSpot, ground(DeclineElsewhere), Accept},
	} {
		b := under(t, CorrectionRule{Kind: tc.kind, Days: 0, Deemed: true}, "行政许可", false)
		b.do(tc.body)
		b.now = b.now.AddDate(0, 0, 30)
		if got := b.allowed(); !reflect.DeepEqual(got, []DecisionKind{tc.want}) {
			t.Errorf("%s, %T: allowed %v, want %s", tc.kind, tc.body, got, tc.want)
		}
	}
	b := under(t, CorrectionRule{Kind: CorrectWithin5, Deemed: true}, "行政许可", true)
	b.now = b.now.AddDate(0, 0, 30)
	b.decide(Accept)
	if f := b.c.Decision.Facts.Findings; len(f) != 1 {
		t.Errorf("what was found wrong does not reach the department: %+v", f)
	}
}

func TestALateNoticeWithoutDeemingIsStillGiven(t *testing.T) {
	b := under(t, CorrectionRule{Kind: CorrectFiling5, Days: 5}, "备案", true)
	b.now = b.now.AddDate(0, 0, 30)
	o := Assess(b.it, b.c, b.circumstances()).Option(Correct)
	if !o.Allowed {
		t.Fatal(o.Why)
	}
	b.says(o.Why, "已超过告知期限2026-09-24，须立即告知")
}

// A filing without a step of refusal is told, not refused.
func TestAFilingIsToldNotRefused(t *testing.T) {
	b := under(t, CorrectionRule{Kind: CorrectGuide}, "备案", false)
	b.do(&GroundMarked{Ground: Rejection{Reason: "产业政策禁止", Type: DeclineBarred, Basis: "条例第15条"}})
	b.says(Assess(b.it, b.c, b.circumstances()).Option(Decline).Why, "只作告知")
	b.decide(Decline)
	text := b.paper(DeclineNotice)
	b.says(text, "项目备案告知书", "不是不予受理决定", "条例第15条")
	if strings.Contains(text, "行政复议") || strings.Contains(text, "申请不予受理") {
		t.Errorf("it reads like a refusal:\n%s", text)
	}
}

// What may be owed: nothing of a batch or of what is decided at once, of an
// identity document only copies.
func TestOwingHasLimits(t *testing.T) {
	lacking := func(t *testing.T) *bench {
		b := reviewed(t)
		b.take("app")
		b.do(&MaterialTaken{Material: "bl", Presence: Missing})
		return b
	}
	identity := func(b *bench) { b.it.Materials[1].Points[0].Check = Check{Kind: CheckIDNumber, Of: "applicant"} }
	for _, tc := range []struct {
		name string
		prep func(*bench)
		ok   bool
	}{
		{"as it is", func(*bench) {}, true},
		{"a batch", func(b *bench) { b.it.Terms.Correction = CorrectionRule{Kind: CorrectBatchEnd} }, false},
		{"decided at once", func(b *bench) { b.it.Terms.Promised = Limit{Start: OnReceipt} }, false},
		{"the promised day is here", func(b *bench) {
			b.it.Terms.Promised.Start, b.it.Terms.Correction = FromReceipt, CorrectionRule{Kind: CorrectOnce}
			b.now = b.now.AddDate(0, 0, 11)
		}, false},
		{"an identity document that nobody saw", identity, false},
		{"an identity document that is wrong", func(b *bench) { identity(b); b.take("bl", 1) }, false},
		{"the copy of an identity document", func(b *bench) {
			identity(b)
			b.take("bl")
			b.do(&MaterialTaken{Material: "bl", Presence: Held, Recount: true})
		}, true},
	} {
		b := lacking(t)
		tc.prep(b)
		if o := Assess(b.it, b.c, b.circumstances()).Option(AcceptOwing); o.Allowed != tc.ok {
			t.Errorf("%s: allowed %v (%s)", tc.name, o.Allowed, o.Why)
		}
	}
}

// A point that bars acceptance says of which kind the refusal is.
func TestABarringPointNamesTheRightAgency(t *testing.T) {
	b := reviewed(t)
	b.it.Materials[1].Points[1].Bar = &Bar{Type: DeclineElsewhere, Agency: "户籍所在地的机关", Basis: "条例第13条"}
	b.take("app")
	b.take("bl", 2)
	b.decide(Decline)
	b.says(b.paper(DeclineNotice), "不属于本机关职权范围", "应当向其申请的机关 户籍所在地的机关", "条例第13条", "营业执照：不对")
}

// After the department returned the review the papers are new ones, and the
// notice says that the earlier acceptance does not hold.
func TestPapersAfterAReturnAreNew(t *testing.T) {
	b := reviewed(t)
	b.take("app")
	b.take("bl")
	b.decide(Accept) // provisional: the window goes ahead
	number := PaperNumber(b.c, AcceptNotice)
	b.do(&PaperPrepared{Paper: Receipt, Number: PaperNumber(b.c, Receipt)}, &PaperPrepared{Paper: AcceptNotice, Number: number}, &PaperPrinted{Number: number, Count: 1})
	if got := PapersDue(b.c); len(got) != 0 {
		t.Fatalf("papers due: %v", got)
	}
	b.now = b.now.Add(time.Hour)
	b.do(&Returned{Officer: "2001", Via: "电话", Reason: "业态不对"})
	again := *b
	b.now = b.now.Add(time.Minute)
	b.decide(Accept)
	if got := PapersDue(b.c); !reflect.DeepEqual(got, []DocumentKind{AcceptNotice}) {
		t.Errorf("accepted again, papers due: %v", got)
	}
	c, err := Fold(again.events)
	if err != nil {
		t.Fatal(err)
	}
	again.c = c
	again.do(failing("app", 2))
	again.decide(Correct)
	if got := PapersDue(again.c); !reflect.DeepEqual(got, []DocumentKind{CorrectNotice}) {
		t.Errorf("corrected, papers due: %v", got)
	}
	again.says(again.paper(CorrectNotice), "受理通知书（"+number+"）同时撤回")
}
