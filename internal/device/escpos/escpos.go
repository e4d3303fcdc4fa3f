// Package escpos sends finished bytes to a receipt printer: over the network
// (TCP port 9100), to a device file, to a serial line, and to a printer that
// another Windows machine shares. It asks the printer how it is, where the
// printer answers.
//
// Terms: a link is an open way to the printer. To ask is to send DLE EOT n, which
// a printer answers with one byte before anything that waits in its buffer. A
// mute printer is one that does not answer in time; it is sent its jobs without
// being asked again, until somebody calls State.
package escpos

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"syscall"
	"time"

	"yichuang/internal/device"
)

// Options are what a hall may set for a receipt printer; the zero Options fit
// most.
type Options struct {
	Name     string          // what people call it; "": its address
	Patience device.Patience // zero: 3 s to reach it, 15 s of silence in a job
	Answer   time.Duration   // for the answer to a question; zero: 200 ms
	// NeverAsk is for a printer that prints signs when it is asked.
	NeverAsk bool
}

// Printer is a receipt printer at one address. Make it with New.
type Printer struct {
	address Address
	options Options
	turn    device.Turn
	mute    atomic.Bool
}

// New returns the printer at an address that ParseAddress read. It opens
// nothing yet.
func New(address Address, options Options) *Printer {
	if options.Patience.Connect <= 0 {
		options.Patience.Connect = 3 * time.Second
	}
	if options.Patience.Stall <= 0 {
		options.Patience.Stall = 15 * time.Second
	}
	if options.Answer <= 0 {
		options.Answer = 200 * time.Millisecond
	}
	return &Printer{address: address, options: options, turn: device.NewTurn()}
}

// String returns what people call it.
func (p *Printer) String() string {
	if p.options.Name != "" {
		return p.options.Name
	}
	return p.address.String()
}

// link is an open way to the printer.
type link interface {
	io.ReadWriteCloser
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// open opens a link. It ends with the context.
func (p *Printer) open(ctx context.Context) (*session, error) {
	l, err := p.address.open(ctx, p.options.Patience.Connect)
	if err != nil {
		return nil, unopened(ctx, p.String(), err)
	}
	s := &session{link: l, printer: p}
	s.stop = context.AfterFunc(ctx, s.abort)
	return s, nil
}

// unopened explains a link that could not be opened.
func unopened(ctx context.Context, printer string, err error) error {
	switch {
	case ctx.Err() != nil:
		return device.Stopped(device.Nothing, ctx.Err())
	case errors.Is(err, syscall.EBUSY):
		return busy(printer, err)
	case errors.Is(err, errNoDevice):
		return noPrinter(printer, err)
	}
	return device.Unreached("打印机 "+printer, err)
}

// Print sends the job, copy after copy. The delivery is Taken where the printer
// answers, or hangs up in order after the last byte, and Sent where it does
// neither. See device.Printer for the errors.
func (p *Printer) Print(ctx context.Context, job device.Job, report func(device.Progress)) (device.Delivery, error) {
	if err := job.Check(p.String(), device.Thermal); err != nil {
		return device.Nothing, err
	}
	if err := p.turn.Take(ctx); err != nil {
		return device.Nothing, err
	}
	defer p.turn.Done()
	s, err := p.open(ctx)
	if err != nil {
		return device.Nothing, err
	}
	defer s.close()
	state, err := p.ask(s)
	if err == nil {
		err = device.Trouble(p.String(), state, device.Nothing, nil)
	}
	if err != nil {
		return device.Nothing, s.explain(ctx, device.Nothing, err)
	}
	far, err := s.send(job, func(sent, total int) {
		device.Report(report, device.Progress{Sent: sent, Total: total, State: state})
	})
	if err == nil {
		far, err = s.finish(state, job.Data)
	}
	return far, s.explain(ctx, far, err)
}

// State asks the printer.
func (p *Printer) State(ctx context.Context) (device.State, error) {
	if err := p.turn.Take(ctx); err != nil {
		return device.Unknown, err
	}
	defer p.turn.Done()
	s, err := p.open(ctx)
	if err != nil {
		return device.StateOf(err), err
	}
	defer s.close()
	p.mute.Store(false)
	state, err := p.ask(s)
	if err == nil {
		err = device.Trouble(p.String(), state, device.Nothing, nil)
	}
	if err != nil {
		return state, s.explain(ctx, device.Nothing, err)
	}
	return state, nil
}

// ask returns the state of the printer, Unknown for one that is mute.
func (p *Printer) ask(s *session) (device.State, error) {
	if p.options.NeverAsk || p.mute.Load() {
		return device.Unknown, nil
	}
	state, err := s.ask(p.options.Answer)
	p.mute.Store(state == device.Unknown)
	return state, err
}
