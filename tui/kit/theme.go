package kit

import (
	"strings"

	"yichuang"

	"charm.land/lipgloss/v2"
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

// Look is what a terminal can show.
type Look struct {
	Dark   bool // light text on a dark background
	Colour bool // without it bold, underline and reverse stay
}

// Theme turns tones into what the terminal understands. It uses the terminal's
// own sixteen colours, so that the palette chosen by the person stays, and
// works without any. A nil Theme leaves text as it is.
type Theme struct {
	look Look
	on   [tones]string // what begins each tone: styles are not made anew for every word of every frame
}

// NewTheme returns the theme for a dark terminal with colours, until Adapt says
// otherwise.
func NewTheme() *Theme {
	t := &Theme{}
	t.Adapt(Look{Dark: true, Colour: true})
	return t
}

// Adapt chooses the styles for what the terminal can show.
func (t *Theme) Adapt(look Look) {
	*t = Theme{look: look}
	for tone, style := range styles(look) {
		t.on[tone], _, _ = strings.Cut(style.Render("x"), "x")
	}
}

// styles says how each tone looks.
func styles(look Look) map[Tone]lipgloss.Style {
	plain := lipgloss.NewStyle()
	bold := plain.Bold(true)
	all := map[Tone]lipgloss.Style{Title: bold, Strong: bold, Bad: bold, Hint: bold,
		Selected: plain.Reverse(true), Header: plain.Reverse(true), Blank: plain.Underline(true)}
	if !look.Colour {
		return all
	}
	if look.Dark {
		all[Dim], all[Good], all[Warn] = plain.Foreground(lipgloss.White), plain.Foreground(lipgloss.BrightGreen), plain.Foreground(lipgloss.BrightYellow)
		all[Bad], all[Label], all[Hint] = bold.Foreground(lipgloss.BrightRed), plain.Foreground(lipgloss.Cyan), bold.Foreground(lipgloss.BrightCyan)
		return all
	}
	// Yellow and the bright colours cannot be read on white.
	all[Dim], all[Good], all[Warn] = plain.Foreground(lipgloss.BrightBlack), plain.Foreground(lipgloss.Green), plain.Foreground(lipgloss.Magenta)
	all[Bad], all[Label], all[Hint] = bold.Foreground(lipgloss.Red), plain.Foreground(lipgloss.Blue), bold.Foreground(lipgloss.Blue)
	return all
}

// Look returns what the theme was last adapted to.
func (t *Theme) Look() Look { return t.look }

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
