package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"yichuang"
)

// An own event is written only as long as nobody else has taken in what the
// centre said: what was folded in memory would be behind the file.
const insertEvent = `INSERT INTO events (case_id, n, terminal, seq, base, at, skew, by, kind, body, hash)
	SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM link WHERE generation = ?`

const selectEvents = `SELECT e.case_id, n.number, e.n, e.terminal, e.seq, e.base, e.at, e.skew, e.by, e.kind, e.body, e.pos, e.refused
	FROM events e JOIN numbers n ON n.id = e.case_id `

// record is an event of this terminal on its way to the table.
type record struct {
	yichuang.Event
	sealed []byte
	hash   yichuang.ChainHash
}

// encode makes the record of an event. The body it leaves in it is the one read
// back from what is to be written, so that what is folded now and what is folded
// tomorrow are the same, and nothing of the caller's is kept.
func (t *tx) encode(e yichuang.Event) (r record, err error) {
	raw, err := yichuang.EncodeBody(e.Body)
	if err != nil {
		return r, err
	}
	if e.Body, err = readBack(e.Body, raw); err != nil {
		return r, err
	}
	line, err := e.LineWith(raw)
	if err != nil {
		return r, err
	}
	r.Event, r.hash = e, t.head.Next(line)
	r.sealed, err = t.vault.Seal(raw, eventContext(e.Terminal, e.Seq))
	return r, err
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
	b.Points = slices.Clone(b.Points)
	if b.Second != nil {
		second := *b.Second
		b.Second = &second
	}
	return &b, nil
}

// insert writes the n-th event of a case. ok is false when another process has
// taken in something of the centre's meanwhile.
func (t *tx) insert(id int64, n int, r *record) (ok bool, err error) {
	rows, err := t.exec(insertEvent, id, n, string(r.Terminal), r.Seq, r.Base, r.At.UnixNano(), int64(r.Skew),
		string(r.By), string(r.Body.Kind()), r.sealed, r.hash[:], t.generation)
	return rows == 1, err
}

// history reads the events of one case in order.
func (s *Store) history(ctx context.Context, q querier, id int64) ([]yichuang.Event, error) {
	rows, err := q.QueryContext(ctx, selectEvents+"WHERE e.case_id = ? AND e.n > 0 ORDER BY e.n", id)
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
	var pos sql.NullInt64
	var kind yichuang.EventKind
	var sealed, refused []byte
	if err = rows.Scan(&id, &e.Case, &n, &e.Terminal, &e.Seq, &e.Base, &at, &skew, &e.By, &kind, &sealed, &pos, &refused); err != nil {
		return id, n, e, err
	}
	e.At, e.Skew, e.Pos = moment(at), time.Duration(skew), pos.Int64
	if refused != nil {
		e.Refused = new(yichuang.Refusal)
		if err := json.Unmarshal(refused, e.Refused); err != nil {
			return id, n, e, damaged(s.path, err)
		}
	}
	raw, err := s.vault.Open(sealed, eventContext(e.Terminal, e.Seq))
	if err == nil {
		e.Body, err = yichuang.DecodeBody(kind, raw)
	}
	return id, n, e, err
}
