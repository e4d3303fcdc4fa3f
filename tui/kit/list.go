package kit

import (
	"strconv"

	tea "charm.land/bubbletea/v2"
)

// Rows is what a List shows. Row is asked for the rows in view only, so a
// hundred thousand cost no more than twenty.
type Rows interface {
	Len() int
	Row(i int) []string // one text for each column
}

// Toned is Rows that give a whole row a tone. What the tone means must also
// stand in the row as a word.
type Toned interface {
	Tone(i int) Tone
}

// Table is Rows held in memory.
type Table [][]string

// Len returns the number of rows.
func (t Table) Len() int { return len(t) }

// Row returns the cells of row i.
func (t Table) Row(i int) []string { return t[i] }

// ListEvent says what a key did to a List.
type ListEvent int

// The events of a list.
const (
	ListIdle   ListEvent = iota // the key was not for the list
	ListMoved                   // another row is selected, or could not be
	ListChosen                  // the selected row was chosen
)

// List is a table with one selected row, which is always in view.
type List struct {
	Theme   *Theme
	Columns []Column
	Empty   string // shown when there are no rows: say why, and what to do
	Digits  bool   // rows in view are numbered and the keys 1 to 9 choose one
	NoHead  bool   // leaves out the titles of the columns

	rows   Rows
	at     int
	top    int
	height int // rows shown by the last View
}

// NewList returns a list without rows.
func NewList(theme *Theme, columns ...Column) *List {
	return &List{Theme: theme, Columns: columns, Empty: "没有内容", rows: Table(nil), height: 10}
}

// SetRows replaces the rows. The selection stays at its place as far as there
// are that many rows.
func (l *List) SetRows(rows Rows) {
	if rows == nil {
		rows = Table(nil)
	}
	l.rows = rows
	l.Select(l.at)
}

// Len returns the number of rows.
func (l *List) Len() int { return l.rows.Len() }

// Selected returns the number of the selected row, -1 when there are none.
func (l *List) Selected() int {
	if l.rows.Len() == 0 {
		return -1
	}
	return l.at
}

// Select moves the selection, to the nearest row there is.
func (l *List) Select(i int) { l.at = max(0, min(i, l.rows.Len()-1)) }

// Update takes a key press and says what it did.
func (l *List) Update(msg tea.Msg) ListEvent {
	page := max(l.height-1, 1)
	switch {
	case Is(msg, Up):
		l.Select(l.at - 1)
	case Is(msg, Down):
		l.Select(l.at + 1)
	case Is(msg, PageUp):
		l.Select(l.at - page)
	case Is(msg, PageDown):
		l.Select(l.at + page)
	case Is(msg, First):
		l.Select(0)
	case Is(msg, Last):
		l.Select(l.rows.Len() - 1)
	case Is(msg, Enter):
		if l.rows.Len() == 0 {
			return ListIdle
		}
		return ListChosen
	case l.Digits && Digit(msg) > 0:
		i := l.top + Digit(msg) - 1
		if i >= l.rows.Len() || i >= l.top+l.height {
			return ListMoved
		}
		l.at = i
		return ListChosen
	default:
		return ListIdle
	}
	return ListMoved
}

// View draws the list in at most width columns and height lines.
func (l *List) View(width, height int) []string {
	if width <= 0 || height <= 0 {
		return nil
	}
	if l.rows.Len() == 0 {
		lines := Clip(Wrap(l.Empty, width-len(NoMark)), 0, height)
		for i := range lines {
			lines[i] = NoMark + l.Theme.Paint(Dim, lines[i])
		}
		return lines
	}
	before := len(NoMark)
	if l.Digits {
		before += 2
	}
	widths := Columns(l.Columns, width-before)
	lines := make([]string, 0, height)
	if !l.NoHead && height > 1 {
		lines = append(lines, l.Theme.Paint(Dim, Space(before)+Titles(l.Columns, widths)))
	}
	l.height = height - len(lines)
	l.top = Scroll(l.top, l.at, l.rows.Len(), l.height)
	toned, _ := l.rows.(Toned)
	for i := l.top; i < min(l.rows.Len(), l.top+l.height); i++ {
		lines = append(lines, l.row(i, widths, toned, width))
	}
	return lines
}

func (l *List) row(i int, widths []int, toned Toned, width int) string {
	mark := NoMark
	if i == l.at {
		mark = Mark
	}
	if l.Digits {
		mark += l.number(i)
	}
	text := mark + Row(l.Columns, widths, l.rows.Row(i))
	if i == l.at {
		return l.Theme.Paint(Selected, Pad(text, width))
	}
	if toned != nil {
		return l.Theme.Paint(toned.Tone(i), Fit(text, width))
	}
	return Fit(text, width)
}

func (l *List) number(i int) string {
	if n := i - l.top + 1; n <= 9 {
		return strconv.Itoa(n) + " "
	}
	return "  "
}

// Position says where the selection stands, such as 3/120, for a line above or
// below the list.
func (l *List) Position() string {
	if l.rows.Len() == 0 {
		return "0"
	}
	return strconv.Itoa(l.at+1) + "/" + strconv.Itoa(l.rows.Len())
}
