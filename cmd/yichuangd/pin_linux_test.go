package main

import (
	"io"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"yichuang/internal/testkit"
)

// At a terminal a PIN is asked for twice and never shown; two that differ change
// nothing.
func TestPINIsNotShown(t *testing.T) {
	p := start(t, t.TempDir())
	p.command("hall", "add", "test", "--name", "测试大厅", "--region", testkit.Region)
	for _, tt := range []struct {
		again string
		code  int
		users int
	}{{"480262", 2, 0}, {"480261", 0, 1}} {
		cmd := exec.Command(p.cmd.Path, "user", "add", "1001", "甲某", "--data", p.cmd.Args[2])
		cmd.Env = p.cmd.Env
		tty, err := pty.Start(cmd)
		if err != nil {
			t.Fatal(err)
		}
		shown := &shown{}
		read := make(chan struct{})
		go func() { _, _ = io.Copy(shown, tty); close(read) }()
		for _, turn := range []struct{ prompt, typed string }{{"PIN: ", "480261"}, {"PIN again: ", tt.again}} {
			shown.until(t, turn.prompt)
			p.until("the terminal does not show what is typed", func() bool {
				state, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
				return err == nil && state.Lflag&unix.ECHO == 0
			})
			_, _ = io.WriteString(tty, turn.typed+"\n")
		}
		_ = cmd.Wait() // its exit code is looked at
		_ = tty.Close()
		<-read
		if cmd.ProcessState.ExitCode() != tt.code || strings.Contains(shown.text(), "4802") {
			t.Errorf("exit code %d: %q", cmd.ProcessState.ExitCode(), shown.text())
		}
		if n := strings.Count(p.command("user", "list"), "甲某"); n != tt.users {
			t.Errorf("%d people", n)
		}
	}
}

// shown is what stands on a terminal.
type shown struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *shown) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *shown) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func (s *shown) until(t *testing.T, text string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !strings.Contains(s.text(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never says %q: %q", text, s.text())
		}
	}
}
