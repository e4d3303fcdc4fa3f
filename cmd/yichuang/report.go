package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/internal/report"

	"github.com/spf13/cobra"
)

func newReport(o *options) *cobra.Command {
	cmd := &cobra.Command{Use: "report", Short: "figures and listings, to read or as files"}
	cmd.AddCommand(newReportStats(o))
	for _, l := range listings {
		cmd.AddCommand(newReportListing(o, l))
	}
	return cmd
}

// outFile is where a table goes and in which form; without a format it is printed.
type outFile struct{ format, name string }

func (f *outFile) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.format, "format", "", "csv or xlsx (default: a table to read)")
	cmd.Flags().StringVarP(&f.name, "output", "o", "", "`FILE` to write (default: standard output)")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"csv", "xlsx"}, cobra.ShellCompDirectiveNoFileComp)) // fails only for an unknown flag
}

func (f *outFile) check() error {
	switch report.Format(f.format) {
	case "", report.CSV, report.XLSX:
		return nil
	}
	return cli.Wrong(&yichuang.Error{Code: yichuang.Invalid, Message: "--format " + f.format + " is not one of csv, xlsx", Hint: "see --help"})
}

// write writes tables as the flags say. A table to read has one at a time.
func (f *outFile) write(cmd *cobra.Command, tables ...*report.Table) error {
	var out bytes.Buffer
	if f.format == "" {
		for _, t := range tables {
			printTable(&out, t)
		}
	} else if err := report.Write(&out, report.Format(f.format), tables...); err != nil {
		return err
	}
	if f.name == "" || f.name == "-" {
		_, err := cmd.OutOrStdout().Write(out.Bytes())
		return err
	}
	if err := writeOut(f.name, out.Bytes()); err != nil {
		return &yichuang.Error{Code: yichuang.Denied, Message: "cannot write " + f.name, Hint: "check the folder and the disk", Err: err}
	}
	return nil
}

func printTable(out *bytes.Buffer, t *report.Table) {
	fmt.Fprintln(out, t.Name)
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(t.Columns, "\t"))
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = yichuang.CleanLine(report.Text(cell))
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	_ = w.Flush() // into memory
}

// day is a flag that takes a day.
type dayFlag struct{ yichuang.Date }

// Set reads a day.
func (d *dayFlag) Set(text string) (err error) {
	d.Date, err = yichuang.ParseDate(text)
	return err
}

// Type names the kind of value in the help.
func (*dayFlag) Type() string { return "DAY" }

func newReportStats(o *options) *cobra.Command {
	var f outFile
	var from, to dayFlag
	by := string(yichuang.ByWindow)
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "volume, quality and time of each step",
		Long: `Counts the cases that were received from one day to another, both inclusive: volume,
decisions, correction notices, second notices, refusals, what is late, and how long each
step took. By department a case of several counts for each, with that department's own
ruling and last day. CSV has the counts alone; xlsx has the times on a second sheet.`,
		Example: "  yichuang report stats --by clerk --from 2026-11-01 --to 2026-11-30\n  yichuang report stats --by department --format xlsx -o november.xlsx",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			q := yichuang.StatQuery{From: from.Date, To: to.Date, By: yichuang.StatBy(by)}
			if _, err := yichuang.NewCount(q); err != nil {
				return cli.Wrong(err)
			}
			s, err := o.seat(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer s.close()
			q.Today = yichuang.DateOf(s.now())
			st, err := s.Statistics(cmd.Context(), q)
			if err != nil {
				return err
			}
			return f.write(cmd, report.Statistics(st)...)
		},
	}
	var groups []string
	for _, b := range yichuang.StatBys {
		groups = append(groups, string(b))
	}
	cmd.Flags().StringVar(&by, "by", by, "grouped by "+strings.Join(groups, ", "))
	cmd.Flags().Var(&from, "from", "first day of receipt, such as 2026-11-01 (default: the first there is)")
	cmd.Flags().Var(&to, "to", "last day of receipt (default: today)")
	f.flags(cmd)
	_ = cmd.RegisterFlagCompletionFunc("by", cobra.FixedCompletions(groups, cobra.ShellCompDirectiveNoFileComp)) // fails only for an unknown flag
	return cmd
}

// listing is a list that oversight keeps, as a command.
type listing struct {
	name, short, long string
	table             func(ctx context.Context, s *seat) (*report.Table, error)
}

// mostLines is how many lines a ledger of originals has.
const mostLines = 100_000

var listings = []listing{
	{"watch", "open cases with their lights", "Lists the open cases with every monitored point (电子监察): the light, who has to do something, and until when.",
		func(ctx context.Context, s *seat) (*report.Table, error) {
			list, err := s.Watched(ctx)
			return report.Watched(list), err
		}},
	{"owed", "owed materials of open cases", "Lists the materials that open cases owe (容缺台账): the last day, what was delivered, reminders, and what is overdue.",
		func(ctx context.Context, s *seat) (*report.Table, error) {
			lines, err := s.Owed(ctx)
			return report.Owed(lines, yichuang.DateOf(s.now())), err
		}},
	{"originals", "where originals are", "Lists where the originals of cases are (原件台账): window, courier, department, archive; those that went back to the applicant are left out.",
		func(ctx context.Context, s *seat) (*report.Table, error) {
			lines, err := s.Originals(ctx, "", "", mostLines)
			return report.Originals(lines), err
		}},
}

func newReportListing(o *options, l listing) *cobra.Command {
	var f outFile
	cmd := &cobra.Command{
		Use: l.name, Short: l.short, Long: l.long, Args: cobra.NoArgs,
		Example: "  yichuang report " + l.name + "\n  yichuang report " + l.name + " --format csv -o " + l.name + ".csv",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			s, err := o.seat(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer s.close()
			t, err := l.table(cmd.Context(), s)
			if err != nil {
				return err
			}
			return f.write(cmd, t)
		},
	}
	f.flags(cmd)
	return cmd
}
