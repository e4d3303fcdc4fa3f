package fake_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/devicetest"
	"yichuang/internal/device/fake"
)

func TestPrinter(t *testing.T) {
	faults := map[devicetest.Fault]fake.Fault{
		devicetest.None:    {},
		devicetest.Gone:    {State: device.Offline},
		devicetest.NoPaper: {State: device.PaperOut, After: 8000},
		devicetest.Open:    {State: device.CoverOpen},
		devicetest.Jam:     {State: device.Jammed, After: 1},
		devicetest.Deaf:    {Mute: true, After: 5000},
		devicetest.Stuck:   {Mute: true, After: 5000},
		devicetest.Dies:    {Err: device.Broken("假打印机", device.Partly, nil), After: 5000},
		devicetest.NoRoom:  {Err: &yichuang.Error{Code: yichuang.Full, Message: "打印队列满了", Hint: "请稍后再打印"}},
	}
	devicetest.Printer(t, func(t *testing.T, fault devicetest.Fault) *devicetest.PrinterRig {
		how, ok := faults[fault]
		if !ok {
			return nil
		}
		patience := time.Millisecond
		if fault == devicetest.Stuck {
			patience = time.Hour
		}
		p := fake.NewPrinter("假打印机", patience)
		p.Fail(how)
		n := 0
		return &devicetest.PrinterRig{
			Printer: p,
			Job: func(size int) device.Job {
				n++
				head := fmt.Sprintf("job %d ", n)
				return device.Job{Name: head, Format: device.Thermal, Data: append([]byte(head), make([]byte, size)...)}
			},
			Paper: func(int) (out [][]byte) {
				for _, job := range p.Papers() {
					out = append(out, job.Data)
				}
				return out
			},
			Halfway: func() { <-p.Struck() },
		}
	})
}

func TestPrinterIsMended(t *testing.T) {
	p := fake.NewPrinter("假打印机", time.Millisecond)
	p.Fail(fake.Fault{State: device.PaperOut})
	job := device.Job{Name: "n", Format: device.PDF, Data: []byte("x")}
	if far, err := p.Print(t.Context(), job, nil); device.StateOf(err) != device.PaperOut || far != device.Nothing {
		t.Errorf("%v: %v", far, err)
	}
	p.Fail(fake.Fault{})
	if far, err := p.Print(t.Context(), job, nil); err != nil || far != device.Printed {
		t.Errorf("%v: %v", far, err)
	}
	if state, err := p.State(t.Context()); state != device.Ready || err != nil {
		t.Errorf("%v: %v", state, err)
	}
}

// sheet is a page with something on it.
func sheet(t *testing.T) device.Page {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 60, 80))
	img.Set(30, 40, color.White)
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return device.Page{Data: out.Bytes(), DPI: 200}
}

func TestScanner(t *testing.T) {
	faults := map[devicetest.Fault]error{
		devicetest.None:     nil,
		devicetest.NoPaper:  device.FeederEmpty.Of("假扫描仪", nil),
		devicetest.Jam:      device.PaperJam.Of("假扫描仪", nil),
		devicetest.Open:     device.LidOpen.Of("假扫描仪", nil),
		devicetest.Torn:     device.PageTorn.Of("第 2 页", nil),
		devicetest.TooLarge: device.PageTooLarge.Of("第 2 页", nil),
		devicetest.InUse:    device.InUse.Of("假扫描仪", nil),
	}
	devicetest.Scanner(t, func(t *testing.T, fault devicetest.Fault) *devicetest.ScannerRig {
		err, ok := faults[fault]
		if !ok {
			return nil
		}
		s := fake.NewScanner("假扫描仪")
		s.Fail(1, err)
		return &devicetest.ScannerRig{
			Scanner: s,
			Sheets: func(n int) {
				for range n {
					s.Load(sheet(t))
				}
			},
		}
	})
}

// TestScannerRunsOut: a feeder that is through ends the scan, one that was empty
// from the start says so.
func TestScannerRunsOut(t *testing.T) {
	s := fake.NewScanner("假扫描仪")
	found, err := s.Sources(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	count := func() (n int, failure error) {
		for _, err := range s.Scan(t.Context(), device.Settings{Source: found[1]}) {
			if err != nil {
				return n, err
			}
			n++
		}
		return n, nil
	}
	if _, err := count(); yichuang.CodeOf(err) != yichuang.NotFound {
		t.Errorf("an empty feeder: %v", err)
	}
	s.Load(sheet(t), sheet(t))
	if n, err := count(); n != 2 || err != nil {
		t.Errorf("%d pages of two: %v", n, err)
	}
}
