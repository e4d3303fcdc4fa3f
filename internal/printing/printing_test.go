package printing_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/fake"
	"yichuang/internal/printing"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// hall is a store with presses that print on printers in memory.
type hall struct {
	t      *testing.T
	store  *store.Store
	roll   *fake.Printer
	a4     *fake.Printer
	room   *printing.Room
	told   chan struct{}
	unmade error
	end    func()
}

// stall is how long a printer in memory waits before it gives a job up.
const stall = 20 * time.Millisecond

func newHall(t *testing.T) *hall {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "seat.db"), store.Options{Terminal: testkit.Terminal})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h := &hall{t: t, store: db, roll: fake.NewPrinter("小票机", stall), a4: fake.NewPrinter("A4", stall), told: make(chan struct{}, 1)}
	h.open(db)
	return h
}

// open makes presses on a store; Retry is short, and nothing depends on how short.
func (h *hall) open(s printing.Store) {
	h.room = printing.New(printing.Options{
		Store: s, Printers: []printing.Printer{{Name: "小票机", Printer: h.roll}, {Name: "A4", Printer: h.a4}},
		Make: func(_ context.Context, j yichuang.Job) (device.Job, error) {
			return device.Job{Name: j.Paper, Format: device.Thermal, Data: []byte(strings.Repeat(j.Paper, 4<<10))}, h.unmade
		},
		Told: func() {
			select {
			case h.told <- struct{}{}:
			default:
			}
		},
		Failed: func(err error) { h.t.Errorf("the store: %v", err) },
		Pace:   printing.Pace{Retry: time.Millisecond, Most: 5 * time.Millisecond, Hold: time.Millisecond, Grace: time.Millisecond},
	})
}

// run begins to print. stop ends the program.
func (h *hall) run() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.room.Run(ctx)
	}()
	h.end = func() { cancel(); <-done }
	h.t.Cleanup(h.end)
}

func (h *hall) queue(paper, printer string, more ...func(*yichuang.Job)) yichuang.JobID {
	h.t.Helper()
	j := yichuang.Job{Paper: paper, Printer: printer, Expires: time.Now().Add(time.Hour)}
	for _, f := range more {
		f(&j)
	}
	err := h.store.Batch(h.t.Context(), func(b *store.Batch) (err error) {
		j, err = b.AddJob(j, nil)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.room.Wake()
	return j.ID
}

func (h *hall) job(id yichuang.JobID) yichuang.Job {
	h.t.Helper()
	list, err := h.store.Jobs(h.t.Context(), 100)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, j := range list {
		if j.ID == id {
			return j
		}
	}
	h.t.Fatalf("job %d is gone", id)
	return yichuang.Job{}
}

// until waits until a job stands so; every change is told.
func (h *hall) until(id yichuang.JobID, want yichuang.JobState, words ...string) yichuang.Job {
	h.t.Helper()
	late := time.After(20 * time.Second)
	for {
		j := h.job(id)
		if j.State == want && (len(words) == 0 || strings.Contains(j.Trouble+j.Problem, words[0])) {
			return j
		}
		select {
		case <-h.told:
		case <-late:
			h.t.Fatalf("job %d is %s: %s %s; want %s %v", id, j.State, j.Trouble, j.Problem, want, words)
		}
	}
}

func (h *hall) papers(p *fake.Printer) (names string) {
	for _, j := range p.Papers() {
		names += j.Name + " "
	}
	return strings.TrimSpace(names)
}

func (h *hall) order(id yichuang.JobID, o yichuang.JobOrder) error {
	o.Expires = time.Now().Add(time.Hour)
	return h.room.Order(h.t.Context(), id, o)
}

// Jobs come out in order, each on its printer, and the printer's word is kept.
func TestJobsComeOut(t *testing.T) {
	h := newHall(t)
	h.queue("一", "小票机") // before anybody prints
	h.run()
	h.queue("二", "A4")
	last := h.queue("三", "小票机")
	if j := h.until(last, yichuang.JobPrinted); j.Attempts != 1 || !j.Begun || j.Trouble != "" {
		t.Errorf("%+v", j)
	}
	h.until(2, yichuang.JobPrinted)
	if got := h.papers(h.roll) + "|" + h.papers(h.a4); got != "一 三|二" {
		t.Errorf("came out: %s", got)
	}
}

// A printer in trouble holds up its own jobs alone, says so, and goes on by itself.
func TestADeadPrinterHoldsUpNothingElse(t *testing.T) {
	h := newHall(t)
	h.roll.Fail(fake.Fault{State: device.PaperOut})
	h.run()
	first, second := h.queue("一", "小票机"), h.queue("二", "小票机")
	other := h.queue("三", "A4")
	h.until(other, yichuang.JobPrinted)
	for {
		if s := h.room.States()[0]; s.Trouble == "没纸了" && strings.Contains(s.Problem, "装好纸") {
			break
		}
		<-h.told
	}
	if j := h.job(first); j.State != yichuang.JobWaiting || j.Begun {
		t.Errorf("%+v", j)
	}
	h.roll.Fail(fake.Fault{})
	h.until(second, yichuang.JobPrinted)
	if got := h.papers(h.roll); got != "一 二" {
		t.Errorf("came out: %s", got)
	}
	if s := h.room.States()[0]; s.Trouble != "" {
		t.Errorf("still in trouble: %+v", s)
	}
}

// Where something may be on paper a person looks first, and what he says counts.
func TestPartlyPrintedAsks(t *testing.T) {
	h := newHall(t)
	h.roll.Fail(fake.Fault{Err: device.Broken("小票机", device.Partly, errors.New("cut")), After: 4 << 10})
	h.run()
	half, behind := h.queue("一", "小票机"), h.queue("二", "A4")
	h.until(behind, yichuang.JobPrinted)
	j := h.until(half, yichuang.JobAsked, "印了一部分")
	if !j.Begun || j.Attempts != 1 {
		t.Errorf("%+v", j)
	}
	h.roll.Fail(fake.Fault{})
	if err := h.order(half, yichuang.JobOrder{Do: yichuang.JobMove, Printer: "A4"}); err != nil {
		t.Fatal(err)
	}
	h.until(half, yichuang.JobPrinted)
	if got := h.papers(h.a4); got != "二 一" || h.papers(h.roll) != "" {
		t.Errorf("came out: %s", got)
	}
}

// A job that hangs can be taken away from its printer; one of which something may be
// out is stopped, and is somebody's to look at.
func TestAHangingJobIsTakenAway(t *testing.T) {
	for _, tt := range []struct {
		name   string
		after  int
		do     yichuang.JobDeed
		want   yichuang.JobState
		code   yichuang.Code
		came   string
		begins bool
	}{
		{"moved", 0, yichuang.JobMove, yichuang.JobPrinted, "", "一", true},
		{"cancelled", 0, yichuang.JobCancel, yichuang.JobCancelled, "", "", false},
		{"moved, begun", 4 << 10, yichuang.JobMove, yichuang.JobAsked, yichuang.Conflict, "", true},
		{"cancelled, begun", 4 << 10, yichuang.JobCancel, yichuang.JobCancelled, "", "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHall(t)
			h.roll = fake.NewPrinter("小票机", time.Hour)
			h.open(h.store)
			h.roll.Fail(fake.Fault{Mute: true, After: tt.after})
			h.run()
			id := h.queue("一", "小票机")
			<-h.roll.Struck()
			if err := h.order(id, yichuang.JobOrder{Do: tt.do, Printer: "A4"}); yichuang.CodeOf(err) != tt.code {
				t.Errorf("%v, want code %q", err, tt.code)
			}
			j := h.until(id, tt.want)
			if got := h.papers(h.a4); got != tt.came || j.Begun != tt.begins {
				t.Errorf("came out: %q, %+v", got, j)
			}
		})
	}
}

// What another try cannot mend waits for a person at once.
func TestHopelessJobs(t *testing.T) {
	h := newHall(t)
	h.roll.Fail(fake.Fault{Err: &yichuang.Error{Code: yichuang.Denied, Message: "没有权限使用打印机", Hint: "请管理员允许"}})
	h.run()
	j := h.until(h.queue("一", "小票机"), yichuang.JobFailed, "没有权限")
	if j.Begun || j.Problem != "没有权限使用打印机。请管理员允许" {
		t.Errorf("%+v", j)
	}
	h.until(h.queue("二", "没有的"), yichuang.JobFailed, "没有这台打印机")
	h.roll.Fail(fake.Fault{})
	h.until(h.queue("三", "小票机"), yichuang.JobPrinted)
}

// A paper that cannot be made says nothing about its printer.
func TestAPaperThatCannotBeMade(t *testing.T) {
	h := newHall(t)
	h.unmade = &yichuang.Error{Code: yichuang.NotFound, Message: "办件读不出来", Hint: "请重试"}
	h.run()
	h.until(h.queue("一", "小票机"), yichuang.JobFailed, "读不出来")
	if s := h.room.States()[0]; s.Trouble != "" {
		t.Errorf("the printer is in trouble: %+v", s)
	}
}

// A stale job asks; so does one that a program left that was killed.
func TestStaleAndInterruptedJobsAsk(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.queue("一", "小票机", func(j *yichuang.Job) { j.Expires = time.Now().Add(-time.Second) })
	h.queue("二", "A4")
	if _, ok, err := h.store.TakeJob(t.Context(), "A4"); !ok || err != nil {
		t.Fatal("not taken: ", err)
	}
	h.run()
	h.until(1, yichuang.JobAsked, "申请人可能已经离开")
	if j := h.until(2, yichuang.JobAsked, "送打印时中断"); !j.Begun {
		t.Errorf("%+v", j)
	}
	if err := h.order(1, yichuang.JobOrder{Do: yichuang.JobAgain}); err != nil {
		t.Fatal(err)
	}
	h.until(1, yichuang.JobPrinted)
	if got := h.papers(h.roll) + "|" + h.papers(h.a4); got != "一|" {
		t.Errorf("came out: %s", got)
	}
}

// The end of the program gives a job back of which nothing is out, and leaves one
// that was begun to a person.
func TestTheProgramEnds(t *testing.T) {
	for after, want := range map[int]yichuang.JobState{0: yichuang.JobWaiting, 4 << 10: yichuang.JobAsked} {
		h := newHall(t)
		h.roll = fake.NewPrinter("小票机", time.Hour)
		h.open(h.store)
		h.roll.Fail(fake.Fault{Mute: true, After: after})
		h.run()
		id := h.queue("一", "小票机")
		<-h.roll.Struck()
		h.end()
		if j := h.job(id); j.State != want || j.Begun != (after > 0) {
			t.Errorf("after %d bytes: %+v", after, j)
		}
	}
}

// deaf is a store that cannot write down what came of a job.
type deaf struct{ *store.Store }

func (d deaf) EndJob(context.Context, yichuang.Job, yichuang.JobOutcome) error {
	return &yichuang.Error{Code: yichuang.Full, Message: "磁盘已满"}
}

// When it cannot be written down that a job came out, it is not printed again unseen.
func TestAFullDiskPrintsNothingTwice(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	failed := make(chan error, 10)
	h.room = printing.New(printing.Options{
		Store: deaf{h.store}, Printers: []printing.Printer{{Name: "小票机", Printer: h.roll}}, Told: func() {},
		Make: func(_ context.Context, j yichuang.Job) (device.Job, error) {
			return device.Job{Name: j.Paper, Format: device.Thermal, Data: []byte("x")}, nil
		},
		Failed: func(err error) { failed <- err },
	})
	h.run()
	id := h.queue("一", "小票机")
	if err := <-failed; yichuang.CodeOf(err) != yichuang.Full {
		t.Error(err)
	}
	h.end()
	h.open(h.store)
	h.run()
	h.until(id, yichuang.JobAsked, "中断")
	if got := h.papers(h.roll); got != "一" {
		t.Errorf("came out: %s", got)
	}
}
