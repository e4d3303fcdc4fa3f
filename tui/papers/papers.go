// Package papers is the screen of a case's papers (文书): print, see them come
// out, hand them over, print again. Each step of a paper is on record before it
// is shown, and a printer that fails holds up nothing but its own paper.
package papers

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Cases is what the papers need of their case. PrepareOf puts the papers that a
// department has to give on record, "" for the window and the hand-over desk, and
// may be called again.
type Cases interface {
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error)
	PrepareOf(ctx context.Context, by yichuang.UserID, n yichuang.CaseNumber, department string) (*yichuang.Case, error)
}

// Press makes and prints papers by their number. Print notes the printing; a
// second one is a reprint. JobsOf are the printings on their way, oldest first.
// Preview is the paper as plain text.
type Press interface {
	Document(ctx context.Context, n yichuang.CaseNumber, paper string) (*yichuang.Document, error)
	Print(ctx context.Context, by yichuang.UserID, n yichuang.CaseNumber, paper string) (yichuang.Printout, *yichuang.Case, error)
	JobsOf(ctx context.Context, n yichuang.CaseNumber) ([]yichuang.Job, error)
	Preview(d *yichuang.Document, width int) string
}

// Seat is everything the screen asks of the terminal.
type Seat interface {
	Cases
	Bundles
	Press
}

// Screen is the papers of one case.
type Screen struct {
	env    *kit.Env
	seat   Seat
	by     yichuang.UserID
	of     string // the department whose papers these are; "" for window and hand-over desk
	number yichuang.CaseNumber
	size   kit.Size

	matter
	cursor int
	sheet  sheet
	where  map[string]yichuang.Printout // where the papers printed here went
	job    job
	jobs   jobs
	says   say
	reader kit.Burst
}

// matter is what is shown: the case and its papers.
type matter struct {
	c      *yichuang.Case
	papers []yichuang.Paper // the present visit's first
	beside *yichuang.Case   // another case of the same bundle with papers to hand over, nil for none
}

// job is the work under way.
type job struct {
	busy  bool
	now   string   // paper being printed, "" when it is something else
	next  []string // papers to print after it
	count int      // papers printed before it in one go
	asked string   // paper a question is about
}

// say is what the last key did.
type say struct {
	tone kit.Tone
	text string
}

// New returns the papers of a case that a person deals with: an officer those of his
// department, everybody else those of window and hand-over desk.
func New(env *kit.Env, seat Seat, by yichuang.User, n yichuang.CaseNumber) *Screen {
	s := &Screen{env: env, seat: seat, by: by.ID, number: n, where: map[string]yichuang.Printout{}}
	if by.Role == yichuang.RoleOfficer {
		s.of = by.Department
	}
	return s
}

// due are the papers that have not been prepared.
func (s *Screen) due(c *yichuang.Case) []yichuang.DocumentKind { return yichuang.PapersDueOf(c, s.of) }

// loaded is the case; late is set when papers that are due could not be prepared.
type loaded struct {
	c      *yichuang.Case
	beside *yichuang.Case
	late   error
}

type printed struct {
	number string
	out    yichuang.Printout
	c      *yichuang.Case
}

type noted struct{ c *yichuang.Case }

// Init reads the case and prepares what is due, in case that failed before.
func (s *Screen) Init() tea.Cmd {
	s.job.busy = true
	return tea.Batch(s.read(), s.readJobs())
}

func (s *Screen) read() tea.Cmd {
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, _, err := s.seat.Load(ctx, s.number)
		if err != nil {
			return nil, err
		}
		bundle, err := s.seat.Bundle(ctx, c)
		if err != nil {
			return nil, err
		}
		beside := s.open(bundle)
		if len(s.due(c)) == 0 {
			return loaded{c: c, beside: beside}, nil
		}
		prepared, err := s.seat.PrepareOf(ctx, s.by, s.number, s.of)
		if err != nil {
			return loaded{c, beside, err}, nil
		}
		return loaded{c: prepared, beside: beside}, nil
	})
}

// Title names the screen in the path.
func (s *Screen) Title() string { return "文书" }

// Update takes keys, and the answers to its own work.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		return s.show()
	case tea.KeyPressMsg:
		if s.c != nil {
			return s.press(msg)
		}
	case kit.Changed:
		if s.c != nil && !s.job.busy {
			return tea.Batch(s.read(), s.readJobs())
		}
	case kit.PrintNews:
		return s.readJobs()
	case queue:
		return s.setJobs(msg)
	case loaded:
		first := s.c == nil
		s.job.busy, s.beside = false, msg.beside
		if s.set(msg.c); first {
			s.advance()
		}
		return tea.Batch(kit.Fail(msg.late), s.show())
	case printed:
		return s.printed(msg)
	case noted:
		s.job.busy = false
		s.set(msg.c)
		s.advance()
		return s.show()
	case kit.NextPerson:
		if s.whyStay() == "" {
			return kit.Back(msg)
		}
	case drawn:
		s.sheet.draw(msg)
	case kit.Answer:
		return s.answered(msg)
	}
	return nil
}

// set takes the case as it is now. The present visit's papers come first.
func (s *Screen) set(c *yichuang.Case) {
	if s.c != nil && c.Seen() < s.c.Seen() {
		return
	}
	s.c, s.papers = c, nil
	var old []yichuang.Paper
	for _, p := range c.Papers {
		if p.Department != s.of {
			continue
		}
		if p.Visit == c.Visit {
			s.papers = append(s.papers, p)
		} else {
			old = append(old, p)
		}
	}
	s.papers = append(s.papers, old...)
	s.cursor = max(0, min(s.cursor, len(s.papers)-1))
}

// current is the paper under the mark, nil when there is none.
func (s *Screen) current() *yichuang.Paper {
	if s.cursor >= len(s.papers) {
		return nil
	}
	return &s.papers[s.cursor]
}

// first returns the first paper in a state, -1 for none.
func (s *Screen) first(states ...yichuang.PaperState) int {
	for i, p := range s.papers {
		for _, st := range states {
			if p.State == st {
				return i
			}
		}
	}
	return -1
}

// done reports whether every paper is in the applicant's hands.
func (s *Screen) done() bool {
	return len(s.papers) > 0 && len(s.due(s.c)) == 0 &&
		s.first(yichuang.PaperIsPrepared, yichuang.PaperIsPrinted, yichuang.PaperIsSeen) < 0
}

// advance puts the mark on what is to be done next.
func (s *Screen) advance() {
	for _, st := range []yichuang.PaperState{yichuang.PaperIsPrepared, yichuang.PaperIsPrinted, yichuang.PaperIsSeen} {
		if i := s.first(st); i >= 0 {
			s.cursor, s.sheet.top = i, 0
			return
		}
	}
}

func (s *Screen) name(number string) string {
	for _, p := range s.papers {
		if p.Number == number {
			return p.Kind.Name()
		}
	}
	return number
}

// note puts steps of papers on record in one commit.
func (s *Screen) note(bodies ...yichuang.Body) tea.Cmd {
	if len(bodies) == 0 {
		return nil
	}
	s.job.busy = true
	c := s.c
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		next, err := s.seat.Append(ctx, s.by, c, bodies...)
		if err != nil {
			return nil, err
		}
		return noted{next}, nil
	})
}
