//go:build unix

package tui

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"yichuang"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
)

// childVar makes the test binary a small program that settles with its terminal
// and says what came out.
const childVar = "YICHUANG_TEST_SETTLE"

func TestMain(m *testing.M) {
	if os.Getenv(childVar) == "" {
		os.Exit(m.Run())
	}
	typed, err := Settle()
	fmt.Printf("<columns %d, typed %q, error %v>\n", ansi.StringWidth("·"), typed, err)
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
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self)
	child.Env = append([]string{"TERM=xterm-256color", childVar + "=1"}, env...)
	master, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal here: %v", err)
	}
	defer master.Close()
	if _, err := master.WriteString(before); err != nil {
		t.Fatal(err)
	}
	child.Stdin, child.Stdout, child.Stderr = tty, tty, tty
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
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
