// Command yichuang is the program at a window of a service hall: without
// arguments it is the terminal; its subcommands are for scripts and for those
// who look after a hall.
package main

import (
	"context"
	"os"
	"path/filepath"

	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

// version is set by the linker for releases.
var version = "development"

func main() {
	root := newRoot()
	if err := root.Execute(); err != nil {
		os.Exit(cli.Report(root.ErrOrStderr(), "yichuang", err))
	}
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
	root.PersistentFlags().StringVar(&o.config, "config", "", "configuration `FILE` (default: ~/.config/yichuang/config.yaml, /etc/yichuang/config.yaml)")
	root.PersistentFlags().StringVar(&o.data, "data", "", "data `FOLDER`, over the configuration's")
	root.PersistentFlags().BoolVar(&o.demo, "demo", false, "work in the demonstration hall")
	root.AddCommand(newIntake(o), newCase(o), newPaper(o), newReport(o), newDay(o), newNumber(), newDeadline(o), newCalendar(o), newRebuild(o), newCatalog(), newUser(o), newScan(o), newEnroll(o), newSync(o), newBackup(o), newRestore(o))
	root.InitDefaultCompletionCmd()
	cli.Mind(root)
	return root
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
		return nil, cli.Wrong(err)
	}
	if o.data != "" {
		if c.Data, err = filepath.Abs(o.data); err != nil {
			return nil, cli.Wrong(err)
		}
	}
	if o.demo {
		c = demonstration(c)
	}
	c.peek(context.Background())
	return c, nil
}
