package yichuang

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// seatDay is a day of window W01 with cases numbered 1 to n, all as they should be.
func seatDay(n int) (DayBook, CentreDay) {
	b := DayBook{Day: Date{2026, 9, 18}, Seat: "W01.1", Window: 1, Last: 40}
	centre := CentreDay{Day: b.Day, Acked: 40}
	for i := 1; i <= n; i++ {
		number, err := IssueNumber("150627", b.Day, 1, '1', i)
		if err != nil {
			return b, centre // proven by the tests of numbers
		}
		b.Cases = append(b.Cases, DayCase{Number: number, ItemName: "小店许可", Applicant: "某面馆", Clerk: "1001", Stage: StageAccepted,
			Proof: DayProof{Receipt, string(number) + "-SJ1", PaperIsHanded}, Originals: []DayOriginal{{"app", "申请书", 1}}})
		centre.Cases = append(centre.Cases, number)
	}
	return b, centre
}

// Everything agrees, and then one thing at a time does not: each difference says what
// is to be done.
func TestCompareDay(t *testing.T) {
	for _, tc := range []struct {
		name string
		f    func(*DayBook, *CentreDay, []DayTally)
		do   DayAction
		says string
	}{
		{"all agrees", func(*DayBook, *CentreDay, []DayTally) {}, "", ""},
		{"a case needs no paper of its own", func(b *DayBook, _ *CentreDay, _ []DayTally) { b.Cases[0].Proof = DayProof{} }, "", ""},
		{"under review", func(b *DayBook, _ *CentreDay, _ []DayTally) {
			b.Cases[1].Proof.State, b.Cases[1].Stage = "", StageReview
		}, DayOpen, "还在审查，没有收件凭证"},
		{"not made", func(b *DayBook, _ *CentreDay, _ []DayTally) { b.Cases[1].Proof.State = "" }, DayPrint, "收件凭证还没有生成"},
		{"not printed", func(b *DayBook, _ *CentreDay, _ []DayTally) { b.Cases[1].Proof.State = PaperIsPrepared }, DayPrint, "收件凭证没有打印"},
		{"not seen", func(b *DayBook, _ *CentreDay, _ []DayTally) { b.Cases[1].Proof.State = PaperIsPrinted }, DayPrint, "没有确认出纸"},
		{"not handed over", func(b *DayBook, _ *CentreDay, _ []DayTally) { b.Cases[1].Proof.State = PaperIsSeen }, DayPrint, "没有交给申请人"},
		{"not at the centre", func(_ *DayBook, c *CentreDay, _ []DayTally) { c.Cases = c.Cases[:2] }, DaySync, "中心还没有这个办件"},
		{"not here", func(b *DayBook, _ *CentreDay, _ []DayTally) { b.Cases = b.Cases[1:] }, DayFetch, "中心有这个办件，本机没有"},
		{"steps are missing there", func(_ *DayBook, c *CentreDay, _ []DayTally) { c.Acked = 37 }, DaySync, "还有3步没有到中心"},
		{"an original too few", func(_ *DayBook, _ *CentreDay, y []DayTally) { y[0].Counted = 2 }, DayCount, "《申请书》应有3份，清点2份"},
		{"one too many", func(_ *DayBook, _ *CentreDay, y []DayTally) { y[0].Counted = 4 }, DayCount, "清点4份"},
		{"nothing counted yet", func(_ *DayBook, _ *CentreDay, y []DayTally) { y[0].Counted = NotCounted }, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b, centre := seatDay(3)
			tallies := b.Tallies()
			tallies[0].Counted = 3
			tc.f(&b, &centre, tallies)
			got := CompareDay(&b, &centre, tallies)
			if tc.do == "" && len(got) != 0 || tc.do != "" && (len(got) != 1 || got[0].Do != tc.do || !strings.Contains(got[0].Text, tc.says)) {
				t.Fatalf("%+v", got)
			}
			for _, d := range got {
				if d.Do.Name() == string(d.Do) || d.Case != "" && !strings.HasPrefix(d.Text, d.Case.Pretty()) {
					t.Errorf("%+v", d)
				}
			}
		})
	}
	b, _ := seatDay(3)
	if got := CompareDay(&b, nil, b.Tallies()); len(got) != 0 {
		t.Errorf("a centre that was not asked says %v", got)
	}
	b.Alone = true
	if got := CompareDay(&b, &CentreDay{}, nil); len(got) != 0 {
		t.Errorf("a seat without a centre: %v", got)
	}
}

// The figures of the four sides.
func TestDayTotals(t *testing.T) {
	b, centre := seatDay(4)
	b.Cases[0].Proof.State = PaperIsPrinted
	b.Cases[1].Proof = DayProof{}
	b.Cases[2].Proof.State = PaperIsPrepared
	b.Cases[3].Originals = append(b.Cases[3].Originals, DayOriginal{"poa", "委托书", 2})
	tallies := b.Tallies()
	if want := []DayTally{{"委托书", 2, NotCounted}, {"申请书", 4, NotCounted}}; !slices.Equal(tallies, want) {
		t.Fatalf("%+v", tallies)
	}
	tallies[1].Counted = 3
	if got, want := b.Totals(&centre, tallies), (DayTotals{Cases: 4, Printed: 3, Handed: 2, Centre: 4, Originals: 6, Counted: 3}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := b.Totals(nil, nil); got.Centre != NotCounted {
		t.Errorf("%+v", got)
	}
}

// What of a case counts for the day: its proof as the decision has it, and originals
// that lie at the seat.
func TestNewDayCase(t *testing.T) {
	proof := func(b *bench, want DayProof) {
		t.Helper()
		if got := NewDayCase(b.c, b.it, "W01").Proof; got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	b := newBench(t)
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"})
	b.take("app", 2)
	b.take("bl")
	proof(b, DayProof{Kind: Receipt})
	d := NewDayCase(b.c, b.it, "W01")
	if d.Number != b.c.Number || d.Applicant != "某面馆" || d.Clerk != "1001" || d.Stage != StageReview || d.Unsent != b.c.Events ||
		!slices.Equal(d.Originals, []DayOriginal{{"app", "申请书", 1}}) {
		t.Errorf("%+v", d)
	}
	if d := NewDayCase(b.c, nil, "W02"); d.Originals != nil {
		t.Errorf("at another window: %+v", d.Originals)
	}
	b.decide(Correct)
	paper := PaperNumber(b.c, Receipt)
	b.do(&PaperPrepared{Paper: Receipt, Number: paper})
	if got := NewDayCase(b.c, b.it, "W01").Proof; got.Kind != Receipt || got.State != PaperIsPrepared || got.Printed() {
		t.Errorf("%+v", got)
	}
	b.do(&PaperPrinted{Number: paper, Count: 1, To: "a.pdf"}, &PaperSeen{Number: paper}, &PaperHanded{Number: paper})
	proof(b, DayProof{Receipt, paper, PaperIsHanded})
	b.do(&PapersMoved{Materials: []MaterialID{"app"}, From: Place{AtWindow, "W01"}, To: Place{AtDepartment, marketOffice}})
	if d := NewDayCase(b.c, b.it, "W01"); d.Originals != nil {
		t.Errorf("moved to the department: %+v", d.Originals)
	}
	b.c.Decision.Facts.Rule = CorrectReturn
	proof(b, DayProof{Kind: CorrectNotice})
	b.c.Decision = &Decision{Kind: Decline}
	proof(b, DayProof{Kind: DeclineNotice})
	b.c.Stage, b.c.Decision, b.c.Ending = StageWithdrawn, nil, &Ending{Cause: EndWithdrawn}
	proof(b, DayProof{Kind: EndNotice})
	b.c.Stage = StageParted
	proof(b, DayProof{})
}

// Materials that go back with the notice are not held any more.
func TestOriginalsThatWentBack(t *testing.T) {
	b := newBench(t)
	b.it.Terms.Correction = CorrectionRule{Kind: CorrectReturn, Days: 3}
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"})
	b.take("app", 2)
	b.take("bl")
	if held := b.c.OriginalsHeld(); len(held) != 1 || held[0].Pieces != 1 || held[0].Place != (Place{AtWindow, "W01"}) || held[0].Since != b.now {
		t.Fatalf("%+v", held)
	}
	b.decide(Correct)
	if held := b.c.OriginalsHeld(); held != nil {
		t.Errorf("%+v", held)
	}
}

// A day is closed when everything is counted, and a difference has a word of the clerk.
// What the centre says later is compared with what stood then.
func TestDayClosing(t *testing.T) {
	b, centre := seatDay(2)
	d := DayClosing{Book: b, Tallies: b.Tallies(), By: "1001", At: time.Date(2026, 9, 18, 17, 40, 0, 0, Shanghai), Number: SheetNumber(DaySheet, b.Seat, b.Day, 1)}
	if d.Number != "W01-260918-RQD1" {
		t.Error(d.Number)
	}
	refused := func(says string) {
		t.Helper()
		if err := d.Check(); CodeOf(err) != Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%v", err)
		}
	}
	refused("没有清点")
	d.Tallies[0].Counted = 1
	refused("1处不符")
	d.Note = "一份留在扫描仪上，明早核对"
	if err := d.Check(); err != nil || !d.Pending() {
		t.Errorf("%v, pending %v", err, d.Pending())
	}
	later, _ := seatDay(3)
	centre.Cases = append(centre.Cases, later.Cases[2].Number) // taken in after the closing
	centre.Acked = 20
	d.Compare(centre, &later, d.At.Add(time.Hour))
	if !d.Pending() || len(d.Differences()) != 2 || len(centre.Cases) != 3 || !slices.Equal(d.SinceClosed(&later), []CaseNumber{later.Cases[2].Number}) {
		t.Errorf("%+v", d.Differences())
	}
	centre.Acked = 41
	d.Compare(centre, &later, d.At.Add(2*time.Hour))
	if d.Pending() || len(d.Differences()) != 1 {
		t.Errorf("%+v", d.Differences())
	}
	d.Book.Alone, d.Centre = true, nil
	if d.Pending() {
		t.Error("a seat without a centre waits for nothing")
	}
}

// The sheet says every figure, and what does not agree.
func TestDaySheet(t *testing.T) {
	b, centre := seatDay(2)
	b.Cases[1].Proof.State = PaperIsSeen
	b.Cases[1].Originals = nil
	d := DayClosing{Book: b, Tallies: b.Tallies(), By: "1001", At: time.Date(2026, 9, 18, 17, 40, 0, 0, Shanghai), Number: "W01-260918-RQD1", Note: "明早补交"}
	d.Tallies[0].Counted = 2
	text := func() string {
		return words(NewDaySheet(&d, Hall{Name: "示范政务服务大厅"}, "张某（工号1001）"))
	}
	for _, want := range []string{"2026年9月18日", "W01（1号窗口）", "2件", "已打印2份，已交申请人1份", "未核对", "应有1份，清点2份", "17:40，张某（工号1001）输入密码确认",
		"没有交给申请人（打印、交付文书）", "《申请书》应有1份，清点2份（重新清点）", "明早补交", "某面馆", "已出纸", b.Cases[0].Number.Pretty()} {
		if !strings.Contains(text(), want) {
			t.Errorf("the sheet does not say %q:\n%s", want, text())
		}
	}
	d.Compare(centre, &b, d.At)
	if !strings.Contains(text(), "2件，9月18日 17:40核对") {
		t.Error(text())
	}
	d.Book.Cases[1].Proof.State, d.Tallies[0].Counted, d.Book.Alone = PaperIsHanded, 1, true
	if !strings.Contains(text(), "以上各项相符。") || !strings.Contains(text(), "单机，不核对") || strings.Contains(text(), "不符事项") {
		t.Error(text())
	}
}
