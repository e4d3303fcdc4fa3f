package central

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"yichuang"
	"yichuang/internal/wire"
)

// pushed is one push on its way into its hall.
type pushed struct {
	offers []*offer
	online *stating // what a portal wants stated; offers are made of it when it is its turn
	answer wire.PushAnswer
	err    error
	done   chan struct{}
}

// The bounds of what becomes durable at once.
const (
	groupPushes = 64
	groupEvents = 20_000
)

// writeAll is the one writer of a hall on this centre: whatever waits becomes
// durable in one transaction, so that many small pushes cost one flush.
func (h *hall) writeAll(life context.Context) {
	for {
		select {
		case <-life.Done():
			return
		case p := <-h.queue:
			h.write(life, h.gather(p))
		}
	}
}

func (h *hall) gather(first *pushed) []*pushed {
	group, events := []*pushed{first}, first.events()
	for len(group) < groupPushes && events < groupEvents {
		select {
		case p := <-h.queue:
			group, events = append(group, p), events+p.events()
		default:
			return group
		}
	}
	return group
}

func (p *pushed) events() (n int) {
	for _, o := range p.offers {
		n += len(o.Lines)
	}
	return n
}

// write makes a group durable and answers it.
func (h *hall) write(ctx context.Context, group []*pushed) {
	var b *batch
	err := h.centre.db.update(ctx, func(t *tx) error {
		b = &batch{tx: t, hall: h, works: map[yichuang.CaseNumber]*work{}}
		return b.write(group)
	})
	if err == nil {
		b.remember()
	}
	for _, p := range group {
		if p.err == nil {
			p.err = err
		}
		close(p.done)
	}
}

// batch is the transaction of a group.
type batch struct {
	*tx
	hall     *hall
	position int64 // of the hall's last event
	cases    int64
	open     int64
	authors  map[yichuang.TerminalID]*author
	stored   map[yichuang.CaseNumber]storedCase
	works    map[yichuang.CaseNumber]*work
	order    []*work
	runs     []placed
	packed   [][]byte
}

// storedCase is what the row of a case says.
type storedCase struct {
	events int
	open   bool
}

func (b *batch) write(group []*pushed) error {
	// Whoever writes to a hall locks its row first, also where several centres work
	// on one database: events get their places one transaction after the other.
	err := b.scan("UPDATE halls SET position = position WHERE id = $1 RETURNING position, cases, open", []any{string(b.hall.id)}, &b.position, &b.cases, &b.open)
	if err != nil {
		return err
	}
	if err := b.readAuthors(group); err != nil {
		return err
	}
	if err := b.readCases(group); err != nil {
		return err
	}
	for _, p := range group {
		if p.err = b.take(p); p.err != nil && !isProblem(p.err) {
			return p.err
		}
	}
	if len(b.runs) > 0 {
		if err := b.save(); err != nil {
			return err
		}
	}
	for _, p := range group {
		if p.err == nil && p.online != nil {
			if err := b.keepAnswer(p.online.asked, p.online.made, p.online.now); err != nil {
				return err
			}
		}
		if p.err == nil && len(p.offers) > 0 {
			a := b.authors[p.offers[len(p.offers)-1].Terminal]
			p.answer = wire.PushAnswer{Acked: a.acked, Head: a.head, Position: b.position}
		}
	}
	return nil
}

func isProblem(err error) bool {
	var p *wire.Problem
	return errors.As(err, &p)
}

// readAuthors reads what the hall has of the authors in a group.
func (b *batch) readAuthors(group []*pushed) error {
	b.authors = map[yichuang.TerminalID]*author{}
	ids := []any{string(b.hall.id)}
	for _, p := range group {
		for _, o := range p.offers {
			if _, listed := b.authors[o.Terminal]; !listed {
				b.authors[o.Terminal] = nil
				ids = append(ids, string(o.Terminal))
			}
		}
	}
	return readAuthors(b.ctx, inside{b.tx}, b.authors, ids)
}

// readAuthors fills in the authors whose ids follow the hall's.
func readAuthors(ctx context.Context, q querier, authors map[yichuang.TerminalID]*author, ids []any) error {
	rows, err := q.all(ctx, "SELECT id, number, epoch, key, acked, head, revoked, enrolled FROM terminals WHERE hall = $1 AND id IN ("+places(2, len(ids)-1)+")", ids...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		a := new(author)
		var key, head []byte
		var epoch string
		var revoked, enrolled int64
		if err := rows.Scan(&a.terminal.ID, &a.terminal.Window, &epoch, &key, &a.acked, &head, &revoked, &enrolled); err != nil {
			return err
		}
		a.terminal.Epoch, a.key, a.revoked, a.alone = epoch[0], ed25519.PublicKey(key), revoked != 0, enrolled == 0
		if copy(a.head[:], head) != len(a.head) {
			return fmt.Errorf("terminal %s has a chain of %d bytes", a.terminal.ID, len(head))
		}
		authors[a.terminal.ID] = a
	}
	return rows.Err()
}

// mostNames bounds the names in one statement.
const mostNames = 500

// readCases reads what the hall has of the cases in a group.
func (b *batch) readCases(group []*pushed) error {
	b.stored = map[yichuang.CaseNumber]storedCase{}
	var names []any
	listed := map[yichuang.CaseNumber]bool{}
	for _, p := range group {
		if p.online != nil && !listed[p.online.number] {
			listed[p.online.number] = true
			names = append(names, string(p.online.number))
		}
		for _, o := range p.offers {
			for i := range o.events {
				if n := o.events[i].Case; !listed[n] {
					listed[n] = true
					names = append(names, string(n))
				}
			}
		}
	}
	return readCases(b.ctx, inside{b.tx}, b.hall.id, names, b.stored)
}

func readCases(ctx context.Context, q querier, hall yichuang.HallID, names []any, into map[yichuang.CaseNumber]storedCase) error {
	for len(names) > 0 {
		some := names[:min(len(names), mostNames)]
		names = names[len(some):]
		if err := readSomeCases(ctx, q, hall, some, into); err != nil {
			return err
		}
	}
	return nil
}

func readSomeCases(ctx context.Context, q querier, hall yichuang.HallID, names []any, into map[yichuang.CaseNumber]storedCase) error {
	rows, err := q.all(ctx, "SELECT number, events, open FROM cases WHERE hall = $1 AND number IN ("+places(2, len(names))+")",
		append([]any{string(hall)}, names...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n yichuang.CaseNumber
		var s storedCase
		var open int64
		if err := rows.Scan(&n, &s.events, &open); err != nil {
			return err
		}
		s.open = open != 0
		into[n] = s
	}
	return rows.Err()
}

// take merges one push. A problem with any of its stretches leaves all of it out.
func (b *batch) take(p *pushed) error {
	if p.online != nil {
		if err := b.compose(p); err != nil {
			return err
		}
	}
	before := map[yichuang.TerminalID]author{}
	for _, o := range p.offers {
		a := b.authors[o.Terminal]
		if a == nil {
			return unknownAuthor(o.Terminal)
		}
		if _, noted := before[o.Terminal]; !noted {
			before[o.Terminal] = *a
		}
		if err := b.recheck(o, *a); err != nil {
			for id, was := range before {
				*b.authors[id] = was
			}
			return err
		}
		if o.skip < len(o.Lines) {
			a.acked, a.head = o.Last(), o.head
		}
	}
	for _, o := range p.offers {
		if o.skip == len(o.Lines) {
			continue
		}
		if err := b.merge(o); err != nil {
			return err
		}
	}
	return nil
}

func unknownAuthor(t yichuang.TerminalID) error {
	return &wire.Problem{Code: yichuang.NotFound, Class: wire.Stop, Message: "终端" + string(t) + "没有在本大厅登记", Hint: "请管理员发登记码，用 yichuang enroll 登记"}
}

// recheck is check, left out where nothing has happened since it was done.
func (b *batch) recheck(o *offer, a author) error {
	if o.from.acked == a.acked && o.from.head == a.head && o.from.key != nil && !a.revoked {
		return nil
	}
	o.merged = merged{}
	return o.check(a)
}

// merge folds an offer into the cases as this transaction has them, unless that
// was done ahead for the very same.
func (b *batch) merge(o *offer) error {
	if !b.ahead(o) {
		if err := o.merge(b.ctx, b.hall, inside{b.tx}, b.work); err != nil {
			return err
		}
	}
	for _, w := range o.merged.cases {
		if b.works[w.number] != w {
			b.works[w.number] = w
			b.order = append(b.order, w)
		}
	}
	for i := range o.merged.runs {
		r := &o.merged.runs[i]
		p := placed{Run: yichuang.Run{Pos: b.position + 1, Case: r.number, Index: r.index, Terminal: o.Terminal, Seq: r.seq, N: len(r.lines), Refused: r.refused, Lines: r.lines}}
		if i == len(o.merged.runs)-1 {
			p.voucher = o.Voucher.Signature
		}
		b.position = p.End()
		b.runs = append(b.runs, p)
		if r.packed == nil {
			var err error
			if r.packed, err = packLines(r.lines); err != nil {
				return err
			}
		}
		b.packed = append(b.packed, r.packed)
	}
	return nil
}

// ahead reports whether what was folded outside of the transaction still holds.
func (b *batch) ahead(o *offer) bool {
	if o.merged.runs == nil {
		return false
	}
	for _, w := range o.merged.cases {
		if b.works[w.number] != nil || b.stored[w.number].events != w.stored {
			return false
		}
		w.open = b.stored[w.number].open
	}
	return true
}

// work returns a case as this transaction has it, to go on with.
func (b *batch) work(n yichuang.CaseNumber) (*work, error) {
	if w := b.works[n]; w != nil {
		return w, nil
	}
	s, known := b.stored[n]
	w := &work{number: n, c: new(yichuang.Case), stored: s.events, open: s.open}
	if known {
		made, err := b.hall.folded(b.ctx, inside{b.tx}, n, s.events)
		if err != nil {
			return nil, err
		}
		w.c = made.Clone()
	}
	b.works[n] = w
	b.order = append(b.order, w)
	return w, nil
}

// remember keeps what a committed group came to, and tells the listeners.
func (b *batch) remember() {
	for _, w := range b.order {
		b.hall.cases.put(w.c)
	}
	b.hall.news.publish(b.runs)
}
