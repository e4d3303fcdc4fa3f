package scanning

import (
	"context"
	"fmt"

	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// look is one page as a picture on the terminal.
type look struct {
	env     *kit.Env
	viewer  Viewer
	pages   []Page
	at      int
	size    kit.Size
	picture *kit.Picture
	failed  bool
}

// pictureTop is the line of the body where the picture begins.
const pictureTop = 1

func newLook(s *Screen, at int) *look {
	return &look{env: s.env, viewer: s.work, pages: s.pages, at: at, size: s.size}
}

// drawn is a page ready for the terminal.
type drawn struct {
	at      int
	picture *kit.Picture
}

// show draws the page that is looked at now, away from the keyboard.
func (l *look) show() tea.Cmd {
	at, page, room := l.at, l.pages[l.at], kit.Size{Width: l.size.Width, Height: max(l.size.Height-pictureTop, 1)}
	l.picture, l.failed = nil, false
	return l.env.Do(l, func(context.Context) (tea.Msg, error) {
		data, err := l.viewer.Draw(page, room)
		return drawn{at, &kit.Picture{Data: data, Y: pictureTop}}, err
	})
}

// Init draws the page.
func (l *look) Init() tea.Cmd { return l.show() }

// Failed says that there will be no picture; the shell says why.
func (l *look) Failed(error) bool {
	l.failed = true
	return false
}

// Title names the screen in the path.
func (l *look) Title() string { return fmt.Sprintf("第%d页", l.at+1) }

// Picture is the page.
func (l *look) Picture() *kit.Picture { return l.picture }

// Update turns the pages.
func (l *look) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case drawn:
		if msg.at == l.at {
			l.picture = msg.picture
		}
	case kit.Size:
		if msg != l.size {
			l.size = msg
			return l.show()
		}
	case tea.KeyPressMsg:
		switch {
		case kit.Is(msg, kit.Down, kit.PageDown, kit.Right):
			return l.turn(l.at + 1)
		case kit.Is(msg, kit.Up, kit.PageUp, kit.Left):
			return l.turn(l.at - 1)
		case kit.Is(msg, kit.Enter):
			return kit.Back(nil)
		}
	}
	return nil
}

// turn turns to another page, if there is one.
func (l *look) turn(to int) tea.Cmd {
	if to < 0 || to >= len(l.pages) {
		return nil
	}
	l.at = to
	return l.show()
}

// View says which page it is; the lines below are the picture's.
func (l *look) View() (string, *tea.Cursor) {
	p := &l.pages[l.at]
	lines := []string{l.env.Theme.Paint(kit.Strong, kit.Fit(fmt.Sprintf(" 第%d页，共%d页  %s  %s", l.at+1, len(l.pages), kit.Bytes(int64(len(p.JPEG))), p.paper()), l.size.Width))}
	switch {
	case l.failed:
		lines = append(lines, "", " 这一页画不出来，按 Esc 返回")
	case l.picture == nil:
		lines = append(lines, "", l.env.Theme.Paint(kit.Dim, " 正在画…"))
	}
	return kit.Lines(lines...), nil
}

// Keys turn the pages.
func (l *look) Keys() []key.Binding {
	return []key.Binding{kit.As(kit.Down, "下一页"), kit.As(kit.Up, "上一页"), kit.As(kit.Enter, "看完了")}
}
