package yichuang

import (
	"fmt"
	"time"
)

// PaperState is where a paper stands: prepared → printed (spooled) → seen on
// paper by the clerk → handed over.
type PaperState string

// The states of a paper.
const (
	PaperIsPrepared PaperState = "prepared"
	PaperIsPrinted  PaperState = "printed"
	PaperIsSeen     PaperState = "seen"
	PaperIsHanded   PaperState = "handed"
)

// Name returns the state in Chinese.
func (s PaperState) Name() string {
	switch s {
	case PaperIsPrepared:
		return "待打印"
	case PaperIsPrinted:
		return "已送打印"
	case PaperIsSeen:
		return "已出纸"
	case PaperIsHanded:
		return "已交申请人"
	}
	return string(s)
}

// Paper is one paper of a case.
type Paper struct {
	Kind   DocumentKind `json:"kind"`
	Number string       `json:"number"` // 文书编号
	State  PaperState   `json:"state"`
	Count  int          `json:"count"` // times printed
	Visit  int          `json:"visit"`
	At     time.Time    `json:"-"`  // when it was prepared
	On     Date         `json:"on"` // 出具日期
	Sum    string       `json:"sum,omitempty"`
	// Department gave it; empty for the window and the hand-over desk.
	Department string `json:"department,omitempty"`
	// Query is the code on it that opens the progress page; empty for none.
	Query QueryCode `json:"query,omitempty"`
}

// PapersToHand counts the papers that a department gave, "" the window and the hand-over
// desk, and that the applicant does not hold yet.
func (c *Case) PapersToHand(department string) (n int) {
	for _, p := range c.Papers {
		if p.Department == department && p.State != PaperIsHanded {
			n++
		}
	}
	return n
}

// PaperPrepared puts a paper on record, with its number. Sum is the sha-256, in
// hexadecimal, of its text, so that a reprint can be shown to be the same.
type PaperPrepared struct {
	Paper  DocumentKind `json:"paper"`
	Number string       `json:"number"`
	Sum    string       `json:"sum,omitempty"`
	// Department gives it; empty for the window and the hand-over desk.
	Department string `json:"department,omitempty"`
	// Query is the code on it that opens the progress page; empty for none.
	Query QueryCode `json:"query,omitempty"`
}

// Kind names the event.
func (*PaperPrepared) Kind() EventKind { return "paper-prepared" }

func (b *PaperPrepared) apply(c *Case, e *Event) error {
	if c.Stage == "" {
		return errNotOpened
	}
	if c.Paper(b.Number) != nil {
		return conflict("文书"+b.Number+"已经生成过", "再次打印请用补打")
	}
	if _, err := ParseQueryCode(string(b.Query)); b.Query != "" && err != nil {
		return err
	}
	c.Papers = append(c.Papers, Paper{Kind: b.Paper, Number: b.Number, State: PaperIsPrepared, Visit: c.Visit, At: e.Time(), On: e.Day(), Sum: b.Sum,
		Department: b.Department, Query: b.Query})
	return nil
}

func (*PaperPrepared) about() scope { return aboutNothing }

func (b *PaperPrepared) say(naming) string { return "生成" + b.Paper.Name() + "，编号" + b.Number }

// PaperPrinted says that a printing went out: Count 1 for the first, then on.
type PaperPrinted struct {
	Number string `json:"number"`
	Count  int    `json:"count"`
	To     string `json:"to"` // printer or file
}

// Kind names the event.
func (*PaperPrinted) Kind() EventKind { return "paper-printed" }

func (b *PaperPrinted) apply(c *Case, _ *Event) error {
	p := c.Paper(b.Number)
	if p == nil {
		return errNoPaper(b.Number)
	}
	if b.Count != p.Count+1 {
		return conflict(fmt.Sprintf("文书%s应当是第%d次打印，不是第%d次", b.Number, p.Count+1, b.Count), "请重新打印")
	}
	p.Count = b.Count
	if p.State == PaperIsPrepared {
		p.State = PaperIsPrinted
	}
	return nil
}

func (*PaperPrinted) about() scope { return aboutNothing }

func (b *PaperPrinted) say(naming) string {
	if b.Count > 1 {
		return fmt.Sprintf("补打第%d次：%s", b.Count-1, b.Number)
	}
	return "打印：" + b.Number
}

// PaperSeen says that the clerk saw the paper come out.
type PaperSeen struct {
	Number string `json:"number"`
}

// Kind names the event.
func (*PaperSeen) Kind() EventKind { return "paper-seen" }

func (b *PaperSeen) apply(c *Case, _ *Event) error {
	return c.advance(b.Number, PaperIsPrinted, PaperIsSeen)
}

func (*PaperSeen) about() scope { return aboutNothing }

func (b *PaperSeen) say(naming) string { return "已出纸：" + b.Number }

// PaperHanded says that the applicant has the paper.
type PaperHanded struct {
	Number string `json:"number"`
}

// Kind names the event.
func (*PaperHanded) Kind() EventKind { return "paper-handed" }

func (b *PaperHanded) apply(c *Case, _ *Event) error {
	return c.advance(b.Number, PaperIsSeen, PaperIsHanded)
}

func (*PaperHanded) about() scope { return aboutNothing }

func (b *PaperHanded) say(naming) string { return "已交申请人：" + b.Number }

func errNoPaper(number string) error {
	return &Error{Code: NotFound, Message: "该办件没有编号为“" + number + "”的文书", Hint: "请在办件的文书列表中选择"}
}

// advance moves a paper one state on. Being there already is no error: a key
// pressed twice does no harm.
func (c *Case) advance(number string, from, to PaperState) error {
	p := c.Paper(number)
	switch {
	case p == nil:
		return errNoPaper(number)
	case p.State == to:
		return nil
	case p.State != from:
		return conflict("文书"+number+"现在是“"+p.State.Name()+"”，不能标为“"+to.Name()+"”", "先打印并确认出纸，再交给申请人")
	}
	p.State = to
	return nil
}
