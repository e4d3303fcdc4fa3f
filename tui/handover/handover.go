// Package handover is the hand-over desk (综合出件): results that arrive, whoever
// collects them, originals that go back, and reminders.
package handover

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Work is what the screen needs of the seat. Append is one durable commit,
// PrepareOf puts the papers on record that are to be given.
type Work interface {
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error)
	PrepareOf(ctx context.Context, by yichuang.UserID, n yichuang.CaseNumber, department string) (*yichuang.Case, error)
}

// The routes this screen opens.
const routePapers = "papers"

var (
	keyArrive = kit.Bind("a", "登记到件", "a")
	keyHand   = kit.Bind("h", "出件", "h")
	keyPost   = kit.Bind("m", "邮寄", "m")
	keyEmail  = kit.Bind("e", "电子送达", "e")
	keyRemind = kit.Bind("k", "提醒领取", "k")
	keyPapers = kit.Bind("p", "文书", "p")
	keyCase   = kit.Bind("F4", "办件全部内容", "f4")
	keyNext   = kit.Bind("F3", "下一件", "f3")
)

// Screen is one case at the hand-over desk.
type Screen struct {
	env    *kit.Env
	work   Work
	me     yichuang.User
	number yichuang.CaseNumber
	size   kit.Size

	c    *yichuang.Case
	it   *yichuang.Item
	acts []act
	news news
}

// act is something that may be done with the case.
type act struct {
	key key.Binding
	why string // why not now, "" when it may be done
	do  func(*Screen) tea.Cmd
}

// news is the one reading under way.
type news struct {
	kit.Reading
	err error // why the case could not be read at all
}

// New returns the screen of a case for whoever hands results out.
func New(env *kit.Env, work Work, me yichuang.User, n yichuang.CaseNumber) *Screen {
	return &Screen{env: env, work: work, me: me, number: n}
}

// Title names the screen in the path.
func (s *Screen) Title() string { return "出件 " + kit.ShortNumber(s.number) }

// Init reads the case.
func (s *Screen) Init() tea.Cmd { return s.read() }

type loaded struct {
	c   *yichuang.Case
	it  *yichuang.Item
	err error
}

// done says that facts are on record; then leads on, "" for nowhere.
type done struct {
	said string
	then string
	err  error // a failure behind the commit
}

func (s *Screen) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, it, err := s.work.Load(ctx, s.number)
		return loaded{c, it, err}, nil
	})
}

// Update takes keys, news and what the sheets did.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.Changed:
		return s.read()
	case loaded:
		return s.load(msg)
	case done:
		cmds := []tea.Cmd{s.read(), kit.Fail(msg.err), kit.Tell(msg.said)}
		if msg.then != "" && msg.err == nil {
			cmds = append(cmds, kit.Go(msg.then, s.number))
		}
		return tea.Batch(cmds...)
	case tea.KeyPressMsg:
		if s.c != nil {
			return s.press(msg)
		}
	}
	return nil
}

func (s *Screen) load(msg loaded) tea.Cmd {
	again := s.news.Done()
	s.news.err = nil
	var cmd tea.Cmd
	switch {
	case msg.err == nil:
		s.c, s.it = msg.c, msg.it
		s.acts = s.list()
	case s.c == nil:
		s.news.err = msg.err
	default:
		cmd = kit.Fail(msg.err)
	}
	if again {
		return tea.Batch(cmd, s.read())
	}
	return cmd
}

// Failed ends the waiting; the shell says what went wrong.
func (s *Screen) Failed(error) bool {
	s.news.Stop()
	return false
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case kit.Is(msg, keyCase):
		return kit.Go(kit.RouteCase, s.number)
	case kit.Is(msg, keyNext):
		return kit.Send(kit.Home{})
	}
	for _, a := range s.acts {
		if a.why == "" && (kit.Is(msg, a.key) || kit.Is(msg, kit.Enter)) {
			return a.do(s)
		}
	}
	return nil
}

// list is what may be done, what comes next first.
func (s *Screen) list() []act {
	ready := ""
	switch {
	case s.c.Stage == yichuang.StageClosed:
		ready = "已经出件"
	case s.c.Stage != yichuang.StageReady:
		ready = "这件现在是“" + s.c.Stage.Name() + "”，结果还没有到齐"
	}
	arrive, digital, papers := "没有等着到件的结果", ready, ""
	if len(s.coming()) > 0 {
		arrive = ""
	}
	if ready == "" && !s.digital() {
		digital = "有纸质结果，不能电子送达"
	}
	if len(s.c.Papers) == 0 && len(yichuang.PapersDue(s.c)) == 0 {
		papers = "还没有文书"
	}
	return []act{
		{keyHand, ready, (*Screen).hand}, {keyArrive, arrive, (*Screen).arrive},
		{keyPapers, papers, func(s *Screen) tea.Cmd { return kit.Go(routePapers, s.number) }},
		{keyPost, ready, (*Screen).post}, {keyEmail, digital, (*Screen).email}, {keyRemind, ready, (*Screen).remind},
	}
}

// coming are the departments whose results are on their way.
func (s *Screen) coming() []string {
	var list []string
	for i := range s.c.Approvals {
		if a := &s.c.Approvals[i]; a.Result != nil && a.Result.State == yichuang.ResultIssued {
			list = append(list, a.Department)
		}
	}
	return list
}

func (s *Screen) digital() bool {
	for i := range s.c.Approvals {
		if r := s.c.Approvals[i].Result; r != nil && !r.Digital {
			return false
		}
	}
	return true
}

// Keys is what works now, and why the rest does not.
func (s *Screen) Keys() []key.Binding {
	if s.c == nil {
		return nil
	}
	enter := kit.Off(kit.As(kit.Enter, "下一步"), "没有要办的了")
	for _, a := range s.acts {
		if a.why == "" {
			enter = kit.As(kit.Enter, a.key.Help().Desc)
			break
		}
	}
	keys := []key.Binding{enter}
	for _, a := range s.acts {
		keys = append(keys, kit.OffIf(a.key, a.why))
	}
	return append(keys, keyCase, keyNext)
}
