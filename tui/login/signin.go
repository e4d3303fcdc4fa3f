package login

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// SignIn is the screen on which a clerk signs in.
type SignIn struct {
	env     *kit.Env
	people  People
	welcome Welcome
	size    kit.Size
	form    *kit.Form
	gate    gate
}

// The names of the inputs.
const (
	inNumber = "number"
	inPIN    = "pin"
)

// gate is the one check of a PIN under way, and what came of the last one.
type gate struct {
	busy bool
	err  error
}

// admitted says who signed in.
type admitted struct{ user yichuang.User }

// NewSignIn returns the sign-in screen.
func NewSignIn(env *kit.Env, people People, w Welcome) *SignIn {
	return &SignIn{env: env, people: people, welcome: w, form: kit.NewForm(env.Theme,
		kit.Input{Name: inNumber, Label: "工号", Max: numberMax, Accept: kit.DigitsOnly},
		kit.Input{Name: inPIN, Label: "密码", Max: pinMax, Secret: true, Accept: kit.DigitsOnly})}
}

// Init has nothing to do.
func (s *SignIn) Init() tea.Cmd { return nil }

// Guards is true: nobody works here before signing in.
func (s *SignIn) Guards() bool { return true }

// Title names the screen in the path.
func (s *SignIn) Title() string { return "登录" }

// Update fills in number and PIN and has them checked. Keys typed while a check
// is under way go into the fields; only a second Enter is left out.
func (s *SignIn) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		return nil
	case admitted:
		return kit.Restart(routeDesk, msg.user)
	}
	switch {
	case kit.Is(msg, kit.Esc):
		s.form.Set(inNumber, "")
		s.form.Set(inPIN, "")
		s.form.Focus(inNumber)
		s.gate.err = nil
		return nil
	case kit.Is(msg, kit.Enter) && s.form.Value(inNumber) == "":
		s.form.Focus(inNumber)
		return nil
	case kit.Is(msg, kit.Enter) && s.form.Focused() == inPIN && (s.gate.busy || s.form.Value(inPIN) == ""):
		return nil
	}
	switch s.form.Update(msg) {
	case kit.FormChanged:
		s.gate.err = nil
	case kit.FormDone:
		return s.check()
	}
	return nil
}

// check takes the PIN out of its field, so that what is typed from now on is the
// next try, and has it checked.
func (s *SignIn) check() tea.Cmd {
	id, pin := yichuang.UserID(s.form.Value(inNumber)), s.form.Value(inPIN)
	s.form.Set(inPIN, "")
	s.gate = gate{busy: true}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		user, err := s.people.SignIn(ctx, id, pin)
		return admitted{user}, err
	})
}

// Failed shows below the fields why it was not accepted.
func (s *SignIn) Failed(err error) bool {
	s.gate = gate{err: err}
	return true
}

// View draws the fields.
func (s *SignIn) View() (string, *tea.Cursor) {
	th := s.env.Theme
	lines := s.welcome.lines(th)
	fields, cursor := s.form.View(block, 3) // the third is the form's own line for problems
	at := len(lines)
	lines = append(lines, fields[:2]...)
	lines = append(lines, "")
	lines = append(lines, s.gate.lines(th, "输入工号和密码，按 Enter 登录")...)
	if len(s.welcome.Hints) > 0 {
		lines = append(lines, "", th.Paint(kit.Dim, th.Rule(block)))
		for _, h := range s.welcome.Hints {
			lines = append(lines, kit.Clip(kit.Wrap(h, block), 0, 2)...)
		}
	}
	lines, dx, dy := middle(lines, s.size)
	if cursor != nil {
		cursor.X, cursor.Y = cursor.X+dx, cursor.Y+at+dy
	}
	return kit.Lines(lines...), cursor
}

// Keys are those of the form.
func (s *SignIn) Keys() []key.Binding {
	enter := kit.As(kit.Enter, "下一项")
	if s.form.Focused() == inPIN {
		enter = kit.As(kit.Enter, "登录")
	}
	return []key.Binding{enter, kit.BackTab, kit.As(kit.Esc, "重新输入"), kit.Exit}
}

// lines are the name of the hall and the window.
func (w Welcome) lines(th *kit.Theme) []string {
	name := w.Hall.Name
	if name == "" {
		name = "政务服务大厅"
	}
	lines := kit.Clip(kit.Wrap(name, block), 0, 2)
	for i, l := range lines {
		lines[i] = th.Paint(kit.Title, l)
	}
	if w.Window > 0 {
		lines = append(lines, windowName(w.Window))
	}
	return append(lines, "")
}

// gateLines is the room for what came of a check, so that nothing moves.
const gateLines = 3

// lines say what came of the last check, or what to do.
func (g gate) lines(th *kit.Theme, todo string) []string {
	var lines []string
	switch {
	case g.busy:
		lines = []string{th.Paint(kit.Strong, "正在核对…")}
	case g.err != nil:
		message, hint := yichuang.Explain(g.err)
		for _, l := range kit.Clip(kit.Wrap(message, block-2), 0, 2) {
			lines = append(lines, th.Paint(kit.Bad, "! "+l))
		}
		lines = append(lines, kit.Clip(kit.Wrap(hint, block), 0, 1)...)
	default:
		lines = []string{th.Paint(kit.Dim, todo)}
	}
	for len(lines) < gateLines {
		lines = append(lines, "")
	}
	return lines[:gateLines]
}
