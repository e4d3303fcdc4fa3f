package central

import (
	"yichuang"
)

// results are the decisions of the departments, and how they reached the applicant.
func (s *shown) results() []yichuang.Block {
	var blocks []yichuang.Block
	refused := false
	for i := range s.c.Approvals {
		a := &s.c.Approvals[i]
		if a.Ruling == nil {
			continue
		}
		b := resultBlock(a)
		if len(s.c.Approvals) > 1 {
			b.Heading = a.Department + "的决定"
		}
		if a.Ruling.Kind != yichuang.Refuse && s.c.Stage == yichuang.StageRuled && !a.Ruling.Deliver.IsZero() {
			b.Fields = append(b.Fields, yichuang.Field{Label: "最迟送达日期", Value: a.Ruling.Deliver.Chinese()})
		}
		refused = refused || a.Ruling.Kind == yichuang.Refuse
		blocks = append(blocks, b)
	}
	if refused {
		blocks = append(blocks, s.remedy())
	}
	if d := s.c.Delivery; d != nil {
		blocks = append(blocks, deliveryBlock(d))
	}
	return blocks
}

func (s *shown) remedy() yichuang.Block {
	return yichuang.Block{Heading: "救济途径", Text: []string{s.hall.Remedy("书面决定")}}
}

// resultBlock is one department's decision.
func resultBlock(a *yichuang.Approval) yichuang.Block {
	r := a.Ruling
	b := yichuang.Block{Heading: "决定", Fields: []yichuang.Field{{Label: "结果", Value: r.Kind.Name()}, {Label: "决定日期", Value: yichuang.DateOf(r.At).Chinese()}}}
	add := func(label, value string) {
		if value != "" {
			b.Fields = append(b.Fields, yichuang.Field{Label: label, Value: value})
		}
	}
	if r.Kind == yichuang.Refuse {
		add("理由", r.Reasons)
		add("依据", r.Basis)
	}
	if x := a.Result; x != nil {
		add("证照（批文）名称", x.Name)
		add("证照（批文）编号", x.Number)
		add("有效期", x.Valid)
		if x.Digital {
			add("形式", "电子")
		}
	}
	return b
}

// deliveryBlock is how the results reached the applicant; who collected them is
// masked.
func deliveryBlock(d *yichuang.Delivery) yichuang.Block {
	b := yichuang.Block{Heading: "送达", Fields: []yichuang.Field{{Label: "方式", Value: string(d.Method)}, {Label: "时间", Value: d.At.In(yichuang.Shanghai).Format(minute)}}}
	switch {
	case d.Method == yichuang.DeliverByPost:
		b.Fields = append(b.Fields, yichuang.Field{Label: "运单号", Value: d.Tracking})
	case d.Method == yichuang.DeliverAtDesk:
		b.Fields = append(b.Fields, yichuang.Field{Label: "领取人", Value: yichuang.MaskName(d.Collector.Name) + "（" + string(d.Collector.Relation) + "）"})
	}
	if len(d.Returned) > 0 {
		b.Text = []string{"原件已经随结果退还。"}
	}
	return b
}

// declinedWords tell a real refusal from being sent to the right window, and from
// what the law calls no refusal at all.
func (s *shown) declinedWords(heading, lead string) (string, string) {
	switch {
	case s.c.Decision == nil || s.c.Decision.Facts.Ground == nil:
	case s.c.Decision.Facts.Ground.Type == yichuang.DeclineScope:
		return "请到其他窗口办理", "您申请办理的业务不在综合窗口受理范围内，办理途径见下面。这不是不予受理的决定，不影响您的申请权利。"
	case s.c.Decision.Facts.Rule == yichuang.CorrectGuide:
		return "项目备案告知", "您告知的项目存在下面的情形，请予以纠正或者依法办理。这不是不予受理的决定。"
	}
	return heading, lead
}

// declined is why an application was not accepted.
func (s *shown) declined() []yichuang.Block {
	d := s.c.Decision
	if d == nil || d.Facts.Ground == nil {
		return nil
	}
	g := d.Facts.Ground
	basis := g.Basis
	if s.item != nil {
		basis = s.item.DeclineBasis(g)
	}
	b := yichuang.Block{Heading: "理由", Text: []string{g.Type.Name() + "：" + g.Reason}, Fields: []yichuang.Field{{Label: "决定日期", Value: yichuang.DateOf(d.At).Chinese()}}}
	if basis != "" {
		b.Fields = append(b.Fields, yichuang.Field{Label: "依据", Value: basis})
	}
	if g.Agency != "" {
		b.Fields = append(b.Fields, yichuang.Field{Label: "请向这里申请", Value: g.Agency})
	}
	blocks := []yichuang.Block{b, {Heading: "审查发现", List: findingWords(d.Facts.Findings)}}
	if g.Type == yichuang.DeclineScope || d.Facts.Rule == yichuang.CorrectGuide {
		return blocks
	}
	return append(blocks, s.remedy())
}

// ended is how a case ended without a decision.
func (s *shown) ended() []yichuang.Block {
	e := s.c.Ending
	if e == nil {
		return nil
	}
	b := yichuang.Block{Heading: "理由", Text: []string{e.Reason}, Fields: []yichuang.Field{{Label: "日期", Value: yichuang.DateOf(e.At).Chinese()}}}
	if e.Cause == yichuang.EndWithdrawn {
		b.Heading = "撤回理由"
		return []yichuang.Block{b}
	}
	if e.Basis != "" {
		b.Fields = append(b.Fields, yichuang.Field{Label: "依据", Value: e.Basis})
	}
	return []yichuang.Block{b, s.remedy()}
}
