package yichuang

import (
	"fmt"
	"slices"
	"strings"
)

// departmentPapersDue lists the papers that a department's steps call for and that
// have not been prepared: one for each special procedure, suspension, resumption,
// extension and decision.
func departmentPapersDue(c *Case, department string) []DocumentKind {
	a := c.Approval(department)
	if a == nil {
		return nil
	}
	want := map[DocumentKind]int{}
	for _, p := range a.Pauses {
		switch {
		case p.Kind == SpecialPause:
			want[SpecialNotice]++
		default:
			want[SuspendNotice]++
			if !p.To.IsZero() {
				want[ResumeNotice]++
			}
		}
	}
	if a.Extended != nil {
		want[ExtendNotice] = 1
	}
	if a.Ruling != nil && !a.sharesResult() {
		switch a.Ruling.Kind {
		case Grant:
			want[GrantDecision] = 1
		case Refuse:
			want[RefuseDecision] = 1
		}
	}
	return c.missing(department, want)
}

// PapersDueOf lists the papers that a department has to give and that have not been
// prepared; "" are the window and the hand-over desk.
func PapersDueOf(c *Case, department string) []DocumentKind {
	if department != "" {
		return departmentPapersDue(c, department)
	}
	return PapersDue(c)
}

// deskPapersDue lists the papers that handing over, a withdrawal or a termination
// calls for and that have not been prepared.
func deskPapersDue(c *Case) []DocumentKind {
	want := map[DocumentKind]int{}
	if c.Delivery != nil && c.Delivery.Method == DeliverAtDesk { // the post and a portal keep their own proof
		want[DeliveryProof] = 1
	}
	if c.Ending != nil {
		want[EndNotice] = 1
		if c.Ending.Cause == EndWithdrawn {
			want[WithdrawalForm] = 1
		}
	}
	return c.missing("", want)
}

// missing lists the kinds of which fewer papers were prepared than wanted.
func (c *Case) missing(department string, want map[DocumentKind]int) []DocumentKind {
	var due []DocumentKind
	for _, k := range DocumentKinds {
		n := want[k]
		for _, p := range c.Papers {
			if p.Kind == k && p.Department == department {
				n--
			}
		}
		for range max(n, 0) {
			due = append(due, k)
		}
	}
	return due
}

// approval is the approval that a department's paper is about.
func (f PaperFacts) approval() (*Approval, error) {
	a := f.Case.Approval(f.Department)
	if a == nil {
		return nil, conflict("该办件没有分给“"+Clip(f.Department, 40)+"”审批，不能出具它的文书", "")
	}
	return a, nil
}

// special makes the 特别程序告知书: how long it takes is told in writing, and that
// it does not count (行政许可法 第45条).
func (f PaperFacts) special(d *Document) error {
	p, err := f.pause(SpecialPause, false)
	if err != nil {
		return err
	}
	effect := "上述程序所需时间计入办理期限。"
	if p.Stops {
		effect = "根据" + p.Basis + "，上述程序所需时间不计算在办理期限内，程序结束后继续计算。"
	}
	fields := []Field{{"程序名称", p.Name}, {"理由", p.Reason}, {"开始日期", p.From.Chinese()}}
	if !p.Expected.IsZero() {
		fields = append(fields, Field{"预计结束日期", p.Expected.Chinese()})
	}
	if p.Basis != "" {
		fields = append(fields, Field{"依据", p.Basis})
	}
	f.notice(d, "您申请办理的事项在审批中需要进行下列特别程序，现告知如下：", fields, Block{Notice: effect})
	return nil
}

// pause finds the last pause of a kind, ended or not.
func (f PaperFacts) pause(k PauseKind, ended bool) (*Pause, error) {
	a, err := f.approval()
	if err != nil {
		return nil, err
	}
	for _, p := range slices.Backward(a.Pauses) {
		if p.Kind == k && !(ended && p.To.IsZero()) {
			return &p, nil
		}
	}
	return nil, conflict("该办件没有登记过这样的程序，不能出具告知书", "请先登记")
}

func (f PaperFacts) suspending(d *Document) error {
	p, err := f.pause(Suspension, false)
	if err != nil {
		return err
	}
	fields := []Field{{"中止事由", p.Reason}, {"法律依据", p.Basis}, {"中止日期", p.From.Chinese()}}
	f.notice(d, "您申请办理的事项现中止审批，理由如下：", fields, Block{Notice: "中止期间不计算在办理期限内；中止事由消除后恢复审批，并书面告知。"}, Block{Heading: "救济途径", Text: []string{f.remedy()}})
	return nil
}

func (f PaperFacts) resuming(d *Document) error {
	p, err := f.pause(Suspension, true)
	if err != nil {
		return err
	}
	a, err := f.approval()
	if err != nil {
		return err
	}
	fields := []Field{{"中止日期", p.From.Chinese()}, {"恢复日期", p.To.Chinese()}}
	if p.Note != "" {
		fields = append(fields, Field{"说明", p.Note})
	}
	f.notice(d, "您申请办理的事项中止审批的事由已经消除，现恢复审批：", append(fields, dueFields(a)...))
	return nil
}

func dueFields(a *Approval) []Field {
	return []Field{{"法定办结日期", dateWords(a.Dues.Statutory)}, {"承诺办结日期", dateWords(a.Dues.Promised)}}
}

// extending makes the 延长办理期限通知书 (行政许可法 第42条: the reason is told).
func (f PaperFacts) extending(d *Document) error {
	a, err := f.approval()
	if err != nil {
		return err
	}
	x := a.Extended
	if x == nil {
		return conflict("该办件没有延长过期限，不能出具通知书", "请先登记延长")
	}
	fields := append([]Field{{"延长理由", x.Reason}, {"延长期限", Limit{Value: x.Value, Unit: x.Unit}.String()}, {"批准人", x.Approver}}, dueFields(a)...)
	lead := "您申请办理的事项在规定期限内不能作出决定，经批准延长办理期限，现告知如下："
	if f.Item.licence() {
		lead = "您申请办理的事项在规定期限内不能作出决定，根据《行政许可法》第42条，经批准延长办理期限，现告知如下："
	}
	f.notice(d, lead, fields)
	return nil
}

// granting makes the 准予行政许可决定书 (行政许可法 第38条第1款).
func (f PaperFacts) granting(d *Document) error {
	a, err := f.ruling(Grant)
	if err != nil {
		return err
	}
	fields := []Field{{"决定日期", DateOf(a.Ruling.At).Chinese()}}
	if a.Part != "" {
		fields = append(fields, Field{"决定内容", a.Part})
	}
	if a.Ruling.Basis != "" {
		fields = append(fields, Field{"依据", a.Ruling.Basis})
	}
	if r := a.Result; r != nil {
		fields = append(fields, Field{"证照（批文）名称", r.Name})
		if r.Number != "" {
			fields = append(fields, Field{"证照（批文）编号", r.Number})
		}
		if r.Valid != "" {
			fields = append(fields, Field{"有效期", r.Valid})
		}
	}
	fields = append(fields, Field{"领取方式", pickUp}, Field{"最迟送达日期", dateWords(a.Ruling.Deliver)})
	lead := "您提出的申请符合规定的条件，决定予以准予。"
	if f.Item.licence() {
		lead = "您提出的申请符合法定条件、标准，根据《行政许可法》第38条第1款，决定准予行政许可。"
	} else {
		d.Title = "准予决定书"
	}
	f.decision(d, a, lead, fields)
	return nil
}

// refusing makes the 不予行政许可决定书: reasons, law and remedy (行政许可法
// 第38条第2款; 行政复议法 第20条; 行政诉讼法 第46条).
func (f PaperFacts) refusing(d *Document) error {
	a, err := f.ruling(Refuse)
	if err != nil {
		return err
	}
	fields := []Field{{"决定日期", DateOf(a.Ruling.At).Chinese()}, {"理由", a.Ruling.Reasons}, {"依据", a.Ruling.Basis}}
	lead := "您提出的申请经审查，决定不予办理，理由如下："
	if f.Item.licence() {
		lead = "您提出的申请经审查，根据《行政许可法》第38条第2款，决定不予行政许可，理由如下："
	} else {
		d.Title = "不予办理决定书"
	}
	f.decision(d, a, lead, fields, Block{Heading: "救济途径", Text: []string{f.remedy()}})
	return nil
}

func (f PaperFacts) ruling(k RulingKind) (*Approval, error) {
	a, err := f.approval()
	if err != nil {
		return nil, err
	}
	if a.Ruling == nil || a.Ruling.Kind != k {
		return nil, conflict("该办件没有作出“"+k.Name()+"”的决定，不能出具决定书", "请先登记决定")
	}
	return a, nil
}

// decision is a notice under the agency's own seal.
func (f PaperFacts) decision(d *Document, a *Approval, lead string, fields []Field, more ...Block) {
	if a.Ruling.Meeting != "" {
		var others []string
		for _, x := range f.Case.Approvals {
			if !x.Lead {
				others = append(others, x.Department)
			}
		}
		fields = append(fields, Field{"联合审批", a.Ruling.Meeting + "；会同部门：" + strings.Join(others, "、")})
	}
	f.notice(d, lead, fields, more...)
	d.Seal.Name = "行政机关印章"
}

// notice lays out a department's paper: who, what it says, and how to ask about it.
func (f PaperFacts) notice(d *Document, lead string, fields []Field, more ...Block) {
	d.Body = append([]Block{f.head(), {Text: []string{lead}}, {Fields: fields}}, more...)
	d.Body = append(d.Body, f.foot("申请人（代理人）")...)
	d.Seal = Seal{Name: "审批专用章", Agency: d.Issuer, Required: true}
}

// delivering makes the 送达回证: what was handed out, to whom, and what went back
// with it.
func (f PaperFacts) delivering(d *Document) error {
	c := f.Case
	if c.Delivery == nil {
		return conflict("该办件还没有出件，不能出具送达回证", "请先登记出件")
	}
	t := &Table{Columns: []Column{{"序号", 2}, {"文书或者证照", 8}, {"编号", 6}, {"出具部门", 6}}}
	for i := range c.Approvals {
		if r := c.Approvals[i].Result; r != nil {
			t.Rows = append(t.Rows, []string{fmt.Sprint(len(t.Rows) + 1), r.Name, r.Number, c.Approvals[i].Department})
		}
	}
	v := c.Delivery
	fields := []Field{{"送达方式", string(v.Method)}, {"送达时间", v.At.In(Shanghai).Format("2006年1月2日 15:04")}}
	switch v.Method {
	case DeliverAtDesk:
		fields = append(fields, Field{"领取人", v.Collector.Name + "（" + string(v.Collector.Relation) + "）"},
			Field{string(v.Collector.ID.Kind), v.Collector.ID.Masked()}, Field{"证件核验", "已核对原件"})
		if v.Collector.Authority != "" {
			fields = append(fields, Field{"委托书", v.Collector.Authority})
		}
	case DeliverByPost:
		fields = append(fields, Field{"运单号", v.Tracking})
	}
	d.Body = []Block{f.head(), {Heading: "送达的文书", Table: t}, {Fields: fields}}
	d.Body = append(d.Body, f.returned(v.Returned)...)
	d.Body = append(d.Body, f.foot("领取人（受送达人）")...)
	d.Seal = Seal{Name: "政务服务专用章", Agency: d.Issuer}
	return nil
}

// returned lists originals that go back.
func (f PaperFacts) returned(ids []MaterialID) []Block {
	if len(ids) == 0 {
		return nil
	}
	var list []string
	for _, id := range ids {
		if m := f.Case.MaterialState(id); m != nil {
			list = append(list, fmt.Sprintf("%s，原件%d份", f.nameOf(id), m.Originals))
		}
	}
	return []Block{{Heading: "退还的材料原件", List: list}}
}

// withdrawing makes the 撤回申请书 that the applicant signs.
func (f PaperFacts) withdrawing(d *Document) error {
	e := f.Case.Ending
	if e == nil || e.Cause != EndWithdrawn {
		return conflict("该办件没有撤回", "请先登记撤回")
	}
	d.Body = []Block{f.head(), {Text: []string{"本人（本单位）申请撤回上列办件。撤回后不再继续办理，需要办理的另行申请。"}},
		{Fields: []Field{{"撤回理由", e.Reason}, {"撤回人", e.Who}, {"撤回时间", e.At.In(Shanghai).Format("2006年1月2日 15:04")}}}}
	d.Body = append(d.Body, f.returned(e.Returned)...)
	d.Body = append(d.Body, f.foot("撤回人（签名或者盖章）")...)
	return nil
}

// ending makes the 终止办理通知书.
func (f PaperFacts) ending(d *Document) error {
	e := f.Case.Ending
	if e == nil {
		return conflict("该办件没有终止", "请先登记撤回或者终止")
	}
	lead, more := "因申请人撤回申请，本办件终止办理。", []Block(nil)
	fields := []Field{{"终止日期", DateOf(e.At).Chinese()}, {"理由", e.Reason}}
	if e.Cause != EndWithdrawn {
		lead = "本办件终止办理，理由如下："
		fields = append(fields, Field{"依据", e.Basis})
		more = []Block{{Heading: "救济途径", Text: []string{f.remedy()}}}
	}
	d.Body = append([]Block{f.head(), {Text: []string{lead}}, {Fields: fields}}, f.returned(e.Returned)...)
	d.Body = append(append(d.Body, more...), f.foot("申请人（代理人）")...)
	d.Seal = Seal{Name: "受理专用章", Agency: d.Issuer, Required: true}
	return nil
}
