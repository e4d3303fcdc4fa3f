package yichuang

import (
	"fmt"
	"strings"
)

// DecisionKind is what the window decides on an application.
type DecisionKind string

// The decisions (行政许可法 第32条; 容缺 by local rule).
const (
	Accept      DecisionKind = "accept"       // 受理
	AcceptOwing DecisionKind = "accept_owing" // 容缺受理
	Correct     DecisionKind = "correct"      // 一次性告知补正
	Decline     DecisionKind = "decline"      // 不予受理
)

// Name returns the decision in Chinese.
func (k DecisionKind) Name() string {
	switch k {
	case Accept:
		return "受理"
	case AcceptOwing:
		return "容缺受理"
	case Correct:
		return "一次性告知补正"
	case Decline:
		return "不予受理"
	}
	return string(k)
}

// Accepts reports whether the application is accepted by it.
func (k DecisionKind) Accepts() bool { return k == Accept || k == AcceptOwing }

// Owed is a material that may be handed in after acceptance, and until when.
type Owed struct {
	Material MaterialID `json:"material"`
	Name     string     `json:"name"`
	What     string     `json:"what"` // what is missing or wrong
	Due      Date       `json:"due"`
}

// Dues are the dates that follow from a decision, computed when it was made and
// printed; they are not computed again.
type Dues struct {
	Statutory Due `json:"statutory,omitzero"`
	Promised  Due `json:"promised,omitzero"`
}

// Decided is the window's decision, with everything that its paper says.
type Decided struct {
	Decision DecisionKind `json:"decision"`
	Findings []Finding    `json:"findings,omitempty"` // the complete list, as it is told
	Referred []Finding    `json:"referred,omitempty"` // for the department to look into
	Owed     []Owed       `json:"owed,omitempty"`
	Ground   *Rejection   `json:"ground,omitempty"` // why it is declined
	// Await is set when the department's initial review must come first.
	Await bool `json:"await,omitempty"`
	// Provisional is set when the item lets the window accept without it.
	Provisional bool `json:"provisional,omitempty"`
	// Accepted is the day of acceptance; earlier than the decision when the
	// notice was late and the law deems the application accepted on receipt.
	Accepted  Date   `json:"accepted,omitzero"`
	Deemed    bool   `json:"deemed,omitempty"`
	Dues      Dues   `json:"dues,omitzero"`
	Deviation string `json:"deviation,omitempty"` // the clerk's reason against what the review allows
	// Rule is the correction rule of the item, by which the papers differ.
	Rule CorrectionKind `json:"rule,omitempty"`
	// Assigned are the departments that an accepted case goes to.
	Assigned []Assignment `json:"assigned,omitempty"`
}

// Kind names the event.
func (*Decided) Kind() EventKind { return "decided" }

func (b *Decided) apply(c *Case, e *Event) error {
	if err := c.need(StageReview); err != nil {
		return err
	}
	if c.Scenario == "" {
		return conflict("还没有确定办理情形", "请先完成情形选择")
	}
	if b.Decision.Accepts() && c.Bundle != nil && c.Bundle.Lead == "" {
		return conflict("“一件事”不能直接受理", "请分办：受理的是分出来的各个办件")
	}
	d := Decision{Kind: b.Decision, Facts: *b, By: e.By, At: e.Time(), Visit: c.Visit}
	switch b.Decision {
	case Accept, AcceptOwing:
		if err := c.checkOwed(b); err != nil {
			return err
		}
		c.Stage = StageAccepted
		if b.Await {
			c.Stage = StageConfirm
		}
		c.Unconfirmed = b.Await || b.Provisional
		c.owe(b.Owed)
		if !b.Await {
			c.assign(b.Assigned, b.Dues)
		}
	case Correct:
		if err := c.checkTold(b.Findings); err != nil {
			return err
		}
		c.remember()
		c.Stage = StageCorrecting
		c.Notices = append(c.Notices, Notice{Visit: c.Visit, At: e.Time(), Findings: b.Findings})
	case Decline:
		if b.Ground == nil || strings.TrimSpace(b.Ground.Reason) == "" {
			return invalid("不予受理须写明理由", "请选择或填写具体理由")
		}
		if b.late(c) {
			c.SecondNotices++
		}
		c.Stage = StageDeclined
	default:
		return invalid("不认识的决定“"+string(b.Decision)+"”", "")
	}
	c.Decision = &d
	return nil
}

// late reports whether a ground is told only after a correction notice: the law
// leaves no choice but to decline, so it is counted and not refused.
func (b *Decided) late(c *Case) bool { return len(c.Notices) > 0 && c.Ground != nil }

// checkOwed refuses to owe nothing, or what the case does not ask for.
func (c *Case) checkOwed(b *Decided) error {
	if b.Decision == AcceptOwing && len(b.Owed) == 0 {
		return invalid("容缺受理须列明欠缺的材料", "没有欠缺材料的，请直接受理")
	}
	for _, o := range b.Owed {
		if m := c.MaterialState(o.Material); m == nil || m.Applies == AppliesNo {
			return errNotAsked(o.Name)
		}
	}
	return nil
}

// checkTold refuses a notice that says nothing, asks for what is not on the list
// (行政许可法 第31条) or names a point that nobody found wrong.
func (c *Case) checkTold(findings []Finding) error {
	if len(findings) == 0 {
		return invalid("补正告知须列明需要补正的内容", "没有需要补正的内容，应当受理")
	}
	for _, f := range findings {
		m := c.MaterialState(f.Material)
		if m == nil || m.Applies == AppliesNo {
			return errNotAsked(f.Name)
		}
		if f.No > 0 && m.Points[f.No].Verdict != Fail {
			return invalid(fmt.Sprintf("“%s”第%d条要点没有判为不符，不能告知补正", f.Name, f.No), "请回到审查，判定以后再告知")
		}
	}
	return nil
}

func errNotAsked(name string) error {
	return invalid("本情形不需要材料“"+name+"”", "清单以外的材料不得要求提交（行政许可法第31条）")
}

func (*Decided) about() scope { return aboutAll }

func (b *Decided) say(naming) string {
	s := "决定：" + b.Decision.Name()
	switch {
	case b.Decision == Correct:
		s += fmt.Sprintf("，告知%d项", len(b.Findings))
	case b.Decision == Decline && b.Ground != nil:
		s += "——" + b.Ground.Reason
	case b.Decision == AcceptOwing:
		s += fmt.Sprintf("，欠%d种材料", len(b.Owed))
	}
	switch {
	case b.Await:
		s += "（待部门初审确认）"
	case b.Provisional:
		s += "（先行受理，部门事后确认）"
	case b.Deemed:
		s += "（逾期未告知，视为自收件之日起受理）"
	}
	if b.Deviation != "" {
		s += "；偏离审查结论的理由：" + b.Deviation
	}
	return s
}

// ViaSystem is how a department confirms or returns that works with the program itself.
const ViaSystem = "系统"

// Confirmed is the department's 初审确认. It turns a waiting decision into an
// acceptance.
type Confirmed struct {
	Officer  string `json:"officer"` // who confirmed, name or number
	Via      string `json:"via"`     // ViaSystem, 电话, 书面
	Accepted Date   `json:"accepted,omitzero"`
	Dues     Dues   `json:"dues,omitzero"`
	// Deemed is set when the confirmation came after the period of the correction
	// notice: then the law deems the application accepted on receipt.
	Deemed bool `json:"deemed,omitempty"`
	// Assigned are the departments that the case, accepted by this, goes to.
	Assigned []Assignment `json:"assigned,omitempty"`
}

// Kind names the event.
func (*Confirmed) Kind() EventKind { return "confirmed" }

func (b *Confirmed) apply(c *Case, e *Event) error {
	if !c.Unconfirmed || c.Decision == nil {
		return conflict("该办件不在等待部门初审", "")
	}
	if strings.TrimSpace(b.Officer) == "" {
		return invalid("须写明由谁确认", "请填写部门初审人员姓名或工号")
	}
	c.Unconfirmed = false
	c.Confirmation = &Confirmation{Officer: b.Officer, Via: b.Via, By: e.By, At: e.Time()}
	if c.Stage == StageConfirm {
		c.Stage = StageAccepted
		d := *c.Decision
		d.Facts.Accepted, d.Facts.Dues, d.Facts.Deemed = b.Accepted, b.Dues, b.Deemed
		c.Decision = &d
		c.assign(b.Assigned, b.Dues)
	}
	return nil
}

func (*Confirmed) about() scope { return aboutAll }

func (b *Confirmed) say(naming) string {
	s := "部门初审确认（" + b.Via + "）：" + b.Officer
	if b.Deemed {
		s += "；逾期，视为自收件之日起受理"
	}
	return s
}

// Returned is the department's return of a formal review, with its reasons: the
// window goes on reviewing.
type Returned struct {
	Officer string `json:"officer"`
	Via     string `json:"via"`
	Reason  string `json:"reason"`
}

// Kind names the event.
func (*Returned) Kind() EventKind { return "returned" }

func (b *Returned) apply(c *Case, _ *Event) error {
	if !c.Unconfirmed || c.Decision == nil {
		return conflict("该办件不在等待部门初审", "")
	}
	if strings.TrimSpace(b.Reason) == "" {
		return invalid("退回须写明理由", "请填写部门退回的具体理由")
	}
	if made, _ := c.Ruled(); len(made) > 0 {
		return conflict("审批部门已经作出决定，不能再退回", "请查看办件的办理过程")
	}
	c.Unconfirmed, c.Stage, c.Decision = false, StageReview, nil
	c.Approvals, c.Obligations = nil, nil
	c.ReturnReason = b.Reason
	return nil
}

func (*Returned) about() scope { return aboutAll }

func (b *Returned) say(naming) string {
	return "部门初审退回（" + b.Officer + "）：" + b.Reason
}
