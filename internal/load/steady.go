package load

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// An ordinary day: how often a window takes in a case, and how often a terminal asks
// although it listens.
const (
	caseEvery = 3 * time.Minute
	pollEvery = time.Minute
)

// steady has every terminal listen, ask now and then, and take in a case each three
// minutes, all beginning at a moment of their own.
func (p *Plan) steady(ctx context.Context, f *field, found *figures) error {
	n := newListening()
	hearing, stop := context.WithCancel(ctx)
	defer stop()
	done := n.open(hearing, f.players)
	f.calm()
	cpu, begun := f.cpu(), time.Now()
	day := &day{listening: n, until: begun.Add(p.Steady)}
	err := f.all(func(pl *player) error { return day.work(ctx, pl) })
	took := time.Since(begun)
	time.Sleep(300 * time.Millisecond) // the last ones are on their way
	stop()
	if err := errors.Join(err, done()); err != nil {
		return err
	}
	found.add("terminals", "", float64(len(f.players)))
	found.add("cases", "cases/s", float64(len(day.acks))/took.Seconds())
	found.add("commit acknowledged, p50", "ms", percentile(day.acks, 50))
	found.add("commit acknowledged, p99", "ms", percentile(day.acks, 99))
	n.report(found, "")
	found.add("polls, p99", "ms", percentile(day.polls, 99))
	found.add("server CPU", "of one core", (f.cpu()-cpu).Seconds()/took.Seconds())
	found.add("server peak memory", "MB", f.peak())
	return nil
}

type day struct {
	*listening
	until time.Time

	waits sync.Mutex
	acks  []time.Duration
	polls []time.Duration
}

func (d *day) work(ctx context.Context, pl *player) error {
	nextCase := time.Now().Add(rand.N(caseEvery))
	nextPoll := time.Now().Add(rand.N(pollEvery))
	for {
		next := nextCase
		if nextPoll.Before(next) {
			next = nextPoll
		}
		if next.After(d.until) {
			return nil
		}
		select {
		case <-time.After(time.Until(next)):
		case <-ctx.Done():
			return ctx.Err()
		}
		list, do := &d.polls, d.poll
		if next.Equal(nextCase) {
			list, do, nextCase = &d.acks, d.commit, nextCase.Add(caseEvery)
		} else {
			nextPoll = nextPoll.Add(pollEvery)
		}
		took, err := do(ctx, pl)
		if err != nil {
			return err
		}
		d.waits.Lock()
		*list = append(*list, took)
		d.waits.Unlock()
	}
}

func (d *day) commit(ctx context.Context, pl *player) (time.Duration, error) {
	body, number, err := pl.pack(1)
	if err != nil {
		return 0, err
	}
	d.going(number)
	begun := time.Now()
	err = pl.send(ctx, body)
	return time.Since(begun), err
}

func (d *day) poll(ctx context.Context, pl *player) (time.Duration, error) {
	begun := time.Now()
	_, _, err := pl.fetch(ctx)
	return time.Since(begun), err
}
