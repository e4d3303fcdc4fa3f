package yichuang

import (
	"fmt"
	"slices"
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
	d.Body = []Block{f.head(), {Fields: f.receivedAt()}}
	if len(t.Rows) > 0 {
		d.Body = append(d.Body, Block{Heading: "收到的材料", Table: t})
	}
	if f.rule() == CorrectReturn && !f.Item.Bundled() {
		d.Title = "接收申请材料凭证"
	}
	notice, more := f.holds()
	if c.Stage == StageParted {
		d.Body = append(d.Body, members(c.Bundle))
	}
	d.Body = append(d.Body, Block{Notice: notice})
	if len(more) > 0 {
		d.Body = append(d.Body, Block{Fields: more})
	}
	d.Body = append(d.Body, f.foot("申请人（代理人）")...)
	d.Seal = Seal{Name: "收件专用章", Agency: d.Issuer, Required: true}
}

// members lists the cases that a bundle was parted into. On a narrow roll a table
// would break their numbers.
func members(b *BundlePlace) Block {
	var list []string
	for _, m := range b.Members {
		due := "办结日期以该事项的文书为准"
		if !m.Promised.Date.IsZero() {
			due = "承诺办结日期 " + dateWords(m.Promised)
		}
		list = append(list, m.Name+"（"+m.Department+"），办件编号 "+m.Number.Pretty()+"，"+due)
	}
	return Block{Heading: "分送办理的事项", List: list}
}

// receivedAt is when the materials came in: of the visit alone where they went
// back in between.
func (f PaperFacts) receivedAt() []Field {
	c, minute := f.Case, "2006年1月2日 15:04"
	if c.VisitAt.IsZero() || f.rule().Returns() {
		return []Field{{"收件时间", c.Received().In(Shanghai).Format(minute)}}
	}
	return []Field{{"收件时间", c.Intake.At.In(Shanghai).Format(minute)}, {"补正收件时间", c.VisitAt.In(Shanghai).Format(minute)}}
}

// holds says what the receipt proves and what it does not, and what follows from
// it: by when the applicant hears, or that a filing is done, or by when a
// registration is made (市场主体登记管理条例实施细则 第18条第2款).
func (f PaperFacts) holds() (notice string, more []Field) {
	c, terms := f.Case, f.Item.Terms
	accepted := c.Decision != nil && c.Decision.Kind.Accepts()
	switch rule := f.rule(); {
	case c.Stage == StageParted:
		return "本凭证证明收到上列材料，由上列各事项共用；各事项是否受理、登记或者备案，以各自的文书为准。", nil
	case rule.Files() && accepted:
		more = []Field{{"备案日期", c.Decision.Facts.Accepted.Chinese()}, {"备案依据", terms.Correction.Basis}, {"收费", feeWords(f.Item.Guide.Fee)}}
		if f.Item.Guide.Result.Name != "" {
			more = append(more, Field{"办理结果", f.Item.Guide.Result.Name})
		}
		return "已收到规定的全部资料，自收到之日起即完成备案。", more
	case rule.Files():
		return "本凭证仅证明收到上列材料，备案尚未完成。", nil
	case rule == CorrectReturn && accepted:
		dues := c.Decision.Facts.Dues
		return "本凭证仅证明收到上列材料，不代表准予登记。", []Field{{"登记期限", limitWords(terms.Statutory)}, {"最迟登记日期", dateWords(dues.Statutory)},
			{"承诺登记日期", dateWords(dues.Promised)}, {"领取方式", pickUp}, {"收费", feeWords(f.Item.Guide.Fee)}}
	}
	if due := terms.Correction.NoticeDue(DateOf(c.Received()), f.Calendar); terms.Correction.Days > 0 {
		more = []Field{{"答复期限", "最迟于" + dateWords(due) + "告知是否受理或者需要补正的全部内容"}}
	}
	return "本凭证仅证明收到上列材料，不代表受理。", more
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
	received, rule := DateOf(c.Received()).Chinese(), f.rule()
	lead := "您于" + received + "提交的申请材料不齐全或者不符合法定形式，"
	switch rule {
	case CorrectOnSpot:
		d.Title = "不予受理暨一次性补正告知书"
		lead += "根据《不动产登记暂行条例》第17条第1款第3项不予受理，"
	case CorrectGuide:
		d.Title = "补正指导告知书"
		lead = "您于" + received + "告知的信息不齐全，"
	}
	d.Body = []Block{f.head(),
		{Text: []string{fmt.Sprintf("%s现将需要补正的全部内容一次性告知如下，共%d项：", lead, len(list))}},
		{List: list},
		{Heading: "如何补正", Text: []string{rule.HowToCorrect()}},
		{Notice: correctionEffect(f.Item)},
		{Fields: []Field{{"告知日期", DateOf(n.At).Chinese()}, {"收件日期", received}}},
	}
	if held := f.held(); rule.Returns() && held != "" {
		d.Body = append(d.Body, Block{Heading: "退还的材料", Text: []string{held}})
	}
	d.Body = append(d.Body, f.withdrawal()...)
	if rule == CorrectOnSpot {
		d.Body = append(d.Body, Block{Heading: "救济途径", Text: []string{f.remedy()}})
	}
	d.Body = append(d.Body, f.foot("申请人（代理人）")...)
	d.Seal = Seal{Name: "受理专用章", Agency: d.Issuer, Required: true}
	return nil
}

// withdrawal says that an acceptance notice which was given on this visit does
// not hold any more, because the department returned the review.
func (f PaperFacts) withdrawal() []Block {
	for _, p := range slices.Backward(f.Case.Papers) {
		if p.Kind == AcceptNotice && p.Visit == f.Case.Visit && p.Count > 0 {
			return []Block{{Notice: "审批部门初审后退回了收件审查，先前出具的受理通知书（" + p.Number + "）同时撤回。"}}
		}
	}
	return nil
}

// HowToCorrect says to an applicant how to bring what a correction notice asks for.
func (k CorrectionKind) HowToCorrect() string {
	if k.Returns() {
		return "申请材料已经全部退还。补齐上列内容后，凭本告知书到综合窗口重新提交全部材料。"
	}
	return "备齐上列材料后，凭本告知书或者收件凭证到收件窗口提交，无需重新登记；没有变化的材料不再审查。"
}

// correctionEffect says what follows from the notice; it differs by rule.
func correctionEffect(it *Item) string {
	if it.Bundled() {
		return "补齐上列内容后重新提交，材料齐全、符合法定形式的，各事项即予受理或者登记。"
	}
	switch it.Terms.Correction.Kind {
	case CorrectOnSpot:
		return "补齐上列内容后可以随时再次申请，符合条件的即予受理。"
	case CorrectReturn:
		return "补齐上列内容后重新提交，材料齐全、符合法定形式的予以登记。"
	case CorrectGuide:
		return "本告知书仅为填报指导；补齐全部信息并收到之时即完成备案。"
	case CorrectBatchEnd:
		return "请在本批次受理期限终止前补齐，逾期不再列入本批次。"
	case CorrectWithin5:
		return "补齐全部内容后即予受理；没有补正的，申请不进入审批程序，您也可以重新申请。"
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
	fields := []Field{{"类型", g.Type.Name()}, {"理由", g.Reason}, {"依据", f.Item.DeclineBasis(g)}}
	if g.Agency != "" {
		label := "应当向其申请的机关"
		if g.Type == DeclineScope {
			label = "请到以下窗口办理"
		}
		fields = append(fields, Field{label, g.Agency})
	}
	lead := "经审查，您提出的申请不予受理，理由如下："
	after := Block{Heading: "救济途径", Text: []string{f.remedy()}}
	switch {
	case g.Type == DeclineScope:
		d.Title = "不予受理（引导）告知书"
		lead = "您申请办理的业务不在本事项的一窗受理范围内，现告知办理途径："
		after = Block{Text: []string{"本告知不是行政许可法意义上的不予受理决定，不影响您的申请权利。"}}
	case f.rule() == CorrectGuide:
		d.Title = "项目备案告知书"
		lead = "您告知的项目存在下列情形，现告知如下，请予以纠正或者依法办理："
		after = Block{Text: []string{"企业投资项目备案没有不予受理环节，本告知不是不予受理决定（企业投资项目核准和备案管理条例第13条第3款、第15条）。"}}
	}
	d.Body = []Block{f.head(), {Text: []string{lead}}, {Fields: fields}}
	var list []string
	for _, x := range c.Decision.Facts.Findings {
		list = append(list, "《"+x.Name+"》"+x.Content+"："+x.Defect)
	}
	if len(list) > 0 {
		d.Body = append(d.Body, Block{Heading: "审查发现", List: list})
	}
	d.Body = append(d.Body, f.withdrawal()...)
	d.Body = append(append(d.Body, after), f.foot("申请人（代理人）")...)
	d.Seal = Seal{Name: "受理专用章", Agency: d.Issuer, Required: true}
	return nil
}

func (f PaperFacts) remedy() string { return f.Hall.Remedy("本通知书") }
