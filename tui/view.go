package tui

import (
	"fmt"
	"strings"
	"time"

	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// The smallest terminal the screens are drawn for, and the lines of the frame:
// header, path, notice, help.
const (
	minWidth   = 80
	minHeight  = 24
	frameLines = 4
	bodyTop    = 2 // lines above the body
)

// windowTitle names no person and no case: it shows in task bars and lists.
const windowTitle = "一窗"

// Header is what the top line says besides the date.
type Header struct {
	Hall   string // 大厅
	Seat   string // 窗口
	Person string // 工号 姓名
	Link   string // how the centre is reached, as 离线（本机已保存）
	Print  string // what keeps papers from coming out, as 小票机：没纸了
	Demo   bool   // a demonstration: marked on every screen
}

// fits reports whether the terminal is large enough to draw.
func (s *Shell) fits() bool { return s.width >= minWidth && s.height >= minHeight }

// View draws the frame.
func (s *Shell) View() tea.View {
	v := tea.View{AltScreen: true, WindowTitle: windowTitle}
	switch {
	case s.width <= 0 || s.height <= 0:
	case !s.fits():
		v.Content = s.tooSmall()
	default:
		v.Content, v.Cursor = s.frame()
	}
	return v
}

// picture returns the picture on the top screen, nil when there is none.
func (s *Shell) picture() *kit.Picture {
	if p, ok := s.Top().(kit.Pictured); ok && s.fits() {
		return p.Picture()
	}
	return nil
}

func (s *Shell) tooSmall() string {
	text := fmt.Sprintf("窗口太小：现在 %d×%d，至少要 %d×%d。请放大窗口或缩小字体，内容都在。",
		s.width, s.height, minWidth, minHeight)
	if held(s.stack) == "" {
		text += "F10 退出"
	}
	return kit.Lines(kit.Clip(kit.Wrap(text, s.width), 0, s.height)...)
}

// frame puts header, path, body, notice and help together. Whatever a screen
// returns, no line is wider than the terminal and there are never more of them.
func (s *Shell) frame() (string, *tea.Cursor) {
	room := s.Room()
	lines := make([]string, 0, s.height)
	h := s.header()
	lines = append(lines, s.headline(h), s.path(h.Print))
	var cursor *tea.Cursor
	var keys []key.Binding
	if top := s.Top(); top != nil {
		body, c := top.View()
		for line := range strings.SplitSeq(body, "\n") {
			if len(lines) == bodyTop+room.Height {
				break
			}
			lines = append(lines, kit.Line(line, s.width))
		}
		cursor = s.place(c, room)
		keys = top.Keys()
	}
	for len(lines) < bodyTop+room.Height {
		lines = append(lines, "")
	}
	lines = s.cover(lines)
	return kit.Lines(append(lines, s.helpline(keys))...), cursor
}

// place moves the caret of the body to its place in the frame.
func (s *Shell) place(c *tea.Cursor, room kit.Size) *tea.Cursor {
	if c == nil {
		return nil
	}
	moved := *c
	moved.X = max(0, min(c.X, room.Width-1))
	moved.Y = bodyTop + max(0, min(c.Y, room.Height-1))
	return &moved
}

var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六"}

// headline is the top line. What does not fit is taken from the name of the
// hall, which everybody there knows.
func (s *Shell) headline(h Header) string {
	right := date(s.env.Now()) + " "
	if h.Link != "" {
		right = kit.Text(h.Link) + " | " + right
	}
	right = kit.Fit(right, s.width/2)
	left := " "
	if h.Demo {
		left += "【演示】"
	}
	left += windowTitle
	rest := ""
	for _, part := range []string{h.Seat, h.Person} {
		if part != "" {
			rest += " | " + kit.Text(part)
		}
	}
	room := s.width - kit.Width(right) - 1
	if hall := kit.Fit(h.Hall, room-kit.Width(left+" | "+rest)); kit.Width(hall) > 4 {
		left += " | " + hall
	}
	return s.env.Theme.Paint(kit.Header, kit.Pad(left+rest, room+1)+right)
}

func date(t time.Time) string {
	return t.Format("2006-01-02") + " 周" + weekdays[t.Weekday()]
}

// path names the screens from the first to the top one; the beginning gives way. At
// its end stands what keeps papers from coming out.
func (s *Shell) path(print string) string {
	var names []string
	for _, screen := range s.stack {
		if t, ok := screen.(kit.Titled); ok && t.Title() != "" {
			names = append(names, kit.Text(t.Title()))
		}
	}
	print = kit.Fit(kit.Text(print), s.width/2)
	room := s.width
	if print != "" {
		room -= kit.Width(print) + 2
	}
	for len(names) > 1 && kit.Width(" .. > "+strings.Join(names, " > ")) > room {
		names = names[1:]
	}
	path := s.env.Theme.Paint(kit.Title, kit.Fit(" "+strings.Join(names, " > "), room))
	if print == "" {
		return path
	}
	return kit.Spread(path, s.env.Theme.Paint(kit.Warn, print)+" ", s.width)
}

// helpline shows as many keys as fit. F1 is always among them and shows the rest.
func (s *Shell) helpline(keys []key.Binding) string {
	if len(s.stack) > 1 {
		keys = append(keys[:len(keys):len(keys)], kit.Esc)
	}
	room := s.width - 1 - keyWidth(kit.Help)
	var b strings.Builder
	b.WriteByte(' ')
	seen := map[string]bool{}
	for _, k := range keys {
		label := k.Help().Key
		w := keyWidth(k) + kit.Gap
		if !k.Enabled() || label == "" || seen[label] || w > room {
			continue
		}
		seen[label] = true
		room -= w
		b.WriteString(s.keyText(k))
		b.WriteString(kit.Space(kit.Gap))
	}
	b.WriteString(s.keyText(kit.Help))
	return b.String()
}

func keyWidth(k key.Binding) int {
	return kit.Width(kit.Text(k.Help().Key)) + 1 + kit.Width(kit.Text(kit.Does(k)))
}

func (s *Shell) keyText(k key.Binding) string {
	return s.env.Theme.Paint(kit.Hint, kit.Text(k.Help().Key)) + " " + kit.Text(kit.Does(k))
}
