package kit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// punctuation and box hold the widths of two blocks whose characters are
// ambiguous: one column in most terminals, two in some Chinese ones. They are
// asked of the same library that everything else asks, once.
var (
	punctuation = measure(0x2010, 0x2027)
	box         = measure(0x2500, 0x257F)
)

func measure(from, to rune) []int8 {
	widths := make([]int8, 0, to-from+1)
	for r := from; r <= to; r++ {
		widths = append(widths, int8(ansi.StringWidth(string(r))))
	}
	return widths
}

// runeWidth returns the columns of a character that always stands for itself,
// and -1 for all others, which may combine with their neighbours. It exists for
// speed: nearly everything on a Chinese screen is in these ranges.
func runeWidth(r rune) int {
	switch {
	case r < 0x20:
		return -1
	case r < 0x7F:
		return 1
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0x3400 && r <= 0x4DBF, // 汉字
		r >= 0x3000 && r <= 0x3029, r >= 0xFF01 && r <= 0xFF60: // 标点、全角
		return 2
	case r >= 0x2010 && r <= 0x2027:
		return int(punctuation[r-0x2010])
	case r >= 0x2500 && r <= 0x257F:
		return int(box[r-0x2500])
	}
	return -1
}

// scan measures s as far as it consists of characters that stand for themselves
// and of colour sequences. ok is false when s holds anything else.
func scan(s string) (width int, ok bool) {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= 0x20 && c < 0x7F:
			width++
			i++
			continue
		case c == 0x1B:
			n := sgr(s[i:])
			if n == 0 {
				return 0, false
			}
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		w := runeWidth(r)
		if w < 0 || r == utf8.RuneError {
			return 0, false
		}
		width += w
		i += n
	}
	return width, true
}

// sgr returns the length of the colour sequence s begins with, 0 if it begins
// with anything else.
func sgr(s string) int {
	if len(s) < 3 || s[0] != 0x1B || s[1] != '[' {
		return 0
	}
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c == 'm':
			return i + 1
		case c != ';' && c != ':' && (c < '0' || c > '9'):
			return 0
		}
	}
	return 0
}

// Width returns the columns that s takes in the terminal. Colour sequences take
// none.
func Width(s string) int {
	if w, ok := scan(s); ok {
		return w
	}
	return ansi.StringWidth(s)
}

// Text makes text from outside fit for one line of a frame: line ends become
// spaces, control and format characters and escape sequences disappear, invalid
// UTF-8 becomes U+FFFD, and a group of characters whose width terminals disagree
// about is reduced to its first one. What is fit already is returned as it is.
func Text(s string) string {
	if w, ok := scan(s); ok && w >= 0 && strings.IndexByte(s, 0x1B) < 0 {
		return s
	}
	return clean(bare(s))
}

// bare returns s as valid UTF-8 without escape sequences and format characters:
// what stands beside each other then, belongs together.
func bare(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.IndexByte(s, 0x1B) >= 0 {
		s = ansi.Strip(s)
	}
	if !strings.ContainsFunc(s, hidden) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u0085':
			return ' '
		case hidden(r):
			return -1
		}
		return r
	}, s)
}

// clean is Text for bare text.
func clean(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for len(s) > 0 {
		g, n := nextGlyph(s)
		b.WriteString(g.text)
		s = s[n:]
	}
	return b.String()
}

// glyph is what occupies one place on the screen: usually one character.
type glyph struct {
	text string // what is drawn
	size int    // bytes of the text it stands for
	w    int    // columns
}

// nextGlyph returns the first place of s, which must be valid UTF-8 without
// escape sequences, and how many bytes it takes up.
func nextGlyph(s string) (glyph, int) {
	r, n := utf8.DecodeRuneInString(s)
	if w := runeWidth(r); w >= 0 {
		if next, _ := utf8.DecodeRuneInString(s[n:]); n == len(s) || runeWidth(next) >= 0 || next == '\n' {
			return glyph{s[:n], n, w}, n
		}
	}
	switch {
	case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029' || r == '\u0085':
		return glyph{" ", n, 1}, n
	case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
		return glyph{"", n, 0}, n
	}
	cluster, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	n = len(cluster)
	if w > 0 && w == ansi.StringWidthWc(cluster) && !strings.ContainsFunc(cluster, hidden) && !clings(cluster) {
		return glyph{cluster, n, w}, n
	}
	alone := lone(r)
	return glyph{alone, n, ansi.StringWidth(alone)}, n
}

// clings reports whether a group of characters would join with what is drawn
// before or behind it: a vowel sign at the beginning of a text, put behind a
// space of ours, is such a one.
func clings(cluster string) bool {
	before, _ := ansi.FirstGraphemeCluster("0"+cluster, ansi.GraphemeWidth)
	behind, _ := ansi.FirstGraphemeCluster(cluster+"0", ansi.GraphemeWidth)
	return len(before) != 1 || len(behind) != len(cluster)
}

// hidden reports whether a character must not reach the terminal.
func hidden(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

// lone returns the character when it takes up room for itself and every way of
// counting agrees how much, else U+FFFD or, where that is ambiguous, "?".
func lone(r rune) string {
	s := string(r)
	if w := ansi.StringWidth(s); w > 0 && w == ansi.StringWidthWc(s) && !clings(s) {
		return s
	}
	return "?"
}

// glyphs parts a line into its places. Line ends must not occur in s.
func glyphs(s string) []glyph {
	out := make([]glyph, 0, len(s)/2+1)
	for len(s) > 0 {
		g, n := nextGlyph(s)
		out = append(out, g)
		s = s[n:]
	}
	return out
}
