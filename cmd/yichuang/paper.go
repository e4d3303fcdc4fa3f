package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"yichuang"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newPaper(o *options) *cobra.Command {
	var kind, to, out string
	cmd := &cobra.Command{
		Use:   "paper NUMBER",
		Short: "make a paper of a case",
		Long: `Makes a paper that was prepared for a case, as it was first issued. Making it
here does not count as a printing; printing is done at the terminal.`,
		Example: "  yichuang paper 150627-261122-001-0-0001-3 --kind receipt --to text\n  yichuang paper 150627261122001000013 --kind acceptance --to pdf -o notice.pdf",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			n, err := caseNumber(list[0])
			if err != nil {
				return err
			}
			if to != "pdf" && to != "text" && to != "escpos" {
				return cli.Wrong(&yichuang.Error{Code: yichuang.Invalid, Message: "--to " + to + " is not one of pdf, text, escpos", Hint: "see yichuang paper --help"})
			}
			if !slices.Contains(kindNames(), kind) {
				return cli.Wrong(&yichuang.Error{Code: yichuang.Invalid, Message: "--kind " + kind + " is not one of " + strings.Join(kindNames(), ", "), Hint: "see yichuang paper --help"})
			}
			s, err := o.seat(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer s.close()
			c, _, err := s.Load(cmd.Context(), n)
			if err != nil {
				return err
			}
			p := paperOf(c, yichuang.DocumentKind(kind))
			if p == nil {
				return noSuchPaper(c, kind)
			}
			d, err := s.Document(cmd.Context(), n, p.Number)
			if err != nil {
				return err
			}
			raw, report, err := render(d, to, s.settings())
			if err != nil {
				return err
			}
			if warning := unprintable(report) + unlike(p, d); warning != "" {
				fmt.Fprintln(cmd.ErrOrStderr(), warning)
			}
			if out == "" || out == "-" {
				_, err = cmd.OutOrStdout().Write(raw)
				return err
			}
			if err := writeOut(out, raw); err != nil {
				return &yichuang.Error{Code: yichuang.Denied, Message: "cannot write " + out, Hint: "check the folder and the disk", Err: err}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "receipt", "which paper: "+strings.Join(kindNames(), ", "))
	cmd.Flags().StringVar(&to, "to", "text", "form: pdf, text or escpos")
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` to write (default: standard output)")
	cmd.AddCommand(newPaperTest(o))
	_ = cmd.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions(kindNames(), cobra.ShellCompDirectiveNoFileComp)) // fails only for an unknown flag
	_ = cmd.RegisterFlagCompletionFunc("to", cobra.FixedCompletions([]string{"pdf", "text", "escpos"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// writeOut writes to a file, whole or not at all. What is no file, such as a
// device or a pipe, is written to and stays what it is.
func writeOut(name string, raw []byte) error {
	info, err := os.Stat(name)
	if err != nil || info.Mode().IsRegular() || info.IsDir() {
		return writeWhole(name, raw)
	}
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	return errors.Join(err, f.Close())
}

func kindNames() []string {
	var out []string
	for _, k := range yichuang.DocumentKinds {
		if k != yichuang.MaterialList {
			out = append(out, string(k))
		}
	}
	return out
}

func noSuchPaper(c *yichuang.Case, kind string) error {
	var have []string
	for _, p := range c.Papers {
		have = append(have, string(p.Kind))
	}
	hint := "this case has no papers yet"
	if len(have) > 0 {
		hint = "this case has: " + strings.Join(have, ", ")
	}
	return &yichuang.Error{Code: yichuang.NotFound, Message: "case " + c.Number.Pretty() + " has no paper of kind " + kind, Hint: hint}
}
