package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"yichuang"
)

// OpenCase registers an application: it issues the next number of the day,
// writes the opening and whatever follows it at once, and returns the case.
// opened.Window may be left 0 for the terminal's own. NotFound is returned when
// the item's edition was not put into the store (PutItems), because a case stays
// on the edition it was reviewed under; Full when the day's numbers are used up;
// and whatever Case.Apply refuses. On an error nothing is written and no number
// is used.
func (s *Store) OpenCase(ctx context.Context, by yichuang.UserID, region string, opened yichuang.Opened, more ...yichuang.Body) (c *yichuang.Case, err error) {
	err = s.update(ctx, func(t *tx) error {
		c, err = (&Batch{t: t}).OpenCase(by, region, opened, more...)
		return err
	})
	return c, err
}

// Append adds facts to a case in one durable transaction: all of them or none.
// base is how much of the case the author had seen (History.Seen); when others
// came meanwhile, each fact must still follow them. NotFound is returned for an
// unknown case, Conflict for a base that lies ahead of the case, Busy while a
// step on the case, or steps of an earlier identity of this terminal, wait for the
// centre's word, and whatever Case.Apply refuses.
// The case returned is the caller's own.
func (s *Store) Append(ctx context.Context, by yichuang.UserID, number yichuang.CaseNumber, base int, bodies ...yichuang.Body) (c *yichuang.Case, err error) {
	if len(bodies) == 1 {
		if c, ok := s.quick(ctx, by, number, base, bodies[0]); ok {
			return c, nil
		}
	}
	err = s.update(ctx, func(t *tx) error {
		c, err = (&Batch{t: t}).Append(by, number, base, bodies...)
		return err
	})
	return c, err
}

// Batch runs f and makes everything it did durable at once; when f or a call
// inside fails, nothing stays. Each call inside takes its own time from the clock.
func (s *Store) Batch(ctx context.Context, f func(*Batch) error) error {
	return s.roomy(ctx, func(t *tx) error {
		b := &Batch{t: t}
		if err := f(b); err != nil {
			return err
		}
		return b.err
	})
}

// Batch is several writes that become durable together.
type Batch struct {
	t   *tx
	err error // the first failure: what went before it is half done
}

// OpenCase is Store.OpenCase inside the batch.
func (b *Batch) OpenCase(by yichuang.UserID, region string, opened yichuang.Opened, more ...yichuang.Body) (*yichuang.Case, error) {
	b.t.at = b.t.now()
	if opened.Window == 0 {
		opened.Window = b.t.terminal.Window
	}
	fc, err := b.t.openCase(region, opened)
	if err == nil {
		fc, err = b.t.append(fc, by, 0, append([]yichuang.Body{&opened}, more...))
	}
	return b.answer(fc, err)
}

// Append is Store.Append inside the batch.
func (b *Batch) Append(by yichuang.UserID, number yichuang.CaseNumber, base int, bodies ...yichuang.Body) (*yichuang.Case, error) {
	b.t.at = b.t.now()
	fc, err := b.t.load(number)
	switch {
	case err != nil:
	case base < 0 || base > fc.c.Seen():
		err = &yichuang.Error{Code: yichuang.Conflict, Message: fmt.Sprintf("办件%s只有%d步，不是%d步", number, fc.c.Seen(), base),
			Hint: "请重新打开该办件"}
	case fc.c.Held > 0:
		err = &yichuang.Error{Code: yichuang.Busy, Message: "办件" + number.Pretty() + "有一步与别的窗口有冲突，正在与中心核对，这一步没有记录",
			Hint: "请稍候再做；一直如此请看“同步”画面"}
	case fc.stray:
		err = &yichuang.Error{Code: yichuang.Busy, Message: "本机重新登记（或者中心恢复）以后，办件" + number.Pretty() + "原有的步骤还没有经中心核对，这一步没有记录",
			Hint: "连上中心后自动核对，请稍候再做；一直如此请看“同步”画面"}
	}
	if err == nil {
		fc, err = b.t.append(fc, by, base, bodies)
	}
	return b.answer(fc, err)
}

func (b *Batch) answer(fc foldedCase, err error) (*yichuang.Case, error) {
	if err != nil {
		err = b.t.fault(err)
		if b.err == nil {
			b.err = err
		}
		return nil, err
	}
	return fc.c.Clone(), nil
}

// openCase issues a number for a case that has no event yet.
func (t *tx) openCase(region string, opened yichuang.Opened) (foldedCase, error) {
	if err := t.begin(); err != nil {
		return foldedCase{}, err
	}
	if err := t.knowsItem(opened.Item); err != nil {
		return foldedCase{}, err
	}
	day := yichuang.DateOf(t.at)
	var serial int
	err := t.scan(`INSERT INTO serials (day, last) VALUES (?, 1)
		ON CONFLICT (day) DO UPDATE SET last = last + 1 RETURNING last`, []any{day.String()}, &serial)
	if err != nil {
		return foldedCase{}, err
	}
	number, err := yichuang.IssueNumber(region, day, t.terminal.Window, t.terminal.Epoch, serial)
	if err != nil {
		return foldedCase{}, err
	}
	var id int64
	err = t.scan("INSERT INTO numbers (number) VALUES (?) RETURNING id", []any{string(number)}, &id)
	return foldedCase{id: id, c: &yichuang.Case{Number: number}}, err
}

// begin finds out once in a transaction which event is the last one.
func (t *tx) begin() error {
	if t.numbered {
		return nil
	}
	var hash []byte
	err := t.scan(`SELECT l.generation, l.skew, coalesce(e.seq, 0), e.hash FROM link l LEFT JOIN
		(SELECT seq, hash FROM events WHERE terminal = ? ORDER BY seq DESC LIMIT 1) e`,
		[]any{string(t.terminal.ID)}, &t.generation, &t.skew, &t.seq, &hash)
	if err != nil {
		return err
	}
	t.head = yichuang.ChainStart(t.terminal.ID)
	if t.seq > 0 && copy(t.head[:], hash) != len(t.head) {
		return damaged(t.path, fmt.Errorf("event %s/%d has no hash", t.terminal.ID, t.seq))
	}
	t.numbered = true
	t.folded.trust(t.tail)
	return nil
}

// event is the next event of this terminal.
func (t *tx) event(by yichuang.UserID, number yichuang.CaseNumber, base int, body yichuang.Body) yichuang.Event {
	return yichuang.Event{Terminal: t.terminal.ID, Seq: t.seq + 1, Case: number, Base: base, At: t.at, Skew: t.skew, By: by, Body: body}
}

// load returns a case as it stands inside the transaction.
func (t *tx) load(number yichuang.CaseNumber) (foldedCase, error) {
	if err := t.begin(); err != nil {
		return foldedCase{}, err
	}
	if fc, ok := t.fresh[number]; ok {
		return fc, nil
	}
	if fc, ok := t.folded.get(number); ok {
		return fc, nil
	}
	return t.foldNumber(t.ctx, t.write.conn, number)
}

// append applies the facts to a copy of the case and writes them.
func (t *tx) append(fc foldedCase, by yichuang.UserID, base int, bodies []yichuang.Body) (foldedCase, error) {
	next := foldedCase{id: fc.id, c: fc.c.Clone()}
	for i, body := range bodies {
		r, err := t.encode(t.event(by, fc.c.Number, base+i, body))
		if err != nil {
			return fc, err
		}
		if err := next.c.Apply(r.Event); err != nil {
			return fc, err
		}
		if _, err := t.insert(next.id, next.c.Events, &r); err != nil {
			return fc, err
		}
		t.seq, t.head = r.Seq, r.hash
	}
	return t.settle(fc, next)
}

// settle brings the projections to a case that was folded anew, and has it
// remembered.
func (t *tx) settle(before, next foldedCase) (foldedCase, error) {
	var err error
	if next.row, err = t.project(before, next.c); err != nil {
		return before, err
	}
	if t.fresh == nil {
		t.fresh = map[yichuang.CaseNumber]foldedCase{}
	}
	t.fresh[next.c.Number] = next
	return next, nil
}

// foldNumber folds a case from its events.
func (s *Store) foldNumber(ctx context.Context, q querier, number yichuang.CaseNumber) (foldedCase, error) {
	id, err := numberID(ctx, q, number)
	if err != nil {
		return foldedCase{}, err
	}
	events, err := s.history(ctx, q, id)
	if err != nil {
		return foldedCase{}, err
	}
	if len(events) == 0 { // everything was set aside
		return foldedCase{}, unknownCase(number)
	}
	c, err := yichuang.Fold(events)
	if err != nil {
		return foldedCase{}, s.unfoldable(events[c.Events], err)
	}
	fc := folded(id, c)
	fc.stray = s.stray(events)
	return fc, nil
}

// stray reports whether there are events without a place that are not of the
// terminal's present identity: of one it had before, or of another terminal, when the
// centre was put back. How much of a case an author has seen is counted, his own
// steps left aside; between events whose order is not settled yet nothing can be
// counted, so nothing is added to them.
func (s *Store) stray(events []yichuang.Event) bool {
	return slices.ContainsFunc(events, func(e yichuang.Event) bool { return e.Pos == 0 && e.Terminal != s.terminal.ID })
}

// folded makes what is remembered of a case out of the case.
func folded(id int64, c *yichuang.Case) foldedCase {
	return foldedCase{id: id, c: c, row: rowOf(c, summaryOf(&c.Applicant))}
}

// unfoldable reports an event that once followed and does not any more: the file
// was changed by other hands, or the program has a fault.
func (s *Store) unfoldable(e yichuang.Event, err error) error {
	return damaged(s.path, fmt.Errorf("case %s: event %d (%s) does not follow: %w", e.Case, e.Seq, e.Body.Kind(), err))
}

func numberID(ctx context.Context, q querier, number yichuang.CaseNumber) (id int64, err error) {
	err = q.QueryRowContext(ctx, "SELECT id FROM numbers WHERE number = ?", string(number)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = unknownCase(number)
	}
	return id, err
}

func unknownCase(number yichuang.CaseNumber) error {
	return &yichuang.Error{Code: yichuang.NotFound, Message: "没有编号为" + number.Pretty() + "的办件",
		Hint: "请核对办件编号；在别的窗口登记的办件请到那个窗口查询"}
}

// Case returns the case as its events make it. NotFound is returned for a number
// that was not issued here. The case is the caller's own.
func (s *Store) Case(ctx context.Context, number yichuang.CaseNumber) (*yichuang.Case, error) {
	if fc, ok := s.folded.get(number); ok {
		var events int // another process may have gone on, or taken something in
		var generation int64
		err := s.read.QueryRowContext(ctx, "SELECT generation, (SELECT coalesce(max(n), 0) FROM events WHERE case_id = ?) FROM link", fc.id).Scan(&generation, &events)
		if err != nil {
			return nil, s.fault(err)
		}
		if events == fc.c.Events && generation == s.folded.last().generation {
			return fc.c.Clone(), nil
		}
	}
	fc, err := s.foldNumber(ctx, s.read, number)
	if err != nil {
		return nil, s.fault(err)
	}
	return fc.c, nil
}

// History returns the events of a case in order. NotFound is returned for a
// number that was not issued here.
func (s *Store) History(ctx context.Context, number yichuang.CaseNumber) ([]yichuang.Event, error) {
	id, err := numberID(ctx, s.read, number)
	if err != nil {
		return nil, s.fault(err)
	}
	events, err := s.history(ctx, s.read, id)
	return events, s.fault(err)
}
