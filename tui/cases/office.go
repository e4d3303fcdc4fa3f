package cases

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// answer is what the department said of a waiting case.
type answer int

const (
	confirms answer = iota
	returns
)

// office is the form that enters what the department said. It stays, with what
// was typed, until that is on record.
type office struct {
	env    *kit.Env
	work   Work
	by     yichuang.UserID
	of     record
	answer answer
	form   *kit.Form
	size   kit.Size
	busy   bool
}

// The names of the inputs.
const (
	inOfficer = "officer"
	inVia     = "via"
	inReason  = "reason"
)

func newOffice(s *Screen, a answer) *office {
	o := &office{env: s.env, work: s.work, by: s.by, of: s.record, answer: a}
	inputs := []kit.Input{
		{Name: inOfficer, Label: "初审人员", Required: true, Max: 40, Hint: "（姓名或者工号）"},
		{Name: inVia, Label: "方式", Required: true, Options: []kit.Option{{Value: "电话", Label: "电话"}, {Value: "书面", Label: "书面"}}},
	}
	if a == returns {
		inputs = append(inputs, kit.Input{Name: inReason, Label: "退回理由", Required: true, Lines: 5, Hint: "（部门说的具体理由）"})
	}
	o.form = kit.NewForm(s.env.Theme, inputs...)
	o.form.Set(inVia, "电话")
	return o
}

// Init has nothing to do.
func (o *office) Init() tea.Cmd { return nil }

// Title names the form in the path.
func (o *office) Title() string {
	if o.answer == returns {
		return "登记部门退回"
	}
	return "登记初审确认"
}

// Leaving asks when something was typed.
func (o *office) Leaving() string {
	if o.form.Value(inOfficer) == "" && o.form.Value(inReason) == "" {
		return ""
	}
	return "填写的内容还没有登记，离开就没有了。"
}

// Update fills in the form and puts it on record.
func (o *office) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		o.size = msg
		return nil
	case appended:
		return kit.Back(msg)
	}
	if o.busy {
		return nil
	}
	if kit.Is(msg, kit.Enter) && o.form.Focused() == inReason {
		if o.form.Complete() {
			return o.save()
		}
		return nil
	}
	if o.form.Update(msg) == kit.FormDone {
		return o.save()
	}
	return nil
}

// save commits the answer, on the case as it is now, and then prepares the papers
// that follow from it.
func (o *office) save() tea.Cmd {
	officer, via := yichuang.CleanLine(o.form.Value(inOfficer)), o.form.Value(inVia)
	reason := yichuang.Clean(o.form.Value(inReason))
	o.busy = true
	return o.env.Do(o, func(ctx context.Context) (tea.Msg, error) {
		c, it, err := o.work.Load(ctx, o.of.c.Number)
		if err != nil {
			return nil, err
		}
		if o.answer == returns {
			_, err := o.work.Append(ctx, o.by, c, &yichuang.Returned{Officer: officer, Via: via, Reason: reason})
			return appended{said: "已登记部门退回，按 Enter 重新审查"}, err
		}
		c, err = o.work.Append(ctx, o.by, c, yichuang.Confirm(it, c, officer, via, o.work.Circumstances()))
		if err != nil {
			return nil, err
		}
		done := appended{said: "已登记初审确认"}
		if len(yichuang.PapersDue(c)) > 0 {
			done.then = routePapers
			_, done.err = o.work.Prepare(ctx, o.by, c.Number)
		}
		return done, nil
	})
}

// Failed ends the waiting; what was typed stays, the shell says what went wrong.
func (o *office) Failed(error) bool {
	o.busy = false
	return false
}

// View draws what is to be entered, and what follows from it.
func (o *office) View() (string, *tea.Cursor) {
	th, width := o.env.Theme, min(o.size.Width-2*left, 100)
	c := o.of.c
	lines := []string{
		th.Paint(kit.Title, kit.Fit(c.Number.Pretty()+"  "+c.ItemName, width)),
		kit.Fit("申请人 "+c.Applicant.Name, width), "",
	}
	at := len(lines)
	fields, cursor := o.form.View(width, 9)
	lines = append(lines, fields...)
	lines = append(lines, "")
	if o.busy {
		lines = append(lines, th.Paint(kit.Strong, "正在登记…"))
		cursor = nil
	} else {
		lines = append(lines, kit.Wrap(o.effect(), width)...)
	}
	if cursor != nil {
		cursor.X, cursor.Y = cursor.X+left, cursor.Y+at
	}
	return inset(lines, o.size.Height), cursor
}

// effect says what follows once this is on record.
func (o *office) effect() string {
	switch {
	case o.answer == returns:
		return "登记后办件回到“收件审查中”，按退回理由重新审查、重新作决定。"
	case o.of.c.Stage == yichuang.StageConfirm:
		return "登记后办件即为受理，受理日期为今天（" + o.of.now.Day().String() + "），并生成受理通知书。"
	}
	return "这件已经先行受理，登记后受理日期不变。"
}

// Keys are those of the form.
func (o *office) Keys() []key.Binding {
	if o.form.Focused() == inReason {
		return []key.Binding{kit.As(kit.Enter, "登记"), kit.Bind("Ctrl+J", "换行", "ctrl+j"), kit.BackTab}
	}
	keys := o.form.Keys()
	if o.answer == confirms && o.form.Focused() == inVia {
		keys[0] = kit.As(kit.Enter, "登记")
	}
	return keys
}
