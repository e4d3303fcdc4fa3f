package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"yichuang"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newDay(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "day",
		Short: "the end of this seat's day",
		Long: `At the end of a day (日清) receipts printed, cases here, cases at the centre and
originals counted must be the same. Everything but the centre's count is known without
a network; a day may be closed without it and compared later.`,
	}
	cmd.AddCommand(newDayShow(o), newDayClose(o), newDayCompare(o))
	return cmd
}

// dayView is what the commands print of a day.
type dayView struct {
	Book        *yichuang.DayBook        `json:"book"`
	Totals      yichuang.DayTotals       `json:"totals"`
	Differences []yichuang.DayDifference `json:"differences"`
	Closing     *yichuang.DayClosing     `json:"closing,omitempty"`
	Centre      string                   `json:"centre"` // how its count is known
}

func newDayShow(o *options) *cobra.Command {
	var asJSON bool
	var on dayFlag
	cmd := &cobra.Command{
		Use:     "show",
		Short:   "what agrees and what does not",
		Example: "  yichuang day show\n  yichuang day show --day 2026-11-25 --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.withSeat(cmd, func(s *seat) error {
				v, err := s.dayView(cmd.Context(), s.dayOr(on))
				if err != nil {
					return err
				}
				if asJSON {
					return cli.PrintJSON(cmd.OutOrStdout(), v)
				}
				printDay(cmd.OutOrStdout(), v)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	cmd.Flags().Var(&on, "day", "the day, such as 2026-11-26 (default: today)")
	return cmd
}

// dayOr is a day that was given, else today.
func (s *seat) dayOr(on dayFlag) yichuang.Date {
	if on.IsZero() {
		return yichuang.DateOf(s.now())
	}
	return on.Date
}

// dayView compares a day; the centre is asked when it can be reached.
func (s *seat) dayView(ctx context.Context, day yichuang.Date) (*dayView, error) {
	v := new(dayView)
	var err error
	if v.Book, err = s.DayBook(ctx, day); err != nil {
		return nil, err
	}
	if v.Closing, err = s.Closing(ctx, day); err != nil {
		return nil, err
	}
	centre, words := s.dayAtCentre(ctx, day)
	v.Centre = words
	tallies := v.Book.Tallies()
	if v.Closing != nil {
		tallies = v.Closing.Tallies
	}
	v.Totals = v.Book.Totals(centre, tallies)
	if v.Differences = yichuang.CompareDay(v.Book, centre, tallies); v.Differences == nil {
		v.Differences = []yichuang.DayDifference{}
	}
	return v, nil
}

// dayAtCentre asks the centre, nil when that cannot be, and says how its count is known.
func (s *seat) dayAtCentre(ctx context.Context, day yichuang.Date) (*yichuang.CentreDay, string) {
	if !s.settings().enrolled {
		return nil, "单机使用，没有中心"
	}
	l, err := s.dial(ctx, nil, nil)
	if err == nil {
		defer l.centre.CloseIdle()
		var centre *yichuang.CentreDay
		if centre, err = askDay(ctx, l, day); err == nil {
			return centre, "已核对"
		}
	}
	message, _ := yichuang.Explain(err)
	return nil, "不知道（" + message + "）；可以先日清，联网后用 yichuang day compare 核对"
}

func printDay(w io.Writer, v *dayView) {
	t := v.Totals
	fmt.Fprintf(w, "日期      %s，%s\n收件      %d件\n收件凭证  已打印%d份，已交%d份\n", v.Book.Day.Chinese(), v.Book.Seat.Seat(), t.Cases, t.Printed, t.Handed)
	if t.Centre == yichuang.NotCounted {
		fmt.Fprintf(w, "中心      %s\n", v.Centre)
	} else {
		fmt.Fprintf(w, "中心      %d件\n", t.Centre)
	}
	fmt.Fprintf(w, "材料原件  应有%d份\n", t.Originals)
	tallies := v.Book.Tallies()
	for _, y := range tallies {
		fmt.Fprintf(w, "  %s  %d份\n", y.Name, y.Due)
	}
	if len(v.Differences) == 0 {
		fmt.Fprintln(w, "没有不符")
	} else {
		fmt.Fprintln(w, "不符事项")
	}
	for _, d := range v.Differences {
		fmt.Fprintf(w, "  %s（%s）\n", d.Text, d.Do.Name())
	}
	if d := v.Closing; d != nil {
		state := ""
		if d.Pending() {
			state = "，等待与中心核对"
		}
		fmt.Fprintf(w, "已日清    %s，工号%s，%s%s\n", d.At.In(yichuang.Shanghai).Format("2006-01-02 15:04"), d.By, d.Number, state)
	}
}

func newDayClose(o *options) *cobra.Command {
	var on dayFlag
	var by, note string
	var counts []string
	cmd := &cobra.Command{
		Use:   "close",
		Short: "sign that the day agrees",
		Long: `Closes the day of this seat, signed by a person who gives his PIN (typed, or the first
line of standard input), and prints the sheet of the day. Every name of originals that
"day show" lists has to be counted; what does not agree needs a note. Offline the
centre's count is not known: the closing says so and "day compare" adds it later.`,
		Example: "  yichuang day close --by 1001 --count 申请书=12 --count 营业执照=8 < pin.txt\n  yichuang day close --by 1001 --day 2026-11-25 --note 一份收件凭证卡纸，明早补打 < pin.txt",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if by == "" {
				return cli.Wrong(&yichuang.Error{Code: yichuang.Invalid, Message: "--by is missing", Hint: "who signs; see yichuang day close --help"})
			}
			return o.withSeat(cmd, func(s *seat) error {
				ctx, day := cmd.Context(), s.dayOr(on)
				book, err := s.DayBook(ctx, day)
				if err != nil {
					return err
				}
				d := yichuang.DayClosing{Book: *book, Tallies: book.Tallies(), By: yichuang.UserID(by), Note: yichuang.Clean(note)}
				if err := takeCounts(d.Tallies, counts); err != nil {
					return cli.Wrong(err)
				}
				if d.Centre, _ = s.dayAtCentre(ctx, day); d.Centre != nil {
					d.Checked = s.now()
				}
				if err := d.Check(); err != nil {
					return cli.BadInput(err)
				}
				pin, _, err := cli.AskPIN(cmd)
				if err != nil {
					return err
				}
				made, err := s.CloseDay(ctx, pin, d)
				if err != nil {
					return err
				}
				out, err := s.PrintDay(ctx, made, false)
				fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", made.Number, out.To()+out.Warning)
				return err
			})
		},
	}
	cmd.Flags().Var(&on, "day", "the day, such as 2026-11-26 (default: today)")
	cmd.Flags().StringVar(&by, "by", "", "the `NUMBER` of who signs")
	cmd.Flags().StringArrayVar(&counts, "count", nil, "`NAME=N`, how many originals of a name lie here; once for each name")
	cmd.Flags().StringVar(&note, "note", "", "what there is to say about what does not agree")
	return cmd
}

// takeCounts fills in what was counted. Invalid is returned for a name that is not due,
// and for what is no number.
func takeCounts(tallies []yichuang.DayTally, counts []string) error {
next:
	for _, text := range counts {
		name, figure, _ := strings.Cut(text, "=")
		n, err := strconv.Atoi(figure)
		if err != nil || n < 0 {
			return &yichuang.Error{Code: yichuang.Invalid, Message: "--count " + yichuang.Clip(text, 60) + " is no NAME=N", Hint: "such as --count 申请书=12", Err: err}
		}
		for i := range tallies {
			if tallies[i].Name == name {
				tallies[i].Counted = n
				continue next
			}
		}
		return &yichuang.Error{Code: yichuang.Invalid, Message: "no originals of “" + yichuang.Clip(name, 60) + "” are due at this seat", Hint: "yichuang day show lists the names"}
	}
	return nil
}

func newDayCompare(o *options) *cobra.Command {
	var on dayFlag
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "add what the centre has to a day that was closed without it",
		Long: `Asks the centre what it has of a closed day and keeps the answer with the closing.
Without --day every closed day is compared that waits for it.`,
		Example: "  yichuang day compare\n  yichuang day compare --day 2026-11-25",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.linked(cmd, nil, func(ctx context.Context, s *seat, l *link) error {
				db, err := s.data()
				if err != nil {
					return err
				}
				days := []yichuang.Date{on.Date}
				if on.IsZero() {
					if days, err = db.PendingDays(ctx); err != nil {
						return err
					}
				}
				for _, day := range days {
					centre, err := askDay(ctx, l, day)
					if err != nil {
						return err
					}
					d, err := s.compareDay(ctx, centre)
					if err != nil {
						return err
					}
					fmt.Fprintf(cmd.OutOrStdout(), "%s 中心%d件，不符%d处\n", day, len(d.Centre.Cases), len(d.Differences()))
					for _, x := range d.Differences() {
						fmt.Fprintf(cmd.OutOrStdout(), "  %s（%s）\n", x.Text, x.Do.Name())
					}
				}
				return nil
			})
		},
	}
	cmd.Flags().Var(&on, "day", "the day (default: all that wait)")
	return cmd
}
