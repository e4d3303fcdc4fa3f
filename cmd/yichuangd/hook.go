package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/cli"
	"yichuang/internal/hooks"

	"github.com/spf13/cobra"
)

func newHook(o *options) *cobra.Command {
	cmd := &cobra.Command{Use: "hook", Short: "who is told what becomes of cases: the region's platform, other systems", Long: `A subscription sends what happens to the cases of a hall to an address, as
CloudEvents over HTTPS, each signed. What was not taken is sent again, in the order
of each case. docs/hooks.md tells receivers what they get and how to check it.`}
	cmd.AddCommand(newHookAdd(o), newHookList(o), newHookTest(o), newHookPause(o), newHookResume(o), newHookRotate(o), newHookRemove(o),
		newHookDead(o), newHookResend(o), newHookDiscard(o))
	return cmd
}

// hookFlags are what a subscription is added with.
type hookFlags struct {
	id, hall, portal, department, ca string
	events, grants                   []string
	plain, fromStart                 bool
}

func newHookAdd(o *options) *cobra.Command {
	var f hookFlags
	cmd := &cobra.Command{
		Use:   "add URL",
		Short: "have messages sent to an address, and print the secret that they are signed with",
		Long: `Sends what happens from now on. The secret is printed once; the receiver needs it to
check that a message is the centre's.

Without --grant a message has no personal data of natural persons but a masked name
(张*丰). --grant name adds names, id the numbers of documents, contact telephone
numbers and addresses. What officers write in their own words is sent as it is.

Events are: ` + words(hooks.Types) + `.`,
		Example: `  yichuangd hook add https://platform.example/hooks --hall ejinhoro
  yichuangd hook add https://platform.example/hooks --events accepted,decided,delivered --grant name,id
  yichuangd hook add https://portal.example/state --portal mengsu
  yichuangd hook add http://10.0.3.7:8080/in --allow-http --department 旗市场监督管理局`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			h, err := f.hook(list[0])
			if err != nil {
				return cli.Wrong(err)
			}
			return o.withCentre(cmd, func(c *central.Centre) error {
				if h.Hall, err = hallOf(cmd, c, f.hall); err != nil {
					return err
				}
				id, secret, err := c.AddHook(cmd.Context(), h)
				if err != nil {
					return cli.BadInput(err)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "added %s\nsecret: %s\nit is shown once; the receiver checks signatures with it\nnext: yichuangd hook test %s\n", id, secret, id)
				return nil
			})
		},
	}
	l := cmd.Flags()
	l.StringVar(&f.id, "id", "", "a `NAME` for it here (default: one is made)")
	l.StringVar(&f.hall, "hall", "", "the `HALL`, where there are several")
	l.StringSliceVar(&f.events, "events", nil, "what to send, `EVENT,…` (default: everything)")
	l.StringSliceVar(&f.grants, "grant", nil, "personal data to send: name, id, contact")
	l.StringVar(&f.portal, "portal", "", "only what this `PORTAL` sent in")
	l.StringVar(&f.department, "department", "", "only cases in which this `DEPARTMENT` has a part, and its own steps")
	l.StringVar(&f.ca, "ca", "", "certificates that the receiver's is held against, PEM `FILE`")
	l.BoolVar(&f.plain, "allow-http", false, "allow http:// to this machine or a local network")
	l.BoolVar(&f.fromStart, "from-start", false, "begin with everything that ever happened")
	return cmd
}

func words[T ~string](list []T) string {
	var all []string
	for _, one := range list {
		all = append(all, string(one))
	}
	return strings.Join(all, ", ")
}

func (f *hookFlags) hook(url string) (h central.Hook, err error) {
	target := hooks.Target{URL: url, Plain: f.plain}
	if f.ca != "" {
		if target.CA, err = os.ReadFile(f.ca); err != nil {
			return h, &yichuang.Error{Code: yichuang.NotFound, Message: "cannot read " + f.ca, Hint: "name a PEM file with --ca", Err: err}
		}
	}
	events, err := hooks.ParseTypes(f.events)
	if err != nil {
		return h, err
	}
	grants, err := hooks.ParseGrants(f.grants)
	if err != nil {
		return h, err
	}
	return central.Hook{ID: f.id, FromStart: f.fromStart, HookAbout: central.HookAbout{Target: target, Events: events, Grants: grants, Portal: f.portal, Department: f.department}}, nil
}

func newHookList(o *options) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "list the subscriptions, with what waits for each",
		Example: "  yichuangd hook list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				all, err := c.Hooks(cmd.Context())
				if err != nil {
					return err
				}
				return printList(cmd.OutOrStdout(), asJSON, all, "HOOK\tHALL\tSTATE\tBEHIND\tPENDING\tDEAD\tURL\tWHY", func(s central.HookState) string {
					return fmt.Sprintf("%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s", s.ID, s.Hall, s.State, s.Behind, s.Pending, s.Dead, s.URL, s.Why+s.Failing)
				})
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func newHookTest(o *options) *cobra.Command {
	return &cobra.Command{
		Use:     "test HOOK",
		Short:   "send a message that only tries whether the receiver answers",
		Long:    "Sends a message of the type " + hooks.TestType + ", once, and prints what came back.",
		Example: "  yichuangd hook test region",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				begun := time.Now()
				answer, err := c.TryHook(cmd.Context(), list[0])
				if err != nil {
					return cli.BadInput(err)
				}
				if answer.Outcome != hooks.OutTaken {
					return &yichuang.Error{Code: yichuang.Conflict, Message: fmt.Sprintf("the receiver did not take it (%s): %s", answer.Outcome, answer.Why), Hint: "it must answer with a status from 200 to 299"}
				}
				fmt.Fprintf(cmd.OutOrStdout(), "taken after %v: %s\n", time.Since(begun).Round(time.Millisecond), answer.Why)
				return nil
			})
		},
	}
}

// onHook is a command that does one thing to a subscription.
func onHook(o *options, use, short, long string, do func(*cobra.Command, *central.Centre, string) error) *cobra.Command {
	verb, _, _ := strings.Cut(use, " ")
	return &cobra.Command{Use: use, Short: short, Long: long, Example: "  yichuangd hook " + verb + " region", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error { return cli.BadInput(do(cmd, c, list[0])) })
		}}
}

func newHookPause(o *options) *cobra.Command {
	return onHook(o, "pause HOOK", "stop sending; nothing is lost", "Stops sending within a few seconds. What happens meanwhile is sent after a resume.",
		func(cmd *cobra.Command, c *central.Centre, id string) error { return c.PauseHook(cmd.Context(), id) })
}

func newHookResume(o *options) *cobra.Command {
	return onHook(o, "resume HOOK", "go on sending", "Goes on where it was paused, or where the receiver had said (410) that it wants no more.",
		func(cmd *cobra.Command, c *central.Centre, id string) error { return c.ResumeHook(cmd.Context(), id) })
}

func newHookRemove(o *options) *cobra.Command {
	return onHook(o, "remove HOOK", "end a subscription; what it had to send is dropped", "Ends it at once, with everything that it still had to send.",
		func(cmd *cobra.Command, c *central.Centre, id string) error { return c.RemoveHook(cmd.Context(), id) })
}

func newHookRotate(o *options) *cobra.Command {
	both := 24 * time.Hour
	cmd := onHook(o, "rotate HOOK", "give it a new secret, and print it", "For a while messages are signed with both secrets, so that the receiver can change over.",
		func(cmd *cobra.Command, c *central.Centre, id string) error {
			secret, err := c.RotateHook(cmd.Context(), id, both)
			if err == nil {
				fmt.Fprintf(cmd.OutOrStdout(), "secret: %s\nthe one before holds for %v more\n", secret, both)
			}
			return err
		})
	cmd.Flags().DurationVar(&both, "both", both, "how long the old one holds, too")
	return cmd
}
