package yichuang

import "time"

// DocumentKind is a kind of paper (文书). The value is what commands take.
type DocumentKind string

// The kinds of paper.
const (
	Receipt        DocumentKind = "receipt"    // 收件凭证: we hold your papers
	AcceptNotice   DocumentKind = "acceptance" // 受理通知书: the legal clock runs
	CorrectNotice  DocumentKind = "correction" // 一次性补正告知书
	OwingAgreement DocumentKind = "owing"      // 容缺受理告知承诺书
	DeclineNotice  DocumentKind = "decline"    // 不予受理通知书
	MaterialList   DocumentKind = "materials"  // 材料清单 (导办)
	SpecialNotice  DocumentKind = "special"    // 特别程序告知书
	ExtendNotice   DocumentKind = "extension"  // 延长办理期限通知书
	SuspendNotice  DocumentKind = "suspend"    // 中止审批通知书
	ResumeNotice   DocumentKind = "resume"     // 恢复审批通知书
	GrantDecision  DocumentKind = "grant"      // 准予行政许可决定书
	RefuseDecision DocumentKind = "refuse"     // 不予行政许可决定书
	DeliveryProof  DocumentKind = "delivery"   // 送达回证
	WithdrawalForm DocumentKind = "withdrawal" // 撤回申请书
	EndNotice      DocumentKind = "end"        // 终止办理通知书
	TransferSlip   DocumentKind = "transfer"   // 转办交接单
	DaySheet       DocumentKind = "day"        // 日清单
)

// Document is one paper as data: what it says and in which order, with no word
// about fonts or columns. internal/paper draws it.
type Document struct {
	Kind   DocumentKind `json:"kind"`
	Title  string       `json:"title"`  // 文书名称
	Number string       `json:"number"` // 文书编号, empty for a paper without one
	Case   CaseNumber   `json:"case"`   // 办件编号, empty for guidance
	Issuer string       `json:"issuer"` // 出具机关全称
	Hall   string       `json:"hall"`   // 大厅名称
	Demo   bool         `json:"demo"`   // a demonstration: every page says it has no effect
	Body   []Block      `json:"body"`
	Seal   Seal         `json:"seal"`
	Date   Date         `json:"date"` // 出具日期
	Clerk  string       `json:"clerk"`
	// Ticket is what the QR says: case, paper and the terminal's signature.
	Ticket string `json:"ticket,omitempty"`
	// Query is where and with which code the applicant sees how the case stands.
	Query Query `json:"query,omitzero"`
	Print Print `json:"print"`
}

// Seal is the place where the seal goes. Acceptance and refusal need the
// agency's special seal and the date (行政许可法 第32条第2款).
type Seal struct {
	Name     string `json:"name"`   // 受理专用章, 收件专用章 …
	Agency   string `json:"agency"` // whose seal
	Required bool   `json:"required"`
}

// Print says which printing of the paper this is.
type Print struct {
	Count int       `json:"count"` // 1 for the first, 2 for the first reprint …
	At    time.Time `json:"at"`
}

// Block is one part of a paper: a heading and exactly one of the others.
type Block struct {
	Heading    string      `json:"heading,omitempty"`
	Fields     []Field     `json:"fields,omitempty"`     // label and value
	Table      *Table      `json:"table,omitempty"`      // rows under column titles
	Text       []string    `json:"text,omitempty"`       // paragraphs
	List       []string    `json:"list,omitempty"`       // numbered 1. 2. 3.
	Notice     string      `json:"notice,omitempty"`     // a sentence that must not be overlooked
	Signatures []Signature `json:"signatures,omitempty"` // lines to sign on
}

// Field is a label and its value.
type Field struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Table is rows under column titles. Widths are relative.
type Table struct {
	Columns []Column   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// Column is a column's title and its share of the width.
type Column struct {
	Title string `json:"title"`
	Width int    `json:"width"`
}

// Signature is a line to sign on: who, and whether the date stands beside it.
type Signature struct {
	Who  string `json:"who"`
	Date bool   `json:"date"`
}
