//go:build unix

package tui

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"yichuang"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

// askWidth asks the terminal how wide it draws the probe.
func askWidth() (wide bool, typed []byte, err error) {
	// A descriptor of its own, because reading from it can be given up.
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return false, nil, noTerminal(err)
	}
	defer tty.Close()
	var state *term.State
	if err := control(tty, func(fd uintptr) (err error) { state, err = term.MakeRaw(fd); return err }); err != nil {
		return false, nil, noTerminal(err)
	}
	wide, typed, err = exchange(tty)
	_ = control(tty, func(fd uintptr) error { return term.Restore(fd, state) })
	return wide, typed, err
}

// control works on the descriptor of a file. File.Fd would do, but it makes the
// file one whose reading cannot be given up.
func control(f *os.File, work func(fd uintptr) error) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	if outer := conn.Control(func(fd uintptr) { err = work(fd) }); outer != nil {
		return outer
	}
	return err
}

// exchange puts the question and reads until the answer has come or the time is
// over; then the terminal counts as a usual one.
func exchange(tty *os.File) (wide bool, typed []byte, err error) {
	if _, err := tty.WriteString(probeQuestion()); err != nil {
		return false, nil, noTerminal(err)
	}
	if err := tty.SetReadDeadline(time.Now().Add(probeTime)); err != nil {
		return false, nil, nil // cannot be given up here, so it must not be begun
	}
	var read []byte
	buf := make([]byte, 256)
	for {
		n, err := tty.Read(buf)
		read = append(read, buf[:n]...)
		if column, rest, found := answer(read); found {
			return wideAt(column), rest, nil
		}
		if err != nil {
			return false, read, nil
		}
	}
}

// again starts the program anew in its own place, with more in its environment.
func again(env ...string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return syscall.Exec(self, os.Args, append(os.Environ(), env...))
}

// openTerminal takes standard input and output into raw mode.
func openTerminal() (*terminal, error) {
	in, out := os.Stdin, os.Stdout
	if !term.IsTerminal(in.Fd()) || !term.IsTerminal(out.Fd()) {
		return nil, noTerminal(nil)
	}
	width, height := minWidth, minHeight // for terminals that do not know their size
	if now, ok := size(out); ok {
		width, height = now.Width, now.Height
	}
	state, err := term.MakeRaw(in.Fd())
	if err != nil {
		return nil, noTerminal(err)
	}
	return &terminal{
		in: in, out: out, env: os.Environ(), width: width, height: height,
		resized: func(ctx context.Context, send func(tea.Msg)) {
			watch(ctx, in, out, tea.WindowSizeMsg{Width: width, Height: height}, send)
		},
		close: func() { _ = term.Restore(in.Fd(), state) },
	}, nil
}

// watch reports sizes other than the first one, and takes the terminal back
// after the program was stopped and goes on.
func watch(ctx context.Context, in, out *os.File, first tea.WindowSizeMsg, send func(tea.Msg)) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGWINCH, syscall.SIGCONT)
	defer signal.Stop(signals)
	// The window may have changed before anybody listened.
	if now, ok := size(out); ok && now != first {
		send(now)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-signals:
			if s == syscall.SIGCONT {
				_, _ = term.MakeRaw(in.Fd())
				_, _ = out.WriteString(enter)
			}
			if now, ok := size(out); ok {
				send(now)
			}
		}
	}
}

func size(out *os.File) (s tea.WindowSizeMsg, ok bool) {
	width, height, err := term.GetSize(out.Fd())
	return tea.WindowSizeMsg{Width: width, Height: height}, err == nil && width > 0 && height > 0
}

func noTerminal(err error) error {
	return &yichuang.Error{
		Code:    yichuang.Invalid,
		Message: "This program needs a terminal for its screens.",
		Hint:    "Start it in a terminal window, without redirecting input or output.",
		Err:     err,
	}
}
