package oversight_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
	"yichuang/tui"
	"yichuang/tui/cases"
	"yichuang/tui/kit"
	"yichuang/tui/oversight"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

const clerk yichuang.UserID = "1001"

// market is the department of the shop.
const market = "市场监督管理局"

var overseer = yichuang.User{ID: "9001", Name: "赵督导", Role: yichuang.RoleSupervisor}

// seat is a terminal with a real store in which time stands where a test puts it.
type seat struct {
	*store.Store
	t        *testing.T
	at       time.Time
	item     *yichuang.Item
	exported []string
}

// newSeat opens an empty store on a day.
func newSeat(t *testing.T, day string) *seat {
	t.Helper()
	s := &seat{t: t, item: tuitest.Shop()}
	s.on(day)
	opened, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "seat.db"), store.Options{
		Terminal: testkit.Terminal, Calendar: yichuang.BuiltinCalendar(), Now: func() time.Time { return s.at }, WeakPINs: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	s.Store = opened
	if _, err := s.PutItems(t.Context(), []*yichuang.Item{s.item}); err != nil {
		t.Fatal(err)
	}
	return s
}

// on puts the clock on ten in the morning of a day.
func (s *seat) on(day string) {
	s.t.Helper()
	d, err := yichuang.ParseDate(day)
	if err != nil {
		s.t.Fatal(err)
	}
	s.at = d.Start().Add(10 * time.Hour)
}

// accepted takes a case in, reviewed and accepted by the rules.
func (s *seat) accepted(name string) yichuang.CaseNumber {
	s.t.Helper()
	a := tuitest.Zhang()
	a.Name = name
	c, err := s.OpenCase(s.t.Context(), clerk, testkit.Region, yichuang.Opened{Item: s.item.Ref(), ItemName: s.item.Name, Channel: yichuang.ChannelWindow, Applicant: a, Department: s.item.Office.Department})
	if err != nil {
		s.t.Fatal(err)
	}
	scenario := &s.item.Scenarios[0]
	asked, _ := yichuang.NeedsFor(scenario, nil, false)
	s.do(clerk, c.Number, &yichuang.ScenarioAnswered{Scenario: scenario.ID, Name: scenario.Name, Outcome: scenario.Outcome, Asked: asked})
	for _, id := range asked {
		m := s.item.Material(id)
		judged := &yichuang.PointsJudged{Material: id}
		for _, p := range m.Points {
			judged.Points = append(judged.Points, yichuang.Judgement{No: p.No, Verdict: yichuang.Pass})
		}
		s.do(clerk, c.Number, &yichuang.MaterialTaken{Material: id, Presence: yichuang.Held, Originals: m.Originals, Copies: m.Copies}, judged)
	}
	s.decided(c.Number, yichuang.Choice{Decision: yichuang.Accept})
	return c.Number
}

// decided decides and lets the department confirm where it must.
func (s *seat) decided(n yichuang.CaseNumber, choice yichuang.Choice) {
	s.t.Helper()
	now := s.Circumstances()
	now.Online = true
	d, err := yichuang.Decide(s.item, s.is(n), choice, now)
	if err != nil {
		s.t.Fatal(err)
	}
	if c := s.do(clerk, n, d); c.Stage == yichuang.StageConfirm {
		s.do("2001", n, yichuang.Confirm(s.item, c, "李初审", yichuang.ViaSystem, now))
	}
}

func (s *seat) do(by yichuang.UserID, n yichuang.CaseNumber, bodies ...yichuang.Body) *yichuang.Case {
	s.t.Helper()
	c, err := s.Append(s.t.Context(), by, s.is(n), bodies...)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *seat) is(n yichuang.CaseNumber) *yichuang.Case {
	s.t.Helper()
	c, err := s.Case(s.t.Context(), n)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *seat) Circumstances() yichuang.Circumstances {
	return yichuang.Circumstances{Now: s.at, Calendar: yichuang.BuiltinCalendar()}
}

func (s *seat) Watched(ctx context.Context) ([]yichuang.WatchedCase, error) {
	return s.Store.Watched(ctx, s.Circumstances())
}

func (s *seat) Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error) {
	c, err := s.Case(ctx, n)
	return c, s.item, err
}

func (s *seat) Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error) {
	return s.Store.Append(ctx, by, c.Number, c.Seen(), bodies...)
}

func (s *seat) Audit(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Audit, error) {
	events, err := s.History(ctx, n)
	if err != nil {
		return nil, err
	}
	known, err := s.Editions(ctx, s.item.ID)
	if err != nil {
		return nil, err
	}
	return yichuang.NewAudit(events, s.item, known)
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
	d.Env.Now = func() time.Time { return s.at }
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
