package yichuang

// ApplicantKind tells a person from an organization.
type ApplicantKind string

// The kinds of applicant.
const (
	Person       ApplicantKind = "person"
	Organization ApplicantKind = "organization"
)

// Applicant is who applies. For an organization Credit is its credit code and
// Legal its legal representative; for a person ID is the person's own document.
type Applicant struct {
	Kind    ApplicantKind  `json:"kind"`
	Name    string         `json:"name"`
	ID      Identity       `json:"id,omitzero"`      // a person's document
	Credit  string         `json:"credit,omitempty"` // 统一社会信用代码, organizations
	Legal   Representative `json:"legal,omitzero"`   // 法定代表人（负责人）, organizations
	Phone   string         `json:"phone,omitempty"`
	Address string         `json:"address,omitempty"` // 住所或者经营场所
	Agent   *Agent         `json:"agent,omitempty"`
	// BadCredit is set when the clerk was shown that the applicant stands on the
	// list of dishonest subjects: nothing may be owed then.
	BadCredit bool `json:"bad_credit,omitempty"`
}

// Representative is a named person with a document.
type Representative struct {
	Name string   `json:"name"`
	ID   Identity `json:"id"`
}

// Agent is 代理人: who applies for somebody else (行政许可法 第29条第2款).
type Agent struct {
	Name  string   `json:"name"`
	ID    Identity `json:"id"`
	Phone string   `json:"phone,omitempty"`
}

// Identity is an identity document.
type Identity struct {
	Kind   IDKind `json:"kind"`
	Number string `json:"number"`
}

// IDKind is a kind of identity document.
type IDKind string

// The kinds of document a window meets.
const (
	ResidentID      IDKind = "居民身份证"
	ResidencePermit IDKind = "港澳台居民居住证"
	ForeignerCard   IDKind = "外国人永久居留身份证"
	HongKongPermit  IDKind = "港澳居民来往内地通行证"
	TaiwanPermit    IDKind = "台湾居民来往大陆通行证"
	Passport        IDKind = "护照"
)

// IDKinds lists the kinds in the order in which a form offers them.
var IDKinds = []IDKind{ResidentID, ResidencePermit, ForeignerCard, HongKongPermit, TaiwanPermit, Passport}

// Principal returns the natural person behind the application: the applicant,
// or the organization's legal representative.
func (a *Applicant) Principal() Representative {
	if a.Kind == Organization {
		return a.Legal
	}
	return Representative{Name: a.Name, ID: a.ID}
}
