// Package cli is what the commands of both programs have in common: reading a
// configuration, telling a failure, refusing words that mean nothing, and asking
// for a PIN.
//
// Exit codes: 0 all went well, 2 the command was called wrongly or given something
// that cannot be, 1 everything else. Scripts rely on them.
package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"yichuang"

	"github.com/spf13/cobra"
)

// WrongCall is the exit code of a failure of whoever called.
const WrongCall = 2

// coded is a failure with an exit code of its own.
type coded interface{ ExitCode() int }

// wrong is a failure of how the command was called or of what it was given to read.
type wrong struct{ error }

func (w wrong) Unwrap() error { return w.error }
func (wrong) ExitCode() int   { return WrongCall }

// Wrong marks a failure of how the command was called or of what it was given: exit
// code 2, so that scripts can tell it from everything else. nil stays nil.
func Wrong(err error) error {
	if err == nil {
		return nil
	}
	return wrong{err}
}

// BadInput marks what a person gave wrongly: Invalid, NotFound and Conflict.
func BadInput(err error) error {
	switch yichuang.CodeOf(err) {
	case yichuang.Invalid, yichuang.NotFound, yichuang.Conflict:
		return Wrong(err)
	}
	return err
}

// Silent ends with this exit code after everything has been said already.
type Silent int

func (s Silent) Error() string { return fmt.Sprintf("exit code %d", int(s)) }

// ExitCode returns the code.
func (s Silent) ExitCode() int { return int(s) }

// Report tells a failure of the program and returns its exit code.
func Report(w io.Writer, program string, err error) int {
	var s Silent
	if errors.As(err, &s) {
		return int(s)
	}
	var e *yichuang.Error
	if errors.As(err, &e) {
		fmt.Fprintln(w, program+":", e.Message)
		if e.Err != nil {
			fmt.Fprintf(w, "  (%v)\n", e.Err)
		}
		if e.Hint != "" {
			fmt.Fprintln(w, "  "+e.Hint)
		}
	} else {
		fmt.Fprintln(w, program+":", err)
	}
	var c coded
	if errors.As(err, &c) {
		return c.ExitCode()
	}
	return 1
}

// Mind makes a wrong word a wrong call everywhere below root: cobra itself shows
// the help of a group of commands for any word, as if all were well.
func Mind(root *cobra.Command) {
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return Wrong(fmt.Errorf("%w\n  see: %s --help", err, cmd.CommandPath()))
	})
	mind(root)
}

func mind(cmd *cobra.Command) {
	check := cmd.Args
	if cmd.HasSubCommands() {
		if check == nil { // else the command takes words of its own besides
			check = subcommand
		}
		if !cmd.Runnable() {
			cmd.DisableFlagsInUseLine = true
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
	if check != nil {
		cmd.Args = func(cmd *cobra.Command, list []string) error {
			if err := check(cmd, list); err != nil {
				return Wrong(fmt.Errorf("%w\n  usage: %s\n  see:   %s --help", err, cmd.UseLine(), cmd.CommandPath()))
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		mind(sub)
	}
}

// subcommand refuses words that name no command of a group.
func subcommand(cmd *cobra.Command, list []string) error {
	if len(list) == 0 {
		return nil
	}
	err := fmt.Errorf("%s has no command %q", cmd.CommandPath(), yichuang.Clip(list[0], 40))
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(list[0]); len(near) > 0 && list[0] != "" {
		err = fmt.Errorf("%w; did you mean %s?", err, strings.Join(near, ", "))
	}
	return err
}
