package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"yichuang"
)

// TakeRuns takes in what the centre has placed, in the order of its places, with
// the vouchers that came along; cursor is the position that this terminal has come
// to with it. Events of this file get their places, those of others are added, and
// what is not confirmed stays on top. A run of a case whose beginning is not here
// puts the case on the list of wanted ones. All of it is one transaction: callers
// bring little at a time, for a key may be waiting.
func (s *Store) TakeRuns(ctx context.Context, runs []yichuang.Run, vouchers []yichuang.PlacedVoucher, cursor int64) error {
	return s.takeIn(ctx, func(t *tx) error {
		for number, own := range byCase(runs) {
			complete, err := t.takeCase(number, own)
			if err == nil && !complete {
				_, err = t.exec("INSERT OR IGNORE INTO wanted (number) VALUES (?)", string(number))
			}
			if err != nil {
				return err
			}
		}
		for _, v := range vouchers {
			if _, err := t.exec("INSERT OR REPLACE INTO vouchers (terminal, seq, pos, signature) VALUES (?, ?, ?, ?)",
				string(v.Terminal), v.Seq, v.Pos, v.Signature); err != nil {
				return err
			}
		}
		_, err := t.exec("UPDATE link SET cursor = max(cursor, ?)", cursor)
		return err
	})
}

// byCase sorts runs into those of each case, in order.
func byCase(runs []yichuang.Run) func(yield func(yichuang.CaseNumber, []yichuang.Run) bool) {
	var order []yichuang.CaseNumber
	of := map[yichuang.CaseNumber][]yichuang.Run{}
	for _, r := range runs {
		if of[r.Case] == nil {
			order = append(order, r.Case)
		}
		of[r.Case] = append(of[r.Case], r)
	}
	return func(yield func(yichuang.CaseNumber, []yichuang.Run) bool) {
		for _, number := range order {
			if !yield(number, of[number]) {
				return
			}
		}
	}
}

// TakeCase takes in a whole case as the centre has it: one of the first load, or
// one that was wanted. Conflict is returned when the runs do not begin with its
// first event.
func (s *Store) TakeCase(ctx context.Context, number yichuang.CaseNumber, runs []yichuang.Run) error {
	return s.takeIn(ctx, func(t *tx) error {
		complete, err := t.takeCase(number, runs)
		if err == nil && !complete {
			err = &yichuang.Error{Code: yichuang.Conflict, Message: "从中心取来的办件" + number.Pretty() + "不完整", Hint: "程序会再取一次；一直如此请联系管理员"}
		}
		if err != nil {
			return err
		}
		_, err = t.exec("DELETE FROM wanted WHERE number = ?", string(number))
		return err
	})
}

// Wanted lists cases of which events came whose beginning is not here.
func (s *Store) Wanted(ctx context.Context, limit int) ([]yichuang.CaseNumber, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT number FROM wanted ORDER BY number LIMIT ?", limit)
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	var numbers []yichuang.CaseNumber
	for rows.Next() {
		var n yichuang.CaseNumber
		if err := rows.Scan(&n); err != nil {
			return nil, s.fault(err)
		}
		numbers = append(numbers, n)
	}
	return numbers, s.fault(rows.Err())
}

// Unwant takes a case from that list: this terminal may not see it any more.
func (s *Store) Unwant(ctx context.Context, number yichuang.CaseNumber) error {
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM wanted WHERE number = ?", string(number))
		return err
	})
}

// takeIn is a transaction after which what other processes have folded does not
// hold any more.
func (s *Store) takeIn(ctx context.Context, f func(*tx) error) error {
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

// takeCase merges the runs of one case into it. complete is false when events are
// missing before them; then nothing is changed.
func (t *tx) takeCase(number yichuang.CaseNumber, runs []yichuang.Run) (complete bool, err error) {
	before := foldedCase{c: new(yichuang.Case)}
	var events []yichuang.Event
	before.id, err = numberID(t.ctx, t.write.conn, number)
	switch {
	case yichuang.CodeOf(err) == yichuang.NotFound:
	case err != nil:
		return false, err
	default:
		if events, err = t.history(t.ctx, t.write.conn, before.id); err != nil {
			return false, err
		}
		if fc, ok := t.fresh[number]; ok {
			before = fc
		} else if c, err := yichuang.Fold(events); err == nil {
			before = folded(before.id, c)
		}
	}
	m := newMerge(events)
	for i := range runs {
		if complete, err := m.take(&runs[i]); err != nil || !complete {
			return false, err
		}
	}
	if err := t.sameLines(m); err != nil {
		return false, err
	}
	if before.id == 0 {
		if err := t.scan("INSERT INTO numbers (number) VALUES (?) RETURNING id", []any{string(number)}, &before.id); err != nil {
			return false, err
		}
	}
	for author, seq := range m.placed {
		// What has a place is at the centre, and everything before it; also where this
		// file was put back from a backup and does not know that it was sent.
		if _, err := t.exec("UPDATE authors SET acked = ? WHERE terminal = ? AND acked < ?", seq, string(author), seq); err != nil {
			return false, err
		}
	}
	return true, t.writeMerge(before, m)
}

// merge is one case while places come in.
type merge struct {
	events    []yichuang.Event // as they lie in the table, then the new ones
	old       int              // how many lie in the table
	changed   map[int]bool     // those of them with another place or refusal
	at        map[yichuang.EventID]int
	raw       map[int][]byte // bodies of the new ones, as their authors wrote them
	told      map[int][]byte // lines of those that are here without a place, as the centre has them
	confirmed int
	placed    map[yichuang.TerminalID]int64 // the last event of each author that got its place
	moved     int                           // from here on the order is another one than that of the table
}

func newMerge(events []yichuang.Event) *merge {
	m := &merge{events: events, old: len(events), changed: map[int]bool{}, raw: map[int][]byte{}, placed: map[yichuang.TerminalID]int64{}, at: make(map[yichuang.EventID]int, len(events))}
	for i := range events {
		m.at[yichuang.EventID{Terminal: events[i].Terminal, Seq: events[i].Seq}] = i
		if events[i].Pos > 0 {
			m.confirmed++
		}
	}
	return m
}

// take adds a run, or gives the events it speaks of their places. What has its
// place already came twice.
func (m *merge) take(r *yichuang.Run) (complete bool, err error) {
	if r.Index > m.confirmed {
		return false, nil
	}
	for i := range r.N {
		id := yichuang.EventID{Terminal: r.Terminal, Seq: r.Seq + int64(i)}
		at, known := m.at[id]
		switch {
		case known && m.events[at].Pos > 0:
			continue
		case known:
			m.changed[at] = true
			if r.Lines != nil {
				if m.told == nil {
					m.told = map[int][]byte{}
				}
				m.told[at] = r.Lines[i]
			}
		case r.Lines == nil: // the centre believes that they are here
			return false, nil
		default:
			e, err := yichuang.ReadLine(r.Terminal, r.Lines[i])
			if err != nil {
				return false, err
			}
			at = len(m.events)
			m.events, m.at[id], m.raw[at] = append(m.events, e), at, yichuang.LineBody(r.Lines[i])
		}
		m.events[at].Pos, m.events[at].Refused = r.Pos+int64(i), r.Refused
		m.confirmed++
		m.placed[id.Terminal] = max(m.placed[id.Terminal], id.Seq)
	}
	return true, nil
}

// sameLines holds what the centre has of this file's own events against what is here.
// Where it has others under the same numbers, two machines worked with the same data,
// and what this one did must not be taken for sent.
func (t *tx) sameLines(m *merge) error {
	for at, told := range m.told {
		e := &m.events[at]
		if !t.mine(e.Terminal) {
			continue
		}
		err := t.lines(t.ctx, t.write.conn, e.Terminal, e.Seq-1, func(line, _ []byte) (more bool, err error) {
			if !bytes.Equal(line, told) {
				err = &yichuang.Error{Code: yichuang.Conflict, Message: "中心收到过终端" + string(e.Terminal) + "的另一些记录：这份数据被复制到了两台机器上",
					Hint: "请停止使用，联系管理员；本机没有送出的内容都在"}
			}
			return false, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// order returns the events as the case is folded: by their places, and what has
// none behind, as it was.
func (m *merge) order() []int {
	order := make([]int, len(m.events))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		p, q := m.events[a].Pos, m.events[b].Pos
		switch {
		case p > 0 && q > 0:
			return cmp.Compare(p, q)
		case p > 0:
			return -1
		case q > 0:
			return 1
		}
		return 0
	})
	return order
}

// writeMerge brings the table to what the merge says, writing only what differs,
// and folds the case anew. A case that cannot be folded keeps its events: it is
// refused when it is opened, and all others work.
func (t *tx) writeMerge(before foldedCase, m *merge) error {
	order := m.order()
	if err := t.moveAside(before.id, m, order); err != nil {
		return err
	}
	c := new(yichuang.Case)
	var broken error
	for n, i := range order {
		e := &m.events[i]
		if err := t.writePlaced(before.id, n+1, m, i); err != nil {
			return err
		}
		if broken == nil {
			broken = c.Take(*e)
		}
	}
	if broken != nil {
		delete(t.fresh, before.c.Number)
		t.folded.drop(before.c.Number)
		return nil
	}
	if _, err := t.settle(before, foldedCase{id: before.id, c: c}); err != nil || c.Item.ID == "" {
		return err
	}
	return t.wantItem(c.Item)
}

// moveAside frees the places in the case that other events are to have.
func (t *tx) moveAside(id int64, m *merge, order []int) error {
	m.moved = len(order)
	for n, i := range order {
		if i != n {
			m.moved = n
			break
		}
	}
	if m.moved >= m.old {
		return nil
	}
	_, err := t.exec("UPDATE events SET n = -n WHERE case_id = ? AND n > ?", id, m.moved)
	return err
}

// writePlaced writes the event i of the merge as the n-th of its case.
func (t *tx) writePlaced(id int64, n int, m *merge, i int) error {
	e := &m.events[i]
	var refused any
	if e.Refused != nil {
		raw, err := json.Marshal(e.Refused)
		if err != nil {
			return err
		}
		refused = string(raw)
	}
	pos := sql.NullInt64{Int64: e.Pos, Valid: e.Pos > 0}
	switch {
	case i < m.old && n <= m.moved && !m.changed[i]:
		return nil
	case i < m.old:
		_, err := t.exec("UPDATE events SET n = ?, pos = ?, refused = ? WHERE terminal = ? AND seq = ?", n, pos, refused, string(e.Terminal), e.Seq)
		return err
	}
	sealed, err := t.vault.Seal(m.raw[i], eventContext(e.Terminal, e.Seq))
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO events (case_id, n, terminal, seq, base, at, skew, by, kind, body, pos, refused)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, n, string(e.Terminal), e.Seq, e.Base, e.At.UnixNano(), int64(e.Skew),
		string(e.By), string(e.Body.Kind()), sealed, pos, refused)
	return err
}

// Offer returns events that a restored centre may lack, as the next voucher in the
// order of the old places allows, and that place; nil with a place for a voucher
// whose events are not all here or have a place again, and 0 at the end.
func (s *Store) Offer(ctx context.Context, after int64) (*yichuang.Stretch, int64, error) {
	var v yichuang.Voucher
	var pos int64
	err := s.read.QueryRowContext(ctx, "SELECT terminal, seq, signature, pos FROM vouchers WHERE pos > ? ORDER BY pos LIMIT 1", after).
		Scan(&v.Terminal, &v.Seq, &v.Signature, &pos)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, s.fault(err)
	}
	st := &yichuang.Stretch{Terminal: v.Terminal, Voucher: v}
	// Everything that has no place, back to where there is one or a gap.
	first, err := scanInt(ctx, s.read, `WITH RECURSIVE back (seq) AS (
			SELECT seq FROM events WHERE terminal = ?1 AND seq = ?2 AND pos IS NULL
			UNION ALL SELECT e.seq FROM back b JOIN events e ON e.terminal = ?1 AND e.seq = b.seq - 1 WHERE e.pos IS NULL)
		SELECT min(seq) FROM back`, string(v.Terminal), v.Seq)
	if err != nil || first == 0 {
		return nil, pos, s.fault(err)
	}
	st.First = first
	err = s.lines(ctx, s.read, v.Terminal, first-1, func(line, _ []byte) (bool, error) {
		st.Lines = append(st.Lines, line)
		return st.Last() < v.Seq, nil
	})
	if err == nil && st.Last() != v.Seq {
		st = nil
	}
	return st, pos, s.fault(err)
}
