package finder

import (
	"strings"
	"unicode"
)

// setCode keeps word as a code when it can be one: item codes and identifiers
// are ASCII. With a digit or a hyphen it can hardly be pinyin.
func (t *term) setCode(word string) {
	t.code, t.isCode = t.code[:0], false
	for _, r := range word {
		if r = unicode.ToUpper(fold(r)); r > unicode.MaxASCII {
			t.code, t.isCode = t.code[:0], false
			return
		}
		t.code = append(t.code, byte(r))
		t.isCode = t.isCode || r >= '0' && r <= '9' || r == '-'
	}
	if len(t.code) < 2 || len(t.code) < 3 && !t.isCode {
		t.code, t.isCode = t.code[:0], false
	}
}

// codes finds t in the codes and identifiers of entries.
func (t *term) codes(entries []Entry, how manner) {
	for i := range entries {
		score := t.inCodes(&entries[i], how)
		if found := &t.found[i]; score > int(found.score) {
			*found = match{score: int32(score), text: noText}
		}
	}
}

// inCodes rates t as the beginning of an item's code or identifier. A code of 33
// characters, which names a case of the item (业务办理项), finds the item too. A
// part of a code and letters that begin an identifier are looked for only when
// there is room for poorer finds.
func (t *term) inCodes(e *Entry, how manner) int {
	id := string(e.ID)
	switch {
	case equalFold(e.Code, t.code), equalFold(id, t.code):
		return scoreWhole
	case t.isCode && (hasPrefixFold(e.Code, t.code) || hasPrefixFold(id, t.code)):
		return scorePrefixCode
	case len(e.Code) >= 12 && len(t.code) > len(e.Code) && equalFold(e.Code, t.code[:len(e.Code)]):
		return scorePrefixCode
	case how == contiguously:
		return 0
	case t.isCode && len(t.code) >= 6 && strings.Contains(e.Code, string(t.code)):
		return scorePartCode
	case hasPrefixFold(id, t.code):
		return scoreOffice
	}
	return 0
}

// equalFold reports whether s is code, which is in capitals, in any case.
func equalFold(s string, code []byte) bool { return len(s) == len(code) && hasPrefixFold(s, code) }

func hasPrefixFold(s string, code []byte) bool {
	if len(s) < len(code) {
		return false
	}
	for i, c := range code {
		if b := s[i]; b != c && (b < 'a' || b > 'z' || b-'a'+'A' != c) {
			return false
		}
	}
	return true
}

// meansOffice reports whether t, one of so many terms, is long enough to ask for
// a department: each has dozens of items.
func (t *term) meansOffice(terms int) bool {
	return len(t.chars) >= 4 || len(t.chars) >= 2 && (t.han != 0 || terms > 1)
}

// inOffices finds t in the departments, where the walk over all texts met them.
func (t *term) inOffices(d *data) {
	for i, office := range d.officeOf {
		if found := &t.found[i]; office >= 0 && t.offices[office] && found.score == 0 {
			*found = match{score: scoreOffice, text: noText}
		}
	}
}
