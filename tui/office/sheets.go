package office

import (
	"fmt"
	"strconv"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// The tags of questions.
const (
	tagConfirm = "confirm"
	tagTake    = "take"
)

// The names of inputs.
const (
	inReason  = "reason"
	inText    = "text"
	inOption  = "option"
	inBasis   = "basis"
	inDays    = "days"
	inDay     = "day"
	inWho     = "who"
	inAgrees  = "agrees"
	inMeeting = "meeting"
	inName    = "name"
	inNumber  = "number"
	inValid   = "valid"
	inForm    = "form"
	inCause   = "cause"
)

// sheet opens a form about the case.
func (s *Screen) sheet(e kit.Entry, said string, make func(m *matter, value func(string) string) ([]yichuang.Body, error)) tea.Cmd {
	e.About = append([]string{s.c.Number.Pretty() + "  " + s.c.ItemName, "申请人 " + s.c.Applicant.Name}, e.About...)
	e.Save = s.saving(said, make)
	return kit.Show(kit.NewSheet(s.env, e))
}

func (s *Screen) askConfirm() tea.Cmd {
	text := "确认窗口的形式审查？确认后即为受理，受理日期为今天，并生成受理通知书，由窗口交给申请人。"
	if s.c.Stage != yichuang.StageConfirm {
		text = "窗口已经先行受理。确认窗口的形式审查？受理日期不变。"
	}
	return kit.Show(kit.NewAsk(s.env, kit.Question{Tag: tagConfirm, Title: "初审确认", Text: text, Choices: []string{"确认", "不确认"}}))
}

// answered does what a question was about.
func (s *Screen) answered(tag string) tea.Cmd {
	switch tag {
	case tagConfirm:
		return s.state("已初审确认", func(m *matter) ([]yichuang.Body, error) {
			return []yichuang.Body{yichuang.Confirm(m.it, m.c, m.me.Name+"（"+string(m.me.ID)+"）", yichuang.ViaSystem, m.now)}, nil
		})
	case tagTake:
		return s.taken("")
	}
	return nil
}

func (s *Screen) giveBack() tea.Cmd {
	return s.sheet(kit.Entry{Title: "退回窗口", Does: "退回",
		Inputs: []kit.Input{{Name: inReason, Label: "退回理由", Required: true, Lines: 5, Hint: "（具体到哪份材料、哪条要点）"}},
		Effect: func(func(string) string) string {
			return "退回后办件回到“收件审查中”，窗口按退回理由重新审查、重新作决定。"
		}},
		"已退回窗口", func(m *matter, value func(string) string) ([]yichuang.Body, error) {
			return []yichuang.Body{&yichuang.Returned{Officer: m.me.Name + "（" + string(m.me.ID) + "）", Via: yichuang.ViaSystem, Reason: yichuang.Clean(value(inReason))}}, nil
		})
}

// take takes the case, from a colleague with a reason.
func (s *Screen) take() tea.Cmd {
	if s.mine().Officer == "" {
		return s.taken("")
	}
	from := s.mine().Officer
	return s.sheet(kit.Entry{Title: "接手办理", Does: "接手", About: []string{"现在由" + string(from) + "领办"},
		Inputs: []kit.Input{{Name: inReason, Label: "接手理由", Required: true, Max: 100, Hint: "（例如：原经办人休假）"}}},
		"已接手", func(m *matter, value func(string) string) ([]yichuang.Body, error) {
			return []yichuang.Body{&yichuang.ApprovalTaken{Department: m.me.Department, From: from, Reason: yichuang.CleanLine(value(inReason))}}, nil
		})
}

func (s *Screen) taken(reason string) tea.Cmd {
	return s.state("已领办", func(m *matter) ([]yichuang.Body, error) {
		return []yichuang.Body{&yichuang.ApprovalTaken{Department: m.me.Department, Reason: reason}}, nil
	})
}

func (s *Screen) ask() tea.Cmd {
	return s.sheet(kit.Entry{Title: "要窗口补充", Does: "送出",
		Inputs: []kit.Input{{Name: inText, Label: "补充什么", Required: true, Lines: 5, Hint: "（一次写全；只能要求一次）"}},
		Effect: func(func(string) string) string {
			return "送到收件窗口的工作台。办理期限不停止；不得要求清单以外的材料。"
		}},
		"已送出", func(m *matter, value func(string) string) ([]yichuang.Body, error) {
			return []yichuang.Body{&yichuang.WindowAsked{Department: m.me.Department, Text: yichuang.Clean(value(inText))}}, nil
		})
}

func (s *Screen) visit() tea.Cmd {
	return s.sheet(kit.Entry{Title: "现场核查", Does: "登记", Set: map[string]string{inDay: s.now.Day().String(), inWho: s.me.Name + "、"},
		Inputs: []kit.Input{
			{Name: inDay, Label: "核查日期", Required: true, Check: badDay},
			{Name: inWho, Label: "核查人员", Required: true, Max: 100, Hint: "（两人以上，用顿号隔开）"},
			{Name: inText, Label: "核查情况", Required: true, Lines: 5}}},
		"已登记现场核查", func(m *matter, value func(string) string) ([]yichuang.Body, error) {
			day, err := yichuang.ParseDate(value(inDay))
			if err != nil {
				return nil, err
			}
			staff := strings.FieldsFunc(value(inWho), func(r rune) bool { return strings.ContainsRune("、，, ；;", r) })
			return []yichuang.Body{&yichuang.SiteVisited{Department: m.me.Department, Visit: yichuang.SiteVisit{Day: day, Staff: staff, Found: yichuang.Clean(value(inText))}}}, nil
		})
}

func (s *Screen) opine() tea.Cmd {
	return s.sheet(kit.Entry{Title: "出具意见", Does: "送出", Set: map[string]string{inAgrees: "yes"},
		Inputs: []kit.Input{
			{Name: inAgrees, Label: "意见", Required: true, Options: []kit.Option{{Value: "yes", Label: "同意"}, {Value: "no", Label: "不同意"}}},
			{Name: inText, Label: "说明", Lines: 4, Hint: "（不同意的须写明理由和依据）"}}},
		"意见已送牵头部门", func(m *matter, value func(string) string) ([]yichuang.Body, error) {
			return []yichuang.Body{&yichuang.OpinionGiven{Department: m.me.Department, Agrees: value(inAgrees) == "yes", Text: yichuang.Clean(value(inText))}}, nil
		})
}

func (s *Screen) answerUrge() tea.Cmd {
	u := *s.urge()
	return s.sheet(kit.Entry{Title: "答复" + u.Kind.Name(), Does: "答复", About: []string{u.Kind.Name() + "：" + u.Text},
		Inputs: []kit.Input{{Name: inText, Label: "答复", Required: true, Lines: 4, Hint: "（办到哪一步、什么时候办结）"}}},
		"已答复", func(_ *matter, value func(string) string) ([]yichuang.Body, error) {
			return []yichuang.Body{&yichuang.UrgeAnswered{Terminal: u.ID.Terminal, Seq: u.ID.Seq, Text: yichuang.Clean(value(inText))}}, nil
		})
}

func (s *Screen) pause() tea.Cmd {
	options := yichuang.PauseOptions(s.it)
	var names []kit.Option
	for i, o := range options {
		names = append(names, kit.Option{Value: strconv.Itoa(i), Label: o.Name})
	}
	chosen := func(value string) yichuang.PauseOption {
		if n, err := strconv.Atoi(value); err == nil && n >= 0 && n < len(options) {
			return options[n]
		}
		return options[0]
	}
	return s.sheet(kit.Entry{Title: "特别程序、中止", Does: "开始", Set: map[string]string{inOption: "0"},
		Inputs: []kit.Input{
			{Name: inOption, Label: "程序", Required: true, Options: names},
			{Name: inReason, Label: "理由", Required: true, Max: 200},
			{Name: inDays, Label: "所需时间", Max: 3, Hint: "（天数；特别程序必填，单位见下）", Check: badDays},
			{Name: inBasis, Label: "法律依据", Max: 100, Hint: "（中止必填，写到条文）"}},
		Adapt: func(f *kit.Form) { f.Show(inBasis, chosen(f.Value(inOption)).Basis == "") },
		Effect: func(value func(string) string) string {
			o := chosen(value(inOption))
			return fmt.Sprintf("%s。%s%s登记后生成告知书，须交给申请人。", o.Note, or(prefixed("依据：", o.Basis, "。"), ""), mostWords(o))
		}},
		"已登记，请打印告知书", func(m *matter, value func(string) string) ([]yichuang.Body, error) {
			days, _ := strconv.Atoi(value(inDays)) // checked by the form
			b, err := yichuang.BeginPause(m.c, m.me.Department, yichuang.PauseChoice{Option: chosen(value(inOption)), Reason: value(inReason), Basis: value(inBasis), Days: days}, m.now)
			return []yichuang.Body{b}, err
		})
}

func prefixed(before, text, after string) string {
	if text == "" {
		return ""
	}
	return before + text + after
}

func mostWords(o yichuang.PauseOption) string {
	unit := o.Unit
	if unit == "" {
		unit = yichuang.WorkingDays
	}
	if o.MaxDays == 0 {
		return "所需时间按" + string(unit) + "计。"
	}
	return "最长" + yichuang.Limit{Value: o.MaxDays, Unit: unit}.String() + "。"
}

func (s *Screen) resume() tea.Cmd {
	p := s.mine().Pause()
	return s.sheet(kit.Entry{Title: "程序结束", Does: "登记", Set: map[string]string{inDay: s.now.Day().String()}, About: []string{p.Name + "，" + p.From.String() + "开始"},
		Inputs: []kit.Input{
			{Name: inDay, Label: "结束日期", Required: true, Check: badDay},
			{Name: inText, Label: "结论", Lines: 4, Hint: "（评审结论、恢复的理由）"}}},
		"已登记结束", func(m *matter, value func(string) string) ([]yichuang.Body, error) {
			day, err := yichuang.ParseDate(value(inDay))
			if err != nil {
				return nil, err
			}
			b, err := yichuang.EndPause(m.c, m.me.Department, day, value(inText), m.now)
			return []yichuang.Body{b}, err
		})
}

func (s *Screen) extend() tea.Cmd {
	most, _ := yichuang.Extensible(s.it, s.mine())
	return s.sheet(kit.Entry{Title: "延长期限", Does: "登记", Set: map[string]string{inDays: strconv.Itoa(most.Value)},
		Inputs: []kit.Input{
			{Name: inDays, Label: "延长", Required: true, Max: 3, Check: badDays, Hint: "（天数）"},
			{Name: inWho, Label: "批准人", Required: true, Max: 60, Hint: "（姓名和职务）"},
			{Name: inReason, Label: "理由", Required: true, Lines: 4}},
		Effect: func(func(string) string) string {
			return fmt.Sprintf("最多%s，须经%s批准，只能延长一次。登记后生成延长办理期限通知书，须把理由告知申请人。", yichuang.Limit{Value: most.Value, Unit: most.Unit}, most.Approver)
		}},
		"已登记，请打印通知书", func(m *matter, value func(string) string) ([]yichuang.Body, error) {
			days, _ := strconv.Atoi(value(inDays)) // checked by the form
			b, err := yichuang.Prolong(m.it, m.c, m.me.Department, yichuang.ProlongChoice{Days: days, Approver: value(inWho), Reason: value(inReason)}, m.now)
			return []yichuang.Body{b}, err
		})
}

func badDay(value string) string {
	if _, err := yichuang.ParseDate(value); err != nil {
		return "日期写成 2026-10-09 的样子"
	}
	return ""
}

func badDays(value string) string {
	if n, err := strconv.Atoi(value); err != nil || n <= 0 {
		return "请填写天数"
	}
	return ""
}
