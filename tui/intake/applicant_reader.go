package intake

import (
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
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
	case s.at == fieldCredit && (yichuang.CheckCredit(s.text(s.at)) == "" || yichuang.GuessIDKind(number) == yichuang.ForeignerCard):
		return false // codes may be all digits, too, and begin with the 9 of a foreigner's card
	}
	to := s.numberOf(s.at)
	s.put(s.at, before)
	s.put(to, number)
	delete(s.idKinds, to)
	s.entries[to].seen = true
	return true
}

// scanned takes a code that a scanner typed out of the field that has the caret,
// "" when there is none.
func (s *sheet) scanned() string {
	text := s.text(s.at)
	star := strings.LastIndexByte(text, '*')
	if star < 0 {
		return ""
	}
	ticket := kit.Ticket(text[star:])
	if ticket != "" {
		s.put(s.at, text[:star])
	}
	return ticket
}

// refuses says why the field that has the caret does not take what was typed, ""
// when it was no text: a clerk who looks at the document must not go on typing
// into nothing.
func (s *sheet) refuses(msg tea.Msg) string {
	text := kit.Typed(msg)
	if paste, ok := msg.(tea.PasteMsg); ok {
		text = paste.Content
	}
	if strings.TrimSpace(text) == "" {
		return ""
	}
	switch {
	case s.at == fieldCredit:
		return "信用代码栏只收数字和字母；没有代码的，按 Enter 到下一项"
	case holdsNumber(s.at):
		return "证件号码栏只收数字和字母"
	case s.entries[s.at].field.Accept != nil:
		return "电话栏只收数字"
	}
	return "这一栏已经写满"
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
