package finder

import "slices"

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
		spans, h.Via = s.explain(r.entry, spans)
		if len(spans) > from {
			h.Spans = tidy(spans[from:])
			spans = spans[:from+len(h.Spans)]
		}
	}
	return hits
}

// explain appends what the query covers of the name of entry i, and says by
// which other text it was found.
func (s *scratch) explain(i int, spans []Span) ([]Span, string) {
	if len(s.terms) > 1 && s.joined.found[i].score > 0 {
		return s.joined.cover(s.d, i, spans)
	}
	via := ""
	for _, t := range s.terms {
		var by string
		spans, by = t.cover(s.d, i, spans)
		if via == "" {
			via = by
		}
	}
	return spans, via
}

// cover appends what t covers of the name of entry i, and returns what else it
// was found by.
func (t *term) cover(d *data, i int, spans []Span) ([]Span, string) {
	m := &t.found[i]
	if m.score == 0 || m.text == noText {
		return spans, ""
	}
	x := &d.texts[m.text]
	if x.kind == anAlias {
		return spans, x.via
	}
	places := d.places[x.first : x.first+uint32(x.n)]
	if m.how == scattered {
		for _, g := range t.trace(d.of(x)) {
			spans = append(spans, Span{int(places[g].start), int(places[g].end)})
		}
		return spans, x.via
	}
	for _, p := range places[m.from:m.to] {
		spans = append(spans, Span{int(p.start), int(p.end)})
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
