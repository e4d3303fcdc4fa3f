package ipp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/devicetest"
	"yichuang/internal/device/ipp"
	"yichuang/internal/paper"
	"yichuang/internal/readback"
)

// patient never runs out of patience on a slow machine; hasty does soon.
var (
	patient = ipp.Options{Patience: device.Patience{Connect: time.Minute, Stall: time.Minute}, Poll: 10 * time.Millisecond}
	hasty   = ipp.Options{Patience: device.Patience{Connect: time.Second, Stall: 100 * time.Millisecond}, Poll: time.Millisecond}
)

func newPrinter(t *testing.T, uri string, options ipp.Options) *ipp.Printer {
	t.Helper()
	p, err := ipp.New(uri, options)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// jobs makes jobs that a printer takes for PDF, each different.
func jobs() func(int) device.Job {
	n := 0
	return func(size int) device.Job {
		n++
		line := fmt.Sprintf("%% job %d of the test\n", n)
		data := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte(line), size/len(line)+1)...)
		return device.Job{Name: fmt.Sprint("测试文书 ", n), Format: device.PDF, Data: data}
	}
}

// TestRealPrinter runs the suite on ippeveprinter.
func TestRealPrinter(t *testing.T) {
	devicetest.Printer(t, func(t *testing.T, fault devicetest.Fault) *devicetest.PrinterRig {
		if !slices.Contains([]devicetest.Fault{devicetest.None, devicetest.Gone, devicetest.Unnamed, devicetest.Stuck, devicetest.Deaf, devicetest.Dies, devicetest.NoRoom}, fault) {
			return nil
		}
		if fault == devicetest.Unnamed {
			return &devicetest.PrinterRig{Printer: newPrinter(t, "ipp://printer.invalid/ipp/print", patient), Job: jobs()}
		}
		spool, options := "", patient
		if fault == devicetest.NoRoom {
			spool = devicetest.SmallDisk(t)
		}
		far := devicetest.StartIPPPrinter(t, spool)
		switch fault {
		case devicetest.Gone:
			far.Kill()
		case devicetest.Stuck:
			far.Hold(t)
		case devicetest.Dies:
			far.Hold(t)
			go func() { far.Begun(); far.Kill() }()
		case devicetest.Deaf:
			far.Signal(t, syscall.SIGSTOP)
			options = hasty
		}
		return &devicetest.PrinterRig{
			Printer: newPrinter(t, far.URI, options), Job: jobs(), Halfway: far.Begun,
			Paper: func(int) [][]byte { return far.Copies(t) },
		}
	})
}

// TestAPaperOnARealPrinter: what the printer was given is the paper, to the last
// word and with its code.
func TestAPaperOnARealPrinter(t *testing.T) {
	far := devicetest.StartIPPPrinter(t, "")
	data, _, err := paper.PDF(paper.TestPage("窗口三的打印机", 0, time.Date(2026, 11, 26, 4, 0, 0, 0, time.UTC)), paper.Options{})
	if err != nil {
		t.Fatal(err)
	}
	name := "受理通知书 " + strings.Repeat("名字很长", 100) // more than the protocol has room for
	got, err := newPrinter(t, far.URI, patient).Print(t.Context(), device.Job{Name: name, Format: device.PDF, Data: data}, nil)
	if err != nil || got != device.Printed {
		t.Fatalf("%v: %v", got, err)
	}
	pages := far.Pages(t)
	if len(pages) != 1 {
		t.Fatalf("%d papers came out", len(pages))
	}
	printed, err := os.ReadFile(pages[0])
	if err != nil || !bytes.Equal(printed, data) {
		t.Errorf("another file came out: %v", err)
	}
	text := strings.Join(strings.Fields(readback.PDFText(t, pages[0])), "")
	for _, want := range []string{"打印测试页", "窗口三的打印机", "㛃䶮𬱖㭎龘镕喆堃叕䲜翀赟"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the page:\n%s", want, text)
		}
	}
	readback.Needs(t, "zbarimg", "zbar-tools")
	if code := readback.Code(readback.PDFPicture(t, pages[0])); code != "YICHUANG TEST 20261126 1200" {
		t.Errorf("the code says %q", code)
	}
}

// TestPaperIsPutIn: a printer without paper keeps the job and says so; with paper
// it goes on.
func TestPaperIsPutIn(t *testing.T) {
	far := devicetest.StartIPPPrinter(t, "")
	far.Hold(t)
	var mu sync.Mutex
	var seen []device.State
	got, err := newPrinter(t, far.URI, patient).Print(t.Context(), jobs()(5000), func(p device.Progress) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, p.State)
		if p.State == device.PaperOut {
			far.Release()
		}
	})
	if err != nil || got != device.Printed || !slices.Contains(seen, device.PaperOut) {
		t.Errorf("%v after %v: %v", got, seen, err)
	}
}

// TestPrinterGivesUp: a job that the printer aborts is told.
func TestPrinterGivesUp(t *testing.T) {
	far := devicetest.StartIPPPrinter(t, "")
	far.Fail(t)
	got, err := newPrinter(t, far.URI, patient).Print(t.Context(), jobs()(5000), nil)
	if got != device.Partly {
		t.Errorf("%v", got)
	}
	devicetest.Plain(t, err, yichuang.Busy)
}

// TestTakenBack: a job that waits behind another in a queue of CUPS is canceled
// before it begins, and one in the middle of it; neither comes out when the printer
// goes on.
func TestTakenBack(t *testing.T) {
	far := devicetest.StartCUPS(t, "")
	far.Pause(t)
	uri := fmt.Sprintf("ipp://localhost:%d/printers/receipt", far.Port)
	begun, waiting := newPrinter(t, uri, patient), newPrinter(t, uri, patient)
	job := jobs()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	first := job(5000)
	type result struct {
		far device.Delivery
		err error
	}
	done := make(chan result, 1)
	go func() {
		far, err := begun.Print(ctx, first, nil)
		done <- result{far, err}
	}()
	far.Begun()
	second, third := job(3000), job(1000)
	soon, stop := context.WithCancel(t.Context())
	go func() { far.Queued(2); stop() }()
	got, err := waiting.Print(soon, second, nil)
	if got != device.Nothing || !errors.Is(err, context.Canceled) {
		t.Errorf("a job that had not begun is %v: %v", got, err)
	}
	devicetest.Plain(t, err, yichuang.Busy)
	cancel()
	if r := <-done; r.far != device.Partly || !errors.Is(r.err, context.Canceled) {
		t.Errorf("a job that had begun is %v: %v", r.far, r.err)
	}
	far.Release()
	if got, err := waiting.Print(t.Context(), third, nil); err != nil || got != device.Printed {
		t.Fatalf("%v: %v", got, err)
	}
	if papers := far.Wait(t, 1); len(papers) != 1 || !bytes.Equal(papers[0], third.Data) {
		t.Errorf("%d papers came out, want the last job only", len(papers))
	}
}
