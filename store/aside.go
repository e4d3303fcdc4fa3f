package store

import (
	"context"
	"fmt"

	"yichuang"
)

// A centre that was put back is offered everything again, but it cannot always take
// it: the author died with events that nobody has whole. Steps of other terminals that
// have no place in the end are set aside, so that a case here is the centre's again.
// They stay in the file, without a place in their case, and are offered once more
// whenever the engine starts.

// asideBelow is where the places of what is set aside begin; between it and 0 lie those
// of events that are being moved.
const asideBelow = -1 << 40

// The keys of meta that save looking through all events for what is seldom there.
const (
	strayKey = "stray" // events lost their places, and it was not looked yet what became of them
	asideKey = "aside" // some were set aside
)

// SetAside takes out of their cases the events of other terminals which the centre had
// placed before it was put back and does not have now, and reports whether there were
// any. It belongs to where everything was offered, and everything new is here.
func (s *Store) SetAside(ctx context.Context) (some bool, err error) {
	if mark, err := s.metaValue(ctx, strayKey); err != nil || mark == nil {
		return false, s.fault(err)
	}
	ids, err := caseIDs(ctx, s.read, "SELECT DISTINCT case_id FROM events WHERE pos IS NULL AND was IS NOT NULL AND n > 0 AND terminal NOT IN (SELECT terminal FROM authors)")
	if err != nil {
		return false, s.fault(err)
	}
	for _, id := range ids { // each by itself, for a key may be waiting
		err := s.regroup(ctx, func(t *tx) error {
			err := t.leaveOut(id, func(e *yichuang.Event) bool { return e.Pos == 0 && !t.mine(e.Terminal) }, true)
			if err == nil {
				_, err = t.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, x'01')", asideKey)
			}
			return err
		})
		if err != nil {
			return false, err
		}
	}
	return len(ids) > 0, s.update(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM meta WHERE key = ?", strayKey)
		return err
	})
}

// OfferAside has what was set aside offered to the centre again.
func (s *Store) OfferAside(ctx context.Context) error {
	if mark, err := s.metaValue(ctx, asideKey); err != nil || mark == nil {
		return s.fault(err)
	}
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE link SET offering = 1, offered = 0")
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
		ids, err := caseIDs(ctx, t.write.conn, "SELECT DISTINCT case_id FROM events WHERE terminal = ? AND seq >= ? AND pos IS NULL", string(p.Terminal), p.Seq)
		for _, id := range ids {
			if err == nil {
				err = t.leaveOut(id, func(e *yichuang.Event) bool { return e.Pos == 0 && e.Terminal == p.Terminal && e.Seq >= p.Seq }, false)
			}
		}
		return err
	})
}

// regroup is a transaction that changes which events make up a case: what was folded
// before does not hold any more, here and in other processes.
func (s *Store) regroup(ctx context.Context, f func(*tx) error) error {
	return s.update(ctx, func(t *tx) error {
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

func caseIDs(ctx context.Context, q querier, query string, args ...any) (ids []int64, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
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
