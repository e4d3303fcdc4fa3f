package yichuang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// TextLimit is the longest text, in characters, that a person may enter in one
// field. A finding or a reason of more than a page is a mistake or a paste.
const TextLimit = 2000

// Clean makes text from outside fit for frames and papers: invalid UTF-8 becomes
// U+FFFD, line ends become \n, tabs a space; control and format characters that
// move a cursor or turn writing round are dropped; the rest stays as it is. At
// most TextLimit characters are kept.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(s)
	var b strings.Builder
	n := 0
	for _, r := range s {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029') {
			continue
		}
		if n == TextLimit {
			break
		}
		b.WriteRune(r)
		n++
	}
	return strings.TrimSpace(b.String())
}

// CleanLine is Clean for a field of one line: line ends become spaces.
func CleanLine(s string) string {
	return strings.Join(strings.Fields(Clean(s)), " ")
}

// narrow turns full-width letters, digits and signs into their ordinary forms and
// the ideographic space into a space: input methods in full-width mode type
// １５０６２７ and （Ａ） where numbers are meant.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000':
			return ' '
		}
		return r
	}, s)
}

// compact is narrow without any space, control or format character, in upper
// case: the shape in which codes and numbers are compared.
func compact(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, narrow(strings.ToValidUTF8(s, "\uFFFD")))
	return strings.ToUpper(s)
}

// isDash reports whether r is one of the strokes that keyboards, input methods
// and word processors put between groups of digits.
func isDash(r rune) bool { return strings.ContainsRune("-_‐‑‒–—―−", r) }

// allDigits reports whether s is made of ASCII digits alone; "" is.
func allDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// Clip returns at most n characters of s, with … in place of what was cut.
func Clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:max(n-1, 0)]) + "…"
}
