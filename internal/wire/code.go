package wire

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"

	"yichuang"
)

// Code is what an administrator gives to whoever enrols a terminal: a secret that
// works once, and the beginning of the digest of the centre's authority, so that
// the terminal knows at the first contact that it speaks with the right centre.
//
// It is 35 characters in groups of five, without those that are taken for others:
// 15 of the secret (75 bits), 16 of the digest (80 bits) and 4 to check the rest.
type Code struct {
	Secret string
	Print  string
}

const (
	codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeSecret   = 15
	codePrint    = 16
	codeCheck    = 4
	codeLength   = codeSecret + codePrint + codeCheck
)

// NewCode makes a code for a centre whose authority has this digest.
func NewCode(print [sha256.Size]byte) Code {
	var raw [codeSecret]byte
	_, _ = rand.Read(raw[:]) // never fails
	var secret strings.Builder
	for _, b := range raw {
		secret.WriteByte(codeAlphabet[b%32])
	}
	return Code{Secret: secret.String(), Print: codeText(print[:], codePrint)}
}

// String writes the code for people.
func (c Code) String() string {
	text := c.Secret + c.Print
	text += codeText(checksum(text), codeCheck)
	var groups []string
	for ; len(text) > 5; text = text[5:] {
		groups = append(groups, text[:5])
	}
	return strings.Join(append(groups, text), "-")
}

// Fits reports whether an authority is the one that the code speaks of.
func (c Code) Fits(print [sha256.Size]byte) bool { return c.Print == codeText(print[:], codePrint) }

// ParseCode reads a code as people give it: with spaces or dashes, in any case,
// with O for 0 and I or L for 1. Invalid is returned for one that was not copied
// right.
func ParseCode(text string) (Code, error) {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r == '-' || r == ' ' || r == '\t' || r == '\n':
			return -1
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		}
		switch r {
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		}
		return r
	}, text)
	if len(plain) != codeLength || strings.Trim(plain, codeAlphabet) != "" {
		return Code{}, &yichuang.Error{Code: yichuang.Invalid, Message: "登记码应为35位数字和字母，现在不是", Hint: "请逐组核对管理员给的登记码"}
	}
	c := Code{Secret: plain[:codeSecret], Print: plain[codeSecret : codeSecret+codePrint]}
	if codeText(checksum(plain[:codeSecret+codePrint]), codeCheck) != plain[codeSecret+codePrint:] {
		return Code{}, &yichuang.Error{Code: yichuang.Invalid, Message: "登记码抄错了一位", Hint: "请逐组核对管理员给的登记码"}
	}
	return c, nil
}

func checksum(text string) []byte {
	sum := sha256.Sum256([]byte("yichuang code:" + text))
	return sum[:]
}

// codeText writes the first 5n bits as n characters.
func codeText(raw []byte, n int) string {
	var b strings.Builder
	for i := range n {
		bit := i * 5
		value := uint16(raw[bit/8]) << 8
		if bit/8+1 < len(raw) {
			value |= uint16(raw[bit/8+1])
		}
		b.WriteByte(codeAlphabet[value>>(11-bit%8)&31])
	}
	return b.String()
}
