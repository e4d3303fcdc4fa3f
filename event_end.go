package yichuang

import (
	"slices"
	"strings"
	"time"
)

// EndingCause is why a case ended without a decision.
type EndingCause string

// The causes.
const (
	EndWithdrawn EndingCause = "withdrawn" // the applicant withdrew
	EndOwed      EndingCause = "owed"      // owed materials did not come in time
	EndOther     EndingCause = "other"     // another ground of the law
)

// Ending is how a case ended without a decision.
type Ending struct {
	Cause    EndingCause  `json:"cause"`
	Reason   string       `json:"reason"`
	Basis    string       `json:"basis,omitempty"`
	Who      string       `json:"who,omitempty"` // who withdrew, and as what
	Returned []MaterialID `json:"returned,omitempty"`
	By       UserID       `json:"by"`
	At       time.Time    `json:"at"`
}

// Withdrawn is the applicant's withdrawal, possible until the decision (不动产登记
// 暂行条例 第15条 for registration; settled practice for licences).
type Withdrawn struct {
	Reason   string       `json:"reason"`
	Who      Collector    `json:"who"`
	Returned []MaterialID `json:"returned,omitempty"`
}

// Kind names the event.
func (*Withdrawn) Kind() EventKind { return "withdrawn" }

func (b *Withdrawn) apply(c *Case, e *Event) error {
	if err := c.endable(); err != nil {
		return err
	}
	if made, _ := c.Ruled(); len(made) > 0 {
		return conflict("审批部门已经作出决定，不能再撤回申请", "请查看办件的办理过程")
	}
	if strings.TrimSpace(b.Reason) == "" {
		return invalid("须写明撤回的理由", "请按撤回申请书填写")
	}
	if c.Online == nil || e.Terminal != c.Intake.Terminal {
		if err := CheckCollector(&c.Applicant, b.Who); err != nil {
			return err
		}
	}
	c.end(StageWithdrawn, &Ending{Cause: EndWithdrawn, Reason: b.Reason, Who: b.Who.Name + "（" + string(b.Who.Relation) + "）",
		Returned: b.Returned, By: e.By, At: e.Time()})
	return nil
}

func (*Withdrawn) about() scope { return aboutAll }

func (b *Withdrawn) say(naming) string { return "申请人撤回申请：" + b.Reason }

// Terminated ends a case: owed materials that did not come, or another ground that
// the law gives.
type Terminated struct {
	Department string       `json:"department"`
	Cause      EndingCause  `json:"cause"`
	Reason     string       `json:"reason"`
	Basis      string       `json:"basis"`
	Returned   []MaterialID `json:"returned,omitempty"`
}

// Kind names the event.
func (*Terminated) Kind() EventKind { return "terminated" }

func (b *Terminated) apply(c *Case, e *Event) error {
	if err := c.endable(); err != nil {
		return err
	}
	due := c.OwedDue()
	switch {
	case b.Cause == EndOwed && due.IsZero():
		return conflict("该办件没有欠缺的材料，不能以逾期未补齐终止", "")
	case b.Cause == EndOwed && !e.Day().After(due):
		return conflict("欠缺材料的补齐期限到"+due.String()+"，还没有逾期", "请等到期限届满的次日")
	case b.Cause != EndOwed && b.Cause != EndOther:
		return invalid("不认识的终止原因“"+Clip(string(b.Cause), 20)+"”", "")
	case strings.TrimSpace(b.Reason) == "" || strings.TrimSpace(b.Basis) == "":
		return invalid("终止办理须写明理由和依据", "")
	case c.Approval(b.Department) == nil && b.Department != c.Intake.Department:
		return &Error{Code: NotFound, Message: "该办件没有分给“" + Clip(b.Department, 40) + "”审批", Hint: ""}
	}
	c.end(StageTerminated, &Ending{Cause: b.Cause, Reason: b.Reason, Basis: b.Basis, Who: b.Department, Returned: b.Returned, By: e.By, At: e.Time()})
	return nil
}

func (*Terminated) about() scope { return aboutAll }

func (b *Terminated) department() string { return b.Department }

func (b *Terminated) say(naming) string { return b.Department + "终止办理：" + b.Reason }

// endable refuses to end what has ended or been decided.
func (c *Case) endable() error {
	switch {
	case c.Stage.Ended():
		return conflict("办件现在是“"+c.Stage.Name()+"”，已经结束", "请查看办件的办理过程")
	case c.Stage == StageRuled || c.Stage == StageReady:
		return conflict("审批部门已经作出决定，不能再撤回或者终止", "请查看办件的办理过程")
	}
	return nil
}

func (c *Case) end(s Stage, how *Ending) {
	c.Stage, c.Ending, c.Unconfirmed = s, how, false
	custody := slices.Clone(c.Custody)
	for _, id := range how.Returned {
		custody = slices.DeleteFunc(custody, func(k Custody) bool { return k.Material == id })
		custody = append(custody, Custody{Material: id, Place: Place{Kind: GivenBack}, By: how.By, At: how.At})
	}
	c.Custody = custody
}
