package login

import (
	"context"
	"strconv"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// setup is the form that sets up a real hall.
type setup struct {
	env     *kit.Env
	work    Founder
	size    kit.Size
	form    *kit.Form
	touched bool
	busy    bool
	err     error // why it could not be saved, until something is typed
}

// The names of the inputs; those of a person are his prefix and one of these.
const (
	inName, inRegion, inWindow, inPhone, inReview = "name", "region", "window", "phone", "review"

	clerk, supervisor           = "clerk", "supervisor"
	ofID, ofName, ofPIN, ofPIN2 = ".id", ".name", ".pin", ".again"
)

var keySave = kit.Bind("F8", "保存设置", "f8")

func newSetup(env *kit.Env, work Founder) *setup {
	s := &setup{env: env, work: work}
	inputs := []kit.Input{
		{Label: "大厅"},
		{Name: inName, Label: "大厅名称", Required: true, Max: 60, Hint: "（印在每张文书上的全称）"},
		{Name: inRegion, Label: "行政区划代码", Required: true, Max: 6, Hint: "（县级代码，6位）", Accept: kit.DigitsOnly, Check: checkRegion},
		{Name: inWindow, Label: "窗口号", Required: true, Max: 3, Hint: "（1至999，本大厅内不重复）", Accept: kit.DigitsOnly, Check: checkWindow},
		{Name: inReview, Label: "行政复议机关", Required: true, Max: 60, Hint: "（如某某市人民政府）"},
		{Name: inPhone, Label: "咨询电话", Max: 30, Hint: "（可不填）", Accept: kit.Phone},
	}
	inputs = append(inputs, s.person(clerk, "窗口经办人")...)
	inputs = append(inputs, s.person(supervisor, "大厅督导（二次告知须由督导同意）")...)
	s.form = kit.NewForm(env.Theme, inputs...)
	s.form.OnChange = func(string) { s.touched = true }
	return s
}

// person returns the inputs about somebody who may sign in.
func (s *setup) person(who, heading string) []kit.Input {
	return []kit.Input{
		{Label: heading},
		{Name: who + ofID, Label: "工号", Required: true, Max: numberMax, Hint: "（数字，登录用）", Accept: kit.DigitsOnly, Check: func(v string) string {
			if who == supervisor && v == s.form.Value(clerk+ofID) {
				return "不能与经办人的工号相同"
			}
			return ""
		}},
		{Name: who + ofName, Label: "姓名", Required: true, Max: 30},
		{Name: who + ofPIN, Label: "密码", Required: true, Secret: true, Max: pinMax, Hint: "（6位以上数字）", Accept: kit.DigitsOnly, Check: func(v string) string {
			return weakPIN(v, s.form.Value(who+ofID))
		}},
		{Name: who + ofPIN2, Label: "确认密码", Required: true, Secret: true, Max: pinMax, Accept: kit.DigitsOnly, Check: func(v string) string {
			if v != s.form.Value(who+ofPIN) {
				return "两次输入的密码不一样"
			}
			return ""
		}},
	}
}

// provinces are the first two digits of area codes (GB/T 2260).
const provinces = " 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 "

func checkRegion(v string) string {
	switch {
	case len(v) != 6:
		return "应为6位数字，现在是" + strconv.Itoa(len(v)) + "位"
	case !strings.Contains(provinces, " "+v[:2]+" "):
		return "开头两位“" + v[:2] + "”不是省级代码"
	}
	return ""
}

func checkWindow(v string) string {
	if n, err := strconv.Atoi(v); err != nil || n < 1 {
		return "应在1至999之间"
	}
	return ""
}

// Init has nothing to do.
func (s *setup) Init() tea.Cmd { return nil }

// Title names the form in the path.
func (s *setup) Title() string { return "设置本大厅" }

// Guards is true, as it is below: what the form says when it is done is for
// whoever stands there, and nothing else opens before.
func (s *setup) Guards() bool { return true }

// founded says that the hall is set up.
type founded struct{ by yichuang.UserID }

// Update fills in the form and saves it.
func (s *setup) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		return nil
	case founded:
		return tea.Batch(kit.Restart(routeSignIn, nil), kit.Tell("大厅已经设置好。请用工号"+string(msg.by)+"登录"))
	}
	if s.busy {
		return nil
	}
	if kit.Is(msg, kit.Esc) { // a key like any other to a guard; what was typed is kept
		return kit.Back(nil)
	}
	if kit.Is(msg, keySave) {
		if s.form.Complete() {
			return s.save()
		}
		return nil
	}
	switch s.form.Update(msg) {
	case kit.FormChanged:
		s.err = nil
	case kit.FormDone:
		return s.save()
	}
	return nil
}

func (s *setup) save() tea.Cmd {
	f := s.filled()
	s.busy, s.err = true, nil
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		return founded{f.Clerk.ID}, s.work.Setup(ctx, f)
	})
}

// filled returns what the form says.
func (s *setup) filled() HallForm {
	window, _ := strconv.Atoi(s.form.Value(inWindow)) // checkWindow has seen it
	person := func(who string) Person {
		return Person{
			ID:   yichuang.UserID(s.form.Value(who + ofID)),
			Name: yichuang.CleanLine(s.form.Value(who + ofName)),
			PIN:  s.form.Value(who + ofPIN),
		}
	}
	return HallForm{
		Name: yichuang.CleanLine(s.form.Value(inName)), Region: s.form.Value(inRegion), Window: window,
		Phone: yichuang.CleanLine(s.form.Value(inPhone)), Review: yichuang.CleanLine(s.form.Value(inReview)),
		Clerk: person(clerk), Supervisor: person(supervisor),
	}
}

// Failed ends the waiting. What was typed stays, and the form itself says what
// went wrong: it stands above a guard, where the shell keeps silent.
func (s *setup) Failed(err error) bool {
	s.busy, s.err = false, err
	return true
}

// footLines is the room below the form, so that nothing moves.
const footLines = 2

// View draws the form.
func (s *setup) View() (string, *tea.Cursor) {
	const left = 1
	width := min(s.size.Width-2*left, 100)
	room := max(s.size.Height-footLines, 1)
	lines, cursor := s.form.View(width, room)
	for len(lines) < room {
		lines = append(lines, "")
	}
	lines = append(lines, s.foot(width)...)
	for i, l := range lines {
		lines[i] = kit.Space(left) + l
	}
	switch {
	case s.busy:
		cursor = nil
	case cursor != nil:
		cursor.X += left
	}
	return kit.Lines(lines...), cursor
}

func (s *setup) foot(width int) []string {
	th := s.env.Theme
	switch {
	case s.busy:
		return []string{th.Paint(kit.Strong, "正在保存…")}
	case s.err != nil:
		return kit.Clip(th.Failure(s.err, width), 0, footLines)
	}
	return []string{th.Paint(kit.Dim, "填完按 F8 保存，或者在最后一项按 Enter。以后可以在配置文件里改")}
}

// Keys are those of the form.
func (s *setup) Keys() []key.Binding {
	keys := s.form.Keys()
	if s.form.Focused() == supervisor+ofPIN2 && len(keys) > 0 {
		keys[0] = kit.As(kit.Enter, "保存设置")
	}
	return append([]key.Binding{keySave}, keys...)
}
