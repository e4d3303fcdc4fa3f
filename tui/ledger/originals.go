package ledger

import (
	"context"
	"fmt"
	"slices"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

var (
	keyMark   = kit.Bind("空格", "选、不选", "space")
	keyHandOn = kit.Bind("j", "开交接单", "j")
	keySlips  = kit.Bind("s", "交接单", "s")
)

// Originals is the ledger of originals: a line for each case and place.
type Originals struct {
	env  *kit.Env
	work Custody
	me   yichuang.User
	size kit.Size

	list   *kit.List
	lines  []yichuang.OriginalsLine
	kind   yichuang.PlaceKind // where they are; "" is anywhere
	marked map[mark]bool
	news   kit.Reading
	busy   bool // a file is being written, or a slip printed
}

// mark names a line.
type mark struct {
	n  yichuang.CaseNumber
	at yichuang.Place
}

func markOf(l *yichuang.OriginalsLine) mark { return mark{l.Number, l.Place} }

// NewOriginals returns the ledger.
func NewOriginals(env *kit.Env, work Custody, me yichuang.User) *Originals {
	s := &Originals{env: env, work: work, me: me, list: kit.NewList(env.Theme, originalColumns...), marked: map[mark]bool{}}
	s.list.Empty = "这里没有原件。按 g 换范围。"
	return s
}

// Title names the screen in the path.
func (s *Originals) Title() string { return "原件台账" }

// Init reads the ledger.
func (s *Originals) Init() tea.Cmd { return s.read() }

type (
	originals struct{ lines []yichuang.OriginalsLine }
	handedOn  struct{ slip *yichuang.Slip }
	printed   struct {
		number string
		out    yichuang.Printout
	}
)

func (s *Originals) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	kind := s.kind
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		lines, err := s.work.Originals(ctx, kind, "", most)
		return originals{lines}, err
	})
}

// Update takes keys and news.
func (s *Originals) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.Changed:
		return s.read()
	case kit.NextPerson:
		return kit.Back(msg)
	case originals:
		s.take(msg.lines)
		if s.news.Done() {
			return s.read()
		}
	case handedOn:
		s.marked = map[mark]bool{}
		return tea.Batch(s.print(msg.slip), s.read())
	case printed:
		s.busy = false
		return kit.Tell("交接单" + msg.number + msg.out.Words())
	case exported:
		s.busy = false
		return msg.tell()
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil
}

// take shows lines; marks on what is not there any more go.
func (s *Originals) take(lines []yichuang.OriginalsLine) {
	s.lines = lines
	still := map[mark]bool{}
	for i := range lines {
		if m := markOf(&lines[i]); s.marked[m] {
			still[m] = true
		}
	}
	s.marked = still
	s.list.SetRows(originalRows{s})
}

// Failed ends a waiting state; the shell says what went wrong.
func (s *Originals) Failed(error) bool {
	s.news.Stop()
	s.busy = false
	return false
}

func (s *Originals) press(msg tea.KeyPressMsg) tea.Cmd {
	l := s.selected()
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case kit.Is(msg, keyOther):
		return kit.Instead(routeOwed, nil)
	case kit.Is(msg, keySlips):
		return kit.Go(routeSlips, nil)
	case kit.Is(msg, keyState):
		places := yichuang.PlaceKinds[:slices.Index(yichuang.PlaceKinds, yichuang.GivenBack)]
		s.kind = append(places[:len(places):len(places)], "")[(slices.Index(places, s.kind)+1)%(len(places)+1)]
		s.list.Select(0)
		return s.read()
	case kit.Is(msg, keyMark) && l != nil:
		s.marked[markOf(l)] = !s.marked[markOf(l)]
		s.list.Select(s.list.Selected() + 1)
	case kit.Is(msg, keyHandOn):
		if why := s.whyNotHandOn(); why != "" {
			return kit.Tell(why)
		}
		return kit.Show(s.handOn())
	case kit.Is(msg, keyCSV):
		return s.export("csv")
	case kit.Is(msg, keyXLSX):
		return s.export("xlsx")
	case s.list.Update(msg) == kit.ListChosen:
		return kit.Go(kit.RouteCase, l.Number)
	}
	return nil
}

// selected returns the line under the mark, nil when there is none.
func (s *Originals) selected() *yichuang.OriginalsLine {
	if i := s.list.Selected(); i >= 0 && i < len(s.lines) {
		return &s.lines[i]
	}
	return nil
}

// chosen are the lines for a slip: those that are marked, else the one under the mark.
func (s *Originals) chosen() []*yichuang.OriginalsLine {
	var all []*yichuang.OriginalsLine
	for i := range s.lines {
		if s.marked[markOf(&s.lines[i])] {
			all = append(all, &s.lines[i])
		}
	}
	if l := s.selected(); len(all) == 0 && l != nil {
		all = append(all, l)
	}
	return all
}

func (s *Originals) whyNotHandOn() string {
	all := s.chosen()
	switch {
	case len(all) == 0:
		return "没有选中的原件"
	case s.busy:
		return "请稍候，上一步还没有完成"
	}
	for _, l := range all {
		if l.Place != all[0].Place {
			return "选中的原件不在同一处，一张交接单只能从一处交出"
		}
	}
	return ""
}

// handOn asks where the chosen originals go.
func (s *Originals) handOn() kit.Screen {
	const inKind, inName = "kind", "name"
	from, pieces := s.chosen()[0].Place, 0
	var cases []yichuang.CaseNumber
	for _, l := range s.chosen() {
		cases, pieces = append(cases, l.Number), pieces+l.Pieces
	}
	var places []kit.Option
	for _, k := range yichuang.PlaceKinds {
		if k != yichuang.GivenBack { // with the applicant's signature, at the hand-over desk
			places = append(places, kit.Option{Value: string(k), Label: k.Name()})
		}
	}
	return kit.NewSheet(s.env, kit.Entry{Title: "转办交接单", Does: "登记并打印", At: inKind,
		About: []string{fmt.Sprintf("%d件办件，原件%d份", len(cases), pieces), "交出：" + from.Words()},
		Set:   map[string]string{inKind: string(following(from.Kind))},
		Inputs: []kit.Input{
			{Name: inKind, Label: "去处", Required: true, Options: places},
			{Name: inName, Label: "单位、人员", Required: true, Max: 60, Hint: "（接收的部门、流转人员或者库位）"}},
		Effect: func(func(string) string) string {
			return "登记后每件办件都记下原件去向，并打印交接单，请交出人和接收人签字。"
		},
		Save: func(ctx context.Context, value func(string) string) (tea.Msg, error) {
			to := yichuang.Place{Kind: yichuang.PlaceKind(value(inKind)), Name: yichuang.CleanLine(value(inName))}
			slip, err := s.work.HandOn(ctx, s.me.ID, from, to, cases)
			return handedOn{slip}, err
		}})
}

// following is where originals go next from a place, as a rule.
func following(k yichuang.PlaceKind) yichuang.PlaceKind {
	switch k {
	case yichuang.AtWindow:
		return yichuang.WithCourier
	case yichuang.AtDepartment:
		return yichuang.AtArchive
	}
	return yichuang.AtDepartment
}

func (s *Originals) print(slip *yichuang.Slip) tea.Cmd {
	s.busy = true
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		out, err := s.work.PrintSlip(ctx, slip, false)
		return printed{slip.Number, out}, err
	})
}

func (s *Originals) export(as string) tea.Cmd {
	if s.busy || !s.news.Known {
		return nil
	}
	s.busy = true
	lines := s.lines
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		where, err := s.work.ExportOriginals(ctx, lines, as)
		return exported{where}, err
	})
}

// Keys is what works here.
func (s *Originals) Keys() []key.Binding {
	why := ""
	if s.selected() == nil {
		why = "没有选中的原件"
	}
	return []key.Binding{kit.OffIf(kit.As(kit.Enter, "打开办件"), why), kit.OffIf(keyMark, why), kit.OffIf(keyHandOn, s.whyNotHandOn()), keySlips, keyState, keyOther, keyXLSX, keyCSV,
		kit.As(kit.Up, "上一行"), kit.As(kit.Down, "下一行")}
}
