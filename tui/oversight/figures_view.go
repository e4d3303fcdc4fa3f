package oversight

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// measured are the measures that a table has room for; the chart and the files have all.
var measured = []yichuang.Measure{yichuang.CountVolume, yichuang.CountAccepted, yichuang.CountSecond, yichuang.CountDeclined, yichuang.CountRefused, yichuang.CountLate, yichuang.CountIllegal, yichuang.CountClosed}

// lay gives the list the columns and rows of what is shown.
func (s *Figures) lay() {
	if s.st == nil {
		return
	}
	name := kit.Column{Title: s.st.Query.By.Name(), Width: 14, Flex: 1}
	switch s.face {
	case faceTimes:
		s.list.Columns = []kit.Column{name}
		for step := range yichuang.Steps {
			s.list.Columns = append(s.list.Columns, kit.Column{Title: step.Name(), Width: 10, Right: true})
		}
	default:
		s.list.Columns = []kit.Column{name}
		for _, m := range measured {
			s.list.Columns = append(s.list.Columns, kit.Column{Title: shortName(m), Width: 4, Right: true})
		}
		s.list.Columns = append(s.list.Columns, kit.Column{Title: "补正率", Width: 6, Right: true})
	}
	s.list.SetRows(figureRows{s})
}

// shortName is a measure in four columns.
func shortName(m yichuang.Measure) string {
	switch m {
	case yichuang.CountSecond:
		return "二次"
	case yichuang.CountDeclined:
		return "不受"
	case yichuang.CountRefused:
		return "不予"
	case yichuang.CountIllegal:
		return "超法"
	}
	return m.Name()
}

// figureRows are the rows, and their sum at the end.
type figureRows struct{ s *Figures }

// Len returns the number of rows.
func (r figureRows) Len() int {
	if len(r.s.st.Rows) == 0 {
		return 0
	}
	return len(r.s.st.Rows) + 1
}

// Row returns the cells of one row.
func (r figureRows) Row(i int) []string {
	row := &r.s.st.Total
	if i < len(r.s.st.Rows) {
		row = &r.s.st.Rows[i]
	}
	cells := []string{row.Name}
	if r.s.face == faceTimes {
		for _, t := range row.Steps {
			if t.Cases == 0 {
				cells = append(cells, "-")
				continue
			}
			cells = append(cells, spanWords(t.Median))
		}
		return cells
	}
	for _, m := range measured {
		cells = append(cells, strconv.Itoa(row.Counts[m]))
	}
	return append(cells, percent(row, yichuang.CountCorrected, yichuang.CountVolume))
}

func percent(row *yichuang.StatRow, m, of yichuang.Measure) string {
	share, ok := row.Share(m, of)
	if !ok {
		return "-"
	}
	return fmt.Sprintf("%.1f%%", share)
}

// spanWords write how long something took, as roughly as it is worth knowing.
func spanWords(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%.1f天", d.Hours()/24)
	case d >= time.Hour:
		return fmt.Sprintf("%.1f小时", d.Hours())
	}
	return fmt.Sprintf("%d分钟", int(d.Minutes()))
}

// View draws the period, then a table or the chart.
func (s *Figures) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, min(s.size.Width-2*left, mostWidth)
	if !s.news.Known {
		return inset([]string{"", th.Paint(kit.Dim, "正在统计…")}, s.size.Height), nil
	}
	head := fmt.Sprintf("%s  %s 至 %s", periodNames[s.period], s.st.Query.From, s.st.Query.To)
	lines := []string{kit.Spread(th.Paint(kit.Title, head), "按"+s.st.Query.By.Name()+"  "+s.faceName(), width), th.Paint(kit.Dim, kit.Fit(s.meaning(), width)), ""}
	room := max(s.size.Height-len(lines), 3)
	if s.face == faceChart {
		return inset(append(lines, s.chart(width, room)...), s.size.Height), nil
	}
	return inset(append(lines, s.list.View(width, room)...), s.size.Height), nil
}

func (s *Figures) faceName() string {
	switch s.face {
	case faceTimes:
		return "各环节用时"
	case faceChart:
		return "图：" + s.measure.Name()
	}
	return "量和质量"
}

// meaning says how the figures are to be read.
func (s *Figures) meaning() string {
	switch {
	case s.face == faceChart:
		return "按收件日期统计；← → 换指标"
	case s.face == faceTimes:
		return "中位数，含节假日；按收件日期统计，未到这一步的不计"
	case s.query.By == yichuang.ByDepartment:
		return "多部门办件每个部门各计一件，各按自己的决定和期限；不受=不予受理，不予=不予许可，超法=超法定期限"
	}
	return "按收件日期统计；二次=二次告知，不受=不予受理，不予=不予许可，超法=超法定期限"
}

// chart draws a bar for each row, the longest across the whole room. What a bar is
// worth also stands beside it as a number.
func (s *Figures) chart(width, room int) []string {
	th, rows := s.env.Theme, s.st.Rows
	if len(rows) == 0 {
		return []string{th.Paint(kit.Dim, s.list.Empty)}
	}
	const names, numbers = 20, 7
	most, shown := 1, rows[:min(len(rows), room-1)]
	for i := range rows {
		most = max(most, rows[i].Counts[s.measure])
	}
	mark := "█"
	if kit.Width(mark) != 1 {
		mark = "#"
	}
	bars := width - names - numbers - 2*kit.Gap
	var lines []string
	for i := range shown {
		n := shown[i].Counts[s.measure]
		length := n * bars / most
		if n > 0 {
			length = max(length, 1)
		}
		lines = append(lines, kit.Pad(shown[i].Name, names)+kit.Space(kit.Gap)+kit.PadLeft(strconv.Itoa(n), numbers)+kit.Space(kit.Gap)+th.Paint(kit.Label, strings.Repeat(mark, length)))
	}
	foot := fmt.Sprintf("合计 %d", s.st.Total.Counts[s.measure])
	if hidden := len(rows) - len(shown); hidden > 0 {
		foot += fmt.Sprintf("   还有%d行，导出可以看全", hidden)
	}
	return append(lines, th.Paint(kit.Dim, foot))
}
