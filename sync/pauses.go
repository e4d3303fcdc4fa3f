package sync

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// Unreachable is a centre that could not be asked, or did not answer.
type Unreachable struct{ Err error }

func (u *Unreachable) Error() string { return fmt.Sprintf("the centre cannot be reached: %v", u.Err) }

// Unwrap returns the cause.
func (u *Unreachable) Unwrap() error { return u.Err }

// topic is what a failure keeps from going on; everything else does.
type topic string

const (
	concernOutbox topic = "outbox"
	concernCase   topic = "case"
	concernItem   topic = "item"
	concernScan   topic = "scan"
	concernNews   topic = "reference"
)

// concerned is a failure of one topic.
type concerned struct {
	topic
	error
}

func (c concerned) Unwrap() error { return c.error }

func concern(t topic, err error) error { return concerned{t, err} }

// The distances of retries. A network that is gone is looked for without growing
// distance; a centre that is in trouble is left more and more time.
const (
	lookLeast    = 300 * time.Millisecond
	lookMost     = 800 * time.Millisecond
	troubleLeast = 500 * time.Millisecond
	troubleMost  = time.Minute
	holdLeast    = 10 * time.Second
	holdMost     = 10 * time.Minute
	stoppedFor   = 5 * time.Minute
	storePause   = 2 * time.Second
)

// pauses are what the engine waits for.
type pauses struct {
	until time.Time
	fails int
	holds map[topic]hold
}

type hold struct {
	until time.Time
	fails int
}

// wait is how long everything rests.
func (p *pauses) wait(now time.Time) time.Duration { return p.until.Sub(now) }

func (p *pauses) held(t topic, now time.Time) bool { return now.Before(p.holds[t].until) }

// hurry ends all waiting: a person asks, or the network is back.
func (p *pauses) hurry() { *p = pauses{} }

// growing is a distance that doubles with each failure in a row, and is spread over
// its second half so that many terminals do not come at once.
func growing(least, most time.Duration, fails int, r *rand.Rand) time.Duration {
	d := most
	if fails < 16 {
		d = min(least<<fails, most)
	}
	return d/2 + time.Duration(r.Int64N(int64(d/2)+1))
}

// failed decides what a failure means, and returns how long to wait.
func (e *Engine) failed(ctx context.Context, err error) time.Duration {
	now := e.opt.Now()
	var c concerned
	var p *wire.Problem
	var u *Unreachable
	if isProblem := errors.As(err, &p); !isProblem && yichuang.CodeOf(err) == yichuang.Forked {
		message, _ := yichuang.Explain(err)
		p = &wire.Problem{Code: wire.CodeForked, Class: wire.Stop, Message: message, Hint: forkedHint}
	}
	isProblem := p != nil
	switch {
	case isProblem && p.Code == wire.CodeRestored:
		if err := e.restored(ctx, p); err != nil {
			return e.failed(ctx, err)
		}
		return 0
	case isProblem && p.Class == wire.Stop:
		e.pauses.until = now.Add(stoppedFor)
		e.set(func(s *Status) { s.Online, s.Stopped, s.Trouble = true, p, p })
	case isProblem && p.Class == wire.Never && errors.As(err, &c):
		e.hold(c.topic, now)
		e.set(func(s *Status) { s.Online, s.Trouble, s.Blocked = true, p, s.Blocked || c.topic == concernOutbox })
		return 0 // everything else goes on
	case errors.As(err, &u):
		e.pauses.until = now.Add(lookLeast + time.Duration(e.rand(int64(lookMost-lookLeast))))
		e.set(func(s *Status) { s.Online, s.Trouble = false, u })
	case isProblem:
		e.pauses.fails++
		e.pauses.until = now.Add(e.growing(troubleLeast, troubleMost, e.pauses.fails))
		e.set(func(s *Status) { s.Online, s.Trouble = false, p })
	default: // the store: a full disk, another process that writes
		e.pauses.until = now.Add(storePause)
		e.set(func(s *Status) { s.Trouble = err })
	}
	return e.pauses.wait(now)
}

func (e *Engine) growing(least, most time.Duration, fails int) time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	return growing(least, most, fails, e.opt.Rand)
}

func (e *Engine) hold(t topic, now time.Time) {
	if e.pauses.holds == nil {
		e.pauses.holds = map[topic]hold{}
	}
	h := e.pauses.holds[t]
	h.until = now.Add(e.growing(holdLeast, holdMost, h.fails))
	h.fails++
	e.pauses.holds[t] = h
}

// went notes that a turn went well.
func (e *Engine) went(ctx context.Context) {
	now := e.opt.Now()
	e.pauses.fails, e.pauses.until = 0, time.Time{}
	blocked := e.pauses.held(concernOutbox, now)
	skew, met := e.opt.Centre.Skew()
	e.set(func(s *Status) {
		s.Online, s.Stopped, s.Contact = true, nil, now
		if !blocked {
			s.Trouble, s.Blocked = nil, false
		}
		if met {
			s.Skew = skew
		}
	})
	if met {
		e.meet(ctx, skew, now)
	}
}

// skewStep is from how far on a clock's error is written down at once: what changes
// less is written now and then.
const skewStep = 200 * time.Millisecond

// meet keeps the clock's error for the events to come.
func (e *Engine) meet(ctx context.Context, skew time.Duration, now time.Time) {
	l, err := e.opt.Store.Link(ctx)
	if err != nil {
		return // told by the next turn
	}
	if d := skew - l.Skew; d > -skewStep && d < skewStep && now.Sub(l.Contact) < metEvery && !now.Before(l.Contact) {
		return
	}
	if err := e.opt.Store.Met(ctx, skew, now); err != nil {
		e.set(func(s *Status) { s.Trouble = err })
	}
}

// count tells how much waits.
func (e *Engine) count(ctx context.Context) {
	w, err := e.opt.Store.Waiting(ctx)
	if err != nil {
		return // told by the turn that follows
	}
	e.set(func(s *Status) { s.Waiting = w })
}

// restored is the answer to a centre that was put back to an older state.
func (e *Engine) restored(ctx context.Context, p *wire.Problem) error {
	l, err := e.opt.Store.Link(ctx)
	if err != nil {
		return err
	}
	since := p.Began
	if p.Forgotten { // it was put back to before the incarnation that is known here
		since = min(since, l.Began)
	}
	return e.rewind(ctx, p.Incarnation, since)
}

func (e *Engine) rewind(ctx context.Context, incarnation string, since int64) error {
	heads, err := e.opt.Centre.Heads(ctx)
	if err != nil {
		return err
	}
	if err := e.opt.Store.Rewind(ctx, incarnation, since, heads); err != nil {
		return err
	}
	e.news, e.heads = true, heads
	e.set(func(s *Status) { s.Offering = true })
	e.changed()
	return nil
}

// offer gives a restored centre what it may lack, in the order that it had.
func (e *Engine) offer(ctx context.Context, l *yichuang.Link) (bool, error) {
	if !l.Offering {
		e.set(func(s *Status) { s.Offering = false })
		return false, nil
	}
	if e.heads == nil {
		heads, err := e.opt.Centre.Heads(ctx)
		if err != nil {
			return false, err
		}
		e.heads = heads
	}
	st, pos, err := e.opt.Store.Offer(ctx, l.Offered, e.heads)
	if err != nil {
		return false, err
	}
	if pos == 0 {
		e.heads = nil
		return true, e.opt.Store.Offered(ctx, l.Offered, true)
	}
	if st != nil {
		if err := e.bring(ctx, st); err != nil {
			return false, err
		}
	}
	return true, e.opt.Store.Offered(ctx, pos, false)
}

// bring pushes what may be another terminal's. What the centre cannot take of it
// now comes from somebody else, or from its author.
func (e *Engine) bring(ctx context.Context, st *yichuang.Stretch) error {
	answer, err := e.opt.Centre.Push(ctx, st)
	var p *wire.Problem
	if errors.As(err, &p) && (p.Class != wire.Retry && p.Code != wire.CodeProtocol || p.Code == wire.CodeGap) {
		return nil // an author whom the centre does not know, or not any more, is no reason to stop
	}
	if err == nil {
		err = e.sameChain(ctx, st.Terminal, answer)
	}
	if err != nil {
		return err
	}
	e.heads[st.Terminal] = answer.Acked
	return e.opt.Store.Acked(ctx, st.Terminal, answer.Acked)
}
