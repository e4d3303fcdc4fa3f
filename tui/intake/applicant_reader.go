package intake

import (
	"strings"

	"yichuang"
)

// residentLength is the length of a resident number, which is what card readers
// type, with Enter behind it.
const residentLength = 18

// land puts a number that a card reader typed where it belongs: readers type
// wherever the caret stands. It looks at the end of the field that has the caret.
// A number there that holds by its own check character leaves any other field;
// in a field for numbers it replaces what was there before.
func (s *sheet) land(today yichuang.Date) (moved bool) {
	before, number := tail(s.text(s.at), today)
	switch {
	case number == "":
		return false
	case holdsNumber(s.at):
		if before != "" {
			s.put(s.at, number)
		}
		return before != ""
	case s.at == fieldCredit && yichuang.CheckCredit(s.text(s.at)) == "":
		return false // codes may be all digits, too
	}
	to := s.numberOf(s.at)
	s.put(s.at, before)
	s.put(to, number)
	delete(s.idKinds, to)
	s.entries[to].seen = true
	return true
}

// numberOf names the field of the number that goes with another field.
func (s *sheet) numberOf(name string) string {
	switch {
	case strings.HasPrefix(name, "agent."):
		return fieldAgentNumber
	case s.kind == yichuang.Organization:
		return fieldLegalNumber
	}
	return fieldNumber
}

// tail parts text into what stands before a valid 18-digit ID number at its end,
// and the number; "" when there is none.
func tail(text string, today yichuang.Date) (before, number string) {
	rs := []rune(text)
	if len(rs) < residentLength {
		return "", ""
	}
	last := string(rs[len(rs)-residentLength:])
	kind := yichuang.GuessIDKind(last)
	switch kind {
	case yichuang.ResidentID, yichuang.ResidencePermit, yichuang.ForeignerCard:
	default:
		return "", ""
	}
	id := yichuang.Identity{Kind: kind, Number: yichuang.NormalizeID(kind, last)}
	if len(id.Number) != residentLength {
		return "", ""
	}
	if _, err := id.Check(today); err != nil {
		return "", ""
	}
	return strings.TrimSpace(string(rs[:len(rs)-residentLength])), id.Number
}
