package store

import (
	"context"
	"database/sql"
	"fmt"

	"yichuang"
)

// Rebuild makes the projections again from the events, in one transaction, and
// returns the number of cases. Damaged is returned for events that cannot be
// read or do not follow; the projections then stay as they were.
func (s *Store) Rebuild(ctx context.Context) (n int, err error) {
	err = s.roomy(ctx, func(t *tx) error {
		n = 0
		for _, table := range []string{"case_terms", "cases", "usage", "refusals", "approvals", "urges", "figures", "originals"} {
			if _, err := t.exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		return t.eachFolded(t.ctx, t.write.conn, func(fc foldedCase) error {
			n++
			_, err := t.project(foldedCase{id: fc.id, c: new(yichuang.Case)}, fc.c)
			return err
		})
	})
	return n, err
}

// projected makes the projections of a file anew that an older program projected.
func (s *Store) projected(ctx context.Context) error {
	version, err := scanInt(ctx, s.read, "SELECT projected FROM link")
	if err != nil || version >= projections {
		return err
	}
	if some, err := scanInt(ctx, s.read, "SELECT EXISTS (SELECT 1 FROM cases)"); err != nil {
		return err
	} else if some == 1 {
		if _, err := s.Rebuild(ctx); err != nil {
			return err
		}
	}
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE link SET projected = ?", projections)
		return err
	})
}

// eachFolded folds every case in the order of its number row.
func (s *Store) eachFolded(ctx context.Context, q querier, f func(foldedCase) error) error {
	return s.foldWhere(ctx, q, new(condition), f)
}

// foldWhere is eachFolded for the cases whose events e fulfil a condition.
func (s *Store) foldWhere(ctx context.Context, q querier, where *condition, f func(foldedCase) error) error {
	where.and("e.n > 0")
	rows, err := q.QueryContext(ctx, selectEvents+where.where()+" ORDER BY e.case_id, e.n", where.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	fc := foldedCase{c: new(yichuang.Case)}
	for rows.Next() {
		id, n, e, err := s.scanEvent(rows)
		if err != nil {
			return err
		}
		if id != fc.id {
			if err := closeCase(fc, f); err != nil {
				return err
			}
			fc = foldedCase{id: id, c: new(yichuang.Case)}
		}
		if n != fc.c.Events+1 {
			return damaged(s.path, fmt.Errorf("case %s: event %d where %d belongs", e.Case, n, fc.c.Events+1))
		}
		if err := fc.c.Take(e); err != nil {
			return s.unfoldable(e, err)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return closeCase(fc, f)
}

// closeCase hands over a case whose events are through.
func closeCase(fc foldedCase, f func(foldedCase) error) error {
	if fc.id == 0 {
		return nil
	}
	return f(folded(fc.id, fc.c))
}

// scanInt reads one number.
func scanInt(ctx context.Context, q querier, query string, args ...any) (n int64, err error) {
	var v sql.NullInt64
	err = q.QueryRowContext(ctx, query, args...).Scan(&v)
	return v.Int64, err
}
