package main

import (
	"fmt"
	"io"

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/internal/report"

	"github.com/spf13/cobra"
)

func newCaseAudit(o *options) *cobra.Command {
	var asJSON bool
	var f outFile
	cmd := &cobra.Command{
		Use:   "audit NUMBER",
		Short: "who judged what, by which edition of the review points",
		Long: `Prints the liability table of a case (责任倒查): for every review point its text in
the edition that was used and since when the department has had it so, every verdict
with who gave it and when, where a decision deviated from the review and why, and who
confirmed. Points that are unclear or stale are the department's; a clear point that
was not followed is the clerk's.`,
		Example: "  yichuang case audit 150627-261122-001-0-0001-3\n  yichuang case audit 150627261122001000013 --format xlsx -o audit.xlsx",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			n, err := caseNumber(list[0])
			if err != nil {
				return err
			}
			if err := f.check(); err != nil {
				return err
			}
			s, err := o.seat(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer s.close()
			a, err := s.Audit(cmd.Context(), n)
			if err != nil {
				return err
			}
			switch {
			case asJSON:
				return cli.PrintJSON(cmd.OutOrStdout(), a)
			case f.format != "":
				return f.write(cmd, report.Audit(a))
			}
			printAudit(cmd.OutOrStdout(), a)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	f.flags(cmd)
	return cmd
}

func printAudit(w io.Writer, a *yichuang.Audit) {
	for _, f := range a.Head() {
		fmt.Fprintf(w, "%s  %s\n", f.Label, f.Value)
	}
	for i := range a.Points {
		p := &a.Points[i]
		fmt.Fprintf(w, "\n%s：%s", p.Title(), p.Outcome())
		if marks := p.Marks(); marks != "" {
			fmt.Fprintf(w, "（%s）", marks)
		}
		fmt.Fprintln(w)
		for _, f := range p.Words() {
			fmt.Fprintf(w, "  %s  %s\n", f.Label, f.Value)
		}
	}
	fmt.Fprintln(w, "\n办理过程")
	for i := range a.Steps {
		fmt.Fprintln(w, "  "+a.Steps[i].Words())
	}
}
