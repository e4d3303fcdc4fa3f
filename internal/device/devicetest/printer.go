package devicetest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"yichuang"
	"yichuang/internal/device"
)

// PrinterRig is a printer and the side where the paper comes out.
type PrinterRig struct {
	Printer device.Printer
	// Job makes a job that the printer takes, of about that many bytes, each
	// different from the others.
	Job func(size int) device.Job
	// Paper waits for n copies to come out and returns what is on each.
	Paper func(n int) [][]byte
	// Halfway returns once a printer that is Stuck has begun with the job.
	Halfway func()
}

// large is a job that fits into no buffer on the way.
const large = 16 << 20

// Printer runs the suite. rig makes a printer with a fault; it returns nil for a
// fault that this back end cannot be given.
func Printer(t *testing.T, rig func(t *testing.T, fault Fault) *PrinterRig) {
	t.Run("prints", func(t *testing.T) { prints(t, rig(t, None)) })
	t.Run("copies", func(t *testing.T) { copies(t, rig(t, None)) })
	t.Run("one after the other", func(t *testing.T) { oneAfterTheOther(t, rig(t, None)) })
	t.Run("refuses", func(t *testing.T) { refuses(t, rig(t, None)) })
	t.Run("canceled before", func(t *testing.T) { canceledBefore(t, rig(t, None)) })
	for _, fault := range []Fault{Gone, Unnamed, Forbid, Deaf, Dies, NoPaper, Open, Jam, NoRoom, Garbage} {
		t.Run(string(fault), func(t *testing.T) {
			if r := rig(t, fault); r != nil {
				fails(t, r, fault)
			}
		})
	}
	t.Run("canceled halfway", func(t *testing.T) {
		if r := rig(t, Stuck); r != nil {
			canceledHalfway(t, r)
		}
	})
}

func prints(t *testing.T, r *PrinterRig) {
	if state, err := r.Printer.State(t.Context()); err != nil || !state.Usable() {
		t.Errorf("a printer in order says %q: %v", state, err)
	}
	job := r.Job(9000)
	var seen []device.Progress
	far, err := r.Printer.Print(t.Context(), job, func(p device.Progress) { seen = append(seen, p) })
	if err != nil || far < device.Sent {
		t.Fatalf("%v: %v", far, err)
	}
	if got := r.Paper(1); len(got) != 1 || !bytes.Equal(got[0], job.Data) {
		t.Errorf("%d papers came out, want the one that was sent", len(got))
	}
	if len(seen) == 0 || seen[len(seen)-1].Sent != seen[len(seen)-1].Total || seen[len(seen)-1].Total < len(job.Data) {
		t.Errorf("progress ends with %+v", seen)
	}
	if !slices.IsSortedFunc(seen, func(a, b device.Progress) int { return a.Sent - b.Sent }) {
		t.Errorf("progress goes back: %+v", seen)
	}
	if _, err := r.Printer.Print(t.Context(), r.Job(500), nil); err != nil {
		t.Fatalf("without anybody who wants to know: %v", err)
	}
	if got := r.Paper(2); len(got) != 2 {
		t.Errorf("%d papers came out, want two", len(got))
	}
}

func copies(t *testing.T, r *PrinterRig) {
	job := r.Job(2000)
	job.Copies = 3
	if _, err := r.Printer.Print(t.Context(), job, nil); err != nil {
		t.Fatal(err)
	}
	got := r.Paper(3)
	if len(got) != 3 {
		t.Fatalf("%d copies came out, want 3", len(got))
	}
	for i := range got {
		if !bytes.Equal(got[i], job.Data) {
			t.Errorf("copy %d is another paper", i+1)
		}
	}
}

func oneAfterTheOther(t *testing.T, r *PrinterRig) {
	jobs := []device.Job{r.Job(30_000), r.Job(20_000), r.Job(10_000), r.Job(5_000)}
	var group sync.WaitGroup
	for _, job := range jobs {
		group.Go(func() {
			if _, err := r.Printer.Print(t.Context(), job, nil); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if t.Failed() {
		return
	}
	got := r.Paper(len(jobs))
	if len(got) != len(jobs) {
		t.Fatalf("%d papers came out, want %d", len(got), len(jobs))
	}
	for i, job := range jobs {
		if !slices.ContainsFunc(got, func(paper []byte) bool { return bytes.Equal(paper, job.Data) }) {
			t.Errorf("job %d did not come out whole", i)
		}
	}
}

func refuses(t *testing.T, r *PrinterRig) {
	good := r.Job(500)
	empty, many, fewer, other := good, good, good, good
	empty.Data, many.Copies, fewer.Copies, other.Format = nil, device.MostCopies+1, -1, "engraving"
	for name, job := range map[string]device.Job{"empty": empty, "too many": many, "fewer than none": fewer, "of another kind": other} {
		far, err := r.Printer.Print(t.Context(), job, nil)
		if far != device.Nothing {
			t.Errorf("%s: %v", name, far)
		}
		Plain(t, err, yichuang.Invalid)
	}
	if _, err := r.Printer.Print(t.Context(), good, nil); err != nil {
		t.Fatal(err)
	}
	if got := r.Paper(1); len(got) != 1 || !bytes.Equal(got[0], good.Data) {
		t.Errorf("%d papers came out, want one", len(got))
	}
}

func canceledBefore(t *testing.T, r *PrinterRig) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	far, err := r.Printer.Print(ctx, r.Job(500), nil)
	if far != device.Nothing {
		t.Errorf("%v was sent after the end", far)
	}
	Plain(t, err, yichuang.Busy)
}

// canceledHalfway stops a job in the middle: the call ends, and says that
// something may have come out.
func canceledHalfway(t *testing.T, r *PrinterRig) {
	ctx, cancel := context.WithCancel(t.Context())
	go func() { r.Halfway(); cancel() }()
	far, err := r.Printer.Print(ctx, r.Job(large), nil)
	if far == device.Printed {
		t.Errorf("a job that was stopped is %v", far)
	}
	Plain(t, err, yichuang.Busy)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ended for another reason: %v", err)
	}
}

// wanted is what a fault means: how far a job may have come at most, the codes
// of the failure, and the state it speaks of, "" for any.
var wanted = map[Fault]struct {
	far   device.Delivery
	codes []yichuang.Code
	state device.State
}{
	Gone:    {device.Nothing, []yichuang.Code{yichuang.Busy, yichuang.NotFound}, device.Offline},
	Unnamed: {device.Nothing, []yichuang.Code{yichuang.NotFound}, device.Offline},
	Forbid:  {device.Nothing, []yichuang.Code{yichuang.Denied}, ""},
	Deaf:    {device.Partly, []yichuang.Code{yichuang.Busy}, device.Unknown},
	Dies:    {device.Taken, []yichuang.Code{yichuang.Busy}, ""},
	NoPaper: {device.Sent, []yichuang.Code{yichuang.Busy}, device.PaperOut},
	Open:    {device.Sent, []yichuang.Code{yichuang.Busy}, device.CoverOpen},
	Jam:     {device.Sent, []yichuang.Code{yichuang.Busy}, device.Jammed},
	NoRoom:  {device.Partly, []yichuang.Code{yichuang.Full, yichuang.Busy}, device.Unknown},
	Garbage: {device.Sent, []yichuang.Code{yichuang.Busy, yichuang.Damaged}, device.Unknown},
}

// fails prints on a printer with a fault: the failure is told, in time, and the
// delivery does not claim more than there was.
func fails(t *testing.T, r *PrinterRig, fault Fault) {
	want := wanted[fault]
	far, err := r.Printer.Print(t.Context(), r.Job(large), nil)
	if err == nil {
		t.Fatalf("printed on a printer that is %s: %v", fault, far)
	}
	Plain(t, err, want.codes...)
	if far > want.far {
		t.Errorf("the job is %v, want %v at most", far, want.far)
	}
	if got := device.StateOf(err); want.state != "" && got != want.state {
		t.Errorf("the failure speaks of %q, want %q: %v", got, want.state, err)
	}
	state, err := r.Printer.State(t.Context())
	if err != nil {
		Plain(t, err)
		if state.Usable() && state != device.Unknown {
			t.Errorf("%q with an error: %v", state, err)
		}
	}
}
