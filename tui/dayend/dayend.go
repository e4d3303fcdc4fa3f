// Package dayend is 日清, the end of a seat's day: receipts printed, cases here, cases
// at the centre and originals counted must be the same; what is not is listed with what
// to do about it, and the clerk signs with his PIN.
package dayend

import (
	"context"
	"slices"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Days reads what there is of days.
type Days interface {
	DayBook(ctx context.Context, day yichuang.Date) (*yichuang.DayBook, error)
	// Closing returns the closing that stands, nil while there is none.
	Closing(ctx context.Context, day yichuang.Date) (*yichuang.DayClosing, error)
	// UnfinishedDays lists the days before today that are not closed, or not compared.
	UnfinishedDays(ctx context.Context) ([]yichuang.Date, error)
}

// Centre asks the centre. Busy is returned while it cannot be reached.
type Centre interface {
	CentreDay(ctx context.Context, day yichuang.Date) (*yichuang.CentreDay, error)
	CompareDay(ctx context.Context, day yichuang.Date) (*yichuang.DayClosing, error)
	Fetch(ctx context.Context, n yichuang.CaseNumber) error
	// Retry has what waits sent at once.
	Retry()
}

// Work is everything that the screen asks of the seat.
type Work interface {
	Days
	Centre
	CloseDay(ctx context.Context, pin string, d yichuang.DayClosing) (*yichuang.DayClosing, error)
	PrintDay(ctx context.Context, d *yichuang.DayClosing, again bool) (yichuang.Printout, error)
}

// The routes this screen opens.
const routePapers = "papers"

var (
	keyCount   = kit.Bind("k", "清点原件", "k")
	keyCompare = kit.Bind("n", "核对中心", "n")
	keyClose   = kit.Bind("j", "日清", "j")
	keyPrint   = kit.Bind("p", "打印日清单", "p")
	keyDay     = kit.Bind("d", "换日期", "d")
)

// Screen is the end of one day.
type Screen struct {
	env  *kit.Env
	work Work
	me   yichuang.User
	size kit.Size

	day     yichuang.Date
	days    []yichuang.Date // unfinished ones, then today
	book    *yichuang.DayBook
	closing *yichuang.DayClosing // that stands, nil while there is none
	centre  *yichuang.CentreDay  // nil: not known
	why     error                // why it is not known
	tallies []yichuang.DayTally
	list    *kit.List
	news    struct {
		kit.Reading
		busy bool
	}
}

// New returns the end of this day.
func New(env *kit.Env, work Work, me yichuang.User) *Screen {
	s := &Screen{env: env, work: work, me: me, day: yichuang.DateOf(env.Now()), list: kit.NewList(env.Theme, columns...)}
	return s
}

// Title names the screen in the path.
func (s *Screen) Title() string { return "日清" }

// Leaving asks when originals were counted and the day not closed.
func (s *Screen) Leaving() string {
	if s.closing == nil && slices.ContainsFunc(s.tallies, func(y yichuang.DayTally) bool { return y.Counted != yichuang.NotCounted }) {
		return "清点的份数还没有日清，离开就要重新清点。"
	}
	return ""
}

// Init reads the day, and asks the centre.
func (s *Screen) Init() tea.Cmd { return tea.Batch(s.read(), s.ask()) }

type (
	fresh struct {
		day     yichuang.Date
		book    *yichuang.DayBook
		closing *yichuang.DayClosing
		days    []yichuang.Date
	}
	// said is what the centre has of a day, or why that is not known.
	said struct {
		day    yichuang.Date
		centre *yichuang.CentreDay
		why    error
	}
	compared struct{ d *yichuang.DayClosing }
	closed   struct{ d *yichuang.DayClosing }
	printed  struct{ out yichuang.Printout }
	fetched  struct{}
	counted  struct{ tallies []yichuang.DayTally }
)

func (s *Screen) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	day := s.day
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		book, err := s.work.DayBook(ctx, day)
		if err != nil {
			return nil, err
		}
		closing, err := s.work.Closing(ctx, day)
		if err != nil {
			return nil, err
		}
		days, err := s.work.UnfinishedDays(ctx)
		return fresh{day, book, closing, days}, err
	})
}

// ask asks the centre, which may take a while: the screen shows what is here meanwhile.
func (s *Screen) ask() tea.Cmd {
	day := s.day
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		centre, err := s.work.CentreDay(ctx, day)
		return said{day, centre, err}, nil
	})
}

// Update takes keys and news.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.Changed:
		return s.read()
	case kit.Linked:
		return s.ask()
	case kit.NextPerson:
		return kit.Back(msg)
	case fresh:
		return s.take(msg)
	case said:
		if msg.day == s.day {
			s.centre, s.why = msg.centre, msg.why
			s.lay()
		}
	case counted:
		s.tallies = msg.tallies
		s.lay()
	case compared, closed, printed, fetched:
		return s.done(msg)
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil
}

// take shows what was read. What was counted stays, as far as it is still due.
func (s *Screen) take(f fresh) tea.Cmd {
	again := s.news.Done()
	if f.day == s.day {
		had := map[string]int{}
		for _, y := range s.tallies {
			had[y.Name] = y.Counted
		}
		s.book, s.closing, s.tallies = f.book, f.closing, f.book.Tallies()
		for i := range s.tallies {
			if n, counted := had[s.tallies[i].Name]; counted {
				s.tallies[i].Counted = n
			}
		}
		s.days = append(slices.DeleteFunc(f.days, func(d yichuang.Date) bool { return d == yichuang.DateOf(s.env.Now()) }), yichuang.DateOf(s.env.Now()))
		slices.SortFunc(s.days, yichuang.Date.Compare)
		s.lay()
	}
	if again {
		return s.read()
	}
	return nil
}

// done ends a piece of work and says what came of it.
func (s *Screen) done(msg tea.Msg) tea.Cmd {
	s.news.busy = false
	switch msg := msg.(type) {
	case compared:
		s.closing = msg.d
		s.lay()
		if n := len(msg.d.Differences()); n > 0 {
			return kit.Tell("已核对，有不符的，请看列表")
		}
		return kit.Tell("已核对，与中心相符")
	case closed:
		s.closing, s.tallies = msg.d, nil
		return tea.Batch(kit.Tell("已日清，"+msg.d.Number), s.print(false), s.read())
	case printed:
		return kit.Tell("日清单" + msg.out.Words())
	case fetched:
		return tea.Batch(kit.Tell("已取来"), s.read())
	}
	return nil
}

// Failed ends a waiting state; the shell says what went wrong.
func (s *Screen) Failed(error) bool {
	s.news.Stop()
	s.news.busy = false
	return false
}

// Keys is what works here.
func (s *Screen) Keys() []key.Binding {
	enter := kit.As(kit.Enter, "处理")
	if d := s.selected(); d == nil {
		enter = kit.Off(enter, "没有要处理的不符事项")
	} else {
		enter = kit.As(enter, d.Do.Name())
	}
	return []key.Binding{enter, kit.OffIf(keyCount, s.whyNotCount()), kit.OffIf(keyClose, s.whyNotClose()), kit.OffIf(keyCompare, s.whyNotCompare()), kit.OffIf(keyPrint, s.whyNotPrint()),
		keyDay, kit.As(kit.Up, "上一行"), kit.As(kit.Down, "下一行")}
}
