package cases

import (
	"fmt"
	"time"

	"yichuang"
	"yichuang/tui/kit"
)

// course is what departments, supervisors and the hand-over desk made of the case.
func (s *Screen) course(width int) []string {
	var list []fact
	add := func(label, text string, tone kit.Tone) { list = append(list, fact{label, text, tone}) }
	for i := range s.c.Approvals {
		s.approval(&s.c.Approvals[i], add)
	}
	for _, o := range s.c.Obligations {
		if !o.Delivered.IsZero() {
			add("容缺补齐", "《"+o.Name+"》"+stamp(o.Delivered)+"，工号"+string(o.Clerk), kit.Good)
		}
	}
	for i := range s.c.Urges {
		u := &s.c.Urges[i]
		answer, tone := "未答复", kit.Warn
		if !u.Answered.IsZero() {
			answer, tone = "答复："+u.Answer, kit.Plain
		}
		add(u.Kind.Name(), u.For()+"："+u.Text+"   "+answer, tone)
	}
	for _, k := range s.c.Custody {
		name := string(k.Material)
		if it := s.it.Material(k.Material); it != nil {
			name = it.Name
		}
		text := name + "在" + k.Place.Words()
		if k.Slip != "" {
			text += "，交接单" + k.Slip
		}
		add("原件", text, kit.Plain)
	}
	for _, r := range s.c.Reminders {
		what := "提醒补齐"
		if r.Kind == yichuang.RemindCollect {
			what = "提醒领取"
		}
		add(what, stamp(r.At)+"，"+r.Via+"   "+r.Note, kit.Plain)
	}
	if d := s.c.Delivery; d != nil {
		add("出件", stamp(d.At)+"，"+string(d.Method)+"，"+d.To(), kit.Good)
	}
	if e := s.c.Ending; e != nil {
		add(s.c.Stage.Name(), stamp(e.At)+"，"+e.Who+"："+e.Reason, kit.Warn)
	}
	if len(list) == 0 {
		return nil
	}
	lines := []string{s.env.Theme.Paint(kit.Title, "审批和出件")}
	for _, f := range list {
		lines = append(lines, f.lines(s.env.Theme, width)...)
	}
	return lines
}

// approval is what one department made of the case.
func (s *Screen) approval(a *yichuang.Approval, add func(label, text string, tone kit.Tone)) {
	text, tone := a.Words(), kit.Plain
	if a.Officer != "" {
		text += "，经办" + string(a.Officer)
	}
	if r := a.Ruling; r != nil {
		text, tone = stamp(r.At)+"决定"+r.Kind.Name(), kit.Good
		if r.Kind == yichuang.Refuse {
			text, tone = text+"："+r.Reasons, kit.Bad
		}
	}
	if a.Lead && len(s.c.Approvals) > 1 {
		text += "（牵头）"
	}
	add("审批", s.office(a)+"："+text, tone)
	if q := a.Inquiry; q != nil {
		add("请窗口补充", q.Text+"   "+or(q.Answer, "未答复"), kit.Plain)
	}
	for _, p := range a.Pauses {
		until := "进行中"
		if !p.To.IsZero() {
			until = p.To.String() + "止"
		}
		add("特别程序", fmt.Sprintf("%s，%s起，%s", p.Name, p.From, until), kit.Plain)
	}
	if x := a.Extended; x != nil {
		add("延长期限", yichuang.Limit{Value: x.Value, Unit: x.Unit}.String()+"，批准人"+x.Approver, kit.Plain)
	}
	if r := a.Result; r != nil {
		add("结果", r.Name+"  "+r.Number+"  "+r.State.Name()+"  "+r.Place, kit.Plain)
	}
}

// stamp writes a moment as a list does.
func stamp(t time.Time) string { return t.In(yichuang.Shanghai).Format("01-02 15:04") }
