// Package ipp prints PDF over the Internet Printing Protocol (RFC 8010, 8011): to
// a printer on the network, or to a queue of CUPS.
//
// Terms: reasons are the words in which a printer says what is the matter with
// it (printer-state-reasons). A job is over when it is completed, aborted or
// canceled (job-state 9, 8, 7).
package ipp

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/OpenPrinting/goipp"

	"yichuang"
	"yichuang/internal/device"
)

// Options are what a hall may set for a printer; the zero Options fit most.
type Options struct {
	Name     string          // what people call it; "": its address
	Patience device.Patience // zero: 3 s to reach it, 60 s of silence
	User     string          // who prints, as queues show it; "": yichuang
	Media    string          // size of the paper; "": iso_a4_210x297mm
	Poll     time.Duration   // between two questions how a job is; zero: 500 ms
}

// Printer is a printer or a queue at one address. Make it with New.
type Printer struct {
	name    label
	uri     string // as the protocol names it, ipp or ipps
	url     string // as HTTP reaches it
	options Options
	client  *http.Client
	turn    device.Turn
}

// usualPort is the port of IPP.
const usualPort = "631"

// New returns the printer at an address such as ipp://192.168.1.9/ipp/print,
// ipps://printer.hall/ipp/print or ipp://localhost/printers/a4. It asks nothing
// yet. It returns Invalid for an address that is none.
func New(address string, options Options) (*Printer, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || (u.Scheme != "ipp" && u.Scheme != "ipps") || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "打印机的地址“" + yichuang.Clip(yichuang.CleanLine(address), 60) + "”看不懂",
			Hint: "请管理员改为 ipp://192.168.1.9/ipp/print 或者 ipp://localhost/printers/队列名 这样的写法", Err: err}
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/ipp/print"
	}
	web := *u
	web.Scheme = map[string]string{"ipp": "http", "ipps": "https"}[u.Scheme]
	if u.Port() == "" {
		web.Host = u.Host + ":" + usualPort
	}
	options.fill()
	if options.Name == "" {
		options.Name = u.Host + u.Path
	}
	return &Printer{name: label(options.Name), uri: u.String(), url: web.String(), options: options,
		client: options.Patience.Client(), turn: device.NewTurn()}, nil
}

func (o *Options) fill() {
	if o.Patience.Connect <= 0 {
		o.Patience.Connect = 3 * time.Second
	}
	if o.Patience.Stall <= 0 {
		o.Patience.Stall = time.Minute
	}
	if o.User == "" {
		o.User = "yichuang"
	}
	if o.Media == "" {
		o.Media = "iso_a4_210x297mm"
	}
	if o.Poll <= 0 {
		o.Poll = 500 * time.Millisecond
	}
}

// String returns what people call it.
func (p *Printer) String() string { return string(p.name) }

// Print submits the job and waits until it is over: Printed when the printer
// says completed. A printer that runs out of paper meanwhile keeps the job and
// says so through report; when the context ends the job is canceled there. See
// device.Printer for the errors.
func (p *Printer) Print(ctx context.Context, job device.Job, report func(device.Progress)) (device.Delivery, error) {
	if err := job.Check(p.String(), device.PDF); err != nil {
		return device.Nothing, err
	}
	if err := p.turn.Take(ctx); err != nil {
		return device.Nothing, err
	}
	defer p.turn.Done()
	about, err := p.about(ctx)
	if err == nil {
		err = about.takes(p.name, "application/pdf")
	}
	if err != nil {
		return device.Nothing, err
	}
	told := &teller{report: report, now: device.Progress{Total: len(job.Data), State: about.state()}}
	defer told.stop()
	id, far, err := p.submit(ctx, job, about, told)
	if err != nil {
		return far, err
	}
	return p.follow(ctx, id, told)
}

// submit sends the job and returns its number.
func (p *Printer) submit(ctx context.Context, job device.Job, about printerFacts, told *teller) (int, device.Delivery, error) {
	m := p.request(goipp.OpPrintJob)
	m.Operation.Add(goipp.MakeAttribute("job-name", goipp.TagName, goipp.String(jobName(job.Name))))
	m.Operation.Add(goipp.MakeAttribute("document-format", goipp.TagMimeType, goipp.String("application/pdf")))
	if n := job.Times(); n > 1 {
		m.Job.Add(goipp.MakeAttribute("copies", goipp.TagInteger, goipp.Integer(n)))
	}
	if about.hasMedia(p.options.Media) {
		m.Job.Add(goipp.MakeAttribute("media", goipp.TagKeyword, goipp.String(p.options.Media)))
	}
	sending, stop := p.patiently(ctx, told)
	defer stop()
	answer, err := p.call(sending, m, job.Data, told)
	if err != nil {
		if refused(err) {
			return 0, device.Nothing, err
		}
		return 0, told.far(), err
	}
	id, ok := number(answer.Job, "job-id")
	if !ok || id <= 0 {
		return 0, device.Sent, p.name.garbled(nil)
	}
	return id, device.Taken, nil
}

// patiently is a context for handing in a job. When ctx ends after the last byte
// went out, the answer is waited for a little: without the number of the job
// nobody can take it back.
func (p *Printer) patiently(ctx context.Context, told *teller) (context.Context, func()) {
	sending, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	release := context.AfterFunc(ctx, func() {
		if told.complete() {
			select {
			case <-sending.Done():
			case <-time.After(p.options.Patience.Connect):
			}
		}
		stop(ctx.Err())
	})
	return sending, func() { release(); stop(nil) }
}

// jobName fits a name into what the protocol has room for, 255 bytes.
func jobName(name string) string { return yichuang.Clip(yichuang.CleanLine(name), 60) }

// State asks the printer.
func (p *Printer) State(ctx context.Context) (device.State, error) {
	about, err := p.about(ctx)
	if err != nil {
		return device.StateOf(err), err
	}
	state, err := about.state(), about.trouble(p.name)
	if state.Usable() && err != nil {
		state = device.Offline // it works, and takes nothing new
	}
	return state, err
}

// teller reports progress, one call at a time, and none after stop.
type teller struct {
	mu     sync.Mutex
	report func(device.Progress)
	now    device.Progress
}

func (t *teller) add(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now.Sent += n
	device.Report(t.report, t.now)
}

func (t *teller) state(s device.State) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now.State != s {
		t.now.State = s
		device.Report(t.report, t.now)
	}
}

// far is how much of the document has gone. A call without a document has no
// teller.
func (t *teller) far() device.Delivery {
	if t == nil {
		return device.Nothing
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now.Sent == 0 {
		return device.Nothing
	}
	return device.Partly
}

// complete reports whether the whole document has gone.
func (t *teller) complete() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now.Sent == t.now.Total
}

func (t *teller) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.report = nil
}
