package yichuang

import (
	"fmt"
	"strings"
)

// receipt makes the 收件凭证: which papers we hold, since when. It is not
// acceptance and says so; it starts the clock of the correction notice.
func (f PaperFacts) receipt(d *Document) {
	c := f.Case
	t := &Table{Columns: []Column{{"序号", 2}, {"材料名称", 9}, {"原件", 2}, {"复印件", 2}, {"形式", 3}}}
	for _, m := range c.Materials {
		if m.Applies == AppliesNo || m.Presence == "" || m.Presence == Missing {
			continue
		}
		row := []string{fmt.Sprint(len(t.Rows) + 1), f.nameOf(m.Material), fmt.Sprint(m.Originals), fmt.Sprint(m.Copies), "纸质"}
		switch {
		case m.Presence == Exempt:
			row[2], row[3], row[4] = "—", "—", "免提交"
		case m.Digital:
			row[2], row[3], row[4] = "—", "—", "电子"
		}
		t.Rows = append(t.Rows, row)
	}
	d.Body = []Block{f.head(),
		{Fields: []Field{{"收件时间", c.Intake.At.In(Shanghai).Format("2006年1月2日 15:04")}}}}
	if !c.VisitAt.IsZero() {
		d.Body[1].Fields = append(d.Body[1].Fields, Field{"补正收件时间", c.VisitAt.In(Shanghai).Format("2006年1月2日 15:04")})
	}
	if len(t.Rows) > 0 {
		d.Body = append(d.Body, Block{Heading: "收到的材料", Table: t})
	}
	d.Body = append(d.Body, Block{Notice: "本凭证仅证明收到上列材料，不代表受理。"})
	if when := f.Item.Terms.Correction.NoticeDue(DateOf(c.Intake.At), f.Calendar); f.Item.Terms.Correction.Days > 0 {
		d.Body = append(d.Body, Block{Fields: []Field{{"答复期限", "最迟于" + dateWords(when) + "告知是否受理或者需要补正的全部内容"}}})
	}
	d.Body = append(d.Body, f.foot("申请人（代理人）")...)
	d.Seal = Seal{Name: "收件专用章", Agency: f.Hall.Name, Required: true}
}

func (f PaperFacts) nameOf(id MaterialID) string {
	if m := f.Item.Material(id); m != nil {
		return m.Name
	}
	return string(id)
}

// correction makes the 一次性补正告知书: everything to correct, told once
// (行政许可法 第32条第1款第4项).
func (f PaperFacts) correction(d *Document) error {
	c := f.Case
	if len(c.Notices) == 0 {
		return conflict("该办件没有需要补正的告知", "请先在决定步骤选择一次性告知补正")
	}
	n := c.Notices[len(c.Notices)-1]
	var list []string
	for _, x := range n.Findings {
		s := "《" + x.Name + "》"
		if x.Content != "" {
			s += x.Content + "："
		} else {
			s += "："
		}
		s += x.Defect + "。办法：" + strings.TrimSuffix(x.Todo, "。") + "。"
		if x.Basis != "" {
			s += "依据：" + x.Basis + "。"
		}
		list = append(list, s)
	}
	d.Body = []Block{f.head(),
		{Text: []string{fmt.Sprintf("您于%s提交的申请材料不齐全或者不符合法定形式，现将需要补正的全部内容一次性告知如下，共%d项：",
			DateOf(c.Intake.At).Chinese(), len(list))}},
		{List: list},
		{Heading: "如何补正", Text: []string{"备齐上列材料后，凭本告知书或者收件凭证到任一综合窗口提交，无需重新取号登记；没有变化的材料不再审查。"}},
		{Notice: correctionEffect(f.Item.Terms.Correction)},
		{Fields: []Field{{"告知日期", DateOf(n.At).Chinese()}, {"收件日期", DateOf(c.Intake.At).Chinese()}}},
	}
	d.Body = append(d.Body, f.foot("申请人（代理人）")...)
	d.Seal = Seal{Name: "受理专用章", Agency: d.Issuer, Required: true}
	return nil
}

// correctionEffect says what follows from the notice; it differs by rule.
func correctionEffect(r CorrectionRule) string {
	switch r.Kind {
	case CorrectOnSpot:
		return "本告知书同时为当场书面告知不予受理；补齐上列内容后可以随时再次申请（不动产登记暂行条例第17条）。"
	case CorrectReturn:
		return "材料退还申请人；补齐上列内容后重新提交，符合条件的当场办理。"
	case CorrectGuide:
		return "本告知书仅为填报指导；补齐全部信息并收到之时即完成备案。"
	case CorrectBatchEnd:
		return "请在本批次受理期限终止前补齐，逾期不再列入本批次。"
	case CorrectWithin5:
		return "补齐全部内容后即予受理；逾期未补正的，申请不进入审批程序，您可以重新申请。"
	}
	return "补齐全部内容后即予办理。"
}

// declining makes the 不予受理通知书 with its reason, basis and remedy
// (行政许可法 第32条第1款第1、2项 和第2款; 行政复议法 第20条; 行政诉讼法 第46条).
func (f PaperFacts) declining(d *Document) error {
	c := f.Case
	if c.Decision == nil || c.Decision.Kind != Decline {
		return conflict("该办件没有作出不予受理的决定", "请先在决定步骤选择不予受理")
	}
	g := c.Decision.Facts.Ground
	d.Body = []Block{f.head()}
	fields := []Field{{"类型", g.Type.Name()}, {"理由", g.Reason}, {"依据", declineBasis(g, f.Item)}}
	if g.Agency != "" {
		label := "应当向其申请的机关"
		if g.Type == DeclineScope {
			label = "请到以下窗口办理"
		}
		fields = append(fields, Field{label, g.Agency})
	}
	lead := "经审查，您提出的申请不予受理，理由如下："
	if g.Type == DeclineScope {
		d.Title = "不予受理（引导）告知书"
		lead = "您申请的事项不在综合一窗受理范围内，现告知办理途径："
	}
	d.Body = append(d.Body, Block{Text: []string{lead}}, Block{Fields: fields})
	var list []string
	for _, x := range c.Decision.Facts.Findings {
		list = append(list, "《"+x.Name+"》"+x.Content+"："+x.Defect)
	}
	if len(list) > 0 {
		d.Body = append(d.Body, Block{Heading: "审查发现", List: list})
	}
	if g.Type == DeclineScope {
		d.Body = append(d.Body, Block{Text: []string{"本告知不是行政许可法意义上的不予受理决定，不影响您的申请权利。"}})
	} else {
		d.Body = append(d.Body, Block{Heading: "救济途径", Text: []string{f.remedy()}})
	}
	d.Body = append(d.Body, f.foot("申请人（代理人）")...)
	d.Seal = Seal{Name: "受理专用章", Agency: d.Issuer, Required: true}
	return nil
}

func declineBasis(g *Rejection, it *Item) string {
	if g.Basis != "" {
		return g.Basis
	}
	switch g.Type {
	case DeclineNotNeeded:
		return "《行政许可法》第32条第1款第1项"
	case DeclineElsewhere:
		return "《行政许可法》第32条第1款第2项"
	case DeclineScope:
		return "综合一窗受理事项范围"
	}
	if len(it.Basis) > 0 {
		return "《" + it.Basis[0].Law + "》" + it.Basis[0].Article
	}
	return ""
}

func (f PaperFacts) remedy() string {
	review, court := f.Hall.Review, f.Hall.Court
	if review == "" {
		review = "本级人民政府"
	}
	if court == "" {
		court = "有管辖权的人民法院"
	}
	return "如对本决定不服，可以自收到本通知书之日起60日内向" + review + "申请行政复议，或者在6个月内向" + court + "提起行政诉讼。"
}
