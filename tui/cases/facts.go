package cases

import (
	"fmt"

	"yichuang"
	"yichuang/tui/kit"
)

// labelWidth is the column of labels.
const labelWidth = 12

// fact is a labelled sentence.
type fact struct {
	label string
	text  string
	tone  kit.Tone
}

// lines draws the fact with its text hanging beside the label.
func (f fact) lines(th *kit.Theme, width int) []string {
	return th.Hang(f.label, f.text, labelWidth, width, f.tone)
}

// facts are the dates, the intake and the scenario.
func (s *Screen) facts(width int) []string {
	c := s.c
	list := s.record.dates()
	by := fmt.Sprintf("%d号窗口   工号%s", c.Intake.Window, c.Intake.Clerk)
	if c.Stage == yichuang.StageSubmitted {
		by = "网站 " + c.Online.Portal
	}
	taken := fmt.Sprintf("%s   %s", c.Intake.At.In(yichuang.Shanghai).Format("2006-01-02 15:04"), by)
	if c.Intake.Channel != "" && c.Intake.Channel != yichuang.ChannelWindow {
		taken += "   " + string(c.Intake.Channel)
	}
	list = append(list, fact{label: "收件", text: taken}, fact{label: "情形", text: or(c.ScenarioName, "还没有确定")})
	if c.Applicant.Address != "" {
		list = append(list, fact{label: "地址", text: c.Applicant.Address})
	}
	if c.SecondNotices > 0 {
		list = append(list, fact{"二次告知", fmt.Sprintf("%d条（督导同意，已记录）", c.SecondNotices), kit.Warn})
	}
	lines := []string{s.env.Theme.Paint(kit.Title, "期限和登记")}
	for _, f := range list {
		lines = append(lines, f.lines(s.env.Theme, width)...)
	}
	return lines
}

// dates are the last days of a case, with the words how far away they are.
func (r *record) dates() []fact {
	c, terms, day := r.c, r.it.Terms, r.now.Day()
	var list []fact
	if c.Visit == 1 && (c.Stage == yichuang.StageReview || c.Stage == yichuang.StageConfirm) {
		if due := terms.Correction.NoticeDue(yichuang.DateOf(c.Intake.At), r.now.Calendar); !due.IsZero() {
			list = append(list, r.due("告知期限", due, ""))
		}
	}
	if c.Unconfirmed && c.Decision != nil && terms.Initial.Days > 0 {
		due := r.now.Calendar.AddWorkdays(yichuang.DateOf(c.Decision.At), terms.Initial.Days)
		list = append(list, r.due("初审期限", due, ""))
	}
	if c.Stage != yichuang.StageAccepted || c.Decision == nil {
		return list
	}
	facts := &c.Decision.Facts
	if !facts.Accepted.IsZero() {
		accepted := fact{label: "受理日期", text: facts.Accepted.String()}
		if facts.Deemed {
			accepted.text += "   逾期未告知，依法视为自收件之日起受理"
		}
		list = append(list, accepted)
	}
	for i := range c.Approvals {
		if a := &c.Approvals[i]; a.Ruling == nil {
			list = append(list, r.limits(a)...)
		}
	}
	for _, o := range c.Obligations {
		if !o.Delivered.IsZero() {
			continue
		}
		owed := r.due("补交期限", yichuang.Due{Date: o.Due}, "《"+o.Name+"》")
		if o.Due.Before(day) {
			owed.tone = kit.Bad
		}
		list = append(list, owed)
	}
	return list
}

// limits are the two last days of a department, with the light of 电子监察, by the
// dates that stand on the papers.
func (r *record) limits(a *yichuang.Approval) []fact {
	of := ""
	if len(r.c.Approvals) > 1 {
		of = "   " + a.Department
	}
	rules, light := r.now.WatchRules(), yichuang.Green
	for _, w := range yichuang.Watches(r.it, r.c, rules, r.now.Calendar) {
		if w.Point == yichuang.WatchApproval && w.Department == a.Department {
			light = rules.Light(w, r.it.Handling, r.now.Calendar, r.now.Day())
		}
	}
	terms := r.it.Terms
	list := []fact{r.limit("承诺办结", terms.Promised, a.Dues.Promised, light.String()+of), r.limit("法定办结", terms.Statutory, a.Dues.Statutory, "")}
	if light >= yichuang.Red1 {
		list[0].tone = kit.Bad
	}
	return list
}

// limit is a due day of handling; an item that is done on receipt has none.
func (r *record) limit(label string, l yichuang.Limit, due yichuang.Due, light string) fact {
	switch {
	case l.Value == 0 && l.Start == yichuang.OnReceipt:
		return fact{label: label, text: "即时办结"}
	case due.IsZero():
		return fact{label: label, text: l.String() + "，起算日期尚未确定"}
	}
	return r.due(label, due, light)
}

// due says when a day is and how far away, and that it may still move when it
// reaches a year whose holidays are not known.
func (r *record) due(label string, due yichuang.Due, more string) fact {
	if due.Standing {
		return fact{label: label, text: due.Chinese()}
	}
	tone, words := r.away(due.Date)
	f := fact{label, due.Date.String() + "   " + words, tone}
	if more != "" {
		f.text += "   " + more
	}
	if len(due.Uncertain) > 0 {
		f.text += fmt.Sprintf("   待核（%d年放假安排没有载入）", due.Uncertain[0])
	}
	return f
}

// away counts in working days, because those are the days in which work gets done.
func (r *record) away(date yichuang.Date) (kit.Tone, string) {
	day, cal := r.now.Day(), r.now.Calendar
	if date.Before(day) {
		if n := cal.Workdays(date, day); n > 0 {
			return kit.Bad, fmt.Sprintf("已超期%d个工作日", n)
		}
		return kit.Bad, "已到期"
	}
	switch n := cal.Workdays(day, date); n {
	case 0:
		return kit.Warn, "今天到期"
	case 1:
		return kit.Warn, "还有1个工作日"
	default:
		return kit.Plain, fmt.Sprintf("还有%d个工作日", n)
	}
}
