package finder

import "unicode"

// fold makes characters that are the same to a reader the same to the machine:
// full-width forms become ASCII, capitals small, ü becomes v as on a keyboard.
func fold(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z':
		return r
	case r >= '！' && r <= '～':
		r -= '！' - '!'
	case r == '\u3000':
		return ' '
	}
	r = unicode.ToLower(r)
	if r == 'ü' {
		return 'v'
	}
	return r
}

// counts reports whether a folded character takes part in a search. Brackets,
// dots and commas do not.
func counts(r rune) bool {
	return isLatin(r) || r >= '0' && r <= '9' || r > unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' }

// mark returns the bit that stands for r in a mask: 26 bits for the letters, and
// the remaining 38 shared by all other characters. A text whose mask lacks a bit
// of the query's cannot contain the query.
func mark(r rune) uint64 {
	if isLatin(r) {
		return 1 << (r - 'a')
	}
	return 1 << (26 + uint32(r)%38)
}
