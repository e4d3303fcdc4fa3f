package central_test

import (
	"net/http"
	"slices"
	"testing"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/wire"
)

// A terminal learns which of its cases of a day the centre has: not those of another
// day or window, and not those that it has not sent.
func TestADayAtTheCentre(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		here, there := enrol(t, c, window("W07", 7)), enrol(t, c, window("W08", 8))
		one, other := here.take(1).Number, here.take(2).Number
		parts, err := yichuang.ParseNumber(string(one))
		if err != nil {
			t.Fatal(err)
		}
		today := parts.Day
		there.take(3)
		ask := func(s *seat, day yichuang.Date) *wire.Day {
			t.Helper()
			answer, err := c.Day(t.Context(), s.who, day)
			if err != nil {
				t.Fatal(err)
			}
			return answer
		}
		if d := ask(here, today); len(d.Cases) != 0 || d.Cases == nil || d.Acked != 0 {
			t.Errorf("before anything was sent: %+v", d)
		}
		here.push()
		there.push()
		unsent := here.take(4).Number
		if d := ask(here, today); !slices.Equal(d.Cases, []yichuang.CaseNumber{one, other}) || d.Acked != 2 || d.Day != today {
			t.Errorf("%+v", d)
		}
		here.push()
		if d := ask(here, today); !slices.Contains(d.Cases, unsent) || len(d.Cases) != 3 {
			t.Errorf("%+v", d)
		}
		if d := ask(here, today.AddDays(-1)); len(d.Cases) != 0 {
			t.Errorf("yesterday: %+v", d)
		}
		if d := ask(there, today); len(d.Cases) != 1 {
			t.Errorf("the other window: %+v", d)
		}
	})
}

// Over the network it is described, needs a certificate, and takes a day.
func TestAskingForADay(t *testing.T) {
	s := serve(t, open(t, central.Options{Data: t.TempDir()}))
	seat := s.enrolled(window("W07", 7))
	var d wire.Day
	if p := seat.json(http.MethodGet, wire.PathDay+"?day=2026-11-26", nil, &d); p != nil || d.Day != (yichuang.Date{Year: 2026, Month: 11, Day: 26}) {
		t.Errorf("%+v, %v", d, p)
	}
	for _, bad := range []string{"", "?day=today", "?day=2026-02-30"} {
		if _, p := seat.ask(get(wire.PathDay + bad)); p == nil || p.Code != yichuang.Invalid {
			t.Errorf("%q: %v", bad, p)
		}
	}
	if _, p := s.stranger().ask(get(wire.PathDay + "?day=2026-11-26")); p == nil {
		t.Error("a stranger is answered")
	}
}
