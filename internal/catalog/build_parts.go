package catalog

import "yichuang"

func buildQuestions(n *node) []yichuang.Question {
	var out []yichuang.Question
	for _, q := range n.list("问题") {
		question := yichuang.Question{ID: yichuang.QuestionID(q.str("编号")), Text: q.str("问")}
		for _, o := range q.get("选项").fields {
			question.Options = append(question.Options, yichuang.Option{ID: yichuang.OptionID(o.name), Text: o.value.text})
		}
		if a := q.get("代理"); a != nil {
			question.Agent = &yichuang.AgentAnswer{With: yichuang.OptionID(a.str("有")), Without: yichuang.OptionID(a.str("无"))}
		}
		out = append(out, question)
	}
	return out
}

func buildWhen(n *node) yichuang.Condition {
	if n == nil {
		return nil
	}
	out := yichuang.Condition{}
	for _, f := range n.fields {
		for _, option := range optionsOf(f.value) {
			out[yichuang.QuestionID(f.name)] = append(out[yichuang.QuestionID(f.name)], yichuang.OptionID(option.text))
		}
	}
	return out
}

// optionsOf returns the options that an answer lists; a bare one is a list of one.
func optionsOf(n *node) []*node {
	if n.shape == shapeList {
		return n.items
	}
	return []*node{n}
}

func buildScenario(n *node) yichuang.Scenario {
	s := yichuang.Scenario{
		ID: yichuang.ScenarioID(n.str("编号")), Name: n.str("名称"), When: buildWhen(n.get("当")), Outcome: yichuang.Collect,
		Decline: pick[yichuang.DeclineType](n, "不收件", declineWords), Agency: n.str("机关"), Basis: n.str("依据"), Note: n.str("说明"),
	}
	if s.Decline != "" {
		s.Outcome = yichuang.DoNotCollect
	}
	for _, m := range n.list("材料") {
		s.Needs = append(s.Needs, yichuang.Need{Material: yichuang.MaterialID(m.str("材料")),
			When: buildWhen(m.get("当")), Agent: m.yes("代理"), If: m.str("如果")})
	}
	return s
}

func buildMaterial(n, defaults *node) yichuang.Material {
	m := yichuang.Material{
		ID: yichuang.MaterialID(n.str("编号")), Name: n.str("名称"), Primary: n.str("类别") != "次要材料",
		Originals: n.num("原件"), Copies: n.num("复印件"),
		Form: n.strOr("形式", defaultForm), Origin: n.strOr("来源渠道", defaultOrigin),
		Owing:  yichuang.Owing{Allowed: n.get("可容缺") != nil, Reason: n.strOr("可容缺", n.str("不容缺"))},
		Exempt: n.str("免提交"), Errors: n.texts("常见错误"), Provenance: originOr(n, defaults, "材料"),
	}
	if n.get("原件") == nil && n.get("复印件") == nil {
		m.Originals = 1
	}
	if m.Owing.Reason == "" && m.Primary {
		m.Owing.Reason = primaryReason
	}
	for i, p := range n.list("审查要点") {
		m.Points = append(m.Points, buildPoint(p, i+1, defaults))
	}
	return m
}

func buildPoint(n *node, no int, defaults *node) yichuang.ReviewPoint {
	p := yichuang.ReviewPoint{
		No: no, Content: n.str("内容"), Standard: n.str("标准"), Method: n.strOr("方法", defaultMethod),
		OnFail: meaning[yichuang.Remedy](n.strOr("不符", "补正"), remedyWords), Confidence: sure(n),
	}
	if p.Confidence == "" {
		p.Confidence = pick[yichuang.Confidence](defaults, "要点把握", sureWords)
	}
	if c := n.get("核验"); c != nil {
		p.Check = yichuang.Check{
			Kind: pick[yichuang.CheckKind](c, "种类", checkWords), Of: pick[string](c, "对象", ofWords),
			From: c.days("最早"), To: c.days("最晚"), Min: c.decimal("下限"), Max: c.decimal("上限"),
			Unit: c.str("单位"), Words: c.texts("字词"), Partial: c.yes("部分"),
		}
	}
	if b := n.get("不予受理"); b != nil {
		p.Bar = &yichuang.Bar{Type: pick[yichuang.DeclineType](b, "类型", declineWords), Agency: b.str("机关"), Basis: b.str("依据")}
		if p.Bar.Type == "" {
			p.Bar.Type = yichuang.DeclineBarred
		}
	}
	return p
}

func buildGuide(n *node) yichuang.Guide {
	g := yichuang.Guide{Fee: buildFee(n.get("收费")), Notes: n.texts("备注")}
	r := n.get("结果")
	g.Result = yichuang.Result{Name: r.str("名称"), Validity: r.strOr("有效期", "以证载为准"), Renewal: r.str("延续"), Provenance: origin(r)}
	for _, x := range n.list("不予受理") {
		g.Rejections = append(g.Rejections, yichuang.Rejection{Reason: x.str("理由"),
			Type: pick[yichuang.DeclineType](x, "类型", declineWords), Agency: x.str("机关"), Basis: x.str("依据"), Refer: x.yes("须核实")})
	}
	g.FAQs = buildFAQs(n)
	return g
}

func buildFAQs(n *node) []yichuang.FAQ {
	var out []yichuang.FAQ
	for _, f := range n.list("常见问答") {
		out = append(out, yichuang.FAQ{Question: f.str("问"), Answer: f.str("答"), Confidence: sure(f)})
	}
	return out
}

func buildFee(n *node) yichuang.Fee {
	if n == nil {
		return yichuang.Fee{Basis: freeBasis, Confidence: yichuang.High}
	}
	fee := yichuang.Fee{Charged: n.yes("收取"), Amount: n.str("标准"), Basis: n.str("依据"), Confidence: sure(n)}
	if n.get("收取") == nil {
		fee.Charged = fee.Amount != ""
	}
	if !fee.Charged && fee.Basis == "" {
		fee.Basis = freeBasis
	}
	return fee
}
