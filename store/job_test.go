package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/store"
)

// queue queues a printing.
func queue(tb testing.TB, s *store.Store, j yichuang.Job, doc *yichuang.Document) (queued yichuang.Job) {
	tb.Helper()
	if j.Expires.IsZero() {
		j.Expires = yichuang.JobExpiry(time.Date(2126, 1, 1, 9, 0, 0, 0, yichuang.Shanghai), time.Hour)
	}
	err := s.Batch(tb.Context(), func(b *store.Batch) (err error) {
		queued, err = b.AddJob(j, doc)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return queued
}

// jobs says in short how the jobs stand, those that are not through first.
func jobs(tb testing.TB, s *store.Store) string {
	tb.Helper()
	list, err := s.Jobs(tb.Context(), 10)
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for _, j := range list {
		text := fmt.Sprintf("%d %s %s", j.ID, j.Printer, j.State)
		if j.Begun {
			text += " begun"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func wantJobs(tb testing.TB, s *store.Store, want string) {
	tb.Helper()
	if got := jobs(tb, s); got != want {
		tb.Errorf("jobs: %s; want %s", got, want)
	}
}

func takeJob(tb testing.TB, s *store.Store, printer string) yichuang.Job {
	tb.Helper()
	j, ok, err := s.TakeJob(tb.Context(), printer)
	if err != nil || !ok {
		tb.Fatalf("no job for %s: %v", printer, err)
	}
	return j
}

func settle(tb testing.TB, s *store.Store, printers ...string) (int64, time.Time) {
	tb.Helper()
	n, next, err := s.SettleJobs(tb.Context(), printers)
	if err != nil {
		tb.Fatal(err)
	}
	return n, next
}

// TestJobs: a printing is queued with the fact that states it, or not at all; each
// printer gets its own, oldest first; what came of it is kept.
func TestJobs(t *testing.T) {
	s := newStore(t, store.Options{Now: newClock().now})
	c := open(t, s, 1)
	c = appendTo(t, s, c, &yichuang.PaperPrepared{Paper: yichuang.Receipt, Number: "X-SJ1"})
	both := func(count int) error {
		return s.Batch(t.Context(), func(b *store.Batch) error {
			for _, printer := range []string{"小票机", "A4"} {
				if _, err := b.AddJob(yichuang.Job{Case: c.Number, Kind: yichuang.Receipt, Paper: "X-SJ1", Count: count, Printer: printer, By: clerk, Expires: time.Date(2126, 1, 1, 9, 0, 0, 0, yichuang.Shanghai)}, nil); err != nil {
					return err
				}
			}
			_, err := b.Append(clerk, c.Number, c.Seen(), &yichuang.PaperPrinted{Number: "X-SJ1", Count: count, To: "小票机、A4"})
			return err
		})
	}
	wantCode(t, both(2), yichuang.Conflict) // it is the first printing
	wantJobs(t, s, "")
	if err := both(1); err != nil {
		t.Fatal(err)
	}
	queue(t, s, yichuang.Job{Printer: "小票机"}, nil)
	j := takeJob(t, s, "小票机")
	if j.Case != c.Number || j.Paper != "X-SJ1" || j.Count != 1 || j.By != clerk || j.Attempts != 1 || j.State != yichuang.JobPrinting || j.Queued.IsZero() {
		t.Errorf("%+v", j)
	}
	if _, ok, err := s.TakeJob(t.Context(), "另一台"); ok || err != nil {
		t.Errorf("a printer got another's job: %v", err)
	}
	if next := takeJob(t, s, "小票机"); next.ID == j.ID {
		t.Error("a job was given twice")
	}
	if err := s.EndJob(t.Context(), j, yichuang.JobOutcome{State: yichuang.JobTaken, Begun: true}); err != nil {
		t.Error(err)
	}
	wantCode(t, s.EndJob(t.Context(), j, yichuang.JobOutcome{State: yichuang.JobFailed}), yichuang.NotFound)
	wantCode(t, s.HoldJob(t.Context(), j), yichuang.NotFound)
	wantJobs(t, s, "2 A4 waiting, 3 小票机 printing, 1 小票机 taken begun")
	list, err := s.JobsOf(t.Context(), c.Number)
	if err != nil || len(list) != 2 || list[0].ID != 1 || list[1].Printer != "A4" {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := s.JobsOf(t.Context(), ""); err != nil || len(list) != 0 {
		t.Errorf("those of no case: %+v, %v", list, err)
	}
	sound(t, s)
}

// TestJobsThatAsk: what was interrupted, what waited too long and what lost its
// printer waits for a person; what a person says counts.
func TestJobsThatAsk(t *testing.T) {
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	add := func(printer string) yichuang.Job {
		return queue(t, s, yichuang.Job{Printer: printer, Expires: yichuang.JobExpiry(clk.now(), 30*time.Minute)}, &yichuang.Document{Title: "清单"})
	}
	add("小票机")
	broken := takeJob(t, s, "小票机")
	add("小票机")
	add("旧打印机")
	n, next := settle(t, s, "小票机")
	if n != 1 || !next.Equal(broken.Changed.Add(store.JobHold)) {
		t.Errorf("%d settled, next at %s", n, next)
	}
	wantJobs(t, s, "1 小票机 printing, 2 小票机 waiting, 3 旧打印机 failed")
	clk.move(store.JobHold / 2)
	if err := s.HoldJob(t.Context(), broken); err != nil {
		t.Error(err)
	}
	clk.move(store.JobHold / 2)
	settle(t, s, "小票机")
	wantJobs(t, s, "1 小票机 printing, 2 小票机 waiting, 3 旧打印机 failed") // it is still held
	clk.move(store.JobHold)
	settle(t, s, "小票机")
	wantJobs(t, s, "1 小票机 asked begun, 2 小票机 waiting, 3 旧打印机 failed")
	clk.move(time.Hour)
	if _, ok, _ := s.TakeJob(t.Context(), "小票机"); ok {
		t.Error("a stale job is printed unasked")
	}
	if n, next := settle(t, s, "小票机"); n != 1 || !next.IsZero() {
		t.Errorf("%d settled, next at %s", n, next)
	}
	wantJobs(t, s, "1 小票机 asked begun, 2 小票机 asked, 3 旧打印机 failed")

	later := clk.now().Add(time.Hour)
	for _, order := range []struct {
		id yichuang.JobID
		o  yichuang.JobOrder
	}{{1, yichuang.JobOrder{Do: yichuang.JobSeen}}, {2, yichuang.JobOrder{Do: yichuang.JobAgain, Expires: later}}, {3, yichuang.JobOrder{Do: yichuang.JobMove, Printer: "小票机", Expires: later}}} {
		if err := s.OrderJob(t.Context(), order.id, order.o); err != nil {
			t.Error(err)
		}
	}
	wantJobs(t, s, "2 小票机 waiting, 3 小票机 waiting, 1 小票机 printed begun")
	if j := takeJob(t, s, "小票机"); j.ID != 2 || j.Trouble != "" {
		t.Errorf("%+v", j)
	}
	wantCode(t, s.OrderJob(t.Context(), 2, yichuang.JobOrder{Do: yichuang.JobCancel}), yichuang.Busy)
	wantCode(t, s.OrderJob(t.Context(), 1, yichuang.JobOrder{Do: yichuang.JobAgain}), yichuang.Conflict)
	wantCode(t, s.OrderJob(t.Context(), 99, yichuang.JobOrder{Do: yichuang.JobAgain}), yichuang.NotFound)
	wantCode(t, s.OrderJob(t.Context(), 3, yichuang.JobOrder{Do: "burn"}), yichuang.Invalid)
	if err := s.OrderJob(t.Context(), 3, yichuang.JobOrder{Do: yichuang.JobCancel}); err != nil {
		t.Error(err)
	}
	_, err := s.JobDocument(t.Context(), 3)
	wantCode(t, err, yichuang.NotFound) // the paper of one that is through does not stay
	if _, err := s.JobDocument(t.Context(), 2); err != nil {
		t.Error(err)
	}
}

// TestAnAttemptThatWasGivenUp: one that was slow is believed until somebody has
// decided.
func TestAnAttemptThatWasGivenUp(t *testing.T) {
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	queue(t, s, yichuang.Job{Printer: "小票机"}, nil)
	queue(t, s, yichuang.Job{Printer: "A4"}, nil)
	slow, slower := takeJob(t, s, "小票机"), takeJob(t, s, "A4")
	clk.move(-time.Hour) // a clock that goes back holds nothing for an hour
	settle(t, s, "小票机", "A4")
	wantJobs(t, s, "1 小票机 asked begun, 2 A4 asked begun")
	if err := s.EndJob(t.Context(), slow, yichuang.JobOutcome{State: yichuang.JobPrinted, Begun: true}); err != nil {
		t.Error(err)
	}
	if err := s.OrderJob(t.Context(), slower.ID, yichuang.JobOrder{Do: yichuang.JobMove, Printer: "小票机", Expires: clk.now().Add(time.Hour)}); err != nil {
		t.Error(err)
	}
	wantCode(t, s.EndJob(t.Context(), slower, yichuang.JobOutcome{State: yichuang.JobPrinted}), yichuang.NotFound)
	wantJobs(t, s, "2 小票机 waiting begun, 1 小票机 printed begun")
}

// TestOldJobsGo: those that are through, after a week; those that are not, never.
func TestOldJobsGo(t *testing.T) {
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	queue(t, s, yichuang.Job{Printer: "小票机"}, nil)
	queue(t, s, yichuang.Job{Printer: "A4"}, nil)
	if err := s.EndJob(t.Context(), takeJob(t, s, "小票机"), yichuang.JobOutcome{State: yichuang.JobSent}); err != nil {
		t.Fatal(err)
	}
	clk.move(8 * 24 * time.Hour)
	queue(t, s, yichuang.Job{Printer: "A4"}, nil)
	wantJobs(t, s, "2 A4 waiting, 3 A4 waiting")
}

// TestJobsAfterARestart: they are there, in a copy too, and in a copy that was put in
// the place of the file nothing prints unasked.
func TestJobsAfterARestart(t *testing.T) {
	s := newStore(t, store.Options{})
	queue(t, s, yichuang.Job{Printer: "小票机"}, nil)
	queue(t, s, yichuang.Job{Printer: "A4"}, &yichuang.Document{Title: "清单"})
	takeJob(t, s, "小票机")
	copied := newPath(t)
	if _, err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wantJobs(t, openAt(t, path, store.Options{}), "1 小票机 printing, 2 A4 waiting")
	if err := store.MarkRestored(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	wantJobs(t, openAt(t, copied, store.Options{ReadOnly: true}), "1 小票机 asked begun, 2 A4 asked begun")
}

// TestOneJobForOne: two who take at once do not get the same.
func TestOneJobForOne(t *testing.T) {
	s := newStore(t, store.Options{})
	other := openAt(t, s.Path(), store.Options{})
	const many = 40
	for range many {
		queue(t, s, yichuang.Job{Printer: "小票机"}, nil)
	}
	got := make(chan yichuang.JobID)
	for _, at := range []*store.Store{s, other} {
		go func() {
			for {
				j, ok, err := at.TakeJob(context.Background(), "小票机")
				if err != nil {
					t.Error(err)
				}
				if !ok {
					got <- 0
					return
				}
				got <- j.ID
			}
		}()
	}
	seen := map[yichuang.JobID]bool{}
	for done := 0; done < 2; {
		id := <-got
		if id == 0 {
			done++
		} else if seen[id] {
			t.Errorf("job %d was given twice", id)
		}
		seen[id] = true
	}
	if len(seen) != many+1 {
		t.Errorf("%d jobs given, want %d", len(seen)-1, many)
	}
}
