package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/clock"

	"github.com/spf13/cobra"
)

func newTerminal(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "terminal",
		Short: "the terminals of a hall: enrolment and revocation",
		Long: `A terminal is enrolled once, with a code that works for a quarter of an hour. After
that its own key identifies it. A seat that is enrolled anew, because its machine was
replaced or its disk was lost, becomes another terminal: W07.1, then W07.2.`,
	}
	cmd.AddCommand(newTerminalAdd(o), newTerminalList(o), newTerminalRevoke(o))
	return cmd
}

func newTerminalAdd(o *options) *cobra.Command {
	var s central.Seat
	var hall string
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "print a code with which a terminal enrols as the seat NAME",
		Long: `Prints a code with which one terminal may enrol as the seat NAME, once and within a
quarter of an hour. Without --window the number in the name is the window's: W07 is
window 7. With --department the seat sees the cases of these departments alone.`,
		Example: "  yichuangd terminal add W07 --hall ejinhoro\n  yichuangd terminal add B1 --hall ejinhoro --window 101 --department 市场监督管理局",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			s.Name = strings.ToUpper(list[0])
			if s.Window == 0 {
				s.Window = windowOf(s.Name)
			}
			c, err := o.load()
			if err != nil {
				return err
			}
			return o.inHall(cmd, hall, func(in place) error {
				s.Hall = in.hall
				code, err := in.AddSeat(cmd.Context(), s)
				if err != nil {
					return err
				}
				if err := knownDepartments(cmd, in.Centre, s.Departments); err != nil {
					return err
				}
				until := clock.Now().Add(central.CodeLife).In(yichuang.Shanghai)
				fmt.Fprintf(cmd.OutOrStdout(), "code for %s, window %d; works once, until %s:\n\n  %s\n\nat the terminal:\n\n  yichuang enroll %s %s\n",
					s.Name, s.Window, until.Format("15:04"), code, c.url(c.Listen), code)
				if len(c.Names) == 0 {
					fmt.Fprintf(cmd.ErrOrStderr(), "\nthe address is this machine's first; set names in the configuration if terminals reach it by another\n")
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&hall, "hall", "", "`ID` of the hall; may be left out where there is one")
	cmd.Flags().IntVar(&s.Window, "window", 0, "`NUMBER` of the window, 1 to 999, part of every case number")
	cmd.Flags().StringArrayVar(&s.Departments, "department", nil, "`DEPARTMENT` whose cases it may see, as items name it; may be given again")
	return cmd
}

// windowOf reads the number of the window out of a seat's name, 0 for none.
func windowOf(name string) int {
	n, err := strconv.Atoi(strings.TrimLeft(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if err != nil {
		return 0
	}
	return n
}

// knownDepartments warns of departments of which no item is published: a name that
// was mistyped shows no cases.
func knownDepartments(cmd *cobra.Command, c *central.Centre, names []string) error {
	if len(names) == 0 {
		return nil
	}
	known, err := c.Departments(cmd.Context())
	if err != nil {
		return err
	}
	for _, n := range names {
		if len(known) > 0 && !slices.Contains(known, n) {
			fmt.Fprintf(cmd.ErrOrStderr(), "note: no published item is of the department %q; those of items: %s\n", n, strings.Join(known, ", "))
		}
	}
	return nil
}

func newTerminalList(o *options) *cobra.Command {
	var hall string
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "list the terminals that were ever enrolled",
		Example: "  yichuangd terminal list --hall ejinhoro\n  yichuangd terminal list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				all, err := c.Terminals(cmd.Context(), yichuang.HallID(hall))
				if err != nil {
					return err
				}
				return printList(cmd.OutOrStdout(), asJSON, all, "HALL\tTERMINAL\tWINDOW\tEVENTS\tSTATE\tDEPARTMENTS", func(t central.TerminalState) string {
					return fmt.Sprintf("%s\t%s\t%d\t%d\t%s\t%s", t.Hall, t.ID, t.Window, t.Acked, stateOf(t), strings.Join(t.Departments, ", "))
				})
			})
		},
	}
	cmd.Flags().StringVar(&hall, "hall", "", "`ID` of one hall; all without it")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

// stateOf says in words how a terminal stands.
func stateOf(t central.TerminalState) string {
	day := func(at time.Time) string { return at.Format("2006-01-02 15:04") }
	switch {
	case !t.Revoked.IsZero():
		return "revoked " + day(t.Revoked)
	case !t.Replaced.IsZero():
		return "replaced " + day(t.Replaced)
	case t.Enrolled.IsZero():
		return "worked before it was enrolled"
	}
	return "enrolled " + day(t.Enrolled)
}

func newTerminalRevoke(o *options) *cobra.Command {
	var hall string
	cmd := &cobra.Command{
		Use:   "revoke ID",
		Short: "put a terminal out of the hall: it was lost or stolen",
		Long: `Neither the certificate nor the events of the terminal are taken any more, from two
seconds on, and other terminals stop trusting its papers. A seat that merely gets a
new machine needs no revocation: enrol it anew, and what the old one still has comes
in.`,
		Example: "  yichuangd terminal revoke W07.1 --hall ejinhoro",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.inHall(cmd, hall, func(in place) error {
				if err := in.Revoke(cmd.Context(), in.hall, yichuang.TerminalID(strings.ToUpper(list[0]))); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "revoked %s\n", strings.ToUpper(list[0]))
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&hall, "hall", "", "`ID` of the hall; may be left out where there is one")
	return cmd
}
