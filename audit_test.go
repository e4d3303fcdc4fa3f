package yichuang

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

func (b *bench) audit(known ...*Item) *Audit {
	b.t.Helper()
	a, err := NewAudit(b.events, b.it, append(known, b.it))
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

func (a *Audit) point(id MaterialID, no int) *AuditPoint {
	i := slices.IndexFunc(a.Points, func(p AuditPoint) bool { return p.Material == id && p.No == no })
	if i < 0 {
		return &AuditPoint{}
	}
	return &a.Points[i]
}

// A case with everything that has to do with who answers for what: a machine that was
// overruled, a point mended at the window, a correction, a second notice, an acceptance
// against the review, and the department's confirmation by telephone.
func TestAudit(t *testing.T) {
	b := newBench(t)
	b.it.Revised = Date{2025, 8, 1}
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"})
	b.take("app", 2)
	b.do(&MaterialTaken{Material: "bl", Presence: Held, Copies: 1},
		&PointsJudged{Material: "bl", Machine: true, Points: []Judgement{{No: 1, Verdict: Fail, Finding: "校验码不符"}}})
	b.now = b.now.Add(time.Minute)
	b.do(&PointsJudged{Material: "bl", Points: []Judgement{{No: 1, Verdict: Pass, OnSpot: true}, {No: 2, Verdict: Pass}}})
	b.decide(Correct)
	b.day(time.September, 21)
	b.do(&Resubmitted{})
	leave := &SecondNotice{Supervisor: "9001", Reason: "首次漏看"}
	b.do(&MaterialTaken{Material: "app", Presence: Held, Originals: 1},
		&PointsJudged{Material: "app", Points: []Judgement{{No: 1, Verdict: Pass}, {No: 2, Verdict: Pass}, {No: 3, Verdict: Fail, Finding: "布局待核"}}},
		&PointsJudged{Material: "bl", Points: []Judgement{{No: 1, Verdict: Fail, Finding: "代码不清"}}, Second: leave})
	d, err := Decide(b.it, b.c, Choice{Decision: Accept, Deviation: "原件已核"}, b.circumstances())
	if err != nil {
		t.Fatal(err)
	}
	b.do(d, Confirm(b.it, b.c, "张科长", "电话", b.circumstances()))
	// what the centre refused is no part of it
	refused := Event{Terminal: "W02", Seq: 1, Case: b.c.Number, Base: b.c.Events, At: b.now, By: "1002", Pos: 99, Refused: &Refusal{Code: Conflict},
		Body: &PointsJudged{Material: "bl", Points: []Judgement{{No: 1, Verdict: Pass}}}}
	b.events = append(b.events, refused)
	a := b.audit()
	if !a.Stale || a.Revised != (Date{2025, 8, 1}) || a.Number != b.c.Number || a.Item != b.it.Ref() {
		t.Errorf("%+v", a)
	}
	code := a.point("bl", 1)
	if code.Standard != "校验无误" || code.Name != "营业执照" || code.Verdict != Fail || code.Deviation != "原件已核" || len(code.Judgements) != 3 {
		t.Fatalf("%+v", code)
	}
	machine, person, late := code.Judgements[0], code.Judgements[1], code.Judgements[2]
	if !machine.Machine || machine.Overruled || machine.Finding != "校验码不符" {
		t.Errorf("the machine: %+v", machine)
	}
	if person.Machine || !person.Overruled || !person.OnSpot || person.By != "1001" || person.Visit != 1 || person.Second != nil {
		t.Errorf("the clerk: %+v", person)
	}
	if late.Second == nil || late.Second.Supervisor != "9001" || late.Visit != 2 || late.Overruled {
		t.Errorf("the second notice: %+v", late)
	}
	if p := a.point("app", 3); p.Deviation != "" || p.Verdict != Fail {
		t.Errorf("what is for the department stands in nobody's way: %+v", p)
	}
	if p := a.point("app", 0); p.Verdict != Pass || len(p.Judgements) != 2 || p.Last().Value != "原件1份" || p.Content != "是否提交" {
		t.Errorf("%+v", p)
	}
	if p := a.point("env", 1); p.Content != "" {
		t.Error("a material that does not apply is no part of it")
	}
	var says []string
	for _, s := range a.Steps {
		says = append(says, s.Text)
	}
	if text := strings.Join(says, "\n"); len(a.Steps) != 4 || !strings.Contains(text, "一次性告知补正") || !strings.Contains(text, "再次提交") ||
		a.Steps[2].Deviation != "原件已核" || a.Steps[3].Confirmed != "张科长（电话）" {
		t.Errorf("%d steps: %s", len(a.Steps), text)
	}
	if raw, err := json.Marshal(a); err != nil || !strings.Contains(string(raw), `"verdict":"fail"`) {
		t.Errorf("%s %v", raw, err)
	}
}

// A point that nobody judged is shown as such; materials that are missing are a point of
// their own; what a point loses when its material is handed in anew is not its verdict.
func TestAuditOfWhatIsOpen(t *testing.T) {
	b := newBench(t)
	b.answer(false, "food")
	b.take("app")
	b.do(&MaterialTaken{Material: "bl", Presence: Missing}, &MaterialTaken{Material: "app", Presence: Held, Originals: 1, Copies: 1})
	a := b.audit()
	if p := a.point("bl", 0); p.Verdict != Fail || p.Last() == nil {
		t.Errorf("%+v", p)
	}
	if p := a.point("app", 1); p.Verdict != "" || len(p.Judgements) != 1 {
		t.Errorf("handed in anew: %+v", p)
	}
	if p := a.point("env", 1); p.Verdict != "" || p.Last() != nil || p.Content != "批复" {
		t.Errorf("whether it applies is open: %+v", p)
	}
	if a.Stale {
		t.Error("an item without a date is not stale")
	}
	placed := slices.Clone(b.events[1:])
	for i := range placed {
		placed[i].Pos = int64(i + 1)
	}
	if _, err := NewAudit(placed, b.it, nil); err == nil {
		t.Error("a case without its beginning")
	}
}

// Since when a point has read so, and when it was revised after the case.
func TestAuditKnowsEditions(t *testing.T) {
	edition := func(name Edition, revised Date, f func(*Item)) *Item {
		it := shop()
		it.Edition, it.Revised = name, revised
		if f != nil {
			f(it)
		}
		return it
	}
	other := func(text string) func(*Item) {
		return func(it *Item) { it.Materials[0].Points[1].Standard = text }
	}
	first := edition("1-aaaa", Date{2024, 1, 1}, other("看着办"))
	second := edition("2-bbbb", Date{2025, 1, 1}, nil)
	mine := edition("9-cccc", Date{2026, 1, 1}, func(it *Item) { it.Materials[0].Points[0].Method = "目视" })
	after := edition("10-dddd", Date{2026, 10, 1}, other("只勾一种，并盖章"))
	b := newBench(t)
	b.it = mine
	b.events, b.c = nil, new(Case)
	b.do(&Opened{Item: mine.Ref(), ItemName: mine.Name, Applicant: Applicant{Name: "某"}})
	b.answer(false, "food")
	a := b.audit(after, second, first)
	want := func(no int, since AuditEdition, later *AuditEdition) {
		t.Helper()
		p := a.point("app", no)
		if p.Since == nil || *p.Since != since || (p.Later == nil) != (later == nil) || later != nil && *p.Later != *later {
			t.Errorf("point %d: since %+v, later %+v", no, p.Since, p.Later)
		}
	}
	want(1, AuditEdition{"9-cccc", Date{2026, 1, 1}, false}, &AuditEdition{Edition: "10-dddd", Revised: Date{2026, 10, 1}}) // Method is back to what it was
	want(2, AuditEdition{"2-bbbb", Date{2025, 1, 1}, false}, &AuditEdition{Edition: "10-dddd", Revised: Date{2026, 10, 1}})
	want(3, AuditEdition{"1-aaaa", Date{2024, 1, 1}, true}, nil)
	if a, err := NewAudit(b.events, mine, []*Item{first}); err != nil || a.point("app", 2).Since != nil {
		t.Errorf("an edition that is not known: %v", err)
	}
}
