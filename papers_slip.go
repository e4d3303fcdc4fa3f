package yichuang

import (
	"fmt"
	"time"
)

// Slip is 转办交接单: originals of one or several cases that go from one place to
// another, to be signed by both.
type Slip struct {
	Number string     `json:"number"`
	From   Place      `json:"from"`
	To     Place      `json:"to"`
	Lines  []SlipLine `json:"lines"`
	By     UserID     `json:"by"` // who made it
	At     time.Time  `json:"at"`
}

// SlipLine is the originals of one case on a slip.
type SlipLine struct {
	Case      CaseNumber `json:"case"`
	Applicant string     `json:"applicant"`
	ItemName  string     `json:"item_name"`
	What      []string   `json:"what"` // materials with their pieces, or results
}

// NewSlip makes the paper of a slip, as on the day on which it was made.
func NewSlip(s *Slip, hall Hall, clerk string) *Document {
	t := &Table{Columns: []Column{{"序号", 2}, {"办件编号", 6}, {"申请人", 4}, {"事项", 5}, {"交接内容", 8}}}
	pieces := 0
	for i, l := range s.Lines {
		for _, what := range l.What {
			t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), l.Case.Pretty(), l.Applicant, l.ItemName, what})
			pieces++
		}
	}
	return &Document{Kind: TransferSlip, Title: TransferSlip.Name(), Number: s.Number, Issuer: hall.Name, Hall: hall.Name, Demo: hall.Demo,
		Date: DateOf(s.At), Clerk: clerk, Body: []Block{
			{Fields: []Field{{"交出", s.From.Words()}, {"接收", s.To.Words()}, {"办件", fmt.Sprintf("%d件", len(s.Lines))}, {"交接", fmt.Sprintf("%d项", pieces)}}},
			{Table: t},
			{Signatures: []Signature{{Who: "交出人", Date: true}, {Who: "接收人", Date: true}}},
		}}
}
