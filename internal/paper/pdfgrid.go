package paper

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yichuang"
)

// The cells of a table, in points.
const (
	gridSize = 10.5 // of the letters
	gridPadX = 6.0
	gridPen  = 0.5
)

// cell is a part of a row: lines of text in a box.
type cell struct {
	x, w    float64
	lines   []string
	style   style
	centred bool
}

// role is what a cell is for.
type role byte

const (
	value role = iota // from the left
	label             // centred: labels and columns of short entries
	title             // centred and bold
)

// cell breaks text to the width of its box.
func (s *setter) cell(text string, x, w float64, as role) cell {
	st := style{size: gridSize, ink: black, bold: as == title}
	room := w - 2*gridPadX
	return cell{x: x, w: w, lines: s.wrap(text, st, room, room), style: st, centred: as != value}
}

// height returns the height of a row of cells.
func (s *setter) height(cells []cell) float64 {
	lines := 0
	for _, c := range cells {
		lines = max(lines, len(c.lines))
	}
	return float64(lines)*s.pitch.grid + 2*s.pitch.pad
}

// row sets cells side by side. A row that does not fit goes to the next page,
// below the titles; one too tall for that is cut between lines.
func (s *setter) row(cells, titles []cell) {
	for {
		h := s.height(cells)
		room := pageBottom - s.y
		if h <= room {
			s.box(cells, h)
			return
		}
		fits := int((room - 2*s.pitch.pad) / s.pitch.grid)
		if fits < 2 || h < (pageBottom-pageTop)/3 {
			s.turn()
			if titles != nil {
				s.box(titles, s.height(titles))
			}
			continue
		}
		var rest []cell
		part := make([]cell, len(cells))
		for i, c := range cells {
			n := min(fits, len(c.lines))
			part[i] = c
			part[i].lines = c.lines[:n]
			c.lines = c.lines[n:]
			rest = append(rest, c)
		}
		s.box(part, s.height(part))
		cells = rest
	}
}

// box draws one row: the frames and the text in the middle of their height.
func (s *setter) box(cells []cell, h float64) {
	for _, c := range cells {
		y0, y1, x1 := s.y, s.y+h, c.x+c.w
		s.put(lineMark{c.x, y0, x1, y0, gridPen, black}, lineMark{c.x, y1, x1, y1, gridPen, black},
			lineMark{c.x, y0, c.x, y1, gridPen, black}, lineMark{x1, y0, x1, y1, gridPen, black})
		y := s.y + (h-float64(len(c.lines))*s.pitch.grid)/2
		for _, line := range c.lines {
			x := c.x + gridPadX
			if c.centred {
				x = c.x + (c.w-s.width(line, c.style))/2
			}
			s.line(line, c.style, x, y, s.pitch.grid)
			y += s.pitch.grid
		}
	}
	s.y += h
}

// labels returns how wide the labels of a document are set: as the widest that is
// not unusual, so that all its forms line up.
func (s *setter) labels() float64 {
	plain := style{size: gridSize}
	side := 5 * gridSize
	for _, b := range s.doc.Body {
		for _, f := range b.Fields {
			if w := s.width(f.Label, plain); w <= 8*gridSize+1 {
				side = max(side, w)
			}
		}
	}
	return side + 2*gridPadX + 1
}

// fields sets labels and values as a form; two short ones share a row.
func (s *setter) fields(fields []yichuang.Field) {
	const half = contentWidth / 2
	plain := style{size: gridSize, ink: black}
	side := s.side
	short := func(i int) bool {
		return i < len(fields) && !strings.Contains(fields[i].Value, "\n") &&
			s.width(fields[i].Value, plain) <= half-side-2*gridPadX &&
			s.width(fields[i].Label, plain) <= side-2*gridPadX
	}
	for i := 0; i < len(fields); i++ {
		f := fields[i]
		if short(i) && short(i+1) {
			g := fields[i+1]
			s.row([]cell{
				s.cell(f.Label, marginX, side, label), s.cell(f.Value, marginX+side, half-side, value),
				s.cell(g.Label, marginX+half, side, label), s.cell(g.Value, marginX+half+side, half-side, value),
			}, nil)
			i++
			continue
		}
		s.row([]cell{
			s.cell(f.Label, marginX, side, label), s.cell(f.Value, marginX+side, contentWidth-side, value),
		}, nil)
	}
	if len(fields) > 0 {
		s.y += s.pitch.gap
	}
}

// table sets rows under their titles; the titles stand again on every page.
func (s *setter) table(table yichuang.Table) {
	n := len(table.Columns)
	if n == 0 {
		return
	}
	brief := make([]bool, n)
	for i := range brief {
		brief[i] = isBrief(table, i)
	}
	widths := s.fit(table, brief)
	if widths == nil {
		s.list(table)
		return
	}
	cells := func(texts []string, heading bool) []cell {
		out := make([]cell, n)
		x := marginX
		for i, text := range texts {
			as := value
			switch {
			case heading:
				as = title
			case brief[i]:
				as = label
			}
			w := float64(widths[i]) / 10 // tenths of a point
			out[i] = s.cell(text, x, w, as)
			x += w
		}
		return out
	}
	titles := make([]string, n)
	named := false
	for i, c := range table.Columns {
		titles[i] = c.Title
		named = named || c.Title != ""
	}
	var head []cell
	if named {
		head = cells(titles, true)
		h := s.height(head)
		s.need(h + s.pitch.grid + 2*s.pitch.pad)
		s.row(head, nil)
		if h > (pageBottom-pageTop)/4 {
			head = nil // titles that long are not repeated
		}
	}
	for _, row := range table.Rows {
		s.row(cells(row, false), head)
	}
	s.y += s.pitch.gap
}

// fit divides the width of the page among the columns, in tenths of a point; brief
// ones get no more than they need. It returns nil when there are more columns than
// the page can hold.
func (s *setter) fit(table yichuang.Table, brief []bool) []int {
	const all, pads = 4705, 10*2*gridPadX + 10
	least := int(10*2*gridSize) + pads
	if least*len(table.Columns) > all {
		return nil
	}
	plain := style{size: gridSize}
	need := make([]int, len(table.Columns))
	for i, c := range table.Columns {
		need[i] = max(least, int(10*s.width(c.Title, plain))+pads)
		for _, row := range table.Rows {
			for line := range strings.SplitSeq(row[i], "\n") {
				need[i] = max(need[i], int(10*s.width(line, plain))+pads)
			}
		}
		need[i] = min(need[i], all)
	}
	widths := divide(table.Columns, need, all, least)
	spread(widths, brief, all)
	return widths
}

// isBrief reports whether a column holds only a few characters in each row, such
// as numbers, counts and ticks. It is set in the middle then.
func isBrief(table yichuang.Table, column int) bool {
	return !slices.ContainsFunc(table.Rows, func(row []string) bool {
		return utf8.RuneCountInString(row[column]) > 4
	})
}

// list sets a table with more columns than the page can hold: each row becomes a
// form of its own.
func (s *setter) list(table yichuang.Table) {
	for _, row := range table.Rows {
		var fields []yichuang.Field
		for i, c := range table.Columns {
			if row[i] != "" {
				fields = append(fields, yichuang.Field{Label: c.Title, Value: row[i]})
			}
		}
		s.fields(fields)
	}
}
