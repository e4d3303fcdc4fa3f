package yichuang

import (
	"fmt"
	"time"
)

// OwedLine is one owed material in the ledger of a hall (容缺台账).
type OwedLine struct {
	Summary
	Department string     `json:"department,omitempty"`
	Owed       Obligation `json:"owed"`
	Reminded   int        `json:"reminded,omitempty"` // how often the applicant was reminded
	Last       time.Time  `json:"last,omitzero"`      // when he was last
}

// Overdue reports whether the material is still owed behind its last day: then the
// department may end the case (Terminated, EndOwed).
func (l *OwedLine) Overdue(day Date) bool { return l.Owed.Delivered.IsZero() && day.After(l.Owed.Due) }

// State says in Chinese what became of the material by a day.
func (l *OwedLine) State(day Date) string {
	switch {
	case !l.Owed.Delivered.IsZero():
		return "已补齐"
	case l.Overdue(day):
		return "已逾期"
	}
	return "待补齐"
}

// OriginalsLine is the originals of one case that lie in one place.
type OriginalsLine struct {
	Summary
	Place  Place     `json:"place"`
	Pieces int       `json:"pieces"`
	Slip   string    `json:"slip,omitempty"` // with which the last of them came there
	Since  time.Time `json:"since,omitzero"`
}

// MoveOf makes the event that hands on every original that a case has in one place, and
// what the slip says of it. NotFound is returned where there are none.
func MoveOf(it *Item, c *Case, from, to Place) (*PapersMoved, SlipLine, error) {
	moved := &PapersMoved{From: from, To: to}
	line := SlipLine{Case: c.Number, Applicant: c.Applicant.Name, ItemName: c.ItemName}
	for _, o := range c.OriginalsHeld() {
		if o.Place != from {
			continue
		}
		name := string(o.Material)
		if m := it.Material(o.Material); m != nil {
			name = m.Name
		}
		moved.Materials = append(moved.Materials, o.Material)
		line.What = append(line.What, fmt.Sprintf("%s，原件%d份", name, o.Pieces))
	}
	if len(moved.Materials) == 0 {
		return nil, line, &Error{Code: NotFound, Message: "办件" + c.Number.Pretty() + "在" + from.Words() + "没有原件", Hint: "可能刚刚交接过，请看最新的台账"}
	}
	return moved, line, nil
}
