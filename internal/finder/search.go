package finder

import (
	"slices"
	"strings"
	"unicode"

	"yichuang"
)

// scratch is what one search works with. It is used again by later ones, so
// that a keystroke leaves next to nothing behind for the garbage collector.
type scratch struct {
	ix     *Index
	d      *data
	used   func(yichuang.ItemID) int
	terms  []term // the terms of the query; spare ones behind len
	joined term   // all terms as one, when there are several
	best   ranking
	found  []uint64 // bit set of the entries in best
	office []uint64 // bit i: the department has term i
	folded []rune
	chars  []rune
}

func (s *scratch) begin(ix *Index, limit int, used func(yichuang.ItemID) int) {
	s.ix, s.d, s.used = ix, ix.data, used
	s.best.reset(limit)
	s.found = resize(s.found, (len(ix.entries)+63)/64)
}

// end lets go of what the caller gave.
func (s *scratch) end() { s.ix, s.d, s.used = nil, nil, nil }

func resize(words []uint64, n int) []uint64 {
	words = slices.Grow(words[:0], n)[:n]
	clear(words)
	return words
}

// maxTerms is how many terms of a query are heeded.
const maxTerms = 8

// parse makes the query's terms and reports whether there are any.
func (s *scratch) parse(query string) bool {
	s.terms = s.terms[:0]
	s.folded = s.folded[:0]
	for word := range strings.FieldsFuncSeq(query, func(r rune) bool { return unicode.IsSpace(r) }) {
		if len(s.terms) == maxTerms {
			break
		}
		s.chars = appendCounting(s.chars[:0], word)
		if len(s.chars) == 0 {
			continue
		}
		s.folded = append(s.folded, s.chars...)
		s.terms = slices.Grow(s.terms, 1)[:len(s.terms)+1]
		t := &s.terms[len(s.terms)-1]
		t.set(s.chars, s.d.alphabet)
		t.setCode(word)
	}
	if len(s.terms) > 1 {
		s.joined.set(s.folded, s.d.alphabet)
		s.joined.code = s.joined.code[:0]
	}
	return len(s.terms) > 0
}

func appendCounting(chars []rune, word string) []rune {
	for _, r := range word {
		if r = fold(r); counts(r) {
			chars = append(chars, r)
		}
	}
	return chars
}

// collect adds the entries that are found in the manner to the ranking, but for
// those that it holds already.
func (s *scratch) collect(how manner) {
	switch how {
	case scattered:
		for _, r := range s.best.items {
			s.found[r.entry/64] |= 1 << (r.entry % 64)
		}
		s.offices()
	case nearly:
		s.listen()
	}
	for i := range s.ix.entries {
		if how == scattered && s.found[i/64]>>(i%64)&1 != 0 {
			continue
		}
		score := s.rate(i, how)
		if score == 0 || !s.best.admits(score+maxForUse) {
			continue
		}
		s.best.add(ranked{score + forUse(s.used(s.ix.entries[i].ID)), i, how})
	}
}

// rate returns how well entry i fits the query, 0 when it does not.
func (s *scratch) rate(i int, how manner) int {
	sum := 0
	for k := range s.terms {
		m := s.find(k, i, how)
		if m.score == 0 {
			return 0
		}
		sum += m.score
	}
	score := sum / len(s.terms)
	if how == scattered {
		return min(score, maxScattered)
	}
	if how == contiguously && len(s.terms) > 1 {
		score = max(score, s.inTexts(&s.joined, i, how).score)
	}
	return score
}

// find looks for term k in entry i: in its texts, its codes and its department.
// A later manner includes the earlier ones.
func (s *scratch) find(k, i int, how manner) match {
	t := &s.terms[k]
	m := s.inTexts(t, i, how)
	if len(t.code) > 0 {
		if score := t.inCodes(&s.ix.entries[i], how); score > m.score {
			m = match{text: -1, score: score}
		}
	}
	if how == scattered && m.score == 0 {
		if office := s.d.officeOf[i]; office >= 0 && s.office[office]>>k&1 != 0 {
			m = match{text: -1, score: scoreOffice}
		}
	}
	return m
}

// inTexts returns the best match of t in the texts of entry i.
func (s *scratch) inTexts(t *term, i int, how manner) match {
	var best match
	for x := int(s.d.first[i]); x < int(s.d.first[i+1]); x++ {
		margin := 0
		if best.score > 0 && s.d.texts[best.text].kind == aName {
			margin = betterName
		}
		if m := t.inText(s.d, x, how); m.score > best.score+margin {
			best = m
		}
	}
	return best
}

func (t *term) inText(d *data, x int, how manner) match {
	var m match
	if d.marks[x]&t.mark == t.mark {
		if m = t.contiguous(d, x); m.score == 0 && how == scattered {
			m = t.scattered(d, x)
		}
	}
	if m.score == 0 && how == nearly {
		m = t.near(d, x)
	}
	return m
}

// inCodes rates t as the beginning of the item's code or identifier. A longer
// code of 33 characters, that of a case of the item, finds the item too.
func (t *term) inCodes(e *Entry, how manner) int {
	sure := t.looksLikeCode()
	switch {
	case equalFold(t.code, e.Code), equalFold(t.code, string(e.ID)):
		return scoreWhole
	case !sure && how == contiguously:
		return 0
	case sure && (hasPrefixFold(e.Code, t.code) || hasPrefixFold(string(e.ID), t.code)):
		return scorePrefixCode
	case len(e.Code) >= 12 && len(t.code) > len(e.Code) && equalFold(t.code[:len(e.Code)], e.Code):
		return scorePrefixCode
	case how == contiguously:
		return 0
	case sure && len(t.code) >= 6 && strings.Contains(e.Code, string(t.code)):
		return scorePartCode
	case hasPrefixFold(string(e.ID), t.code):
		return scoreOffice
	}
	return 0
}

func equalFold(code []byte, s string) bool {
	return len(code) == len(s) && hasPrefixFold(s, code)
}

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

// offices notes which departments have which terms. A department is found only
// by what is long enough to be meant: each has dozens of items.
func (s *scratch) offices() {
	s.office = resize(s.office, len(s.d.offices))
	for k := range s.terms {
		t := &s.terms[k]
		if len(t.chars) < 2 || t.han == 0 && len(s.terms) == 1 && len(t.chars) < 4 {
			continue
		}
		for i := range s.d.offices {
			ids := s.d.of(&s.d.offices[i])
			for from := range ids {
				if n, _ := t.window(ids[from:]); n > 0 {
					s.office[i] |= 1 << k
					break
				}
			}
		}
	}
}

// mostUsed answers the empty query.
func (s *scratch) mostUsed() []Hit {
	for i := range s.ix.entries {
		s.best.add(ranked{score: max(s.used(s.ix.entries[i].ID), 0), entry: i})
	}
	return s.hits()
}

// hits makes the answer of the ranking.
func (s *scratch) hits() []Hit {
	order := s.best.sorted()
	if len(order) == 0 {
		return nil
	}
	hits := make([]Hit, len(order))
	spans := make([]Span, 0, 2*len(order))
	for i, r := range order {
		h := &hits[i]
		h.ID, h.Entry, h.Score = s.ix.entries[r.entry].ID, r.entry, r.score
		from := len(spans)
		spans, h.Via = s.explain(r, spans)
		if len(spans) > from {
			h.Spans = tidy(spans[from:])
			spans = spans[:from+len(h.Spans)]
		}
	}
	return hits
}

// explain appends what the query covers of the name of a found entry, and says
// by which other text it was found.
func (s *scratch) explain(r ranked, spans []Span) ([]Span, string) {
	if len(s.terms) > 1 && r.how == contiguously {
		if m := s.inTexts(&s.joined, r.entry, r.how); m.score > 0 {
			return s.cover(&s.joined, m, spans)
		}
	}
	via := ""
	for k := range s.terms {
		m := s.find(k, r.entry, r.how)
		if m.score == 0 || m.text < 0 {
			continue
		}
		var by string
		spans, by = s.cover(&s.terms[k], m, spans)
		if via == "" {
			via = by
		}
	}
	return spans, via
}

// cover appends the runs of the name that m takes.
func (s *scratch) cover(t *term, m match, spans []Span) ([]Span, string) {
	x := &s.d.texts[m.text]
	if x.kind == anAlias {
		return spans, x.via
	}
	add := func(glyph int) {
		p := s.d.places[int(x.first)+glyph]
		spans = append(spans, Span{int(p.start), int(p.end)})
	}
	if m.how == scattered {
		for _, g := range t.trace(s.d.of(x)) {
			add(g)
		}
		return spans, x.via
	}
	for g := m.from; g < m.to; g++ {
		add(g)
	}
	return spans, x.via
}

// tidy sorts spans and joins those that touch or overlap, in place.
func tidy(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.Start - b.Start })
	out := spans[:1]
	for _, p := range spans[1:] {
		if last := &out[len(out)-1]; p.Start <= last.End {
			last.End = max(last.End, p.End)
		} else {
			out = append(out, p)
		}
	}
	return out[:len(out):len(out)]
}
