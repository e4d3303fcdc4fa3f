package review

import (
	"fmt"
	"strconv"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// most is the largest number of pieces a material can have.
const most = 999

// count asks how many originals and copies are here. Digits write the number,
// + and - change it: no caret, no field to clear first.
type count struct {
	s      *Screen
	at     place
	n      [2]int // originals, copies
	want   [2]int
	cursor int
	typed  bool // the next digit is written behind the last one
}

var countNames = [2]string{"原  件", "复印件"}

// pieces returns what is here, or what is asked for when nobody counted yet.
func (r row) pieces() (originals, copies int) {
	if r.st.Presence == yichuang.Held && !r.st.Digital {
		return r.st.Originals, r.st.Copies
	}
	return r.Originals, r.Copies
}

func (s *Screen) openCount() tea.Cmd {
	r := s.rows[s.at.row]
	c := &count{s: s, at: s.at, want: [2]int{r.Originals, r.Copies}}
	c.n[0], c.n[1] = r.pieces()
	if r.Originals == 0 && r.Copies > 0 {
		c.cursor = 1
	}
	s.panel = c
	return nil
}

// setCount puts numbers on record; a material nobody has seen is taken with them.
func (s *Screen) setCount(at place, originals, copies int) tea.Cmd {
	r := s.rows[at.row]
	if originals < 0 || copies < 0 || originals > most || copies > most {
		s.says = say{kit.Warn, fmt.Sprintf("份数应在0到%d之间", most)}
		return nil
	}
	st := step{at: at, takes: r.st.Presence != yichuang.Held, stay: true,
		says: say{kit.Plain, fmt.Sprintf("已记为原件%d份、复印件%d份", originals, copies)}}
	return s.commit(st, s.recount(r, originals, copies)...)
}

func (c *count) unsaved() string       { return "" }
func (c *count) restore(kit.DraftRead) {}

func (c *count) press(msg tea.Msg) tea.Cmd {
	n := &c.n[c.cursor]
	switch text := kit.Typed(msg); {
	case kit.Is(msg, kit.Enter):
		return c.s.setCount(c.at, c.n[0], c.n[1])
	case kit.Is(msg, kit.Up, kit.Down, kit.Left, kit.Right, kit.Tab, kit.BackTab):
		c.cursor, c.typed = 1-c.cursor, false
	case kit.Is(msg, keyMore):
		*n, c.typed = min(*n+1, most), false
	case kit.Is(msg, keyLess):
		*n, c.typed = max(*n-1, 0), false
	case msg != nil && isBackspace(msg):
		*n, c.typed = *n/10, true
	case len(text) == 1 && text[0] >= '0' && text[0] <= '9':
		digit := int(text[0] - '0')
		if c.typed && *n*10+digit <= most {
			digit += *n * 10
		}
		*n, c.typed = digit, true
	}
	return nil
}

func isBackspace(msg tea.Msg) bool {
	press, ok := msg.(tea.KeyPressMsg)
	return ok && press.String() == "backspace"
}

func (c *count) keys() []key.Binding {
	return []key.Binding{kit.As(kit.Enter, "记录"), kit.Bind("0-9", "写份数", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), keyMore, keyLess, kit.As(kit.Tab, "原件/复印件"), kit.As(kit.Esc, "不改，返回")}
}

func (c *count) view(width, height int) ([]string, *tea.Cursor) {
	th := c.s.env.Theme
	lines := []string{th.Paint(kit.Title, "收到几份？"), ""}
	for i, name := range countNames {
		mark, box := kit.NoMark, strconv.Itoa(c.n[i])
		text := fmt.Sprintf("%s  [%3s] 份    要求 %d 份", name, box, c.want[i])
		if i == c.cursor {
			mark = kit.Mark
		}
		line := mark + text
		if i == c.cursor {
			line = th.Paint(kit.Selected, kit.Pad(line, width))
		}
		lines = append(lines, line)
	}
	lines = append(lines, "")
	note, tone := "份数齐全，按 Enter 记录", kit.Good
	if c.n[0] < c.want[0] || c.n[1] < c.want[1] {
		note, tone = "少于要求的份数：按 Enter 记录后列为须补正", kit.Warn
	}
	return kit.Clip(append(lines, th.Paint(tone, kit.Fit(note, width))), 0, height), nil
}
