package paper

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// terminal measures in columns of a terminal, grapheme by grapheme: East Asian
// characters take two, ambiguous ones (“ — ① ·) one, as the screens count them.
func terminal(line string) []piece {
	var out []piece
	for line != "" {
		cluster, w := ansi.FirstGraphemeCluster(line, ansi.GraphemeWidth)
		if cluster == "" {
			break
		}
		out = append(out, piece{cluster, w})
		line = line[len(cluster):]
	}
	return out
}

// printer measures in columns of a thermal printer: ASCII takes one, and all
// else two, even what a terminal draws in one.
func printer(line string) []piece {
	var out []piece
	for _, r := range line {
		w := 2
		if r <= unicode.MaxASCII {
			w = 1
		}
		out = append(out, piece{string(r), w})
	}
	return out
}

// columns sets text in lines of a fixed number of columns.
type columns struct {
	width int
	ruler ruler
}

// wrap breaks text into lines no wider than the columns, less indent, and puts
// the indent before each; lead stands before the first line in its place.
// A lead that leaves too little room gets a line of its own.
func (c columns) wrap(lead, text string, indent int) []string {
	var out []string
	if text == "" && lead == "" {
		return nil
	}
	w := c.ruler.width(lead)
	if lead != "" && (w > indent+c.width/4 || w > c.width-4) {
		out = append(out, wrap(lead, c.ruler, c.width, c.width)...)
		if text == "" {
			return out
		}
		lead, w = c.blank(indent), indent
	}
	lead += c.blank(indent - w)
	for i, line := range wrap(text, c.ruler, c.width-max(w, indent), c.width-indent) {
		if i == 0 {
			line = lead + line
		} else {
			line = c.blank(indent) + line
		}
		out = append(out, strings.TrimRight(line, " "))
	}
	return out
}

// field sets a value behind its label. When a number in it would be cut there but
// not on a line of its own, it goes below the label.
func (c columns) field(lead, value string, indent int) []string {
	longest := 0
	for line := range strings.SplitSeq(value, "\n") {
		for _, w := range split(c.ruler(line), c.width-2) {
			longest = max(longest, w.w)
		}
	}
	if room := c.width - max(indent, c.ruler.width(lead)); lead != "" && longest > room {
		return append(c.wrap("", lead, 0), c.wrap("", value, 2)...)
	}
	return c.wrap(lead, value, indent)
}

// centred returns the lines of text in the middle of the columns.
func (c columns) centred(text string) []string {
	var out []string
	if text == "" {
		return nil
	}
	for _, line := range wrap(text, c.ruler, c.width, c.width) {
		out = append(out, c.blank((c.width-c.ruler.width(line))/2)+line)
	}
	return out
}

// right returns the lines of text at the right edge.
func (c columns) right(text string) []string {
	var out []string
	if text == "" {
		return nil
	}
	for _, line := range wrap(text, c.ruler, c.width, c.width) {
		out = append(out, c.blank(c.width-c.ruler.width(line))+line)
	}
	return out
}

// ends puts one text at the left and one at the right edge, on one line when
// both fit.
func (c columns) ends(left, right string) []string {
	gap := c.width - c.ruler.width(left) - c.ruler.width(right)
	if left != "" && right != "" && gap >= 2 {
		return []string{left + c.blank(gap) + right}
	}
	return append(c.wrap("", left, 0), c.wrap("", right, 0)...)
}

// pad fills s up to w columns.
func (c columns) pad(s string, w int) string { return s + c.blank(w-c.ruler.width(s)) }

func (c columns) blank(n int) string { return strings.Repeat(" ", max(n, 0)) }
