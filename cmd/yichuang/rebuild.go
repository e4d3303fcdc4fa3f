package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newRebuild(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "make lists and search anew from the events",
		Long: `Lists and search are made from the events of the cases and can be made again at
any time. Nothing else changes.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := o.seat(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer s.close()
			db, err := s.data()
			if err != nil {
				return err
			}
			n, err := db.Rebuild(cmd.Context())
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "rebuilt: %d cases\n", n)
			return nil
		},
	}
}
