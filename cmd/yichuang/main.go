// Command yichuang is the program at a window of a service hall: without
// arguments it is the terminal; its subcommands are for scripts and for those
// who look after a hall.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"yichuang"

	"github.com/spf13/cobra"
)

// version is set by the linker for releases.
var version = "development"

func main() {
	root := newRoot()
	if err := root.Execute(); err != nil {
		os.Exit(report(root.ErrOrStderr(), err))
	}
}

// usageError is a failure of how the command was called or of what it was given
// to read: exit code 2, so that scripts can tell it from everything else.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// silent ends with a code after everything has been said already.
type silent int

func (s silent) Error() string { return fmt.Sprintf("exit code %d", int(s)) }

// report tells the failure and returns the exit code: 2 for bad input, 1 for the rest.
func report(w io.Writer, err error) int {
	var s silent
	if errors.As(err, &s) {
		return int(s)
	}
	var e *yichuang.Error
	if errors.As(err, &e) {
		fmt.Fprintln(w, "yichuang:", e.Message)
		if e.Err != nil {
			fmt.Fprintf(w, "  (%v)\n", e.Err)
		}
		if e.Hint != "" {
			fmt.Fprintln(w, "  "+e.Hint)
		}
	} else {
		fmt.Fprintln(w, "yichuang:", err)
	}
	var u usageError
	if errors.As(err, &u) {
		return 2
	}
	return 1
}

func newRoot() *cobra.Command {
	o := new(options)
	root := &cobra.Command{
		Use:   "yichuang",
		Short: "一窗: the window of a service hall, at the terminal",
		Long: `yichuang is the program at every seat of a service hall (政务服务大厅): one window
takes in applications for all departments. It needs no network.

Without a subcommand it starts the terminal. With no configuration the first
screen offers the demonstration hall.`,
		Example: `  yichuang                     start the terminal
  yichuang --demo              start it in the demonstration hall
  yichuang intake app.yaml     take in an application described in a file
  yichuang case list           what was taken in
  yichuang catalog lint DIR    check item files before they are published`,
		Version:       version,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return runTerminal(cmd.Context(), o) },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w\n  see: %s --help", err, cmd.CommandPath())}
	})
	root.PersistentFlags().StringVar(&o.config, "config", "", "configuration `FILE` (default: ~/.config/yichuang/config.yaml, /etc/yichuang/config.yaml)")
	root.PersistentFlags().StringVar(&o.data, "data", "", "data `FOLDER`, over the configuration's")
	root.PersistentFlags().BoolVar(&o.demo, "demo", false, "work in the demonstration hall")
	root.AddCommand(newIntake(o), newCase(o), newPaper(o), newNumber(), newDeadline(o), newCalendar(o), newRebuild(o), newCatalog(), newUser(o), newScan(o), newEnroll(o), newSync(o))
	root.InitDefaultCompletionCmd()
	mind(root)
	return root
}

// mind makes a wrong word a wrong call everywhere, with exit code 2: cobra itself
// shows the help of a group of commands for any word, as if all were well.
func mind(cmd *cobra.Command) {
	check := cmd.Args
	if cmd.HasSubCommands() {
		check = subcommand
		if !cmd.Runnable() {
			cmd.DisableFlagsInUseLine = true
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
	if check != nil {
		cmd.Args = func(cmd *cobra.Command, list []string) error {
			if err := check(cmd, list); err != nil {
				return usageError{fmt.Errorf("%w\n  usage: %s\n  see:   %s --help", err, cmd.UseLine(), cmd.CommandPath())}
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

// options are the flags that every command has.
type options struct {
	config string
	data   string
	demo   bool
}

// load reads the configuration under the flags.
func (o *options) load() (*config, error) {
	c, err := readConfig(o.config)
	if err != nil {
		return nil, usageError{err}
	}
	if o.data != "" {
		if c.Data, err = filepath.Abs(o.data); err != nil {
			return nil, usageError{err}
		}
	}
	if o.demo {
		c = demonstration(c)
	}
	c.peek(context.Background())
	return c, nil
}
