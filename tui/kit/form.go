package kit

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// FormEvent says what a message did to a Form.
type FormEvent int

// The events of a form.
const (
	FormIdle    FormEvent = iota // the message was not for the form
	FormMoved                    // the caret is in another input, or could not be
	FormChanged                  // a value changed
	FormDone                     // Enter on the last input, and all is complete
)

// Form is a column of labelled inputs. It scrolls when it is taller than its
// room, and a problem never moves a line: it stands beside its input and, whole,
// in the last line.
type Form struct {
	Theme *Theme
	// OnChange is called with the name of an input whose value a person changed:
	// the place to keep a draft.
	OnChange func(name string)

	inputs []*input
	at     int
	top    int
}

// NewForm returns a form with the caret in its first input.
func NewForm(theme *Theme, inputs ...Input) *Form {
	f := &Form{Theme: theme, at: -1}
	for _, in := range inputs {
		f.inputs = append(f.inputs, newInput(theme, in))
	}
	f.focusAt(f.next(-1, 1))
	return f
}

func (f *Form) input(name string) *input {
	for _, i := range f.inputs {
		if i.Name == name && name != "" {
			return i
		}
	}
	return nil
}

// Value returns what was entered, "" for a name the form does not have. Hidden
// inputs keep their value.
func (f *Form) Value(name string) string {
	if i := f.input(name); i != nil {
		return i.value()
	}
	return ""
}

// Values returns the values of all inputs that are not hidden, by name.
func (f *Form) Values() map[string]string {
	out := make(map[string]string, len(f.inputs))
	for _, i := range f.inputs {
		if i.Name != "" && !i.hidden {
			out[i.Name] = i.value()
		}
	}
	return out
}

// Set replaces the value of an input, without OnChange. A choice takes one of
// its options' values; anything else means none.
func (f *Form) Set(name, value string) {
	if i := f.input(name); i != nil {
		i.set(value)
		i.problem = ""
	}
}

// Problem shows what is wrong with an input until its value changes; "" takes
// the problem back.
func (f *Form) Problem(name, text string) {
	if i := f.input(name); i != nil {
		i.problem = text
	}
}

// Warning shows a remark that hinders nothing, until the value changes.
func (f *Form) Warning(name, text string) {
	if i := f.input(name); i != nil {
		i.warning = text
	}
}

// Show shows or hides an input. A hidden one is not required.
func (f *Form) Show(name string, shown bool) {
	i := f.input(name)
	if i == nil || i.hidden == !shown {
		return
	}
	i.hidden = !shown
	if !shown && f.current() == i {
		to := f.next(f.at, 1)
		if to < 0 {
			to = f.next(f.at, -1)
		}
		f.focusAt(to)
	}
	if f.at < 0 {
		f.focusAt(f.next(-1, 1))
	}
}

// Focused returns the name of the input that has the caret.
func (f *Form) Focused() string {
	if i := f.current(); i != nil {
		return i.Name
	}
	return ""
}

// Focus moves to the input of that name.
func (f *Form) Focus(name string) {
	for n, i := range f.inputs {
		if i.Name == name && name != "" && !i.hidden {
			f.focusAt(n)
		}
	}
}

func (f *Form) current() *input {
	if f.at < 0 || f.at >= len(f.inputs) {
		return nil
	}
	return f.inputs[f.at]
}

// next returns the place of the next input to stop at in that direction, -1 when
// there is none.
func (f *Form) next(from, step int) int {
	for n := from + step; n >= 0 && n < len(f.inputs); n += step {
		if i := f.inputs[n]; i.Name != "" && !i.hidden {
			return n
		}
	}
	return -1
}

func (f *Form) focusAt(n int) {
	if i := f.current(); i != nil {
		i.focus(false)
	}
	f.at = n
	if i := f.current(); i != nil {
		i.focus(true)
	}
}

// move leaves the current input, checked, for the next one in that direction.
func (f *Form) move(step int) FormEvent {
	if i := f.current(); i != nil {
		i.check(false)
	}
	if n := f.next(f.at, step); n >= 0 {
		f.focusAt(n)
	}
	return FormMoved
}

// Complete checks all inputs. If one is missing or wrong it gets the caret and
// Complete reports false.
func (f *Form) Complete() bool {
	bad := -1
	for n, i := range f.inputs {
		if i.Name == "" || i.hidden {
			continue
		}
		if !i.check(true) && bad < 0 {
			bad = n
		}
	}
	if bad >= 0 {
		f.focusAt(bad)
	}
	return bad < 0
}

// Update takes a key press or a paste and says what it did.
func (f *Form) Update(msg tea.Msg) FormEvent {
	i := f.current()
	if i == nil {
		return FormIdle
	}
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
	default:
		return FormIdle
	}
	switch {
	case Is(msg, Tab):
		return f.move(1)
	case Is(msg, BackTab):
		return f.move(-1)
	case Is(msg, Up) && (i.area == nil || i.area.AtTop()):
		return f.move(-1)
	case Is(msg, Down) && (i.area == nil || i.area.AtEnd()):
		return f.move(1)
	case Is(msg, Enter) && i.area == nil:
		return f.enter()
	}
	if !i.update(msg) {
		return FormIdle
	}
	i.problem, i.warning = "", ""
	if f.OnChange != nil {
		f.OnChange(i.Name)
	}
	return FormChanged
}

// enter goes on to the next input, and from the last one ends the form.
func (f *Form) enter() FormEvent {
	if f.next(f.at, 1) >= 0 {
		return f.move(1)
	}
	if f.Complete() {
		return FormDone
	}
	return FormMoved
}

// Typing reports whether the caret is in a text, where keys are text.
func (f *Form) Typing() bool {
	i := f.current()
	return i != nil && (i.field != nil || i.area != nil)
}

// Keys returns what works in the input that has the caret.
func (f *Form) Keys() []key.Binding {
	i := f.current()
	switch {
	case i == nil:
		return nil
	case i.area != nil:
		return []key.Binding{Tab, BackTab, As(Enter, "换行")}
	case len(i.Options) > 0:
		return []key.Binding{As(Enter, "下一项"), As(Left, "前一个"), As(Right, "后一个"), Digits, BackTab}
	}
	return []key.Binding{As(Enter, "下一项"), BackTab}
}
