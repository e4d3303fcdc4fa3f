package sync

import (
	"context"
	"errors"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// How often the engine asks where nobody tells it.
const (
	pullEvery      = 20 * time.Second // the feed is faster; this is for when it is silent
	referenceEvery = 2 * time.Minute
	metEvery       = time.Minute
)

// Turn does one thing, the most pressing, and returns how long there is nothing to
// do; 0 means that there may be more at once.
func (e *Engine) Turn(ctx context.Context) time.Duration {
	e.count(ctx)
	if wait := e.pauses.wait(e.opt.Now()); wait > 0 {
		return wait
	}
	did, err := e.next(ctx)
	if ctx.Err() != nil {
		return 0
	}
	if err != nil {
		return e.failed(ctx, err)
	}
	e.went(ctx)
	if did {
		return 0
	}
	return e.untilDue(e.opt.Now())
}

// next does the most pressing thing. did is false when there is nothing to do.
func (e *Engine) next(ctx context.Context) (did bool, err error) {
	l, err := e.opt.Store.Link(ctx)
	if err != nil {
		return false, err
	}
	e.opt.Centre.Knows(l.Incarnation)
	if !e.begun {
		e.begun = true
		return true, e.opt.Store.OfferAside(ctx)
	}
	for _, step := range []func(context.Context, *yichuang.Link) (bool, error){
		e.offer, e.load, e.offerItem, e.push, e.fetchCase, e.pull, e.fetchReference, e.fetchItem, e.sendScan, e.compare,
	} {
		if did, err := step(ctx, &l); did || err != nil {
			return did, err
		}
	}
	return false, nil
}

// untilDue is how long nothing has to be asked.
func (e *Engine) untilDue(now time.Time) time.Duration {
	due := e.due.pull
	if e.due.reference.Before(due) {
		due = e.due.reference
	}
	return max(due.Sub(now), 10*time.Millisecond)
}

// push sends the next stretch of the outbox.
func (e *Engine) push(ctx context.Context, _ *yichuang.Link) (bool, error) {
	if e.pauses.held(concernOutbox, e.opt.Now()) {
		return false, nil
	}
	st, err := e.opt.Store.Outbox.Outbox(ctx)
	if err != nil || st == nil {
		return false, err
	}
	return true, e.send(ctx, st)
}

// send pushes a stretch and notes what the centre has then.
func (e *Engine) send(ctx context.Context, st *yichuang.Stretch) error {
	answer, err := e.opt.Centre.Push(ctx, st)
	var p *wire.Problem
	if errors.As(err, &p) && p.Code == wire.CodeGap {
		return e.gap(ctx, st, p)
	}
	if err != nil {
		return concern(concernOutbox, err)
	}
	if err := e.sameChain(ctx, st.Terminal, answer); err != nil {
		return concern(concernOutbox, err)
	}
	e.news = true // its places come with the next page
	return e.opt.Store.Acked(ctx, st.Terminal, answer.Acked)
}

// sameChain holds what the centre has of an author of this terminal against what
// is here: another machine must not work under the same identity.
func (e *Engine) sameChain(ctx context.Context, author yichuang.TerminalID, answer *wire.PushAnswer) error {
	same, err := e.opt.Store.SameChain(ctx, author, answer.Acked, answer.Head)
	if err == nil && !same {
		err = &wire.Problem{Code: wire.CodeForked, Class: wire.Stop, Message: "中心收到过终端" + author.Seat() + "的另一些记录：这份数据被复制到了两台机器上，或者是旧的备份", Hint: forkedHint}
	}
	return err
}

// forkedHint is what to do when two machines have worked under one identity: what one
// of them did cannot come in under it any more.
const forkedHint = "请停止使用这台机器并联系管理员；没有送出的步骤都在本机，请对照着重新办理，然后用空的数据目录重新登记"

// gap is the answer to a centre that lacks events which it once acknowledged. It
// was put back to an older state without saying so.
func (e *Engine) gap(ctx context.Context, st *yichuang.Stretch, p *wire.Problem) error {
	l, err := e.opt.Store.Link(ctx)
	if err != nil {
		return err
	}
	if l.Offering { // what is missing may still come from another terminal
		return nil
	}
	page, err := e.opt.Centre.Pull(ctx, l.Cursor)
	if err != nil {
		return err
	}
	return e.rewind(ctx, l.Incarnation, min(l.Cursor, page.End.Head))
}

// pull fetches the next page, when there may be one.
func (e *Engine) pull(ctx context.Context, l *yichuang.Link) (bool, error) {
	if !e.news && e.opt.Now().Before(e.due.pull) {
		return false, nil
	}
	page, err := e.opt.Centre.Pull(ctx, l.Cursor)
	if err != nil {
		return false, err
	}
	e.due.pull = e.opt.Now().Add(pullEvery)
	if page.End.Head < l.Cursor {
		return true, e.rewind(ctx, l.Incarnation, page.End.Head)
	}
	if page.End.Scope != l.Scope {
		return true, e.opt.Store.Reload(ctx)
	}
	e.news = page.End.More
	e.agree.saw(&page.End)
	return len(page.Runs) > 0, e.takePage(ctx, l, page)
}

// mostAtOnce bounds the events that are taken in with one transaction: a key may be
// waiting for the disk.
const mostAtOnce = 100

// takePage takes in a page that was asked for when l held, little by little. Each
// piece stands by itself.
func (e *Engine) takePage(ctx context.Context, l *yichuang.Link, page *wire.Page) error {
	runs, vouchers := page.Runs, page.Vouchers
	for len(runs) > 0 {
		n, events := 0, 0
		for n < len(runs) && (n == 0 || events+runs[n].N <= mostAtOnce) {
			events += runs[n].N
			n++
		}
		upTo := runs[n-1].End()
		v := 0
		for v < len(vouchers) && vouchers[v].Pos <= upTo {
			v++
		}
		if err := e.opt.Store.TakeRuns(ctx, yichuang.News{Incarnation: l.Incarnation, Runs: runs[:n], Vouchers: vouchers[:v]}, upTo); err != nil {
			return err
		}
		runs, vouchers = runs[n:], vouchers[v:]
		e.changed()
	}
	now, err := e.opt.Store.Link(ctx)
	if err != nil || now.Cursor >= page.End.Position {
		return err
	}
	return e.opt.Store.TakeRuns(ctx, yichuang.News{Incarnation: l.Incarnation}, page.End.Position)
}

func (e *Engine) changed() {
	if e.opt.Changed != nil {
		e.opt.Changed()
	}
}

// fetchCase fetches one case of which the beginning is not here.
func (e *Engine) fetchCase(ctx context.Context, l *yichuang.Link) (bool, error) {
	wanted, err := e.opt.Store.Wanted(ctx, 1)
	if err != nil || len(wanted) == 0 || e.pauses.held(concernCase, e.opt.Now()) {
		return false, err
	}
	page, err := e.opt.Centre.Case(ctx, wanted[0])
	if yichuang.CodeOf(err) == yichuang.NotFound { // not for this terminal any more
		return true, e.opt.Store.Unwant(ctx, wanted[0])
	}
	if err != nil {
		return false, concern(concernCase, err)
	}
	if err := e.opt.Store.TakeCase(ctx, wanted[0], yichuang.News{Incarnation: l.Incarnation, Runs: page.Runs, Vouchers: page.Vouchers}); err != nil {
		return false, concern(concernCase, err)
	}
	e.changed()
	return true, nil
}

// load fetches the open cases of the hall, a page at a time.
func (e *Engine) load(ctx context.Context, l *yichuang.Link) (bool, error) {
	if !l.Loading {
		e.set(func(s *Status) { s.Load.On = false })
		return false, nil
	}
	page, err := e.opt.Centre.Load(ctx, l.Loaded)
	if err != nil {
		return false, err
	}
	if l.Loaded == "" {
		e.set(func(s *Status) { s.Load = Load{On: true, Of: page.End.Open} })
	}
	if l.Loaded == "" && l.Cursor == 0 {
		if err := e.begin(ctx, page); err != nil {
			return false, err
		}
	}
	loaded := int64(0)
	for runs := page.Runs; len(runs) > 0; {
		n, events := 0, 0
		for n < len(runs) && (events < mostAtOnce || runs[n].Case == runs[n-1].Case) {
			if n == 0 || runs[n].Case != runs[n-1].Case {
				loaded++
			}
			events += runs[n].N
			n++
		}
		if err := e.opt.Store.TakeRuns(ctx, yichuang.News{Incarnation: l.Incarnation, Runs: runs[:n]}, 0); err != nil {
			return false, err
		}
		runs = runs[n:]
	}
	if len(page.Vouchers) > 0 {
		if err := e.opt.Store.TakeRuns(ctx, yichuang.News{Incarnation: l.Incarnation, Vouchers: page.Vouchers}, 0); err != nil {
			return false, err
		}
	}
	upTo := page.End.Loaded
	if upTo == "" {
		upTo = l.Loaded
	}
	err = e.opt.Store.Loaded(ctx, upTo, page.End.Scope, !page.End.More)
	e.set(func(s *Status) { s.Load = Load{On: page.End.More, Done: s.Load.Done + loaded, Of: page.End.Open} })
	e.news = true
	e.changed()
	return true, err
}

// begin notes from where the terminal goes on by cursor, before anything of the first
// page is kept: a case that is closed before the next try is in no page any more.
func (e *Engine) begin(ctx context.Context, first *wire.Page) error {
	heads, err := e.opt.Centre.Heads(ctx)
	if err != nil {
		return err
	}
	return e.opt.Store.Begin(ctx, first.End.Head, heads)
}
