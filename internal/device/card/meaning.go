package card

import (
	"strings"

	"yichuang"
)

// Meaning is what a scanned text stands for.
type Meaning string

// The meanings.
const (
	Unknown  Meaning = ""
	Ticket   Meaning = "ticket"   // a code on a paper of ours: yichuang.ParseTicket reads it
	Identity Meaning = "identity" // the number of an identity document
	Credit   Meaning = "credit"   // a unified social credit code
)

// MeaningOf says what a scanned text stands for, and the number in it in the form
// in which it is stored. Codes on business licences have the credit code somewhere
// inside an address or a list; it counts when there is one only. A number counts
// when its check character holds.
func MeaningOf(text string, today yichuang.Date) (meaning Meaning, value string) {
	text = yichuang.CleanLine(text)
	if _, err := yichuang.ParseTicket(text); err == nil {
		return Ticket, text
	}
	if kind := yichuang.GuessIDKind(text); kind == yichuang.ResidentID || kind == yichuang.ResidencePermit || kind == yichuang.ForeignerCard {
		id := yichuang.Identity{Kind: kind, Number: yichuang.NormalizeID(kind, text)}
		if _, err := id.Check(today); err == nil {
			return Identity, id.Number
		}
	}
	if code := yichuang.NormalizeCredit(text); yichuang.CheckCredit(code) == "" {
		return Credit, code
	}
	found := ""
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !isCode(r) }) {
		code := yichuang.NormalizeCredit(word)
		if yichuang.CheckCredit(code) != "" || code == found {
			continue
		}
		if found != "" {
			return Unknown, ""
		}
		found = code
	}
	if found == "" {
		return Unknown, ""
	}
	return Credit, found
}

// isCode reports whether a credit code may hold r, in any case.
func isCode(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}
