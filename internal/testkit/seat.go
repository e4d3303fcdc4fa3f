package testkit

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"yichuang"
	"yichuang/store"
)

// Seat is a terminal with a real store in which time stands where a test puts it. Its
// cases are of one item, and the department can be reached.
type Seat struct {
	*store.Store
	Item *yichuang.Item
	At   time.Time

	t testing.TB
}

// OpenSeat opens an empty store on a day.
func OpenSeat(t testing.TB, item *yichuang.Item, day string) *Seat {
	t.Helper()
	s := &Seat{t: t, Item: item}
	s.On(day)
	opened, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "seat.db"), store.Options{
		Terminal: Terminal, Calendar: yichuang.BuiltinCalendar(), Now: func() time.Time { return s.At }, WeakPINs: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	s.Store = opened
	if _, err := s.PutItems(t.Context(), []*yichuang.Item{item}); err != nil {
		t.Fatal(err)
	}
	return s
}

// On puts the clock on ten in the morning of a day.
func (s *Seat) On(day string) {
	s.t.Helper()
	d, err := yichuang.ParseDate(day)
	if err != nil {
		s.t.Fatal(err)
	}
	s.At = d.Start().Add(10 * time.Hour)
}

// Taken takes in a case of the item's first scenario, for which everything was handed
// in and passes.
func (s *Seat) Taken(a yichuang.Applicant) yichuang.CaseNumber {
	s.t.Helper()
	n := s.Begun(a)
	scenario := &s.Item.Scenarios[0]
	asked, _ := yichuang.NeedsFor(scenario, nil, false)
	s.Do(FillClerk, n, &yichuang.ScenarioAnswered{Scenario: scenario.ID, Name: scenario.Name, Outcome: scenario.Outcome, Asked: asked})
	for _, id := range asked {
		m := s.Item.Material(id)
		judged := &yichuang.PointsJudged{Material: id}
		for _, p := range m.Points {
			judged.Points = append(judged.Points, yichuang.Judgement{No: p.No, Verdict: yichuang.Pass})
		}
		s.Do(FillClerk, n, &yichuang.MaterialTaken{Material: id, Presence: yichuang.Held, Originals: m.Originals, Copies: m.Copies}, judged)
	}
	return n
}

// Begun takes in a case that nothing was handed in for yet.
func (s *Seat) Begun(a yichuang.Applicant) yichuang.CaseNumber {
	s.t.Helper()
	c, err := s.OpenCase(s.t.Context(), FillClerk, Region, yichuang.Opened{Item: s.Item.Ref(), ItemName: s.Item.Name, Channel: yichuang.ChannelWindow, Applicant: a, Department: s.Item.Office.Department})
	if err != nil {
		s.t.Fatal(err)
	}
	return c.Number
}

// Decided decides by the rules; the department confirms where it must.
func (s *Seat) Decided(n yichuang.CaseNumber, choice yichuang.Choice) {
	s.t.Helper()
	now := s.Circumstances()
	now.Online = true
	d, err := yichuang.Decide(s.Item, s.Is(n), choice, now)
	if err != nil {
		s.t.Fatal(err)
	}
	if c := s.Do(FillClerk, n, d); c.Stage == yichuang.StageConfirm {
		s.Do("2001", n, yichuang.Confirm(s.Item, c, "李初审", yichuang.ViaSystem, now))
	}
}

// Accepted takes a case in and accepts it.
func (s *Seat) Accepted(a yichuang.Applicant) yichuang.CaseNumber {
	s.t.Helper()
	n := s.Taken(a)
	s.Decided(n, yichuang.Choice{Decision: yichuang.Accept})
	return n
}

// Do puts facts on record.
func (s *Seat) Do(by yichuang.UserID, n yichuang.CaseNumber, bodies ...yichuang.Body) *yichuang.Case {
	s.t.Helper()
	c, err := s.Append(s.t.Context(), by, s.Is(n), bodies...)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// Is returns a case as it is.
func (s *Seat) Is(n yichuang.CaseNumber) *yichuang.Case {
	s.t.Helper()
	c, err := s.Case(s.t.Context(), n)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// Circumstances are those of the seat's clock; nobody can be reached.
func (s *Seat) Circumstances() yichuang.Circumstances {
	return yichuang.Circumstances{Now: s.At, Calendar: yichuang.BuiltinCalendar()}
}

// Load reads a case as screens do.
func (s *Seat) Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error) {
	c, err := s.Case(ctx, n)
	return c, s.Item, err
}

// Append commits facts as screens do: not over what the caller has not seen.
func (s *Seat) Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error) {
	return s.Store.Append(ctx, by, c.Number, c.Seen(), bodies...)
}
