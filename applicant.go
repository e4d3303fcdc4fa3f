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

// MaskedIdentity is by what a list tells applicants of one name apart: the credit code
// of an organization, or the document's number, masked.
func (a *Applicant) MaskedIdentity() string {
	if a.Kind == Organization {
		return a.Credit
	}
	return a.ID.Masked()
}

// Key names the applicant for good, so that two cases of one applicant can be
// told to belong together: by document, by credit code, else by name and
// telephone. It is personal data and nothing to show or log. The key of an
// applicant without a name is "".
func (a *Applicant) Key() string {
	c := a.cleaned()
	switch {
	case c.Kind == Organization && c.Credit != "":
		return "credit:" + c.Credit
	case c.Kind != Organization && c.ID.Number != "":
		return "id:" + string(c.ID.Kind) + ":" + c.ID.Number
	case c.Name == "":
		return ""
	}
	return "name:" + c.Name + ":" + c.Phone
}

// Clean brings every field into the form in which it is stored and compared.
// An agent of whom nothing was entered is dropped.
func (a *Applicant) Clean() {
	a.Name = cleanName(a.Name)
	a.ID = a.ID.clean()
	a.Credit = NormalizeCredit(a.Credit)
	a.Legal = Representative{Name: cleanName(a.Legal.Name), ID: a.Legal.ID.clean()}
	a.Phone = NormalizePhone(a.Phone)
	a.Address = CleanLine(a.Address)
	if a.Agent == nil {
		return
	}
	g := Agent{Name: cleanName(a.Agent.Name), ID: a.Agent.ID.clean(), Phone: NormalizePhone(a.Agent.Phone)}
	if g.Name == "" && g.ID.Number == "" && g.Phone == "" {
		a.Agent = nil
		return
	}
	*a.Agent = g
}

// cleaned is Clean on a copy.
func (a *Applicant) cleaned() Applicant {
	c := *a
	if a.Agent != nil {
		g := *a.Agent
		c.Agent = &g
	}
	c.Clean()
	return c
}

func (id Identity) clean() Identity {
	return Identity{Kind: id.Kind, Number: NormalizeID(id.Kind, id.Number)}
}
