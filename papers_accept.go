package yichuang

import (
	"fmt"
	"strings"
)

// acceptance makes the 受理通知书: the decision clock runs from here
// (行政许可法 第32条第1款第5项, 第42条, 第45条).
func (f PaperFacts) acceptance(d *Document) error {
	c := f.Case
	if !c.Accepted() {
		return conflict("该办件还没有受理，不能出具受理通知书", "收件凭证不能代替受理通知书；请先完成受理（或者等待部门初审确认）")
	}
	if !f.rule().announces() {
		return conflict("本事项收到即办，不出具受理通知书", "收件凭证已写明办理情况")
	}
	x, t := c.Decision.Facts, f.Item.Terms
	fields := []Field{{"受理日期", x.Accepted.Chinese()}}
	if len(c.Approvals) == 1 {
		fields = append(fields, Field{"法定时限", limitWords(t.Statutory)}, Field{"法定办结日期", dateWords(x.Dues.Statutory)},
			Field{"承诺时限", limitWords(t.Promised)}, Field{"承诺办结日期", dateWords(x.Dues.Promised)})
	}
	fields = append(fields, Field{"收费", feeWords(f.Item.Guide.Fee)}, Field{"领取方式", pickUp})
	if f.Item.Guide.Result.Name != "" {
		fields = append(fields, Field{"办理结果", f.Item.Guide.Result.Name})
	}
	if f.Hall.Phone != "" {
		fields = append(fields, Field{"监督电话", f.Hall.Phone})
	}
	d.Body = []Block{f.head(), {Text: []string{f.accepted(c.Decision)}}, {Fields: fields}}
	if len(c.Approvals) > 1 {
		d.Body = append(d.Body, sharers(c.Approvals))
	}
	if list := specialWords(t.Special); len(list) > 0 {
		d.Body = append(d.Body, Block{Heading: "办理中可能进行的特别程序", List: list})
	}
	if x.Provisional {
		d.Body = append(d.Body, Block{Text: []string{"本次受理由综合窗口按审查要点先行作出，审批部门随后确认。"}})
	}
	d.Body = append(d.Body, f.foot("申请人（代理人）")...)
	d.Seal = Seal{Name: "受理专用章", Agency: d.Issuer, Required: true}
	return nil
}

// sharers lists the departments that decide together, each with its own last days.
func sharers(list []Approval) Block {
	t := &Table{Columns: []Column{{"审批部门", 6}, {"审批内容", 5}, {"承诺办结日期", 5}, {"法定办结日期", 5}}}
	for i := range list {
		a := &list[i]
		t.Rows = append(t.Rows, []string{a.Department, a.Part, dateWords(a.Dues.Promised), dateWords(a.Dues.Statutory)})
	}
	return Block{Heading: list[0].Mode.Name(), Table: t}
}

// pickUp is where the result is handed out.
const pickUp = "综合出件窗口领取，凭本文书或者有效身份证件"

// accepted says on what grounds the application is accepted, by the law that the
// item stands under.
func (f PaperFacts) accepted(d *Decision) string {
	onSpot := f.rule() == CorrectOnSpot
	switch x := d.Facts; {
	case x.Deemed && onSpot:
		return "收到您的申请材料后未当场书面告知不予受理，根据《不动产登记暂行条例》第17条第2款，自收到材料之日起视为受理。"
	case x.Deemed && f.Item.licence():
		return "您的申请自收到材料之日起未在法定期限内一次性告知补正，根据《行政许可法》第32条第1款第4项，自收到材料之日起即为受理。"
	case x.Deemed:
		return "您的申请自收到材料之日起未在规定期限内一次性告知补正，自收到材料之日起即为受理。"
	case d.Kind == AcceptOwing:
		return "您提出的申请主要材料齐全、符合法定形式，欠缺的次要材料已承诺限期补齐，现容缺受理。"
	case x.Deviation != "":
		return "您提出的申请经审查，决定予以受理。"
	case onSpot:
		return "您提出的申请材料齐全、符合法定形式，根据《不动产登记暂行条例》第17条第1款第1项，决定予以受理。"
	case f.Item.licence():
		return "您提出的申请材料齐全、符合法定形式，根据《行政许可法》第32条第1款第5项，决定予以受理。"
	}
	return "您提出的申请材料齐全、符合规定的形式，决定予以受理。"
}

func limitWords(l Limit) string {
	start := l.StartText
	if start == "" {
		start = string(l.Start)
	}
	if l.Value == 0 {
		return "即时办结"
	}
	if start == "" {
		return l.String()
	}
	return l.String() + "（自" + start + "起算）"
}

func feeWords(f Fee) string {
	if !f.Charged {
		return "不收费"
	}
	return strings.TrimSpace(f.Amount + "　依据：" + f.Basis)
}

// specialWords tells each special procedure and whether its time counts
// (行政许可法 第45条: excluded time must be told in writing).
func specialWords(list []SpecialProcedure) []string {
	var out []string
	for _, p := range list {
		if p.Name == "" || p.Name == "无" {
			continue
		}
		s := p.Name
		if p.Required != "" {
			s += "（" + p.Required + "）"
		}
		if p.MaxDays > 0 {
			s += fmt.Sprintf("，最长%s", Limit{Value: p.MaxDays, Unit: p.Unit})
		}
		switch p.Excluded {
		case "不计入":
			s += "，所需时间不计入办理期限，届时书面告知"
		case "计入":
			s += "，所需时间计入办理期限"
		default:
			s += "，是否计入办理期限以审批部门书面告知为准"
		}
		out = append(out, s)
	}
	return out
}

// owing makes the 容缺受理告知承诺书: what is owed, until when, and the five
// statements that the applicant signs.
func (f PaperFacts) owing(d *Document) error {
	c := f.Case
	if c.Decision == nil || c.Decision.Kind != AcceptOwing {
		return conflict("该办件不是容缺受理", "没有欠缺材料的不需要承诺书")
	}
	t := &Table{Columns: []Column{{"序号", 2}, {"欠缺材料", 6}, {"欠缺内容", 5}, {"份数和形式", 5}, {"补齐期限", 4}}}
	var why []string
	for i, o := range c.Decision.Facts.Owed {
		m := f.Item.Material(o.Material)
		if m == nil {
			return conflict("事项里没有欠缺的材料“"+o.Name+"”", "请联系管理员核对事项版次")
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), o.Name, o.What, pieces(m.Originals, m.Copies) + "，" + m.Form, o.Due.String()})
		if m.Owing.Reason != "" {
			why = append(why, o.Name+"："+m.Owing.Reason)
		}
	}
	d.Body = []Block{f.head(),
		{Heading: "一、已提交的材料", Text: []string{f.held()}},
		{Heading: "二、欠缺的材料（依申请人请求容缺）", Table: t}}
	if len(why) > 0 {
		d.Body = append(d.Body, Block{Text: why})
	}
	d.Body = append(d.Body, []Block{
		{Heading: "三、补齐方式", Text: []string{"凭办件编号到收件窗口提交，或者邮寄至受理窗口。补齐期间办理时限不停止计算，补齐前不出具办理结果。"}},
		{Heading: "四、逾期后果", Notice: "期限内未补齐或者补交的材料不符合要求的，终止办理并退回申请材料，由申请人承担相应后果；已经作出的决定受影响的依法撤销。"},
		{Heading: "五、申请人承诺", List: []string{
			"以上告知内容已经全部知晓；",
			"申请容缺受理是本人（本单位）的真实意思；",
			"已提交的材料真实、合法、有效；",
			"在上列期限内补齐欠缺的材料；",
			"愿意承担未按承诺补齐的法律责任和后果。",
		}},
		{Text: []string{"本承诺书一式两份，受理机关和申请人各执一份。"}},
	}...)
	d.Body = append(d.Body, f.foot("申请人（签名或者盖章）")...)
	d.Seal = Seal{Name: "受理专用章", Agency: d.Issuer, Required: true}
	return nil
}

// held names the materials that are here.
func (f PaperFacts) held() string {
	var names []string
	for _, m := range f.Case.Materials {
		if m.Applies != AppliesNo && (m.Presence == Held || m.Presence == Exempt) {
			names = append(names, f.nameOf(m.Material))
		}
	}
	return strings.Join(names, "、")
}
