package oversight

import (
	"fmt"
	"slices"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

var watchColumns = []kit.Column{{Title: "灯", Width: 8}, {Title: "办件", Width: 12}, {Title: "期限", Width: 10}, {Title: "监察点", Width: 12}, {Title: "责任", Width: 10, Flex: 2}, {Title: "事项", Width: 10, Flex: 3}}

// detailLines are kept below the list for the case under the mark.
const detailLines = 7

// watchRows are the cases that pass the filter.
type watchRows struct{ s *Watch }

// Len returns the number of cases.
func (r watchRows) Len() int { return len(r.s.shown) }

// Row returns the cells of one case: the light and the point that it is there for.
func (r watchRows) Row(i int) []string {
	c := r.s.shown[i]
	x := r.s.reason(c)
	if x == nil {
		return []string{yichuang.Green.String(), kit.ShortNumber(c.Number), "", c.Stage.Name(), "", c.ItemName}
	}
	return []string{x.Light.String(), kit.ShortNumber(c.Number), dueWords(x, &r.s.now), x.Point.Name(), whose(x.Department), c.ItemName}
}

// Tone is that of the light, which also stands in the row.
func (r watchRows) Tone(i int) kit.Tone {
	x := r.s.reason(r.s.shown[i])
	if x == nil || x.Light == yichuang.Green {
		return kit.Plain
	}
	return lightTone(x.Light)
}

// reason is the point for which a case stands in the list: the one that is asked for,
// else the most urgent clock, else the gravest fact. It is nil where there is nothing.
func (s *Watch) reason(c *yichuang.WatchedCase) *yichuang.Signal {
	if s.filter.Point != "" {
		for i := range c.Signals {
			if x := &c.Signals[i]; x.Point == s.filter.Point && x.Light >= s.filter.Least {
				return x
			}
		}
	}
	if w := c.Worst(); w != nil {
		return w
	}
	if len(c.Signals) > 0 {
		return &c.Signals[0]
	}
	return nil
}

// View draws the counts, the filter, the list, and the case under the mark.
func (s *Watch) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, min(s.size.Width-2*left, mostWidth)
	if !s.news.Known {
		return inset([]string{"", th.Paint(kit.Dim, "正在读取…")}, s.size.Height), nil
	}
	lines := []string{kit.Spread(s.counts(), s.list.Position(), width), th.Paint(kit.Dim, kit.Fit(s.filterWords(), width)), ""}
	room := max(s.size.Height-len(lines)-detailLines-1, 3)
	lines = append(lines, s.list.View(width, room)...)
	for len(lines) < s.size.Height-detailLines {
		lines = append(lines, "")
	}
	return inset(append(lines, kit.Clip(s.detail(width), 0, detailLines)...), s.size.Height), nil
}

// counts says how many cases show each light.
func (s *Watch) counts() string {
	th, counts := s.env.Theme, yichuang.LightCounts(s.all)
	parts := []string{th.Paint(kit.Title, fmt.Sprintf("在办%d件", len(s.all)))}
	for l := yichuang.Black; l >= yichuang.Green; l-- {
		tone := lightTone(l)
		if counts[l] == 0 {
			tone = kit.Dim
		}
		parts = append(parts, th.Paint(tone, fmt.Sprintf("%s%d", l, counts[l])))
	}
	return strings.Join(parts, "  ")
}

// filterWords say what the list is narrowed to.
func (s *Watch) filterWords() string {
	f := &s.filter
	var parts []string
	if f.Least > yichuang.Green {
		parts = append(parts, f.Least.String()+"以上")
	}
	if f.Point != "" {
		parts = append(parts, f.Point.Name())
	}
	if f.Department != "" {
		parts = append(parts, f.Department)
	}
	if f.Window != 0 {
		parts = append(parts, fmt.Sprintf("%d号窗口收件", f.Window))
	}
	if f.Clerk != "" {
		parts = append(parts, "工号"+string(f.Clerk)+"收件")
	}
	if f.Item != "" {
		parts = append(parts, s.itemName(f.Item))
	}
	if len(parts) == 0 {
		return "全部在办件，最急的在前"
	}
	return fmt.Sprintf("只看：%s   %d件", strings.Join(parts, "，"), len(s.shown))
}

// itemName is an item as its cases call it.
func (s *Watch) itemName(id yichuang.ItemID) string {
	for i := range s.all {
		if s.all[i].Item == id {
			return s.all[i].ItemName
		}
	}
	return string(id)
}

// detail says of the case under the mark who applied, and its monitored points, the
// worst first.
func (s *Watch) detail(width int) []string {
	th, c := s.env.Theme, s.selected()
	if c == nil {
		return nil
	}
	lines := []string{th.Paint(kit.Dim, th.Rule(width)),
		kit.Spread(th.Paint(kit.Strong, c.Number.Pretty())+"  "+kit.Fit(c.Applicant, width/3), c.Stage.Name(), width),
		th.Paint(kit.Dim, kit.Fit(fmt.Sprintf("%s收件，%d号窗口，工号%s", c.Received.In(yichuang.Shanghai).Format("2006-01-02 15:04"), c.Window, c.Clerk), width))}
	const room = detailLines - 3
	worst := slices.Clone(c.Signals)
	slices.SortStableFunc(worst, func(a, b yichuang.Signal) int { return int(b.Light - a.Light) })
	for i := range worst {
		if i == room-1 && len(worst) > room {
			return append(lines, th.Paint(kit.Dim, fmt.Sprintf("还有%d项，按 Enter 打开办件看", len(worst)-i)))
		}
		lines = append(lines, s.signal(&worst[i], width))
	}
	return lines
}

// signal is one monitored point in a line.
func (s *Watch) signal(x *yichuang.Signal, width int) string {
	text := whose(x.Department)
	if x.IsFact() {
		text += "：" + x.Fact
	} else if !x.Due.IsZero() {
		text += "，" + x.Due.String() + "止，" + dueWords(x, &s.now)
	}
	const labels = 22
	return s.env.Theme.Paint(lightTone(x.Light), kit.Pad(x.Light.String()+"  "+x.Point.Name(), labels)) + kit.Fit(text, width-labels)
}
