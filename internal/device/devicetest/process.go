package devicetest

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// Process is a program that a test runs beside itself until it ends.
type Process struct {
	cmd *exec.Cmd
	out output
	end chan struct{}
}

// output collects what a program says while it runs.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// Start runs a program until the test ends.
func Start(t testing.TB, env []string, program string, args ...string) *Process {
	t.Helper()
	p := &Process{cmd: exec.Command(program, args...), end: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.out
	p.cmd.WaitDelay = time.Second // children that hold its output open do not hold the test
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.end)
		_ = p.cmd.Wait() // how it ended is told by what it said
	}()
	t.Cleanup(p.Kill)
	return p
}

// Kill ends the program at once and waits until it is gone.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // fails when it is gone already
	<-p.end
}

// Signal sends the program a signal.
func (p *Process) Signal(t testing.TB, s os.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// Until waits until ready says so. It reports false when the program ended
// before.
func (p *Process) Until(ready func() bool) bool {
	for {
		if ready() {
			return true
		}
		select {
		case <-p.end:
			return ready()
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// Said returns what the program wrote so far.
func (p *Process) Said() string { return p.out.String() }

// FreePort returns a TCP port that nothing listens on.
func FreePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// listens reports whether somebody takes connections at an address.
func listens(network, address string) bool {
	conn, err := net.Dial(network, address)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}
