package escpos_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/devicetest"
	"yichuang/internal/device/escpos"
	"yichuang/internal/paper"
	"yichuang/internal/readback"
)

// testPage is the test page as bytes for a printer.
func testPage(t testing.TB, profile paper.Profile) device.Job {
	t.Helper()
	doc := paper.TestPage("小票机", profile.Columns, time.Date(2026, 11, 26, 4, 0, 0, 0, time.UTC))
	data, _, err := paper.ESCPOS(doc, profile, paper.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return device.Job{Name: "打印测试页", Format: device.Thermal, Data: data}
}

// TestTheTestPageArrives: what a listener took is read by the interpreter.
func TestTheTestPageArrives(t *testing.T) {
	got := make(chan []byte, 1)
	a := listen(t, func(c *net.TCPConn) {
		data, _ := io.ReadAll(c)
		got <- data
	})
	if far, err := escpos.New(a, mute).Print(t.Context(), testPage(t, paper.Roll80), nil); err != nil || far != device.Taken {
		t.Fatalf("%v: %v", far, err)
	}
	r := readback.Feed(t, <-got, readback.Paper{Columns: 48})
	if !strings.Contains(r.Text(), "政务服务一窗受理") || r.Cuts != 1 || !slices.Equal(r.Codes, []string{"YICHUANG TEST 20261126 1200"}) || !slices.Equal(r.Asked, []byte{1}) {
		t.Errorf("on the paper, after the questions %v:\n%s", r.Asked, r.Text())
	}
}

// TestAMutePrinterIsAskedOnce: who does not answer is not waited for again,
// until somebody wants to know the state.
func TestAMutePrinterIsAskedOnce(t *testing.T) {
	asked := make(chan int, 10)
	a := listen(t, func(c *net.TCPConn) {
		data, _ := io.ReadAll(c)
		asked <- bytes.Count(data, []byte{0x10, 0x04})
	})
	p := escpos.New(a, mute)
	job := device.Job{Name: "n", Format: device.Thermal, Data: []byte("x\n")}
	for i, want := range []int{1, 0, 1, 0} {
		if i == 2 {
			if state, err := p.State(t.Context()); state != device.Unknown || err != nil {
				t.Errorf("%v: %v", state, err)
			}
		} else if _, err := p.Print(t.Context(), job, nil); err != nil {
			t.Fatal(err)
		}
		if got := <-asked; got != want {
			t.Errorf("call %d: asked %d times, want %d", i, got, want)
		}
	}
	never := mute
	never.NeverAsk = true
	if _, err := escpos.New(a, never).Print(t.Context(), job, nil); err != nil {
		t.Fatal(err)
	}
	if got := <-asked; got != 0 {
		t.Errorf("asked %d times against the settings", got)
	}
}

// TestPaperRunsOut: the printer has everything and says, behind the last byte,
// that the paper is out.
func TestPaperRunsOut(t *testing.T) {
	p := newPrinter(devicetest.RollReady)
	a := listen(t, func(c *net.TCPConn) {
		_ = p.Serve(c, 1)
		p.Answers = map[byte]byte{1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x7e}
		_ = p.Serve(c, 0)
	})
	rig := p.rig(a, patient)
	far, err := rig.Printer.Print(t.Context(), rig.Job(1<<20), nil)
	if far != device.Sent || device.StateOf(err) != device.PaperOut {
		t.Errorf("%v: %v", far, err)
	}
	devicetest.Plain(t, err, yichuang.Busy)
}

// TestPrintersThatFallSilentAtTheEnd: every byte is gone, and the printer resets
// the connection, says nothing, or answered before and not now.
func TestPrintersThatFallSilentAtTheEnd(t *testing.T) {
	for name, tt := range map[string]struct {
		serve   func(*net.TCPConn)
		options escpos.Options
		fails   bool
	}{
		"resets":       {func(c *net.TCPConn) { _, _ = io.ReadAll(c); _ = c.SetLinger(0) }, mute, true},
		"keeps quiet":  {nil, mute, false},
		"talks":        {func(c *net.TCPConn) { _, _ = io.ReadAll(c); fmt.Fprint(c, "HTTP/1.1 400 Bad Request\r\n") }, mute, true},
		"answers once": {func(c *net.TCPConn) { _ = newPrinter(devicetest.RollReady).Serve(c, 1); _, _ = io.ReadAll(c) }, escpos.Options{Patience: hasty.Patience, Answer: time.Minute}, true},
	} {
		t.Run(name, func(t *testing.T) {
			serve, ctx := tt.serve, t.Context()
			if serve == nil {
				serve = func(c *net.TCPConn) { _, _ = io.ReadAll(c); <-ctx.Done() }
			}
			rig := newPrinter(nil).rig(listen(t, serve), tt.options)
			far, err := rig.Printer.Print(t.Context(), rig.Job(1<<20), nil)
			if far != device.Sent || (err != nil) != tt.fails {
				t.Errorf("%v: %v", far, err)
			}
			if tt.fails {
				devicetest.Plain(t, err, yichuang.Busy, yichuang.Damaged)
			}
		})
	}
}

// TestAQuestionInsideAPicture: the printer answers bytes of a picture that look
// like a question, and then nothing; its answer does not pass for the last one.
func TestAQuestionInsideAPicture(t *testing.T) {
	ctx := t.Context()
	a := listen(t, func(c *net.TCPConn) {
		_ = newPrinter(devicetest.RollReady).Serve(c, 100_000) // the question before, and that in the picture
		_, _ = io.ReadAll(c)
		<-ctx.Done()
	})
	picture := append([]byte("\x1dv0\x00\x03\x00\x01\x00\x10\x04\x01"), bytes.Repeat([]byte("text\n"), 40_000)...)
	far, err := escpos.New(a, patient).Print(t.Context(), device.Job{Name: "n", Format: device.Thermal, Data: picture}, nil)
	if far != device.Sent || err != nil {
		t.Errorf("%v: %v", far, err)
	}
}

// TestOccupied: a device file that another program holds.
func TestOccupied(t *testing.T) {
	_, err := escpos.New(escpos.Address{Way: escpos.File, Name: "/dev/no-such-printer"}, mute).State(t.Context())
	if device.StateOf(err) != device.Offline || !errors.Is(err, syscall.ENOENT) {
		t.Errorf("%v", err)
	}
	devicetest.Plain(t, err, yichuang.Busy)
}

func TestParseAddress(t *testing.T) {
	for in, want := range map[string]escpos.Address{
		"192.168.1.5":             {Way: escpos.Network, Name: "192.168.1.5:9100"},
		" 192.168.1.5:9101 ":      {Way: escpos.Network, Name: "192.168.1.5:9101"},
		"tcp://printer.hall":      {Way: escpos.Network, Name: "printer.hall:9100"},
		"[fe80::1]:9100":          {Way: escpos.Network, Name: "[fe80::1]:9100"},
		"fe80::1":                 {Way: escpos.Network, Name: "[fe80::1]:9100"},
		"/dev/usb/lp0":            {Way: escpos.File, Name: "/dev/usb/lp0"},
		"/dev/usb/../usb/lp1":     {Way: escpos.File, Name: "/dev/usb/lp1"},
		"/dev/ttyS0":              {Way: escpos.Serial, Name: "/dev/ttyS0", Baud: 9600, Flow: escpos.RTS},
		"/dev/ttyUSB0?baud=19200": {Way: escpos.Serial, Name: "/dev/ttyUSB0", Baud: 19200, Flow: escpos.RTS},
		"com3?flow=xonxoff":       {Way: escpos.Serial, Name: "COM3", Baud: 9600, Flow: escpos.XON},
		"lpt1":                    {Way: escpos.File, Name: "LPT1"},
		`\\machine\receipts`:      {Way: escpos.File, Name: `\\machine\receipts`},
	} {
		if got, err := escpos.ParseAddress(in); err != nil || got != want {
			t.Errorf("%q: %+v, %v; want %+v", in, got, err, want)
		}
	}
	for _, in := range []string{
		"", " ", "host:0", "host:70000", "host:port", "http://host", "a b", "host/path", "usb/lp0", "/dev/ttyS0?baud=9601", "/dev/ttyS0?flow=dtr",
		"/dev/ttyS0?parity=even", "/dev/usb/lp0?baud=9600", "1.2.3.4?baud=9600", `\\machine`, `\\machine\`, `\\a\b\c`, "1:2:3:4", "user@host", "x\x00y",
	} {
		_, err := escpos.ParseAddress(in)
		if err == nil {
			t.Errorf("%q was read as an address", in)
		}
		devicetest.Plain(t, err, yichuang.Invalid)
	}
}

// FuzzParseAddress: an address that is read is one that can be read again.
func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"192.168.1.5:9100", "tcp://h", "/dev/ttyS0?baud=9600&flow=none", `\\a\b`, "COM1", "[::1]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := escpos.ParseAddress(s)
		if err != nil {
			return
		}
		again, err := escpos.ParseAddress(a.String())
		if err != nil || again.Name != a.Name || again.Way != a.Way {
			t.Errorf("%q is %+v and then %+v: %v", s, a, again, err)
		}
	})
}

// BenchmarkPrint measures from the call until a printer in the same process has
// every byte of a receipt, on a printer that answers and on one that is mute.
func BenchmarkPrint(b *testing.B) {
	for name, options := range map[string]escpos.Options{"answers": patient, "mute": mute} {
		b.Run(name, func(b *testing.B) {
			answers := devicetest.RollReady
			if name == "mute" {
				answers = nil
			}
			job := testPage(b, paper.Roll80)
			arrived := make(chan time.Time, 1)
			a := listen(b, func(c *net.TCPConn) {
				p := newPrinter(answers)
				if p.Serve(c, len(job.Data)) == nil {
					arrived <- time.Now()
				}
				_ = p.Serve(c, 0)
			})
			printer := escpos.New(a, options)
			var took []time.Duration
			for b.Loop() {
				begin := time.Now()
				if _, err := printer.Print(b.Context(), job, nil); err != nil {
					b.Fatal(err)
				}
				took = append(took, (<-arrived).Sub(begin))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2])/1e6, "p50-ms")
			b.ReportMetric(float64(took[len(took)*95/100])/1e6, "p95-ms")
			b.ReportMetric(float64(len(job.Data)), "bytes")
		})
	}
}
