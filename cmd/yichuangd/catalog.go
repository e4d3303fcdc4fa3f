package main

import (
	"fmt"
	"os"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/internal/central"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newCatalog(o *options) *cobra.Command {
	cmd := &cobra.Command{Use: "catalog", Short: "publish item files to all terminals"}
	cmd.AddCommand(newCatalogPublish(o), newCatalogList(o))
	return cmd
}

func newCatalogPublish(o *options) *cobra.Command {
	var note string
	var dry bool
	cmd := &cobra.Command{
		Use:   "publish DIR",
		Short: "make item files what new cases use from now on",
		Long: `Checks the item files in DIR, prints what changes against what is published now, and
publishes that as one release: changed and new editions, and items that are not in DIR
any more. Files with errors change nothing. Terminals fetch what changed; new cases
use it, open ones stay as they are.`,
		Example: "  yichuangd catalog publish items/ --dry-run\n  yichuangd catalog publish items/ --note 食品经营许可材料精简",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			if info, err := os.Stat(list[0]); err != nil || !info.IsDir() {
				return cli.Wrong(&yichuang.Error{Code: yichuang.NotFound, Message: list[0] + " is not a folder", Hint: "name a folder with item files (*.yaml)", Err: err})
			}
			return o.withCentre(cmd, func(c *central.Centre) error {
				p, err := c.Propose(cmd.Context(), os.DirFS(list[0]))
				if yichuang.CodeOf(err) == yichuang.Invalid {
					p.Report.WriteText(cmd.ErrOrStderr())
				}
				if err != nil {
					return cli.BadInput(err)
				}
				w := cmd.OutOrStdout()
				catalog.WriteChanges(w, p.Changes)
				if dry {
					fmt.Fprintln(w, "nothing was published (--dry-run)")
					return nil
				}
				release, err := c.Publish(cmd.Context(), p, note)
				switch {
				case err != nil:
					return err
				case release == nil:
					fmt.Fprintln(w, "nothing to publish")
				default:
					fmt.Fprintf(w, "release %d: %d items changed, %d withdrawn, %d in all\n", release.Number, release.Changed, release.Withdrawn, release.Items)
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&note, "note", "", "what the release is about, for those who look after the hall")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "print what would change, and publish nothing")
	return cmd
}

func newCatalogList(o *options) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "list the releases, the latest first",
		Example: "  yichuangd catalog list",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				all, err := c.Releases(cmd.Context())
				if err != nil {
					return err
				}
				return printList(cmd.OutOrStdout(), asJSON, all, "RELEASE\tTIME\tCHANGED\tWITHDRAWN\tITEMS\tNOTE", func(r central.Release) string {
					return fmt.Sprintf("%d\t%s\t%d\t%d\t%d\t%s", r.Number, r.At.Format("2006-01-02 15:04"), r.Changed, r.Withdrawn, r.Items, r.Note)
				})
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}
