package yichuang

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Obligation is an owed material, with what became of it.
type Obligation struct {
	Owed
	Delivered time.Time `json:"delivered,omitzero"`
	Clerk     UserID    `json:"clerk,omitempty"` // who took it
}

// owes reports whether anything is still owed.
func (c *Case) owes() bool {
	return slices.ContainsFunc(c.Obligations, func(o Obligation) bool { return o.Delivered.IsZero() })
}

// OwedDue returns the first day by which something owed must be in, zero when
// nothing is owed any more.
func (c *Case) OwedDue() Date {
	var first Date
	for _, o := range c.Obligations {
		if o.Delivered.IsZero() && (first.IsZero() || o.Due.Before(first)) {
			first = o.Due
		}
	}
	return first
}

// BrokenPromise is the reason for ending a case whose owed materials did not come: what
// was promised, and until when.
func (c *Case) BrokenPromise() string {
	var names []string
	for _, o := range c.Obligations {
		if o.Delivered.IsZero() {
			names = append(names, "《"+o.Name+"》")
		}
	}
	return "申请人承诺于" + c.OwedDue().String() + "前补齐" + strings.Join(names, "、") + "，逾期未补齐。"
}

// owe opens the ledger.
func (c *Case) owe(list []Owed) {
	c.Obligations = nil
	for _, o := range list {
		c.Obligations = append(c.Obligations, Obligation{Owed: o})
	}
}

// OwedDelivered is an owed material handed in, and judged by its review points.
// One that does not satisfy them stays owed: nothing is recorded but what a note
// says, and the applicant may come again until the day it is due.
type OwedDelivered struct {
	Material  MaterialID  `json:"material"`
	Originals int         `json:"originals,omitempty"`
	Copies    int         `json:"copies,omitempty"`
	Digital   bool        `json:"digital,omitempty"`
	Points    []Judgement `json:"points,omitempty"`
}

// Kind names the event.
func (*OwedDelivered) Kind() EventKind { return "owed-delivered" }

func (b *OwedDelivered) apply(c *Case, e *Event) error {
	if c.Stage != StageAccepted && c.Stage != StageConfirm {
		return c.need(StageAccepted)
	}
	i := slices.IndexFunc(c.Obligations, func(o Obligation) bool { return o.Material == b.Material })
	m := c.MaterialState(b.Material)
	switch {
	case i < 0 || m == nil:
		return &Error{Code: NotFound, Message: "该办件没有欠缺材料“" + Clip(string(b.Material), 40) + "”", Hint: "请在欠缺材料中选择"}
	case !c.Obligations[i].Delivered.IsZero():
		return conflict("《"+c.Obligations[i].Name+"》已经补交过", "请查看办件的办理过程")
	case !b.Digital && b.Originals+b.Copies <= 0:
		return invalid("须填写收到的份数", "")
	}
	for _, j := range b.Points {
		if j.Verdict == Fail {
			return conflict(fmt.Sprintf("第%d条要点不符，不能登记为已补齐", j.No), "请告知申请人更正后在期限内再交")
		}
	}
	c.Obligations = slices.Clone(c.Obligations)
	c.Obligations[i].Delivered, c.Obligations[i].Clerk = e.Time(), e.By
	m.Presence, m.Originals, m.Copies, m.Digital, m.At = Held, b.Originals, b.Copies, b.Digital, e.Time()
	m.judge(b.Points, c.Visit, false, e)
	return nil
}

func (b *OwedDelivered) about() scope { return aboutMaterial(b.Material) }

func (b *OwedDelivered) say(name naming) string { return "补齐容缺材料：" + name(b.Material) }

// ReminderKind is what an applicant is reminded of.
type ReminderKind string

// The kinds.
const (
	RemindOwed    ReminderKind = "owed"    // owed materials
	RemindCollect ReminderKind = "collect" // results that wait
)

// Reminder is one reminder.
type Reminder struct {
	Kind ReminderKind `json:"kind"`
	Via  string       `json:"via"` // 电话, 短信 …
	Note string       `json:"note,omitempty"`
	By   UserID       `json:"by"`
	At   time.Time    `json:"at"`
}

// Reminded says that the applicant was reminded.
type Reminded struct {
	Of   ReminderKind `json:"of"`
	Via  string       `json:"via"`
	Note string       `json:"note,omitempty"`
}

// Kind names the event.
func (*Reminded) Kind() EventKind { return "reminded" }

func (b *Reminded) apply(c *Case, e *Event) error {
	switch {
	case b.Of == RemindOwed && !c.owes():
		return conflict("该办件没有欠缺的材料", "")
	case b.Of == RemindCollect && c.Stage != StageReady:
		return c.need(StageReady)
	case b.Of != RemindOwed && b.Of != RemindCollect:
		return invalid("不认识的提醒“"+Clip(string(b.Of), 20)+"”", "")
	}
	c.Reminders = append(slices.Clip(c.Reminders), Reminder{Kind: b.Of, Via: b.Via, Note: b.Note, By: e.By, At: e.Time()})
	return nil
}

func (*Reminded) about() scope { return aboutNothing }

func (b *Reminded) say(naming) string {
	s := "提醒申请人补齐材料（" + b.Via + "）"
	if b.Of == RemindCollect {
		s = "提醒申请人领取结果（" + b.Via + "）"
	}
	if b.Note != "" {
		s += "：" + b.Note
	}
	return s
}
