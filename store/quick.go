package store

import (
	"context"

	"yichuang"
)

// quick is Append for the step that comes with nearly every keystroke: one fact
// about a case still folded in memory, which changes no projection. That is one
// INSERT, a transaction by itself, and no reading. ok is false, and nothing has
// been written, when Append must go the whole way: also when another process has
// gone on and the event meets one that is there already, by its sequence number
// or by its place in the case, or taken in something of the centre's, and when the
// step is refused, because memory may be behind the file.
func (s *Store) quick(ctx context.Context, by yichuang.UserID, number yichuang.CaseNumber, base int, body yichuang.Body) (c *yichuang.Case, ok bool) {
	if s.write == nil || ctx.Err() != nil {
		return nil, false
	}
	s.write.mu.Lock()
	defer s.write.mu.Unlock()
	fc, known := s.folded.get(number)
	if !known || base < 0 || base > fc.c.Seen() || fc.c.Held > 0 || fc.stray {
		return nil, false
	}
	t := &tx{Store: s, ctx: context.WithoutCancel(ctx), at: s.now(), tail: s.folded.last(), numbered: true}
	r, err := t.encode(t.event(by, number, base, body))
	if err != nil {
		return nil, false
	}
	next := foldedCase{id: fc.id, c: fc.c.Clone()}
	if next.c.Apply(r.Event) != nil || !sameApplicant(fc.c.Applicant, next.c.Applicant) || len(next.c.Unsettled) != len(fc.c.Unsettled) {
		return nil, false
	}
	if next.row = rowOf(next.c, fc.row.summary); next.row != fc.row {
		return nil, false
	}
	if ok, err := t.insert(next.id, next.c.Events, &r); err != nil || !ok {
		return nil, false
	}
	t.seq, t.head = r.Seq, r.hash
	t.fresh = map[yichuang.CaseNumber]foldedCase{number: next}
	s.folded.remember(t)
	return next.c.Clone(), true
}
