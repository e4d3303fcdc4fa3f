package yichuang

import (
	"fmt"
	"strings"
)

// SheetNumber numbers a paper that belongs to a seat's day and to no case: the n-th of
// its kind on that day, "W07-261126-JJ3".
func SheetNumber(k DocumentKind, seat TerminalID, day Date, n int) string {
	return fmt.Sprintf("%s-%02d%02d%02d-%s%d", seat.Seat(), day.Year%100, day.Month, day.Day, k.mark(), n)
}

// NewDaySheet makes the 日清单 of a closed day, to be signed by the clerk and whoever
// looks after the hall.
func NewDaySheet(d *DayClosing, hall Hall, clerk string) *Document {
	t := d.Book.Totals(d.Centre, d.Tallies)
	doc := &Document{Kind: DaySheet, Title: DaySheet.Name(), Number: d.Number, Issuer: hall.Name, Hall: hall.Name, Demo: hall.Demo,
		Date: DateOf(d.At), Clerk: clerk, Body: []Block{{Fields: []Field{
			{"日期", d.Book.Day.Chinese()},
			{"席位", fmt.Sprintf("%s（%d号窗口）", d.Book.Seat.Seat(), d.Book.Window)},
			{"收件", fmt.Sprintf("%d件", t.Cases)},
			{"收件凭证", fmt.Sprintf("已打印%d份，已交申请人%d份", t.Printed, t.Handed)},
			{"中心", centreWords(d, t)},
			{"材料原件", fmt.Sprintf("应有%d份，清点%d份", t.Originals, t.Counted)},
			{"日清", d.At.In(Shanghai).Format("2006年1月2日 15:04") + "，" + clerk + "输入密码确认"},
		}}}}
	if len(d.Book.Cases) > 0 {
		doc.Body = append(doc.Body, Block{Heading: "当日收件", Table: d.caseTable()})
	}
	if len(d.Tallies) > 0 {
		tally := &Table{Columns: []Column{{"材料", 12}, {"应有", 3}, {"清点", 3}}}
		for _, y := range d.Tallies {
			tally.Rows = append(tally.Rows, []string{y.Name, fmt.Sprint(y.Due), fmt.Sprint(y.Counted)})
		}
		doc.Body = append(doc.Body, Block{Heading: "材料原件清点", Table: tally})
	}
	var list []string
	for _, x := range d.Differences() {
		list = append(list, x.Text+"（"+x.Do.Name()+"）")
	}
	if len(list) == 0 {
		doc.Body = append(doc.Body, Block{Notice: "以上各项相符。"})
	} else {
		doc.Body = append(doc.Body, Block{Heading: "不符事项", List: list})
	}
	if note := strings.TrimSpace(d.Note); note != "" {
		doc.Body = append(doc.Body, Block{Heading: "情况说明", Text: []string{note}})
	}
	doc.Body = append(doc.Body, Block{Signatures: []Signature{{Who: "窗口人员", Date: true}, {Who: "大厅督导", Date: true}}})
	return doc
}

func centreWords(d *DayClosing, t DayTotals) string {
	switch {
	case d.Book.Alone:
		return "单机，不核对"
	case d.Centre == nil:
		return "未核对（没有网络）"
	}
	return fmt.Sprintf("%d件，%s核对", t.Centre, d.Checked.In(Shanghai).Format("1月2日 15:04"))
}

func (d *DayClosing) caseTable() *Table {
	t := &Table{Columns: []Column{{"序号", 2}, {"办件编号", 6}, {"申请人", 4}, {"事项", 6}, {"状态", 3}, {"凭证", 4}, {"原件", 2}}}
	for i := range d.Book.Cases {
		c := &d.Book.Cases[i]
		proof := "不用出具"
		if c.Proof.Kind != "" {
			if proof = "没有出具"; c.Proof.State != "" {
				proof = c.Proof.State.Name()
			}
		}
		pieces := 0
		for _, o := range c.Originals {
			pieces += o.Pieces
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), c.Number.Pretty(), c.Applicant, c.ItemName, c.Stage.Name(), proof, fmt.Sprint(pieces)})
	}
	return t
}
