package main

import (
	"fmt"

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/internal/device/card"

	"github.com/spf13/cobra"
)

func newCard(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "card",
		Short: "the door for programs of identity card readers",
		Long: `Readers come with a maker's library; a small program with that library hands each
card in at the running terminal, on this machine only. docs/devices.md describes the
message. These commands show what such a program needs, and play one.`,
	}
	cmd.AddCommand(newCardToken(o), newCardLay(o))
	return cmd
}

// door is the configuration with its token; Wrong is the failure where there is no door.
func (o *options) door() (*config, string, error) {
	c, err := o.load()
	if err != nil {
		return nil, "", err
	}
	if c.Card.Address == "" {
		return nil, "", cli.Wrong(&yichuang.Error{Code: yichuang.NotFound, Message: "card.address is not configured", Hint: "set it to an address of this machine, such as " + card.UsualAddress})
	}
	token, err := c.cardToken(false)
	return c, token, err
}

func newCardToken(o *options) *cobra.Command {
	return &cobra.Command{
		Use:     "token",
		Short:   "print address and token",
		Example: "  yichuang card token",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, token, err := o.door()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "http://%s/card %s\n", c.Card.Address, token)
			return err
		},
	}
}

func newCardLay(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "lay FILE.json",
		Short: "lay a card on the reader, without a reader",
		Long: `Hands the card in FILE (- for standard input) to the running terminal, as a program
of a card reader does. Somebody must be at the form for the applicant.`,
		Example: `  echo '{"version": 1, "number": "11010519491231002X", "name": "甲子丑"}' | yichuang card lay -`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			raw, err := cli.ReadInput(cmd.InOrStdin(), list[0])
			if err != nil {
				return cli.Wrong(err)
			}
			c, token, err := o.door()
			if err != nil {
				return err
			}
			if err := (card.Simulator{Address: c.Card.Address, Token: token}).Send(cmd.Context(), raw); err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), "已收下")
			return err
		},
	}
}
