package yichuang

import (
	"slices"
	"strconv"
	"strings"
)

// Refusal is why the centre did not take an event into its case: something else
// came first, or the author may not do it. The event is kept, and a person has to
// look at it.
type Refusal struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// RefusalOf writes an error of Case.Apply down.
func RefusalOf(err error) *Refusal {
	message, hint := Explain(err)
	return &Refusal{Code: CodeOf(err), Message: message, Hint: hint}
}

// RefusalSettled says that a person has dealt with a refused event.
type RefusalSettled struct {
	Terminal TerminalID `json:"terminal"`
	Seq      int64      `json:"seq"`
	Note     string     `json:"note"` // what was done about it
}

// Kind names the event.
func (*RefusalSettled) Kind() EventKind { return "refusal-settled" }

func (b *RefusalSettled) apply(c *Case, _ *Event) error {
	if strings.TrimSpace(b.Note) == "" {
		return invalid("须写明怎样处理的", "请填写处理情况，例如：已重新告知申请人")
	}
	// Settling twice is no error: two people may have seen to it.
	c.Unsettled = slices.DeleteFunc(slices.Clone(c.Unsettled), func(id EventID) bool { return id == EventID{b.Terminal, b.Seq} })
	return nil
}

func (*RefusalSettled) about() scope { return aboutNothing }

func (b *RefusalSettled) say(naming) string {
	return "处理未被接受的步骤（" + b.Terminal.Seat() + "第" + strconv.FormatInt(b.Seq, 10) + "步）：" + b.Note
}
