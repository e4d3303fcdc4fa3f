package kit

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Area is a text of several lines, with the same promises as Field. Enter begins
// a new line, so whoever owns an area moves on with another key.
type Area struct {
	Theme       *Theme
	Placeholder string // shown while empty
	Max         int    // characters; 0 means yichuang.TextLimit

	editor  editor
	focused bool
	top     int // first line shown
	width   int // of the last View: what up and down go by
	// hang keeps the caret behind the end of a broken line. The same place in the
	// text is the beginning of the next line, where it stands otherwise.
	hang bool
}

// NewArea returns an empty area.
func NewArea(theme *Theme) *Area { return &Area{Theme: theme, width: 40} }

// Value returns the text without blanks at its ends.
func (a *Area) Value() string { return strings.TrimSpace(a.editor.text) }

// SetValue replaces the text and puts the caret behind it.
func (a *Area) SetValue(s string) {
	a.editor.set("")
	a.top = 0
	a.editor.insert(incoming(s), limit(a.Max))
}

// Focus gives the area the caret.
func (a *Area) Focus() { a.focused = true }

// Blur takes the caret away.
func (a *Area) Blur() { a.focused = false }

// Focused reports whether the area has the caret.
func (a *Area) Focused() bool { return a.focused }

// Update takes a key press or a paste and reports whether the text changed.
func (a *Area) Update(msg tea.Msg) (changed bool) {
	if !a.focused {
		return false
	}
	switch msg := msg.(type) {
	case tea.PasteMsg:
		a.hang = false
		return a.editor.insert(incoming(msg.Content), limit(a.Max))
	case tea.KeyPressMsg:
		return a.press(msg)
	}
	return false
}

func (a *Area) press(msg tea.KeyPressMsg) bool {
	if used, changed := a.editor.edit(msg); used {
		a.hang = false
		return changed
	}
	rows := a.rows(a.width)
	row, x := a.where(rows)
	a.hang = false
	switch msg.String() {
	case "up":
		a.goTo(rows, row-1, x)
	case "down":
		a.goTo(rows, row+1, x)
	case "pgup":
		a.goTo(rows, row-5, x)
	case "pgdown":
		a.goTo(rows, row+5, x)
	case "home", "ctrl+a":
		a.editor.moveTo(rows[row].from)
	case "end", "ctrl+e":
		a.editor.moveTo(rows[row].to)
		a.hang = true
	case "ctrl+home":
		a.editor.moveTo(0)
	case "ctrl+end":
		a.editor.caret = len(a.editor.text)
	case "enter", "shift+enter", "ctrl+j":
		return a.editor.insert("\n", limit(a.Max))
	default:
		return a.editor.insert(incoming(Typed(msg)), limit(a.Max))
	}
	return false
}

// AtTop reports whether the caret is in the first line, where Up leaves the
// area, and AtEnd whether it is in the last, where Down does.
func (a *Area) AtTop() bool {
	row, _ := a.where(a.rows(a.width))
	return row == 0
}

// AtEnd reports whether the caret is in the last line.
func (a *Area) AtEnd() bool {
	rows := a.rows(a.width)
	row, _ := a.where(rows)
	return row == len(rows)-1
}

// row is one line as it is shown: the glyphs from..to, a line end not included.
type row struct{ from, to int }

// rows breaks the text for width columns, of which the caret needs the last.
func (a *Area) rows(width int) []row {
	width = max(width-1, 1)
	out := []row{{}}
	w := 0
	for i, g := range a.editor.places() {
		last := &out[len(out)-1]
		switch {
		case g.text == "\n":
			out = append(out, row{i + 1, i + 1})
			w = 0
			continue
		case w+g.w > width && last.to > last.from:
			out = append(out, row{i, i})
			last = &out[len(out)-1]
			w = 0
		}
		last.to = i + 1
		w += g.w
	}
	return out
}

// where returns the row and the column of the caret.
func (a *Area) where(rows []row) (at, x int) {
	gs := a.editor.places()
	caret := a.editor.at()
	for i, r := range rows {
		if caret > r.from || caret == r.from && !(a.hang && i > 0 && rows[i-1].to == caret) {
			at = i
		}
	}
	for _, g := range gs[rows[at].from:min(caret, len(gs))] {
		x += g.w
	}
	return at, x
}

// goTo moves the caret into row at, as near to column x as its text allows.
func (a *Area) goTo(rows []row, at, x int) {
	r := rows[max(0, min(at, len(rows)-1))]
	gs := a.editor.places()
	i := r.from
	for w := 0; i < r.to && w+gs[i].w <= x; i++ {
		w += gs[i].w
	}
	a.editor.moveTo(i)
	a.hang = i == r.to
}

// View draws the area in at most width columns and height lines. cursor is the
// place of the caret within it, nil without the caret.
func (a *Area) View(width, height int) (lines []string, cursor *tea.Cursor) {
	if width <= 0 || height <= 0 {
		return nil, nil
	}
	a.width = width
	gs := a.editor.places()
	if len(gs) == 0 {
		lines = Clip(Wrap(a.Placeholder, width), 0, height)
		for i := range lines {
			lines[i] = a.Theme.Paint(Dim, lines[i])
		}
		if a.focused {
			cursor = Caret(0, 0)
		}
		return lines, cursor
	}
	rows := a.rows(width)
	at, x := a.where(rows)
	a.top = Scroll(a.top, at, len(rows), height)
	for _, r := range rows[a.top:min(len(rows), a.top+height)] {
		lines = append(lines, Line(draw(gs[r.from:r.to]), width))
	}
	if a.focused {
		cursor = Caret(min(x, width-1), at-a.top)
	}
	return lines, cursor
}

// Caret returns the terminal's own cursor as the house draws it: a bar between
// the characters. It is the terminal that lets it blink, so that costs nothing.
func Caret(x, y int) *tea.Cursor {
	c := tea.NewCursor(x, y)
	c.Shape = tea.CursorBar
	return c
}
