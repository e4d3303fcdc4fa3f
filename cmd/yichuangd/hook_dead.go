package main

import (
	"context"
	"fmt"
	"strings"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newHookDead(o *options) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "dead [HOOK]",
		Short: "list the messages that wait for a person",
		Long: `Lists messages that the receiver refused, or did not take for about three days. The
later messages of the same case wait behind them, so that the receiver never sees a
case out of order. Send them again (hook resend) or drop them (hook discard).`,
		Example: "  yichuangd hook dead region --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				all, err := c.DeadLetters(cmd.Context(), append(list, "")[0])
				if err != nil {
					return err
				}
				return printList(cmd.OutOrStdout(), asJSON, all, "HOOK\tMESSAGE\tCASE\tSINCE\tBEHIND\tWHY", func(l central.DeadLetter) string {
					return fmt.Sprintf("%s\t%s\t%s\t%s\t%d\t%s", l.Hook, l.ID, l.Case, l.Dead.Format("2006-01-02 15:04"), l.Behind, l.Why)
				})
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func newHookResend(o *options) *cobra.Command {
	return onDead(o, deadVerb{"resend", "send dead messages again", "sent again", "Sends them again, and after them what waits behind them in their cases."}, (*central.Centre).ResendDead)
}

func newHookDiscard(o *options) *cobra.Command {
	return onDead(o, deadVerb{"discard", "drop dead messages", "dropped", "Drops them: the receiver never gets them. What waits behind them in their cases is sent."}, (*central.Centre).DiscardDead)
}

// deadVerb is what a command does with dead messages, in words.
type deadVerb struct{ verb, short, done, long string }

func onDead(o *options, v deadVerb, do func(*central.Centre, context.Context, string, ...string) (int64, error)) *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: v.verb + " HOOK [MESSAGE…]", Short: v.short, Long: v.long,
		Example: fmt.Sprintf("  yichuangd hook %s region ejinhoro_W07-1_812_decided\n  yichuangd hook %s region --all", v.verb, v.verb),
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			if all == (len(list) > 1) {
				return cli.Wrong(&yichuang.Error{Code: yichuang.Invalid, Message: "name the messages, or all of them with --all", Hint: "see: yichuangd hook dead " + list[0]})
			}
			for _, id := range list[1:] {
				if strings.Count(id, "_") < 3 {
					return cli.Wrong(&yichuang.Error{Code: yichuang.Invalid, Message: "there is no message " + yichuang.Clip(id, 40), Hint: "see: yichuangd hook dead, and yichuangd hook " + v.verb + " --help"})
				}
			}
			return o.withCentre(cmd, func(c *central.Centre) error {
				n, err := do(c, cmd.Context(), list[0], list[1:]...)
				if err == nil {
					fmt.Fprintf(cmd.OutOrStdout(), "%s: %d\n", v.done, n)
				}
				return cli.BadInput(err)
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "all dead messages of the subscription")
	return cmd
}
