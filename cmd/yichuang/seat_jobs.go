package main

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/paper"
	"yichuang/internal/printing"
	"yichuang/store"
	"yichuang/tui/jobs"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// pressroom is the printing that goes on beside the screens.
type pressroom struct {
	room *printing.Room
	stop context.CancelFunc
	done chan struct{}

	mu    sync.Mutex
	stuck int // jobs that wait for a person
	drawn map[yichuang.JobID]drawn
}

// drawn is a paper that was drawn for a printer when it was queued.
type drawn struct {
	printer string
	paper   device.Job
}

// mostDrawn is how many drawn papers are kept for printers that are busy; the others
// are made again from their cases.
const mostDrawn = 16

// keep keeps a drawn paper until it is printed.
func (p *pressroom) keep(id yichuang.JobID, d drawn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.drawn) >= mostDrawn {
		delete(p.drawn, slices.Min(slices.Collect(maps.Keys(p.drawn))))
	}
	p.drawn[id] = d
}

// take gives a drawn paper away, if it was drawn for the job's printer.
func (p *pressroom) take(j yichuang.Job) (device.Job, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d, ok := p.drawn[j.ID]
	delete(p.drawn, j.ID)
	return d.paper, ok && d.printer == j.Printer
}

// startPresses begins to print what is queued, until the context ends, once there are
// data. It may be called again.
func (s *seat) startPresses(ctx context.Context, send func(tea.Msg)) error {
	db, err := s.data()
	if err != nil || s.pressroom() != nil {
		return nil // no hall yet, or done already
	}
	var printers []printing.Printer
	for _, p := range s.settings().Printers {
		driver, err := p.driver("")
		if err != nil {
			return err
		}
		printers = append(printers, printing.Printer{Name: p.Name, Printer: driver})
	}
	ctx, stop := context.WithCancel(ctx)
	told := make(chan struct{}, 1)
	p := &pressroom{stop: stop, done: make(chan struct{}), drawn: map[yichuang.JobID]drawn{}}
	p.room = printing.New(printing.Options{
		Store: db, Printers: printers, Make: s.paperOf,
		Told: func() {
			select {
			case told <- struct{}{}:
			default: // will be looked at anyway
			}
		},
		Failed: func(err error) { go send(kit.Failed{Err: err}) },
	})
	s.mu.Lock()
	s.presses = p
	s.mu.Unlock()
	go func() {
		defer close(p.done)
		p.room.Run(ctx)
	}()
	go p.tell(ctx, db, told, send)
	return nil
}

// tell counts the jobs that wait for a person, and tells the screens, whenever
// something stands differently.
func (p *pressroom) tell(ctx context.Context, db *store.Store, told <-chan struct{}, send func(tea.Msg)) {
	for {
		if list, err := db.Jobs(ctx, 0); err == nil {
			p.mu.Lock()
			p.stuck = len(slices.DeleteFunc(list, func(j yichuang.Job) bool { return !j.State.Stuck() }))
			p.mu.Unlock()
		}
		send(kit.PrintNews{})
		select {
		case <-ctx.Done():
			return
		case <-told:
		}
	}
}

// endPresses ends the printing, in order: a job under way gets a moment.
func (s *seat) endPresses() {
	if p := s.pressroom(); p != nil {
		p.stop()
		<-p.done
	}
}

func (s *seat) pressroom() *pressroom {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.presses
}

// queued is a printing on its way into the store.
type queued struct {
	job  yichuang.Job
	made device.Job
	doc  *yichuang.Document // of a paper that belongs to no case, nil for any other
	body yichuang.Body      // the fact that states it, nil for a paper that belongs to no case
	base int
}

// queue queues a printing together with the fact that states it, and returns the case
// as it is then.
func (s *seat) queue(ctx context.Context, q queued) (c *yichuang.Case, err error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	q.job.Expires = s.expiry()
	err = db.Batch(ctx, func(b *store.Batch) error {
		if q.job, err = b.AddJob(q.job, q.doc); err == nil && q.body != nil {
			c, err = b.Append(q.job.By, q.job.Case, q.base, q.body)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if p := s.pressroom(); p != nil {
		p.keep(q.job.ID, drawn{q.job.Printer, q.made})
		p.room.Wake()
	}
	s.poke()
	return c, nil
}

// expiry is from when on a job that is queued now asks before it prints.
func (s *seat) expiry() time.Time {
	return yichuang.JobExpiry(s.now(), time.Duration(s.settings().Paper.Stale)*time.Minute)
}

// paperOf makes the paper of a job for its printer.
func (s *seat) paperOf(ctx context.Context, j yichuang.Job) (device.Job, error) {
	p, err := s.settings().printerNamed(j.Printer)
	if err != nil {
		return device.Job{}, err
	}
	if paper, ok := s.pressroom().take(j); ok {
		return paper, nil
	}
	d, err := s.jobDocument(ctx, j)
	if err != nil {
		return device.Job{}, err
	}
	raw, _, err := p.draw(d, paper.Options{ExtraFont: s.settings().Paper.Font})
	return device.Job{Name: printName(j.Paper, j.Count), Format: p.format(), Data: raw}, err
}

func (s *seat) jobDocument(ctx context.Context, j yichuang.Job) (*yichuang.Document, error) {
	if j.Case == "" {
		db, err := s.data()
		if err != nil {
			return nil, err
		}
		return db.JobDocument(ctx, j.ID)
	}
	d, err := s.Document(ctx, j.Case, j.Paper)
	if err != nil {
		return nil, err
	}
	return d, s.printing(ctx, d, j.Count)
}

// printerFor is the printer that a kind of paper goes to: of those that print it the
// first that is not in trouble, and the first of all where each is. It is nil where
// papers are written to files.
func (s *seat) printerFor(k yichuang.DocumentKind) *printerConfig {
	c := s.settings()
	var first *printerConfig
	for i := range c.Printers {
		p := &c.Printers[i]
		switch {
		case !p.takes(k, c.Printers):
		case s.trouble(p.Name) == "":
			return p
		case first == nil:
			first = p
		}
	}
	return first
}

// trouble says in a few words what keeps a printer from printing, "" for nothing.
func (s *seat) trouble(printer string) string {
	for _, p := range s.Printers() {
		if p.Name == printer {
			return p.Trouble
		}
	}
	return ""
}

// Printers says how the printers stand, in the order of the configuration.
func (s *seat) Printers() []jobs.Printer {
	p := s.pressroom()
	if p == nil {
		return nil
	}
	var list []jobs.Printer
	for _, st := range p.room.States() {
		list = append(list, jobs.Printer{Name: st.Printer, State: st.State.Chinese(), Trouble: st.Trouble, Problem: st.Problem})
	}
	return list
}

// Jobs returns the print jobs that are not through, and the latest that are.
func (s *seat) Jobs(ctx context.Context, through int) ([]yichuang.Job, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	list, err := db.Jobs(ctx, through)
	return s.withTrouble(list), err
}

// withTrouble says of jobs that wait what keeps their printers from printing.
func (s *seat) withTrouble(list []yichuang.Job) []yichuang.Job {
	printers := s.Printers()
	for i := range list {
		j := &list[i]
		at := slices.IndexFunc(printers, func(p jobs.Printer) bool { return p.Name == j.Printer })
		if j.State == yichuang.JobWaiting && at >= 0 && printers[at].Trouble != "" {
			j.Trouble, j.Problem = printers[at].Trouble, printers[at].Problem
		}
	}
	return list
}

// JobsOf returns the print jobs of a case that are kept, oldest first.
func (s *seat) JobsOf(ctx context.Context, n yichuang.CaseNumber) ([]yichuang.Job, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	list, err := db.JobsOf(ctx, n)
	return s.withTrouble(list), err
}

// OrderJob does what a person says about a job. That its paper came out goes on the
// record of its case as well.
func (s *seat) OrderJob(ctx context.Context, by yichuang.UserID, j yichuang.Job, o yichuang.JobOrder) error {
	o.Expires = s.expiry()
	p := s.pressroom()
	if p == nil {
		return &yichuang.Error{Code: yichuang.Internal, Message: "打印没有在运行", Hint: "请重新启动程序"}
	}
	if err := p.room.Order(ctx, j.ID, o); err != nil {
		return err
	}
	if o.Do != yichuang.JobSeen || j.Case == "" {
		return nil
	}
	c, _, err := s.Load(ctx, j.Case)
	if err != nil {
		return err
	}
	if paper := c.Paper(j.Paper); paper != nil && paper.State == yichuang.PaperIsPrinted {
		_, err = s.Append(ctx, by, c, &yichuang.PaperSeen{Number: j.Paper})
	}
	return err
}

// settleJobs says of the jobs of papers that a person saw that they came out.
func (s *seat) settleJobs(ctx context.Context, n yichuang.CaseNumber, bodies []yichuang.Body) {
	p := s.pressroom()
	if p == nil {
		return
	}
	for _, b := range bodies {
		seen, ok := b.(*yichuang.PaperSeen)
		if !ok {
			continue
		}
		list, _ := s.JobsOf(ctx, n) // jobs that cannot be read stay on their list, where they can be settled as well
		for _, j := range list {
			if j.Paper == seen.Number && (j.State == yichuang.JobAsked || j.State.Unsure()) {
				_ = p.room.Order(ctx, j.ID, yichuang.JobOrder{Do: yichuang.JobSeen}) // as above
			}
		}
	}
}

// printWords says in the frame what keeps papers from coming out, "" for nothing.
func (s *seat) printWords() string {
	p := s.pressroom()
	if p == nil {
		return ""
	}
	var words []string
	for _, st := range p.room.States() {
		if st.Trouble != "" {
			words = append(words, st.Printer+"："+st.Trouble)
			break // the screen of print jobs names them all
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stuck > 0 {
		words = append(words, "有打印任务待处理")
	}
	return strings.Join(words, "；")
}
