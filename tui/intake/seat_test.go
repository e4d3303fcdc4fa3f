package intake_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/intake"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

var clerk = yichuang.User{ID: "1001", Name: "窗口员", Role: yichuang.RoleWindow}

var errDisk = &yichuang.Error{Code: yichuang.Full, Message: "磁盘写不进去了", Hint: "请联系管理员"}

// seat is a terminal in memory. Cases are folded by the real rules.
type seat struct {
	items    []*yichuang.Item
	initials map[string]yichuang.ItemID
	now      func() time.Time

	events  map[yichuang.CaseNumber][]yichuang.Event
	numbers []yichuang.CaseNumber
	seq     int64
	drafts  map[string]string
	saves   int
	lists   []*yichuang.Document
	broken  error // returned by everything that writes
	laid    []laid
}

// laid is a card on the reader, or what became of it.
type laid struct {
	card intake.Card
	err  error
}

// ReadCard gives the cards that were laid, one after the other.
func (s *seat) ReadCard(context.Context) (intake.Card, bool, error) {
	if len(s.laid) == 0 {
		return intake.Card{}, false, &yichuang.Error{Code: yichuang.Internal, Message: "读卡接口已经关闭"}
	}
	next := s.laid[0]
	s.laid = s.laid[1:]
	return next.card, next.card.Name != "", next.err
}

func newSeat(items ...*yichuang.Item) *seat {
	return &seat{items: items, initials: map[string]yichuang.ItemID{"spjy": "market-01", "jszg": "edu-02", "lnr": "general-09"},
		events: map[yichuang.CaseNumber][]yichuang.Event{}, drafts: map[string]string{}}
}

func (s *seat) Search(query string, limit int) []yichuang.ItemHit {
	var hits []yichuang.ItemHit
	for _, it := range s.items {
		h := yichuang.ItemHit{ID: it.ID, Name: it.Name, Department: it.Office.Department, Window: it.Office.Window}
		at := strings.Index(it.Name, query)
		alias := slices.IndexFunc(it.Aliases, func(a string) bool { return strings.Contains(a, query) })
		switch {
		case query == "":
		case s.initials[query] == it.ID:
			h.Spans = [][2]int{{0, len(query)}}
		case at >= 0:
			from := len([]rune(it.Name[:at]))
			h.Spans = [][2]int{{from, from + len([]rune(query))}}
		case alias >= 0:
			h.Via = it.Aliases[alias]
		default:
			continue
		}
		hits = append(hits, h)
	}
	return hits[:min(len(hits), limit)]
}

func (s *seat) Item(id yichuang.ItemID) (*yichuang.Item, error) {
	for _, it := range s.items {
		if it.ID == id {
			return it, nil
		}
	}
	return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "没有事项" + string(id), Hint: "请重新选择"}
}

func (s *seat) SaveDraft(_ context.Context, by yichuang.UserID, key string, value []byte) error {
	s.saves++
	if s.broken != nil {
		return s.broken
	}
	s.drafts[string(by)+"/"+key] = string(value)
	return nil
}

func (s *seat) Draft(_ context.Context, by yichuang.UserID, key string) ([]byte, error) {
	if d, ok := s.drafts[string(by)+"/"+key]; ok {
		return []byte(d), nil
	}
	return nil, nil
}

func (s *seat) DropDraft(_ context.Context, by yichuang.UserID, key string) error {
	delete(s.drafts, string(by)+"/"+key)
	return nil
}

func (s *seat) OpenCase(ctx context.Context, by yichuang.UserID, item yichuang.ItemID, a yichuang.Applicant) (*yichuang.Case, error) {
	it, err := s.Item(item)
	if err != nil {
		return nil, err
	}
	n, err := yichuang.IssueNumber("150627", yichuang.DateOf(s.now()), 7, '1', len(s.numbers)+1)
	if err != nil {
		return nil, err
	}
	c, err := s.Append(ctx, by, &yichuang.Case{Number: n}, &yichuang.Opened{Item: it.Ref(), ItemName: it.Name, Window: 7,
		Channel: yichuang.ChannelWindow, Applicant: a})
	if err == nil {
		s.numbers = append(s.numbers, n)
	}
	return c, err
}

func (s *seat) SameOpen(_ context.Context, a yichuang.Applicant, item yichuang.ItemID) ([]yichuang.Summary, error) {
	var out []yichuang.Summary
	for _, n := range slices.Backward(s.numbers) {
		c, err := yichuang.Fold(s.events[n])
		if err != nil {
			return nil, err
		}
		if c.Stage.Open() && c.Item.ID == item && c.Applicant.Key() == a.Key() {
			out = append(out, yichuang.Summary{Number: n, ItemName: c.ItemName, Stage: c.Stage, Applicant: c.Applicant.Name,
				Window: c.Intake.Window, Received: c.Intake.At})
		}
	}
	return out, nil
}

func (s *seat) Find(_ context.Context, query string, limit int) ([]yichuang.Summary, error) {
	var out []yichuang.Summary
	for _, n := range slices.Backward(s.numbers) {
		c, err := yichuang.Fold(s.events[n])
		if err != nil {
			return nil, err
		}
		if query == c.Applicant.Credit || query == c.Applicant.ID.Number {
			out = append(out, yichuang.Summary{Number: n})
		}
	}
	return out[:min(len(out), limit)], nil
}

func (s *seat) Load(_ context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error) {
	c, err := yichuang.Fold(s.events[n])
	if err != nil {
		return nil, nil, err
	}
	it, err := s.Item(c.Item.ID)
	return c, it, err
}

func (s *seat) Append(_ context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error) {
	if s.broken != nil {
		return nil, s.broken
	}
	events := slices.Clone(s.events[c.Number])
	for _, b := range bodies {
		s.seq++
		events = append(events, yichuang.Event{Terminal: "W07", Seq: s.seq, Case: c.Number, Base: len(events), At: s.now(), By: by, Body: b})
	}
	folded, err := yichuang.Fold(events)
	if err != nil {
		return nil, err
	}
	s.events[c.Number] = events
	return folded, nil
}

// Preview writes the words of the paper, in lines that are too long on purpose.
func (s *seat) Preview(d *yichuang.Document, width int) string {
	lines := []string{d.Title}
	for _, b := range d.Body {
		for _, f := range b.Fields {
			lines = append(lines, f.Label+"："+f.Value)
		}
		lines = append(lines, b.Notice)
		if b.Table != nil {
			for _, r := range b.Table.Rows {
				lines = append(lines, strings.Join(r, "  "))
			}
		}
	}
	return strings.Join(lines, "\n")
}

func (s *seat) PrintList(_ context.Context, d *yichuang.Document) (yichuang.Printout, error) {
	if s.broken != nil {
		return yichuang.Printout{}, s.broken
	}
	s.lists = append(s.lists, d)
	return yichuang.Printout{File: fmt.Sprintf("材料清单-%d.pdf", len(s.lists))}, nil
}

// fold returns the case that was opened as the n-th, from 0.
func (s *seat) fold(t *testing.T, n int) *yichuang.Case {
	t.Helper()
	if n >= len(s.numbers) {
		t.Fatalf("only %d cases were opened", len(s.numbers))
	}
	c, err := yichuang.Fold(s.events[s.numbers[n]])
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// end is a screen that stands for the next area.
type end struct{ name string }

func (e *end) Init() tea.Cmd               { return nil }
func (e *end) Update(tea.Msg) tea.Cmd      { return nil }
func (e *end) View() (string, *tea.Cursor) { return "到了 " + e.name, nil }
func (e *end) Keys() []key.Binding         { return nil }
func (e *end) Title() string               { return e.name }

func (s *seat) deps() intake.Deps {
	return intake.Deps{Catalogue: s, Drafts: s, Register: s, Cases: s, Lists: s, Reader: s,
		Hall: yichuang.Hall{Name: "政务服务大厅", Region: "150627", Phone: "0477-12345"}}
}

// start begins a program with these screens at a route.
func start(t testing.TB, s *seat, at kit.Route, size kit.Size) *tuitest.Driver {
	d := tuitest.New(t)
	s.now = d.Env.Now
	stop := func(name string) func(any) kit.Screen {
		return func(arg any) kit.Screen { return &end{fmt.Sprintf("%s %v", name, arg)} }
	}
	routes := tui.Routes{
		"desk":      tui.Plain(func() kit.Screen { return &end{"工作台"} }),
		"item":      tui.Plain(func() kit.Screen { return intake.NewItem(d.Env, s.deps()) }),
		"applicant": tui.With(func(id yichuang.ItemID) kit.Screen { return intake.NewApplicant(d.Env, s.deps(), clerk, id) }),
		"scenario":  tui.With(func(n yichuang.CaseNumber) kit.Screen { return intake.NewScenario(d.Env, s.deps(), clerk, n) }),
		"review":    stop("审查"), "decide": stop("决定"), "case": stop("办件"),
	}
	d.Start(tui.Options{Routes: routes, Start: kit.Route{Name: "desk"}}, size.Width, size.Height)
	return d.Send(at)
}

// sizes are the terminals that every flow must work in.
var sizes = []kit.Size{{Width: 80, Height: 24}, {Width: 120, Height: 40}, {Width: 200, Height: 50}}

// each runs a test in every size.
func each(t *testing.T, test func(t *testing.T, size kit.Size)) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size.Width, size.Height), func(t *testing.T) { test(t, size) })
	}
}

func route(name string, arg any) kit.Route { return kit.Route{Name: name, Arg: arg} }

var small = sizes[0]

// number makes a valid resident number of its first 17 digits.
func number(t testing.TB, head string) string {
	t.Helper()
	for _, last := range "0123456789X" {
		n := head + string(last)
		if _, err := (yichuang.Identity{Kind: yichuang.ResidentID, Number: n}).Check(yichuang.DateOf(tuitest.Begin)); err == nil {
			return n
		}
	}
	t.Fatal(errors.New("no check character fits " + head))
	return ""
}

// pressed is the message of a key, for tests that decide themselves when its work
// is done.
func pressed(name string) tea.KeyPressMsg {
	switch name {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "f8":
		return tea.KeyPressMsg{Code: tea.KeyF8}
	case "backspace":
		return tea.KeyPressMsg{Code: tea.KeyBackspace}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// work does the work of a command and gives the program what came of it.
func work(d *tuitest.Driver, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			work(d, c)
		}
	default:
		d.Send(msg)
	}
}
