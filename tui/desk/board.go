package desk

import (
	"slices"
	"strconv"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// board is the groups of cases with one selected.
type board struct {
	today  yichuang.Date
	taken  int
	open   []yichuang.Date // days that nobody closed
	groups []yichuang.DeskGroup
	at     place
	top    int // first line shown
	height int // lines shown by the last View
}

// place names a case of a group.
type place struct{ group, row int }

// set replaces the groups. The same case in the same group stays selected; when
// it is gone, the one that stands in its place.
func (b *board) set(view yichuang.DeskView) {
	title, number := "", yichuang.CaseNumber("")
	if c := b.selected(); c != nil {
		title, number = b.groups[b.at.group].Title, c.Number
	}
	b.today, b.taken, b.open = view.Today, view.Taken, view.Unclosed
	b.groups = slices.DeleteFunc(slices.Clone(view.Groups), func(g yichuang.DeskGroup) bool { return len(g.Cases) == 0 })
	if g := slices.IndexFunc(b.groups, func(g yichuang.DeskGroup) bool { return g.Title == title }); g >= 0 {
		row := slices.IndexFunc(b.groups[g].Cases, func(c yichuang.Summary) bool { return c.Number == number })
		if row < 0 {
			row = min(b.at.row, len(b.groups[g].Cases)-1)
		}
		b.at = place{g, row}
		return
	}
	b.at = place{max(0, min(b.at.group, len(b.groups)-1)), 0}
}

// selected returns the selected case, nil when there is none.
func (b *board) selected() *yichuang.Summary {
	if b.at.group >= len(b.groups) || b.at.row >= len(b.groups[b.at.group].Cases) {
		return nil
	}
	return &b.groups[b.at.group].Cases[b.at.row]
}

func (b *board) press(msg tea.Msg) {
	page := max(b.height-2, 1)
	switch {
	case kit.Is(msg, kit.Up):
		b.move(-1)
	case kit.Is(msg, kit.Down):
		b.move(1)
	case kit.Is(msg, kit.PageUp):
		b.move(-page)
	case kit.Is(msg, kit.PageDown):
		b.move(page)
	case kit.Is(msg, kit.First):
		b.at = place{}
	case kit.Is(msg, kit.Last):
		b.move(b.len())
	case kit.Is(msg, kit.Tab) && len(b.groups) > 0:
		b.at = place{(b.at.group + 1) % len(b.groups), 0}
	}
}

func (b *board) len() int {
	n := 0
	for _, g := range b.groups {
		n += len(g.Cases)
	}
	return n
}

// move selects the case that many rows on, headings not counted.
func (b *board) move(by int) {
	flat := b.at.row + by
	for _, g := range b.groups[:min(b.at.group, len(b.groups))] {
		flat += len(g.Cases)
	}
	flat = max(0, min(flat, b.len()-1))
	for i, g := range b.groups {
		if flat < len(g.Cases) {
			b.at = place{i, flat}
			return
		}
		flat -= len(g.Cases)
	}
}

// columns are those of every group, so that all stand in line.
var (
	columns     = []kit.Column{{Width: 6}, {Width: 5}, {Width: 16, Flex: 1}, {Width: 16, Flex: 1}, {Width: 16}}
	wideColumns = []kit.Column{{Width: 6}, {Width: 11}, {Width: 28, Flex: 1}, {Width: 26, Flex: 1}, {Width: 28}}
)

// From wideFrom columns on there is room for dates; beyond mostWidth a row is too
// long to be read across.
const (
	wideFrom  = 110
	mostWidth = 150
)

// grid is the columns for a width.
type grid struct {
	wide    bool
	columns []kit.Column
	widths  []int
	total   int
}

func newGrid(width int) grid {
	g := grid{wide: width >= wideFrom, columns: columns, total: min(width, mostWidth) - len(kit.NoMark)}
	if g.wide {
		g.columns = wideColumns
	}
	g.widths = kit.Columns(g.columns, g.total)
	return g
}

// view draws as much of the board as height lines hold: the selected case with
// the line above it, and at the top the heading of the group one looks at.
func (b *board) view(th *kit.Theme, width, height int) []string {
	b.height = height
	g := newGrid(width)
	var lines []string
	var of []int // the group of each line, -1 for those that need no heading
	chosen := 0
	for i := range b.groups {
		group := &b.groups[i]
		if i > 0 {
			lines, of = append(lines, ""), append(of, -1)
		}
		lines, of = append(lines, heading(th, group, width)), append(of, -1)
		for row := range group.Cases {
			at := b.at == place{i, row}
			if at {
				chosen = len(lines)
			}
			lines, of = append(lines, b.row(th, &group.Cases[row], g, at)), append(of, i)
		}
	}
	b.top = kit.Scroll(b.top, chosen, len(lines), height)
	b.top = kit.Scroll(b.top, chosen-1, len(lines), height)
	shown := slices.Clone(kit.Clip(lines, b.top, height))
	if group := of[b.top]; group >= 0 && len(shown) > 0 {
		shown[0] = heading(th, &b.groups[group], width)
	}
	return shown
}

func heading(th *kit.Theme, g *yichuang.DeskGroup, width int) string {
	count := strconv.Itoa(g.Total) + "件"
	if g.Total > len(g.Cases) {
		count += "（列出" + strconv.Itoa(len(g.Cases)) + "件，其余按 F3 查找）"
	}
	title := kit.Fit(g.Title, width/2) + "  " + count
	why := kit.Fit(g.Why, width-kit.Width(title)-3)
	return th.Paint(kit.Title, title) + "   " + th.Paint(kit.Dim, why)
}

func (b *board) row(th *kit.Theme, c *yichuang.Summary, g grid, chosen bool) string {
	tone, due := dueWords(c, b.today, g.wide)
	cells := []string{tail(c.Number), when(c, b.today, g.wide), c.Applicant, c.ItemName, due}
	if chosen {
		return th.Paint(kit.Selected, kit.Mark+kit.Pad(kit.Row(g.columns, g.widths, cells), g.total))
	}
	last := len(cells) - 1
	before := kit.Pad(kit.Row(g.columns, g.widths, cells[:last]), g.total-g.widths[last])
	return kit.NoMark + before + th.Paint(tone, kit.Fit(due, g.widths[last]))
}
