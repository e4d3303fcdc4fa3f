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
	like     [][]string          // by syllable: how else it may be spelled
	speakers [][]glyphID         // by syllable: the glyphs that have it
	bySound  map[string][]uint16 // spelling to syllables that are or sound like it
}

// confusions are the initials and finals that many speakers do not tell apart.
var (
	confusedInitials = [][2]string{{"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"n", "l"}}
	confusedFinals   = [][2]string{{"ang", "an"}, {"eng", "en"}, {"ing", "in"}, {"ve", "ue"}, {"v", "u"}}
)

func (al *alphabet) hear() *hearing {
	h := &al.ear
	h.once.Do(func() {
		h.speakers = make([][]glyphID, len(al.syllables))
		for id, g := range al.glyphs {
			for _, rd := range g.readings {
				h.speakers[rd.syllable] = append(h.speakers[rd.syllable], glyphID(id))
			}
		}
		h.bySound = make(map[string][]uint16, 4*len(al.syllables))
		for n, s := range al.syllables {
			like := soundsLike(s)
			h.like = append(h.like, like)
			h.bySound[s] = append(h.bySound[s], uint16(n))
			for _, l := range like {
				h.bySound[l] = append(h.bySound[l], uint16(n))
			}
		}
	})
	return h
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

// mayMiss reports whether the query is long enough to be taken for another.
func (s *scratch) mayMiss() bool {
	n := 0
	for i := range s.terms {
		t := &s.terms[i]
		n += len(t.chars) + bits.OnesCount64(t.han)
	}
	return n >= 4
}

// listen prepares the terms for near misses.
func (s *scratch) listen() {
	h := s.d.hear()
	for i := range s.terms {
		s.terms[i].listen(s.d.alphabet, h)
	}
}

func (t *term) listen(al *alphabet, h *hearing) {
	t.sound.reset(len(t.chars), len(al.glyphs))
	t.slips.reset(len(t.chars), len(al.glyphs))
	copy(t.sound.cells, t.moves.cells)
	for i, r := range t.chars {
		if isLatin(r) {
			t.mishear(i, al, h)
		} else {
			t.homophones(i, al, h)
		}
	}
}

// homophones lets glyphs that sound like the character at position i take it:
// the input method offered the wrong one. With enough other characters about it,
// any glyph may, as a slip.
func (t *term) homophones(i int, al *alphabet, h *hearing) {
	if r := t.chars[i]; r < firstIdeograph {
		return
	}
	for _, s := range readingsOf(t.chars[i]) {
		for _, n := range h.bySound[s] {
			for _, id := range h.speakers[n] {
				allow(&t.sound.row(i)[id], 1, costSound)
			}
		}
	}
	if bits.OnesCount64(t.han) >= 4 {
		row := t.slips.row(i)
		for id := range row {
			allow(&row[id], 1, costSlip)
		}
	}
}

// mishear lets glyphs take the letters at position i for what sounds like their
// syllable, and for their syllable mistyped.
func (t *term) mishear(i int, al *alphabet, h *hearing) {
	rest := t.chars[i:]
	for n, s := range al.syllables {
		if s == "" {
			continue
		}
		var sound, slip uint32
		for _, l := range h.like[n] {
			if k := common(l, rest); k == len(l) || k == len(rest) && k >= 2 {
				allow(&sound, k, costSound)
			}
		}
		if len(t.chars) >= 4 {
			mistyped(s, rest, &slip)
		}
		if sound|slip == 0 {
			continue
		}
		for _, id := range h.speakers[n] {
			merge(&t.sound.row(i)[id], sound)
			merge(&t.slips.row(i)[id], slip)
		}
	}
}

// merge allows in cell what other allows.
func merge(cell *uint32, other uint32) {
	for n := 1; other != 0; n, other = n+1, other>>4 {
		if c := other & 15; c != 0 {
			allow(cell, n, int(c)-1)
		}
	}
}

// mistyped enters into cell how many letters of rest are the syllable s with one
// slip: two letters exchanged, one wrong, one missing, one too many.
func mistyped(s string, rest []rune, cell *uint32) {
	n := len(s)
	if n < 2 {
		return
	}
	k := common(s, rest)
	same := func(i, j int) bool { // s[i:] is what stands at rest[j:]
		if len(rest)-j < n-i {
			return false
		}
		return common(s[i:], rest[j:]) == n-i
	}
	if k+1 < n && k+1 < len(rest) && rune(s[k]) == rest[k+1] && rune(s[k+1]) == rest[k] && same(k+2, k+2) {
		allow(cell, n, costSlip)
	}
	if k == 0 {
		return // all else may change any letter but the first
	}
	if n >= 3 && k < n && same(k+1, k+1) {
		allow(cell, n, costSlip+1)
	}
	if n >= 3 && k < n && same(k+1, k) {
		allow(cell, n-1, costSlip)
	}
	if same(k, k+1) {
		allow(cell, n+1, costSlip)
	}
}
