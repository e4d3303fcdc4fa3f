package store_test

import (
	"slices"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// days is a store with two accepted cases of a Friday, receipts in the applicants' hands.
func days(t *testing.T) (*store.Store, *clock, []*yichuang.Case) {
	t.Helper()
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	if _, err := s.PutItems(t.Context(), testkit.Items(testkit.FillItems)); err != nil {
		t.Fatal(err)
	}
	var all []*yichuang.Case
	for i := range 2 {
		all = append(all, accepted(t, s, i+1))
	}
	return s, clk, all
}

// accepted is a case whose receipt the applicant holds.
func accepted(t *testing.T, s *store.Store, i int) *yichuang.Case {
	t.Helper()
	bodies := append(testkit.Reviewed(false), testkit.Accepted(day("2026-12-01"), day("2026-12-18")))
	return open(t, s, i, append(bodies, testkit.Papers(yichuang.Receipt, i, true)...)...)
}

// counted counts every original as it should be.
func counted(b *yichuang.DayBook) []yichuang.DayTally {
	all := b.Tallies()
	for i := range all {
		all[i].Counted = all[i].Due
	}
	return all
}

func book(t *testing.T, s *store.Store, on string, alone bool) *yichuang.DayBook {
	t.Helper()
	b, err := s.DayBook(t.Context(), day(on), alone)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The book has the cases of its day alone, in order; what others took in is not in it.
func TestDayBook(t *testing.T) {
	s, clk, cases := days(t)
	clk.move(24 * time.Hour)
	accepted(t, s, 3)
	b := book(t, s, "2026-11-20", true)
	if len(b.Cases) != 2 || b.Cases[0].Number != cases[0].Number || b.Cases[1].Number != cases[1].Number || b.Cases[0].Proof.State != yichuang.PaperIsHanded || b.Last == 0 {
		t.Fatalf("%+v", b)
	}
	if y := b.Tallies(); len(y) != 3 || y[0].Due != 2 {
		t.Errorf("%+v", y)
	}
	if len(yichuang.CompareDay(b, nil, counted(b))) != 0 {
		t.Errorf("%+v", yichuang.CompareDay(b, nil, counted(b)))
	}
	if b := book(t, s, "2026-11-21", true); len(b.Cases) != 1 {
		t.Errorf("%+v", b)
	}
	if b := book(t, s, "2026-11-19", true); len(b.Cases) != 0 || b.Cases == nil {
		t.Errorf("%+v", b)
	}
	if open, err := s.OpenDays(t.Context(), day("2026-11-01"), day("2026-11-22")); err != nil || !slices.Equal(open, []yichuang.Date{day("2026-11-20"), day("2026-11-21")}) {
		t.Errorf("%v, %v", open, err)
	}
	for u, want := range map[yichuang.Role]int{yichuang.RoleWindow: 1, yichuang.RoleHandOver: 0} { // today is not over
		if view, err := s.Desk(t.Context(), yichuang.User{ID: clerk, Name: "某", Role: u}, day("2026-11-21")); err != nil || len(view.Unclosed) != want {
			t.Errorf("the desk of %s tells of %v, %v", u, view.Unclosed, err)
		}
	}
}

// A day is closed, closed again, and compared with the centre later; a rebuild leaves
// closings and slips alone.
func TestClosingADay(t *testing.T) {
	s, clk, cases := days(t)
	b := book(t, s, "2026-11-20", false)
	if _, err := s.Closing(t.Context(), b.Day); yichuang.CodeOf(err) != yichuang.NotFound {
		t.Errorf("not closed: %v", err)
	}
	if _, err := s.CloseDay(t.Context(), yichuang.DayClosing{Book: *b, Tallies: b.Tallies(), By: clerk}); yichuang.CodeOf(err) != yichuang.Invalid {
		t.Errorf("not counted: %v", err)
	}
	first, err := s.CloseDay(t.Context(), yichuang.DayClosing{Book: *b, Tallies: counted(b), By: clerk})
	if err != nil || first.Number == "" || !first.At.Equal(clk.now()) || !first.Pending() {
		t.Fatalf("%+v, %v", first, err)
	}
	clk.move(time.Hour)
	second, err := s.CloseDay(t.Context(), yichuang.DayClosing{Book: *b, Tallies: counted(b), Note: "又核对一次", By: clerk})
	if err != nil || second.Number == first.Number {
		t.Fatalf("%+v, %v", second, err)
	}
	if stands, err := s.Closing(t.Context(), b.Day); err != nil || stands.Note != "又核对一次" || stands.Number != second.Number {
		t.Errorf("%+v, %v", stands, err)
	}
	if pending, err := s.PendingDays(t.Context()); err != nil || !slices.Equal(pending, []yichuang.Date{b.Day}) {
		t.Errorf("%v, %v", pending, err)
	}
	if _, err := s.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	lacks := yichuang.CentreDay{Day: b.Day, Cases: []yichuang.CaseNumber{cases[0].Number}, Acked: b.Last}
	if d, err := s.CompareDay(t.Context(), lacks, b); err != nil || !d.Pending() || len(d.Differences()) != 1 {
		t.Errorf("%+v, %v", d, err)
	}
	all := yichuang.CentreDay{Day: b.Day, Cases: []yichuang.CaseNumber{cases[0].Number, cases[1].Number}, Acked: b.Last}
	if d, err := s.CompareDay(t.Context(), all, b); err != nil || d.Pending() || len(d.Differences()) != 0 || !d.Checked.Equal(clk.now()) {
		t.Errorf("%+v, %v", d, err)
	}
	if pending, err := s.PendingDays(t.Context()); err != nil || len(pending) != 0 {
		t.Errorf("%v, %v", pending, err)
	}
	if open, err := s.OpenDays(t.Context(), day("2026-11-01"), day("2026-11-22")); err != nil || len(open) != 0 {
		t.Errorf("%v, %v", open, err)
	}
}

// One slip moves the originals of several cases, or none of them; its number is not
// used up by one that failed. Away from the seat, they are not counted there.
func TestHandingOnWithASlip(t *testing.T) {
	s, _, cases := days(t)
	desk := yichuang.Place{Kind: yichuang.AtWindow, Name: testkit.Terminal.ID.Seat()}
	courier := yichuang.Place{Kind: yichuang.WithCourier, Name: "测试流转员"}
	moves := func(from, to yichuang.Place) (slip yichuang.Slip, all []store.Move) {
		slip = yichuang.Slip{From: from, To: to}
		for _, c := range cases {
			c, err := s.Case(t.Context(), c.Number)
			if err != nil {
				t.Fatal(err)
			}
			moved, line, err := yichuang.MoveOf(testkit.Item(0), c, from, to)
			if err != nil {
				t.Fatal(err)
			}
			slip.Lines, all = append(slip.Lines, line), append(all, store.Move{Case: c.Number, Base: c.Seen(), Moved: moved})
		}
		return slip, all
	}
	slip, all := moves(desk, courier)
	appendTo(t, s, cases[1], &yichuang.PapersMoved{Materials: []yichuang.MaterialID{"m1"}, From: desk, To: courier})
	if _, err := s.HandOn(t.Context(), clerk, slip, all); yichuang.CodeOf(err) != yichuang.Conflict {
		t.Fatalf("originals that lie elsewhere are moved: %v", err)
	}
	if c, err := s.Case(t.Context(), cases[0].Number); err != nil || c.PlaceOf("m1") != desk {
		t.Errorf("half a slip: %v, %v", c.PlaceOf("m1"), err)
	}
	slip, all = moves(desk, courier)
	made, err := s.HandOn(t.Context(), clerk, slip, all)
	if err != nil || made.Number != yichuang.SheetNumber(yichuang.TransferSlip, testkit.Terminal.ID, day("2026-11-20"), 1) || made.By != clerk || len(made.Lines) != 2 {
		t.Fatalf("%+v, %v", made, err)
	}
	if c, err := s.Case(t.Context(), cases[0].Number); err != nil || c.PlaceOf("m1") != courier || c.Custody[0].Slip != made.Number {
		t.Errorf("%+v, %v", c.Custody, err)
	}
	if b := book(t, s, "2026-11-20", true); len(b.Tallies()) != 0 {
		t.Errorf("%+v", b.Tallies())
	}
	department := yichuang.Place{Kind: yichuang.AtDepartment, Name: "测试甲局"}
	cases = cases[:1]
	slip, all = moves(courier, department)
	if _, err := s.HandOn(t.Context(), clerk, slip, all); err != nil {
		t.Fatal(err)
	}
	slips, err := s.Slips(t.Context(), 10)
	if err != nil || len(slips) != 2 || slips[0].To != department || slips[1].Number != made.Number || slips[1].Lines[0].What[0] != made.Lines[0].What[0] {
		t.Errorf("%+v, %v", slips, err)
	}
	if _, _, err := yichuang.MoveOf(testkit.Item(0), cases[0], desk, courier); err != nil {
		t.Errorf("as the case was: %v", err)
	}
}
