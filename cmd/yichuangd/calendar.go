package main

import (
	"fmt"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newCalendar(o *options) *cobra.Command {
	cmd := &cobra.Command{Use: "calendar", Short: "working days and public holidays, for all halls"}
	cmd.AddCommand(newCalendarImport(o))
	return cmd
}

func newCalendarImport(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE",
		Short: "publish the public holidays of a year, as the State Council notice sets them",
		Long: `Adds the years of FILE to the calendar that all terminals use, in place of the same
years before. docs/calendar.md describes the file. One with a mistake changes
nothing.`,
		Example: "  yichuangd calendar import 2027.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			raw, err := cli.ReadInput(cmd.InOrStdin(), list[0])
			if err != nil {
				return cli.Wrong(err)
			}
			added, err := yichuang.ReadCalendar(raw)
			if err != nil {
				return cli.Wrong(err)
			}
			return o.withCentre(cmd, func(c *central.Centre) error {
				years, err := c.ImportCalendar(cmd.Context(), added)
				if err == nil {
					fmt.Fprintf(cmd.OutOrStdout(), "years published: %v\n", years)
				}
				return err
			})
		},
	}
}
