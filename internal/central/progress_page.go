package central

import (
	"fmt"
	"strings"

	"yichuang"
)

// stageWords tell an applicant where the case stands, and what that means for him.
var stageWords = map[yichuang.Stage]struct{ heading, lead string }{
	yichuang.StageSubmitted:  {"已提交，等待收件", "您在网上提交的申请已经到达，工作人员还没有收件。现在不用您做什么；通知和结果以您提交申请的网站为准。"},
	yichuang.StageReview:     {"正在审查材料", "窗口已经收下您的材料，正在审查是否齐全、符合要求。现在不用您做什么。"},
	yichuang.StageConfirm:    {"等待部门初审", "窗口已经审查完材料，正在等审批部门确认。现在不用您做什么。"},
	yichuang.StageCorrecting: {"请您补正材料", "材料还不齐全或者不符合要求，请按下面的内容一次补齐。"},
	yichuang.StageAccepted:   {"已受理，正在审批", "申请已经受理，审批部门正在办理。"},
	yichuang.StageRuled:      {"已作出决定，等待送达", "审批部门已经作出决定，结果正在送往出件窗口。这里显示“请来领取”以后再来。"},
	yichuang.StageReady:      {"请来领取", "结果已经到出件窗口，可以领取了。"},
	yichuang.StageClosed:     {"已办结", "本办件已经办完。"},
	yichuang.StageDeclined:   {"不予受理", "本次申请没有受理，理由和救济途径见下面。"},
	yichuang.StageWithdrawn:  {"已撤回", "申请已经按您的要求撤回，不再继续办理。需要办理的，可以另行申请。"},
	yichuang.StageTerminated: {"已终止办理", "本办件已经终止，理由和救济途径见下面。"},
	yichuang.StageParted:     {"已分成几个办件办理", "您一次申请的几件事已经分开办理，每件各有编号和进度。"},
}

// tell makes the page of a case.
func (s *shown) tell() page {
	words := stageWords[s.c.Stage]
	if s.paused() {
		words.heading, words.lead = "已受理，审批暂停中", "申请已经受理，因为下面的原因暂停审批。"
	}
	made := page{kind: "shown", Hall: s.hall.Name, Heading: words.heading, Lead: words.lead}
	blocks := append(s.todo(), s.owed()...)
	if made.Alert = len(blocks) > 0; made.Alert && s.c.Stage == yichuang.StageAccepted {
		made.Lead += "请在期限内补交下面的材料。"
	}
	switch s.c.Stage {
	case yichuang.StageDeclined:
		made.Heading, made.Lead = s.declinedWords(words.heading, words.lead)
		blocks = append(blocks, s.declined()...)
	case yichuang.StageWithdrawn, yichuang.StageTerminated:
		blocks = append(blocks, s.ended()...)
	}
	blocks = append(blocks, s.pauses()...)
	blocks = append(blocks, s.facts())
	blocks = append(blocks, s.departments()...)
	blocks = append(blocks, s.results()...)
	if s.hall.Phone != "" {
		blocks = append(blocks, yichuang.Block{Heading: "咨询", Fields: []yichuang.Field{{Label: "电话", Value: s.hall.Phone}}})
	}
	for _, b := range blocks {
		if len(b.Fields)+len(b.List)+len(b.Text) > 0 || b.Notice != "" {
			made.Blocks = append(made.Blocks, b)
		}
	}
	made.Links = s.links()
	made.Foot = s.foot()
	return made
}

const minute = "2006年1月2日 15:04"

// facts are what every page says: which case it is, and its dates.
func (s *shown) facts() yichuang.Block {
	c := s.c
	b := yichuang.Block{Heading: "办件情况", Fields: []yichuang.Field{{Label: "事项", Value: c.ItemName}}}
	add := func(label, value string) {
		if value != "" {
			b.Fields = append(b.Fields, yichuang.Field{Label: label, Value: value})
		}
	}
	add("办理情形", c.ScenarioName)
	add("办件编号", c.Number.Pretty())
	if c.Online != nil {
		add("网上申请编号", c.Online.Reference)
	}
	add("申请人", yichuang.MaskName(c.Applicant.Name))
	received := "收件时间"
	if c.Stage == yichuang.StageSubmitted {
		received = "提交时间"
	}
	add(received, c.Intake.At.In(yichuang.Shanghai).Format(minute))
	if !c.VisitAt.IsZero() {
		add("补正收件时间", c.VisitAt.In(yichuang.Shanghai).Format(minute))
	}
	if c.Stage == yichuang.StageReview || c.Stage == yichuang.StageConfirm {
		add("最迟答复", s.noticeDue())
	}
	if d := c.Decision; d != nil && c.Accepted() {
		add("受理日期", d.Facts.Accepted.Chinese())
		if d.Facts.Provisional && c.Unconfirmed {
			add("初审", "窗口先行受理，审批部门随后确认")
		}
	}
	if len(c.Approvals) == 1 && !c.Stage.Ended() {
		b.Fields = append(b.Fields, dues(&c.Approvals[0])...)
	}
	return b
}

// noticeDue is by when an applicant under review hears whether the case is accepted.
func (s *shown) noticeDue() string {
	if s.item == nil {
		return ""
	}
	rule := s.item.Terms.Correction
	due := rule.NoticeDue(yichuang.DateOf(s.c.Received()), s.cal)
	if rule.Days == 0 || due.IsZero() || len(s.c.Notices) > 0 && !rule.Kind.Returns() {
		return ""
	}
	return due.Chinese() + "前告知是否受理或者需要补正的全部内容"
}

// dues are the last days of an approval that has not been decided.
func dues(a *yichuang.Approval) []yichuang.Field {
	if a.Ruling != nil {
		return nil
	}
	var fields []yichuang.Field
	for _, d := range []struct {
		label string
		due   yichuang.Due
	}{{"承诺办结日期", a.Dues.Promised}, {"法定办结日期", a.Dues.Statutory}} {
		if !d.due.IsZero() {
			fields = append(fields, yichuang.Field{Label: d.label, Value: d.due.Chinese()})
		}
	}
	return fields
}

// todo is what the applicant has to do now.
func (s *shown) todo() []yichuang.Block {
	switch s.c.Stage {
	case yichuang.StageCorrecting:
		return s.corrections()
	case yichuang.StageReady:
		return s.collecting()
	}
	return nil
}

func (s *shown) corrections() []yichuang.Block {
	if len(s.c.Notices) == 0 {
		return nil
	}
	n := s.c.Notices[len(s.c.Notices)-1]
	b := yichuang.Block{Heading: fmt.Sprintf("需要补正的内容，共%d项", len(n.Findings)), List: findingWords(n.Findings)}
	how := yichuang.Block{Heading: "怎样补正", Fields: []yichuang.Field{{Label: "告知日期", Value: yichuang.DateOf(n.At).Chinese()}}}
	if d := s.c.Decision; d != nil {
		how.Text = []string{strings.ReplaceAll(d.Facts.Rule.HowToCorrect(), "本告知书", "告知书")}
	}
	how.Text = append(how.Text, "地点："+s.hall.Name+"。")
	return []yichuang.Block{b, how}
}

func findingWords(list []yichuang.Finding) []string {
	var all []string
	for _, f := range list {
		s := "《" + f.Name + "》" + f.Content + "：" + f.Defect
		if f.Todo != "" {
			s += "。办法：" + strings.TrimSuffix(f.Todo, "。") + "。"
		}
		all = append(all, s)
	}
	return all
}

// collecting is where a result is handed out, and what to bring.
func (s *shown) collecting() []yichuang.Block {
	who := "申请人本人或者代理人的有效身份证件原件；"
	if s.c.Applicant.Kind == yichuang.Organization {
		who = "法定代表人（负责人）或者代理人的有效身份证件原件；"
	}
	b := yichuang.Block{Heading: "到哪里领、带什么", Fields: []yichuang.Field{{Label: "地点", Value: s.hall.Name + "综合出件窗口"}, {Label: "时间", Value: "大厅办公时间"}},
		List: []string{who, "收件凭证或者受理通知书；", "委托别人领取的，另带书面委托书和双方证件复印件。"}}
	return []yichuang.Block{b}
}

// owed are materials that were let come later.
func (s *shown) owed() []yichuang.Block {
	if s.c.Stage.Ended() {
		return nil
	}
	b := yichuang.Block{Heading: "请您补交材料"}
	for _, o := range s.c.Obligations {
		if o.Delivered.IsZero() {
			b.List = append(b.List, "《"+o.Name+"》"+o.What+"，"+o.Due.Chinese()+"前交到收件窗口")
		}
	}
	if len(b.List) == 0 {
		return nil
	}
	b.Text = []string{"容缺受理时承诺后补的材料，补齐前不出具结果："}
	b.Notice = "逾期未补齐的，终止办理并退回申请材料。"
	return []yichuang.Block{b}
}

// pauses tell why a clock stands, until when, and that a limit was extended.
func (s *shown) pauses() []yichuang.Block {
	if s.c.Stage != yichuang.StageAccepted {
		return nil
	}
	var blocks []yichuang.Block
	for i := range s.c.Approvals {
		a := &s.c.Approvals[i]
		if p := a.Pause(); p != nil && a.Ruling == nil {
			blocks = append(blocks, pauseBlock(p))
		}
		if x := a.Extended; x != nil && a.Ruling == nil {
			blocks = append(blocks, yichuang.Block{Heading: "办理期限已经延长", Fields: []yichuang.Field{{Label: "理由", Value: x.Reason},
				{Label: "延长", Value: yichuang.Limit{Value: x.Value, Unit: x.Unit}.String()}}})
		}
	}
	return blocks
}

// paused reports whether the clocks of all who have still to decide stand.
func (s *shown) paused() bool {
	waits := false
	for i := range s.c.Approvals {
		a := &s.c.Approvals[i]
		if a.Ruling != nil {
			continue
		}
		if p := a.Pause(); p == nil || !p.Stops {
			return false
		}
		waits = true
	}
	return waits && s.c.Stage == yichuang.StageAccepted
}

func pauseBlock(p *yichuang.Pause) yichuang.Block {
	name, heading := p.Name, "正在进行特别程序"
	if p.Kind == yichuang.Suspension {
		name, heading = "中止审批", "审批暂时中止"
	}
	b := yichuang.Block{Heading: heading, Fields: []yichuang.Field{{Label: "程序", Value: name}, {Label: "原因", Value: p.Reason}, {Label: "开始", Value: p.From.Chinese()}}}
	if !p.Expected.IsZero() {
		b.Fields = append(b.Fields, yichuang.Field{Label: "预计结束", Value: p.Expected.Chinese()})
	}
	b.Text = []string{"这段时间计入办理期限。"}
	if p.Stops {
		b.Text = []string{"这段时间不计入办理期限，结束后继续计算。"}
	}
	return b
}

// departments are those that decide on a case together.
func (s *shown) departments() []yichuang.Block {
	if len(s.c.Approvals) < 2 {
		return nil
	}
	var blocks []yichuang.Block
	for i := range s.c.Approvals {
		a := &s.c.Approvals[i]
		b := yichuang.Block{Heading: a.Department}
		if a.Part != "" {
			b.Fields = append(b.Fields, yichuang.Field{Label: "负责", Value: a.Part})
		}
		state := "正在办理"
		switch {
		case a.Ruling != nil:
			state = "已决定"
		case a.Pause() != nil:
			state = "正在进行" + a.Pause().Name + "，见上"
		case s.c.Stage.Ended():
			state = "不再办理"
		}
		b.Fields = append(b.Fields, yichuang.Field{Label: "进度", Value: state})
		if !s.c.Stage.Ended() {
			b.Fields = append(b.Fields, dues(a)...)
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// links lead to the cases of a bundle; the code of the lead opens them.
func (s *shown) links() []link {
	var all []link
	for _, m := range s.members {
		l := link{Text: m.Name + " " + m.Number.Pretty(), Note: "还没有到中心，请稍后再看"}
		if m.stage != "" {
			l.Href, l.Note = string(m.Number)+"?c="+string(s.code), stageWords[m.stage].heading
		}
		all = append(all, l)
	}
	return all
}

// foot says how old all this is.
func (s *shown) foot() []string {
	return []string{"以上是中心在" + s.now.In(yichuang.Shanghai).Format(minute) + "掌握的情况，最近一次更新：" + s.c.Touched.In(yichuang.Shanghai).Format(minute) + "。",
		"窗口没有网络时也照常办理，实际进度可能比这里快。本页面仅供查询，以书面文书为准。"}
}
