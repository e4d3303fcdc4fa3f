package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
	"yichuang/store"
	engine "yichuang/sync"
)

// program builds the program once for all tests of a run.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "yichuangd-e2e-")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "yichuangd")
	out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return bin, nil
})

// process is the built program, serving.
type process struct {
	t    testing.TB
	cmd  *exec.Cmd
	url  string
	done chan error

	mu  sync.Mutex
	log []string
}

// start starts the program on data of its own and waits until it listens.
func start(t testing.TB, data string, environment ...string) *process {
	t.Helper()
	p := launch(t, data, environment...)
	listening := regexp.MustCompile(`listening on (127\.0\.0\.1:\d+)`)
	p.until("it listens", func() bool {
		m := listening.FindStringSubmatch(p.text())
		if m != nil {
			p.url = "https://" + m[1]
		}
		return m != nil && (strings.Contains(p.text(), "next, in another window") || strings.Contains(p.text(), "ready: "))
	})
	return p
}

func launch(t testing.TB, data string, environment ...string) *process {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: exec.Command(bin, "--data", data), done: make(chan error, 1)}
	home := t.TempDir()
	p.cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home, "YICHUANG_LISTEN=127.0.0.1:0", "YICHUANG_ADMIN=127.0.0.1:0")
	p.cmd.Env = append(p.cmd.Env, environment...)
	pipe, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.read(pipe)
	t.Cleanup(p.kill)
	return p
}

func (p *process) read(from io.Reader) {
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		p.mu.Lock()
		p.log = append(p.log, lines.Text())
		p.mu.Unlock()
	}
	p.done <- p.cmd.Wait()
}

func (p *process) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.log, "\n")
}

func (p *process) until(what string, holds func() bool) {
	p.t.Helper()
	for end := time.Now().Add(30 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("it never came to: %s\n%s", what, p.text())
		}
	}
}

func (p *process) signal(s os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// ends waits for the program to end, and returns its exit code; -1 for a signal.
func (p *process) ends() int {
	p.t.Helper()
	select {
	case err := <-p.done:
		p.done <- err
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(60 * time.Second):
		p.t.Fatalf("it does not end\n%s", p.text())
		return 0
	}
}

// kill ends the program as a power cut would.
func (p *process) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL) // gone already is as good
	err := <-p.done
	p.done <- err
}

// command runs a command of the program beside it.
func (p *process) command(arguments ...string) string {
	p.t.Helper()
	cmd := exec.Command(p.cmd.Path, append(arguments, "--data", p.cmd.Args[2])...)
	cmd.Env = p.cmd.Env
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("%v: %v\n%s", arguments, err, out)
	}
	return string(out)
}

// terminal is a terminal with its own file, enrolled over the network.
type terminal struct {
	*store.Store
	t      testing.TB
	centre *engine.HTTP
	id     yichuang.TerminalID
	trust  *engine.Trust
	taken  int
}

// enrol enrols a terminal with a code that a command printed.
func (p *process) enrol(name string) *terminal {
	p.t.Helper()
	m := regexp.MustCompile(`yichuang enroll \S+ (\S+)`).FindStringSubmatch(p.command("terminal", "add", name))
	if m == nil {
		p.t.Fatal("no code was printed")
	}
	code, err := wire.ParseCode(m[1])
	if err != nil {
		p.t.Fatal(err)
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		p.t.Fatal(err)
	}
	stranger, err := engine.Dial(p.url, &engine.Trust{Fits: code.Fits}, time.Now)
	if err != nil {
		p.t.Fatal(err)
	}
	defer stranger.CloseIdle()
	answer, err := stranger.Enrol(p.t.Context(), wire.Enrol{Secret: code.Secret, CSR: csr})
	if err != nil {
		p.t.Fatal(err)
	}
	db, err := store.Open(p.t.Context(), filepath.Join(p.t.TempDir(), "seat.db"), store.Options{Terminal: answer.Terminal})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = db.Close() })
	if err := errors.Join(db.SetKey(p.t.Context(), key), db.Joined(p.t.Context(), answer.Incarnation, answer.Began)); err != nil {
		p.t.Fatal(err)
	}
	if _, err := db.PutItems(p.t.Context(), testkit.Items(5)); err != nil {
		p.t.Fatal(err)
	}
	x := &terminal{Store: db, t: p.t, id: answer.Terminal.ID, trust: &engine.Trust{Authority: answer.Authority, Certificate: answer.Certificate, Key: key}}
	x.meets(p)
	return x
}

// meets has the terminal speak with a centre, at whatever address it is now.
func (x *terminal) meets(p *process) {
	x.t.Helper()
	if x.centre != nil {
		x.centre.CloseIdle()
	}
	var err error
	if x.centre, err = engine.Dial(p.url, x.trust, time.Now); err != nil {
		x.t.Fatal(err)
	}
	x.t.Cleanup(x.centre.CloseIdle)
}

// works takes in a case and pushes, and returns what the centre has acknowledged.
func (x *terminal) works() (acked int64, err error) {
	if _, err := x.OpenCase(x.t.Context(), "1001", testkit.Region, testkit.Opened(x.taken, 5), testkit.Reviewed(false)...); err != nil {
		x.t.Error(err)
		return 0, err
	}
	x.taken++
	return x.push()
}

func (x *terminal) push() (acked int64, err error) {
	for {
		st, err := x.Outbox(x.t.Context())
		if err != nil || st == nil {
			return acked, err
		}
		answer, err := x.centre.Push(x.t.Context(), st)
		if err != nil {
			return acked, err
		}
		acked = answer.Acked
		if err := x.Acked(x.t.Context(), st.Terminal, acked); err != nil {
			return acked, err
		}
	}
}
