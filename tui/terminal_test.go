//go:build unix

package tui

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui/kit"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// childVar makes the test binary a small program that runs in, or settles with,
// its terminal and says what came out.
const childVar = "YICHUANG_TEST_SETTLE"

func TestMain(m *testing.M) {
	switch os.Getenv(childVar) {
	case "":
		os.Exit(m.Run())
	case "run":
		ctx := context.Background()
		env := kit.NewEnv(ctx, time.Now)
		err := Run(ctx, Options{Env: env, Start: kit.Route{Name: "it"}, Routes: Routes{"it": Plain(func() kit.Screen { return newNaming(env) })}})
		fmt.Printf("<ended with code %q>\n", yichuang.CodeOf(err))
	default:
		typed, err := Settle()
		fmt.Printf("<columns %d, typed %q, error %v>\n", ansi.StringWidth("·"), typed, err)
	}
}

// TestRun has the whole program in a real pseudo-terminal: it takes the terminal
// over, follows its size, and gives it back as it was, after a crash too.
func TestRun(t *testing.T) {
	for _, tt := range []struct{ name, end, says string }{
		{"left by key", "\x1b[21~\r", `<ended with code "">`},
		{"crashed", "\x1bOQ", `<ended with code "internal">`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			master, tty, err := pty.Open()
			if err != nil {
				t.Skipf("no pseudo-terminal here: %v", err)
			}
			defer master.Close()
			defer tty.Close()
			if err := pty.Setsize(master, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
				t.Fatal(err)
			}
			before := state(t, tty)
			child := command(t, tty, "run", nil)
			d := &desk{t: t, em: vt.NewSafeEmulator(100, 30), wrote: make(chan struct{}, 1)}
			go func() { _, _ = io.Copy(d, master) }()
			go func() { _, _ = io.Copy(master, d.em) }()
			d.sees("姓名：与证件一致")
			d.caret(6, 3)
			if state(t, tty) == before {
				t.Error("the terminal is not in raw mode")
			}
			d.em.SendText("张三")
			d.sees("姓名：张三")
			if err := pty.Setsize(master, &pty.Winsize{Rows: 30, Cols: 100}); err != nil {
				t.Fatal(err)
			}
			d.until("draw for 30 lines", func() bool { return strings.Contains(strings.Split(d.text(), "\n")[29], "F1 帮助") })
			d.em.SendText(tt.end)
			d.sees(tt.says)
			_ = child.Wait()
			if d.em.IsAltScreen() || state(t, tty) != before {
				t.Error("the terminal was not given back")
			}
		})
	}
}

// state returns the settings of a terminal.
func state(t *testing.T, tty *os.File) term.State {
	t.Helper()
	s, err := term.GetState(tty.Fd())
	if err != nil {
		t.Fatal(err)
	}
	return *s
}

// command starts the test binary as the small program, in a session of its own
// whose terminal is tty.
func command(t *testing.T, tty *os.File, what string, env []string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self)
	child.Env = append([]string{"TERM=xterm-256color", childVar + "=" + what}, env...)
	child.Stdin, child.Stdout, child.Stderr = tty, tty, tty
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	return child
}

// TestSettle has the program in a real pseudo-terminal that draws ambiguous
// characters narrow, wide, or does not answer.
func TestSettle(t *testing.T) {
	for _, tt := range []struct {
		name, before, answer string
		env                  []string
		want                 string
	}{
		{name: "narrow", answer: "\x1b[7;3R", want: `<columns 1, typed "", error <nil>>`},
		{name: "narrow, and somebody types", before: "ab", answer: "\x1b[7;3R", want: `<columns 1, typed "ab", error <nil>>`},
		{name: "wide", answer: "\x1b[7;5R", want: `<columns 2, typed "", error <nil>>`},
		{name: "no answer", before: "ab", want: `<columns 1, typed "ab", error <nil>>`},
		{name: "a Chinese locale", answer: "\x1b[7;3R", env: []string{"LANG=zh_CN.UTF-8", "LC_ALL=zh_CN.UTF-8"}, want: `<columns 1, typed "", error <nil>>`},
		{name: "said beforehand", env: []string{wideVar + "=1"}, want: `<columns 2, typed "", error <nil>>`},
		{name: "console", env: []string{"TERM=linux"}, want: `<columns 1, typed "", error This text console (TERM=linux) has no Chinese characters.>`},
		{name: "no terminal to speak of", env: []string{"TERM=dumb"}, want: `<columns 1, typed "", error This terminal (TERM="dumb") cannot show screens.>`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := settled(t, tt.before, tt.answer, tt.env); got != tt.want {
				t.Errorf("came out as %s, want %s", got, tt.want)
			}
		})
	}
}

// settled plays the terminal: it sends what somebody typed, answers every
// question with answer, and returns the line the child wrote in the end.
func settled(t *testing.T, before, answer string, env []string) string {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal here: %v", err)
	}
	defer master.Close()
	if _, err := master.WriteString(before); err != nil {
		t.Fatal(err)
	}
	child := command(t, tty, "settle", env)
	tty.Close()
	defer child.Wait()
	read := bufio.NewReader(master)
	var seen bytes.Buffer
	for {
		c, err := read.ReadByte()
		if err != nil {
			t.Fatalf("the program ended with %q: %v", seen.String(), err)
		}
		seen.WriteByte(c)
		if bytes.HasSuffix(seen.Bytes(), []byte("\x1b[6n")) {
			if _, err := master.WriteString(answer); err != nil {
				t.Fatal(err)
			}
		}
		if c == '>' && strings.Contains(seen.String(), "<columns") && strings.Count(seen.String(), ">") == strings.Count(seen.String(), "<") {
			all := seen.String()
			return all[strings.Index(all, "<columns"):]
		}
	}
}

func TestRefuse(t *testing.T) {
	for term, refused := range map[string]bool{"linux": true, "dumb": true, "": true, "xterm-256color": false, "tmux": false, "foot": false} {
		err := refuse(term)
		if (err != nil) != refused {
			t.Errorf("TERM=%q: %v", term, err)
		}
		var e *yichuang.Error
		if errors.As(err, &e) && strings.ContainsFunc(e.Message+e.Hint, func(r rune) bool { return r > 0x7E }) {
			t.Errorf("TERM=%q is refused in characters it does not have: %s %s", term, e.Message, e.Hint)
		}
	}
}

func TestAnswer(t *testing.T) {
	for _, tt := range []struct {
		read, rest string
		column     int
		found      bool
	}{
		{"\x1b[12;3R", "", 3, true},
		{"a\x1b[12;3Rb", "ab", 3, true},
		{"\x1b[A\x1b[1;5R\x1b[B", "\x1b[A\x1b[B", 5, true},
		{"\x1b[12;3", "\x1b[12;3", 0, false},
		{"\x1b[R\x1b[12R", "\x1b[R\x1b[12R", 0, false},
		{"abc", "abc", 0, false},
		{"", "", 0, false},
	} {
		column, rest, found := answer([]byte(tt.read))
		if column != tt.column || string(rest) != tt.rest || found != tt.found {
			t.Errorf("answer(%q) = %d, %q, %v", tt.read, column, rest, found)
		}
	}
}
