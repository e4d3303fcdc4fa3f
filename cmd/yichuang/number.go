package main

import (
	"fmt"

	"yichuang"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newNumber() *cobra.Command {
	cmd := &cobra.Command{Use: "number", Short: "case numbers (办件编号)"}
	cmd.AddCommand(&cobra.Command{
		Use:     "check NUMBER",
		Short:   "check a case number and say what it is made of",
		Example: "  yichuang number check 150627-261122-001-0-0001-3",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			p, err := yichuang.ParseNumber(list[0])
			if err != nil {
				return cli.Wrong(err)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "编号正确  %s\n区划      %s\n日期      %s\n窗口      %d\n启用次序  %c\n流水号    %d\n",
				p.Number().Pretty(), p.Region, p.Day, p.Window, p.Epoch, p.Serial)
			return nil
		},
	})
	return cmd
}
