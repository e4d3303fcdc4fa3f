package kit

import (
	"strings"

	"yichuang"
)

// Tone is what a piece of text means. It never says a colour.
type Tone int

// The tones. Plain text is what most of a screen is made of.
const (
	Plain    Tone = iota
	Title         // the name of a screen or a section
	Dim           // of less importance: explanations, placeholders
	Strong        // must not be overlooked
	Good          // in order, done
	Bad           // wrong, late, failed
	Warn          // needs attention
	Selected      // the chosen row, which also carries a mark
	Label         // the name of a field
	Hint          // a key in the help line
	Header        // the top line
	Blank         // the room in a field that is still empty
	tones
)

// Mark and NoMark stand before rows: the chosen one must be seen without colour.
// They are ASCII because arrows and bullets have no certain width.
const (
	Mark   = "> "
	NoMark = "  "
)

const sgrReset = "\x1b[m"

// Theme turns tones into what the terminal understands. It uses the terminal's
// own sixteen colours, so that the palette chosen by the person stays, and
// works without any. A nil Theme leaves text as it is.
type Theme struct {
	on     [tones]string
	dark   bool
	colour bool
}

// NewTheme returns the theme for a dark terminal with colours, until Adapt says
// otherwise.
func NewTheme() *Theme {
	t := &Theme{}
	t.Adapt(true, true)
	return t
}

// Adapt chooses the styles for a dark or a light background, with or without
// colours. Bold, underline and reverse are no colours and stay.
func (t *Theme) Adapt(dark, colour bool) {
	t.dark, t.colour = dark, colour
	t.on = [tones]string{Title: "\x1b[1m", Strong: "\x1b[1m", Bad: "\x1b[1m", Selected: "\x1b[7m", Hint: "\x1b[1m", Header: "\x1b[7m", Blank: "\x1b[4m"}
	if !colour {
		return
	}
	if dark {
		t.on[Dim], t.on[Good], t.on[Bad], t.on[Warn] = "\x1b[37m", "\x1b[92m", "\x1b[1;91m", "\x1b[93m"
		t.on[Label], t.on[Hint] = "\x1b[36m", "\x1b[1;96m"
		return
	}
	// Yellow and the bright colours cannot be read on white.
	t.on[Dim], t.on[Good], t.on[Bad], t.on[Warn] = "\x1b[90m", "\x1b[32m", "\x1b[1;31m", "\x1b[35m"
	t.on[Label], t.on[Hint] = "\x1b[34m", "\x1b[1;34m"
}

// Dark reports whether the terminal's background is dark, Colour whether colours
// are in use.
func (t *Theme) Dark() bool { return t.dark }

// Colour reports whether colours are in use.
func (t *Theme) Colour() bool { return t.colour }

// Paint returns plain text in a tone. The text must not contain escape
// sequences itself: tones do not nest.
func (t *Theme) Paint(tone Tone, text string) string {
	if t == nil || tone <= Plain || tone >= tones || t.on[tone] == "" || text == "" {
		return text
	}
	return t.on[tone] + text + sgrReset
}

// Rule returns a horizontal line of width columns: drawn where box characters
// take one column, dashes where they are wide.
func (t *Theme) Rule(width int) string {
	if width <= 0 {
		return ""
	}
	if Width("─") != 1 {
		return strings.Repeat("-", width)
	}
	return strings.Repeat("─", width)
}

// Failure returns the lines that show err to a person, at most width columns
// wide: the sentence, and the hint behind it.
func (t *Theme) Failure(err error, width int) []string {
	message, hint := yichuang.Explain(err)
	lines := Wrap("出错："+message, width)
	for i, l := range lines {
		lines[i] = t.Paint(Bad, l)
	}
	if hint != "" {
		lines = append(lines, Wrap("怎么办："+hint, width)...)
	}
	return lines
}
