package printing

import (
	"context"
	"errors"
	"sync"
	"time"

	"yichuang"
	"yichuang/internal/device"
)

// press is one printer with its line of jobs.
type press struct {
	room    *Room
	printer Printer
	woken   chan struct{}

	mu      sync.Mutex
	state   device.State
	trouble string
	problem string
	now     *handing
}

// handing is a job while it is handed over.
type handing struct {
	id     yichuang.JobID
	cancel context.CancelCauseFunc
	done   chan struct{}
	came   yichuang.JobOutcome // once it is done
}

// errStopped says that a person stopped a job.
var errStopped = errors.New("stopped by a person")

func newPress(r *Room, p Printer) *press {
	return &press{room: r, printer: p, woken: make(chan struct{}, 1), state: device.Unknown}
}

func (p *press) poke() { poke(p.woken) }

// run prints what waits for this printer. ctx ends the taking of jobs, hands the job
// under way.
func (p *press) run(ctx, hands context.Context) {
	looks := p.look(ctx)
	retry := p.room.options.Retry
	for ctx.Err() == nil {
		if p.standing().Trouble != "" {
			if retry = min(2*retry, p.room.options.Most); !rest(ctx, p.woken, retry/2) {
				retry = p.room.options.Retry
			}
			if p.look(ctx); p.standing().Trouble != "" {
				continue
			}
		}
		job, ok, err := p.room.options.Store.TakeJob(ctx, p.printer.Name)
		switch {
		case err != nil:
			p.room.failed(ctx, err)
			rest(ctx, p.woken, p.room.options.Most)
		case ok:
			if p.print(hands, job) {
				retry = p.room.options.Retry
			}
		case looks:
			if rest(ctx, p.woken, p.room.options.Look) {
				looks = p.look(ctx)
			}
		default:
			rest(ctx, p.woken, time.Hour)
		}
	}
}

// look asks the printer how it is, and reports whether it can tell.
func (p *press) look(ctx context.Context) (tells bool) {
	state, err := p.printer.State(ctx)
	if ctx.Err() != nil {
		return false
	}
	p.stands(state, err)
	return err != nil || state != device.Unknown
}

// stands takes down how the printer is.
func (p *press) stands(state device.State, err error) {
	trouble, problem := words(err)
	if err == nil && state == device.PaperLow {
		problem = state.Chinese()
	}
	p.mu.Lock()
	other := p.state != state || p.trouble != trouble || p.problem != problem
	p.state, p.trouble, p.problem = state, trouble, problem
	p.mu.Unlock()
	if other {
		p.room.options.Told()
	}
}

func (p *press) standing() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	return State{Printer: p.printer.Name, State: p.state, Trouble: p.trouble, Problem: p.problem}
}

// print hands a job over, and reports whether the printer took it.
func (p *press) print(ctx context.Context, job yichuang.Job) bool {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	h := &handing{id: job.ID, cancel: cancel, done: make(chan struct{})}
	p.hand(h)
	p.room.options.Told()
	held := p.hold(ctx, job)
	out, err := p.attempt(ctx, job)
	cancel(nil)
	<-held
	// Whatever ended the handing over, what came of it is written down.
	if failed := p.room.options.Store.EndJob(context.WithoutCancel(ctx), job, out); failed != nil && yichuang.CodeOf(failed) != yichuang.NotFound {
		p.room.options.Failed(failed)
	}
	h.came = out
	p.hand(nil)
	close(h.done)
	if err == nil {
		p.stands(p.well(), nil)
	} else if out.State != yichuang.JobFailed && !errors.Is(context.Cause(ctx), errStopped) {
		p.stands(device.StateOf(err), err)
	}
	p.room.options.Told()
	return err == nil
}

// well is the state of a printer that has just taken a job: as before, unless it was
// in trouble.
func (p *press) well() device.State {
	if s := p.standing().State; s.Usable() {
		return s
	}
	return device.Unknown
}

func (p *press) hand(h *handing) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = h
}

// hold says every now and then that the job is in hand, until the context ends.
func (p *press) hold(ctx context.Context, job yichuang.Job) (done <-chan struct{}) {
	over := make(chan struct{})
	go func() {
		defer close(over)
		for rest(ctx, nil, p.room.options.Hold) {
			_ = p.room.options.Store.HoldJob(ctx, job) // the next one tries again; in the end EndJob decides
		}
	}()
	return over
}

// attempt makes the paper and prints it. err is nil when the printer took it.
func (p *press) attempt(ctx context.Context, job yichuang.Job) (yichuang.JobOutcome, error) {
	made, err := p.room.options.Make(ctx, job)
	if err != nil {
		return outcome(ctx, device.Nothing, &unmade{err}), err
	}
	far, err := p.printer.Print(ctx, made, p.watch)
	return outcome(ctx, far, err), err
}

// watch takes down what the printer says while it prints.
func (p *press) watch(progress device.Progress) {
	if progress.State == p.standing().State || progress.State == device.Unknown || progress.State == "" {
		return
	}
	p.stands(progress.State, device.Trouble(p.printer.Name, progress.State, device.Nothing, nil))
}

// unmade is the failure of a paper that could not be made.
type unmade struct{ error }

func (e *unmade) Unwrap() error { return e.error }

// outcome is what came of an attempt.
func outcome(ctx context.Context, far device.Delivery, err error) yichuang.JobOutcome {
	out := yichuang.JobOutcome{State: yichuang.JobSent, Begun: err == nil || far != device.Nothing}
	out.Trouble, out.Problem = words(err)
	var paper *unmade
	switch {
	case err == nil && far == device.Taken:
		out.State = yichuang.JobTaken
	case err == nil && far == device.Printed:
		out.State = yichuang.JobPrinted
	case err == nil:
	case errors.Is(context.Cause(ctx), errStopped):
		out.State, out.Trouble = yichuang.JobAsked, "已停下"
	case ctx.Err() != nil && out.Begun: // the program ends
		out = yichuang.JobBroken
	case ctx.Err() != nil:
		out = yichuang.JobOutcome{State: yichuang.JobWaiting}
	case out.Begun:
		out.State = yichuang.JobAsked
	case errors.As(err, &paper), !passes(err):
		out.State = yichuang.JobFailed
	default:
		out.State = yichuang.JobWaiting
	}
	return out
}

// passes reports whether a failure may be over when it is tried again: the printer is
// switched on, gets paper, is known to the network again.
func passes(err error) bool {
	switch yichuang.CodeOf(err) {
	case yichuang.Busy, yichuang.Full, yichuang.NotFound:
		return true
	}
	return false
}

// words says in a few words, and in sentences, what a failure means.
func words(err error) (trouble, problem string) {
	if err == nil {
		return "", ""
	}
	message, hint := yichuang.Explain(err)
	problem = message
	if hint != "" {
		problem += "。" + hint
	}
	if s := device.StateOf(err); s != device.Unknown {
		return s.Chinese(), problem
	}
	trouble, ok := map[yichuang.Code]string{yichuang.Busy: "没有反应", yichuang.Full: "队列满了", yichuang.NotFound: "找不到", yichuang.Denied: "没有权限",
		yichuang.Invalid: "打不了", yichuang.Damaged: "回答不对"}[yichuang.CodeOf(err)]
	if !ok {
		trouble = "出错了"
	}
	return trouble, problem
}

// stop stops a job if it is this press that hands it over, waits until it is written
// down what came of it, and reports whether that left something on paper that a person
// has to look at.
func (p *press) stop(ctx context.Context, id yichuang.JobID) (begun bool, err error) {
	p.mu.Lock()
	h := p.now
	p.mu.Unlock()
	if h == nil || h.id != id {
		return false, nil
	}
	h.cancel(errStopped)
	select {
	case <-h.done:
		return h.came.Begun && h.came.State == yichuang.JobAsked, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}
