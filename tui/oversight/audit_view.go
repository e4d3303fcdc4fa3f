package oversight

import (
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

var auditColumns = []kit.Column{{Title: "结论", Width: 8}, {Title: "工号", Width: 6}, {Title: "情况", Width: 14}, {Title: "要点", Width: 14, Flex: 3}, {Title: "材料", Width: 12, Flex: 2}}

// labels is the column of labels, pointLines the room kept for the point under the mark.
const (
	labels     = 10
	pointLines = 9
)

// auditRows are the points.
type auditRows struct{ s *Audit }

// Len returns the number of points.
func (r auditRows) Len() int { return len(r.s.shown) }

// Row returns the cells of one point.
func (r auditRows) Row(i int) []string {
	p := r.s.shown[i]
	by, point := "", p.Content
	if j := p.Last(); j != nil {
		by = string(j.By)
	}
	if p.No > 0 {
		point = fmt.Sprintf("第%d条 %s", p.No, p.Content)
	}
	return []string{p.Outcome(), by, p.Marks(), point, p.Name}
}

// Tone marks what failed, and what a supervisor must look at.
func (r auditRows) Tone(i int) kit.Tone {
	switch p := r.s.shown[i]; {
	case p.Deviation != "":
		return kit.Bad
	case p.Marks() != "" || p.Verdict == yichuang.Fail || p.Verdict == "":
		return kit.Warn
	}
	return kit.Plain
}

// View draws the edition, the points, and the one under the mark.
func (s *Audit) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, min(s.size.Width-2*left, mostWidth)
	if s.a == nil {
		return inset([]string{"", th.Paint(kit.Dim, "正在读取…")}, s.size.Height), nil
	}
	var lines []string
	head := s.a.Head()
	lines = append(lines, kit.Spread(th.Paint(kit.Title, head[0].Value), kit.Fit(head[1].Value, width/2), width))
	for _, f := range head[2:] {
		tone := kit.Plain
		if s.a.Stale && f.Label == "审查要点" {
			tone = kit.Warn
		}
		lines = append(lines, th.Hang(f.Label, f.Value, labels, width, tone)...)
	}
	lines = append(lines, "")
	if s.steps {
		return inset(append(lines, s.course(width, s.size.Height-len(lines))...), s.size.Height), nil
	}
	room := max(s.size.Height-len(lines)-pointLines-1, 3)
	lines = append(lines, s.list.View(width, room)...)
	for len(lines) < s.size.Height-pointLines {
		lines = append(lines, "")
	}
	return inset(append(lines, s.point(width)...), s.size.Height), nil
}

// point says everything of the point under the mark, as far as there is room.
func (s *Audit) point(width int) []string {
	th, i := s.env.Theme, s.list.Selected()
	if i < 0 || i >= len(s.shown) {
		return nil
	}
	p := s.shown[i]
	lines := []string{th.Paint(kit.Dim, th.Rule(width)), th.Paint(kit.Strong, kit.Fit(p.Title(), width))}
	for _, f := range p.Words() {
		tone := kit.Plain
		if f.Label == "偏离理由" || f.Label == "其后修订" {
			tone = kit.Warn
		}
		lines = append(lines, th.Hang(f.Label, f.Value, labels, width, tone)...)
	}
	if hidden := len(lines) - pointLines; hidden > 0 {
		lines = append(lines[:pointLines-1], th.Paint(kit.Dim, fmt.Sprintf("还有%d行，导出可以看全", hidden+1)))
	}
	return lines
}

// course is the steps of the case as a whole.
func (s *Audit) course(width, room int) []string {
	var lines []string
	for i := range s.a.Steps {
		tone := kit.Plain
		if s.a.Steps[i].Deviation != "" {
			tone = kit.Warn
		}
		for _, l := range kit.Wrap(s.a.Steps[i].Words(), width) {
			lines = append(lines, s.env.Theme.Paint(tone, l))
		}
	}
	s.top = max(0, min(s.top, len(lines)-room))
	return kit.Clip(lines, s.top, room)
}
