package finder

import (
	"math/bits"
	"strings"
	"sync"
)

// hearing knows how the syllables of an alphabet sound to those who do not tell
// some initials and finals apart. It is made at the first near miss.
type hearing struct {
	once     sync.Once
	byLetter [26][]heard
	bySound  map[string][]uint16 // spelling to the syllables that are or sound like it
	speakers [][]glyphID         // by syllable: the glyphs that have it
}

// heard is a spelling and the syllable it stands for.
type heard struct {
	spelling string
	syllable uint16
	exact    bool // it is that syllable, and does not only sound like it
}

// confusions are the initials and finals that many speakers do not tell apart.
var (
	confusedInitials = [][2]string{{"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"n", "l"}}
	confusedFinals   = [][2]string{{"ang", "an"}, {"eng", "en"}, {"ing", "in"}, {"v", "u"}}
)

func (al *alphabet) hear() *hearing {
	h := &al.ear
	h.once.Do(func() {
		h.bySound = make(map[string][]uint16, 4*len(al.syllables))
		for n, s := range al.syllables {
			h.add(heard{s, uint16(n), true})
			for _, like := range soundsLike(s) {
				h.add(heard{like, uint16(n), false})
			}
		}
		h.speakers = make([][]glyphID, len(al.syllables))
		for id, g := range al.glyphs {
			for _, rd := range g.readings {
				h.speakers[rd.syllable] = append(h.speakers[rd.syllable], glyphID(id))
			}
		}
	})
	return h
}

func (h *hearing) add(e heard) {
	c := e.spelling[0] - 'a'
	h.byLetter[c] = append(h.byLetter[c], e)
	h.bySound[e.spelling] = append(h.bySound[e.spelling], e.syllable)
}

// soundsLike returns the other spellings of a syllable under the confusions.
func soundsLike(s string) []string {
	heads := []string{s}
	for _, c := range confusedInitials {
		if h, ok := swapPrefix(s, c[0], c[1]); ok {
			heads = append(heads, h)
			break
		}
	}
	var out []string
	for i, h := range heads {
		if i > 0 {
			out = append(out, h)
		}
		for _, c := range confusedFinals {
			if f, ok := swapSuffix(h, c[0], c[1]); ok {
				out = append(out, f)
				break
			}
		}
	}
	return out
}

func swapPrefix(s, a, b string) (string, bool) {
	if rest, ok := strings.CutPrefix(s, a); ok {
		return b + rest, true
	}
	if rest, ok := strings.CutPrefix(s, b); ok {
		return a + rest, true
	}
	return "", false
}

// swapSuffix exchanges finals; a syllable is never a final alone.
func swapSuffix(s, a, b string) (string, bool) {
	if rest, ok := strings.CutSuffix(s, a); ok && rest != "" {
		return rest + b, true
	}
	if rest, ok := strings.CutSuffix(s, b); ok && rest != "" {
		return rest + a, true
	}
	return "", false
}

// listen prepares t for near misses.
func (t *term) listen(al *alphabet) {
	h := al.hear()
	t.sound.reset(len(t.chars), len(al.glyphs))
	t.slips.reset(len(t.chars), len(al.glyphs))
	copy(t.sound.cells, t.moves.cells)
	for i, r := range t.chars {
		switch {
		case isLatin(r):
			t.mishear(i, h)
		case r >= firstIdeograph:
			t.homophones(i, h)
		}
	}
}

// homophones lets glyphs that sound like the character at position i take it:
// the input method offered the wrong one. With enough other characters about it,
// any glyph may, as a slip.
func (t *term) homophones(i int, h *hearing) {
	row := t.sound.row(i)
	for _, s := range readingsOf(t.chars[i]) {
		for _, n := range h.bySound[s] {
			for _, id := range h.speakers[n] {
				allow(&row[id], 1, costSound)
			}
		}
	}
	if bits.OnesCount64(t.han) < 4 {
		return
	}
	row = t.slips.row(i)
	for id := 1; id < len(row); id++ {
		allow(&row[id], 1, costSlip)
	}
}

// mishear lets glyphs take the letters at position i for what sounds like their
// syllable, and for their syllable mistyped.
func (t *term) mishear(i int, h *hearing) {
	rest := t.chars[i:]
	for _, e := range h.byLetter[rest[0]-'a'] {
		k := common(e.spelling, rest)
		var cell uint32
		if !e.exact {
			if k == len(e.spelling) || k == len(rest) && k >= 2 {
				allow(&cell, k, costSound)
				h.grant(&t.sound, i, e.syllable, cell)
			}
			continue
		}
		if len(t.chars) >= 4 {
			if mistyped(e.spelling, rest, k, &cell); cell != 0 {
				h.grant(&t.slips, i, e.syllable, cell)
			}
		}
	}
	if len(t.chars) < 4 || len(rest) < 2 || rest[1] == rest[0] || !isLatin(rest[1]) {
		return
	}
	for _, e := range h.byLetter[rest[1]-'a'] {
		if e.exact && exchanged(e.spelling, rest, 0) {
			var cell uint32
			allow(&cell, len(e.spelling), costSlip)
			h.grant(&t.slips, i, e.syllable, cell)
		}
	}
}

// grant allows at position i of a table, to all glyphs that have a syllable,
// what cell allows.
func (h *hearing) grant(t *table, i int, syllable uint16, cell uint32) {
	row := t.row(i)
	for _, id := range h.speakers[syllable] {
		for n, c := 1, cell; c != 0; n, c = n+1, c>>4 {
			if c&15 != 0 {
				allow(&row[id], n, int(c&15)-1)
			}
		}
	}
}

// mistyped enters into cell how many letters of rest are the syllable s with one
// slip behind the k letters they have in common: two letters exchanged, one
// wrong, one missing, one too many.
func mistyped(s string, rest []rune, k int, cell *uint32) {
	n := len(s)
	if n < 2 {
		return
	}
	if exchanged(s, rest, k) {
		allow(cell, n, costSlip)
	}
	if n >= 3 && k < n && stands(s[k+1:], rest, k+1) {
		allow(cell, n, costSlip+1)
	}
	if n >= 3 && k < n && stands(s[k+1:], rest, k) {
		allow(cell, n-1, costSlip)
	}
	if stands(s[k:], rest, k+1) {
		allow(cell, n+1, costSlip)
	}
}

// exchanged reports whether rest has s with the letters k and k+1 exchanged.
func exchanged(s string, rest []rune, k int) bool {
	return k+1 < len(s) && k+1 < len(rest) && s[k] != s[k+1] &&
		rune(s[k]) == rest[k+1] && rune(s[k+1]) == rest[k] && stands(s[k+2:], rest, k+2)
}

// stands reports whether rest has s at i.
func stands(s string, rest []rune, i int) bool {
	return i <= len(rest) && common(s, rest[i:]) == len(s)
}
