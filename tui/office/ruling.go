package office

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// saving is what a sheet does with what was filled in.
func (s *Screen) saving(said string, make func(m *matter, value func(string) string) ([]yichuang.Body, error)) func(context.Context, func(string) string) (tea.Msg, error) {
	return func(ctx context.Context, value func(string) string) (tea.Msg, error) {
		return s.commit(said, func(m *matter) ([]yichuang.Body, error) { return make(m, value) })(ctx)
	}
}

// resultInputs ask for the document that a ruling results in.
var resultInputs = []kit.Input{
	{Name: inName, Label: "结果名称", Required: true, Max: 60},
	{Name: inForm, Label: "形式", Required: true, Options: []kit.Option{{Value: "paper", Label: "纸质"}, {Value: "digital", Label: "电子"}}},
	{Name: inNumber, Label: "编号", Max: 60, Hint: "（还没有制证的留空）"},
	{Name: inValid, Label: "有效期", Max: 60},
}

func (s *Screen) resultSet() map[string]string {
	name := s.it.Guide.Result.Name
	if name == "" {
		name = s.it.Name
	}
	return map[string]string{inName: name, inForm: "paper", inValid: s.it.Guide.Result.Validity}
}

// grant decides for the applicant, and registers the result where it is made
// already.
func (s *Screen) grant() tea.Cmd {
	e := kit.Entry{Title: "准予", Does: "准予", Set: s.resultSet()}
	if e.At = inNumber; s.mine().Mode == yichuang.ApproveJoint {
		e.At = inMeeting
	}
	ruling := yichuang.Grant
	if s.c.Decision.Facts.Rule.Files() {
		e.Title, e.Does, ruling = "备案完成", "登记备案完成", yichuang.Filed
	}
	e.Inputs = append(s.meetingInputs(), resultInputs...)
	e.Effect = func(value func(string) string) string {
		text := "写了编号的同时登记结果；没有写的，制证后按 r 登记。"
		if ruling == yichuang.Grant {
			text += "登记后生成决定书。"
		}
		return text + "决定后十个工作日内送达（行政许可法第44条）。"
	}
	return s.sheet(e, "已作出决定", func(m *matter, value func(string) string) ([]yichuang.Body, error) {
		r, err := yichuang.Rule(m.c, m.me.Department, s.choice(ruling, value), m.now)
		if err != nil {
			return nil, err
		}
		bodies := []yichuang.Body{r}
		if yichuang.CleanLine(value(inNumber)) != "" {
			bodies = append(bodies, registered(m, value))
		}
		return bodies, nil
	})
}

func (s *Screen) choice(k yichuang.RulingKind, value func(string) string) yichuang.RulingChoice {
	c := yichuang.RulingChoice{Ruling: k, Reasons: value(inReason), Basis: value(inBasis), Meeting: value(inMeeting)}
	if value(inWho) == "all" {
		for _, a := range s.c.Approvals {
			c.Attending = append(c.Attending, a.Department)
		}
	}
	return c
}

// meetingInputs ask the lead of a joint approval about the meeting.
func (s *Screen) meetingInputs() []kit.Input {
	if s.mine().Mode != yichuang.ApproveJoint {
		return nil
	}
	return []kit.Input{
		{Name: inMeeting, Label: "联合审批会", Required: true, Max: 80, Hint: "（时间、地点、纪要编号）"},
		{Name: inWho, Label: "会同部门", Required: true, Options: []kit.Option{{Value: "all", Label: "全部参加了会议"}, {Value: "opinions", Label: "已分别出具意见"}}},
	}
}

func (s *Screen) refuse() tea.Cmd {
	e := kit.Entry{Title: "不予", Does: "不予", Set: map[string]string{inBasis: firstBasis(s.it)},
		Effect: func(func(string) string) string {
			return "登记后生成不予决定书，写明理由、依据和救济途径，并作为结果送出件窗口。"
		}}
	e.Inputs = append(s.meetingInputs(), kit.Input{Name: inReason, Label: "理由", Required: true, Lines: 5}, kit.Input{Name: inBasis, Label: "法律依据", Required: true, Max: 100, Hint: "（法律名称和条文）"})
	return s.sheet(e, "已作出决定", func(m *matter, value func(string) string) ([]yichuang.Body, error) {
		r, err := yichuang.Rule(m.c, m.me.Department, s.choice(yichuang.Refuse, value), m.now)
		if err != nil {
			return nil, err
		}
		name := yichuang.RefuseDecision.Name()
		return []yichuang.Body{r, &yichuang.ResultRegistered{Department: m.me.Department, Name: name, Number: yichuang.PaperNumber(m.c, yichuang.RefuseDecision)}}, nil
	})
}

func firstBasis(it *yichuang.Item) string {
	if len(it.Basis) == 0 {
		return ""
	}
	return "《" + it.Basis[0].Law + "》" + it.Basis[0].Article
}

// register registers the result of a decision.
func (s *Screen) register() tea.Cmd {
	set := s.resultSet()
	if r := s.mine().Result; r != nil {
		set[inName], set[inNumber], set[inValid] = r.Name, r.Number, r.Valid
	}
	return s.sheet(kit.Entry{Title: "登记结果", Does: "登记", Inputs: resultInputs, Set: set, At: inNumber,
		Effect: func(func(string) string) string {
			return "纸质结果送综合出件窗口，由窗口登记到件；电子结果直接可以领取。"
		}},
		"已登记结果", func(m *matter, value func(string) string) ([]yichuang.Body, error) {
			return []yichuang.Body{registered(m, value)}, nil
		})
}

func registered(m *matter, value func(string) string) yichuang.Body {
	return &yichuang.ResultRegistered{Department: m.me.Department, Name: yichuang.CleanLine(value(inName)), Number: yichuang.CleanLine(value(inNumber)),
		Valid: yichuang.CleanLine(value(inValid)), Digital: value(inForm) == "digital"}
}

// terminate ends the case without a decision.
func (s *Screen) terminate() tea.Cmd {
	set := map[string]string{inCause: string(yichuang.EndOther)}
	causes := []kit.Option{{Value: string(yichuang.EndOther), Label: "其他法定情形"}}
	if due := s.c.OwedDue(); !due.IsZero() && s.now.Day().After(due) {
		causes = append([]kit.Option{{Value: string(yichuang.EndOwed), Label: "容缺材料逾期未补齐"}}, causes...)
		set = map[string]string{inCause: string(yichuang.EndOwed), inBasis: "《容缺受理告知承诺书》第四项", inReason: s.c.BrokenPromise()}
	}
	return s.sheet(kit.Entry{Title: "终止办理", Does: "终止", Set: set,
		Inputs: []kit.Input{
			{Name: inCause, Label: "原因", Required: true, Options: causes},
			{Name: inReason, Label: "理由", Required: true, Lines: 4},
			{Name: inBasis, Label: "依据", Required: true, Max: 100}},
		Effect: func(func(string) string) string {
			return "终止后不再办理，退还材料原件，由窗口打印终止办理通知书交给申请人。"
		}},
		"已终止办理", func(m *matter, value func(string) string) ([]yichuang.Body, error) {
			b := &yichuang.Terminated{Department: m.me.Department, Cause: yichuang.EndingCause(value(inCause)), Reason: yichuang.Clean(value(inReason)), Basis: yichuang.CleanLine(value(inBasis))}
			for i := range m.c.Materials {
				if x := &m.c.Materials[i]; m.c.Originals(x) > 0 {
					b.Returned = append(b.Returned, x.Material)
				}
			}
			return []yichuang.Body{b}, nil
		})
}
