// Package desk is the first screen after signing in: what needs this clerk
// today, and the way to everything else.
package desk

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Work is what a desk reads.
type Work interface {
	// Desk returns what needs a person today.
	Desk(ctx context.Context, u yichuang.User) (yichuang.DeskView, error)
	// Draft returns what was typed and not finished, nil when there is nothing.
	Draft(ctx context.Context, by yichuang.UserID, key string) ([]byte, error)
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	// Item returns an item in force.
	Item(id yichuang.ItemID) (*yichuang.Item, error)
	// Unusable names the item files that give no item.
	Unusable() []string
}

// Seat is who sits where.
type Seat struct {
	User   yichuang.User
	Window int
}

// Screen is the desk.
type Screen struct {
	env  *kit.Env
	work Work
	seat Seat
	size kit.Size

	board board
	draft *draft
	files []string // item files that cannot be used
	news  news
	// opening is set while a case is looked up, so that Enter pressed twice opens
	// it once.
	opening bool
	// away is set when another screen was opened: what it did shows with the first
	// key after it, even if nobody said that something changed.
	away bool
}

// news is the one reading under way. What changes meanwhile is read afterwards,
// so that answers cannot overtake each other.
type news struct {
	kit.Reading
	err error // why the last reading failed
}

// tagSwitch marks the answer to the question whether to sign out.
const tagSwitch = "switch"

// New returns the desk of somebody at a seat.
func New(env *kit.Env, work Work, seat Seat) *Screen {
	return &Screen{env: env, work: work, seat: seat}
}

// Title names the screen in the path.
func (s *Screen) Title() string { return "工作台" }

// Init reads what there is to do.
func (s *Screen) Init() tea.Cmd { return s.read() }

// fresh is what a reading found, target where the work on a case goes on.
type (
	fresh struct {
		view  yichuang.DeskView
		draft *draft
		files []string
	}
	target struct {
		route  string
		number yichuang.CaseNumber
	}
)

// read reads the desk again, once it has been read.
func (s *Screen) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		view, err := s.work.Desk(ctx, s.seat.User)
		if err != nil {
			return unread{err}, nil
		}
		// A draft that cannot be read must not hide the work; the form that wrote
		// it says so when it is opened.
		raw, _ := s.work.Draft(ctx, s.seat.User.ID, draftKey)
		return fresh{view, s.readDraft(raw), s.work.Unusable()}, nil
	})
}

// unread says that the desk could not be read: the old one stays.
type unread struct{ err error }

// Update takes keys and news.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.Changed:
		return s.read()
	case kit.NextPerson:
		if s.whyNotNew() != "" {
			return nil
		}
		return s.leave(routeItem, nil)
	case fresh:
		s.board.set(msg.view)
		s.draft, s.files = msg.draft, msg.files
		return s.done(nil)
	case unread:
		return s.done(msg.err)
	case target:
		s.opening = false
		return s.leave(msg.route, msg.number)
	case kit.Answer:
		if msg.Tag == tagSwitch && msg.Yes() {
			return kit.Restart(routeSignIn, nil)
		}
	case tea.KeyPressMsg:
		var back tea.Cmd
		if s.away || s.news.Known && yichuang.DateOf(s.env.Now()) != s.board.today { // or left open over night
			s.away = false
			back = s.read()
		}
		return tea.Batch(back, s.press(msg))
	}
	return nil
}

// done ends a reading and begins the next if something changed meanwhile.
func (s *Screen) done(err error) tea.Cmd {
	known := s.news.Known || err == nil
	again := s.news.Done()
	s.news.Known, s.news.err = known, err
	if again {
		return s.read()
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case kit.Is(msg, keyNew) && s.whyNotNew() == "":
		return s.leave(routeItem, nil)
	case kit.Is(msg, keyFind):
		return s.leave(routeFind, nil)
	case kit.Is(msg, keyDraft) && s.draft != nil:
		return s.leave(routeApplicant, s.draft.Item)
	case kit.Is(msg, keyFresh):
		return s.read()
	case kit.Is(msg, keyWatch) && s.seat.User.Is(yichuang.RoleSupervisor):
		return s.leave(routeOversight, nil)
	case kit.Is(msg, keyDayEnd) && s.whyNotNew() == "":
		return s.leave(routeDayEnd, nil)
	case kit.Is(msg, keyLedger):
		return s.leave(routeLedger, nil)
	case kit.Is(msg, keySync):
		return s.leave(routeSync, nil)
	case kit.Is(msg, keyJobs):
		return s.leave(kit.RouteJobs, nil)
	case kit.Is(msg, keySwitch):
		return kit.Show(kit.NewAsk(s.env, kit.Question{
			Tag: tagSwitch, Title: "换人、签退", Text: "签退并回到登录画面？",
			Choices: []string{"签退", "不签退"},
		}))
	case kit.Is(msg, kit.Enter):
		return s.open()
	}
	s.board.press(msg)
	return nil
}

// whyNotNew says why this person takes no applications in, "" when he does.
func (s *Screen) whyNotNew() string {
	if err := yichuang.MayState(s.seat.User, new(yichuang.Case), new(yichuang.Opened)); err != nil {
		message, _ := yichuang.Explain(err)
		return message
	}
	return ""
}

// leave opens another screen above this one.
func (s *Screen) leave(route string, arg any) tea.Cmd {
	s.away = true
	return kit.Go(route, arg)
}

// open goes to where the work on the selected case goes on.
func (s *Screen) open() tea.Cmd {
	c := s.board.selected()
	if c == nil || s.opening {
		return nil
	}
	if s.seat.User.Role == yichuang.RoleOfficer {
		return s.leave(routeOffice, c.Number)
	}
	switch s.board.groups[s.board.at.group].Kind {
	case yichuang.GroupReady, yichuang.GroupArriving:
		return s.leave(routeHandOver, c.Number)
	case yichuang.GroupUrged, yichuang.GroupAsked, yichuang.GroupOwed, yichuang.GroupLate, yichuang.GroupNear:
		return s.leave(kit.RouteCase, c.Number)
	}
	if c.Stage != yichuang.StageReview {
		return s.leave(next(c), c.Number)
	}
	s.opening = true
	number := c.Number
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, _, err := s.work.Load(ctx, number)
		if err != nil {
			return nil, err
		}
		if c.Stage == yichuang.StageReview && c.Scenario == "" {
			return target{routeScenario, number}, nil
		}
		return target{routeReview, number}, nil
	})
}

// next returns the route on which the work on a case goes on that is not under
// review.
func next(c *yichuang.Summary) string {
	if c.Papers > 0 && !c.Stage.Open() && !c.Unconfirmed {
		return routePapers
	}
	return kit.RouteCase
}

// Failed ends the looking up of a case; the shell says what went wrong.
func (s *Screen) Failed(error) bool {
	s.opening = false
	return false
}
