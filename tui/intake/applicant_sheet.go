package intake

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yichuang"
	"yichuang/tui/kit"
)

// The names of the fields, as Applicant.Check has them.
const (
	fieldName        = "name"
	fieldAddress     = "address"
	fieldNumber      = "id.number"
	fieldPhone       = "phone"
	fieldCredit      = "credit"
	fieldLegal       = "legal.name"
	fieldLegalNumber = "legal.id.number"
	fieldAgent       = "agent.name"
	fieldAgentNumber = "agent.id.number"
	fieldAgentPhone  = "agent.phone"
)

// The order of the fields is that of the document on the desk, read from top to
// bottom: on an ID card name, address, number; on a licence code, name, legal
// representative, address. Chinese comes first and digits last, so the input
// method is switched once.
var (
	personOrder       = []string{fieldName, fieldAddress, fieldNumber, fieldPhone}
	organizationOrder = []string{fieldCredit, fieldName, fieldLegal, fieldAddress, fieldLegalNumber, fieldPhone}
	agentOrder        = []string{fieldAgent, fieldAgentNumber, fieldAgentPhone}
)

// entry is one input of the sheet.
type entry struct {
	field   *kit.Field
	seen    bool // the caret has left it: what is missing may be said
	entered bool // Enter was pressed on the text as it is now
}

// sheet is what has been entered of the applicant.
type sheet struct {
	theme   *kit.Theme
	kind    yichuang.ApplicantKind
	agent   bool
	bad     bool                       // on the list of dishonest subjects
	idKinds map[string]yichuang.IDKind // chosen by hand, by the field of the number
	entries map[string]*entry
	at      string // the field that has the caret
}

func newSheet(theme *kit.Theme, kind yichuang.ApplicantKind) *sheet {
	s := &sheet{theme: theme, kind: kind, idKinds: map[string]yichuang.IDKind{}, entries: map[string]*entry{}}
	for _, name := range slices.Concat(personOrder, organizationOrder, agentOrder) {
		if s.entries[name] == nil {
			s.entries[name] = &entry{field: newField(theme, name)}
		}
	}
	s.focus(s.order()[0])
	return s
}

func newField(theme *kit.Theme, name string) *kit.Field {
	f := kit.NewField(theme)
	f.Max = 200
	switch name {
	case fieldNumber, fieldLegalNumber, fieldAgentNumber:
		f.Accept, f.Max = acceptNumber, 60
	case fieldCredit:
		f.Accept, f.Max = kit.UpperID, 60
	case fieldPhone, fieldAgentPhone:
		f.Accept, f.Max = acceptPhone, 60
	case fieldLegal:
		f.Placeholder = "（或者负责人、经营者）"
	}
	return f
}

// acceptNumber takes what ID numbers are made of, and the signs that people type
// for the check character.
func acceptNumber(r rune) (rune, bool) {
	if strings.ContainsRune("×Ⅹⅹ*＊", r) {
		return 'X', true
	}
	return kit.UpperID(r)
}

// acceptPhone also takes the X of an ID number: a card reader may fire while the
// caret stands in the telephone.
func acceptPhone(r rune) (rune, bool) {
	if u, ok := kit.UpperID(r); ok && u == 'X' {
		return u, true
	}
	return kit.Phone(r)
}

// holdsNumber reports whether a field is for the number of an ID document.
func holdsNumber(name string) bool { return strings.HasSuffix(name, fieldNumber) }

// order lists the fields on the sheet from top to bottom.
func (s *sheet) order() []string {
	order := personOrder
	if s.kind == yichuang.Organization {
		order = organizationOrder
	}
	if s.agent {
		return slices.Concat(order, agentOrder)
	}
	return order
}

// focus moves the caret. The field it leaves counts as seen.
func (s *sheet) focus(name string) {
	if e := s.entries[s.at]; e != nil {
		e.seen = e.seen || s.at != name
	}
	s.jump(name)
}

// jump moves the caret without a word about the field it leaves.
func (s *sheet) jump(name string) {
	if e := s.entries[s.at]; e != nil {
		e.field.Blur()
	}
	s.at = name
	s.entries[name].field.Focus()
}

// step moves the caret to the neighbour and reports whether there is one.
func (s *sheet) step(by int) bool {
	order := s.order()
	i := slices.Index(order, s.at) + by
	if i < 0 || i >= len(order) {
		return false
	}
	s.focus(order[i])
	return true
}

func (s *sheet) text(name string) string { return s.entries[name].field.Value() }

func (s *sheet) put(name, text string) { s.entries[name].field.SetValue(text) }

// empty reports whether nothing has been typed.
func (s *sheet) empty() bool {
	for _, e := range s.entries {
		if e.field.Value() != "" {
			return false
		}
	}
	return true
}

// role sets the kind of applicant, with the caret on the first field still empty.
func (s *sheet) role(kind yichuang.ApplicantKind) {
	s.kind = kind
	s.refocus()
}

// withAgent adds or takes away the agent's fields. What was typed stays.
func (s *sheet) withAgent(on bool) {
	s.agent = on
	if on {
		s.jump(fieldAgent)
	}
	s.refocus()
}

// refocus moves the caret when its field is no longer on the sheet.
func (s *sheet) refocus() {
	order := s.order()
	if slices.Contains(order, s.at) && !(s.at == fieldName && s.text(fieldName) == "") {
		return
	}
	for _, name := range order {
		if s.text(name) == "" {
			s.jump(name)
			return
		}
	}
	s.jump(order[len(order)-1])
}

// idKind says of which document a number is: as chosen by hand, else as it looks.
// Digits that are still being typed are those of the resident card.
func (s *sheet) idKind(name string) yichuang.IDKind {
	if kind := s.idKinds[name]; kind != "" {
		return kind
	}
	text := s.text(name)
	if s.at == name && !s.entries[name].entered && utf8.RuneCountInString(text) < residentLength && strings.Trim(text, "0123456789") == "" {
		return yichuang.ResidentID
	}
	if kind := yichuang.GuessIDKind(text); kind != "" {
		return kind
	}
	return yichuang.ResidentID
}

// nextIDKind goes on to the next kind of document.
func (s *sheet) nextIDKind(name string) {
	i := slices.Index(yichuang.IDKinds, s.idKind(name))
	s.idKinds[name] = yichuang.IDKinds[(i+1)%len(yichuang.IDKinds)]
}

func (s *sheet) identity(name string) yichuang.Identity {
	id := yichuang.Identity{Kind: s.idKind(name), Number: s.text(name)}
	if id.Number == "" && name == fieldLegalNumber {
		return yichuang.Identity{} // it need not be given
	}
	return id
}

// applicant makes the applicant of what stands on the sheet.
func (s *sheet) applicant() yichuang.Applicant {
	a := yichuang.Applicant{Kind: s.kind, Name: s.text(fieldName), Phone: s.text(fieldPhone),
		Address: s.text(fieldAddress), BadCredit: s.bad}
	if s.kind == yichuang.Organization {
		a.Credit = s.text(fieldCredit)
		a.Legal = yichuang.Representative{Name: s.text(fieldLegal), ID: s.identity(fieldLegalNumber)}
	} else {
		a.ID = s.identity(fieldNumber)
	}
	if s.agent {
		a.Agent = &yichuang.Agent{Name: s.text(fieldAgent), ID: s.identity(fieldAgentNumber), Phone: s.text(fieldAgentPhone)}
	}
	a.Clean()
	return a
}
