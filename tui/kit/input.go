package kit

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Option is one answer of a choice.
type Option struct {
	Value string // what the program keeps
	Label string // what the clerk reads
}

// Input describes one line of a Form: a text, a text of several lines when Lines
// is more than 1, a choice when there are Options. Without a Name it is a heading.
type Input struct {
	Name     string
	Label    string
	Options  []Option
	Lines    int
	Required bool
	Secret   bool
	Max      int                       // characters; 0 means yichuang.TextLimit
	Hint     string                    // what to enter, shown while empty
	Accept   func(r rune) (rune, bool) // as in Field
	// Check returns what is wrong with a value that is not empty, or "". It is
	// asked when the caret leaves the input and before the form is done.
	Check func(value string) string
}

// input is an Input with what has been entered.
type input struct {
	Input
	field   *Field
	area    *Area
	picked  int // of Options, -1 for none
	problem string
	warning string
	hidden  bool
}

func newInput(theme *Theme, in Input) *input {
	i := &input{Input: in, picked: -1}
	switch {
	case len(in.Options) > 0 || in.Name == "":
	case in.Lines > 1:
		i.area = NewArea(theme)
		i.area.Placeholder, i.area.Max = in.Hint, in.Max
	default:
		i.field = NewField(theme)
		i.field.Placeholder, i.field.Max = in.Hint, in.Max
		i.field.Secret, i.field.Accept = in.Secret, in.Accept
	}
	return i
}

func (i *input) value() string {
	switch {
	case i.field != nil:
		return i.field.Value()
	case i.area != nil:
		return i.area.Value()
	case i.picked >= 0 && i.picked < len(i.Options):
		return i.Options[i.picked].Value
	}
	return ""
}

func (i *input) set(value string) {
	switch {
	case i.field != nil:
		i.field.SetValue(value)
	case i.area != nil:
		i.area.SetValue(value)
	default:
		i.picked = -1
		for n, o := range i.Options {
			if o.Value == value {
				i.picked = n
			}
		}
	}
}

func (i *input) focus(on bool) {
	switch {
	case i.field != nil && on:
		i.field.Focus()
	case i.field != nil:
		i.field.Blur()
	case i.area != nil && on:
		i.area.Focus()
	case i.area != nil:
		i.area.Blur()
	}
}

// update takes a key or a paste that does not move between inputs.
func (i *input) update(msg tea.Msg) (changed bool) {
	switch {
	case i.field != nil:
		return i.field.Update(msg)
	case i.area != nil:
		return i.area.Update(msg)
	}
	before := i.picked
	switch n := Digit(msg); {
	case n > 0 && n <= len(i.Options):
		i.picked = n - 1
	case Is(msg, Left):
		i.picked = max(i.picked-1, 0)
	case Is(msg, Right):
		i.picked = min(i.picked+1, len(i.Options)-1)
	}
	return i.picked != before
}

// check sets what is wrong with the input. Empty counts only in the end.
func (i *input) check(end bool) (ok bool) {
	value := i.value()
	switch {
	case value == "" && i.Required && end && len(i.Options) > 0:
		i.problem = "请选择" + i.Label
	case value == "" && i.Required && end:
		i.problem = "请填写" + i.Label
	case value != "" && i.Check != nil:
		i.problem = i.Check(value)
	case value == "" && !i.Required:
		i.problem = ""
	}
	return i.problem == ""
}

// draw returns the lines of the input in width columns, and the caret.
func (i *input) draw(th *Theme, width int) (lines []string, cursor *tea.Cursor) {
	switch {
	case i.field != nil:
		text, x := i.field.View(width)
		if x >= 0 {
			cursor = Caret(x, 0)
		}
		return []string{text + th.Paint(Blank, Space(width-Width(text)))}, cursor
	case i.area != nil:
		lines, cursor = i.area.View(width, i.Lines)
		for len(lines) < i.Lines {
			lines = append(lines, "")
		}
		for n, l := range lines {
			lines[n] = l + th.Paint(Blank, Space(width-Width(l)))
		}
		return lines, cursor
	}
	return []string{i.choices(width)}, nil
}

// choices shows all options when they fit, else the one picked and its place.
func (i *input) choices(width int) string {
	var b strings.Builder
	for n, o := range i.Options {
		if n > 0 {
			b.WriteString("  ")
		}
		if n == i.picked {
			b.WriteString("(*)")
		} else {
			b.WriteString("( )")
		}
		if n < 9 {
			b.WriteString(strconv.Itoa(n + 1))
			b.WriteByte(' ')
		}
		b.WriteString(Text(o.Label))
	}
	if Width(b.String()) <= width {
		return b.String()
	}
	of := "/" + strconv.Itoa(len(i.Options))
	if i.picked < 0 {
		return Fit("< 未选 0"+of+" >", width)
	}
	return Fit("< "+strconv.Itoa(i.picked+1)+of+" "+i.Options[i.picked].Label+" >", width)
}
