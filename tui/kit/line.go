package kit

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Line makes a drawn line fit for the frame whatever it holds: no wider than
// width, no control characters, no escape sequences but colours, and colours
// ended. Screens need not call it; the shell does, for every line.
func Line(s string, width int) string {
	w, ok := scan(s)
	if !ok {
		s = scrub(s)
		w = Width(s)
	}
	if w > width {
		s = ansi.Truncate(s, max(width, 0), "")
	}
	if at := strings.LastIndexByte(s, 0x1B); at >= 0 && !strings.HasPrefix(s[at:], sgrReset) {
		s += sgrReset
	}
	return s
}

// scrub drops everything from s but text and colours.
func scrub(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	for len(s) > 0 {
		if n := sgr(s); n > 0 {
			b.WriteString(s[:n])
			s = s[n:]
			continue
		}
		s = strings.TrimPrefix(s, "\x1b") // of a sequence that is no colour
		end := strings.IndexByte(s, 0x1B)
		if end < 0 {
			end = len(s)
		}
		b.WriteString(clean(bare(s[:end])))
		s = s[end:]
	}
	return b.String()
}

// Common returns how far two drawn lines are the same: the bytes and the columns
// of their common beginning, and the colour sequences in force at its end. It
// ends where a character may combine with its neighbour, so that a terminal can
// go on drawing the second line from there.
func Common(a, b string) (bytes, columns int, style string) {
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	width, styled := 0, 0 // at i; where the style in force began
	for i := 0; i < same; {
		if n := sgr(b[i:]); n > 0 {
			if i+n > same {
				break
			}
			if b[i:i+n] == sgrReset {
				styled = i + n
			}
			i += n
		} else {
			r, n := utf8.DecodeRuneInString(b[i:])
			w := runeWidth(r)
			if w < 0 || i+n > same {
				break
			}
			i, width = i+n, width+w
		}
		if lonely(a[i:]) && lonely(b[i:]) {
			bytes, columns, style = i, width, b[styled:i]
		}
	}
	return bytes, columns, onlySGR(style)
}

// lonely reports whether what s begins with cannot combine with what is before.
func lonely(s string) bool {
	if s == "" || s[0] == 0x1B {
		return s == "" || sgr(s) > 0 && lonely(s[sgr(s):])
	}
	r, _ := utf8.DecodeRuneInString(s)
	return runeWidth(r) >= 0
}

// onlySGR drops the text from a piece of a drawn line.
func onlySGR(s string) string {
	if strings.IndexByte(s, 0x1B) < 0 {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if n := sgr(s[i:]); n > 0 {
			b.WriteString(s[i : i+n])
			i += n
			continue
		}
		i++
	}
	return b.String()
}
