package yichuang

import (
	"fmt"
	"strings"
	"time"
)

// Title names a point: "营业执照 第2条 经营范围".
func (p *AuditPoint) Title() string {
	if p.No == 0 {
		return p.Name + " " + p.Content
	}
	return fmt.Sprintf("%s 第%d条 %s", p.Name, p.No, p.Content)
}

// Outcome is the verdict that stands, in Chinese.
func (p *AuditPoint) Outcome() string {
	if p.Verdict == "" {
		return "没有判定"
	}
	return p.Verdict.Name()
}

// Marks says in a word or two what a supervisor must look at, "" where there is nothing.
func (p *AuditPoint) Marks() string {
	var marks []string
	if p.Deviation != "" {
		marks = append(marks, "偏离")
	}
	second, overruled := false, false
	for _, j := range p.Judgements {
		second, overruled = second || j.Second != nil, overruled || j.Overruled
	}
	if second {
		marks = append(marks, "二次告知")
	}
	if overruled {
		marks = append(marks, "改判机器")
	}
	if p.Later != nil {
		marks = append(marks, "其后修订")
	}
	return strings.Join(marks, "、")
}

// Words are everything there is to say of a point, labelled: its text and since when
// the department has had it so, then who judged what and when, oldest first.
func (p *AuditPoint) Words() []Field {
	var all []Field
	add := func(label, value string) {
		if value != "" {
			all = append(all, Field{label, value})
		}
	}
	add("标准", p.Standard)
	add("方法", p.Method)
	add("要点来源", p.Since.words())
	if len(p.Judgements) == 0 {
		add("判定", "没有人判定")
	}
	for i := range p.Judgements {
		add("判定", p.Judgements[i].words())
	}
	add("偏离理由", p.Deviation)
	if l := p.Later; l != nil {
		add("其后修订", "部门在第"+l.said()+"改了这一条")
	}
	return all
}

// words say since when a point has read as it does.
func (e *AuditEdition) words() string {
	switch {
	case e == nil:
		return ""
	case e.Oldest:
		return "第" + e.said() + "已是这样；本机没有更早的版本"
	}
	return "自第" + e.said() + "起"
}

// said is the edition with the day of its revision: "3-9f2c1a0b版（2026-03-01修订）".
func (e *AuditEdition) said() string {
	if e.Revised.IsZero() {
		return string(e.Edition) + "版"
	}
	return fmt.Sprintf("%s版（%s修订）", e.Edition, e.Revised)
}

// words say who judged what, when, and under which permission.
func (j *AuditJudgement) words() string {
	s := fmt.Sprintf("%s 工号%s：%s", clockTime(j.At), j.By, j.Verdict.Name())
	if j.Machine {
		s = fmt.Sprintf("%s 机器核对：%s", clockTime(j.At), j.Verdict.Name())
	}
	if j.OnSpot {
		s += "（当场更正）"
	}
	if j.Finding != "" {
		s += "，" + j.Finding
	}
	if j.Value != "" {
		s += "，" + j.Value
	}
	if j.Visit > 1 {
		s += fmt.Sprintf("，第%d次审查", j.Visit)
	}
	if j.Overruled {
		s += "，改了机器的结论"
	}
	if j.Second != nil {
		s += "；二次告知，督导" + string(j.Second.Supervisor) + "同意：" + j.Second.Reason
	}
	return s
}

// Head says what the table is about: the case, and the edition with its age.
func (a *Audit) Head() []Field {
	revised := fmt.Sprintf("第%s版，部门%s修订", a.Item.Edition, a.Revised)
	if a.Revised.IsZero() {
		revised = fmt.Sprintf("第%s版，没有写明修订日期", a.Item.Edition)
	}
	if a.Stale {
		revised += fmt.Sprintf("，收件时已超过%d个月没有修订", staleMonths)
	}
	return []Field{{"办件编号", a.Number.Pretty()}, {"事项", a.ItemName}, {"收件", clockTime(a.Received)}, {"审查要点", revised}}
}

// Words say what a step was, with the reason of a deviation and the name of who
// confirmed.
func (s *AuditStep) Words() string {
	return fmt.Sprintf("%s 工号%s（%s） %s", clockTime(s.At), s.By, s.Terminal.Seat(), s.Text)
}

func clockTime(t time.Time) string { return t.In(Shanghai).Format("2006-01-02 15:04") }
