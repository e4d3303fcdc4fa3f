package yichuang

import "fmt"

// Unit is the unit of a time limit. The licensing law's own periods count
// working days (行政许可法 第82条); other laws say 日 or 月 and mean it, so the unit
// is kept per item and never converted.
type Unit string

// The units.
const (
	WorkingDays  Unit = "工作日"
	CalendarDays Unit = "日" // also written 自然日
	Months       Unit = "月"
)

// StartEvent is what a limit counts from.
type StartEvent string

// The start events of the laws in force.
const (
	FromAcceptance  StartEvent = "受理之日"
	FromReceipt     StartEvent = "收到申请之日"
	FromAllPapers   StartEvent = "收到全部有效文件之日" // also 收到完整申请材料之日
	FromWindowClose StartEvent = "受理期限终止之日"   // batch items such as 教师资格
	OnReceipt       StartEvent = "收到即办"       // no period at all: receiving everything is the act
)

// Limit is a time limit as a law or a promise states it. Value 0 with OnReceipt
// means there is no period.
type Limit struct {
	Value int        `json:"value"`
	Unit  Unit       `json:"unit"`
	Start StartEvent `json:"start,omitempty"`
	// StartText is the start event in the words of the law, when they differ.
	StartText  string     `json:"start_text,omitempty"`
	Extension  *Extension `json:"extension,omitempty"`
	Note       string     `json:"note,omitempty"`
	Provenance Provenance `json:"provenance"`
}

// String writes "20个工作日", "3个月", "60日".
func (l Limit) String() string {
	switch {
	case l.Value == 0:
		return "即时办结"
	case l.Unit == CalendarDays:
		return fmt.Sprintf("%d日", l.Value)
	default:
		return fmt.Sprintf("%d个%s", l.Value, l.Unit)
	}
}

// Extension is how far a limit may be extended, once, and by whose approval.
type Extension struct {
	Value    int    `json:"value"`
	Unit     Unit   `json:"unit"`
	Approver string `json:"approver"`
}

// Terms are an item's limits and the rules of its intake.
type Terms struct {
	Statutory  Limit              `json:"statutory"` // 法定时限
	Promised   Limit              `json:"promised"`  // 承诺时限, at most the statutory one
	Correction CorrectionRule     `json:"correction"`
	Initial    InitialReview      `json:"initial"`
	OwingDays  int                `json:"owing_days,omitempty"` // working days for owed materials; 0: from the promised limit
	Special    []SpecialProcedure `json:"special,omitempty"`
}

// CorrectionKind says which rule governs a correction notice; see CorrectionRule.
type CorrectionKind string

// The kinds, with their source.
const (
	CorrectWithin5    CorrectionKind = "xkf32"             // 5 working days, else deemed accepted (行政许可法 第32条第1款第4项)
	CorrectOnSpot     CorrectionKind = "on_spot_or_deemed" // refused in writing on the spot, else deemed accepted (不动产登记暂行条例 第17条)
	CorrectReturn     CorrectionKind = "return_materials"  // materials go back with one list, no deemed acceptance (市场主体登记管理条例 第19条)
	CorrectGuide      CorrectionKind = "guide_only"        // guidance only, no refusal (企业投资项目核准和备案管理条例 第13条)
	CorrectBatchEnd   CorrectionKind = "batch_end"         // before the batch closes (教师资格条例 第15条)
	CorrectFiling5    CorrectionKind = "filing5"           // filings: 5 working days, no deemed acceptance
	CorrectFilingOnce CorrectionKind = "filing_once"       // filings: at once, one list
	CorrectOnce       CorrectionKind = "once"              // once, no period in the rule
	CorrectNone       CorrectionKind = "none"              // nothing to correct: done on receipt
)

// Returns reports whether the materials go back to the applicant together with
// the list, so that every visit is an application of its own (不动产登记暂行条例
// 第17条; 市场主体登记管理条例实施细则 第18条第3款).
func (k CorrectionKind) Returns() bool { return k == CorrectOnSpot || k == CorrectReturn }

// Files reports whether receiving everything is the filing itself: there is no
// acceptance and no refusal (企业投资项目核准和备案管理条例 第13条第3款).
func (k CorrectionKind) Files() bool { return k == CorrectGuide || k == CorrectNone }

// CorrectionRule is the rule for a correction notice of one item.
type CorrectionRule struct {
	Kind       CorrectionKind `json:"kind"`
	Days       int            `json:"days,omitempty"` // working days from receipt
	Deemed     bool           `json:"deemed"`         // accepted when the notice is late
	Basis      string         `json:"basis"`
	Confidence Confidence     `json:"confidence,omitempty"`
}

// InitialReview is 初审确认: whether the department confirms the window's formal
// review before acceptance, within how many working days, and what the window
// does while it cannot reach the department.
type InitialReview struct {
	Needed     bool        `json:"needed"`
	Days       int         `json:"days,omitempty"`
	Offline    OfflineRule `json:"offline,omitempty"`
	Confidence Confidence  `json:"confidence,omitempty"`
}

// OfflineRule is what happens to an item that asks for initial review when the
// department cannot be reached.
type OfflineRule string

// The offline rules.
const (
	OfflineWait   OfflineRule = "等待确认" // receipt now, acceptance after confirmation
	OfflineAccept OfflineRule = "先行受理" // accepted on the window's review; the department confirms afterwards
)

// SpecialProcedure is a procedure within handling: expert review, hearing, site
// visit. Its time is excluded from the limit only where a law says so
// (行政许可法 第45条).
type SpecialProcedure struct {
	Name       string     `json:"name"`
	Required   string     `json:"required"` // 必经, 视情形
	When       string     `json:"when,omitempty"`
	MaxDays    int        `json:"max_days,omitempty"`
	Unit       Unit       `json:"unit,omitempty"`
	Excluded   string     `json:"excluded"` // 不计入, 计入, 不明确
	Basis      string     `json:"basis"`
	Confidence Confidence `json:"confidence,omitempty"`
}
