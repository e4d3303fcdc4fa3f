package yichuang

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// DayBook is what a seat has of one day, for 日清: receipts, cases here, cases at the
// centre and originals must be the same.
type DayBook struct {
	Day    Date       `json:"day"`
	Seat   TerminalID `json:"seat"`
	Window int        `json:"window"`
	Cases  []DayCase  `json:"cases"` // taken in on that day, by number
	Last   int64      `json:"last"`  // the seat's last event when the book was made
	Alone  bool       `json:"alone"` // the seat belongs to no centre
}

// DayCase is one case that was taken in on the day.
type DayCase struct {
	Number    CaseNumber    `json:"number"`
	ItemName  string        `json:"item_name"`
	Applicant string        `json:"applicant"`
	Clerk     UserID        `json:"clerk"`
	Stage     Stage         `json:"stage"`
	Proof     DayProof      `json:"proof"`
	Originals []DayOriginal `json:"originals,omitempty"` // that lie at the seat
	Unsent    int           `json:"unsent,omitempty"`    // its events that the centre has not placed
}

// DayProof is the paper by which the applicant can show what he handed in: the receipt,
// or the notice that stands for it. No State: it was not made. No Kind: none is needed.
type DayProof struct {
	Kind   DocumentKind `json:"kind,omitempty"`
	Number string       `json:"number,omitempty"`
	State  PaperState   `json:"state,omitempty"`
}

// Printed reports whether the paper came out of a printer.
func (p DayProof) Printed() bool { return p.State != "" && p.State != PaperIsPrepared }

// DayOriginal is originals of one material.
type DayOriginal struct {
	Material MaterialID `json:"material"`
	Name     string     `json:"name"`
	Pieces   int        `json:"pieces"`
}

// CentreDay is what the centre has of a seat's day.
type CentreDay struct {
	Day   Date         `json:"day"`
	Cases []CaseNumber `json:"cases"` // that the seat's author opened on that day
	Acked int64        `json:"acked"` // the author's last event there
}

// DayTally is the originals of one name: how many there should be and how many the
// clerk counted, -1 while he has not.
type DayTally struct {
	Name    string `json:"name"`
	Due     int    `json:"due"`
	Counted int    `json:"counted"`
}

// NotCounted is what DayTally.Counted begins with.
const NotCounted = -1

// NewDayCase reads out of a case what the day needs of it. Originals count that lie
// at the seat. A nil item leaves materials without their names.
func NewDayCase(c *Case, it *Item, seat string) DayCase {
	d := DayCase{Number: c.Number, ItemName: c.ItemName, Applicant: c.Applicant.Name, Clerk: c.Intake.Clerk, Stage: c.Stage,
		Proof: proofOf(c), Unsent: c.Events - c.Confirmed}
	for _, o := range c.OriginalsHeld() {
		if o.Place != (Place{Kind: AtWindow, Name: seat}) {
			continue
		}
		name := string(o.Material)
		if it != nil {
			if m := it.Material(o.Material); m != nil {
				name = m.Name
			}
		}
		d.Originals = append(d.Originals, DayOriginal{o.Material, name, o.Pieces})
	}
	return d
}

// Sort puts the cases into the order of their numbers, in which the book is read.
func (b *DayBook) Sort() {
	slices.SortFunc(b.Cases, func(a, c DayCase) int { return cmp.Compare(a.Number, c.Number) })
}

// proofOf finds the paper that proves what was handed in.
func proofOf(c *Case) DayProof {
	p := DayProof{Kind: Receipt}
	switch d := c.Decision; {
	case c.Stage == StageParted: // its cases have papers of their own
		return DayProof{}
	case d == nil && c.Ending != nil:
		p.Kind = EndNotice
	case d != nil && d.Kind == Decline:
		p.Kind = DeclineNotice
	case d != nil && d.Kind == Correct && d.Facts.Rule.Returns():
		p.Kind = CorrectNotice
	}
	for _, have := range slices.Backward(c.Papers) {
		if have.Kind == p.Kind {
			p.Number, p.State = have.Number, have.State
			break
		}
	}
	return p
}

// Tallies lists the originals that must be at the seat, by name.
func (b *DayBook) Tallies() []DayTally {
	due := map[string]int{}
	for i := range b.Cases {
		for _, o := range b.Cases[i].Originals {
			due[o.Name] += o.Pieces
		}
	}
	all := make([]DayTally, 0, len(due))
	for name, n := range due {
		all = append(all, DayTally{name, n, NotCounted})
	}
	slices.SortFunc(all, func(a, b DayTally) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// DayTotals are the four figures that must be the same, but for originals, which are
// their own. Centre is NotCounted when the centre was not asked.
type DayTotals struct {
	Cases     int `json:"cases"`
	Printed   int `json:"printed"` // proofs that came out of a printer, and those that need none
	Handed    int `json:"handed"`
	Centre    int `json:"centre"`
	Originals int `json:"originals"`
	Counted   int `json:"counted"`
}

// Totals counts. A nil centre was not asked.
func (b *DayBook) Totals(centre *CentreDay, tallies []DayTally) DayTotals {
	t := DayTotals{Cases: len(b.Cases), Centre: NotCounted}
	for i := range b.Cases {
		p := b.Cases[i].Proof
		if p.Kind == "" || p.Printed() {
			t.Printed++
		}
		if p.Kind == "" || p.State == PaperIsHanded {
			t.Handed++
		}
	}
	if centre != nil {
		t.Centre = len(centre.Cases)
	}
	for _, y := range tallies {
		t.Originals += y.Due
		t.Counted += max(y.Counted, 0)
	}
	return t
}

// DayAction is what to do about a difference.
type DayAction string

// The actions.
const (
	DayOpen  DayAction = "open"  // open the case and go on with it
	DayPrint DayAction = "print" // its papers: print, see, hand over
	DaySync  DayAction = "sync"  // have the centre asked at once
	DayFetch DayAction = "fetch" // bring the case here
	DayCount DayAction = "count" // count again
)

// Name returns the action in Chinese.
func (a DayAction) Name() string {
	switch a {
	case DayOpen:
		return "打开办件"
	case DayPrint:
		return "打印、交付文书"
	case DaySync:
		return "立即同步"
	case DayFetch:
		return "取来办件"
	case DayCount:
		return "重新清点"
	}
	return string(a)
}

// DayDifference is one thing that is not as it should be, and what to do about it.
type DayDifference struct {
	Case CaseNumber `json:"case,omitempty"` // "" where it is about no single case
	Text string     `json:"text"`
	Do   DayAction  `json:"do"`
}

// CompareDay lists the differences. A nil centre was not asked: then nothing is said of
// it. Originals that were not counted yet are no difference.
func CompareDay(b *DayBook, centre *CentreDay, tallies []DayTally) []DayDifference {
	var all []DayDifference
	for i := range b.Cases {
		all = append(all, b.Cases[i].proofs()...)
	}
	if centre != nil && !b.Alone {
		all = append(all, b.away(centre)...)
	}
	for _, y := range tallies {
		if y.Counted != NotCounted && y.Counted != y.Due {
			all = append(all, DayDifference{Text: fmt.Sprintf("原件《%s》应有%d份，清点%d份", y.Name, y.Due, y.Counted), Do: DayCount})
		}
	}
	return all
}

// proofs tells what is missing until the applicant holds his proof.
func (d *DayCase) proofs() []DayDifference {
	p, text, do := d.Proof, "", DayPrint
	switch {
	case p.Kind == "" || p.State == PaperIsHanded:
		return nil
	case p.State == "" && d.Stage == StageReview:
		text, do = "还在审查，没有"+p.Kind.Name(), DayOpen
	case p.State == "":
		text = p.Kind.Name() + "还没有生成"
	case p.State == PaperIsPrepared:
		text = p.Kind.Name() + "没有打印"
	case p.State == PaperIsPrinted:
		text = p.Kind.Name() + "没有确认出纸"
	default:
		text = p.Kind.Name() + "没有交给申请人"
	}
	return []DayDifference{{d.Number, d.words(text), do}}
}

func (d *DayCase) words(text string) string {
	return d.Number.Pretty() + " " + d.Applicant + "：" + text
}

// away compares with what the centre has.
func (b *DayBook) away(centre *CentreDay) []DayDifference {
	var all []DayDifference
	there, here := map[CaseNumber]bool{}, map[CaseNumber]bool{}
	for _, n := range centre.Cases {
		there[n] = true
	}
	for i := range b.Cases {
		d := &b.Cases[i]
		here[d.Number] = true
		if !there[d.Number] {
			all = append(all, DayDifference{d.Number, d.words("中心还没有这个办件"), DaySync})
		}
	}
	for _, n := range centre.Cases {
		if !here[n] {
			all = append(all, DayDifference{n, n.Pretty() + "：中心有这个办件，本机没有", DayFetch})
		}
	}
	if n := b.Last - centre.Acked; n > 0 {
		all = append(all, DayDifference{Text: fmt.Sprintf("还有%d步没有到中心", n), Do: DaySync})
	}
	return all
}

// DayClosing is a day that a clerk closed: what the seat had then, what the centre
// said, what he counted, and his word.
type DayClosing struct {
	Book    DayBook    `json:"book"`
	Centre  *CentreDay `json:"centre,omitempty"` // nil: not compared yet (未核对)
	Checked time.Time  `json:"checked,omitzero"` // when it was compared
	Tallies []DayTally `json:"tallies,omitempty"`
	Note    string     `json:"note,omitempty"` // what there is to say about differences
	By      UserID     `json:"by"`
	At      time.Time  `json:"at"`
	Number  string     `json:"number"` // of the sheet
}

// Check refuses a closing with Invalid: while originals are not counted, and with
// differences that nothing is said about.
func (d *DayClosing) Check() error {
	if i := slices.IndexFunc(d.Tallies, func(y DayTally) bool { return y.Counted < 0 }); i >= 0 {
		return invalid("原件《"+d.Tallies[i].Name+"》还没有清点", "请按名称逐项清点原件")
	}
	if n := len(d.Differences()); n > 0 && strings.TrimSpace(d.Note) == "" {
		return invalid(fmt.Sprintf("还有%d处不符，没有写明情况", n), "请先处理；处理不了的，写明情况再日清")
	}
	return nil
}

// Differences lists what was not as it should be, with what the centre said since.
func (d *DayClosing) Differences() []DayDifference {
	return CompareDay(&d.Book, d.Centre, d.Tallies)
}

// Pending reports whether the closing still waits to be compared with the centre, or
// the centre lacked something when it was.
func (d *DayClosing) Pending() bool {
	return !d.Book.Alone && (d.Centre == nil || len(d.Book.away(d.Centre)) > 0)
}

// Compare takes in what the centre says at a time, before or after the closing. now is
// what the seat has by then: cases that it took in since are no part of the closing.
func (d *DayClosing) Compare(centre CentreDay, now *DayBook, at time.Time) {
	since := d.SinceClosed(now)
	centre.Cases = slices.DeleteFunc(slices.Clone(centre.Cases), func(n CaseNumber) bool { return slices.Contains(since, n) })
	d.Centre, d.Checked = &centre, at
}

// SinceClosed lists the cases that were taken in on the day after it was closed.
func (d *DayClosing) SinceClosed(now *DayBook) []CaseNumber {
	var more []CaseNumber
	for i := range now.Cases {
		n := now.Cases[i].Number
		if _, had := slices.BinarySearchFunc(d.Book.Cases, n, func(c DayCase, n CaseNumber) int { return cmp.Compare(c.Number, n) }); !had {
			more = append(more, n)
		}
	}
	return more
}
