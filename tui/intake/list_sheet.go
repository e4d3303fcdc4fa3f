package intake

import (
	"context"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// listSheet shows a 材料清单 before it is printed.
type listSheet struct {
	env   *kit.Env
	deps  Deps
	doc   *yichuang.Document
	size  kit.Size
	lines []string
	top   int
	busy  bool
}

// printed says where the list went.
type printed struct{ out yichuang.Printout }

func newListSheet(env *kit.Env, deps Deps, doc *yichuang.Document) *listSheet {
	return &listSheet{env: env, deps: deps, doc: doc}
}

// Init has nothing to fetch.
func (s *listSheet) Init() tea.Cmd { return nil }

// Title names the screen in the path.
func (s *listSheet) Title() string { return "材料清单" }

// Failed ends the waiting; the shell shows why.
func (s *listSheet) Failed(error) bool {
	s.busy = false
	return false
}

// Update scrolls and prints.
func (s *listSheet) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		text := s.deps.Lists.Preview(s.doc, max(min(msg.Width-4, 90), 20))
		s.lines = strings.Split(strings.TrimRight(text, "\n"), "\n")
	case printed:
		return tea.Batch(kit.Tell("材料清单"+msg.out.Words()), kit.Back(nil))
	case tea.KeyPressMsg:
		if kit.Is(msg, kit.Enter, keyList) && !s.busy {
			s.busy = true
			return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
				out, err := s.deps.Lists.PrintList(ctx, s.doc)
				return printed{out}, err
			})
		}
	}
	s.top, _ = scrolled(msg, s.top, len(s.lines), s.room())
	return nil
}

func (s *listSheet) room() int { return max(s.size.Height-2, 1) }

// View draws the part in view.
func (s *listSheet) View() (string, *tea.Cursor) {
	th := s.env.Theme
	s.top = max(0, min(s.top, len(s.lines)-s.room()))
	var lines []string
	for _, l := range kit.Clip(s.lines, s.top, s.room()) {
		lines = append(lines, "  "+kit.Fit(l, max(s.size.Width-4, 1)))
	}
	for len(lines) < s.room() {
		lines = append(lines, "")
	}
	foot := "  " + th.Paint(kit.Hint, "Enter") + " " + th.Paint(kit.Strong, "打印，交给申请人")
	if s.busy {
		foot = "  " + th.Paint(kit.Strong, "正在打印，请稍候…")
	}
	return kit.Lines(append(lines, th.Paint(kit.Dim, th.Rule(s.size.Width)), foot)...), nil
}

// Keys print and scroll.
func (s *listSheet) Keys() []key.Binding {
	why := ""
	if s.busy {
		why = "正在打印"
	}
	return append([]key.Binding{kit.OffIf(kit.As(kit.Enter, "打印"), why), kit.OffIf(kit.As(keyList, "打印"), why)}, paging...)
}

// list makes the 材料清单 of what the answers come to.
func (s *Scenario) list() *yichuang.Document {
	return yichuang.NewMaterialList(yichuang.Guidance{Item: s.item, Scenario: s.scenario, Answers: s.answers,
		Agent: s.agent, Hall: s.deps.Hall, Day: yichuang.DateOf(s.env.Now())})
}
