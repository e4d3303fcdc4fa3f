package yichuang

// Material is 材料: a document asked for.
type Material struct {
	ID         MaterialID    `json:"id"`
	Name       string        `json:"name"`
	Primary    bool          `json:"primary"`   // 主要材料: never owed
	Originals  int           `json:"originals"` // how many originals are asked for
	Copies     int           `json:"copies"`    // how many copies
	Form       string        `json:"form"`      // 纸质, 电子, 纸质或电子
	Origin     string        `json:"origin"`    // 申请人自备, 政府部门核发, 第三方机构出具
	Owing      Owing         `json:"owing"`
	Exempt     string        `json:"exempt,omitempty"` // when it need not be handed in (免提交), in words
	Points     []ReviewPoint `json:"points"`
	Errors     []string      `json:"errors,omitempty"` // 常见错误
	Provenance Provenance    `json:"provenance"`
}

// Owing says whether a material may be handed in after acceptance (容缺), and why.
type Owing struct {
	Allowed bool   `json:"allowed"`
	Reason  string `json:"reason"`
}

// Point returns the review point numbered no, or nil.
func (m *Material) Point(no int) *ReviewPoint {
	for i := range m.Points {
		if m.Points[i].No == no {
			return &m.Points[i]
		}
	}
	return nil
}

// PointRef names a review point within an item.
type PointRef struct {
	Material MaterialID `json:"material"`
	No       int        `json:"no"`
}

// ReviewPoint is 审查要点: one checkable sentence about a material.
type ReviewPoint struct {
	No         int        `json:"no"`
	Content    string     `json:"content"`  // 审查内容
	Standard   string     `json:"standard"` // 审查标准: the value to check against
	Method     string     `json:"method"`   // 审查方法: 目视核对, 计算核对 …
	OnFail     Remedy     `json:"on_fail"`  // 不符合时处理
	Check      Check      `json:"check"`    // what a machine can do of it
	Confidence Confidence `json:"confidence,omitempty"`
	// Bar says of which kind the refusal is that RemedyDecline leads to, with the
	// right agency and the law; nil is DeclineBarred by the item's own law.
	Bar *Bar `json:"bar,omitempty"`
}

// Bar is the refusal that a failed point leads to.
type Bar struct {
	Type   DeclineType `json:"type"`
	Agency string      `json:"agency,omitempty"` // where to turn instead
	Basis  string      `json:"basis,omitempty"`  // law and article
}

// Remedy is what a failed point leads to.
type Remedy string

// The remedies, in the words of the item files.
const (
	RemedyCorrect Remedy = "一次性告知补正"      // goes into the one correction notice
	RemedyOnSpot  Remedy = "允许当场更正"       // the applicant may mend it now (行政许可法 第32条第1款第3项)
	RemedyDecline Remedy = "不予受理并书面说明理由"  // bars acceptance
	RemedyRefer   Remedy = "窗口登记后转审批部门核实" // substance: noted for the department, never the clerk's to refuse
)

// CheckKind names what a machine can check of a review point.
type CheckKind string

// The kinds of check. Those that need only the application are judged at once;
// those that compare need a value read off the paper (see Check.Input); the
// rest a person must see, and the machine only says so.
const (
	CheckNone       CheckKind = ""
	CheckIDNumber   CheckKind = "id_checksum"
	CheckCreditCode CheckKind = "uscc_checksum"
	CheckCount      CheckKind = "count"
	CheckNotExpired CheckKind = "date_not_expired"
	CheckInRange    CheckKind = "date_in_range"
	CheckWindow     CheckKind = "date_window"
	CheckSpan       CheckKind = "date_span_max"
	CheckAge        CheckKind = "age_max"
	CheckName       CheckKind = "name_match"
	CheckAddress    CheckKind = "addr_match"
	CheckAmount     CheckKind = "amount_min"
	CheckThreshold  CheckKind = "threshold"
	CheckSum        CheckKind = "sum_check"
	CheckProject    CheckKind = "project_code"
	CheckScope      CheckKind = "scope_contains"
	CheckStatus     CheckKind = "uscc_status"
	CheckSignature  CheckKind = "signature"
	CheckSeal       CheckKind = "seal"
	CheckNoBlank    CheckKind = "no_blank"
)

// Check is what a machine can do of a review point, with its figures.
type Check struct {
	Kind CheckKind `json:"kind,omitempty"`
	// Of says whose number or name is meant: "applicant" (the person, or the
	// organization's legal representative), "organization" or "agent".
	Of string `json:"of,omitempty"`
	// From and To bound a date, in days from the day of intake; nil is no bound.
	From *int `json:"from,omitempty"`
	To   *int `json:"to,omitempty"`
	// Min and Max bound a number in Unit. For a date, Unit 月 makes From and To
	// calendar months.
	Min  *float64 `json:"min,omitempty"`
	Max  *float64 `json:"max,omitempty"`
	Unit string   `json:"unit,omitempty"`
	// Words of which one must occur in the value read off the paper.
	Words []string `json:"words,omitempty"`
	// Partial is set when the standard says more than the check compares: the
	// machine may find it failed and never passed.
	Partial bool `json:"partial,omitempty"`
}
