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

// TakeRuns takes in what the centre has placed, with the vouchers that came along;
// cursor is the position that this terminal has come to with it. Events of this file
// get their places, those of others are added, and what is not confirmed stays on top.
// A run of a case whose beginning is not here puts the case on the list of wanted
// ones. All of it is one transaction: callers bring little at a time, for a key may be
// waiting. Busy is returned for news of another incarnation than the file knows now,
// Forked as by merge.take; then nothing of it stays.
func (s *Store) TakeRuns(ctx context.Context, news yichuang.News, cursor int64) error {
	return s.takeIn(ctx, news, func(t *tx) error {
		for number, own := range byCase(news.Runs) {
			complete, err := t.takeCase(number, own)
			if err == nil && !complete {
				_, err = t.exec("INSERT OR IGNORE INTO wanted (number) VALUES (?)", string(number))
			}
			if err != nil {
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

// TakeCase takes in a whole case as the centre has it, mostly one that was wanted.
// Conflict is returned when the runs do not begin with its first event, Busy and
// Forked as by TakeRuns.
func (s *Store) TakeCase(ctx context.Context, number yichuang.CaseNumber, news yichuang.News) error {
	return s.takeIn(ctx, news, func(t *tx) error {
		complete, err := t.takeCase(number, news.Runs)
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

// takeIn is a transaction with news, after which what other processes have folded
// does not hold any more.
func (s *Store) takeIn(ctx context.Context, news yichuang.News, f func(*tx) error) error {
	for {
		err := s.takeInOnce(ctx, news, f)
		var p parted
		if !errors.As(err, &p) {
			return err
		}
		if s.mine(p.Terminal) {
			return forked(p.Terminal)
		}
		if err := s.partWith(ctx, p); err != nil {
			return err
		}
	}
}

func (s *Store) takeInOnce(ctx context.Context, news yichuang.News, f func(*tx) error) error {
	return s.update(ctx, func(t *tx) error {
		if err := t.begin(); err != nil {
			return err
		}
		var incarnation string
		if err := t.scan("SELECT incarnation FROM link", nil, &incarnation); err != nil {
			return err
		}
		if incarnation != news.Incarnation {
			return &yichuang.Error{Code: yichuang.Busy, Message: "中心刚刚恢复过，这些内容是恢复以前取来的", Hint: "程序会再取一次"}
		}
		t.generation++
		if _, err := t.exec("UPDATE link SET generation = ?", t.generation); err != nil {
			return err
		}
		for _, v := range news.Vouchers {
			if _, err := t.exec("INSERT OR REPLACE INTO vouchers (terminal, seq, pos, signature) VALUES (?, ?, ?, ?)",
				string(v.Terminal), v.Seq, v.Pos, v.Signature); err != nil {
				return err
			}
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
		} else {
			before = listed(before.id, events)
		}
	}
	m := newMerge(t, events)
	for i := range runs {
		if complete, err := m.take(&runs[i]); err != nil || !complete {
			return false, err
		}
	}
	if before.id == 0 {
		if err := t.scan("INSERT INTO numbers (number) VALUES (?) RETURNING id", []any{string(number)}, &before.id); err != nil {
			return false, err
		}
	}
	return true, t.writeMerge(before, m)
}

// merge is one case while places come in.
type merge struct {
	t         *tx
	events    []yichuang.Event // as they lie in the table, then the new ones
	old       int              // how many lie in the table
	changed   map[int]bool     // those of them with another place or refusal
	at        map[yichuang.EventID]int
	raw       map[int][]byte // bodies of the new ones, as their authors wrote them
	confirmed int
	moved     int // from here on the order is another one than that of the table
}

func newMerge(t *tx, events []yichuang.Event) *merge {
	m := &merge{t: t, events: events, old: len(events), changed: map[int]bool{}, raw: map[int][]byte{}, at: make(map[yichuang.EventID]int, len(events))}
	for i := range events {
		m.at[yichuang.EventID{Terminal: events[i].Terminal, Seq: events[i].Seq}] = i
		if events[i].Pos > 0 {
			m.confirmed++
		}
	}
	return m
}

// take adds a run, or gives the events it speaks of their places. What has its
// place already came twice. Forked is returned when the centre has another event
// under an identity of this file, or one of this terminal that is not here.
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
			if r.Lines != nil {
				if err := m.same(id, r.Lines[i]); err != nil {
					return false, err
				}
			}
			m.changed[at] = true
		case r.Terminal == m.t.terminal.ID:
			return false, forked(r.Terminal)
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
	}
	return true, nil
}

// same returns parted unless the line of an event is the one that is here.
func (m *merge) same(id yichuang.EventID, line []byte) error {
	same := false
	err := m.t.lines(m.t.ctx, m.t.write.conn, id.Terminal, id.Seq-1, func(own, _ []byte) (bool, error) {
		same = bytes.Equal(own, line)
		return false, nil
	})
	if err == nil && !same {
		err = parted{id}
	}
	return err
}

func forked(author yichuang.TerminalID) error {
	return &yichuang.Error{Code: yichuang.Forked, Message: "中心有终端" + author.Seat() + "的另一些记录：这份数据被复制到了两台机器上，或者是旧的备份",
		Hint: "请停止使用这台机器并联系管理员；没有送出的步骤都在本机"}
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

// listed is what the projections say of a case with these events. Of one that cannot be
// folded they say what there was before the event that does not follow.
func listed(id int64, events []yichuang.Event) foldedCase {
	c, _ := yichuang.Fold(events)
	return folded(id, c)
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
		delete(t.fresh, m.events[0].Case)
		t.folded.drop(m.events[0].Case)
		_, err := t.project(before, c)
		return err
	}
	if _, err := t.settle(before, foldedCase{id: before.id, c: c, stray: t.stray(m.events)}); err != nil || c.Item.ID == "" {
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
	const insert = `INSERT INTO events (case_id, n, terminal, seq, base, at, skew, by, kind, body, pos, refused)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	args := []any{id, n, string(e.Terminal), e.Seq, e.Base, e.At.UnixNano(), int64(e.Skew), string(e.By), string(e.Body.Kind()), sealed, pos, refused}
	if _, err = t.exec(insert, args...); resultCode(err) != sqliteUnique {
		return err
	}
	// It was set aside, or it is in another case.
	var was int64
	err = t.scan("DELETE FROM events WHERE terminal = ? AND seq = ? AND n < 0 RETURNING case_id", []any{string(e.Terminal), e.Seq}, &was)
	if errors.Is(err, sql.ErrNoRows) {
		return parted{yichuang.EventID{Terminal: e.Terminal, Seq: e.Seq}}
	}
	if err == nil {
		_, err = t.exec(insert, args...)
	}
	if err == nil {
		err = t.forgetEmpty(was)
	}
	return err
}
