package yichuang

import (
	"strings"
	"unicode"
)

// Masked writes the number for papers and screens that others may read: of a
// resident number the birth date is hidden, of any other all but the ends.
func (id Identity) Masked() string {
	n := []rune(NormalizeID(id.Kind, id.Number))
	switch {
	case len(n) >= 15:
		return hide(n, 6, len(n)-14)
	case len(n) >= 8:
		return hide(n, 2, 2)
	}
	return hide(n, min(1, len(n)/2), 0)
}

// hide keeps head and tail characters of s and puts stars between them.
func hide(s []rune, head, tail int) string {
	tail = min(max(tail, 0), 4)
	stars := max(len(s)-head-tail, 0)
	return string(s[:head]) + strings.Repeat("*", stars) + string(s[head+stars:])
}

// MaskName hides the middle of a person's name: 张*, 张*丰, 阿**格.
func MaskName(name string) string {
	rs := []rune(CleanLine(name))
	switch len(rs) {
	case 0:
		return ""
	case 1:
		return "*"
	case 2:
		return hide(rs, 1, 0)
	}
	return hide(rs, 1, 1)
}

// MaskPhone keeps the last four digits of a telephone number and hides up to
// four before them: 138****5678, 0477-***1234. A shorter one keeps two.
func MaskPhone(phone string) string {
	rs := []rune(CleanLine(phone))
	keep := 4
	if len(rs) < 7 {
		keep = min(2, len(rs)/2)
	}
	for i, hidden := len(rs)-keep-1, 0; i >= 0 && hidden < 4 && unicode.IsDigit(rs[i]); i-- {
		rs[i] = '*'
		hidden++
	}
	return string(rs)
}
