package yichuang

import (
	"testing"
	"time"
)

// secondVisit tells the applicant what is wrong with the application form, point
// 2, and brings the applicant back a day later. bl was accepted, env is not
// needed.
func secondVisit(t *testing.T) *bench {
	b := reviewed(t)
	b.do(&MaterialTaken{Material: "bl", Presence: Held, Copies: 2},
		&PointsJudged{Material: "bl", Points: []Judgement{{No: 1, Verdict: Pass}, {No: 2, Verdict: NotApplicable}}})
	b.take("app", 2)
	b.decide(Correct)
	b.back()
	return b
}

func (b *bench) back() {
	b.t.Helper()
	b.now = b.now.Add(24 * time.Hour)
	b.do(&Resubmitted{})
}

func failing(id MaterialID, no int) *PointsJudged {
	return &PointsJudged{Material: id, Points: []Judgement{{No: no, Verdict: Fail, Finding: "现在才发现"}}}
}

// What was accepted, or not asked for, when the notice was given cannot be found
// wrong later by any way round without a supervisor's leave.
func TestNoWayRoundTheOneTimeNotice(t *testing.T) {
	taken := func(id MaterialID, copies int) *MaterialTaken {
		return &MaterialTaken{Material: id, Presence: Held, Copies: copies}
	}
	for _, tc := range []struct {
		name string
		prep []Body
		late Body
	}{
		{"a point that had passed", nil, failing("bl", 1)},
		{"a point that did not apply", nil, failing("bl", 2)},
		{"taken in again first", []Body{taken("bl", 2)}, failing("bl", 1)},
		{"taken back and in again", []Body{&MaterialTaken{Material: "bl"}, taken("bl", 2)}, failing("bl", 1)},
		{"exempted first", []Body{&MaterialTaken{Material: "bl", Presence: Exempt}}, failing("bl", 1)},
		{"missing", nil, &MaterialTaken{Material: "bl", Presence: Missing}},
		{"missing after it was taken back", []Body{&MaterialTaken{Material: "bl"}}, &MaterialTaken{Material: "bl", Presence: Missing}},
		{"counted again, and fewer", nil, &MaterialTaken{Material: "bl", Presence: Held, Copies: 1, Recount: true}},
		{"taken in again, and fewer", []Body{&MaterialTaken{Material: "bl"}}, taken("bl", 0)},
		{"not needed at first, now missing", []Body{&MaterialApplies{Material: "env", Applies: true}}, &MaterialTaken{Material: "env", Presence: Missing}},
		{"not needed at first, now handed in and wrong", []Body{&MaterialApplies{Material: "env", Applies: true}, taken("env", 1)}, failing("env", 1)},
		{"not needed at first, now taken in without a piece", []Body{&MaterialApplies{Material: "env", Applies: true}}, taken("env", 0)},
		{"needed, not needed, needed", []Body{&MaterialApplies{Material: "bl"}, &MaterialApplies{Material: "bl", Applies: true}}, failing("bl", 1)},
		{"another point of what was told, on the old paper", nil, failing("app", 1)},
		{"returned by the department", []Body{
			taken("app", 0), &PointsJudged{Material: "app", Points: []Judgement{{No: 1, Verdict: Pass}, {No: 2, Verdict: Pass}, {No: 3, Verdict: Pass}}},
			&Decided{Decision: Accept, Await: true}, &Returned{Officer: "2001", Via: "电话", Reason: "执照不对"},
		}, failing("bl", 1)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := secondVisit(t)
			b.do(tc.prep...)
			if err := b.try(tc.late); !IsSecondNotice(err) {
				t.Fatalf("allowed: %v", err)
			}
			leave := &SecondNotice{Supervisor: "9001", Reason: "首次漏看"}
			switch body := tc.late.(type) {
			case *PointsJudged:
				body.Second = leave
			case *MaterialTaken:
				body.Second = leave
			}
			b.do(tc.late)
			if b.c.SecondNotices != 1 {
				t.Fatalf("%d second notices, want 1", b.c.SecondNotices)
			}
			switch body := tc.late.(type) { // writing the finding otherwise is no other finding
			case *PointsJudged:
				body.Second, body.Points[0].Finding = nil, "写清楚一些"
			case *MaterialTaken:
				body.Second = nil
			}
			b.do(tc.late)
			if b.c.SecondNotices != 1 {
				t.Errorf("%d second notices, want 1", b.c.SecondNotices)
			}
		})
	}
}

// What the applicant was told, and what is brought anew for it, is judged freely.
func TestWhatWasToldIsJudgedAfresh(t *testing.T) {
	for name, bodies := range map[string][]Body{
		"still wrong":            {failing("app", 2)},
		"brought anew":           {&MaterialTaken{Material: "app", Presence: Held, Originals: 1}, failing("app", 1), failing("app", 2)},
		"not brought":            {&MaterialTaken{Material: "app", Presence: Missing}},
		"more pieces than there": {&MaterialTaken{Material: "bl", Presence: Held, Copies: 3, Recount: true}},
		"an electronic one":      {&MaterialTaken{Material: "bl", Presence: Held, Digital: true, Recount: true}},
	} {
		t.Run(name, func(t *testing.T) {
			b := secondVisit(t)
			b.do(bodies...)
			if b.c.SecondNotices != 0 {
				t.Errorf("%d second notices", b.c.SecondNotices)
			}
		})
	}
}

// Each notice is complete: what the first told and the second did not was in
// order by then.
func TestTheLastNoticeCounts(t *testing.T) {
	b := secondVisit(t)
	b.take("app", 3) // anew: point 2 passes now, point 3 goes to the department
	b.do(&MaterialTaken{Material: "app", Presence: Held})
	b.do(&PointsJudged{Material: "app", Points: []Judgement{{No: 1, Verdict: Fail, Finding: "空项"}, {No: 2, Verdict: Pass}, {No: 3, Verdict: Pass}}})
	b.decide(Correct)
	b.back()
	if err := b.try(failing("app", 2)); !IsSecondNotice(err) {
		t.Errorf("told, put right, and found wrong once more: %v", err)
	}
}

// A notice that asks for pieces does not open the points of the old paper.
func TestANoticeOfMissingPiecesOpensNoPoint(t *testing.T) {
	b := reviewed(t)
	b.take("app")
	b.take("bl")
	b.do(&MaterialTaken{Material: "bl", Presence: Held, Recount: true})
	b.decide(Correct)
	b.back()
	b.do(&MaterialTaken{Material: "bl", Presence: Held, Copies: 1, Recount: true})
	if err := b.try(failing("bl", 1)); !IsSecondNotice(err) {
		t.Errorf("a point of a paper that only lacked a copy: %v", err)
	}
}

// A ground that is found after a correction leaves no choice but to decline: it
// is counted.
func TestALateGroundIsCounted(t *testing.T) {
	b := secondVisit(t)
	b.do(&GroundMarked{Ground: Rejection{Reason: "不在本旗", Type: DeclineElsewhere, Agency: "邻旗市场监督管理局"}})
	b.decide(Decline)
	if b.c.SecondNotices != 1 || b.c.Stage != StageDeclined {
		t.Errorf("stage %s, %d second notices", b.c.Stage, b.c.SecondNotices)
	}
}

// A notice names what the case asks for and somebody found wrong, nothing else.
func TestANoticeHoldsToTheList(t *testing.T) {
	b := reviewed(t)
	b.take("app", 2)
	b.take("bl")
	for name, body := range map[string]*Decided{
		"a material outside the list":  {Decision: Correct, Findings: []Finding{{Material: "poa", Name: "委托书"}}},
		"a material that is not asked": {Decision: Correct, Findings: []Finding{{Material: "env", Name: "环评批复"}}},
		"a point that passed":          {Decision: Correct, Findings: []Finding{{Material: "bl", Name: "营业执照", No: 1}}},
		"owing what is not asked":      {Decision: AcceptOwing, Owed: []Owed{{Material: "env", Name: "环评批复"}}},
	} {
		if err := b.try(body); CodeOf(err) != Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
