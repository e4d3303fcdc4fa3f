package ledger

import (
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

var originalColumns = []kit.Column{{Title: "选", Width: 3}, {Title: "办件", Width: 12}, {Title: "份数", Width: 4, Right: true}, {Title: "到此时间", Width: 11}, {Title: "在哪里", Width: 14, Flex: 2}, {Title: "申请人", Width: 8, Flex: 1}, {Title: "事项", Width: 8, Flex: 2}}

// originalRows are the lines.
type originalRows struct{ s *Originals }

// Len returns the number of lines.
func (r originalRows) Len() int { return len(r.s.lines) }

// Row returns the cells of one line.
func (r originalRows) Row(i int) []string {
	l := &r.s.lines[i]
	box := "[ ]"
	if r.s.marked[markOf(l)] {
		box = "[x]"
	}
	return []string{box, kit.ShortNumber(l.Number), fmt.Sprint(l.Pieces), l.Since.In(yichuang.Shanghai).Format("01-02 15:04"), l.Place.Words(), l.Applicant, l.ItemName}
}

// View draws where they are, the lines, and the one under the mark.
func (s *Originals) View() (string, *tea.Cursor) {
	const below = 3
	th, width := s.env.Theme, min(s.size.Width-2*left, mostWidth)
	if !s.news.Known {
		return kit.Inset([]string{"", th.Paint(kit.Dim, "正在读取…")}, left, s.size.Height), nil
	}
	where := "全部"
	if s.kind != "" {
		where = s.kind.Name()
	}
	pieces := 0
	for i := range s.lines {
		pieces += s.lines[i].Pieces
	}
	right := fmt.Sprintf("%d件%d份  %s", len(s.lines), pieces, s.list.Position())
	if len(s.lines) == most {
		right = fmt.Sprintf("列出最近%d件  %s", most, s.list.Position())
	}
	lines := []string{kit.Spread(th.Paint(kit.Title, "原件："+where), right, width), ""}
	lines = append(lines, s.list.View(width, max(s.size.Height-len(lines)-below-1, 3))...)
	for len(lines) < s.size.Height-below {
		lines = append(lines, "")
	}
	if l := s.selected(); l != nil {
		slip := "没有交接过"
		if l.Slip != "" {
			slip = "交接单" + l.Slip
		}
		lines = append(lines, th.Paint(kit.Dim, th.Rule(width)), th.Paint(kit.Strong, kit.Fit(l.Number.Pretty()+"  "+l.Applicant+"  "+l.ItemName, width)),
			kit.Fit(l.Place.Words()+"，"+slip+"；每次交接记在办件的办理过程里", width))
	}
	return kit.Inset(lines, left, s.size.Height), nil
}
