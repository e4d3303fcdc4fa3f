package kit

import (
	"strings"
	"unicode/utf8"
)

// cut stands where text was cut off. It is ASCII because … has no certain width.
const cut = ".."

// Fit returns s, made safe for one line and cut to at most width columns, with
// ".." where something is missing. It looks at no more of s than it shows.
func Fit(s string, width int) string {
	if width <= 0 {
		return ""
	}
	w, keep := 0, 0 // bytes of s that leave room for the cut mark
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		rw := runeWidth(r)
		switch {
		case rw < 0:
			return fitGlyphs(s, width)
		case w+rw > width && width <= len(cut):
			return s[:i]
		case w+rw > width:
			return s[:keep] + cut
		}
		i, w = i+n, w+rw
		if w <= width-len(cut) {
			keep = i
		}
	}
	return s
}

// fitGlyphs is Fit for text whose characters do not all stand for themselves.
func fitGlyphs(s string, width int) string {
	s = bare(s)
	var b strings.Builder
	w, keep := 0, 0
	for len(s) > 0 {
		g, n := nextGlyph(s)
		switch {
		case w+g.w > width && width <= len(cut):
			return b.String()
		case w+g.w > width:
			return b.String()[:keep] + cut
		}
		b.WriteString(g.text)
		s, w = s[n:], w+g.w
		if w <= width-len(cut) {
			keep = b.Len()
		}
	}
	return b.String()
}

// Pad returns s in exactly width columns: cut or filled with spaces behind.
func Pad(s string, width int) string {
	s = Fit(s, width)
	return s + Space(width-Width(s))
}

// PadLeft returns s in exactly width columns, at the right edge: for numbers.
func PadLeft(s string, width int) string {
	s = Fit(s, width)
	return Space(width-Width(s)) + s
}

// Center returns s in the middle of width columns.
func Center(s string, width int) string {
	s = Fit(s, width)
	return Space((width-Width(s))/2) + s
}

// Fill adds spaces behind a line that may hold colours until it is width
// columns wide, and cuts it when it is wider.
func Fill(line string, width int) string {
	line = Line(line, width)
	return line + Space(width-Width(line))
}

const spaces = "                                                                                                                                "

// Space returns n spaces, none when n is negative.
func Space(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(spaces):
		return spaces[:n]
	}
	return strings.Repeat(" ", n)
}

// Spread returns one line of width columns with left at its beginning and right
// at its end. When both do not fit, left is cut. Both may hold colours.
func Spread(left, right string, width int) string {
	right = Line(right, width)
	room := width - Width(right)
	if room <= 0 {
		return right
	}
	return Fill(left, room) + right
}

// Column is one column of a table.
type Column struct {
	Title string
	Width int  // columns wanted, without the gap
	Flex  int  // share of the room that is left over; 0 keeps Width
	Right bool // numbers stand at the right edge
}

// Gap is the room between two columns of a table.
const Gap = 2

// Columns returns the width of every column for a table of width columns.
// Room left over goes to those with Flex; when there is too little, the widest
// give way first.
func Columns(cols []Column, width int) []int {
	out := make([]int, len(cols))
	room, flex := width-Gap*max(len(cols)-1, 0), 0
	for i, c := range cols {
		out[i] = max(c.Width, 0)
		room -= out[i]
		flex += c.Flex
	}
	if room > 0 && flex > 0 {
		rest := room
		last := 0
		for i, c := range cols {
			if c.Flex > 0 {
				share := room * c.Flex / flex
				out[i] += share
				rest -= share
				last = i
			}
		}
		out[last] += rest
	}
	for ; room < 0; room++ {
		widest := 0
		for i := range out {
			if out[i] > out[widest] {
				widest = i
			}
		}
		if len(out) == 0 || out[widest] == 0 {
			break
		}
		out[widest]--
	}
	return out
}

// Row draws the cells of one row into columns of the given widths, without
// spaces behind the last one that is shown.
func Row(cols []Column, widths []int, cells []string) string {
	var b strings.Builder
	room := 0
	for i, w := range widths {
		if i > 0 {
			room += Gap
		}
		if w == 0 || i >= len(cells) {
			room += w
			continue
		}
		text := Fit(cells[i], w)
		fill := w - Width(text)
		if i < len(cols) && cols[i].Right {
			room, fill = room+fill, 0
		}
		b.WriteString(Space(room))
		b.WriteString(text)
		room = fill
	}
	return b.String()
}

// Titles draws the head of a table.
func Titles(cols []Column, widths []int) string {
	cells := make([]string, len(cols))
	for i, c := range cols {
		cells[i] = c.Title
	}
	return Row(cols, widths, cells)
}

// Beside draws two blocks side by side: left in leftWidth columns, then gap
// columns, then right. It has as many lines as the longer one.
func Beside(left []string, leftWidth int, right []string, gap int) []string {
	out := make([]string, max(len(left), len(right)))
	for i := range out {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		if r == "" {
			out[i] = Line(l, leftWidth)
			continue
		}
		out[i] = Fill(l, leftWidth) + Space(gap) + r
	}
	return out
}

// Scroll returns the first line to show so that line at of n is in view of
// height lines, moved as little as possible from top.
func Scroll(top, at, n, height int) int {
	if height <= 0 {
		return 0
	}
	if at < top {
		top = at
	}
	if at >= top+height {
		top = at - height + 1
	}
	return max(0, min(top, n-height))
}

// Clip returns at most height lines from line top on.
func Clip(lines []string, top, height int) []string {
	top = max(0, min(top, len(lines)))
	return lines[top:min(len(lines), top+max(height, 0))]
}

// Lines joins lines to the body of a screen.
func Lines(lines ...string) string { return strings.Join(lines, "\n") }
