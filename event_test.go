package yichuang

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

// Every kind of body is written and read back as it was.
func TestBodiesRoundTrip(t *testing.T) {
	due := Dues{Promised: Due{Date: Date{2027, 1, 4}, Uncertain: []int{2027}}, Statutory: Due{Date: Date{2027, 1, 8}}}
	all := []Body{
		&Opened{Item: ItemRef{"shop", "1-0"}, ItemName: "小店", Window: 7, Channel: ChannelWindow, Received: time.Date(2026, 1, 2, 3, 4, 0, 0, Shanghai),
			Applicant: Applicant{Kind: Person, Name: "某", ID: Identity{ResidentID, "11010519491231002X"}, Agent: &Agent{Name: "甲"}}},
		&ApplicantChanged{Applicant: Applicant{Kind: Organization, Name: "某店", Legal: Representative{Name: "乙"}}},
		&ScenarioAnswered{Answers: Answers{"q1": "a"}, Scenario: "s1", Name: "新办", Outcome: Collect, Asked: []MaterialID{"app"}, Doubtful: []MaterialID{"env"}},
		&MaterialTaken{Material: "app", Presence: Held, Originals: 1, Copies: 2, Digital: true, Recount: true, Second: &SecondNotice{"9001", "漏看"}},
		&MaterialApplies{Material: "env", Applies: true},
		&PointsJudged{Material: "app", Machine: true, Points: []Judgement{{No: 1, Verdict: Fail, Finding: "不对", OnSpot: true, Value: "x"}}},
		&GroundMarked{Ground: Rejection{Reason: "不在本旗", Type: DeclineElsewhere, Agency: "市局"}, Off: true},
		&Decided{Decision: AcceptOwing, Owed: []Owed{{"bl", "执照", "缺", Date{2026, 12, 1}}}, Accepted: Date{2026, 11, 22}, Dues: due, Provisional: true,
			Findings: []Finding{{Material: "bl", Name: "执照", Defect: "缺", Remedy: RemedyCorrect}}},
		&Confirmed{Officer: "2001", Via: "电话", Accepted: Date{2026, 11, 22}, Dues: due},
		&Returned{Officer: "2001", Via: "书面", Reason: "缺图"},
		&Resubmitted{Note: "补来了"},
		&PaperPrepared{Paper: Receipt, Number: "x-SJ1", Sum: "00"},
		&PaperPrinted{Number: "x-SJ1", Count: 2, To: "a.pdf"},
		&PaperSeen{Number: "x-SJ1"}, &PaperHanded{Number: "x-SJ1"}, &Noted{Text: "备注"},
		&ScanAttached{Material: "app", Scan: aScan}, &ScanRemoved{Material: "app", Hash: aScan.Hash},
		&RefusalSettled{Terminal: "W01.1", Seq: 7, Note: "已重新告知"},
	}
	all = append(all, behindTheCounter...)
	seen := map[EventKind]bool{}
	for _, b := range all {
		raw, err := EncodeBody(b)
		if err != nil {
			t.Fatal(err)
		}
		back, err := DecodeBody(b.Kind(), raw)
		if err != nil {
			t.Fatal(err)
		}
		again, err := EncodeBody(back)
		if err != nil || string(again) != string(raw) || reflect.TypeOf(back) != reflect.TypeOf(b) {
			t.Errorf("%s: %s came back as %s", b.Kind(), raw, again)
		}
		if (&Event{Body: b}).Say(nil) == "" {
			t.Errorf("%s says nothing", b.Kind())
		}
		seen[b.Kind()] = true
	}
	for kind := range bodies {
		if !seen[kind] {
			t.Errorf("no round trip of %s", kind)
		}
	}
}

// A second notice shows in the history, with who gave leave and why.
func TestSecondNoticeIsTold(t *testing.T) {
	leave := &SecondNotice{Supervisor: "9001", Reason: "首次漏看"}
	for _, b := range []Body{
		&PointsJudged{Material: "app", Points: []Judgement{{No: 1, Verdict: Fail, Finding: "不对"}}, Second: leave},
		&MaterialTaken{Material: "app", Presence: Missing, Second: leave},
	} {
		if s := (&Event{Body: b}).Say(nil); !strings.Contains(s, "二次告知") || !strings.Contains(s, "9001") || !strings.Contains(s, "首次漏看") {
			t.Errorf("%s", s)
		}
	}
}

// An event of a newer version is kept as it is, counted, and changes nothing.
func TestUnknownEventIsKept(t *testing.T) {
	b := newBench(t)
	raw := json.RawMessage(`{"who":"knows"}`)
	body, err := DecodeBody("from-the-future", raw)
	if err != nil {
		t.Fatal(err)
	}
	before := b.c.Stage
	b.do(body)
	if back, _ := EncodeBody(body); string(back) != string(raw) || b.c.Stage != before || b.c.Events != 2 {
		t.Errorf("kept %s, stage %s, %d events", back, b.c.Stage, b.c.Events)
	}
	if _, err := DecodeBody("opened", []byte(`{"window":"seven"}`)); CodeOf(err) != Damaged {
		t.Errorf("a damaged event: %v", err)
	}
}

// What may not follow is refused, with its code, and leaves the case as it was.
func TestApplyRefuses(t *testing.T) {
	ready := func(b *bench) {
		b.answer(false, "food")
		b.do(&MaterialApplies{Material: "env"})
		b.take("app")
		b.take("bl")
	}
	cases := []struct {
		name string
		prep func(*bench)
		body Body
		code Code
	}{
		{"opened twice", func(*bench) {}, &Opened{}, Conflict},
		{"a material outside the list", ready, &MaterialTaken{Material: "poa", Presence: Held}, NotFound},
		{"a number of copies that cannot be", ready, &MaterialTaken{Material: "app", Presence: Held, Copies: 1000}, Invalid},
		{"a failure without a finding", ready, &PointsJudged{Material: "app", Points: []Judgement{{No: 1, Verdict: Fail, Finding: " "}}}, Invalid},
		{"judging what is not here", func(b *bench) {
			ready(b)
			b.do(&MaterialTaken{Material: "app", Presence: Missing})
		}, &PointsJudged{Material: "app", Points: []Judgement{{No: 1, Verdict: Pass}}}, Conflict},
		{"deciding without a scenario", func(*bench) {}, &Decided{Decision: Accept}, Conflict},
		{"owing nothing", ready, &Decided{Decision: AcceptOwing}, Invalid},
		{"correcting nothing", ready, &Decided{Decision: Correct}, Invalid},
		{"declining without a reason", ready, &Decided{Decision: Decline, Ground: &Rejection{}}, Invalid},
		{"an unknown decision", ready, &Decided{Decision: "maybe"}, Invalid},
		{"judging after the decision", func(b *bench) { ready(b); b.decide(Accept) }, &PointsJudged{Material: "app"}, Conflict},
		{"back without a correction", ready, &Resubmitted{}, Conflict},
		{"confirming what does not wait", ready, &Confirmed{Officer: "2001"}, Conflict},
		{"printing a paper that is not there", ready, &PaperPrinted{Number: "x", Count: 1}, NotFound},
		{"a printing left out", func(b *bench) { ready(b); b.do(&PaperPrepared{Paper: Receipt, Number: "x"}) }, &PaperPrinted{Number: "x", Count: 2}, Conflict},
		{"handed over before it was seen", func(b *bench) { ready(b); b.do(&PaperPrepared{Paper: Receipt, Number: "x"}) }, &PaperHanded{Number: "x"}, Conflict},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			b := newBench(t)
			tc.prep(b)
			before, _ := json.Marshal(b.c)
			if err := b.try(tc.body); CodeOf(err) != tc.code {
				t.Errorf("%v, want %s", err, tc.code)
			}
			if after, _ := json.Marshal(b.c); string(after) != string(before) {
				t.Errorf("the case changed:\n%s\n%s", before, after)
			}
		})
	}
	var c Case
	if err := c.Apply(Event{Case: "x", Body: &Noted{}}); CodeOf(err) != NotFound {
		t.Errorf("a case that was never opened: %v", err)
	}
}
