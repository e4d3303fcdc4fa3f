package login

import (
	"context"
	"strconv"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Lock is the screen in front of work that waits: nothing on it is personal, and
// the PIN of the person signed in takes it away.
type Lock struct {
	env    *kit.Env
	people People
	user   yichuang.User
	why    Locked
	size   kit.Size
	form   *kit.Form
	gate   gate
}

// Locked is what the lock screen says: whose seat, and what locked it.
type Locked struct {
	Welcome
	Idle bool
}

var keySwitch = kit.Bind("F9", "换人登录", "f9")

// tagSwitch marks the answer to the question whether to sign out.
const tagSwitch = "switch"

// NewLock returns the screen that locks the seat of user.
func NewLock(env *kit.Env, people People, user yichuang.User, why Locked) *Lock {
	return &Lock{env: env, people: people, user: user, why: why, form: kit.NewForm(env.Theme,
		kit.Input{Name: inPIN, Label: "密码", Max: pinMax, Secret: true, Accept: kit.DigitsOnly})}
}

// Init has nothing to do.
func (l *Lock) Init() tea.Cmd { return nil }

// Guards is true: only the PIN leads back.
func (l *Lock) Guards() bool { return true }

// Title names the screen in the path.
func (l *Lock) Title() string { return "已锁屏" }

// unlocked says that the PIN was right.
type unlocked struct{}

// Update takes the PIN.
func (l *Lock) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		l.size = msg
		return nil
	case unlocked:
		return kit.Back(nil)
	case kit.Answer:
		if msg.Tag == tagSwitch && msg.Yes() {
			return kit.Restart(routeSignIn, nil)
		}
		return nil
	}
	switch {
	case kit.Is(msg, kit.Esc):
		l.form.Set(inPIN, "")
		l.gate.err = nil
		return nil
	case kit.Is(msg, keySwitch):
		return kit.Show(kit.NewAsk(l.env, kit.Question{
			Tag: tagSwitch, Title: "换人登录",
			Text:    "换人登录要关闭锁屏前打开的画面。已登记的都在办件里，继续办理时从工作台打开。",
			Choices: []string{"换人登录", "不换，回到锁屏"},
		}))
	case kit.Is(msg, kit.Enter) && (l.gate.busy || l.form.Value(inPIN) == ""):
		return nil
	}
	switch l.form.Update(msg) {
	case kit.FormChanged:
		l.gate.err = nil
	case kit.FormDone:
		return l.check()
	}
	return nil
}

func (l *Lock) check() tea.Cmd {
	pin := l.form.Value(inPIN)
	l.form.Set(inPIN, "")
	l.gate = gate{busy: true}
	return l.env.Do(l, func(ctx context.Context) (tea.Msg, error) {
		_, err := l.people.SignIn(ctx, l.user.ID, pin)
		return unlocked{}, err
	})
}

// Failed shows below the field why it was not accepted.
func (l *Lock) Failed(err error) bool {
	l.gate = gate{err: err}
	return true
}

// View draws the field.
func (l *Lock) View() (string, *tea.Cursor) {
	th := l.env.Theme
	state := "窗口已锁定"
	if l.why.Idle {
		state = "一段时间没有操作，窗口已自动锁定"
	}
	lines := append(l.why.lines(th), state, "")
	at := len(lines)
	fields, cursor := l.form.View(block, 2)
	lines = append(lines, fields[0], "")
	lines = append(lines, l.gate.lines(th, "请本窗口登录的人员输入密码，按 Enter 继续；F9 换人登录")...)
	lines, dx, dy := middle(lines, l.size)
	if cursor != nil {
		cursor.X, cursor.Y = cursor.X+dx, cursor.Y+at+dy
	}
	return kit.Lines(lines...), cursor
}

// Keys lead back to the work or to another person.
func (l *Lock) Keys() []key.Binding {
	return []key.Binding{kit.As(kit.Enter, "解锁"), keySwitch, kit.As(kit.Esc, "重新输入"), kit.Exit}
}

// windowName names a window as it stands above the counter.
func windowName(n int) string { return strconv.Itoa(n) + "号窗口" }
