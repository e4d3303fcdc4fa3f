package spool

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/device"
)

// LP is a queue of CUPS. Make it with NewLP.
type LP struct {
	queue    string
	name     string
	server   string
	patience time.Duration
	turn     device.Turn
}

// LPOptions are what a hall may set for a queue; the zero LPOptions fit most.
type LPOptions struct {
	Name     string        // what people call it; "": the name of the queue
	Server   string        // of CUPS, as CUPS_SERVER has it; "": the system's own
	Patience time.Duration // for each command; zero: 30 s
}

// NewLP returns the queue of that name. It returns Invalid for a name that no
// queue can have.
func NewLP(queue string, options LPOptions) (*LP, error) {
	// CUPS takes any printable ASCII but these in the name of a queue.
	if queue == "" || len(queue) > 127 || strings.HasPrefix(queue, "-") || strings.ContainsAny(queue, "/#?'\"\\@ ,") ||
		strings.ContainsFunc(queue, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "打印队列的名字“" + yichuang.Clip(yichuang.CleanLine(queue), 40) + "”不能用",
			Hint: "请管理员用 lpstat -e 查看本机的队列名"}
	}
	if options.Patience <= 0 {
		options.Patience = usualPatience
	}
	if options.Name == "" {
		options.Name = queue
	}
	return &LP{queue: queue, name: options.Name, server: options.Server, patience: options.Patience, turn: device.NewTurn()}, nil
}

// String returns what people call it.
func (p *LP) String() string { return p.name }

// Print hands the job to the queue, unless the queue is stopped: it would take
// the job and keep it. A receipt goes raw, copy after copy, because raw queues
// differ in what they do about copies. See device.Printer for the errors.
func (p *LP) Print(ctx context.Context, job device.Job, report func(device.Progress)) (device.Delivery, error) {
	if err := job.Check(p.name, device.Thermal, device.PDF); err != nil {
		return device.Nothing, err
	}
	if err := p.turn.Take(ctx); err != nil {
		return device.Nothing, err
	}
	defer p.turn.Done()
	state, err := p.State(ctx)
	if err != nil {
		return device.Nothing, err
	}
	args, data := []string{"lp", "-d", p.queue, "-t", yichuang.Clip(yichuang.CleanLine(job.Name), 60)}, job.Data
	if job.Format == device.Thermal {
		args, data = append(args, "-o", "raw"), bytes.Repeat(job.Data, job.Times())
	} else {
		args = append(args, "-n", strconv.Itoa(job.Times()), "-o", "media=A4")
	}
	if _, err := run(ctx, p.patience, p.env(), data, args...); err != nil {
		if told := ended(ctx, p.name, device.Partly, err); told != nil {
			return device.Partly, told
		}
		return device.Nothing, p.refused(ctx, err)
	}
	device.Report(report, device.Progress{Sent: len(data), Total: len(data), State: state})
	return device.Taken, nil
}

func (p *LP) env() []string {
	if p.server == "" {
		return nil
	}
	return []string{"CUPS_SERVER=" + p.server}
}

// refused finds out why lp took nothing for a queue that is there.
func (p *LP) refused(ctx context.Context, cause error) error {
	accepting, err := run(ctx, p.patience, p.env(), nil, "lpstat", "-a", p.queue)
	if err == nil && !strings.HasPrefix(accepting, p.queue+" accepting") {
		return &yichuang.Error{Code: yichuang.Busy, Message: "打印队列 " + p.queue + " 现在不收新的任务",
			Hint: "请管理员用 cupsaccept 恢复；可以先换一台打印机", Err: cause}
	}
	return &yichuang.Error{Code: yichuang.Busy, Message: "打印队列 " + p.queue + " 没有收下文书",
		Hint: "请再试一次；不行就换一台打印机，并告诉管理员检查磁盘空间和打印服务的日志", Err: cause}
}

// State asks CUPS about the queue. CUPS knows as much as the printer tells it.
func (p *LP) State(ctx context.Context) (device.State, error) {
	state, err := p.look(ctx)
	if err == nil {
		err = device.Trouble(p.name, state, device.Nothing, nil)
	}
	return state, err
}

// look asks about the queue. The error is for one that cannot be asked about.
// What lp and lpstat say then cannot be relied on: they call a queue unknown when
// CUPS does not run.
func (p *LP) look(ctx context.Context) (device.State, error) {
	said, err := run(ctx, p.patience, p.env(), nil, "lpstat", "-r", "-l", "-p", p.queue)
	switch told := ended(ctx, p.name, device.Nothing, err); {
	case told != nil:
		return device.Unknown, told
	case err != nil:
		if running, again := run(ctx, p.patience, p.env(), nil, "lpstat", "-r"); again == nil && strings.Contains(running, "not running") {
			return device.Offline, noCUPS(err)
		}
		return device.Offline, &yichuang.Error{Code: yichuang.NotFound, Message: "本机没有打印队列 " + p.queue, Hint: "请管理员用 lpstat -e 查看本机的队列名，检查设置", Err: device.Because(device.Offline, err)}
	case strings.Contains(said, "not running"):
		return device.Offline, noCUPS(nil)
	}
	return queueState(p.queue, said), nil
}

func noCUPS(err error) error {
	return &yichuang.Error{Code: yichuang.Busy, Message: "本机的打印服务（CUPS）没有运行", Hint: "请管理员启动 cups 服务；可以先换一台打印机", Err: device.Because(device.Offline, err)}
}

// queueState reads what lpstat -l -p says of a queue: the line that begins with
// its name, and the line of alerts, which are the reasons of the printer.
func queueState(queue, said string) device.State {
	stopped, known := false, false
	var reasons device.Reasons
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "printer "+queue+" "); ok {
			known, stopped = true, strings.HasPrefix(rest, "disabled")
		}
		if alerts, ok := strings.CutPrefix(line, "Alerts:"); ok {
			reasons = strings.FieldsFunc(alerts, func(r rune) bool { return r == ' ' || r == ',' })
		}
	}
	if !known {
		return device.Unknown
	}
	return reasons.State(stopped)
}
