package kit

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Field is a text of one line with the terminal's own caret at the right column:
// the window of the input method stands where one types.
type Field struct {
	Theme       *Theme
	Placeholder string // shown while empty
	Max         int    // characters; 0 means yichuang.TextLimit
	Secret      bool   // draws a star for each character
	// Accept decides about every character that comes in and may change it, as
	// UpperID does. Nil takes all.
	Accept func(r rune) (rune, bool)

	editor  editor
	focused bool
	left    int // first glyph shown
}

// NewField returns an empty field.
func NewField(theme *Theme) *Field { return &Field{Theme: theme} }

// Value returns the text without spaces at its ends; a secret as it is.
func (f *Field) Value() string {
	if f.Secret {
		return f.editor.text
	}
	return strings.TrimSpace(f.editor.text)
}

// SetValue replaces the text and puts the caret behind it.
func (f *Field) SetValue(s string) {
	f.editor.set("")
	f.left = 0
	f.editor.insert(f.accepted(incoming(s)), limit(f.Max))
}

// Focus gives the field the caret, Blur takes it away.
func (f *Field) Focus() { f.focused = true }

// Blur takes the caret away.
func (f *Field) Blur() { f.focused = false }

// Focused reports whether the field has the caret.
func (f *Field) Focused() bool { return f.focused }

// Update takes a key press or a paste and reports whether the text changed. Keys
// that are not for a text, and all while it has no caret, do nothing.
func (f *Field) Update(msg tea.Msg) (changed bool) {
	if !f.focused {
		return false
	}
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return f.editor.insert(f.accepted(incoming(msg.Content)), limit(f.Max))
	case tea.KeyPressMsg:
		return f.press(msg)
	}
	return false
}

func (f *Field) press(msg tea.KeyPressMsg) bool {
	if used, changed := f.editor.edit(msg); used {
		return changed
	}
	switch msg.String() {
	case "home", "ctrl+a":
		f.editor.moveTo(0)
	case "end", "ctrl+e":
		f.editor.caret = len(f.editor.text)
	case "ctrl+u":
		return f.editor.remove(0, f.editor.at())
	case "ctrl+k":
		return f.editor.remove(f.editor.at(), len(f.editor.places()))
	default:
		return f.editor.insert(f.accepted(incoming(Typed(msg))), limit(f.Max))
	}
	return false
}

// accepted makes text one line and asks Accept about every character.
func (f *Field) accepted(s string) string {
	s = strings.ReplaceAll(s, "\n", " ")
	if f.Accept == nil {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r, ok := f.Accept(r); ok {
			return r
		}
		return -1
	}, s)
}

// View draws the field in at most width columns and returns the column of the
// caret within it, -1 without the caret.
func (f *Field) View(width int) (text string, cursorX int) {
	if width <= 0 {
		return "", -1
	}
	gs := f.editor.places()
	if len(gs) == 0 {
		shown := f.Theme.Paint(Dim, Fit(f.Placeholder, width))
		if !f.focused {
			return shown, -1
		}
		return shown, 0
	}
	if f.Secret {
		gs = stars(gs)
	}
	at := f.editor.at()
	if !f.focused {
		return Fit(draw(gs), width), -1
	}
	f.scroll(gs, at, width)
	x, w, end := 0, 0, f.left
	for ; end < len(gs) && w+gs[end].w <= width; end++ {
		if end < at {
			x += gs[end].w
		}
		w += gs[end].w
	}
	return draw(gs[f.left:end]), x
}

// scroll moves the part that is shown so that the caret, which takes a column of
// its own behind the text before it, stays inside.
func (f *Field) scroll(gs []glyph, at, width int) {
	f.left = min(f.left, at)
	w := 0
	for _, g := range gs[f.left:at] {
		w += g.w
	}
	for w > width-1 && f.left < at {
		w -= gs[f.left].w
		f.left++
	}
	// Text that was taken away behind the caret must not leave room unused.
	for _, g := range gs[at:] {
		if w += g.w; w > width-1 {
			return
		}
	}
	for f.left > 0 && w+gs[f.left-1].w <= width-1 {
		f.left--
		w += gs[f.left].w
	}
}

func stars(gs []glyph) []glyph {
	out := make([]glyph, len(gs))
	for i := range gs {
		out[i] = glyph{text: "*", size: gs[i].size, w: 1}
	}
	return out
}

// UpperID accepts what ID numbers and credit codes are made of, from any input
// method: full-width letters and digits become ASCII, letters become capitals,
// everything else is left out.
func UpperID(r rune) (rune, bool) {
	r = narrow(r)
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	return r, r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
}

// DigitsOnly accepts digits, full-width ones as ASCII.
func DigitsOnly(r rune) (rune, bool) {
	r = narrow(r)
	return r, r >= '0' && r <= '9'
}

// Phone accepts digits and the signs telephone numbers are written with.
func Phone(r rune) (rune, bool) {
	r = narrow(r)
	return r, r >= '0' && r <= '9' || strings.ContainsRune("+-() ", r)
}

// narrow turns a full-width form into the ASCII character.
func narrow(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		return r - 0xFF01 + '!'
	}
	if r == 0x3000 {
		return ' '
	}
	return r
}
