// Package printing takes print jobs from the terminal's store to its printers,
// beside the screens: one press for each printer, so that none waits for another.
//
// Rules of the house:
//
//   - A job is on the disk as being printed before a byte leaves. One that is found
//     so afterwards, with nobody at it, was interrupted, and a person decides.
//   - What certainly did not come out is tried again by itself, until the job is
//     stale. Where something may be on paper, a person looks first.
//   - A printer in trouble is asked how it is, and gets its jobs when it is well
//     again; the jobs of the others go on.
package printing

import (
	"context"
	"slices"
	"sync"
	"time"

	"yichuang"
	"yichuang/internal/device"
)

// Store keeps the jobs; store.Store says what each method does.
type Store interface {
	TakeJob(ctx context.Context, printer string) (yichuang.Job, bool, error)
	HoldJob(ctx context.Context, j yichuang.Job) error
	EndJob(ctx context.Context, j yichuang.Job, out yichuang.JobOutcome) error
	OrderJob(ctx context.Context, id yichuang.JobID, o yichuang.JobOrder) error
	SettleJobs(ctx context.Context, printers []string) (settled int64, next time.Time, err error)
}

// Printer is a printer with the name that people call it by.
type Printer struct {
	Name string
	device.Printer
}

// Options are what the presses need.
type Options struct {
	Store    Store
	Printers []Printer
	// Make makes the paper of a job for its printer.
	Make func(ctx context.Context, j yichuang.Job) (device.Job, error)
	// Told is called when a job or a printer stands differently; it must not block.
	Told func()
	// Failed is called with a failure of the store; it must not block.
	Failed func(error)
	Pace
}

// Pace is how patient the presses are; the zero Pace is the usual one.
type Pace struct {
	Retry time.Duration // before a printer in trouble is tried again, at first; zero: 2 s
	Most  time.Duration // what that grows to; zero: 20 s
	Look  time.Duration // between two looks at a printer that has nothing to do; zero: 1 min
	Hold  time.Duration // between two signs that a job is being printed; zero: 2 s
	Grace time.Duration // for a job under way when the program ends; zero: 3 s
}

func (p *Pace) fill() {
	for _, d := range []struct {
		of    *time.Duration
		usual time.Duration
	}{{&p.Retry, 2 * time.Second}, {&p.Most, 20 * time.Second}, {&p.Look, time.Minute}, {&p.Hold, 2 * time.Second}, {&p.Grace, 3 * time.Second}} {
		if *d.of <= 0 {
			*d.of = d.usual
		}
	}
}

// State is how a printer stands.
type State struct {
	Printer string
	State   device.State
	// Trouble says in a few words what keeps it from printing, Problem in sentences;
	// both are empty when nothing is known to.
	Trouble, Problem string
}

// Room is the presses of a terminal. Make it with New.
type Room struct {
	options Options
	presses []*press
	settle  chan struct{}
}

// New returns the presses. Nothing prints before Run.
func New(o Options) *Room {
	o.fill()
	r := &Room{options: o, settle: make(chan struct{}, 1)}
	for _, p := range o.Printers {
		r.presses = append(r.presses, newPress(r, p))
	}
	return r
}

// Run prints until the context ends, and returns when nothing is under way any more:
// a job that is gets its Grace, and is stopped then.
func (r *Room) Run(ctx context.Context) {
	hands, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(r.options.Grace, stop) })()
	var all sync.WaitGroup
	all.Go(func() { r.keep(ctx) })
	for _, p := range r.presses {
		all.Go(func() { p.run(ctx, hands) })
	}
	all.Wait()
}

// Wake says that jobs were queued, or that somebody has decided about one.
func (r *Room) Wake() {
	for _, p := range r.presses {
		p.poke()
	}
	poke(r.settle)
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // poked already
	}
}

// States returns how the printers stand, in the order of the configuration.
func (r *Room) States() []State {
	out := make([]State, len(r.presses))
	for i, p := range r.presses {
		out[i] = p.standing()
	}
	return out
}

// Order does what a person says about a job. One that is being handed over is stopped
// first; where something of it may be on paper by then it is only stopped when it is to
// be cancelled, and Conflict is returned for any other order: somebody looks first.
func (r *Room) Order(ctx context.Context, id yichuang.JobID, o yichuang.JobOrder) error {
	defer r.Wake()
	for _, p := range r.presses {
		begun, err := p.stop(ctx, id)
		switch {
		case err != nil:
			return err
		case begun && (o.Do == yichuang.JobAgain || o.Do == yichuang.JobMove):
			return &yichuang.Error{Code: yichuang.Conflict, Message: "已经停下，但是纸上可能已经印了一部分", Hint: "请先看打印机，再决定打不打"}
		}
	}
	defer r.options.Told()
	return r.options.Store.OrderJob(ctx, id, o)
}

// keep has the store settle what only time decides.
func (r *Room) keep(ctx context.Context) {
	var names []string
	for _, p := range r.presses {
		names = append(names, p.printer.Name)
	}
	for ctx.Err() == nil {
		settled, next, err := r.options.Store.SettleJobs(ctx, slices.Clone(names))
		wait := time.Hour
		switch {
		case err != nil:
			r.failed(ctx, err)
			wait = r.options.Most
		case !next.IsZero():
			wait = max(time.Until(next), r.options.Retry/2)
		}
		if settled > 0 {
			r.options.Told()
		}
		rest(ctx, r.settle, wait)
	}
}

// failed tells a failure of the store, but for that of a program that ends.
func (r *Room) failed(ctx context.Context, err error) {
	if ctx.Err() == nil {
		r.options.Failed(err)
	}
}

// rest waits for a while and reports true, or false when somebody poked before or the
// context ended.
func rest(ctx context.Context, poked <-chan struct{}, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-poked:
	case <-timer.C:
		return true
	}
	return false
}
