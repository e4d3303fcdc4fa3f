// Command yichuangd is the centre of a service hall, or of several: without
// arguments it serves; its subcommands look after halls, terminals, people and the
// catalogue, and work on the same database beside it.
package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/cli"
	"yichuang/internal/clock"

	"github.com/spf13/cobra"
)

// version is set by the linker for releases.
var version = "development"

func main() {
	root := newRoot()
	if err := root.Execute(); err != nil {
		os.Exit(cli.Report(root.ErrOrStderr(), "yichuangd", err))
	}
}

func newRoot() *cobra.Command {
	o := new(options)
	serve := newServe(o)
	root := &cobra.Command{
		Use:   "yichuangd",
		Short: "一窗: the centre of a service hall",
		Long: `yichuangd merges what the windows of a service hall did, keeps it, and passes on
catalogue, people and holidays. It needs no configuration: without a subcommand it
serves, with its data in a folder of its own and a certificate that it makes itself.

The other commands work on the same data, beside a running server.`,
		Example: `  yichuangd                                                      serve
  yichuangd hall add ejinhoro --name 伊金霍洛旗政务服务大厅 --region 150627
  yichuangd terminal add W07 --hall ejinhoro                     print a code for a terminal
  yichuangd catalog publish items/                               what new cases use from now on
  yichuangd backup /backup/centre.ycb                            all of it, while it runs`,
		Version:       version,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          serve.RunE,
	}
	root.PersistentFlags().StringVar(&o.config, "config", "", "configuration `FILE` (default: ~/.config/yichuang/centre.yaml, /etc/yichuang/centre.yaml)")
	root.PersistentFlags().StringVar(&o.data, "data", "", "data `FOLDER`, over the configuration's")
	root.AddCommand(serve, newHall(o), newTerminal(o), newUser(o), newPortal(o), newCatalog(o), newCalendar(o), newRefused(o), newHook(o),
		newBackup(o), newRestore(o), newRestored(o), newVerify(o), newAuthority(o), newBench())
	root.InitDefaultCompletionCmd()
	cli.Mind(root)
	return root
}

// options are the flags that every command has.
type options struct {
	config string
	data   string
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
	if c.Data == "" {
		return nil, cli.Wrong(&yichuang.Error{Code: yichuang.Invalid, Message: "there is no home folder to keep the data in", Hint: "name a folder with --data"})
	}
	return c, nil
}

// withCentre runs a command's work on the data of the centre, beside it.
func (o *options) withCentre(cmd *cobra.Command, work func(*central.Centre) error) error {
	c, err := o.load()
	if err != nil {
		return err
	}
	centre, err := c.open(cmd.Context(), quiet(cmd.ErrOrStderr()), true)
	if err != nil {
		return err
	}
	err = work(centre)
	if closed := centre.Close(); err == nil {
		err = closed
	}
	return err
}

// quiet is the log of a command: what it does it says itself.
func quiet(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelError}))
}

// open opens the centre.
func (c *config) open(ctx context.Context, log *slog.Logger, existing bool) (*central.Centre, error) {
	scans, err := c.scans()
	if err != nil {
		return nil, err
	}
	centre, err := central.Open(ctx, central.Options{Database: c.Database, Data: c.Data, Names: c.names(), Log: log, Scans: scans, Existing: existing, Now: clock.Now})
	return centre, cli.BadInput(err)
}
