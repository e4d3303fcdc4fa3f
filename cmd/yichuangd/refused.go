package main

import (
	"fmt"
	"io"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newRefused(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "refused",
		Short: "what terminals did and the centre could not take",
		Long: `A step that does not follow what somebody else did first is kept and refused: it
changes nothing, and a person has to look at it. That is done at a terminal, where
the person who did it finds it in a list; here is the same for the whole hall.`,
	}
	cmd.AddCommand(newRefusedList(o))
	return cmd
}

func newRefusedList(o *options) *cobra.Command {
	var hall string
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "list what was refused and nobody has settled",
		Example: "  yichuangd refused list --hall ejinhoro",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				all, err := c.Refusals(cmd.Context(), yichuang.HallID(hall))
				if err != nil {
					return cli.BadInput(err)
				}
				if asJSON {
					return printList(cmd.OutOrStdout(), true, all, "", nil)
				}
				tellRefused(cmd.OutOrStdout(), all)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&hall, "hall", "", "`ID` of one hall; all without it")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func tellRefused(w io.Writer, all []central.Refused) {
	for _, r := range all {
		fmt.Fprintf(w, "%s  %s %s\n", r.Hall, r.Case.Pretty(), r.ItemName)
		fmt.Fprintf(w, "  %s  %s (%s event %d, person %s)\n", r.At.Format("2006-01-02 15:04:05"), r.Step, r.Terminal, r.Seq, r.By)
		fmt.Fprintf(w, "  未被接受：%s\n", r.Why.Message)
		if r.Why.Hint != "" {
			fmt.Fprintf(w, "  %s\n", r.Why.Hint)
		}
	}
	if len(all) == 0 {
		fmt.Fprintln(w, "nothing waits for a person")
	}
}
