package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"yichuang"
)

const insertEvent = `INSERT INTO events (case_id, n, terminal, seq, base, at, skew, by, kind, body)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const selectEvents = `SELECT e.case_id, n.number, e.n, e.terminal, e.seq, e.base, e.at, e.skew, e.by, e.kind, e.body
	FROM events e JOIN numbers n ON n.id = e.case_id `

// encode seals the body of an event. The body it leaves in e is the one read
// back from what is to be written, so that what is folded now and what is folded
// tomorrow are the same, and nothing of the caller's is kept.
func (t *tx) encode(e *yichuang.Event, n int) (sealed []byte, err error) {
	raw, err := yichuang.EncodeBody(e.Body)
	if err != nil {
		return nil, err
	}
	if e.Body, err = readBack(e.Body, raw); err != nil {
		return nil, err
	}
	return t.vault.Seal(raw, eventContext(e.Case, n))
}

// readBack is DecodeBody of what body was written as. For the one kind that comes
// with every keystroke it copies, which gives the same in a tenth of the time,
// unless writing had to repair a text.
func readBack(body yichuang.Body, raw []byte) (yichuang.Body, error) {
	judged, ok := body.(*yichuang.PointsJudged)
	if !ok || bytes.Contains(raw, []byte(`\ufffd`)) {
		return yichuang.DecodeBody(body.Kind(), raw)
	}
	b := *judged
	b.Points, b.Second = slices.Clone(b.Points), cloned(b.Second)
	return &b, nil
}

func (t *tx) insert(id int64, n int, e *yichuang.Event, sealed []byte) error {
	_, err := t.exec(insertEvent, id, n, string(e.Terminal), e.Seq, e.Base,
		e.At.UnixNano(), int64(e.Skew), string(e.By), string(e.Body.Kind()), sealed)
	return err
}

// history reads the events of one case in order.
func (s *Store) history(ctx context.Context, q querier, id int64) ([]yichuang.Event, error) {
	rows, err := q.QueryContext(ctx, selectEvents+"WHERE e.case_id = ? ORDER BY e.n", id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var events []yichuang.Event
	for rows.Next() {
		_, n, e, err := s.scanEvent(rows)
		if err != nil {
			return nil, err
		}
		if n != len(events)+1 {
			return nil, damaged(s.path, fmt.Errorf("case %s: event %d where %d belongs", e.Case, n, len(events)+1))
		}
		events = append(events, e)
	}
	return events, rows.Err()
}

// scanEvent reads a row of selectEvents.
func (s *Store) scanEvent(rows *sql.Rows) (id int64, n int, e yichuang.Event, err error) {
	var at, skew int64
	var kind yichuang.EventKind
	var sealed []byte
	if err = rows.Scan(&id, &e.Case, &n, &e.Terminal, &e.Seq, &e.Base, &at, &skew, &e.By, &kind, &sealed); err != nil {
		return id, n, e, err
	}
	e.At, e.Skew = moment(at), time.Duration(skew)
	raw, err := s.vault.Open(sealed, eventContext(e.Case, n))
	if err == nil {
		e.Body, err = yichuang.DecodeBody(kind, raw)
	}
	return id, n, e, err
}
