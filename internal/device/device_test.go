package device_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/devicetest"
)

var states = []device.State{device.Unknown, device.Ready, device.PaperLow, device.PaperOut, device.CoverOpen, device.Jammed, device.Offline, device.Faulty}

// TestStatesInWords: every state has words of its own, and a failure that speaks
// of one can be asked which.
func TestStatesInWords(t *testing.T) {
	words := map[string]bool{}
	for _, s := range states {
		words[s.Chinese()] = true
		err := device.Trouble("三号", s, device.Partly, io.EOF)
		if (err == nil) != s.Usable() {
			t.Errorf("%q: %v", s, err)
		}
		if err == nil {
			continue
		}
		devicetest.Plain(t, err, yichuang.Busy)
		if device.StateOf(fmt.Errorf("outer: %w", err)) != s || !errors.Is(err, io.EOF) {
			t.Errorf("%q speaks of %q: %v", s, device.StateOf(err), err)
		}
	}
	if len(words) != len(states) {
		t.Errorf("%d words for %d states", len(words), len(states))
	}
	if device.StateOf(nil) != device.Unknown || device.StateOf(io.EOF) != device.Unknown {
		t.Error("a failure that speaks of no state has one")
	}
	for far := device.Nothing; far <= device.Printed+1; far++ {
		devicetest.Plain(t, device.Broken("三号", far, io.EOF), yichuang.Busy)
		devicetest.Plain(t, device.NoRoom("三号", far, io.EOF), yichuang.Full)
		devicetest.Plain(t, device.Stopped(far, context.Canceled), yichuang.Busy)
		devicetest.Plain(t, device.Stopped(far, context.DeadlineExceeded), yichuang.Busy)
		if far.String() == "" {
			t.Errorf("delivery %d has no name", int(far))
		}
	}
}

func TestProblemsInWords(t *testing.T) {
	for _, p := range []device.Problem{device.FeederEmpty, device.PaperJam, device.LidOpen, device.InUse, device.Silent, device.Lost, device.NotAllowed,
		device.PageTorn, device.PageNoImage, device.PageTooLarge, device.ScannerFault, "a new one"} {
		err := p.Of("扫描仪甲", io.EOF)
		devicetest.Plain(t, err)
		if !errors.Is(err, io.EOF) {
			t.Errorf("%s: the cause is lost", p)
		}
	}
}

func TestUnreached(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for err, want := range map[error]yichuang.Code{
		dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)):  yichuang.Busy,
		dial(os.NewSyscallError("connect", syscall.EHOSTUNREACH)):  yichuang.Busy,
		dial(os.ErrDeadlineExceeded):                               yichuang.Busy,
		dial(&net.DNSError{Err: "no such host", IsNotFound: true}): yichuang.NotFound,
		&os.PathError{Op: "open", Err: syscall.EACCES}:             yichuang.Denied,
		context.Canceled: yichuang.Busy,
	} {
		got := device.Unreached("打印机 192.168.1.5:9100", err)
		devicetest.Plain(t, got, want)
		if !errors.Is(err, context.Canceled) && device.StateOf(got) != device.Offline {
			t.Errorf("%v: %q", err, device.StateOf(got))
		}
	}
}

func TestReasons(t *testing.T) {
	for _, tt := range []struct {
		reasons device.Reasons
		stopped bool
		want    device.State
		waiting device.State
	}{
		{nil, false, device.Ready, device.Ready},
		{device.Reasons{"none"}, true, device.Faulty, device.Ready},
		{device.Reasons{"media-empty-warning"}, false, device.PaperLow, device.PaperOut},
		{device.Reasons{"media-empty-report"}, false, device.PaperLow, device.PaperLow},
		{device.Reasons{"media-low", "media-jam-error"}, false, device.Jammed, device.Jammed},
		{device.Reasons{"cover-open", "media-empty"}, true, device.CoverOpen, device.CoverOpen},
		{device.Reasons{"com.maker.coffee-error"}, false, device.Ready, device.Ready},
		{device.Reasons{"com.maker.coffee-error"}, true, device.Faulty, device.Ready},
	} {
		if got, waiting := tt.reasons.State(tt.stopped), tt.reasons.Waiting(); got != tt.want || waiting != tt.waiting {
			t.Errorf("%v, stopped %v: %q and %q, want %q and %q", tt.reasons, tt.stopped, got, waiting, tt.want, tt.waiting)
		}
	}
}

// TestResolve: what is left open is filled in, what a source does not offer is
// refused.
func TestResolve(t *testing.T) {
	source := device.Source{Name: "扫描仪甲", Tray: device.Feeder, DPI: []int{150, 300, 600}, Colors: []device.Color{device.Gray, device.FullTone}}
	flat, open, coarse, colour := source, device.Source{Tray: device.Camera}, source, source
	flat.Tray, coarse.DPI, colour.Colors = device.Flatbed, []int{75, 150}, []device.Color{device.FullTone}
	for _, tt := range []struct {
		in, want device.Settings
		bad      bool
	}{
		{device.Settings{Source: source}, device.Settings{Source: source, DPI: 300, Color: device.Gray}, false},
		{device.Settings{Source: source, DPI: 600, Color: device.FullTone, Pages: 4}, device.Settings{Source: source, DPI: 600, Color: device.FullTone, Pages: 4}, false},
		{device.Settings{Source: flat, Pages: 4}, device.Settings{Source: flat, DPI: 300, Color: device.Gray, Pages: 1}, false},
		{device.Settings{Source: open}, device.Settings{Source: open, DPI: 200, Color: device.Gray}, false},
		{device.Settings{Source: coarse}, device.Settings{Source: coarse, DPI: 150, Color: device.Gray}, false},
		{device.Settings{Source: colour}, device.Settings{Source: colour, DPI: 300, Color: device.FullTone}, false},
		{device.Settings{Source: source, DPI: 200}, device.Settings{}, true},
		{device.Settings{Source: open, DPI: -1}, device.Settings{}, true},
		{device.Settings{Source: colour, Color: device.Gray}, device.Settings{}, true},
		{device.Settings{Source: source, Pages: -1}, device.Settings{}, true},
	} {
		got, err := tt.in.Resolve()
		if tt.bad {
			devicetest.Plain(t, err, yichuang.Invalid)
			continue
		}
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%+v: %+v, want %+v: %v", tt.in, got, tt.want, err)
		}
	}
	for _, tray := range []device.Tray{device.Flatbed, device.Feeder, device.Duplex, device.Camera} {
		if tray.Chinese() == string(tray) {
			t.Errorf("no words for %q", tray)
		}
	}
}

// TestTurn: one at a time, and nobody waits for ever.
func TestTurn(t *testing.T) {
	turn := device.NewTurn()
	var group sync.WaitGroup
	inside := 0
	for range 20 {
		group.Go(func() {
			if err := turn.Take(t.Context()); err != nil {
				t.Error(err)
				return
			}
			defer turn.Done()
			if inside++; inside != 1 {
				t.Error("two at once")
			}
			inside--
		})
	}
	group.Wait()
	if err := turn.Take(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	devicetest.Plain(t, turn.Take(ctx), yichuang.Busy)
	turn.Done()
}

// TestPatience: who falls silent is given up, who takes a little now and then is
// not, and an answer that is long in coming is waited for while the question goes
// out.
func TestPatience(t *testing.T) {
	l, err := net.Listen("unix", filepath.Join(t.TempDir(), "s")) // it has small buffers
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	patience := device.Patience{Connect: time.Minute, Stall: 500 * time.Millisecond}
	dial := func() (near, far net.Conn) {
		near, err := patience.Dial(t.Context(), "unix", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if far, err = l.Accept(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { near.Close(); far.Close() })
		return near, far
	}
	near, _ := dial()
	if _, err := near.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("reading from silence: %v", err)
	}
	if n, err := near.Write(make([]byte, 64<<20)); !errors.Is(err, os.ErrDeadlineExceeded) || n == 0 {
		t.Errorf("writing to somebody who takes nothing: %d, %v", n, err)
	}
	near, far := dial()
	const size = 6 << 20
	got := make(chan int, 1)
	go func() {
		total := 0
		for buf := make([]byte, 512<<10); total < size; {
			n, err := far.Read(buf)
			if total += n; err != nil {
				break
			}
			time.Sleep(30 * time.Millisecond) // a slow printer is what is tested
		}
		_, _ = far.Write([]byte("ok"))
		got <- total
	}()
	answer := make(chan error, 1)
	go func() {
		_, err := near.Read(make([]byte, 2))
		answer <- err
	}()
	if _, err := near.Write(slices.Repeat([]byte{7}, size)); err != nil {
		t.Errorf("writing to somebody slow: %v", err)
	}
	if n, err := <-got, <-answer; n != size || err != nil {
		t.Errorf("%d bytes came, the answer: %v", n, err)
	}
}
