package store

import (
	"context"
	"time"

	"yichuang"
)

// Link returns how far this terminal is with its centre.
func (s *Store) Link(ctx context.Context) (l yichuang.Link, err error) {
	var contact int64
	err = s.read.QueryRowContext(ctx, `SELECT incarnation, began, cursor, scope, loading, loaded, offering, offered, reference, skew, contact FROM link`).
		Scan(&l.Incarnation, &l.Began, &l.Cursor, &l.Scope, &l.Loading, &l.Loaded, &l.Offering, &l.Offered, &l.Reference, &l.Skew, &contact)
	if contact != 0 {
		l.Contact = moment(contact)
	}
	return l, s.fault(err)
}

// Met keeps what a contact with the centre showed: how far this machine's clock
// is ahead, which new events state from now on, and when that was.
func (s *Store) Met(ctx context.Context, skew time.Duration, at time.Time) error {
	return s.update(ctx, func(t *tx) error {
		if err := t.begin(); err != nil {
			return err
		}
		t.skew = skew
		_, err := t.exec("UPDATE link SET skew = ?, contact = ?", int64(skew), at.UnixNano())
		return err
	})
}

// Begin has a terminal that has nothing of its centre yet go on from a position, in
// place of the whole history; the open cases at that position are loaded next. heads
// says what the centre has of each author: a file that has met its centre before, or
// of which the centre has events already, needs all that came after them and begins
// where it is.
func (s *Store) Begin(ctx context.Context, position int64, heads map[yichuang.TerminalID]int64) error {
	for _, author := range s.Authors() {
		if heads[author] > 0 {
			return nil
		}
	}
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE link SET cursor = ? WHERE cursor = 0 AND loaded = ''
			AND NOT EXISTS (SELECT 1 FROM events WHERE pos IS NOT NULL OR was IS NOT NULL)`, position)
		return err
	})
}

// Loaded notes how far the first load of the open cases has come. scope is what
// the centre lets this terminal see.
func (s *Store) Loaded(ctx context.Context, upTo yichuang.CaseNumber, scope string, done bool) error {
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE link SET loaded = ?, scope = ?, loading = ?", string(upTo), scope, !done)
		return err
	})
}

// Reload has the open cases loaded anew: the centre lets this terminal see
// something else, or the counts of both sides do not agree.
func (s *Store) Reload(ctx context.Context) error {
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE link SET loading = 1, loaded = ''")
		return err
	})
}

// Rewind is the answer to a centre that was restored to an older state: what it
// had placed behind the position since has no place any more and is to be offered
// again; so is whatever else it may lack, items and scans, and what it publishes is
// fetched anew. heads says what the centre has of this file's authors.
func (s *Store) Rewind(ctx context.Context, incarnation string, since int64, heads map[yichuang.TerminalID]int64) error {
	err := s.roomy(ctx, func(t *tx) error {
		if err := t.begin(); err != nil {
			return err
		}
		t.generation++
		for _, step := range []struct {
			query string
			args  []any
		}{
			{"UPDATE events SET was = pos, pos = NULL WHERE pos > ?", []any{since}},
			{"INSERT OR REPLACE INTO meta (key, value) VALUES (?, x'01')", []any{strayKey}},
			{"UPDATE items SET centre = 0", nil},
			{"UPDATE scans SET state = ? WHERE state = ?", []any{string(yichuang.ScanUnsent), string(yichuang.ScanSent)}},
			// An offer that was under way goes on from where it is, if that is lower: those
			// places are of an incarnation before.
			{`UPDATE link SET generation = ?1, incarnation = ?2, began = min(began, ?3), cursor = min(cursor, ?3), reference = 0,
				offered = CASE WHEN offering = 1 THEN min(offered, ?3) ELSE ?3 END, offering = 1`, []any{t.generation, incarnation, since}},
		} {
			if _, err := t.exec(step.query, step.args...); err != nil {
				return err
			}
		}
		for _, author := range t.Authors() {
			// Never more than was known: that the centre has more of an author proves
			// nothing of what is here until the chains were compared.
			if _, err := t.exec("UPDATE authors SET acked = min(acked, ?) WHERE terminal = ?", heads[author], string(author)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.folded.forget() // how much of each case has a place is not what it was
	}
	return err
}

// Joined notes which incarnation of its centre this terminal has met first.
func (s *Store) Joined(ctx context.Context, incarnation string, began int64) error {
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE link SET incarnation = ?, began = ?", incarnation, began)
		return err
	})
}

// Offered notes how far a restored centre was offered what it lacks.
func (s *Store) Offered(ctx context.Context, upTo int64, done bool) error {
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE link SET offered = ?, offering = ?", upTo, !done)
		return err
	})
}

// OpenCases counts the cases that are not ended, of the departments that a scope
// names in JSON and those in which they have a part, or all when it is empty.
func (s *Store) OpenCases(ctx context.Context, scope string) (int64, error) {
	where := new(condition)
	var open []yichuang.Stage
	for _, stage := range yichuang.Stages {
		if !stage.Ended() {
			open = append(open, stage)
		}
	}
	where.stages(open)
	if scope != "" {
		where.and("(c.department IN (SELECT value FROM json_each(?)) OR EXISTS (SELECT 1 FROM approvals a WHERE a.case_id = c.id AND a.department IN (SELECT value FROM json_each(?))))", scope, scope)
	}
	n, err := scanInt(ctx, s.read, "SELECT count(*) FROM cases c"+where.where(), where.args...)
	return n, s.fault(err)
}
