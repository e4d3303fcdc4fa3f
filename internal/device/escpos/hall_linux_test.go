package escpos_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"yichuang/internal/device"
	"yichuang/internal/device/devicetest"
	"yichuang/internal/device/escpos"
)

// printer is a receipt printer of the tests.
type printer struct{ *devicetest.Roll }

func newPrinter(answers map[byte]byte) *printer { return &printer{devicetest.NewRoll(answers)} }

// rig is a rig of a printer at an address.
func (p *printer) rig(a escpos.Address, o escpos.Options) *devicetest.PrinterRig {
	n := 0
	return &devicetest.PrinterRig{
		Printer: escpos.New(a, o),
		Job: func(size int) device.Job {
			n++
			line := fmt.Sprintf("job %d of the test\n", n)
			data := append([]byte("\x1b@"), bytes.Repeat([]byte(line), size/len(line)+1)...)
			return device.Job{Name: fmt.Sprint("test ", n), Format: device.Thermal, Data: append(data, devicetest.Cut...)}
		},
		Paper:   p.Papers,
		Halfway: func() { <-p.Begun },
	}
}

// patient never runs out of patience on a slow machine; hasty does at once.
var (
	patient = escpos.Options{Patience: device.Patience{Connect: time.Minute, Stall: time.Minute}, Answer: time.Minute}
	mute    = escpos.Options{Patience: patient.Patience, Answer: time.Millisecond}
	hasty   = escpos.Options{Patience: device.Patience{Connect: time.Minute, Stall: 50 * time.Millisecond}, Answer: time.Millisecond}
)

// listen serves connections one after the other with what the test gives.
func listen(t testing.TB, serve func(*net.TCPConn)) escpos.Address {
	t.Helper()
	return address(t, devicetest.Listen(t, "", serve))
}

func address(t testing.TB, s string) escpos.Address {
	t.Helper()
	a, err := escpos.ParseAddress(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// onNetwork makes the rigs of a printer on the network that answers, or is mute.
func onNetwork(t *testing.T, fault devicetest.Fault, answers map[byte]byte, options escpos.Options) *devicetest.PrinterRig {
	p := newPrinter(answers)
	serve := func(c *net.TCPConn) { _ = p.Serve(c, 0) }
	switch fault {
	case devicetest.None:
	case devicetest.Gone:
		return p.rig(closedPort(t), options)
	case devicetest.Unnamed:
		return p.rig(address(t, "printer.invalid"), options)
	case devicetest.Deaf, devicetest.Stuck: // takes a little and then nothing
		serve = func(c *net.TCPConn) { _ = p.Serve(c, 1); <-t.Context().Done() }
		if fault == devicetest.Deaf {
			options = hasty
		}
	case devicetest.Dies:
		serve = func(c *net.TCPConn) { _ = p.Serve(c, 1<<20); _ = c.SetLinger(0) }
	case devicetest.NoPaper:
		p.Answers = map[byte]byte{1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x72}
	case devicetest.Open:
		p.Answers = map[byte]byte{1: 0x1a, 2: 0x16, 3: 0x12, 4: 0x12}
	case devicetest.Garbage:
		serve = func(c *net.TCPConn) { fmt.Fprint(c, "SSH-2.0-OpenSSH_9.2p1\r\n"); _ = p.Serve(c, 0) }
		options = patient
	default:
		return nil
	}
	return p.rig(listen(t, serve), options)
}

// closedPort returns an address at which nobody listens.
func closedPort(t *testing.T) escpos.Address {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	return address(t, l.Addr().String())
}

func TestNetworkPrinterThatAnswers(t *testing.T) {
	devicetest.Printer(t, func(t *testing.T, fault devicetest.Fault) *devicetest.PrinterRig {
		return onNetwork(t, fault, devicetest.RollReady, patient)
	})
}

func TestNetworkPrinterThatIsMute(t *testing.T) {
	devicetest.Printer(t, func(t *testing.T, fault devicetest.Fault) *devicetest.PrinterRig {
		if fault == devicetest.NoPaper || fault == devicetest.Open || fault == devicetest.Garbage {
			return nil // it has no way to say so
		}
		return onNetwork(t, fault, nil, mute)
	})
}

// TestDeviceFile prints to a pipe that stands for a device file, and to devices
// that are none.
func TestDeviceFile(t *testing.T) {
	devicetest.Printer(t, func(t *testing.T, fault devicetest.Fault) *devicetest.PrinterRig {
		p := newPrinter(nil)
		name := filepath.Join(t.TempDir(), "lp0")
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Fatal(err)
		}
		switch fault {
		case devicetest.Gone:
			return p.rig(address(t, name+"-unplugged"), mute)
		case devicetest.NoRoom:
			return p.rig(address(t, "/dev/full"), mute)
		case devicetest.None, devicetest.Deaf, devicetest.Stuck, devicetest.Dies:
		default:
			return nil
		}
		far, err := os.OpenFile(name, os.O_RDWR|syscall.O_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		limit, options := 0, mute
		if fault != devicetest.None {
			limit = 1
		}
		if fault == devicetest.Deaf {
			options = hasty
		}
		done := make(chan struct{})
		t.Cleanup(func() { far.Close(); <-done })
		go func() {
			defer close(done)
			if _ = p.Serve(far, limit); fault == devicetest.Dies {
				far.Close()
			}
		}()
		return p.rig(address(t, name), options)
	})
}

// TestSerialLine prints over a pseudo-terminal, which has a line's settings and
// would mangle pictures were they wrong.
func TestSerialLine(t *testing.T) {
	devicetest.Printer(t, func(t *testing.T, fault devicetest.Fault) *devicetest.PrinterRig {
		p, limit, options := newPrinter(devicetest.RollReady), 0, patient
		switch fault {
		case devicetest.None:
		case devicetest.Gone:
			return p.rig(address(t, "/dev/ttyS999"), patient)
		case devicetest.Deaf:
			p.Answers, limit, options = nil, 1, hasty
		case devicetest.Stuck:
			limit = 1
		case devicetest.Dies:
			limit = 1
		default:
			return nil
		}
		far, near, err := pty.Open()
		if err != nil {
			t.Skip(err)
		}
		done := make(chan struct{})
		t.Cleanup(func() { near.Close(); far.Close(); <-done })
		go func() {
			defer close(done)
			if _ = p.Serve(far, limit); fault == devicetest.Dies {
				far.Close()
			}
		}()
		return p.rig(escpos.Address{Way: escpos.Serial, Name: near.Name(), Baud: 115200, Flow: escpos.RTS}, options)
	})
}

// TestAFileIsNoPrinter: nothing is written into a file that lies where the
// printer should be.
func TestAFileIsNoPrinter(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lp0")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{name, filepath.Dir(name), `\\machine\printer`, "LPT1", "COM1"} {
		far, err := escpos.New(address(t, where), patient).Print(t.Context(), device.Job{Name: "n", Format: device.Thermal, Data: []byte("x")}, nil)
		if err == nil || far != device.Nothing {
			t.Errorf("%s: %v: %v", where, far, err)
		}
		devicetest.Plain(t, err)
	}
	if left, err := os.ReadFile(name); err != nil || len(left) > 0 {
		t.Errorf("%d bytes in the file: %v", len(left), err)
	}
	if errors.Is(os.Remove(name), os.ErrNotExist) {
		t.Error("the file is gone")
	}
}
