// Package office is a department's work on one case: confirming the window's
// review, taking the case, asking the window, special procedures, the decision and
// its result.
package office

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Work is what the screen needs of the seat. Append is one durable commit,
// PrepareOf puts the papers on record that the department has to give.
type Work interface {
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error)
	PrepareOf(ctx context.Context, by yichuang.UserID, n yichuang.CaseNumber, department string) (*yichuang.Case, error)
	Circumstances() yichuang.Circumstances
}

// Screen is one case on an officer's desk.
type Screen struct {
	env    *kit.Env
	work   Work
	number yichuang.CaseNumber
	size   kit.Size

	matter
	acts []act // what may be done now, the likeliest first
	top  int
	news news
	busy bool // a fact is being committed
	away bool // another screen may have changed the case
}

// matter is the case as it was read, and who looks at it.
type matter struct {
	me  yichuang.User
	c   *yichuang.Case
	it  *yichuang.Item
	now yichuang.Circumstances
}

// mine is the department's approval, nil where the case was not assigned to it.
func (m *matter) mine() *yichuang.Approval { return m.c.Approval(m.me.Department) }

// news is the one reading under way.
type news struct {
	kit.Reading
	err error // why the case could not be read at all
}

// New returns the screen of a case for an officer.
func New(env *kit.Env, work Work, me yichuang.User, n yichuang.CaseNumber) *Screen {
	return &Screen{env: env, work: work, number: n, matter: matter{me: me}}
}

// Title names the screen in the path.
func (s *Screen) Title() string { return "审批 " + kit.ShortNumber(s.number) }

// Init reads the case.
func (s *Screen) Init() tea.Cmd { return s.read() }

type loaded struct {
	matter
	err error
}

// done says that facts are on record; then leads on, "" for nowhere.
type done struct {
	said string
	then string
	// err is a failure behind the commit: it stands, what should follow does not.
	err error
}

func (s *Screen) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	me := s.me
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, it, err := s.work.Load(ctx, s.number)
		return loaded{matter{me, c, it, s.work.Circumstances()}, err}, nil
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
		return s.done(msg)
	case kit.Answer:
		s.busy = false
		if msg.Yes() {
			return s.answered(msg.Tag)
		}
	case tea.KeyPressMsg:
		if s.c != nil && !s.busy {
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
		s.matter = msg.matter
		s.acts = s.matter.acts()
	case s.c == nil:
		s.news.err = msg.err
	default:
		cmd = kit.Fail(msg.err) // the case stays as it was read before
	}
	if again {
		return tea.Batch(cmd, s.read())
	}
	return cmd
}

func (s *Screen) done(msg done) tea.Cmd {
	s.busy, s.top = false, 0
	cmds := []tea.Cmd{s.read(), kit.Fail(msg.err)}
	if msg.said != "" {
		cmds = append(cmds, kit.Tell(msg.said))
	}
	if msg.then != "" && msg.err == nil {
		cmds = append(cmds, s.leave(msg.then))
	}
	return tea.Batch(cmds...)
}

// Failed ends the waiting; the shell says what went wrong.
func (s *Screen) Failed(error) bool {
	s.busy = false
	s.news.Stop()
	return false
}

func (s *Screen) leave(route string) tea.Cmd {
	s.away = true
	return kit.Go(route, s.number)
}

// commit states facts on the case as it is now, and prepares the papers that follow.
// make sees the case as it is then.
func (s *Screen) commit(said string, make func(*matter) ([]yichuang.Body, error)) func(ctx context.Context) (tea.Msg, error) {
	me := s.me
	return func(ctx context.Context) (tea.Msg, error) {
		c, it, err := s.work.Load(ctx, s.number)
		if err != nil {
			return nil, err
		}
		bodies, err := make(&matter{me, c, it, s.work.Circumstances()})
		if err != nil {
			return nil, err
		}
		for _, b := range bodies {
			if err := yichuang.MayState(me, c, b); err != nil {
				return nil, err
			}
		}
		unconfirmed := c.Unconfirmed
		if c, err = s.work.Append(ctx, me.ID, c, bodies...); err != nil {
			return nil, err
		}
		d := done{said: said}
		if len(yichuang.PapersDueOf(c, me.Department)) > 0 {
			d.then = routePapers
			_, d.err = s.work.PrepareOf(ctx, me.ID, c.Number, me.Department)
		}
		if d.err == nil && unconfirmed && !c.Unconfirmed { // the window hands the notice over: now it stands on its desk
			_, d.err = s.work.PrepareOf(ctx, me.ID, c.Number, "")
		}
		return d, nil
	}
}

// state commits at once, without a sheet.
func (s *Screen) state(said string, make func(*matter) ([]yichuang.Body, error)) tea.Cmd {
	s.busy = true
	return s.env.Do(s, s.commit(said, make))
}
