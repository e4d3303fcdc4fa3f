package ipp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/OpenPrinting/goipp"

	"yichuang"
	"yichuang/internal/device"
)

// jobState is the job-state of RFC 8011.
type jobState int

// The states in which a job is over.
const (
	jobCanceled  jobState = 7
	jobAborted   jobState = 8
	jobCompleted jobState = 9
)

// mostMisses is how many questions in a row may go without an answer before a
// job counts as lost sight of.
const mostMisses = 5

// follow asks after the job until it is over.
func (p *Printer) follow(ctx context.Context, id int, told *teller) (device.Delivery, error) {
	misses := 0
	for {
		state, detail, err := p.job(ctx, id)
		switch {
		case ctx.Err() != nil:
			return p.takeBack(ctx, id)
		case refused(err): // the printer forgets jobs that are over
			return device.Taken, nil
		case err != nil && misses < mostMisses:
			misses++
		case err != nil:
			return device.Taken, device.Broken(p.String(), device.Taken, err)
		case state == jobCompleted:
			return device.Printed, nil
		case state == jobAborted:
			return device.Partly, &yichuang.Error{Code: yichuang.Busy, Message: "打印机 " + p.String() + " 中途放弃了这份文书，纸上可能已经印了一部分",
				Hint: "请看打印机上的提示，再打印一次；不行就换一台打印机", Err: errors.New(detail)}
		case state == jobCanceled:
			return device.Partly, &yichuang.Error{Code: yichuang.Busy, Message: "这份文书在打印机 " + p.String() + " 上被取消了，纸上可能已经印了一部分",
				Hint: "还要的话再打印一次", Err: errors.New(detail)}
		default:
			misses = 0
			p.watch(ctx, told)
		}
		select {
		case <-ctx.Done():
		case <-time.After(p.options.Poll):
		}
	}
}

// job asks how a job is.
func (p *Printer) job(ctx context.Context, id int) (jobState, string, error) {
	m := p.request(goipp.OpGetJobAttributes)
	m.Operation.Add(goipp.MakeAttribute("job-id", goipp.TagInteger, goipp.Integer(id)))
	m.Operation.Add(goipp.MakeAttr("requested-attributes", goipp.TagKeyword,
		goipp.String("job-state"), goipp.String("job-state-reasons"), goipp.String("job-state-message")))
	answer, err := p.call(ctx, m, nil, nil)
	if err != nil {
		return 0, "", err
	}
	state, ok := number(answer.Job, "job-state")
	if !ok {
		return 0, "", p.name.garbled(nil)
	}
	detail := strings.Join(append(texts(answer.Job, "job-state-reasons"), text(answer.Job, "job-state-message")), "; ")
	return jobState(state), detail, nil
}

// watch tells how the printer is that works on a job.
func (p *Printer) watch(ctx context.Context, told *teller) {
	if about, err := p.about(ctx); err == nil {
		told.state(about.reasons.Waiting())
	}
}

// takeBack cancels the job after the context ended, within a time of its own.
// Of a job that the printer never began nothing can come out any more.
func (p *Printer) takeBack(ctx context.Context, id int) (device.Delivery, error) {
	cause := ctx.Err()
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), p.options.Patience.Connect)
	defer done()
	m := p.request(goipp.OpCancelJob)
	m.Operation.Add(goipp.MakeAttribute("job-id", goipp.TagInteger, goipp.Integer(id)))
	if _, err := p.call(ctx, m, nil, nil); err != nil {
		return device.Taken, &yichuang.Error{Code: yichuang.Busy, Message: "已经取消，但是打印机 " + p.String() + " 那边没有取消成功，还可能印出来",
			Hint: "请在打印机上取消这个任务，印出来的作废", Err: fmt.Errorf("%w; cancel job %d: %w", cause, id, err)}
	}
	far := device.Partly
	if p.neverBegun(ctx, id) {
		far = device.Nothing
	}
	return far, device.Stopped(far, cause)
}

// neverBegun reports whether the printer says that it never worked on a job: the
// time at which it began has no value (RFC 8011, 5.3.14.2).
func (p *Printer) neverBegun(ctx context.Context, id int) bool {
	m := p.request(goipp.OpGetJobAttributes)
	m.Operation.Add(goipp.MakeAttribute("job-id", goipp.TagInteger, goipp.Integer(id)))
	m.Operation.Add(goipp.MakeAttribute("requested-attributes", goipp.TagKeyword, goipp.String("time-at-processing")))
	answer, err := p.call(ctx, m, nil, nil)
	if err != nil {
		return false
	}
	_, none := first(answer.Job, "time-at-processing").(goipp.Void)
	return none
}
