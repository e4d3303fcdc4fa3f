package papers

import (
	"fmt"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// wide is the width from which list and preview stand side by side.
const wide = 116

// listWidth is the list's part of a wide screen.
const listWidth = 46

// head is the lines above list and preview, foot those below.
const (
	headLines = 3
	footLines = 2
)

// View draws the papers and the one that is shown.
func (s *Screen) View() (string, *tea.Cursor) {
	th := s.env.Theme
	lines := []string{kit.Steps(th, kit.StepPapers), s.headline(), th.Rule(s.size.Width)}
	if s.size.Width >= wide {
		lines = append(lines, s.sideBySide()...)
	} else {
		lines = append(lines, s.above()...)
	}
	for len(lines) < s.size.Height-footLines {
		lines = append(lines, "")
	}
	lines = append(lines[:max(s.size.Height-footLines, 0)], th.Rule(s.size.Width), s.next())
	return kit.Lines(lines...), nil
}

func (s *Screen) headline() string {
	if s.c == nil {
		return ""
	}
	state := s.c.Stage.Name()
	if s.c.Decision != nil {
		state = s.c.Decision.Kind.Name() + "，" + state
	}
	left := "  " + s.env.Theme.Paint(kit.Title, kit.Fit(s.c.ItemName, max(s.size.Width-40, 10)))
	return kit.Spread(left, kit.Fit(s.c.Applicant.Name, 20)+"  "+state+" ", s.size.Width)
}

// next says in words what the clerk does now.
func (s *Screen) next() string {
	th := s.env.Theme
	var todo string
	switch {
	case s.c == nil:
		todo = "正在读取…"
	case len(s.c.Papers) == 0:
		todo = "还没有文书"
	case len(s.in(yichuang.PaperIsPrepared)) > 0:
		todo = fmt.Sprintf("按 Enter 打印%d份文书", len(s.in(yichuang.PaperIsPrepared)))
	case len(s.in(yichuang.PaperIsPrinted, yichuang.PaperIsSeen)) > 0:
		todo = "纸出齐、交给申请人签收以后按 h"
	default:
		todo = "办完了：Enter 回工作台，F2 接待下一位"
	}
	line := "  " + th.Paint(kit.Strong, todo)
	if s.says != "" {
		line += "   " + th.Paint(kit.Dim, s.says)
	}
	return line
}

// above draws the list over the preview.
func (s *Screen) above() []string {
	rows := min(s.list.Len()+1, 6)
	lines := s.list.View(s.size.Width, max(rows, 2))
	lines = append(lines, s.env.Theme.Paint(kit.Dim, s.env.Theme.Rule(s.size.Width)))
	return append(lines, kit.Clip(s.page.lines, s.page.top, s.room())...)
}

// sideBySide draws the list at the left and the preview at the right.
func (s *Screen) sideBySide() []string {
	left := s.list.View(listWidth, s.room())
	right := kit.Clip(s.page.lines, s.page.top, s.room())
	out := make([]string, max(len(left), len(right)))
	for i := range out {
		line := ""
		if i < len(left) {
			line = left[i]
		}
		out[i] = kit.Fill(line, listWidth) + s.env.Theme.Paint(kit.Dim, " | ")
		if i < len(right) {
			out[i] += right[i]
		}
	}
	return out
}

// room is how many lines of the paper are in view.
func (s *Screen) room() int {
	if s.size.Width >= wide {
		return max(s.size.Height-headLines-footLines, 1)
	}
	return max(s.size.Height-headLines-footLines-max(min(s.list.Len()+1, 6), 2)-1, 1)
}

// draw writes the paper for the width there is.
func (s *Screen) draw() {
	if s.page.doc == nil || s.size.Width <= 0 {
		return
	}
	width := s.size.Width - 4
	if s.size.Width >= wide {
		width = s.size.Width - listWidth - 5
	}
	text := s.seat.Preview(s.page.doc, max(min(width, 96), 20))
	s.page.lines = strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, l := range s.page.lines {
		s.page.lines[i] = "  " + l
	}
	s.scroll(0)
}

func (s *Screen) scroll(by int) {
	s.page.top = max(0, min(s.page.top+by, len(s.page.lines)-s.room()))
}
