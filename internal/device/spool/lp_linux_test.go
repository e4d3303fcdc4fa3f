package spool_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os/exec"
	"slices"
	"syscall"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/devicetest"
	"yichuang/internal/device/spool"
)

// cut ends each job of the tests, so that copies can be told apart.
var cut = []byte("\x1dVB\x00")

// jobs makes jobs of a format, each different.
func jobs(format device.Format) func(int) device.Job {
	n := 0
	return func(size int) device.Job {
		n++
		line := fmt.Sprintf("job %d of the test\n", n)
		data := bytes.Repeat([]byte(line), size/len(line)+1)
		return device.Job{Name: fmt.Sprint("-测试文书 ", n), Format: format, Data: append(data, cut...)}
	}
}

func queue(t *testing.T, server string, patience time.Duration) *spool.LP {
	t.Helper()
	p, err := spool.NewLP("receipt", spool.LPOptions{Server: server, Patience: patience})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// apart cuts what came out of the printer into papers.
func apart(out [][]byte) (papers [][]byte) {
	for paper := range bytes.SplitAfterSeq(bytes.Join(out, nil), cut) {
		if len(paper) > 0 {
			papers = append(papers, paper)
		}
	}
	return papers
}

// onCUPS makes the rigs of a queue. A receipt's copies are in one job, a page's
// are counted.
func onCUPS(format device.Format) func(t *testing.T, fault devicetest.Fault) *devicetest.PrinterRig {
	return func(t *testing.T, fault devicetest.Fault) *devicetest.PrinterRig {
		if !slices.Contains([]devicetest.Fault{devicetest.None, devicetest.Gone, devicetest.Deaf, devicetest.Stuck, devicetest.Dies, devicetest.NoPaper, devicetest.NoRoom}, fault) {
			return nil
		}
		disk := ""
		if fault == devicetest.NoRoom {
			disk = devicetest.SmallDisk(t)
		}
		c := devicetest.StartCUPS(t, disk)
		server, patience := c.Server, time.Minute
		switch fault {
		case devicetest.Gone:
			c.Kill()
		case devicetest.Deaf, devicetest.Stuck:
			c.Signal(t, syscall.SIGSTOP)
			if fault == devicetest.Deaf {
				patience = 100 * time.Millisecond
			}
		case devicetest.Dies:
			server = cutAfter(t, c.Port, 1<<20)
		case devicetest.NoPaper:
			c.Hold(t)
			t.Cleanup(c.Release)
			if _, err := queue(t, server, patience).Print(t.Context(), jobs(format)(100), nil); err != nil {
				t.Fatal(err)
			}
			c.Begun()
			c.Until(func() bool { // the scheduler hears of it a little later
				state, _ := queue(t, server, patience).State(t.Context())
				return state == device.PaperOut
			})
		}
		return &devicetest.PrinterRig{
			Printer: queue(t, server, patience), Job: jobs(format), Halfway: func() {},
			Paper: func(n int) [][]byte {
				jobs := 1
				for {
					if papers := apart(c.Wait(t, jobs)); len(papers) >= n {
						return papers
					}
					jobs++
				}
			},
		}
	}
}

func TestReceiptsThroughCUPS(t *testing.T) { devicetest.Printer(t, onCUPS(device.Thermal)) }

func TestPagesThroughCUPS(t *testing.T) { devicetest.Printer(t, onCUPS(device.PDF)) }

// cutAfter stands between lp and the scheduler and cuts every connection after so
// many bytes. It returns its address.
func cutAfter(t *testing.T, port int, bytes int64) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer near.Close()
				far, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
				if err != nil {
					return
				}
				defer far.Close()
				go func() { _, _ = io.Copy(near, far) }()
				if n, _ := io.CopyN(far, near, bytes); n == bytes {
					_ = near.(*net.TCPConn).SetLinger(0)
				}
			}()
		}
	}()
	return l.Addr().String()
}

// TestAQueueThatIsStopped: CUPS would take the job and keep it for a day on which
// nobody wants it any more.
func TestAQueueThatIsStopped(t *testing.T) {
	c := devicetest.StartCUPS(t, "")
	p := queue(t, c.Server, time.Minute)
	for _, program := range []string{"cupsreject", "cupsdisable"} {
		if path, err := exec.LookPath(program); err == nil {
			c.Run(t, path, "receipt")
		} else {
			c.Run(t, "/usr/sbin/"+program, "receipt")
		}
		far, err := p.Print(t.Context(), jobs(device.Thermal)(100), nil)
		if far != device.Nothing {
			t.Errorf("%s: %v", program, far)
		}
		devicetest.Plain(t, err, yichuang.Busy)
	}
	if state, err := p.State(t.Context()); state != device.Offline || err == nil {
		t.Errorf("%q: %v", state, err)
	}
	other, err := spool.NewLP("nosuch", spool.LPOptions{Server: c.Server})
	if err != nil {
		t.Fatal(err)
	}
	_, err = other.State(t.Context())
	devicetest.Plain(t, err, yichuang.NotFound)
}

func TestQueueNames(t *testing.T) {
	for _, name := range []string{"receipt", "HP_LaserJet-2", "a.b", "窗口3"} {
		if _, err := spool.NewLP(name, spool.LPOptions{}); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", "-o", "a b", "a/b", "a#b", "a\nb", "a'b"} {
		_, err := spool.NewLP(name, spool.LPOptions{})
		if err == nil {
			t.Errorf("%q was taken for a queue", name)
			continue
		}
		devicetest.Plain(t, err, yichuang.Invalid)
	}
}
