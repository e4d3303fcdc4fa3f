package yichuang

import "slices"

// Identifiers inside a catalogue. An ItemID names a service item for good
// ("market-01"); the others are unique within their item.
type (
	ItemID     string
	MaterialID string
	QuestionID string
	OptionID   string
	ScenarioID string
)

// Edition names one exact text of an item: "3-9f2c1a0b", the department's own
// edition number and the first hexadecimal digits of the content's sha-256. A
// case stays on the edition it was reviewed under, and two texts can never go
// by one name.
type Edition string

// ItemRef names an item in one edition.
type ItemRef struct {
	ID      ItemID  `json:"id"`
	Edition Edition `json:"edition"`
}

// Item is 事项: a service at its smallest granularity, versioned by its
// department.
type Item struct {
	ID        ItemID       `json:"id"`
	Edition   Edition      `json:"edition"`
	Revised   Date         `json:"revised"` // when the department last revised it
	Name      string       `json:"name"`
	Aliases   []string     `json:"aliases,omitempty"` // everyday names people ask for
	Code      ItemCode     `json:"code"`
	Kind      string       `json:"kind"` // 行政许可, 备案, 行政确认 …
	Handling  Handling     `json:"handling"`
	Office    Office       `json:"office"`
	Terms     Terms        `json:"terms"`
	Basis     []LegalBasis `json:"basis"`
	Questions []Question   `json:"questions"`
	Scenarios []Scenario   `json:"scenarios"`
	Materials []Material   `json:"materials"`
	Guide     Guide        `json:"guide"`
}

// Ref returns the item's name and edition.
func (it *Item) Ref() ItemRef { return ItemRef{it.ID, it.Edition} }

// ItemCode is 实施编码: 31 characters, or 33 for 业务办理项 (GB/T 39554.1-2020).
// Value is empty, and Note says why, until a code has been verified.
type ItemCode struct {
	Value string `json:"value,omitempty"`
	Note  string `json:"note,omitempty"`
}

// Handling is the way an item is handled (GB/T 39046-2020 A.6).
type Handling string

// The ways of handling.
const (
	Instant  Handling = "即办件" // decided on the spot
	Promised Handling = "承诺件" // decided within the promised limit
)

// Confidence says how sure a statement of the catalogue is.
type Confidence string

// The grades of confidence, as the officers who write items use them.
const (
	High   Confidence = "high"   // the text of the law was read
	Medium Confidence = "medium" // one secondary source, or settled practice
	Low    Confidence = "low"    // to be confirmed by the department before use
)

// Provenance is where a statement comes from.
type Provenance struct {
	Confidence Confidence `json:"confidence,omitempty"`
	Source     string     `json:"source,omitempty"`
}

// Office is who answers for an item: the window group that takes it in, the
// department that decides, and the body the law names.
type Office struct {
	Window        string     `json:"window"`
	Department    string     `json:"department"`
	StatutoryBody string     `json:"statutory_body"`
	Level         string     `json:"level"`
	Applicants    []string   `json:"applicants"` // who may apply
	Provenance    Provenance `json:"provenance"`
	// Sharing is how the departments in Shares decide together with Department,
	// which leads; alone where there are none.
	Sharing      ApprovalMode `json:"sharing,omitempty"`
	Shares       []Share      `json:"shares,omitempty"`
	SharingBasis string       `json:"sharing_basis,omitempty"` // law and article that have them decide together
	// Parts are the items that a bundle (一件事) is made of; none for any other item.
	Parts []Part `json:"parts,omitempty"`
}

// Share is a department's part in an approval that several departments share.
type Share struct {
	Department string `json:"department"`
	Part       string `json:"part,omitempty"`      // what it decides on
	Statutory  *Limit `json:"statutory,omitempty"` // nil: as the item's
	Promised   *Limit `json:"promised,omitempty"`
}

// LegalBasis is 设定依据: a law, its article and what it says, in brief.
type LegalBasis struct {
	Law        string     `json:"law"`
	Article    string     `json:"article"`
	Point      string     `json:"point"`
	Provenance Provenance `json:"provenance"`
}

// Guide is what 办事指南 says beside materials and limits (行政许可法 第30条).
type Guide struct {
	Fee        Fee         `json:"fee"`
	Result     Result      `json:"result"`
	Rejections []Rejection `json:"rejections,omitempty"`
	FAQs       []FAQ       `json:"faqs,omitempty"`
	Notes      []string    `json:"notes,omitempty"`
}

// Fee is 收费: charged only where a law or regulation says so (行政许可法 第58条).
type Fee struct {
	Charged    bool       `json:"charged"`
	Amount     string     `json:"amount,omitempty"`
	Basis      string     `json:"basis"`
	Confidence Confidence `json:"confidence,omitempty"`
}

// Result is what the applicant gets in the end.
type Result struct {
	Name       string     `json:"name"`
	Validity   string     `json:"validity"` // "5年", "长期" …
	Renewal    string     `json:"renewal,omitempty"`
	Provenance Provenance `json:"provenance"`
}

// Rejection is a ground on which an application for this item is declined.
type Rejection struct {
	Reason string      `json:"reason"`
	Type   DeclineType `json:"type"`
	Agency string      `json:"agency,omitempty"` // where to turn instead, for DeclineElsewhere and DeclineScope
	Basis  string      `json:"basis,omitempty"`  // law and article, as the notice cites them
	Refer  bool        `json:"refer,omitempty"`  // the department must establish it first; the clerk alone cannot
}

// FAQ is 常见问答.
type FAQ struct {
	Question   string     `json:"question"`
	Answer     string     `json:"answer"`
	Confidence Confidence `json:"confidence,omitempty"`
}

// Material returns the material named id, or nil.
func (it *Item) Material(id MaterialID) *Material {
	i := slices.IndexFunc(it.Materials, func(m Material) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return &it.Materials[i]
}

// Question returns the question named id, or nil.
func (it *Item) Question(id QuestionID) *Question {
	i := slices.IndexFunc(it.Questions, func(q Question) bool { return q.ID == id })
	if i < 0 {
		return nil
	}
	return &it.Questions[i]
}

// Scenario returns the scenario named id, or nil.
func (it *Item) Scenario(id ScenarioID) *Scenario {
	i := slices.IndexFunc(it.Scenarios, func(s Scenario) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return &it.Scenarios[i]
}
