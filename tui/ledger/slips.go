package ledger

import (
	"context"
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// mostSlips is how many slips are listed.
const mostSlips = 200

// Slips is the slips that were made at this seat, the latest first.
type Slips struct {
	env   *kit.Env
	work  Slipping
	size  kit.Size
	list  *kit.List
	slips []yichuang.Slip
	news  kit.Reading
	busy  bool // a slip is being printed
}

// NewSlips returns the list of slips.
func NewSlips(env *kit.Env, work Slipping) *Slips {
	s := &Slips{env: env, work: work, list: kit.NewList(env.Theme, slipColumns...)}
	s.list.Empty = "本席位还没有开过交接单。"
	return s
}

// Title names the screen in the path.
func (s *Slips) Title() string { return "交接单" }

// Init reads the slips.
func (s *Slips) Init() tea.Cmd { return s.read() }

type slips struct{ all []yichuang.Slip }

func (s *Slips) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		all, err := s.work.Slips(ctx, mostSlips)
		return slips{all}, err
	})
}

// Update takes keys and news.
func (s *Slips) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.Changed:
		return s.read()
	case kit.NextPerson:
		return kit.Back(msg)
	case slips:
		s.slips = msg.all
		s.list.SetRows(slipRows{s})
		if s.news.Done() {
			return s.read()
		}
	case printed:
		s.busy = false
		return kit.Tell("交接单" + msg.number + msg.out.Words())
	case tea.KeyPressMsg:
		if kit.Composed(msg) {
			return kit.Tell(kit.ComposedNote)
		}
		if s.list.Update(msg) == kit.ListChosen && !s.busy {
			return s.print(&s.slips[s.list.Selected()])
		}
	}
	return nil
}

// Failed ends a waiting state; the shell says what went wrong.
func (s *Slips) Failed(error) bool {
	s.news.Stop()
	s.busy = false
	return false
}

func (s *Slips) print(slip *yichuang.Slip) tea.Cmd {
	s.busy = true
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		out, err := s.work.PrintSlip(ctx, slip, true)
		return printed{slip.Number, out}, err
	})
}

// Keys is what works here.
func (s *Slips) Keys() []key.Binding {
	why := ""
	if len(s.slips) == 0 {
		why = "还没有交接单"
	}
	return []key.Binding{kit.OffIf(kit.As(kit.Enter, "补打"), why), kit.As(kit.Up, "上一行"), kit.As(kit.Down, "下一行")}
}

var slipColumns = []kit.Column{{Title: "交接单", Width: 17}, {Title: "时间", Width: 11}, {Title: "办件", Width: 4, Right: true}, {Title: "工号", Width: 6}, {Title: "交出", Width: 12, Flex: 1}, {Title: "接收", Width: 12, Flex: 1}}

type slipRows struct{ s *Slips }

// Len returns the number of slips.
func (r slipRows) Len() int { return len(r.s.slips) }

// Row returns the cells of one slip.
func (r slipRows) Row(i int) []string {
	x := &r.s.slips[i]
	return []string{x.Number, x.At.In(yichuang.Shanghai).Format("01-02 15:04"), fmt.Sprint(len(x.Lines)), string(x.By), x.From.Words(), x.To.Words()}
}

// View draws the slips, and the cases of the one under the mark.
func (s *Slips) View() (string, *tea.Cursor) {
	const below = 6
	th, width := s.env.Theme, min(s.size.Width-2*left, mostWidth)
	if !s.news.Known {
		return kit.Inset([]string{"", th.Paint(kit.Dim, "正在读取…")}, left, s.size.Height), nil
	}
	lines := append([]string{kit.Spread(th.Paint(kit.Title, "本席位开的交接单"), s.list.Position(), width), ""}, s.list.View(width, max(s.size.Height-2-below-1, 3))...)
	for len(lines) < s.size.Height-below {
		lines = append(lines, "")
	}
	if i := s.list.Selected(); i >= 0 && i < len(s.slips) {
		lines = append(lines, th.Paint(kit.Dim, th.Rule(width)))
		for n, l := range s.slips[i].Lines {
			if n == below-2 && len(s.slips[i].Lines) > below-1 {
				lines = append(lines, th.Paint(kit.Dim, fmt.Sprintf("还有%d件，补打出来看全", len(s.slips[i].Lines)-n)))
				break
			}
			lines = append(lines, kit.Fit(fmt.Sprintf("%s  %s  %s", l.Case.Pretty(), l.Applicant, joined(l.What)), width))
		}
	}
	return kit.Inset(lines, left, s.size.Height), nil
}

func joined(what []string) string {
	switch len(what) {
	case 0:
		return ""
	case 1:
		return what[0]
	}
	return fmt.Sprintf("%s 等%d项", what[0], len(what))
}
