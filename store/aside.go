package store

import (
	"context"
	"fmt"

	"yichuang"
)

// A centre that was put back is offered everything again, but it cannot always take
// it: the author died with events that nobody has whole. Steps of other terminals that
// have no place in the end are set aside, so that a case here is the centre's again.
// They stay in the file, without a place in their case, and are offered once more whenever the engine starts.

// asideBelow is where the places of what is set aside begin; between it and 0 lie those
// of events that are being moved.
const asideBelow = -1 << 40

// SetAside takes out of their cases the events of other terminals which the centre had
// placed before it was put back and does not have now, and reports whether there were
// any. It belongs to where everything was offered, and everything new is here.
func (s *Store) SetAside(ctx context.Context) (some bool, err error) {
	const strays = "FROM events WHERE pos IS NULL AND was IS NOT NULL AND n > 0 AND terminal NOT IN (SELECT terminal FROM authors)"
	if n, err := scanInt(ctx, s.read, "SELECT count(*) "+strays); err != nil || n == 0 {
		return false, s.fault(err)
	}
	err = s.regroup(ctx, func(t *tx) error {
		return t.eachCase("SELECT DISTINCT case_id "+strays, nil, func(id int64) error {
			return t.leaveOut(id, func(e *yichuang.Event) bool { return e.Pos == 0 && !t.mine(e.Terminal) }, true)
		})
	})
	return true, err
}

// OfferAside has what was set aside offered to the centre again.
func (s *Store) OfferAside(ctx context.Context) error {
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE link SET offering = 1, offered = 0 WHERE EXISTS (SELECT 1 FROM events WHERE pos IS NULL AND was IS NOT NULL AND n < 0)")
		return err
	})
}

// parted is the failure of taking in an event that is here with another content, or in
// another case. Of an author of this file it ends as Forked.
type parted struct{ yichuang.EventID }

func (p parted) Error() string {
	return fmt.Sprintf("the centre has another event %s/%d", p.Terminal, p.Seq)
}

// partWith drops what is here of another terminal from an event on, without a place:
// two machines worked under its identity, and after the centre was put back it has
// what the other one did.
func (s *Store) partWith(ctx context.Context, p parted) error {
	return s.regroup(ctx, func(t *tx) error {
		return t.eachCase("SELECT DISTINCT case_id FROM events WHERE terminal = ? AND seq >= ? AND pos IS NULL", []any{string(p.Terminal), p.Seq}, func(id int64) error {
			return t.leaveOut(id, func(e *yichuang.Event) bool { return e.Pos == 0 && e.Terminal == p.Terminal && e.Seq >= p.Seq }, false)
		})
	})
}

// regroup is a transaction that changes which events make up a case: what was folded
// before does not hold any more, here and in other processes.
func (s *Store) regroup(ctx context.Context, f func(*tx) error) error {
	return s.roomy(ctx, func(t *tx) error {
		if err := t.begin(); err != nil {
			return err
		}
		t.generation++
		if _, err := t.exec("UPDATE link SET generation = ?", t.generation); err != nil {
			return err
		}
		return f(t)
	})
}

func (t *tx) eachCase(query string, args []any, f func(id int64) error) error {
	rows, err := t.write.conn.QueryContext(t.ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, id := range ids {
		if err := f(id); err != nil {
			return err
		}
	}
	return nil
}

// leaveOut takes events out of a case, keeping them below 0 or not at all, and folds
// it anew.
func (t *tx) leaveOut(id int64, out func(*yichuang.Event) bool, keep bool) error {
	events, err := t.history(t.ctx, t.write.conn, id)
	if err != nil || len(events) == 0 {
		return err
	}
	before := listed(id, events)
	var rest []yichuang.Event
	for i := range events {
		e := &events[i]
		switch {
		case !out(e):
			rest = append(rest, *e)
			_, err = t.exec("UPDATE events SET n = ? WHERE terminal = ? AND seq = ?", len(rest), string(e.Terminal), e.Seq)
		case keep:
			_, err = t.exec("UPDATE events SET n = min((SELECT min(n) FROM events WHERE case_id = ?1), ?2) - 1 WHERE terminal = ?3 AND seq = ?4", id, asideBelow, string(e.Terminal), e.Seq)
		default:
			_, err = t.exec("DELETE FROM events WHERE terminal = ? AND seq = ?", string(e.Terminal), e.Seq)
		}
		if err != nil {
			return err
		}
	}
	t.folded.drop(events[0].Case)
	if _, err := t.project(before, listed(id, rest).c); err != nil {
		return err
	}
	return t.forgetEmpty(id)
}

// forgetEmpty forgets a number that has no events any more.
func (t *tx) forgetEmpty(id int64) error {
	_, err := t.exec("DELETE FROM numbers WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM events WHERE case_id = ?1)", id)
	return err
}
