package intake

import (
	"context"
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// News is what changed about an item since a person worked with it last.
type News struct {
	Item    yichuang.ItemRef // as it is now
	Name    string
	Revised yichuang.Date
	Changes []string // one sentence each, the most important first
}

// Acquaintance keeps which edition of an item a person has worked with last.
type Acquaintance interface {
	Acquaint(ctx context.Context, person yichuang.UserID, ref yichuang.ItemRef) error
}

// Changes tells a clerk once, before the first intake of it, what changed about an
// item since he took it in last.
type Changes struct {
	env  *kit.Env
	know Acquaintance
	by   yichuang.User
	news News
	size kit.Size
	top  int
	busy bool
}

// NewChanges returns the screen; the intake goes on when it has been read.
func NewChanges(env *kit.Env, know Acquaintance, by yichuang.User, news News) *Changes {
	return &Changes{env: env, know: know, by: by, news: news}
}

// Init has nothing to fetch.
func (s *Changes) Init() tea.Cmd { return nil }

// Title names the screen in the path.
func (s *Changes) Title() string { return "事项变化" }

// Failed ends the waiting; the shell shows why.
func (s *Changes) Failed(error) bool {
	s.busy = false
	return false
}

// knew says that the person has seen it, and that this is kept.
type knew struct{}

// Update scrolls, and goes on.
func (s *Changes) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.NextPerson:
		return kit.Back(msg)
	case knew:
		return kit.Instead(routeApplicant, s.news.Item.ID)
	case tea.KeyPressMsg:
		if kit.Is(msg, kit.Enter) && !s.busy {
			s.busy = true
			return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
				return knew{}, s.know.Acquaint(ctx, s.by.ID, s.news.Item)
			})
		}
	}
	s.top, _ = scrolled(msg, s.top, len(s.lines()), s.room())
	return nil
}

func (s *Changes) room() int { return max(s.size.Height-4, 1) }

func (s *Changes) lines() []string {
	width := max(min(s.size.Width-4, 110), 20)
	var lines []string
	for i, c := range s.news.Changes {
		lines = append(lines, s.env.Theme.Hang(fmt.Sprintf("%d.", i+1), c, 4, width, kit.Plain)...)
	}
	return lines
}

// View draws the changes in view.
func (s *Changes) View() (string, *tea.Cursor) {
	th, all := s.env.Theme, s.lines()
	s.top = max(0, min(s.top, len(all)-s.room()))
	head := fmt.Sprintf("“%s”从你上次办理以后有%d处变化", s.news.Name, len(s.news.Changes))
	when := ""
	if !s.news.Revised.IsZero() {
		when = s.news.Revised.String() + "修订"
	}
	lines := []string{th.Heading(head, when, s.size.Width), ""}
	for _, l := range kit.Clip(all, s.top, s.room()) {
		lines = append(lines, "  "+l)
	}
	for len(lines) < s.size.Height-2 {
		lines = append(lines, "")
	}
	foot := "  " + th.Paint(kit.Hint, "Enter") + " " + th.Paint(kit.Strong, "知道了，开始收件") + th.Paint(kit.Dim, "（只提示这一次）")
	return kit.Lines(append(lines, th.Paint(kit.Dim, th.Rule(s.size.Width)), foot)...), nil
}

// Keys read on, and go on.
func (s *Changes) Keys() []key.Binding {
	return append([]key.Binding{kit.As(kit.Enter, "知道了，收件")}, paging...)
}
