package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"yichuang"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

// units are the units of a limit as they may be typed.
var units = map[string]yichuang.Unit{
	"workdays": yichuang.WorkingDays, "工作日": yichuang.WorkingDays,
	"days": yichuang.CalendarDays, "日": yichuang.CalendarDays, "自然日": yichuang.CalendarDays,
	"months": yichuang.Months, "月": yichuang.Months,
}

func newDeadline(o *options) *cobra.Command {
	var pauses []string
	var asJSON bool
	var extend int
	cmd := &cobra.Command{
		Use:   "deadline START N UNIT",
		Short: "the last day of a time limit",
		Long: `Computes the last day of a limit of N units that starts on START; the start day
itself does not count. UNIT is workdays (工作日), days (日) or months (月). A day
that lies in, or beyond, a year without calendar data is marked as uncertain.`,
		Example: "  yichuang deadline 2026-09-30 3 工作日\n  yichuang deadline 2026-09-18 20 workdays --pause 2026-09-21..2026-09-24\n  yichuang deadline 2026-11-30 3 months --json",
		Args:    cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, list []string) error {
			clock, err := readClock(list, pauses, extend)
			if err != nil {
				return cli.Wrong(err)
			}
			c, err := o.load()
			if err != nil {
				return err
			}
			calendar, err := readCalendar(c)
			if err != nil {
				return err
			}
			due := clock.Due(calendar)
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(due)
			}
			fmt.Fprintln(cmd.OutOrStdout(), due.Date)
			if len(due.Uncertain) > 0 {
				fmt.Fprintf(cmd.ErrOrStderr(), "uncertain: no calendar data for %s; import it with: yichuang calendar import FILE\n", years(due.Uncertain))
			}
			return nil
		},
	}
	cmd.Flags().StringArrayVar(&pauses, "pause", nil, "`FROM..TO`: a time that does not count (repeatable)")
	cmd.Flags().IntVar(&extend, "extend", 0, "extension, in the same unit")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

// years names years that follow one another.
func years(list []int) string {
	if len(list) == 1 {
		return strconv.Itoa(list[0])
	}
	return fmt.Sprintf("%d to %d", list[0], list[len(list)-1])
}

func readClock(list, pauses []string, extend int) (yichuang.Clock, error) {
	var k yichuang.Clock
	start, err := yichuang.ParseDate(list[0])
	if err != nil {
		return k, fmt.Errorf("the start %q is no date; write 2026-11-22", list[0])
	}
	n, err := strconv.Atoi(list[1])
	if err != nil || n < 0 || n > 10000 {
		return k, fmt.Errorf("the figure %q must be a whole number from 0 to 10000", list[1])
	}
	unit, ok := units[list[2]]
	if !ok {
		return k, fmt.Errorf("the unit %q is not one of workdays, days, months (工作日, 日, 月)", list[2])
	}
	if extend < 0 || extend > 10000 {
		return k, fmt.Errorf("--extend %d must be a number from 0 to 10000", extend)
	}
	k.Start, k.Limit = start, yichuang.Limit{Value: n, Unit: unit}
	if extend > 0 {
		k.Extended = &yichuang.Extension{Value: extend, Unit: unit}
	}
	for _, p := range pauses {
		from, to, ok := strings.Cut(p, "..")
		a, err1 := yichuang.ParseDate(from)
		b, err2 := yichuang.ParseDate(to)
		if !ok || err1 != nil || err2 != nil || b.Before(a) {
			return k, fmt.Errorf("--pause %q must be FROM..TO, such as 2026-09-21..2026-09-24", p)
		}
		k.Pauses = append(k.Pauses, yichuang.Interval{From: a, To: b})
	}
	return k, nil
}
