package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// console is the built program on a real pseudo-terminal, with an emulated screen
// that a test reads as a clerk does.
type console struct {
	t      testing.TB
	cmd    *exec.Cmd
	tty    *os.File
	screen *vt.SafeEmulator
	done   chan error

	mu   sync.Mutex
	last time.Time // when the program last wrote
	sent int64     // bytes it wrote
}

// program builds the program once for all tests of a run.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "yichuang-e2e-")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "yichuang")
	out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return bin, nil
})

// sit starts the program in a home of its own. Everything it keeps is below
// home, so that a second start there finds it.
func sit(t testing.TB, home string, width, height int, arguments ...string) *console {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, arguments...)
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home+"/config", "XDG_DATA_HOME="+home+"/data",
		"YICHUANG_TERMINAL_WINDOW=7", "YICHUANG_TERMINAL_EPOCH=1", "TERM=xterm-256color", "LANG=zh_CN.UTF-8", "LC_ALL=C.UTF-8")
	return attach(t, cmd, width, height)
}

// attach starts any program on a pseudo-terminal of its own.
func attach(t testing.TB, cmd *exec.Cmd, width, height int) *console {
	t.Helper()
	d := &console{t: t, cmd: cmd, screen: vt.NewSafeEmulator(width, height), done: make(chan error, 1)}
	var err error
	d.tty, err = pty.StartWithSize(d.cmd, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)})
	if err != nil {
		t.Fatal(err)
	}
	go d.read()
	go io.Copy(d.tty, d.screen) // the terminal's answers to the program's questions
	go func() { d.done <- d.cmd.Wait() }()
	t.Cleanup(d.kill)
	return d
}

func (d *console) read() {
	buf := make([]byte, 64<<10)
	for {
		n, err := d.tty.Read(buf)
		if n > 0 {
			d.mu.Lock()
			d.last, d.sent = time.Now(), d.sent+int64(n)
			d.mu.Unlock()
			_, _ = d.screen.Write(bytes.Clone(buf[:n])) // an emulator's Write does not fail
		}
		if err != nil {
			return
		}
	}
}

// kill ends the program as a power cut would.
func (d *console) kill() {
	if d.cmd.ProcessState == nil {
		_ = d.cmd.Process.Signal(syscall.SIGKILL) // gone already is as good
	}
	select {
	case err := <-d.done:
		d.done <- err
	case <-time.After(5 * time.Second):
		d.t.Error("the program does not end")
	}
	_ = d.tty.Close()
}

// ends waits for the program to end by itself.
func (d *console) ends() {
	d.t.Helper()
	select {
	case err := <-d.done:
		d.done <- err
		if err != nil {
			d.t.Errorf("the program ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		d.t.Errorf("the program does not end:\n%s", d.text())
	}
}

// text returns what stands on the screen.
func (d *console) text() string {
	var b strings.Builder
	for y := range d.screen.Height() {
		var line strings.Builder
		for x := 0; x < d.screen.Width(); {
			c := d.screen.CellAt(x, y)
			if c == nil || c.Content == "" {
				line.WriteByte(' ')
				x++
				continue
			}
			line.WriteString(c.Content)
			x += max(1, c.Width)
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// sees waits until the text stands on the screen.
func (d *console) sees(text string) *console {
	d.t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if strings.Contains(d.text(), text) {
			return d
		}
	}
	d.t.Fatalf("%q does not come up:\n%s", text, d.text())
	return d
}

// gone waits until the text no longer stands on the screen.
func (d *console) gone(text string) *console {
	d.t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if !strings.Contains(d.text(), text) {
			return d
		}
	}
	d.t.Fatalf("%q stays:\n%s", text, d.text())
	return d
}

// keys are the keys that are not text, as a terminal sends them.
var keys = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "back": "\x7f", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"pgup": "\x1b[5~", "pgdn": "\x1b[6~", "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
	"f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~",
}

// press sends keys by name.
func (d *console) press(names ...string) *console {
	d.t.Helper()
	for _, name := range names {
		seq, ok := keys[name]
		if !ok {
			d.t.Fatalf("there is no key %q", name)
		}
		d.raw(seq)
	}
	return d
}

// types sends text, as an input method or a hand does.
func (d *console) types(text string) *console {
	d.t.Helper()
	d.raw(text)
	return d
}

func (d *console) raw(s string) {
	d.t.Helper()
	if _, err := d.tty.WriteString(s); err != nil {
		d.t.Fatal(err)
	}
}

// quiet waits until the program has written nothing for a while, and returns
// when it last wrote.
func (d *console) quiet(pause time.Duration) time.Time {
	for {
		d.mu.Lock()
		last := d.last
		d.mu.Unlock()
		if !last.IsZero() && time.Since(last) >= pause {
			return last
		}
		time.Sleep(time.Millisecond)
	}
}

// settled is how long the program writes nothing once it has done everything
// that a key asked for.
const settled = 150 * time.Millisecond
