package yichuang

import (
	"strings"
	"testing"
	"time"
)

var aScan = Scan{Hash: ScanHash(strings.Repeat("0f", 32)), Size: 1234, Name: "申请书.pdf", Type: "application/pdf", Pages: 2}

// merge plays the centre for one case: events of several terminals in the order
// in which they arrive, each applied or refused.
type merge struct {
	t    *testing.T
	c    *Case
	pos  int64
	seqs map[TerminalID]int64
	all  []Event
}

const mergedCase CaseNumber = "150627260918001000010"

// merged is a case that the terminal W01.1 opened, answered and took two
// materials of.
func merged(t *testing.T) *merge {
	m := &merge{t: t, c: new(Case), seqs: map[TerminalID]int64{}}
	m.taken("W01.1", m.c.Seen(), &Opened{Item: shop().Ref(), ItemName: "小店", Window: 1, Channel: ChannelWindow})
	m.taken("W01.1", m.c.Seen(), &ScenarioAnswered{Scenario: "s1", Name: "新办", Outcome: Collect, Asked: []MaterialID{"app", "bl"}})
	m.taken("W01.1", m.c.Seen(), &MaterialTaken{Material: "app", Presence: Held, Originals: 1})
	m.taken("W01.1", m.c.Seen(), &MaterialTaken{Material: "bl", Presence: Held, Originals: 1})
	return m
}

// bring has the centre take an event whose author had seen so much of the case.
func (m *merge) bring(by TerminalID, seen int, body Body) *Refusal {
	m.pos++
	m.seqs[by]++
	e := Event{Terminal: by, Seq: m.seqs[by], Case: mergedCase, Base: seen, At: time.Date(2026, 9, 18, 9, 30, 0, 0, Shanghai), By: "1001", Body: body, Pos: m.pos}
	if err := m.c.Apply(e); err != nil {
		e.Refused = m.c.Refuse(e, err)
	}
	m.all = append(m.all, e)
	return e.Refused
}

func (m *merge) taken(by TerminalID, seen int, body Body) {
	m.t.Helper()
	if r := m.bring(by, seen, body); r != nil {
		m.t.Errorf("%s of %s was refused: %s", body.Kind(), by, r.Message)
	}
}

func (m *merge) refused(by TerminalID, seen int, body Body, says string) {
	m.t.Helper()
	r := m.bring(by, seen, body)
	if r == nil || !strings.Contains(r.Message, says) || r.Code != Conflict {
		m.t.Errorf("%s of %s: %+v, want a refusal that says %s", body.Kind(), by, r, says)
	}
}

func pass(id MaterialID, no int) Body {
	return &PointsJudged{Material: id, Points: []Judgement{{No: no, Verdict: Pass}}}
}

// Merging is by what a step is about. The numbered cases are those of
// docs/design/sync.md.
func TestTwoTerminalsOnOneCase(t *testing.T) {
	t.Run("1 different materials are in nobody's way", func(t *testing.T) {
		m := merged(t)
		seen := m.c.Seen()
		m.taken("W01.1", seen, pass("app", 1))
		m.taken("W02.1", seen, pass("bl", 1))
		m.taken("W01.1", seen+1, pass("app", 2))
	})
	t.Run("2 the same material: the second has not seen the first", func(t *testing.T) {
		m := merged(t)
		seen := m.c.Seen()
		m.taken("W01.1", seen, pass("app", 1))
		m.refused("W02.1", seen, &PointsJudged{Material: "app", Points: []Judgement{{No: 1, Verdict: Fail, Finding: "不对"}}}, "W01同时办理")
		if m.c.MaterialState("app").Points[1].Verdict != Pass {
			t.Error("the refused verdict stands")
		}
	})
	t.Run("3 a decision must have seen everything", func(t *testing.T) {
		m := merged(t)
		seen := m.c.Seen()
		m.taken("W02.1", seen, pass("bl", 1))
		m.refused("W01.1", seen, &Decided{Decision: Accept}, "W02同时办理")
	})
	t.Run("4 notes, papers and scans are in nobody's way", func(t *testing.T) {
		m := merged(t)
		seen := m.c.Seen()
		m.taken("W02.1", seen, &Noted{Text: "来电询问"})
		m.taken("W02.1", seen+1, &ScanAttached{Material: "app", Scan: aScan})
		m.taken("W01.1", seen, &Decided{Decision: Accept})
	})
	t.Run("5 two decisions: the first one stands", func(t *testing.T) {
		m := merged(t)
		seen := m.c.Seen()
		m.taken("W02.1", seen, &Decided{Decision: Accept})
		m.refused("W01.1", seen, &Decided{Decision: Decline, Ground: &Rejection{Reason: "不在本旗"}}, "W02同时办理")
	})
	t.Run("6 what was built on a refused step falls with it", func(t *testing.T) {
		m := merged(t)
		seen := m.c.Seen()
		m.taken("W02.1", seen, pass("bl", 1))
		m.refused("W01.1", seen, &Decided{Decision: Accept}, "W02同时办理")
		m.refused("W01.1", seen+1, &PaperPrepared{Paper: AcceptNotice, Number: "x-SL1"}, "没有被接受的步骤")
		m.refused("W01.1", seen+2, &Noted{Text: "已交"}, "没有被接受的步骤")
		// Having seen all of it, the author goes on.
		m.taken("W01.1", m.c.Seen(), &Noted{Text: "重新核对"})
		m.taken("W01.1", m.c.Seen(), &Decided{Decision: Accept})
	})
	t.Run("7 the author's own steps are always seen", func(t *testing.T) {
		m := merged(t)
		seen := m.c.Seen()
		m.taken("W02.1", seen, &Noted{Text: "一"})
		m.taken("W01.1", seen, pass("app", 1))
		m.taken("W01.1", seen+1, pass("app", 2))
		m.taken("W02.1", seen+1, pass("bl", 1))
		m.taken("W01.1", seen+4, &Decided{Decision: Accept}) // the note, W02's verdict and two of its own
	})
	t.Run("8 a refusal of another's step is nothing to build on", func(t *testing.T) {
		m := merged(t)
		seen := m.c.Seen()
		m.taken("W01.1", seen, pass("app", 1))
		m.refused("W02.1", seen, pass("app", 1), "W01同时办理")
		m.taken("W01.1", seen+1, &Decided{Decision: Accept})
	})
}

// Whoever folds the events as the centre has placed them gets the centre's case.
func TestEverybodyFoldsToTheSameCase(t *testing.T) {
	m := merged(t)
	seen := m.c.Seen()
	m.taken("W01.1", seen, pass("app", 1))
	m.refused("W02.1", seen, pass("app", 1), "W01同时办理")
	m.taken("W01.1", seen+1, &Decided{Decision: Accept})
	again, err := Fold(m.all)
	if err != nil {
		t.Fatal(err)
	}
	if again.Seen() != m.c.Seen() || again.Refusals != 1 || again.Confirmed != len(m.all) || again.Stage != StageAccepted || again.Events != len(m.all) {
		t.Errorf("folded to %+v", again.History)
	}
}

// At the terminal, own steps that do not follow what others did meanwhile wait
// for the centre's word; a case that only this terminal knows must follow.
func TestPendingStepsAreHeld(t *testing.T) {
	m := merged(t)
	seen := m.c.Seen()
	m.taken("W02.1", seen, &Decided{Decision: Accept})
	mine := []Event{
		{Terminal: "W01.1", Seq: 5, Case: mergedCase, Base: seen, By: "1001", Body: pass("app", 1)},
		{Terminal: "W01.1", Seq: 6, Case: mergedCase, Base: seen + 1, By: "1001", Body: &Noted{Text: "打电话了"}},
	}
	c, err := Fold(append(m.all, mine...))
	if err != nil || c.Held != 2 || c.Stage != StageAccepted || c.Events != len(m.all)+2 {
		t.Errorf("held %d of %d in stage %s, %v", c.Held, c.Events, c.Stage, err)
	}
	alone := []Event{
		{Terminal: "W01.1", Seq: 1, Case: mergedCase, By: "1001", Body: &Opened{Item: shop().Ref()}},
		{Terminal: "W01.1", Seq: 2, Case: mergedCase, Base: 1, By: "1001", Body: pass("app", 1)},
	}
	if _, err := Fold(alone); CodeOf(err) != NotFound {
		t.Errorf("what does not follow on a terminal alone is held: %v", err)
	}
	// Where the centre was put back, a case may lose its places, and its beginning.
	other := Event{Terminal: "W02.1", Seq: 1, Case: mergedCase, Base: 1, By: "1001", Body: &Noted{Text: "别的窗口"}}
	if c, err := Fold([]Event{alone[0], other, {Terminal: "W01.1", Seq: 2, Case: mergedCase, Base: 2, By: "1001", Body: pass("app", 1)}}); err != nil || c.Held != 1 {
		t.Errorf("what does not follow on a case that others know of: %+v, %v", c.History, err)
	}
	if c, err := Fold([]Event{other}); err != nil || c.Held != 1 || c.Stage != "" || c.Number != mergedCase {
		t.Errorf("a case without its beginning: %+v, %v", c, err)
	}
}

// A case whose very opening was refused is none.
func TestARefusedOpening(t *testing.T) {
	c := new(Case)
	e := Event{Terminal: "W01.1", Seq: 1, Case: mergedCase, By: "1001", Body: &Opened{}, Pos: 1}
	c.Refuse(e, conflict("这个办件编号已经有了", ""))
	if c.Stage != "" || c.Number != mergedCase || c.Seen() != 2 {
		t.Errorf("%+v", c)
	}
	if err := c.Apply(Event{Terminal: "W01.1", Seq: 2, Case: mergedCase, Base: 1, Body: &Noted{}, Pos: 2}); CodeOf(err) != NotFound {
		t.Errorf("a note on a case that is none: %v", err)
	}
}

// Scans come and go without touching the review; the same content is there once.
func TestScansOfAMaterial(t *testing.T) {
	b := newBench(t)
	b.answer(false, "food")
	b.do(&ScanAttached{Material: "app", Scan: aScan}, &ScanAttached{Material: "app", Scan: aScan})
	if got := b.c.Scans(); len(got) != 1 || got[0] != aScan {
		t.Errorf("scans %v", got)
	}
	b.do(&ScanRemoved{Material: "app", Hash: aScan.Hash})
	if len(b.c.Scans()) != 0 {
		t.Error("the scan is still there")
	}
	wrong := aScan
	wrong.Hash = "ABC"
	empty := aScan
	empty.Size = 0
	for name, tc := range map[string]struct {
		body Body
		code Code
	}{
		"a material outside the list": {&ScanAttached{Material: "poa", Scan: aScan}, NotFound},
		"a hash that is none":         {&ScanAttached{Material: "app", Scan: wrong}, Invalid},
		"an empty file":               {&ScanAttached{Material: "app", Scan: empty}, Invalid},
		"removed twice":               {&ScanRemoved{Material: "app", Hash: aScan.Hash}, NotFound},
		"removed from nothing":        {&ScanRemoved{Material: "poa", Hash: aScan.Hash}, NotFound},
		"settled without a word":      {&RefusalSettled{Terminal: "W01.1", Seq: 1, Note: " "}, Invalid},
	} {
		if err := b.try(tc.body); CodeOf(err) != tc.code {
			t.Errorf("%s: %v, want %s", name, err, tc.code)
		}
	}
}
