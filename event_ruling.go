package yichuang

import (
	"slices"
	"strings"
)

// Ruled is a department's decision on its part of a case. In a joint approval the
// lead's stands for all.
type Ruled struct {
	Department string     `json:"department"`
	Ruling     RulingKind `json:"ruling"`
	Reasons    string     `json:"reasons,omitempty"`
	Basis      string     `json:"basis,omitempty"`
	Meeting    string     `json:"meeting,omitempty"`
	Attending  []string   `json:"attending,omitempty"` // departments that were at the meeting
	Deliver    Due        `json:"deliver,omitzero"`
}

// Kind names the event.
func (*Ruled) Kind() EventKind { return "ruled" }

func (b *Ruled) apply(c *Case, e *Event) error {
	a, err := c.approving(b.Department)
	if err != nil {
		return err
	}
	if err := b.check(c, a); err != nil {
		return err
	}
	r := Ruling{Kind: b.Ruling, Reasons: b.Reasons, Basis: b.Basis, Meeting: b.Meeting, By: e.By, At: e.Time(), Deliver: b.Deliver}
	for i := range c.Approvals {
		if x := &c.Approvals[i]; x.Department == b.Department || a.Mode == ApproveJoint {
			ruling := r
			x.Ruling = &ruling
		}
	}
	if _, all := c.Ruled(); all {
		c.Stage = StageRuled
	}
	return nil
}

func (b *Ruled) check(c *Case, a *Approval) error {
	files := c.Decision != nil && c.Decision.Facts.Rule.Files()
	switch {
	case c.Unconfirmed:
		return conflict("部门还没有初审确认，不能作出决定", "请先初审确认或者退回窗口")
	case a.Pause() != nil:
		return conflict("“"+a.Pause().Name+"”还没有结束，不能作出决定", "请先登记结束")
	case b.Ruling != Grant && b.Ruling != Refuse && b.Ruling != Filed:
		return invalid("不认识的决定“"+Clip(string(b.Ruling), 20)+"”", "")
	case files != (b.Ruling == Filed):
		return invalid("备案事项只登记备案完成，其他事项只能准予或者不予", "")
	case b.Ruling == Refuse && (strings.TrimSpace(b.Reasons) == "" || strings.TrimSpace(b.Basis) == ""):
		return invalid("不予行政许可须说明理由和法律依据", "请填写理由、法律名称和条文（行政许可法第38条第2款）")
	case b.Ruling != Refuse && c.owes():
		return conflict("容缺的材料还没有补齐，补齐前不出具办理结果", "请等待补齐；逾期未补齐的，终止办理")
	}
	return c.jointly(b, a)
}

// jointly refuses a joint decision that passes a department over.
func (c *Case) jointly(b *Ruled, a *Approval) error {
	if a.Mode != ApproveJoint {
		return nil
	}
	if !a.Lead {
		return conflict("联合审批由牵头部门作出决定", "会同部门请出具意见")
	}
	for _, x := range c.Approvals {
		if !x.Lead && x.Opinion == nil && !slices.Contains(b.Attending, x.Department) {
			return conflict(x.Department+"还没有出具意见，也没有参加会议", "请等待会同部门的意见，或者登记参加会议的部门")
		}
	}
	return nil
}

func (b *Ruled) about() scope {
	return aboutApproval(b.Department)
}

func (b *Ruled) department() string { return b.Department }

func (b *Ruled) say(naming) string {
	s := b.Department + "决定：" + b.Ruling.Name()
	if b.Meeting != "" {
		s += "（" + b.Meeting + "）"
	}
	if b.Reasons != "" {
		s += "——" + b.Reasons
	}
	return s
}

// ResultRegistered registers the document that a ruling results in.
type ResultRegistered struct {
	Department string `json:"department"`
	Name       string `json:"name"`
	Number     string `json:"number,omitempty"`
	Valid      string `json:"valid,omitempty"`
	Digital    bool   `json:"digital,omitempty"`
}

// Kind names the event.
func (*ResultRegistered) Kind() EventKind { return "result-registered" }

func (b *ResultRegistered) apply(c *Case, e *Event) error {
	a := c.Approval(b.Department)
	switch {
	case a == nil || a.Ruling == nil:
		return conflict(Clip(b.Department, 40)+"还没有作出决定，不能登记结果", "请先作出决定")
	case a.Result != nil && a.Result.State != ResultIssued:
		return conflict("结果“"+a.Result.Name+"”已经送到出件窗口", "请查看办件的办理过程")
	case strings.TrimSpace(b.Name) == "":
		return invalid("须写明结果文书的名称", "例如：食品经营许可证")
	}
	a.Result = &IssuedResult{Name: b.Name, Number: b.Number, Valid: b.Valid, Digital: b.Digital, State: ResultIssued, At: e.Time()}
	if b.Digital {
		a.Result.State, a.Result.Arrived = ResultAtDesk, e.Time() // there is nothing to carry
	}
	c.arrived()
	return nil
}

func (b *ResultRegistered) about() scope { return aboutApproval(b.Department) }

func (b *ResultRegistered) department() string { return b.Department }

func (b *ResultRegistered) say(naming) string {
	s := b.Department + "登记结果：" + b.Name
	if b.Number != "" {
		s += "，" + b.Number
	}
	if b.Digital {
		s += "（电子）"
	}
	return s
}

// arrived moves the case on when every result lies at the desk.
func (c *Case) arrived() {
	if c.Stage != StageRuled {
		return
	}
	for i := range c.Approvals {
		a := &c.Approvals[i]
		if a.sharesResult() {
			continue
		}
		if a.Result == nil || a.Result.State == ResultIssued {
			return
		}
	}
	c.Stage = StageReady
}

// sharesResult reports whether the result is the lead's.
func (a *Approval) sharesResult() bool { return a.Mode == ApproveJoint && !a.Lead }
