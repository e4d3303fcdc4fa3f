package central_test

import (
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
)

// A seat is told what became of every step of its own, also on a case that it may not
// see: else its steps would wait for ever. Of what others do there it is told nothing.
func TestASeatIsToldOfItsOwnSteps(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		a := enrol(t, c, window("W01", 1))
		office := window("D01", 50)
		office.Departments = []string{other}
		b := enrol(t, c, office)
		opened := testkit.Opened(0, 5)
		opened.Department = lead
		made, err := b.store.OpenCase(t.Context(), "1001", testkit.Region, opened, testkit.Reviewed(false)...)
		if err != nil {
			t.Fatal(err)
		}
		b.sync()
		if got := b.sees(made.Number); got.Confirmed != made.Events {
			t.Errorf("%d of its %d steps have a place", got.Confirmed, made.Events)
		}
		a.sync()
		a.do(made.Number, &yichuang.Noted{Text: "另一个窗口"})
		a.sync()
		b.sync()
		if got := b.sees(made.Number); got.Events != made.Events {
			t.Errorf("it is told of %d steps", got.Events-made.Events)
		}
		if _, err := c.Case(t.Context(), b.who, made.Number); err != nil {
			t.Errorf("the case that it worked on: %v", err)
		}
		alien := a.take(1)
		a.sync()
		if _, err := c.Case(t.Context(), b.who, alien.Number); yichuang.CodeOf(err) != yichuang.NotFound {
			t.Errorf("a case that it has nothing to do with: %v", err)
		}
	})
}

// Both sides count the same cases of a department: its own, and those in which it has a
// part, until they are returned to the window.
func TestSharedCasesAreCountedAlike(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		a := enrol(t, c, window("W01", 1))
		office := window("D01", 50)
		office.Departments = []string{other}
		b := enrol(t, c, office)
		agree := func(want int64) {
			t.Helper()
			a.sync()
			b.sync()
			b.fetch()
			body, err := c.Page(t.Context(), b.who, 0, 1)
			if err != nil {
				t.Fatal(err)
			}
			there := parse(t, body).End
			here, err := b.store.OpenCases(t.Context(), there.Scope)
			if err != nil || here != want || there.Open != want {
				t.Errorf("%d here and %d there, not %d, %v", here, there.Open, want, err)
			}
		}
		agree(0)
		opened := testkit.Opened(0, 5)
		opened.Department = lead
		shared := testkit.Shared(testkit.FillEnd, testkit.FillEnd, lead, other)
		shared.Provisional = true
		made, err := a.store.OpenCase(t.Context(), "1001", testkit.Region, opened, append(testkit.Reviewed(false), shared)...)
		if err != nil {
			t.Fatal(err)
		}
		agree(1)
		a.do(made.Number, &yichuang.Returned{Officer: "2001", Via: "电话", Reason: "请再核对"})
		agree(0)
		a.do(made.Number, testkit.Shared(testkit.FillEnd, testkit.FillEnd, lead, other))
		agree(1)
	})
}

// A clock that is set back does not keep a terminal in that was put out meanwhile.
func TestRevokedWhileTheClockIsSetBack(t *testing.T) {
	now := time.Now()
	o := central.Options{Data: t.TempDir(), Now: func() time.Time { return now }}
	c := open(t, o)
	a := enrol(t, c, window("W01", 1))
	beside := central.Options{Data: o.Data, Existing: true}
	if err := open(t, beside).Revoke(t.Context(), hall, a.who.Terminal()); err != nil {
		t.Fatal(err)
	}
	now = now.Add(-24 * time.Hour)
	if gone, err := c.Gone(t.Context(), a.who); err != nil || !gone {
		t.Errorf("gone: %v, %v", gone, err)
	}
}
