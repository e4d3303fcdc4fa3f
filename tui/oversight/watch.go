package oversight

import (
	"cmp"
	"context"
	"slices"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

var (
	keyUrge       = kit.Bind("u", "催办、督办", "u")
	keyAudit      = kit.Bind("a", "责任倒查", "a")
	keyLight      = kit.Bind("g", "按灯色", "g")
	keyPoint      = kit.Bind("p", "按监察点", "p")
	keyDepartment = kit.Bind("d", "按部门", "d")
	keyWindow     = kit.Bind("w", "按窗口", "w")
	keyClerk      = kit.Bind("c", "按人员", "c")
	keyItem       = kit.Bind("i", "按事项", "i")
	keyAll        = kit.Bind("x", "看全部", "x")
	keyFigures    = kit.Bind("t", "统计", "t")
	keyLedger     = kit.Bind("o", "容缺和原件台账", "o")
	keyRead       = kit.Bind("r", "刷新", "r")
)

// Watch is the watch list: the open cases, the most urgent first.
type Watch struct {
	env  *kit.Env
	work Watcher
	size kit.Size

	list   *kit.List
	all    []yichuang.WatchedCase
	shown  []*yichuang.WatchedCase // those of all that pass the filter
	filter yichuang.WatchFilter
	now    yichuang.Circumstances // when it was read
	news   kit.Reading
	busy   bool // a case is looked up to be urged
}

// NewWatch returns the watch list.
func NewWatch(env *kit.Env, work Watcher) *Watch {
	s := &Watch{env: env, work: work, list: kit.NewList(env.Theme, watchColumns...)}
	s.list.Empty = "没有这样的在办件。按 x 看全部。"
	return s
}

// Title names the screen in the path.
func (s *Watch) Title() string { return "电子监察" }

// Init reads the list.
func (s *Watch) Init() tea.Cmd { return s.read() }

type (
	watched struct {
		all []yichuang.WatchedCase
		now yichuang.Circumstances
	}
	// tourge is a case as it is now, to be urged.
	tourge struct{ c *yichuang.Case }
)

func (s *Watch) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		now := s.work.Circumstances()
		all, err := s.work.Watched(ctx)
		return watched{all, now}, err
	})
}

// Update takes keys and news.
func (s *Watch) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.Changed:
		return s.read()
	case kit.NextPerson:
		return kit.Back(msg)
	case watched:
		s.all, s.now = msg.all, msg.now
		s.narrow()
		if s.news.Done() {
			return s.read()
		}
	case tourge:
		s.busy = false
		return kit.Go(routeUrge, msg.c)
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil
}

// Failed ends a waiting state; the shell says what went wrong.
func (s *Watch) Failed(error) bool {
	s.news.Stop()
	s.busy = false
	return false
}

func (s *Watch) press(msg tea.KeyPressMsg) tea.Cmd {
	c := s.selected()
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case kit.Is(msg, keyUrge) && c != nil && !s.busy:
		return s.urge(c.Number)
	case kit.Is(msg, keyAudit) && c != nil:
		return kit.Go(routeAudit, c.Number)
	case kit.Is(msg, keyFigures):
		return kit.Go(routeFigures, nil)
	case kit.Is(msg, keyLedger):
		return kit.Go(routeLedger, nil)
	case kit.Is(msg, keyRead):
		return s.read()
	case s.refilter(msg):
		s.narrow()
		s.list.Select(0)
	case s.list.Update(msg) == kit.ListChosen:
		return kit.Go(kit.RouteCase, c.Number)
	}
	return nil
}

// refilter changes the filter by a key, and reports whether it did.
func (s *Watch) refilter(msg tea.Msg) bool {
	f := &s.filter
	switch {
	case kit.Is(msg, keyLight):
		f.Least = following([]yichuang.Light{yichuang.Green, yichuang.Yellow, yichuang.Red1, yichuang.Black}, f.Least)
	case kit.Is(msg, keyPoint):
		f.Point = following(s.points(), f.Point)
	case kit.Is(msg, keyDepartment):
		f.Department = following(s.departments(), f.Department)
	case kit.Is(msg, keyWindow):
		f.Window = following(each(s.all, func(c *yichuang.WatchedCase) int { return c.Window }), f.Window)
	case kit.Is(msg, keyClerk):
		f.Clerk = following(each(s.all, func(c *yichuang.WatchedCase) yichuang.UserID { return c.Clerk }), f.Clerk)
	case kit.Is(msg, keyItem):
		f.Item = following(each(s.all, func(c *yichuang.WatchedCase) yichuang.ItemID { return c.Item }), f.Item)
	case kit.Is(msg, keyAll):
		*f = yichuang.WatchFilter{}
	default:
		return false
	}
	return true
}

// points are the monitored points that occur.
func (s *Watch) points() []yichuang.WatchPoint {
	occurs := map[yichuang.WatchPoint]bool{}
	for i := range s.all {
		for _, x := range s.all[i].Signals {
			occurs[x.Point] = true
		}
	}
	all := slices.Concat(yichuang.WatchPoints, yichuang.FactPoints)
	return slices.DeleteFunc(all, func(p yichuang.WatchPoint) bool { return !occurs[p] })
}

func (s *Watch) departments() []string {
	var all []string
	for i := range s.all {
		if c := &s.all[i]; c.Department != "" {
			all = append(all, c.Department)
		}
		all = append(all, s.all[i].Departments...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// each returns what cases have of something, in order and without doubles.
func each[T cmp.Ordered](list []yichuang.WatchedCase, of func(*yichuang.WatchedCase) T) []T {
	all := make([]T, len(list))
	for i := range list {
		all[i] = of(&list[i])
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// narrow shows what passes the filter. The same case stays selected.
func (s *Watch) narrow() {
	was := yichuang.CaseNumber("")
	if c := s.selected(); c != nil {
		was = c.Number
	}
	s.shown = nil
	at := -1
	for i := range s.all {
		if c := &s.all[i]; s.filter.Fits(c) {
			if c.Number == was {
				at = len(s.shown)
			}
			s.shown = append(s.shown, c)
		}
	}
	s.list.SetRows(watchRows{s})
	if at >= 0 {
		s.list.Select(at)
	}
}

// selected returns the case under the mark, nil when there is none.
func (s *Watch) selected() *yichuang.WatchedCase {
	if i := s.list.Selected(); i >= 0 && i < len(s.shown) {
		return s.shown[i]
	}
	return nil
}

func (s *Watch) urge(n yichuang.CaseNumber) tea.Cmd {
	s.busy = true
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, _, err := s.work.Load(ctx, n)
		return tourge{c}, err
	})
}

// Keys is what works here.
func (s *Watch) Keys() []key.Binding {
	why := ""
	if s.selected() == nil {
		why = "没有选中的办件"
	}
	return []key.Binding{kit.OffIf(kit.As(kit.Enter, "打开办件"), why), kit.OffIf(keyUrge, why), keyLight, keyPoint, keyDepartment, keyWindow, keyClerk, keyItem, keyAll,
		kit.OffIf(keyAudit, why), keyFigures, keyLedger, keyRead, kit.As(kit.Up, "上一行"), kit.As(kit.Down, "下一行")}
}
