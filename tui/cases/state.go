package cases

import (
	"context"
	"strconv"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Stater states a fact about a case from a list that leads there.
type Stater interface {
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error)
	Circumstances() yichuang.Circumstances
}

// NewUrge returns the form by which a supervisor urges: the window or a department of
// the case, mildly or not.
func NewUrge(env *kit.Env, work Stater, me yichuang.User, c *yichuang.Case) kit.Screen {
	return stating(env, work, me, c, urgeDeed(c))
}

// NewRemind returns the form that notes down that the applicant was reminded of what he
// owes.
func NewRemind(env *kit.Env, work Stater, me yichuang.User, c *yichuang.Case) kit.Screen {
	return stating(env, work, me, c, remindDeed(c))
}

// NewAskEnd returns the form by which a supervisor has the department end a case whose
// owed materials did not come in time, or say why not.
func NewAskEnd(env *kit.Env, work Stater, me yichuang.User, c *yichuang.Case) kit.Screen {
	st := urgeDeed(c)
	st.Set[inKind], st.Set[inDays] = string(yichuang.Supervise), "1"
	st.Set[inText] = c.BrokenPromise() + "请按《容缺受理告知承诺书》终止办理，或者写明理由。"
	st.At = inText
	return stating(env, work, me, c, st)
}

// statement is a form and the fact that it makes of what was filled in.
type statement struct {
	kit.Entry
	said string
	make func(now yichuang.Circumstances, value func(string) string) yichuang.Body
}

// stating is a statement as a screen of its own, above a list.
func stating(env *kit.Env, work Stater, me yichuang.User, c *yichuang.Case, st statement) kit.Screen {
	st.About = append(aboutCase(c), st.About...)
	st.Save = func(ctx context.Context, value func(string) string) (tea.Msg, error) {
		c, _, err := work.Load(ctx, c.Number)
		if err != nil {
			return nil, err
		}
		body := st.make(work.Circumstances(), value)
		if err = yichuang.MayState(me, c, body); err == nil {
			_, err = work.Append(ctx, me.ID, c, body)
		}
		return kit.Notice{Text: st.said}, err
	}
	return kit.NewSheet(env, st.Entry)
}

func aboutCase(c *yichuang.Case) []string {
	return []string{c.Number.Pretty() + "  " + c.ItemName, "申请人 " + c.Applicant.Name}
}

// state opens a statement above the case itself.
func (s *Screen) state(st statement) tea.Cmd {
	return s.sheet(st.Entry, st.said, func(r *record, value func(string) string) (yichuang.Body, error) { return st.make(r.now, value), nil })
}

// urge asks the window or a department to hurry.
func (s *Screen) urge() tea.Cmd { return s.state(urgeDeed(s.c)) }

// urgeDeed asks whom, how and until when. A department that has still to decide comes
// before the window.
func urgeDeed(c *yichuang.Case) statement {
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
	return statement{said: "已发出", make: urged, Entry: kit.Entry{Title: "催办、督办", Does: "发出", Set: set,
		Inputs: []kit.Input{
			{Name: inKind, Label: "方式", Required: true, Options: []kit.Option{{Value: string(yichuang.Hasten), Label: "催办"}, {Value: string(yichuang.Supervise), Label: "督办"}}},
			{Name: inWho, Label: "对象", Options: whom},
			{Name: inDays, Label: "几日内答复", Required: true, Max: 2, Hint: "（工作日）", Check: notNumber},
			{Name: inText, Label: "内容", Required: true, Lines: 4}},
		Effect: func(func(string) string) string {
			return "送到对方的工作台，答复后在办件里和电子监察里看到。"
		}}}
}

func urged(now yichuang.Circumstances, value func(string) string) yichuang.Body {
	days, _ := strconv.Atoi(value(inDays)) // checked by the form
	return &yichuang.Urged{Urge: yichuang.UrgeKind(value(inKind)), Department: value(inWho), Text: yichuang.Clean(value(inText)),
		Due: now.Calendar.AddWorkdays(now.Day(), days).Date}
}

// remind notes down that the applicant was reminded.
func (s *Screen) remind() tea.Cmd { return s.state(remindDeed(s.c)) }

func remindDeed(c *yichuang.Case) statement {
	return statement{said: "已登记提醒", Entry: kit.Entry{Title: "提醒补齐", Does: "登记提醒", Set: map[string]string{inKind: "电话"}, About: []string{"电话 " + or(c.Applicant.Phone, "没有登记") + "，" + c.OwedDue().String() + "前补齐"},
		Inputs: []kit.Input{
			{Name: inKind, Label: "方式", Required: true, Options: []kit.Option{{Value: "电话", Label: "电话"}, {Value: "短信", Label: "短信"}}},
			{Name: inText, Label: "情况", Max: 80}}},
		make: func(_ yichuang.Circumstances, value func(string) string) yichuang.Body {
			return &yichuang.Reminded{Of: yichuang.RemindOwed, Via: value(inKind), Note: yichuang.CleanLine(value(inText))}
		}}
}
