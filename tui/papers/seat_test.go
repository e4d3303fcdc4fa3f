package papers_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/papers"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

const (
	number = yichuang.CaseNumber("150627261123001100010")
	clerk  = yichuang.UserID("1001")
)

// seat is a terminal in memory: events are kept and folded by the real rules, so
// it allows and refuses what the program would.
type seat struct {
	item   *yichuang.Item
	events []yichuang.Event
	now    func() time.Time
	fails  []error          // what the next commits and printings fail with; nil passes
	beside []*yichuang.Case // other cases of the same bundle
	// printing is what happens while the printer is at work.
	printing func()
}

// newSeat has a case that was declined or accepted just now, its papers not yet
// prepared.
func newSeat(t testing.TB, d *tuitest.Driver, k yichuang.DecisionKind) *seat {
	t.Helper()
	s := &seat{item: item(), now: d.Env.Now}
	asked, err := yichuang.Answer(s.item, false, yichuang.Answers{"q1": "a"})
	if err != nil {
		t.Fatal(err)
	}
	who := yichuang.Applicant{Kind: yichuang.Person, Name: "示例人", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "11010519491231002X"}}
	s.put(t, &yichuang.Opened{Item: s.item.Ref(), ItemName: s.item.Name, Window: 1, Channel: yichuang.ChannelWindow, Applicant: who}, asked,
		&yichuang.MaterialTaken{Material: "app", Presence: yichuang.Held, Originals: 1})
	if k == yichuang.Decline {
		s.put(t, &yichuang.GroundMarked{Ground: yichuang.Rejection{Reason: "依法不需要办理本事项", Type: yichuang.DeclineNotNeeded}})
	}
	decided, err := yichuang.Decide(s.item, s.fold(t), yichuang.Choice{Decision: k}, yichuang.Circumstances{Now: d.Env.Now(), Calendar: yichuang.BuiltinCalendar()})
	if err != nil {
		t.Fatal(err)
	}
	s.put(t, decided)
	return s
}

func item() *yichuang.Item {
	limit := yichuang.Limit{Value: 10, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance}
	return &yichuang.Item{ID: "general-01", Edition: "1-0a1b2c3d", Name: "示例事项登记",
		Office:    yichuang.Office{Department: "示例部门"},
		Terms:     yichuang.Terms{Statutory: limit, Promised: limit, Correction: yichuang.CorrectionRule{Kind: yichuang.CorrectWithin5, Days: 5, Deemed: true}},
		Basis:     []yichuang.LegalBasis{{Law: "行政许可法", Article: "第12条"}},
		Questions: []yichuang.Question{{ID: "q1", Text: "情形", Options: []yichuang.Option{{ID: "a", Text: "新办"}}}},
		Scenarios: []yichuang.Scenario{{ID: "s1", Name: "新办", When: yichuang.Condition{"q1": {"a"}}, Outcome: yichuang.Collect, Needs: []yichuang.Need{{Material: "app"}}}},
		Materials: []yichuang.Material{{ID: "app", Name: "申请表", Primary: true, Originals: 1}},
	}
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

// PrepareOf puts the papers that are due on record, each made by the real rules.
func (s *seat) PrepareOf(ctx context.Context, by yichuang.UserID, _ yichuang.CaseNumber, department string) (*yichuang.Case, error) {
	if err := s.fail(); err != nil {
		return nil, err
	}
	c, err := yichuang.Fold(s.events)
	if err != nil {
		return nil, err
	}
	var bodies []yichuang.Body
	for _, k := range yichuang.PapersDueOf(c, department) {
		bodies = append(bodies, &yichuang.PaperPrepared{Paper: k, Number: yichuang.PaperNumber(c, k)})
	}
	return s.Append(ctx, by, c, bodies...)
}

// Document makes the paper by the real rules.
func (s *seat) Document(_ context.Context, _ yichuang.CaseNumber, paper string) (*yichuang.Document, error) {
	c, err := yichuang.Fold(s.events)
	if err != nil {
		return nil, err
	}
	p := c.Paper(paper)
	d, err := yichuang.NewDocument(p.Kind, p.Number, yichuang.PaperFacts{Item: s.item, Case: c, Hall: yichuang.Hall{Name: "示范政务服务大厅"},
		Clerk: "1001", Day: p.On, Calendar: yichuang.BuiltinCalendar()})
	if err == nil {
		d.Print.Count = p.Count + 1
	}
	return d, err
}

// Print writes nothing but notes the printing, as a printer that works.
func (s *seat) Print(ctx context.Context, by yichuang.UserID, _ yichuang.CaseNumber, paper string) (string, *yichuang.Case, error) {
	if f := s.printing; f != nil {
		s.printing = nil
		f()
	}
	if err := s.fail(); err != nil {
		return "", nil, err
	}
	c, err := yichuang.Fold(s.events)
	if err != nil {
		return "", nil, err
	}
	where := "/data/papers/2026-11-23/" + paper + ".pdf"
	next, err := s.Append(ctx, by, c, &yichuang.PaperPrinted{Number: paper, Count: c.Paper(paper).Count + 1, To: where})
	return where, next, err
}

// Preview is every text of the paper, line by line.
func (s *seat) Preview(d *yichuang.Document, width int) string {
	lines := []string{d.Title, d.Number, fmt.Sprintf("第%d次打印", d.Print.Count)}
	for _, b := range d.Body {
		lines = append(lines, b.Heading, b.Notice)
		for _, f := range b.Fields {
			lines = append(lines, f.Label+"："+f.Value)
		}
		lines = append(append(lines, b.Text...), b.List...)
	}
	lines = append(lines, strings.Split(strings.Repeat("正文\n", 40), "\n")...)
	var out []string
	for _, l := range lines {
		out = append(out, kit.Wrap(l, width)...)
	}
	return strings.Join(append(out, "纸尾"), "\n")
}

// stub stands for the screens around the papers.
type stub struct {
	name string
	arg  any
	got  []tea.Msg
}

func (p *stub) Init() tea.Cmd               { return nil }
func (p *stub) Update(msg tea.Msg) tea.Cmd  { p.got = append(p.got, msg); return nil }
func (p *stub) View() (string, *tea.Cursor) { return "此处是" + p.name, nil }
func (p *stub) Keys() []key.Binding         { return nil }

func routes(s *seat, d *tuitest.Driver) tui.Routes {
	to := func(name string) func(any) kit.Screen {
		return func(arg any) kit.Screen { return &stub{name: name, arg: arg} }
	}
	return tui.Routes{
		"desk": to("desk"), "item": to("选事项"), "case": to("办件"), kit.RouteScans: to("扫描件"),
		"papers": tui.With(func(n yichuang.CaseNumber) kit.Screen {
			return papers.New(d.Env, s, yichuang.User{ID: clerk, Role: yichuang.RoleWindow}, n)
		}),
	}
}
