// Package fake has a printer and a scanner that exist in memory only and fail on
// demand: for tests of screens, and for showing a hall what a failure looks
// like. They pass the suites of internal/device/devicetest like any other.
package fake

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"yichuang/internal/device"
)

// Fault is how a printer fails, from the moment it is set until the zero Fault
// is set in its place.
type Fault struct {
	// State, when it keeps a printer from printing, ends a job with its Trouble.
	State device.State
	// Err ends a job with a failure of the caller's.
	Err error
	// Mute takes nothing more until the context ends, or Stall is over.
	Mute bool
	// After is how many bytes of a job go before the fault strikes.
	After int
}

func (f Fault) strikes() bool { return !f.State.Usable() || f.Err != nil || f.Mute }

// Printer is a printer in memory. Make it with NewPrinter.
type Printer struct {
	name  string
	stall time.Duration
	turn  device.Turn

	mu     sync.Mutex
	fault  Fault
	papers []device.Job
	struck chan struct{} // closed when a fault strikes
}

// NewPrinter returns a printer that is ready. stall is how long a job waits for
// a printer that takes nothing.
func NewPrinter(name string, stall time.Duration) *Printer {
	return &Printer{name: name, stall: stall, turn: device.NewTurn(), struck: make(chan struct{})}
}

// Fail sets how the printer fails from now on; the zero Fault mends it.
func (p *Printer) Fail(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault, p.struck = f, make(chan struct{})
}

// Struck returns a channel that is closed when the fault set last strikes.
func (p *Printer) Struck() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.struck
}

// Papers returns what came out, one for each copy.
func (p *Printer) Papers() []device.Job {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.papers)
}

// step is how many bytes go at once.
const step = 4 << 10

// Print puts the job on paper, unless a fault strikes.
func (p *Printer) Print(ctx context.Context, job device.Job, report func(device.Progress)) (device.Delivery, error) {
	if err := job.Check(p.name, device.Thermal, device.PDF); err != nil {
		return device.Nothing, err
	}
	if err := p.turn.Take(ctx); err != nil {
		return device.Nothing, err
	}
	defer p.turn.Done()
	total := len(job.Data) * job.Times()
	for sent := 0; ; {
		if far, err := p.strike(ctx, sent); err != nil {
			return far, err
		}
		if sent == total {
			break
		}
		sent = min(sent+step, total)
		device.Report(report, device.Progress{Sent: sent, Total: total, State: device.Ready})
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for range job.Times() {
		out := job
		out.Copies, out.Data = 1, slices.Clone(job.Data)
		p.papers = append(p.papers, out)
	}
	return device.Printed, nil
}

var errMute = errors.New("the printer takes nothing")

// strike fails where the fault has its turn.
func (p *Printer) strike(ctx context.Context, sent int) (device.Delivery, error) {
	p.mu.Lock()
	fault, struck := p.fault, p.struck
	p.mu.Unlock()
	far := device.Nothing
	if sent > 0 {
		far = device.Partly
	}
	if ctx.Err() != nil {
		return far, device.Stopped(far, ctx.Err())
	}
	if !fault.strikes() || sent < fault.After {
		return far, nil
	}
	select {
	case <-struck:
	default:
		close(struck)
	}
	switch {
	case fault.Mute:
		select {
		case <-ctx.Done():
			return far, device.Stopped(far, ctx.Err())
		case <-time.After(p.stall):
			return far, device.Broken(p.name, far, errMute)
		}
	case fault.Err != nil:
		return far, fault.Err
	}
	return far, device.Trouble(p.name, fault.State, far, nil)
}

// State says how the printer is.
func (p *Printer) State(context.Context) (device.State, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !p.fault.strikes():
		return device.Ready, nil
	case p.fault.State.Usable():
		return device.Unknown, nil
	}
	return p.fault.State, device.Trouble(p.name, p.fault.State, device.Nothing, nil)
}
