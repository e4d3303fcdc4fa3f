package kit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"yichuang"

	tea "charm.land/bubbletea/v2"
)

// editor is text with a caret: what a Field and an Area have in common. The
// caret stands between places of the screen, never inside one, so it moves over
// a Chinese character, or one with marks above it, in one step.
type editor struct {
	text  string
	caret int // bytes of text before the caret, always at the edge of a glyph
	shape []glyph
	fresh bool // shape belongs to text
}

// places returns the glyphs of text. Line ends are glyphs of no width.
func (e *editor) places() []glyph {
	if e.fresh {
		return e.shape
	}
	e.shape = e.shape[:0]
	for s := e.text; len(s) > 0; {
		g, n := nextGlyph(s)
		if s[0] == '\n' {
			g.text, g.w = "\n", 0
		}
		e.shape = append(e.shape, g)
		s = s[n:]
	}
	e.fresh = true
	return e.shape
}

// at returns the index of the glyph behind the caret.
func (e *editor) at() int {
	bytes := 0
	for i, g := range e.places() {
		if bytes >= e.caret {
			return i
		}
		bytes += g.size
	}
	return len(e.shape)
}

// moveTo puts the caret before glyph i.
func (e *editor) moveTo(i int) {
	bytes := 0
	for _, g := range e.places()[:max(0, min(i, len(e.places())))] {
		bytes += g.size
	}
	e.caret = bytes
}

func (e *editor) set(text string) {
	e.text, e.caret, e.fresh = text, len(text), false
}

// insert puts text at the caret, as much of it as limit characters allow, and
// reports whether anything changed.
func (e *editor) insert(text string, limit int) bool {
	room := limit - utf8.RuneCountInString(e.text)
	if room <= 0 || text == "" {
		return false
	}
	if utf8.RuneCountInString(text) > room {
		text = string([]rune(text)[:room])
	}
	e.text = e.text[:e.caret] + text + e.text[e.caret:]
	e.caret += len(text)
	e.fresh = false
	e.settle()
	return true
}

// settle moves the caret to the edge of a glyph after text came in that joined
// with what stood there.
func (e *editor) settle() {
	bytes := 0
	for _, g := range e.places() {
		if bytes >= e.caret {
			break
		}
		bytes += g.size
	}
	e.caret = bytes
}

// remove takes away the glyphs from..to and leaves the caret there.
func (e *editor) remove(from, to int) bool {
	gs := e.places()
	from, to = max(from, 0), min(to, len(gs))
	if from >= to {
		return false
	}
	e.moveTo(to)
	end := e.caret
	e.moveTo(from)
	e.text = e.text[:e.caret] + e.text[end:]
	e.fresh = false
	e.settle()
	return true
}

// wordBefore returns where the word before glyph i begins: letters and digits
// belong together, so do Chinese characters up to a mark or a space.
func (e *editor) wordBefore(i int) int {
	gs := e.places()
	for i > 0 && !inWord(gs[i-1]) {
		i--
	}
	for i > 0 && inWord(gs[i-1]) {
		i--
	}
	return i
}

func inWord(g glyph) bool {
	r, _ := utf8.DecodeRuneInString(g.text)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// edit applies the keys that mean the same in every text. used reports whether
// msg was one of them, changed whether the text is another now.
func (e *editor) edit(msg tea.KeyPressMsg) (used, changed bool) {
	i := e.at()
	switch msg.String() {
	case "left", "ctrl+b":
		e.moveTo(i - 1)
	case "right", "ctrl+f":
		e.moveTo(i + 1)
	case "ctrl+left":
		e.moveTo(e.wordBefore(i))
	case "backspace", "ctrl+h", "shift+backspace":
		return true, e.remove(i-1, i)
	case "delete", "ctrl+d":
		return true, e.remove(i, i+1)
	case "ctrl+w":
		return true, e.remove(e.wordBefore(i), i)
	default:
		return false, false
	}
	return true, false
}

// incoming makes typed or pasted text fit to be kept: no control characters, no
// invalid UTF-8, line ends as \n. Unlike yichuang.Clean it keeps the spaces at
// both ends, which somebody may be about to type on from.
func incoming(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
			return -1
		}
		return r
	}, s)
}

// limit returns the number of characters a text of this maximum may have.
func limit(maximum int) int {
	if maximum <= 0 || maximum > yichuang.TextLimit {
		return yichuang.TextLimit
	}
	return maximum
}
