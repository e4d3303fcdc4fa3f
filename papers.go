package yichuang

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// DocumentKinds lists the kinds of paper in the order of a case's life.
var DocumentKinds = []DocumentKind{MaterialList, Receipt, AcceptNotice, OwingAgreement, CorrectNotice, DeclineNotice, TransferSlip,
	SpecialNotice, SuspendNotice, ResumeNotice, ExtendNotice, GrantDecision, RefuseDecision, WithdrawalForm, EndNotice, DeliveryProof, DaySheet}

// kindFacts are a kind's name, as the paper's title has it, and the two letters in
// its number.
var kindFacts = map[DocumentKind]struct{ name, mark string }{
	MaterialList: {"材料清单", "QD"}, Receipt: {"收件凭证", "SJ"}, AcceptNotice: {"受理通知书", "SL"}, CorrectNotice: {"一次性补正告知书", "BZ"},
	OwingAgreement: {"容缺受理告知承诺书", "RQ"}, DeclineNotice: {"不予受理通知书", "BY"}, TransferSlip: {"转办交接单", "JJ"},
	SpecialNotice: {"特别程序告知书", "TC"}, SuspendNotice: {"中止审批通知书", "ZZ"}, ResumeNotice: {"恢复审批通知书", "HF"},
	ExtendNotice: {"延长办理期限通知书", "YQ"}, GrantDecision: {"准予行政许可决定书", "ZY"}, RefuseDecision: {"不予行政许可决定书", "BX"},
	WithdrawalForm: {"撤回申请书", "CH"}, EndNotice: {"终止办理通知书", "ZJ"}, DeliveryProof: {"送达回证", "SD"}, DaySheet: {"日清单", "RQD"},
}

// Name returns the kind in Chinese, as the paper's title has it.
func (k DocumentKind) Name() string {
	if f, ok := kindFacts[k]; ok {
		return f.name
	}
	return string(k)
}

// mark is the letters in a paper's number.
func (k DocumentKind) mark() string { return kindFacts[k].mark }

// PaperNumber returns the number of the next paper of a kind in a case:
// case number, kind, and a running figure for papers issued more than once.
func PaperNumber(c *Case, k DocumentKind) string {
	n := 1
	for _, p := range c.Papers {
		if p.Kind == k {
			n++
		}
	}
	return fmt.Sprintf("%s-%s%d", c.Number, k.mark(), n)
}

// PapersDue lists the papers that window and hand-over desk have to give and that
// have not been prepared: those that the window's decision calls for, and those of
// handing over, withdrawal and termination.
func PapersDue(c *Case) []DocumentKind {
	if c.Ending != nil {
		return deskPapersDue(c)
	}
	return append(intakePapersDue(c), deskPapersDue(c)...)
}

// intakePapersDue lists the papers that the window's decision calls for and that
// have not been prepared since. Materials that go back need no receipt; a filing,
// and a registration, know no acceptance notice: the receipt says what is due.
func intakePapersDue(c *Case) []DocumentKind {
	if c.Stage == StageParted { // its members give the rest
		return slices.DeleteFunc([]DocumentKind{Receipt}, c.hasPaper)
	}
	if c.Decision == nil || c.Online != nil && c.Stage == StageSubmitted {
		return nil
	}
	d := c.Decision
	rule := d.Facts.Rule
	due := []DocumentKind{Receipt}
	switch d.Kind {
	case Decline:
		due = []DocumentKind{DeclineNotice}
	case Correct:
		if due = append(due, CorrectNotice); rule.Returns() {
			due = []DocumentKind{CorrectNotice}
		}
	default:
		if d.Kind == AcceptOwing {
			due = append(due, OwingAgreement)
		}
		if c.Stage != StageConfirm && rule.announces() {
			due = append(due, AcceptNotice)
		}
	}
	return slices.DeleteFunc(due, c.hasPaper)
}

// announces reports whether acceptance is told in a paper of its own.
func (k CorrectionKind) announces() bool { return !k.Files() && k != CorrectReturn }

// hasPaper reports whether a paper of the kind was prepared for what the case is
// now: a receipt since the last material of the visit came in, any other since
// the decision.
func (c *Case) hasPaper(k DocumentKind) bool {
	var since time.Time
	if k == Receipt {
		if since = c.lastReceived(); c.leadsReceipt(since) {
			return true
		}
	} else {
		since = c.Decision.At
	}
	return slices.ContainsFunc(c.Papers, func(p Paper) bool {
		return p.Kind == k && p.Visit == c.Visit && !p.At.Before(since)
	})
}

// lastReceived is when the last material of the visit came in.
func (c *Case) lastReceived() time.Time {
	last := c.Received()
	for _, m := range c.Materials {
		if m.At.After(last) {
			last = m.At
		}
	}
	return last
}

// leadsReceipt reports whether the receipt of the lead of the bundle stands for one of
// a member: nothing has come in since, and the member's own would say nothing but what
// it holds. Where the receipt is the answer, for a filing or a registration, the member
// gives it.
func (c *Case) leadsReceipt(last time.Time) bool {
	if c.Bundle == nil || c.Bundle.Lead == "" || c.Bundle.Parted.IsZero() || last.After(c.Bundle.Parted) {
		return false
	}
	d := c.Decision
	return d.Kind == Correct || d.Facts.Rule.announces()
}

// PaperFacts is what a paper is made from.
type PaperFacts struct {
	Item     *Item
	Case     *Case
	Hall     Hall
	Clerk    string // name and number of the clerk
	Day      Date   // 出具日期
	Calendar *Calendar
	// Department gives the paper; empty for the papers of the window and of the
	// hand-over desk.
	Department string
}

// NewDocument makes a paper of a case: number is the paper's own. Conflict is
// returned when the case has no such paper to give.
func NewDocument(k DocumentKind, number string, f PaperFacts) (*Document, error) {
	d := &Document{Kind: k, Title: k.Name(), Number: number, Case: f.Case.Number, Issuer: f.issuer(k),
		Hall: f.Hall.Name, Demo: f.Hall.Demo, Date: f.Day, Clerk: f.Clerk}
	make, ok := papers[k]
	if !ok {
		return nil, conflict("“"+k.Name()+"”不是办件的文书", "材料清单由事项和情形生成")
	}
	if err := make(f, d); err != nil {
		return nil, err
	}
	return d, nil
}

// papers makes the kinds of paper that a case has.
var papers = map[DocumentKind]func(PaperFacts, *Document) error{
	Receipt:      func(f PaperFacts, d *Document) error { f.receipt(d); return nil },
	AcceptNotice: PaperFacts.acceptance, CorrectNotice: PaperFacts.correction, OwingAgreement: PaperFacts.owing, DeclineNotice: PaperFacts.declining,
	SpecialNotice: PaperFacts.special, SuspendNotice: PaperFacts.suspending, ResumeNotice: PaperFacts.resuming, ExtendNotice: PaperFacts.extending,
	GrantDecision: PaperFacts.granting, RefuseDecision: PaperFacts.refusing, WithdrawalForm: PaperFacts.withdrawing, EndNotice: PaperFacts.ending,
	DeliveryProof: PaperFacts.delivering,
}

// issuer is the agency in whose name the paper is given: the hall for the
// receipt, the department that decides for everything with a legal effect. The
// receipt of a registration is the registrar's own (市场主体登记管理条例实施细则
// 第18条第2款).
func (f PaperFacts) issuer(k DocumentKind) string {
	if f.Department != "" {
		return f.Department
	}
	if k == DeliveryProof || k == Receipt && (f.rule() != CorrectReturn || f.Item.Bundled()) || f.Item.Office.Department == "" {
		return f.Hall.Name
	}
	return f.Item.Office.Department
}

func (f PaperFacts) rule() CorrectionKind { return f.Item.Terms.Correction.Kind }

// Sum returns the sha-256 of what a paper says, leaving out which printing it is
// and where its progress is shown: that address may move.
func (d *Document) Sum() string {
	c := *d
	c.Print, c.Ticket, c.Query = Print{}, "", Query{}
	raw, err := json.Marshal(&c)
	if err != nil { // a Document holds nothing that JSON cannot write
		return ""
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// head is the block that every paper begins with.
func (f PaperFacts) head() Block {
	c, a := f.Case, &f.Case.Applicant
	b := Block{Fields: []Field{
		{"办件编号", c.Number.Pretty()},
		{"事项名称", f.Item.Name},
	}}
	if f.Item.Code.Value != "" {
		b.Fields = append(b.Fields, Field{"实施编码", f.Item.Code.Value})
	}
	if c.Bundle != nil && c.Bundle.Lead != "" {
		b.Fields = append(b.Fields, Field{"所属一件事", c.Bundle.Name + "（" + c.Bundle.Lead.Pretty() + "）"})
	}
	if c.ScenarioName != "" {
		b.Fields = append(b.Fields, Field{"办理情形", c.ScenarioName})
	}
	b.Fields = append(b.Fields, Field{"申请人", a.Name})
	if a.Kind == Organization {
		if a.Credit != "" {
			b.Fields = append(b.Fields, Field{"统一社会信用代码", a.Credit})
		}
		if a.Legal.Name != "" {
			b.Fields = append(b.Fields, Field{"法定代表人", a.Legal.Name})
		}
	} else {
		b.Fields = append(b.Fields, Field{string(a.ID.Kind), a.ID.Masked()})
	}
	if a.Agent != nil {
		b.Fields = append(b.Fields, Field{"代理人", a.Agent.Name + "（" + string(a.Agent.ID.Kind) + " " + a.Agent.ID.Masked() + "）"})
	}
	b.Fields = append(b.Fields, contact(a)...)
	return b
}

// contact is whom to call: the agent who applies, else the person behind the
// application.
func contact(a *Applicant) []Field {
	who, phone := a.Principal().Name, a.Phone
	if a.Agent != nil {
		who = a.Agent.Name
		if a.Agent.Phone != "" {
			phone = a.Agent.Phone
		}
	}
	if who == "" {
		who = a.Name
	}
	if phone == "" {
		return []Field{{"联系人", who}}
	}
	return []Field{{"联系人", who + "，电话 " + MaskPhone(phone)}}
}

// foot is how to ask about the case, and the lines to sign on.
func (f PaperFacts) foot(signers ...string) []Block {
	ask := []string{"凭办件编号或者扫描本文书二维码"}
	if f.Hall.Site != "" {
		ask = append(ask, "网址 "+f.Hall.Site)
	}
	if f.Hall.Phone != "" {
		ask = append(ask, "电话 "+f.Hall.Phone)
	}
	b := []Block{{Fields: []Field{
		{"查询方式", strings.Join(ask, "；")},
		{"送达方式", "窗口当场送达"},
		{"经办", f.handledBy()},
	}}}
	if len(signers) > 0 {
		s := Block{}
		for _, who := range signers {
			s.Signatures = append(s.Signatures, Signature{Who: who, Date: true})
		}
		b = append(b, s)
	}
	return b
}

func (f PaperFacts) handledBy() string {
	if f.Department != "" {
		return f.Department + " " + f.Clerk
	}
	return fmt.Sprintf("%d号窗口 %s", f.Case.Intake.Window, f.Clerk)
}

// dateWords writes a due date, marked when it reaches a year whose holidays are
// not published.
func dateWords(d Due) string {
	if d.IsZero() {
		return "起算日期尚未确定"
	}
	return d.Chinese()
}
