package yichuang

import (
	"crypto/ed25519"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// Ticket is what the QR on a paper says: which case, which paper, which printing
// of it, and the signature of the terminal that printed it. Region, window and
// epoch of the number name that terminal, so any other terminal that knows its
// public key can tell a real paper without a network.
type Ticket struct {
	Case CaseNumber
	// Kind is the kind of paper, "" for a bare case number.
	Kind DocumentKind
	// Print is the number of the printing, 1 for the first; 99 stands for 99 and more.
	Print int
	// Signature is the Ed25519 signature, nil for a bare case number.
	Signature []byte
}

// A ticket is written as a star and then nothing but decimal digits: version 1,
// number 22 (the epoch as two digits), kind 2, print count 2, signature 155. A
// scanner that plays keyboard types digits right under every keyboard layout and
// through a Chinese input method, where letters would end up as words; the star
// tells a screen that a scan begins.
const (
	ticketMark    = '*'
	ticketVersion = '1'
	numberDigits  = numberLength + 1
	plainDigits   = 1 + numberDigits + 2 + 2
	// The largest number of 64 bytes has 155 decimal digits.
	signatureDigits = 155
	ticketDigits    = plainDigits + signatureDigits
	printMost       = 99
)

// ticketPurpose goes before what is signed, so that the signature of a ticket
// can never stand for anything else that a terminal signs.
const ticketPurpose = "yichuang ticket:"

// ticketKinds are the kinds of paper in the order of their two digits, from 01.
// The order is printed on paper: new kinds go to the end.
var ticketKinds = []DocumentKind{Receipt, AcceptNotice, CorrectNotice, OwingAgreement, DeclineNotice, MaterialList,
	SpecialNotice, ExtendNotice, SuspendNotice, ResumeNotice, GrantDecision, RefuseDecision, DeliveryProof, WithdrawalForm, EndNotice}

// SignTicket writes the ticket, signed with the terminal's key. It returns "",
// and the paper then carries no code, for a ticket that names no valid case and
// known kind of paper, or a key of the wrong size.
func SignTicket(key ed25519.PrivateKey, t Ticket) string {
	plain := t.plain()
	if plain == "" || len(key) != ed25519.PrivateKeySize {
		return ""
	}
	signature := new(big.Int).SetBytes(ed25519.Sign(key, []byte(ticketPurpose+plain)))
	return fmt.Sprintf("%c%s%0*s", ticketMark, plain, signatureDigits, signature)
}

// plain writes what is signed, "" for a ticket that cannot be.
func (t Ticket) plain() string {
	kind := slices.Index(ticketKinds, t.Kind) + 1
	if kind == 0 || t.Print < 1 || t.Case.Check() != nil {
		return ""
	}
	return fmt.Sprintf("%c%s%02d%02d", ticketVersion, t.Case.digits(), kind, min(t.Print, printMost))
}

// Signed reports whether the ticket carries a signature. Only Verify says whether
// it is right.
func (t Ticket) Signed() bool { return len(t.Signature) == ed25519.SignatureSize }

// Verify reports whether the terminal with this public key signed the ticket.
func (t Ticket) Verify(pub ed25519.PublicKey) bool {
	plain := t.plain()
	return plain != "" && t.Signed() && len(pub) == ed25519.PublicKeySize &&
		ed25519.Verify(pub, []byte(ticketPurpose+plain), t.Signature)
}

// ParseTicket reads what a scanner or a person gives: a ticket, the bar code of a
// case number, the address of its progress page, or a case number as ParseNumber
// takes it, with the star or without. It returns Invalid for a scan that is incomplete or misread, and Newer
// for a ticket of a later version or a kind of paper unknown here.
func ParseTicket(s string) (Ticket, error) {
	text := outOfAddress(compact(s))
	mark := strings.HasPrefix(text, string(ticketMark))
	digits := strings.TrimPrefix(text, string(ticketMark))
	switch {
	case mark && len(digits) == numberDigits && allDigits(digits):
		number, err := numberFromDigits(digits)
		return Ticket{Case: number}, err
	case len(digits) > plainDigits && allDigits(digits):
		return parseSigned(digits)
	}
	p, err := ParseNumber(digits)
	if err != nil {
		return Ticket{}, err
	}
	return Ticket{Case: p.Number()}, nil
}

// outOfAddress returns the number in the address of a progress page, and any other
// text as it is.
func outOfAddress(text string) string {
	i := strings.LastIndex(text, "/P/")
	if i < 0 || !strings.HasPrefix(text, "HTTP") {
		return text
	}
	number, _, _ := strings.Cut(text[i+len("/P/"):], "?")
	return number
}

func parseSigned(digits string) (Ticket, error) {
	const hint = "请重新扫描，或者输入凭证上的办件编号"
	switch {
	case digits[0] != ticketVersion:
		return Ticket{}, &Error{Code: Newer, Message: "这张凭证的二维码是更新版本的程序打印的", Hint: "请升级程序，或者输入凭证上的办件编号"}
	case len(digits) != ticketDigits:
		return Ticket{}, invalid(fmt.Sprintf("二维码没有扫描完整：应为%d位，收到%d位", ticketDigits, len(digits)), hint)
	}
	number, err := numberFromDigits(digits[1 : 1+numberDigits])
	if err != nil {
		return Ticket{}, err
	}
	kind := atoi(digits[plainDigits-4 : plainDigits-2])
	t := Ticket{Case: number, Print: atoi(digits[plainDigits-2 : plainDigits])}
	if kind > len(ticketKinds) {
		return Ticket{}, &Error{Code: Newer, Message: "这张凭证属于本程序还不认识的文书种类", Hint: "请升级程序，或者输入凭证上的办件编号"}
	}
	signature, ok := new(big.Int).SetString(digits[plainDigits:], 10)
	if !ok || signature.BitLen() > ed25519.SignatureSize*8 || kind == 0 || t.Print == 0 {
		return Ticket{}, invalid("二维码的内容不对", hint)
	}
	t.Kind = ticketKinds[kind-1]
	t.Signature = signature.FillBytes(make([]byte, ed25519.SignatureSize))
	return t, nil
}
