package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/store"

	"github.com/spf13/cobra"
)

func newCase(o *options) *cobra.Command {
	cmd := &cobra.Command{Use: "case", Short: "look at cases"}
	cmd.AddCommand(newCaseShow(o), newCaseList(o), newCaseAudit(o))
	return cmd
}

func newCaseShow(o *options) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "show NUMBER",
		Short:   "one case with its history",
		Long:    "Shows one case with its history, identity numbers masked. --json prints everything that is kept of it, identity numbers in full.",
		Example: "  yichuang case show 150627-261122-001-0-0001-3\n  yichuang case show --json 150627261122001000013",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			n, err := caseNumber(list[0])
			if err != nil {
				return err
			}
			s, err := o.seat(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer s.close()
			c, item, err := s.Load(cmd.Context(), n)
			if err != nil {
				return err
			}
			events, err := s.History(cmd.Context(), n)
			if err != nil {
				return err
			}
			if asJSON {
				return printCaseJSON(cmd.OutOrStdout(), c, events)
			}
			printCase(cmd.OutOrStdout(), c, item, events)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the case and its events as JSON")
	return cmd
}

// caseNumber reads a number as people type it; a wrong one is bad input.
func caseNumber(text string) (yichuang.CaseNumber, error) {
	parts, err := yichuang.ParseNumber(text)
	if err != nil {
		return "", cli.Wrong(err)
	}
	return parts.Number(), nil
}

func printCaseJSON(w io.Writer, c *yichuang.Case, events []yichuang.Event) error {
	type event struct {
		yichuang.Event
		Kind yichuang.EventKind `json:"kind"`
		Body yichuang.Body      `json:"body"`
	}
	out := struct {
		Case   *yichuang.Case `json:"case"`
		Events []event        `json:"events"`
	}{Case: c}
	for _, e := range events {
		out.Events = append(out.Events, event{e, e.Body.Kind(), e.Body})
	}
	return cli.PrintJSON(w, out)
}

func printCase(w io.Writer, c *yichuang.Case, item *yichuang.Item, events []yichuang.Event) {
	a := &c.Applicant
	fmt.Fprintf(w, "办件编号  %s\n事项      %s（%s）\n情形      %s\n状态      %s\n", c.Number.Pretty(), item.Name, c.Item.Edition, c.ScenarioName, c.Stage.Name())
	fmt.Fprintf(w, "申请人    %s %s\n", a.Name, a.MaskedIdentity())
	if c.Decision != nil && !c.Decision.Facts.Accepted.IsZero() {
		d := c.Decision.Facts
		fmt.Fprintf(w, "受理      %s\n承诺办结  %s\n法定办结  %s\n", d.Accepted, d.Dues.Promised.Chinese(), d.Dues.Statutory.Chinese())
	}
	for _, p := range c.Papers {
		fmt.Fprintf(w, "文书      %s %s（%s，打印%d次）\n", p.Kind.Name(), p.Number, p.State.Name(), p.Count)
	}
	fmt.Fprintln(w, "办理过程")
	for _, e := range events {
		fmt.Fprintf(w, "  %s  %-6s  %s\n", e.Time().In(yichuang.Shanghai).Format("2006-01-02 15:04:05"), e.By, e.Say(item))
	}
}

func newCaseList(o *options) *cobra.Command {
	var asJSON bool
	q := store.Query{Limit: 50}
	var open bool
	cmd := &cobra.Command{
		Use:     "list [TEXT]",
		Short:   "cases, the newest first",
		Long:    "Lists cases, the newest first. TEXT finds by number, name, pinyin initials, document number or phone.",
		Example: "  yichuang case list\n  yichuang case list --open\n  yichuang case list 面馆",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			if q.Limit < 1 {
				return cli.Wrong(fmt.Errorf("--limit %d must be 1 or more", q.Limit))
			}
			s, err := o.seat(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer s.close()
			if len(list) > 0 {
				q.Text = list[0]
			}
			q.Open = open
			db, err := s.data()
			if err != nil {
				return err
			}
			rows, err := db.Cases(cmd.Context(), q)
			if err != nil {
				return err
			}
			if asJSON {
				if rows == nil {
					rows = []yichuang.Summary{}
				}
				e := json.NewEncoder(cmd.OutOrStdout())
				e.SetEscapeHTML(false)
				return e.Encode(rows)
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
			for _, r := range rows {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.Number.Pretty(), r.Received.In(yichuang.Shanghai).Format("2006-01-02 15:04"), r.Stage.Name(), r.ItemName, r.Applicant)
			}
			return w.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	cmd.Flags().BoolVar(&open, "open", false, "only cases that the window still has work on")
	cmd.Flags().IntVar(&q.Limit, "limit", q.Limit, "at most so many")
	return cmd
}
