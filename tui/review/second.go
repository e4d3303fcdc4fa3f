package review

import (
	"context"
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// second is the screen for a supervisor's leave: a finding that the applicant
// should have been told the first time (一次性告知) is put on record only with
// number, PIN and reason.
type second struct {
	env    *kit.Env
	seat   Seat
	by     yichuang.UserID
	size   kit.Size
	form   *kit.Form
	draft  *kit.Draft
	bodies []yichuang.Body
	about  []string // what is to be told late
	busy   bool
}

func newSecond(s *Screen, bodies []yichuang.Body) *second {
	x := &second{env: s.env, seat: s.seat, by: s.by, bodies: bodies, about: s.late(bodies)}
	x.draft = kit.NewDraft(s.seat, s.by, fmt.Sprintf("second/%s", s.number))
	x.form = kit.NewForm(s.env.Theme,
		kit.Input{Name: "reason", Label: "理由", Required: true, Hint: "（为什么第一次没有告知）"},
		kit.Input{Name: "id", Label: "督导工号", Required: true, Accept: kit.DigitsOnly, Max: 20},
		kit.Input{Name: "pin", Label: "督导密码", Required: true, Secret: true, Max: 40})
	return x
}

// late says what the facts would tell the applicant a second time.
func (s *subject) late(bodies []yichuang.Body) []string {
	var out []string
	for _, b := range bodies {
		switch b := b.(type) {
		case *yichuang.PointsJudged:
			for _, j := range b.Points {
				if m := s.it.Material(b.Material); m != nil && j.Verdict == yichuang.Fail {
					out = append(out, "《"+m.Name+"》："+j.Finding)
				}
			}
		case *yichuang.MaterialTaken:
			m := s.it.Material(b.Material)
			switch {
			case m == nil:
			case b.Presence == yichuang.Missing:
				out = append(out, "《"+m.Name+"》：未提交")
			case len(bodies) == 1:
				out = append(out, "《"+m.Name+"》：份数比上次少")
			}
		}
	}
	return out
}

func (x *second) Init() tea.Cmd { return x.env.Do(x, x.draft.Load) }
func (x *second) Title() string { return "二次告知" }

func (x *second) Leaving() string {
	if x.form.Value("reason") == "" {
		return ""
	}
	return "没有督导同意，这条问题不会记录。现在离开吗？（理由已存为草稿）"
}

func (x *second) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		x.size = msg
	case kit.DraftRead:
		if x.form.Value("reason") == "" {
			x.form.Set("reason", msg.Text)
		}
	case kit.DraftLost:
		message, _ := yichuang.Explain(msg.Err)
		x.form.Warning("reason", "没有存成草稿："+message)
	case yichuang.User:
		x.busy = false
		return kit.Back(granted{
			leave:  yichuang.SecondNotice{Supervisor: msg.ID, Reason: yichuang.Clean(x.form.Value("reason"))},
			bodies: x.bodies, drop: x.draft,
		})
	case tea.KeyPressMsg, tea.PasteMsg:
		return x.press(msg)
	}
	return nil
}

func (x *second) press(msg tea.Msg) tea.Cmd {
	if x.busy {
		return nil
	}
	typed := x.form.Focused()
	switch x.form.Update(msg) {
	case kit.FormChanged:
		if typed == "reason" {
			x.draft.Set(x.form.Value("reason"))
			return x.env.Do(x, x.draft.Flush)
		}
	case kit.FormDone:
		x.busy = true
		id, pin := yichuang.UserID(x.form.Value("id")), x.form.Value("pin")
		return x.env.Do(x, func(ctx context.Context) (tea.Msg, error) {
			u, err := x.seat.Supervise(ctx, id, pin)
			if err != nil {
				return nil, err
			}
			return u, nil
		})
	}
	return nil
}

// Failed shows a refused number or PIN beside the field.
func (x *second) Failed(err error) bool {
	x.busy = false
	x.form.Set("pin", "")
	message, _ := yichuang.Explain(err)
	x.form.Problem("pin", message)
	return yichuang.CodeOf(err) == yichuang.Denied
}

func (x *second) Keys() []key.Binding {
	return append(lastEnters(x.form, "pin", "提出"), kit.As(kit.Esc, "不提出，返回"))
}

func (x *second) View() (string, *tea.Cursor) {
	th, width := x.env.Theme, min(x.size.Width-4, 96)
	lines := []string{"", "  " + th.Paint(kit.Strong, "这条问题第一次就应当告知")}
	explain := "一次性告知：材料没有变化，上次的补正告知书里没有这一条，现在提出就是二次告知。" +
		"确需提出的，由督导人员说明理由并输入工号和密码；否则按 Esc 返回，判为符合，转审批部门处理。"
	for _, l := range kit.Wrap(explain, width) {
		lines = append(lines, "  "+l)
	}
	lines = append(lines, "")
	for _, a := range x.about {
		for _, l := range kit.Clip(kit.Wrap("要提出的问题："+a, width), 0, 3) {
			lines = append(lines, "  "+th.Paint(kit.Warn, l))
		}
	}
	lines = append(kit.Clip(lines, 0, max(x.size.Height-7, 1)), "")
	form, cursor := x.form.View(width, min(x.size.Height-len(lines), 6))
	for i, l := range form {
		form[i] = "  " + l
	}
	if cursor != nil {
		cursor.X, cursor.Y = cursor.X+2, cursor.Y+len(lines)
	}
	lines = append(lines, form...)
	if x.busy {
		lines = append(lines, "  正在核对密码…")
	}
	return kit.Lines(kit.Clip(lines, 0, x.size.Height)...), cursor
}
