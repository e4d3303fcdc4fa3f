// Package papers is the last step of an intake: the papers of a case are
// printed, seen to come out, and handed to the applicant.
//
//	papers.go   the screen and what it knows
//	press.go    keys and the work they start
//	view.go     what it looks like
package papers

import (
	"context"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Cases reads a case and puts what happens to its papers on record.
type Cases interface {
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error)
	// Prepare puts every paper that is due on record.
	Prepare(ctx context.Context, by yichuang.UserID, n yichuang.CaseNumber) (*yichuang.Case, error)
}

// Press makes papers, on the screen and on paper.
type Press interface {
	Document(ctx context.Context, n yichuang.CaseNumber, paper string) (*yichuang.Document, error)
	Preview(d *yichuang.Document, width int) string
	Print(ctx context.Context, by yichuang.UserID, n yichuang.CaseNumber, paper string) (where string, c *yichuang.Case, err error)
}

// Seat is everything the screen asks of the terminal.
type Seat interface {
	Cases
	Press
}

// Screen is the papers of one case.
type Screen struct {
	env    *kit.Env
	seat   Seat
	by     yichuang.UserID
	number yichuang.CaseNumber
	size   kit.Size

	c    *yichuang.Case
	list *kit.List
	page page
	busy bool   // work is under way: keys that start more wait to be pressed again
	says string // what just happened
}

// page is the paper shown.
type page struct {
	number string
	doc    *yichuang.Document
	lines  []string
	top    int
}

// The answers to the screen's own work.
type (
	changed struct {
		c    *yichuang.Case
		says string
	}
	shown struct{ doc *yichuang.Document }
)

// New returns the papers of a case.
func New(env *kit.Env, seat Seat, by yichuang.User, n yichuang.CaseNumber) *Screen {
	s := &Screen{env: env, seat: seat, by: by.ID, number: n}
	s.list = kit.NewList(env.Theme, kit.Column{Title: "文书", Width: 18}, kit.Column{Title: "编号", Width: 5},
		kit.Column{Title: "状态", Width: 10}, kit.Column{Title: "打印", Width: 4, Right: true})
	s.list.Empty = "这个办件还没有文书：作出决定以后才有"
	return s
}

// Init puts the papers that are due on record and reads them.
func (s *Screen) Init() tea.Cmd {
	s.busy = true
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, err := s.seat.Prepare(ctx, s.by, s.number)
		return changed{c: c}, err
	})
}

// Title names the screen in the path.
func (s *Screen) Title() string { return "文书" }

// Failed ends the waiting; the shell shows why.
func (s *Screen) Failed(error) bool {
	s.busy = false
	return false
}

// Update takes keys, and the answers to its own work.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		s.draw()
	case kit.Changed:
		if s.busy || s.c == nil { // what is under way brings the newest state
			return nil
		}
		return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
			c, _, err := s.seat.Load(ctx, s.number)
			return changed{c: c, says: s.says}, err
		})
	case changed:
		s.busy, s.says = false, msg.says
		s.take(msg.c)
		return s.show()
	case shown:
		s.page.doc = msg.doc
		s.draw()
	case kit.Answer:
		return s.answered(msg)
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil
}

// take takes over the newest state of the case and stands on the first paper
// that still wants something.
func (s *Screen) take(c *yichuang.Case) {
	first := s.c == nil
	s.c = c
	rows := make(kit.Table, len(c.Papers))
	at := 0
	for i, p := range c.Papers {
		count := "未打印"
		switch {
		case p.Count == 1:
			count = "1次"
		case p.Count > 1:
			count = "补" + times(p.Count-1)
		}
		rows[i] = []string{p.Kind.Name(), p.Number[strings.LastIndexByte(p.Number, '-')+1:], p.State.Name(), count}
		if at == 0 && p.State != yichuang.PaperIsHanded && i > 0 && c.Papers[0].State == yichuang.PaperIsHanded {
			at = i
		}
	}
	s.list.SetRows(rows)
	if first {
		s.list.Select(at)
	}
}

// show fetches the paper that the list stands on.
func (s *Screen) show() tea.Cmd {
	p := s.current()
	if p == nil {
		return nil
	}
	if s.page.number != p.Number {
		s.page = page{number: p.Number}
	}
	number := p.Number
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		doc, err := s.seat.Document(ctx, s.number, number)
		if err != nil {
			return nil, err
		}
		return shown{doc}, nil
	})
}

// current returns the paper that the list stands on, nil when there is none.
func (s *Screen) current() *yichuang.Paper {
	i := s.list.Selected()
	if s.c == nil || i < 0 || i >= len(s.c.Papers) {
		return nil
	}
	return &s.c.Papers[i]
}

// in returns the numbers of the papers in one of the states.
func (s *Screen) in(states ...yichuang.PaperState) []string {
	var out []string
	if s.c == nil {
		return nil
	}
	for _, p := range s.c.Papers {
		for _, state := range states {
			if p.State == state {
				out = append(out, p.Number)
			}
		}
	}
	return out
}
