package yichuang

import (
	"slices"
	"strings"
	"time"
)

// UrgeKind is how strongly a supervisor asks.
type UrgeKind string

// The kinds.
const (
	Hasten    UrgeKind = "hasten"    // 催办
	Supervise UrgeKind = "supervise" // 督办
)

// Name returns the kind in Chinese.
func (k UrgeKind) Name() string {
	if k == Supervise {
		return "督办"
	}
	return "催办"
}

// Urge is 催办 or 督办: it reaches the seat that has the case, and is answered.
type Urge struct {
	ID         EventID   `json:"id"`
	Kind       UrgeKind  `json:"kind"`
	Department string    `json:"department,omitempty"` // whom it is for; empty: the window
	Text       string    `json:"text"`
	By         UserID    `json:"by"`
	At         time.Time `json:"at"`
	Due        Date      `json:"due,omitzero"` // by when an answer is asked for
	Answer     string    `json:"answer,omitempty"`
	Answered   time.Time `json:"answered,omitzero"`
	AnsweredBy UserID    `json:"answered_by,omitempty"`
}

// For says whom the urge is for.
func (u *Urge) For() string {
	if u.Department == "" {
		return "收件窗口"
	}
	return u.Department
}

// Urged sends an urge.
type Urged struct {
	Urge       UrgeKind `json:"urge"`
	Department string   `json:"department,omitempty"`
	Text       string   `json:"text"`
	Due        Date     `json:"due,omitzero"`
}

// Kind names the event.
func (*Urged) Kind() EventKind { return "urged" }

func (b *Urged) apply(c *Case, e *Event) error {
	switch {
	case c.Stage.Ended():
		return conflict("办件现在是“"+c.Stage.Name()+"”，不用再催办", "")
	case b.Urge != Hasten && b.Urge != Supervise:
		return invalid("不认识的督办方式“"+Clip(string(b.Urge), 20)+"”", "")
	case strings.TrimSpace(b.Text) == "":
		return invalid("须写明催办的内容", "例如：请于明日下班前作出决定")
	case b.Department != "" && c.Approval(b.Department) == nil && b.Department != c.Intake.Department:
		return &Error{Code: NotFound, Message: "该办件没有分给“" + Clip(b.Department, 40) + "”审批", Hint: "请在办件的审批部门中选择"}
	}
	c.Urges = append(slices.Clip(c.Urges), Urge{ID: EventID{e.Terminal, e.Seq}, Kind: b.Urge, Department: b.Department,
		Text: b.Text, By: e.By, At: e.Time(), Due: b.Due})
	return nil
}

func (*Urged) about() scope { return aboutNothing }

func (b *Urged) say(naming) string {
	u := Urge{Department: b.Department}
	return b.Urge.Name() + u.For() + "：" + b.Text
}

// UrgeAnswered answers one.
type UrgeAnswered struct {
	Terminal TerminalID `json:"terminal"`
	Seq      int64      `json:"seq"`
	Text     string     `json:"text"`
}

// Kind names the event.
func (*UrgeAnswered) Kind() EventKind { return "urge-answered" }

func (b *UrgeAnswered) apply(c *Case, e *Event) error {
	i := slices.IndexFunc(c.Urges, func(u Urge) bool { return u.ID == EventID{b.Terminal, b.Seq} })
	switch {
	case i < 0:
		return &Error{Code: NotFound, Message: "该办件没有这条催办", Hint: "请在办件的催办中选择"}
	case !c.Urges[i].Answered.IsZero():
		return conflict("这条催办已由"+string(c.Urges[i].AnsweredBy)+"答复", "请查看办件的办理过程")
	case strings.TrimSpace(b.Text) == "":
		return invalid("须写明答复的内容", "")
	}
	c.Urges = slices.Clone(c.Urges)
	u := &c.Urges[i]
	u.Answer, u.Answered, u.AnsweredBy = b.Text, e.Time(), e.By
	return nil
}

func (*UrgeAnswered) about() scope { return aboutNothing }

func (b *UrgeAnswered) say(naming) string { return "答复催办：" + b.Text }
