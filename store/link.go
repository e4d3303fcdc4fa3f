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

// Loaded notes how far the first load of the open cases has come. scope is what
// the centre lets this terminal see. cursor is the position from which a terminal
// that has pulled nothing yet goes on; that of the first page counts, because what
// happened since comes again.
func (s *Store) Loaded(ctx context.Context, upTo yichuang.CaseNumber, scope string, cursor int64, done bool) error {
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE link SET cursor = CASE WHEN cursor = 0 AND loaded = '' THEN ? ELSE cursor END,
			loaded = ?, scope = ?, loading = ?`, cursor, string(upTo), scope, !done)
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
// again, and so is the content of scans, which a backup need not have. heads says what
// the centre has of this file's authors.
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
			{"DELETE FROM wanted", nil}, // they come again, with what the centre has then
			{"UPDATE scans SET state = ? WHERE state = ?", []any{string(yichuang.ScanUnsent), string(yichuang.ScanSent)}},
			{`UPDATE link SET generation = ?, incarnation = ?, began = ?, cursor = min(cursor, ?), offering = 1, offered = ?`,
				[]any{t.generation, incarnation, since, since, since}},
		} {
			if _, err := t.exec(step.query, step.args...); err != nil {
				return err
			}
		}
		for _, author := range t.Authors() {
			if _, err := t.exec("UPDATE authors SET acked = ? WHERE terminal = ?", heads[author], string(author)); err != nil {
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
// names in JSON, by themselves or among others, or of all when it is empty.
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
		where.and("(c.department IN (SELECT value FROM json_each(?)) OR c.id IN (SELECT case_id FROM approvals WHERE department IN (SELECT value FROM json_each(?))))", scope, scope)
	}
	n, err := scanInt(ctx, s.read, "SELECT count(*) FROM cases c"+where.where(), where.args...)
	return n, s.fault(err)
}
