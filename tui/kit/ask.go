package kit

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Quiet is how long the keyboard must have been still before a question that
// opened by itself takes an answer: a scanner types fast and ends with Enter.
const Quiet = 400 * time.Millisecond

// Question is what an Ask asks.
type Question struct {
	Tag     string   // comes back with the answer
	Title   string   // for the path in the header; "请确认" when empty
	Text    string   // the question and what follows from the answers
	Choices []string // the answers; 是 and 否 when empty
	Default int      // the choice Enter takes at first
	// Reason asks for a text in words besides the choice; ReasonFor limits this
	// to the choices at these places. The text is then required.
	Reason    string
	ReasonFor []int
	// Unasked says that the question opened by itself, not by a key: it stays
	// deaf until the keyboard was quiet.
	Unasked bool
}

// Answer is the result of an Ask: the number of the choice, -1 when Esc left it
// open, and the reason where one was asked for.
type Answer struct {
	Tag    string
	Choice int
	Reason string
}

// Yes reports whether the first choice was taken.
func (a Answer) Yes() bool { return a.Choice == 0 }

// Ask is the screen that puts a question. Open it with Show; its Answer reaches
// the screen below.
type Ask struct {
	env    *Env
	q      Question
	size   Size
	at     int
	reason *Area
	writes bool // the caret is in the reason
	last   time.Time
	armed  bool
	missed bool // a key came too early or the reason is missing: say so
}

// NewAsk returns the screen for q.
func NewAsk(env *Env, q Question) *Ask {
	if len(q.Choices) == 0 {
		q.Choices = []string{"是", "否"}
	}
	if q.Title == "" {
		q.Title = "请确认"
	}
	a := &Ask{env: env, q: q, at: max(0, min(q.Default, len(q.Choices)-1)), armed: !q.Unasked}
	a.reason = NewArea(env.Theme)
	a.reason.Placeholder = q.Reason
	a.last = env.Now()
	return a
}

// Init has nothing to do.
func (a *Ask) Init() tea.Cmd { return nil }

// Title names the question in the path.
func (a *Ask) Title() string { return a.q.Title }

// Escape goes from the reason back to the choices. While the question is deaf it
// swallows the key.
func (a *Ask) Escape() bool {
	if !a.listen() {
		return true
	}
	if a.writes {
		a.write(false)
		return true
	}
	return false
}

// Parting is the answer of somebody who leaves the question open.
func (a *Ask) Parting() tea.Msg { return Answer{Tag: a.q.Tag, Choice: -1} }

// listen reports whether a key that comes now counts.
func (a *Ask) listen() bool {
	now := a.env.Now()
	if !a.armed && now.Sub(a.last) >= Quiet {
		a.armed = true
	}
	a.last = now
	a.missed = !a.armed
	return a.armed
}

// Update moves between the choices, takes the reason and answers.
func (a *Ask) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case Size:
		a.size = msg
	case tea.PasteMsg:
		a.reason.Update(msg)
	case tea.KeyPressMsg:
		if a.listen() {
			return a.press(msg)
		}
	}
	return nil
}

func (a *Ask) press(msg tea.KeyPressMsg) tea.Cmd {
	if a.writes {
		if Is(msg, Tab, BackTab) {
			a.write(false)
			return nil
		}
		a.reason.Update(msg)
		return nil
	}
	switch {
	case Is(msg, Up, Left, BackTab):
		a.at = max(a.at-1, 0)
	case Is(msg, Down, Right):
		a.at = min(a.at+1, len(a.q.Choices)-1)
	case Is(msg, Tab):
		if a.wants() {
			a.write(true)
			return nil
		}
		a.at = (a.at + 1) % len(a.q.Choices)
	case Is(msg, Enter):
		return a.answer()
	default:
		if n := Digit(msg); n > 0 && n <= len(a.q.Choices) {
			a.at = n - 1
			return a.answer()
		}
	}
	return nil
}

// wants reports whether the choice under the mark needs a reason.
func (a *Ask) wants() bool {
	if a.q.Reason == "" {
		return false
	}
	for _, i := range a.q.ReasonFor {
		if i == a.at {
			return true
		}
	}
	return len(a.q.ReasonFor) == 0
}

func (a *Ask) write(on bool) {
	a.writes = on
	if on {
		a.reason.Focus()
	} else {
		a.reason.Blur()
	}
}

func (a *Ask) answer() tea.Cmd {
	reason := ""
	if a.wants() {
		if reason = a.reason.Value(); reason == "" {
			a.missed = true
			a.write(true)
			return nil
		}
	}
	return Back(Answer{Tag: a.q.Tag, Choice: a.at, Reason: reason})
}

// View draws the question, the choices and the place for the reason.
func (a *Ask) View() (string, *tea.Cursor) {
	th, width := a.env.Theme, min(a.size.Width-4, 76)
	lines := []string{""}
	for _, l := range Wrap(a.q.Text, width) {
		lines = append(lines, "  "+th.Paint(Strong, l))
	}
	room := max(a.size.Height-len(a.q.Choices)-2, 3)
	if a.q.Reason != "" {
		room = max(room-6, 3)
	}
	lines = append(Clip(lines, 0, room), "")
	for i, c := range a.q.Choices {
		text := NoMark + string(rune('1'+i)) + " " + c
		if i == a.at {
			text = th.Paint(Selected, Pad(Mark+string(rune('1'+i))+" "+c, width))
		}
		lines = append(lines, "  "+text)
	}
	var cursor *tea.Cursor
	if a.wants() {
		lines = append(lines, "", "  "+th.Paint(Label, Fit("理由（必填，Tab 进出）：", width)))
		text, c := a.reason.View(width, 4)
		if c != nil {
			c.X, c.Y = c.X+2, c.Y+len(lines)
			cursor = c
		}
		for _, l := range text {
			lines = append(lines, "  "+l)
		}
	}
	if a.missed {
		lines = append(lines, "", "  "+th.Paint(Warn, a.why()))
	}
	return Lines(Clip(lines, 0, a.size.Height)...), cursor
}

func (a *Ask) why() string {
	if !a.armed {
		return "问题刚弹出，刚才的按键没有算数；请看清后再按一次"
	}
	return "请先写明理由"
}

// Keys are the arrows, the digits and Enter.
func (a *Ask) Keys() []key.Binding {
	if a.writes {
		return []key.Binding{As(Tab, "写完，选答案"), As(Esc, "回到选项")}
	}
	keys := []key.Binding{As(Enter, "选定"), As(Up, "上一个"), As(Down, "下一个"), As(Digits, "直接选")}
	if a.wants() {
		keys = append(keys, As(Tab, "写理由"))
	}
	return keys
}
