package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"yichuang"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
)

// MostInput bounds what is read from outside, in bytes: an application or a
// calendar has a few kilobytes.
const MostInput = 1 << 20

// ReadInput reads a file, or standard input for "-". NotFound is returned for a
// file that cannot be read.
func ReadInput(stdin io.Reader, name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(io.LimitReader(stdin, MostInput+1))
	}
	raw, err := ReadFile(name, MostInput)
	if err != nil {
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "cannot read " + name, Hint: "check the path", Err: err}
	}
	return raw, nil
}

// ReadFile reads a file of at most so many bytes. Devices and pipes that never end
// are files too.
func ReadFile(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(raw)) > most {
		err = fmt.Errorf("%s is larger than %d KiB", name, most>>10)
	}
	return raw, err
}

// ReadPIN asks for a new PIN twice at a terminal, or reads it as the first line of
// standard input. It is never an argument, where others could read it.
func ReadPIN(cmd *cobra.Command) (string, error) {
	first, typed, err := AskPIN(cmd)
	if err != nil || !typed {
		return first, err
	}
	again, err := hidden(cmd, cmd.InOrStdin().(*os.File), "PIN again: ") // a terminal, or it would not have been typed
	if err != nil {
		return "", err
	}
	if first != again {
		return "", Wrong(&yichuang.Error{Code: yichuang.Invalid, Message: "the two PINs differ", Hint: "nothing was changed; try again"})
	}
	return first, nil
}

// AskPIN asks for a PIN once, to be checked, or reads it as the first line of standard
// input. typed reports whether a person typed it at a terminal.
func AskPIN(cmd *cobra.Command) (pin string, typed bool, err error) {
	in := cmd.InOrStdin()
	if f, ok := in.(*os.File); ok && term.IsTerminal(f.Fd()) {
		pin, err = hidden(cmd, f, "PIN: ")
		return pin, true, err
	}
	line, err := bufio.NewReader(io.LimitReader(in, 1<<10)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", false, err
	}
	return strings.TrimSpace(line), false, nil
}

// hidden reads a line without showing it. Whoever interrupts it gets a terminal
// back that shows what is typed.
func hidden(cmd *cobra.Command, f *os.File, prompt string) (string, error) {
	before, err := term.GetState(f.Fd())
	if err != nil {
		return "", err
	}
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(interrupted)
	read := make(chan struct{})
	defer close(read)
	go func() {
		select {
		case <-interrupted:
			_ = term.Restore(f.Fd(), before) // nothing more can be done
			os.Exit(130)
		case <-read:
		}
	}()
	fmt.Fprint(cmd.ErrOrStderr(), prompt)
	raw, err := term.ReadPassword(f.Fd())
	fmt.Fprintln(cmd.ErrOrStderr())
	return strings.TrimSpace(string(raw)), err
}
