package kit

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Entry is what a Sheet asks for and what it does with it.
type Entry struct {
	Title  string   // names the sheet in the path
	About  []string // what it is about; the first line stands out
	Inputs []Input
	Set    map[string]string // what is filled in already
	At     string            // the input that has the caret first; "" is the first one
	Does   string            // what Enter does in the last input: 登记, 送出 …
	// Effect says what follows, below the inputs, with what is filled in so far.
	Effect func(value func(name string) string) string
	// Adapt shows and hides inputs by what is filled in so far. May be nil.
	Adapt func(f *Form)
	// Save puts it on record. What it returns reaches the screen below.
	Save func(ctx context.Context, value func(name string) string) (tea.Msg, error)
}

// Sheet is a form that states one fact. It stays, with what was typed, until that
// is on record.
type Sheet struct {
	env   *Env
	fill  Entry
	form  *Form
	size  Size
	busy  bool
	typed bool
}

// saved is what Save returned.
type saved struct{ result tea.Msg }

// sheetMargin is the margin of a sheet, sheetMost the width of its text.
const (
	sheetMargin = 1
	sheetMost   = 100
)

// NewSheet returns a sheet.
func NewSheet(env *Env, fill Entry) *Sheet {
	s := &Sheet{env: env, fill: fill, form: NewForm(env.Theme, fill.Inputs...)}
	for name, value := range fill.Set {
		s.form.Set(name, value)
	}
	s.form.OnChange = func(string) {
		s.typed = true
		s.adapt()
	}
	s.adapt()
	s.form.Focus(fill.At)
	return s
}

func (s *Sheet) adapt() {
	if s.fill.Adapt != nil {
		s.fill.Adapt(s.form)
	}
}

// Init has nothing to do.
func (s *Sheet) Init() tea.Cmd { return nil }

// Title names the sheet in the path.
func (s *Sheet) Title() string { return s.fill.Title }

// Leaving asks when something was typed.
func (s *Sheet) Leaving() string {
	if !s.typed {
		return ""
	}
	return "填写的内容还没有登记，离开就没有了。"
}

// Update fills the form in and puts it on record.
func (s *Sheet) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case Size:
		s.size = msg
		return nil
	case saved:
		return Back(msg.result)
	}
	if s.busy {
		return nil
	}
	if Is(msg, Enter) && s.form.inArea() {
		if s.form.enter() == FormDone {
			return s.save()
		}
		return nil
	}
	if s.form.Update(msg) == FormDone {
		return s.save()
	}
	return nil
}

func (s *Sheet) save() tea.Cmd {
	values := s.form.Values()
	s.busy = true
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		result, err := s.fill.Save(ctx, func(name string) string { return values[name] })
		return saved{result}, err
	})
}

// Failed ends the waiting; what was typed stays, the shell says what went wrong.
func (s *Sheet) Failed(error) bool {
	s.busy = false
	return false
}

// View draws what it is about, the inputs, and what follows.
func (s *Sheet) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, min(s.size.Width-2*sheetMargin, sheetMost)
	var lines []string
	for i, l := range s.fill.About {
		if l = Fit(l, width); i == 0 {
			l = th.Paint(Title, l)
		}
		lines = append(lines, l)
	}
	lines = append(lines, "")
	at := len(lines)
	var foot []string
	if s.busy {
		foot = []string{th.Paint(Strong, "正在登记…")}
	} else if s.fill.Effect != nil {
		foot = Wrap(s.fill.Effect(s.form.Value), width)
	}
	fields, cursor := s.form.View(width, max(s.size.Height-at-len(foot)-1, 3))
	lines = append(append(append(lines, fields...), ""), foot...)
	if s.busy {
		cursor = nil
	}
	if cursor != nil {
		cursor.X, cursor.Y = cursor.X+sheetMargin, cursor.Y+at
	}
	for i, l := range lines {
		if l != "" {
			lines[i] = Space(sheetMargin) + l
		}
	}
	return Lines(Clip(lines, 0, s.size.Height)...), cursor
}

// Keys are those of the form; Enter in the last input says what it does.
func (s *Sheet) Keys() []key.Binding {
	last := s.form.next(s.form.at, 1) < 0
	if s.form.inArea() {
		does := "下一项"
		if last {
			does = s.fill.Does
		}
		return []key.Binding{As(Enter, does), Bind("Ctrl+J", "换行", "ctrl+j"), BackTab}
	}
	keys := s.form.Keys()
	if last && len(keys) > 0 {
		keys[0] = As(Enter, s.fill.Does)
	}
	return keys
}

// inArea reports whether the caret is in a text of several lines.
func (f *Form) inArea() bool {
	i := f.current()
	return i != nil && i.area != nil
}
