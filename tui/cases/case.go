package cases

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Screen shows one case.
type Screen struct {
	env  *kit.Env
	work Work
	by   yichuang.UserID
	size kit.Size

	number yichuang.CaseNumber // "" until the code was checked
	ticket string              // the code it was opened with
	record
	next next
	news news
	page page
	busy bool // a fact is being committed
	away bool // another screen may have changed the case
	held tea.KeyPressMsg
}

// record is the case as it was read.
type record struct {
	me     yichuang.User // who looks at it
	c      *yichuang.Case
	it     *yichuang.Item
	now    yichuang.Circumstances
	events []yichuang.Event
	scans  map[yichuang.ScanHash]yichuang.ScanState
	bundle []*yichuang.Case // the cases of the same bundle, this one among them
}

// news is the one reading under way.
type news struct {
	kit.Reading
	err error // why the case could not be read at all
}

// New returns the screen of a case. arg is its number, or the code that was
// scanned off one of its papers; for anything else there is no screen.
func New(env *kit.Env, work Work, by yichuang.User, arg any) kit.Screen {
	s := &Screen{env: env, work: work, by: by.ID, record: record{me: by}}
	switch arg := arg.(type) {
	case yichuang.CaseNumber:
		s.number = arg
	case kit.Scanned:
		s.ticket = arg.Ticket
	default:
		return nil
	}
	return s
}

// Title names the screen in the path.
func (s *Screen) Title() string {
	if s.number == "" {
		return "办件"
	}
	return "办件 " + kit.ShortNumber(s.number)
}

// Init reads the case.
func (s *Screen) Init() tea.Cmd { return s.read() }

// loaded is what a reading found.
type loaded struct {
	record
	number yichuang.CaseNumber
	err    error
}

// appended says that facts are on record; then leads on, "" for nowhere.
type appended struct {
	then string
	said string
	// err is a failure behind the commit: it stands, what should follow does not.
	err error
}

// read reads the case again, once it has been read.
func (s *Screen) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	number, ticket, me := s.number, s.ticket, s.me
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		if number == "" {
			n, err := s.work.TicketCase(ticket)
			if err != nil {
				return loaded{err: err}, nil
			}
			number = n
		}
		c, it, err := s.work.Load(ctx, number)
		if err != nil {
			return loaded{number: number, err: err}, nil
		}
		events, err := s.work.History(ctx, number)
		if err != nil {
			return loaded{number: number, err: err}, nil
		}
		bundle, err := s.work.Bundle(ctx, c)
		if err != nil {
			return loaded{number: number, err: err}, nil
		}
		states, err := s.work.ScanStates(ctx, c.Scans())
		return loaded{record{me, c, it, s.work.Circumstances(), events, states, bundle}, number, err}, nil
	})
}

// Update takes keys, news and the answers of forms and questions.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		s.lay()
	case kit.Changed:
		return s.read()
	case loaded:
		return s.load(msg)
	case appended:
		return s.appended(msg)
	case kit.NextPerson:
		return kit.Back(msg)
	case kit.Answer:
		if msg.Tag == tagBack && msg.Yes() {
			return s.resubmit()
		}
	case tea.KeyPressMsg:
		return s.key(msg)
	}
	return nil
}

// key takes a key. The first one after another screen waits until the case was
// read: it must not act on how the case was before.
func (s *Screen) key(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case s.c == nil && s.news.err != nil && kit.Is(msg, keyFind):
		return kit.Instead(routeFind, nil)
	case s.c == nil || s.busy:
		return nil
	case s.away:
		s.away, s.held = false, msg
		return s.read()
	}
	return s.press(msg)
}

func (s *Screen) load(msg loaded) tea.Cmd {
	again := s.news.Done()
	s.news.err = nil
	if msg.number != "" {
		s.number = msg.number
	}
	var cmd tea.Cmd
	switch {
	case msg.err == nil:
		s.record = msg.record
		s.next = nextOf(&s.record)
		s.lay()
	case s.c == nil:
		s.news.err = msg.err
	default:
		cmd = kit.Fail(msg.err) // the case stays as it was read before
	}
	if again {
		return tea.Batch(cmd, s.read())
	}
	if held := s.held; held.Code != 0 && msg.err == nil {
		s.held = tea.KeyPressMsg{}
		return s.key(held)
	}
	s.held = tea.KeyPressMsg{}
	return cmd
}

// appended shows what is on record now, and goes on from there.
func (s *Screen) appended(msg appended) tea.Cmd {
	s.busy, s.page.top = false, 0
	cmds := []tea.Cmd{s.read(), kit.Fail(msg.err)}
	if msg.said != "" && msg.err == nil {
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

// resubmit begins another visit.
func (s *Screen) resubmit() tea.Cmd {
	s.busy = true
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, _, err := s.work.Load(ctx, s.number)
		if err != nil {
			return nil, err
		}
		if _, err = s.work.Append(ctx, s.by, c, &yichuang.Resubmitted{}); err != nil {
			return nil, err
		}
		return appended{then: routeReview}, nil
	})
}
