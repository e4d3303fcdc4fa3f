package main

import (
	"encoding/json"
	"fmt"
	"os"

	"yichuang"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newCalendar(o *options) *cobra.Command {
	cmd := &cobra.Command{Use: "calendar", Short: "working days and public holidays"}
	cmd.AddCommand(newCalendarImport(o), newCalendarShow(o))
	return cmd
}

func newCalendarImport(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE",
		Short: "add the public holidays of a year, as the State Council notice sets them",
		Long: `Adds the years of FILE to the calendar, in place of the same years read before.
The form of the file is that of 'yichuang calendar show'; docs/calendar.md
describes it. A file with a mistake changes nothing.`,
		Example: "  yichuang calendar import 2027.json",
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
			c, err := o.load()
			if err != nil {
				return err
			}
			if c.Data == "" {
				return noData()
			}
			kept := added
			if raw, err := os.ReadFile(calendarFile(c)); err == nil {
				if before, err := yichuang.ReadCalendar(raw); err == nil {
					kept = before.Merge(added)
				} else {
					fmt.Fprintln(cmd.ErrOrStderr(), "the calendar imported before is damaged and is replaced; import its other years again")
				}
			}
			text, err := json.MarshalIndent(kept, "", "  ")
			if err != nil {
				return err
			}
			err = os.MkdirAll(c.Data, 0o700)
			if err == nil {
				err = writeWhole(calendarFile(c), text)
			}
			if err != nil {
				return &yichuang.Error{Code: yichuang.Denied, Message: "cannot write " + calendarFile(c), Hint: "check the folder and the disk", Err: err}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "years imported: %v\n", added.Years())
			return nil
		},
	}
}

func newCalendarShow(o *options) *cobra.Command {
	return &cobra.Command{
		Use:     "show",
		Short:   "print the calendar in use, in the form that import reads",
		Example: "  yichuang calendar show > all.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := o.load()
			if err != nil {
				return err
			}
			calendar, err := readCalendar(c)
			if err != nil {
				return err
			}
			return cli.PrintJSON(cmd.OutOrStdout(), calendar)
		},
	}
}
