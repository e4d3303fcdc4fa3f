package office

import (
	"fmt"
	"strings"

	"yichuang"
	"yichuang/tui/kit"
)

// course is what the department did with the case so far.
func (s *Screen) course() section {
	x := section{title: "本部门办理"}
	a := s.mine()
	if a == nil {
		return x
	}
	add := func(label, text string) { x.facts = append(x.facts, fact{label, text, kit.Plain}) }
	if a.Part != "" {
		add("审批内容", a.Part)
	}
	if a.Officer != "" {
		add("经办", string(a.Officer)+"，"+a.Taken.In(yichuang.Shanghai).Format("01-02 15:04")+"领办")
	}
	if q := a.Inquiry; q != nil {
		add("要窗口补充", q.Text)
		add("窗口答复", or(q.Answer, "还没有答复"))
	}
	for _, p := range a.Pauses {
		text := p.Name + "：" + p.Reason + "，" + p.From.String() + "起"
		switch {
		case !p.To.IsZero():
			text += "，" + p.To.String() + "止"
		case !p.Expected.IsZero():
			text += "，预计" + p.Expected.String() + "止"
		}
		add("特别程序", text+prefixed("；", p.Note, ""))
	}
	for _, v := range a.Visits {
		add("现场核查", v.Day.String()+"，"+strings.Join(v.Staff, "、")+"："+v.Found)
	}
	if r := a.Ruling; r != nil {
		add("决定", r.Kind.Name()+"，"+r.At.In(yichuang.Shanghai).Format("2006-01-02")+"，"+string(r.By)+prefixed("；", r.Reasons, ""))
	}
	if r := a.Result; r != nil {
		add("结果", r.Name+prefixed("，", r.Number, "")+"，"+r.State.Name())
	}
	return x
}

// others are the departments beside this one.
func (s *Screen) others() section {
	x := section{}
	for i := range s.c.Approvals {
		a := &s.c.Approvals[i]
		if x.title = a.Mode.Name(); a.Department == s.me.Department {
			continue
		}
		text := a.Words()
		if a.Ruling != nil {
			text = "决定" + a.Ruling.Kind.Name()
		}
		if o := a.Opinion; o != nil {
			text = "不同意"
			if o.Agrees {
				text = "同意"
			}
			text += prefixed("，", o.Text, "")
		}
		label := "其他部门"
		if a.Lead {
			label = "牵头部门"
		}
		x.facts = append(x.facts, fact{label, a.Department + "：" + text, kit.Plain})
	}
	return x
}

// review is what the window found.
func (s *Screen) review() section {
	x := section{title: "窗口的形式审查"}
	c := s.c
	if b := c.Bundle; b != nil && b.Lead != "" {
		x.facts = append(x.facts, fact{"一件事", b.Name + "，由办件" + b.Lead.Pretty() + "分出，材料共用", kit.Plain})
	}
	if d := c.Decision; d != nil {
		x.facts = append(x.facts, fact{"决定", fmt.Sprintf("%s，%s，工号%s", d.Kind.Name(), d.At.In(yichuang.Shanghai).Format("2006-01-02 15:04"), d.By), kit.Plain})
		if d.Facts.Deviation != "" {
			x.facts = append(x.facts, fact{"偏离的理由", d.Facts.Deviation, kit.Warn})
		}
		for _, f := range d.Facts.Referred {
			x.facts = append(x.facts, fact{"须核实", "《" + f.Name + "》" + f.Content + "：" + f.Defect, kit.Warn})
		}
		for _, f := range d.Facts.Findings {
			x.facts = append(x.facts, fact{"仍不符", "《" + f.Name + "》" + f.Content + "：" + f.Defect, kit.Bad})
		}
	}
	for _, o := range c.Obligations {
		text, tone := "欠缺，"+o.Due.String()+"前补齐", kit.Warn
		if !o.Delivered.IsZero() {
			text, tone = o.Delivered.In(yichuang.Shanghai).Format("01-02")+"已补齐", kit.Good
		}
		x.facts = append(x.facts, fact{"容缺", "《" + o.Name + "》" + text, tone})
	}
	return x
}

// materials lists what was handed in, with its verdicts, its scans, and where its
// originals are.
func (s *Screen) materials() section {
	x := section{title: "材料", labels: 4}
	for i := range s.c.Materials {
		m := &s.c.Materials[i]
		if m.Applies == yichuang.AppliesNo {
			continue
		}
		name := string(m.Material)
		if it := s.it.Material(m.Material); it != nil {
			name = it.Name
		}
		x.facts = append(x.facts, fact{fmt.Sprintf("%d.", i+1), name + "：" + s.held(m), kit.Plain})
	}
	return x
}

// pieces says how many of a material are here.
func pieces(m *yichuang.MaterialState) string {
	var words []string
	if m.Originals > 0 {
		words = append(words, fmt.Sprintf("原件%d", m.Originals))
	}
	if m.Copies > 0 {
		words = append(words, fmt.Sprintf("复印件%d", m.Copies))
	}
	return or(strings.Join(words, " "), "已收")
}

func (s *Screen) held(m *yichuang.MaterialState) string {
	var words []string
	switch {
	case m.Presence == yichuang.Missing:
		return "未提交"
	case m.Presence == yichuang.Exempt:
		return "免提交"
	case m.Digital:
		words = append(words, "电子件")
	default:
		words = append(words, pieces(m))
	}
	var count [3]int
	for _, j := range m.Points {
		switch j.Verdict {
		case yichuang.Pass:
			count[0]++
		case yichuang.Fail:
			count[1]++
		default:
			count[2]++
		}
	}
	words = append(words, fmt.Sprintf("要点%d条：符合%d", len(m.Points), count[0]))
	if count[1] > 0 {
		words = append(words, fmt.Sprintf("不符%d", count[1]))
	}
	if count[2] > 0 {
		words = append(words, fmt.Sprintf("不适用%d", count[2]))
	}
	if len(m.Scans) > 0 {
		words = append(words, fmt.Sprintf("扫描件%d份", len(m.Scans)))
	}
	if m.Originals > 0 && m.Presence == yichuang.Held {
		words = append(words, "原件在"+s.c.PlaceOf(m.Material).Words())
	}
	return strings.Join(words, "，")
}
