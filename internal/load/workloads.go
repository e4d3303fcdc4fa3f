package load

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// lone is how many cases are pushed one by one, to see what a push costs.
const lone = 100

// workloads are W1 to W3, one after the other.
func (p *Plan) workloads(ctx context.Context, f *field, found *figures, say func(string)) error {
	one := f.players[0]
	few, err := p.commits(ctx, one, lone, nil)
	if err != nil {
		return err
	}
	if err := p.prepare(ctx, f); err != nil {
		return err
	}
	for _, w := range []struct {
		say string
		do  func() error
	}{
		{"W1: all drain their backlog", func() error { return p.drain(ctx, f, found) }},
		{"W1 again: all answers were lost", func() error { return p.again(ctx, f, found) }},
		{"W2: pulls", func() error { return p.pulls(ctx, f, found) }},
		{"W3: commits while all listen", func() error { return p.news(ctx, f, found) }},
	} {
		say(w.say)
		if err := w.do(); err != nil {
			return err
		}
	}
	many, err := p.commits(ctx, one, lone, nil)
	if err != nil {
		return err
	}
	found.add("one push, p50", "ms", percentile(few, 50))
	found.add("one push, p50, cases ×"+fmt.Sprint(p.Terminals*p.Cases/lone), "ms", percentile(many, 50))
	found.add("disk", "MB", f.disk())
	return nil
}

// prepare makes every backlog and opens every connection, so that neither is
// measured.
func (p *Plan) prepare(ctx context.Context, f *field) error {
	for _, pl := range f.players {
		for left := p.Cases; left > 0; left -= p.Each {
			body, _, err := pl.pack(min(left, p.Each))
			if err != nil {
				return err
			}
			pl.first = append(pl.first, body)
		}
	}
	return f.all(func(pl *player) error {
		_, _, err := pl.fetch(ctx)
		return err
	})
}

func (p *Plan) backlog(ctx context.Context, f *field) (casesPerSecond float64, err error) {
	begun := time.Now()
	err = f.all(func(pl *player) error {
		for _, body := range pl.first {
			if err := pl.send(ctx, body); err != nil {
				return err
			}
		}
		return nil
	})
	return float64(p.Terminals*p.Cases) / time.Since(begun).Seconds(), err
}

// drain has every terminal push its backlog.
func (p *Plan) drain(ctx context.Context, f *field, found *figures) error {
	events, bytes := 0, 0
	for _, pl := range f.players {
		events, bytes = events+pl.events, bytes+pl.bytes
	}
	f.calm()
	cpu, up := f.cpu(), f.count.up.Load()
	rate, err := p.backlog(ctx, f)
	if err != nil {
		return err
	}
	cases := float64(p.Terminals * p.Cases)
	found.add("W1 drain", "cases/s", rate)
	found.add("W1 drain", "events/s", rate*float64(events)/cases)
	found.add("W1 server CPU", "s", (f.cpu() - cpu).Seconds())
	found.add("W1 server peak memory", "MB", f.peak())
	found.add("W1 bytes up", "MB", float64(f.count.up.Load()-up)/(1<<20))
	found.add("W1 bytes of a case, as lines", "kB", float64(bytes)/cases/1000)
	return nil
}

// again has every terminal push the same once more.
func (p *Plan) again(ctx context.Context, f *field, found *figures) error {
	rate, err := p.backlog(ctx, f)
	found.add("W1 again", "cases/s", rate)
	return err
}

// pulls fetches everything with one terminal, and then asks with all when there is
// nothing new.
func (p *Plan) pulls(ctx context.Context, f *field, found *figures) error {
	one, want := f.players[0], 0
	for _, pl := range f.players {
		want += pl.events
	}
	one.cursor = 0
	down, begun := f.count.down.Load(), time.Now()
	events, cases, err := one.fetch(ctx)
	took := time.Since(begun)
	if err != nil {
		return err
	}
	if events < want {
		return fmt.Errorf("%d events came of %d", events, want)
	}
	found.add("W2 cold pull", "cases/s", float64(cases)/took.Seconds())
	found.add("W2 cold pull, bytes down", "MB", float64(f.count.down.Load()-down)/(1<<20))
	for _, pl := range f.players {
		pl.cursor = one.cursor
	}
	begun = time.Now()
	err = f.all(func(pl *player) error {
		for range p.Polls {
			if _, _, err := pl.fetch(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	found.add("W2 nothing new", "polls/s", float64(p.Terminals*p.Polls)/time.Since(begun).Seconds())
	return err
}

// commits pushes cases one by one, and returns how long each took. going is told of
// each before it goes.
func (p *Plan) commits(ctx context.Context, pl *player, n int, going func(number string)) ([]time.Duration, error) {
	var took []time.Duration
	for range n {
		body, number, err := pl.pack(1)
		if err != nil {
			return nil, err
		}
		if going != nil {
			time.Sleep(25*time.Millisecond + rand.N(50*time.Millisecond))
			going(number)
		}
		begun := time.Now()
		if err := pl.send(ctx, body); err != nil {
			return nil, err
		}
		took = append(took, time.Since(begun))
	}
	return took, nil
}

// news measures from before a commit to each listener.
func (p *Plan) news(ctx context.Context, f *field, found *figures) error {
	n := newListening()
	hearing, stop := context.WithCancel(ctx)
	defer stop()
	done := n.open(hearing, f.players[1:])
	acks, err := p.commits(ctx, f.players[0], p.Commits, n.going)
	time.Sleep(300 * time.Millisecond) // the last ones are on their way
	stop()
	if err := errors.Join(err, done()); err != nil {
		return err
	}
	if want := (p.Terminals - 1) * p.Commits; len(n.each) < want*99/100 {
		return fmt.Errorf("%d of %d news were heard", len(n.each), want)
	}
	n.report(found, "W3")
	found.add("W3 commit acknowledged, p50", "ms", percentile(acks, 50))
	found.add("W3 commit acknowledged, p99", "ms", percentile(acks, 99))
	return nil
}

// listening is who hears what, and how long after.
type listening struct {
	mu   sync.Mutex
	sent map[string]time.Time
	each []time.Duration
	last map[string]time.Duration
}

func newListening() *listening {
	return &listening{sent: map[string]time.Time{}, last: map[string]time.Duration{}}
}

func (n *listening) going(number string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sent[number] = time.Now()
}

func (n *listening) saw(number string) {
	now := time.Now()
	n.mu.Lock()
	defer n.mu.Unlock()
	if at, ok := n.sent[number]; ok {
		n.each, n.last[number] = append(n.each, now.Sub(at)), now.Sub(at)
	}
}

// open has players listen, and returns when all do. done waits until they have
// ended.
func (n *listening) open(ctx context.Context, players []*player) (done func() error) {
	var ready, working sync.WaitGroup
	errs := make([]error, len(players))
	for i, pl := range players {
		ready.Add(1)
		working.Go(func() {
			var once sync.Once
			defer once.Do(ready.Done)
			errs[i] = pl.listen(ctx, func() { once.Do(ready.Done) }, n.saw)
		})
	}
	ready.Wait()
	return func() error {
		working.Wait()
		return errors.Join(errs...)
	}
}

func (n *listening) report(found *figures, what string) {
	var ends []time.Duration
	for _, d := range n.last {
		ends = append(ends, d)
	}
	found.add(what+" commit → visible, p50", "ms", percentile(n.each, 50))
	found.add(what+" commit → visible, p99", "ms", percentile(n.each, 99))
	found.add(what+" commit → visible at the last, p99", "ms", percentile(ends, 99))
}
