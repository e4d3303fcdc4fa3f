package papers

import (
	"context"
	"strings"

	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// sheetMost is the widest preview: the lines of a page.
const sheetMost = 84

// sheet is the preview of the current paper.
type sheet struct {
	number string // paper that is drawn, "" for none
	width  int
	lines  []string
	asked  drawn // what is being drawn
	top    int
	large  bool // it has the whole body
}

// drawn is a paper as lines of text.
type drawn struct {
	number string
	width  int
	text   string
	failed bool
}

// show draws the current paper unless it is there already, or on its way.
func (s *Screen) show() tea.Cmd {
	p := s.current()
	want := drawn{width: s.sheetWidth()}
	if p == nil || want.width <= 0 {
		return nil
	}
	want.number = p.Number
	if s.sheet.number == want.number && s.sheet.width == want.width || s.sheet.asked == want {
		return nil
	}
	s.sheet.asked = want
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		d, err := s.seat.Document(ctx, s.number, want.number)
		if err != nil {
			want.failed = true
			return want, nil
		}
		want.text = s.seat.Preview(d, want.width)
		return want, nil
	})
}

// draw takes a drawn paper, unless another one is wanted by now.
func (x *sheet) draw(msg drawn) {
	if x.asked.number != msg.number || x.asked.width != msg.width {
		return
	}
	if x.number != msg.number {
		x.top = 0
	}
	x.number, x.width, x.asked = msg.number, msg.width, drawn{}
	x.lines = strings.Split(strings.TrimRight(msg.text, "\n"), "\n")
	if msg.failed {
		x.lines = []string{"预览没有读出来，不影响打印"}
	}
}

// forget drops a preview that says something else by now: a paper tells which
// printing it is.
func (x *sheet) forget(number string) {
	if x.number == number {
		x.number = ""
	}
}

// scrolled moves through the preview. The view keeps top within bounds.
func (x *sheet) scrolled(msg tea.Msg, page int) bool {
	switch {
	case kit.Is(msg, kit.PageDown):
		x.top += page
	case kit.Is(msg, kit.PageUp):
		x.top -= page
	case x.large && kit.Is(msg, kit.Down):
		x.top++
	case x.large && kit.Is(msg, kit.Up):
		x.top--
	case kit.Is(msg, kit.First):
		x.top = 0
	case kit.Is(msg, kit.Last):
		x.top = len(x.lines)
	default:
		return false
	}
	return true
}

// view draws the part of the preview that was scrolled to.
func (x *sheet) view(width, height int) []string {
	if x.number == "" {
		return []string{"正在读取预览…"}
	}
	x.top = max(0, min(x.top, len(x.lines)-height))
	var out []string
	for _, l := range kit.Clip(x.lines, x.top, height) {
		out = append(out, kit.Fit(l, width))
	}
	return out
}
