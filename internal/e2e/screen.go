package e2e

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// Screen is a program on a real pseudo-terminal, with an emulated screen that a test
// reads as a clerk does. Its methods return it, so that a test reads as keys and what
// comes up.
type Screen struct {
	t      testing.TB
	cmd    *exec.Cmd
	tty    *os.File
	screen *vt.SafeEmulator
	done   chan struct{}

	drawn sync.Mutex // over the cells, which the emulator does not guard against a reader

	mu   sync.Mutex
	last time.Time // when the program last wrote
	sent int64     // bytes it wrote
}

// Attach starts a program on a pseudo-terminal of its own; the end of the test ends it.
func Attach(t testing.TB, cmd *exec.Cmd, width, height int) *Screen {
	t.Helper()
	d := &Screen{t: t, cmd: cmd, screen: vt.NewSafeEmulator(width, height), done: make(chan struct{})}
	var err error
	d.tty, err = pty.StartWithSize(d.cmd, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)})
	if err != nil {
		t.Fatal(err)
	}
	go d.read()
	go io.Copy(d.tty, d.screen) // the terminal's answers to the program's questions
	go func() {
		_ = d.cmd.Wait() // Ends looks at how it ended
		close(d.done)
	}()
	t.Cleanup(d.Kill)
	return d
}

func (d *Screen) read() {
	buf := make([]byte, 64<<10)
	for {
		n, err := d.tty.Read(buf)
		if n > 0 {
			d.mu.Lock()
			d.last, d.sent = time.Now(), d.sent+int64(n)
			d.mu.Unlock()
			d.drawn.Lock()
			_, _ = d.screen.Write(bytes.Clone(buf[:n])) // an emulator's Write does not fail
			d.drawn.Unlock()
		}
		if err != nil {
			return
		}
	}
}

// Kill ends the program as a power cut would.
func (d *Screen) Kill() {
	_ = d.cmd.Process.Kill() // gone already is as good
	select {
	case <-d.done:
	case <-time.After(patience):
		d.t.Error("the program does not end")
	}
	_ = d.tty.Close()
}

// Ends waits for the program to end by itself.
func (d *Screen) Ends() {
	d.t.Helper()
	select {
	case <-d.done:
		if code := d.cmd.ProcessState.ExitCode(); code != 0 {
			d.t.Errorf("the program ended with exit code %d", code)
		}
	case <-time.After(patience):
		d.t.Errorf("the program does not end:\n%s", d.Text())
	}
}

// PID is the process of the program.
func (d *Screen) PID() int { return d.cmd.Process.Pid }

// Text returns what stands on the screen.
func (d *Screen) Text() string {
	d.drawn.Lock()
	defer d.drawn.Unlock()
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

// Sees waits until the text stands on the screen.
func (d *Screen) Sees(text string) *Screen {
	d.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if strings.Contains(d.Text(), text) {
			return d
		}
	}
	d.t.Fatalf("%q does not come up:\n%s", text, d.Text())
	return d
}

// Gone waits until the text no longer stands on the screen.
func (d *Screen) Gone(text string) *Screen {
	d.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if !strings.Contains(d.Text(), text) {
			return d
		}
	}
	d.t.Fatalf("%q stays:\n%s", text, d.Text())
	return d
}

// keys are the keys that are not text, as a terminal sends them.
var keys = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "back": "\x7f", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"pgup": "\x1b[5~", "pgdn": "\x1b[6~", "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
	"f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~",
}

// Press sends keys by name.
func (d *Screen) Press(names ...string) *Screen {
	d.t.Helper()
	for _, name := range names {
		seq, ok := keys[name]
		if !ok {
			d.t.Fatalf("there is no key %q", name)
		}
		d.Types(seq)
	}
	return d
}

// Types sends text, as an input method, a hand or a paste does.
func (d *Screen) Types(text string) *Screen {
	d.t.Helper()
	if _, err := d.tty.WriteString(text); err != nil {
		d.t.Fatal(err)
	}
	return d
}

// Written returns when the program last wrote, and how many bytes it wrote in all.
func (d *Screen) Written() (last time.Time, bytes int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last, d.sent
}

// Quiet waits until the program has written nothing for a while, and returns when it
// last wrote.
func (d *Screen) Quiet(pause time.Duration) time.Time {
	for {
		if last, _ := d.Written(); !last.IsZero() && time.Since(last) >= pause {
			return last
		}
		time.Sleep(time.Millisecond)
	}
}
