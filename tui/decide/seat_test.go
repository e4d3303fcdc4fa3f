package decide_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/decide"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

const (
	number     = yichuang.CaseNumber("150627261123001100010")
	clerk      = yichuang.UserID("1001")
	supervisor = yichuang.UserID("9001")
	pin        = "482915"
)

// seat is a terminal in memory: events are kept and folded by the real rules, so
// it allows and refuses what the program would.
type seat struct {
	item   *yichuang.Item
	events []yichuang.Event
	drafts map[string]string
	now    func() time.Time
	fails  []error // what the next commits and drafts fail with; nil passes
	// offline is set while the department cannot be reached.
	offline bool
	reading func() // what happens while the case is read
	// parts are the items of a bundle, members the cases that were made of it.
	parts   []*yichuang.Item
	members []*yichuang.Case
}

func newSeat(t testing.TB, d *tuitest.Driver, it *yichuang.Item, a yichuang.Applicant, answers yichuang.Answers) *seat {
	t.Helper()
	s := &seat{item: it, drafts: map[string]string{}, now: d.Env.Now}
	asked, err := yichuang.Answer(it, a.Agent != nil, answers)
	if err != nil {
		t.Fatal(err)
	}
	opened := it.Opening(yichuang.ChannelWindow, a)
	s.put(t, &opened, asked)
	return s
}

// put adds facts from elsewhere: another visit, a decision.
func (s *seat) put(t testing.TB, bodies ...yichuang.Body) {
	t.Helper()
	c := new(yichuang.Case)
	if len(s.events) > 0 {
		c = s.fold(t)
	}
	if _, err := s.Append(context.Background(), clerk, c, bodies...); err != nil {
		t.Fatal(err)
	}
}

func (s *seat) fold(t testing.TB) *yichuang.Case {
	t.Helper()
	c, err := yichuang.Fold(s.events)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (s *seat) fail() error {
	if len(s.fails) == 0 {
		return nil
	}
	err := s.fails[0]
	s.fails = s.fails[1:]
	return err
}

func (s *seat) Load(context.Context, yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error) {
	if f := s.reading; f != nil {
		s.reading = nil
		f()
	}
	c, err := yichuang.Fold(s.events)
	return c, s.item, err
}

func (s *seat) Append(_ context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error) {
	if err := s.fail(); err != nil {
		return nil, err
	}
	if c.Events != len(s.events) {
		return nil, &yichuang.Error{Code: yichuang.Conflict, Message: "办件已有新内容"}
	}
	events := slices.Clone(s.events)
	next, err := yichuang.Fold(events)
	if err != nil {
		return nil, err
	}
	for _, b := range bodies {
		raw, err := yichuang.EncodeBody(b)
		if err != nil {
			return nil, err
		}
		if b, err = yichuang.DecodeBody(b.Kind(), raw); err != nil {
			return nil, err
		}
		e := yichuang.Event{Terminal: "W01", Seq: int64(len(events) + 1), Case: number, Base: len(events), At: s.now(), By: by, Body: b}
		if err := next.Apply(e); err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	s.events = events
	return next, nil
}

func (s *seat) Parts(context.Context, *yichuang.Item) ([]*yichuang.Item, error) { return s.parts, nil }

// Part opens the cases of a bundle by the real rules, each under a number of its own.
func (s *seat) Part(ctx context.Context, by yichuang.UserID, lead *yichuang.Case, made []yichuang.PartedCase) (*yichuang.Case, error) {
	var members []*yichuang.Case
	parted := new(yichuang.Parted)
	for i := range made {
		n := yichuang.CaseNumber("15062726112300110002" + string(rune('0'+i)))
		c := new(yichuang.Case)
		for seq, b := range append([]yichuang.Body{&made[i].Opened}, made[i].Bodies...) {
			if err := c.Apply(yichuang.Event{Terminal: "W01", Seq: int64(seq + 1), Case: n, Base: seq, At: s.now(), By: by, Body: b}); err != nil {
				return nil, err
			}
		}
		members = append(members, c)
		parted.Members = append(parted.Members, made[i].Member(n))
	}
	next, err := s.Append(ctx, by, lead, parted)
	if err == nil {
		s.members = members
	}
	return next, err
}

// Prepare puts the papers that are due on record.
func (s *seat) Prepare(ctx context.Context, by yichuang.UserID, _ yichuang.CaseNumber) (*yichuang.Case, error) {
	if err := s.fail(); err != nil {
		return nil, err
	}
	c, err := yichuang.Fold(s.events)
	if err != nil {
		return nil, err
	}
	var bodies []yichuang.Body
	for _, k := range yichuang.PapersDue(c) {
		bodies = append(bodies, &yichuang.PaperPrepared{Paper: k, Number: yichuang.PaperNumber(c, k)})
	}
	return s.Append(ctx, by, c, bodies...)
}

func (s *seat) Circumstances() yichuang.Circumstances {
	return yichuang.Circumstances{Now: s.now(), Calendar: yichuang.BuiltinCalendar(), Online: !s.offline}
}

func (s *seat) SaveDraft(_ context.Context, _ yichuang.UserID, key string, value []byte) error {
	if err := s.fail(); err != nil {
		return err
	}
	s.drafts[key] = string(value)
	return nil
}

func (s *seat) Draft(_ context.Context, _ yichuang.UserID, key string) ([]byte, error) {
	if v, ok := s.drafts[key]; ok {
		return []byte(v), nil
	}
	return nil, nil
}

func (s *seat) DropDraft(_ context.Context, _ yichuang.UserID, key string) error {
	delete(s.drafts, key)
	return nil
}

// stub stands for the screens around the review.
type stub struct {
	name string
	arg  any
	got  tea.Msg
}

func (p *stub) Init() tea.Cmd { return nil }
func (p *stub) Update(msg tea.Msg) tea.Cmd {
	if _, news := msg.(kit.Changed); !news { // every screen that is uncovered gets that too
		p.got = msg
	}
	return nil
}
func (p *stub) View() (string, *tea.Cursor) { return "此处是" + p.name, nil }
func (p *stub) Keys() []key.Binding         { return nil }

func routes(s *seat, d *tuitest.Driver) tui.Routes {
	to := func(name string) func(any) kit.Screen {
		return func(arg any) kit.Screen { return &stub{name: name, arg: arg} }
	}
	return tui.Routes{
		"desk": to("desk"), "papers": to("文书"), "case": to("办件"),
		"decide": tui.With(func(n yichuang.CaseNumber) kit.Screen {
			return decide.New(d.Env, s, yichuang.User{ID: clerk, Role: yichuang.RoleWindow}, n)
		}),
	}
}
