package finder

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"yichuang"
)

// scratch is what one search works with. It is used again by later ones, so
// that a keystroke leaves next to nothing behind for the garbage collector.
type scratch struct {
	ix      *Index
	d       *data
	used    func(yichuang.ItemID) int
	terms   []*term // the terms of the query; spare ones behind len
	joined  term    // all terms as one, when there are several
	best    ranking
	listed  []uint64 // bit set of the entries in best
	folded  []rune
	chars   []rune
	walker  walker
	strayer strayer
}

func (s *scratch) begin(ix *Index, limit int, used func(yichuang.ItemID) int) {
	s.ix, s.d, s.used = ix, ix.data, used
	s.walker.data, s.strayer.data = ix.data, ix.data
	s.best.reset(limit)
	s.listed = resize(s.listed, (len(ix.entries)+63)/64)
}

// end lets go of what the caller gave.
func (s *scratch) end() { s.used = nil }

// resize returns a slice of n zeros, in the memory of old where that suffices.
func resize[T any](old []T, n int) []T {
	old = slices.Grow(old[:0], n)[:n]
	clear(old)
	return old
}

// maxTerms is how many terms of a query are heeded.
const maxTerms = 8

// parse makes the query's terms and reports whether there are any.
func (s *scratch) parse(query string) bool {
	s.terms, s.folded = s.terms[:0], s.folded[:0]
	for word := range strings.FieldsFuncSeq(query, unicode.IsSpace) {
		s.chars = appendCounting(s.chars[:0], word)
		if len(s.chars) == 0 {
			continue
		}
		if len(s.terms) == maxTerms {
			break
		}
		s.folded = append(s.folded, s.chars...)
		t := s.addTerm()
		t.set(s.chars, s.d)
		t.setCode(word)
	}
	if len(s.terms) > 1 {
		s.joined.set(s.folded, s.d)
	}
	return len(s.terms) > 0
}

// addTerm lengthens s.terms by a term, a spare one when there is any.
func (s *scratch) addTerm() *term {
	n := len(s.terms)
	if n < cap(s.terms) && s.terms[:n+1][n] != nil {
		s.terms = s.terms[:n+1]
	} else {
		s.terms = append(s.terms, new(term))
	}
	return s.terms[n]
}

func appendCounting(chars []rune, word string) []rune {
	for _, r := range word {
		if r = fold(r); counts(r) {
			chars = append(chars, r)
		}
	}
	return chars
}

// mayMiss reports whether the query is long enough to be taken for another.
func (s *scratch) mayMiss() bool {
	n := 0
	for _, t := range s.terms {
		n += len(t.chars) + bits.OnesCount64(t.han)
	}
	return n >= 4
}

// collect finds all terms in the manner and adds the entries that have them all
// to the ranking, but for those that it holds already.
func (s *scratch) collect(how manner) {
	for _, r := range s.best.items {
		s.listed[r.entry/64] |= 1 << (r.entry % 64)
	}
	for _, t := range s.terms {
		s.scan(t, how)
	}
	if how == contiguously && len(s.terms) > 1 {
		s.scan(&s.joined, how)
	}
	for i := range s.ix.entries {
		score := s.rate(i, how)
		if score == 0 || s.listed[i/64]>>(i%64)&1 != 0 || !s.best.admits(score+maxForUse) {
			continue
		}
		s.best.add(ranked{score + forUse(s.used(s.ix.entries[i].ID)), i})
	}
}

// scan finds one term in the manner.
func (s *scratch) scan(t *term, how manner) {
	switch how {
	case contiguously:
		s.walker.t = t
		s.walker.contiguous()
		if t.isCode {
			t.codes(s.ix.entries, how)
		}
	case scattered:
		t.scattered(s.d)
		if len(t.code) > 0 {
			t.codes(s.ix.entries, how)
		}
		if t.meansOffice(len(s.terms)) {
			t.inOffices(s.d)
		}
	case nearly:
		t.listen(s.d.alphabet)
		s.strayer.t = t
		s.strayer.near()
	}
}

// rate returns how well entry i fits the query, 0 when it does not.
func (s *scratch) rate(i int, how manner) int {
	sum := 0
	for _, t := range s.terms {
		score := int(t.found[i].score)
		if score == 0 {
			return 0
		}
		sum += score
	}
	score := sum / len(s.terms)
	switch {
	case how != contiguously:
		score = min(score, maxScattered)
	case len(s.terms) > 1:
		score = max(score, int(s.joined.found[i].score))
	}
	return score
}

// mostUsed answers the empty query.
func (s *scratch) mostUsed() []Hit {
	for i := range s.ix.entries {
		s.best.add(ranked{max(s.used(s.ix.entries[i].ID), 0), i})
	}
	return s.hits()
}
