package oversight_test

import (
	"context"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/tui"
	"yichuang/tui/cases"
	"yichuang/tui/kit"
	"yichuang/tui/oversight"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

const clerk = testkit.FillClerk

// market is the department of the shop.
const market = "市场监督管理局"

var overseer = yichuang.User{ID: "9001", Name: "赵督导", Role: yichuang.RoleSupervisor}

// seat is a terminal with a real store, and notes what was exported.
type seat struct {
	*testkit.Seat
	t        *testing.T
	exported []string
}

// newSeat opens an empty store on a day.
func newSeat(t *testing.T, day string) *seat {
	t.Helper()
	return &seat{Seat: testkit.OpenSeat(t, tuitest.Shop(), day), t: t}
}

// accepted takes a case in, reviewed and accepted by the rules.
func (s *seat) accepted(name string) yichuang.CaseNumber {
	s.t.Helper()
	a := tuitest.Zhang()
	a.Name = name
	return s.Accepted(a)
}

func (s *seat) Watched(ctx context.Context) ([]yichuang.WatchedCase, error) {
	return s.Store.Watched(ctx, s.Circumstances())
}

func (s *seat) Audit(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Audit, error) {
	events, err := s.History(ctx, n)
	if err != nil {
		return nil, err
	}
	known, err := s.Editions(ctx, s.Item.ID)
	if err != nil {
		return nil, err
	}
	return yichuang.NewAudit(events, s.Item, known)
}

func (s *seat) ExportAudit(_ context.Context, a *yichuang.Audit, as string) (string, error) {
	s.exported = append(s.exported, string(a.Number)+"."+as)
	return "audit." + as, nil
}

func (s *seat) ExportStatistics(_ context.Context, st *yichuang.Statistics, as string) (string, error) {
	s.exported = append(s.exported, string(st.Query.By)+"."+as)
	return "figures." + as, nil
}

// blank stands in for other screens.
type blank struct{ name string }

func (blank) Init() tea.Cmd                 { return nil }
func (blank) Update(tea.Msg) tea.Cmd        { return nil }
func (b blank) View() (string, *tea.Cursor) { return "画面：" + b.name, nil }
func (blank) Keys() []key.Binding           { return nil }

// driver is a terminal whose clock is the seat's.
func (s *seat) driver() *tuitest.Driver {
	d := tuitest.New(s.t)
	inner := d.Env.Now
	d.Env.Now = func() time.Time { return s.At.Add(inner().Sub(tuitest.Begin)) } // keys take their time
	return d
}

// watch opens the watch list.
func (s *seat) watch() *tuitest.Driver {
	s.t.Helper()
	d := s.driver()
	return d.Screen(oversight.NewWatch(d.Env, s), tui.Routes{
		"case":    tui.With(func(n yichuang.CaseNumber) kit.Screen { return blank{"办件" + string(n)} }),
		"urge":    tui.With(func(c *yichuang.Case) kit.Screen { return cases.NewUrge(d.Env, s, overseer, c) }),
		"audit":   tui.With(func(n yichuang.CaseNumber) kit.Screen { return oversight.NewAudit(d.Env, s, n) }),
		"figures": tui.Plain(func() kit.Screen { return oversight.NewFigures(d.Env, s) }),
	})
}
