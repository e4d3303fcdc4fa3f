package main

import (
	"fmt"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newVerify(o *options) *cobra.Command {
	var hall, file string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "check every chain, signature, position and case",
		Long: `Follows every terminal's chain over the events that are stored, holds every signature
against the terminal's key, looks for gaps between positions, and folds every case and
compares it with its row. The first thing that does not hold is named, and the exit
code is 1. It reads one state of the database, while the centre works.

With --backup it follows the chains in a backup instead.`,
		Example: "  yichuangd verify\n  yichuangd verify --hall ejinhoro\n  yichuangd verify --backup /backup/centre-2026-11-26.ycb",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file != "" {
				b, err := central.CheckBackup(cmd.Context(), file)
				if err == nil {
					tellBackup(cmd.OutOrStdout(), b)
				}
				return cli.BadInput(err)
			}
			return o.withCentre(cmd, func(c *central.Centre) error {
				halls, err := c.Verify(cmd.Context(), yichuang.HallID(hall))
				tellHalls(cmd.OutOrStdout(), halls)
				if err == nil {
					fmt.Fprintln(cmd.OutOrStdout(), "everything holds")
				}
				return cli.BadInput(err)
			})
		},
	}
	cmd.Flags().StringVar(&hall, "hall", "", "`ID` of one hall; all without it")
	cmd.Flags().StringVar(&file, "backup", "", "check this backup `FILE` instead of the database")
	return cmd
}
