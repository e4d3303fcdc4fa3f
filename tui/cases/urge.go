package cases

import (
	"context"
	"strconv"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Urger puts an urge on record.
type Urger interface {
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error)
	Circumstances() yichuang.Circumstances
}

// NewUrge returns the form by which a supervisor urges: the window or a department of
// the case, mildly or not.
func NewUrge(env *kit.Env, work Urger, me yichuang.User, c *yichuang.Case) kit.Screen {
	e := urgeEntry(c)
	e.About = []string{c.Number.Pretty() + "  " + c.ItemName, "申请人 " + c.Applicant.Name}
	e.Save = func(ctx context.Context, value func(string) string) (tea.Msg, error) {
		c, _, err := work.Load(ctx, c.Number)
		if err != nil {
			return nil, err
		}
		now := work.Circumstances()
		body := urged(now, value)
		if err = yichuang.MayState(me, c, body); err == nil {
			_, err = work.Append(ctx, me.ID, c, body)
		}
		return kit.Notice{Text: "已发出"}, err
	}
	return kit.NewSheet(env, e)
}

// urge asks the window or a department to hurry.
func (s *Screen) urge() tea.Cmd {
	return s.sheet(urgeEntry(s.c), "已发出", func(r *record, value func(string) string) (yichuang.Body, error) {
		return urged(r.now, value), nil
	})
}

// urgeEntry asks whom, how and until when. A department that has still to decide comes
// before the window.
func urgeEntry(c *yichuang.Case) kit.Entry {
	whom := []kit.Option{{Value: "", Label: "收件窗口"}}
	set := map[string]string{inKind: string(yichuang.Hasten), inDays: "1", inWho: ""}
	for i := range c.Approvals {
		if a := &c.Approvals[i]; a.Ruling == nil && a.Department != "" {
			whom = append(whom, kit.Option{Value: a.Department, Label: a.Department})
			set[inWho] = a.Department
		}
	}
	if d := c.Intake.Department; d != "" && (c.Unconfirmed || c.Stage == yichuang.StageConfirm) && c.Approval(d) == nil {
		whom = append(whom, kit.Option{Value: d, Label: d})
		set[inWho] = d
	}
	return kit.Entry{Title: "催办、督办", Does: "发出", Set: set,
		Inputs: []kit.Input{
			{Name: inKind, Label: "方式", Required: true, Options: []kit.Option{{Value: string(yichuang.Hasten), Label: "催办"}, {Value: string(yichuang.Supervise), Label: "督办"}}},
			{Name: inWho, Label: "对象", Options: whom},
			{Name: inDays, Label: "几日内答复", Required: true, Max: 2, Hint: "（工作日）", Check: notNumber},
			{Name: inText, Label: "内容", Required: true, Lines: 4}},
		Effect: func(func(string) string) string {
			return "送到对方的工作台，答复后在办件里和电子监察里看到。"
		}}
}

func urged(now yichuang.Circumstances, value func(string) string) yichuang.Body {
	days, _ := strconv.Atoi(value(inDays)) // checked by the form
	return &yichuang.Urged{Urge: yichuang.UrgeKind(value(inKind)), Department: value(inWho), Text: yichuang.Clean(value(inText)),
		Due: now.Calendar.AddWorkdays(now.Day(), days).Date}
}
