package main

import (
	"fmt"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newPortal(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "portal",
		Short: "the sites that send online applications in",
		Long: `A portal is a site on which people apply online. It signs every request with a secret
that it shares with the centre, and is trusted with what it says about applicants.
How a portal speaks to the centre is in docs/online.md.`,
	}
	cmd.AddCommand(newPortalAdd(o), newPortalList(o), newPortalRotate(o), newPortalRevoke(o))
	return cmd
}

func newPortalAdd(o *options) *cobra.Command {
	var p central.Portal
	var hall string
	cmd := &cobra.Command{
		Use:     "add ID",
		Short:   "let a portal send applications in, and print its secret",
		Long:    `Prints the secret with which the portal signs, 32 bytes as hexadecimal digits. It is shown this once.`,
		Example: "  yichuangd portal add mengsu --name 蒙速办 --hall ejinhoro",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.inHall(cmd, hall, func(in place) error {
				p.ID, p.Hall = list[0], in.hall
				secret, err := in.AddPortal(cmd.Context(), p)
				if err != nil {
					return err
				}
				tellSecret(cmd, p.ID, secret)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&hall, "hall", "", "`ID` of the hall; may be left out where there is one")
	cmd.Flags().StringVar(&p.Name, "name", "", "`NAME` of the site, as people know it")
	return cmd
}

func tellSecret(cmd *cobra.Command, id, secret string) {
	fmt.Fprintf(cmd.OutOrStdout(), "secret of %s, shown this once:\n\n  %s\n", id, secret)
}

func newPortalList(o *options) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "list the portals",
		Example: "  yichuangd portal list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				all, err := c.Portals(cmd.Context())
				if err != nil {
					return err
				}
				return printList(cmd.OutOrStdout(), asJSON, all, "HALL\tPORTAL\tNAME\tSTATE", func(p central.Portal) string {
					state := "added " + p.Added.In(yichuang.Shanghai).Format("2006-01-02 15:04")
					if !p.Revoked.IsZero() {
						state = "revoked " + p.Revoked.In(yichuang.Shanghai).Format("2006-01-02 15:04")
					}
					return fmt.Sprintf("%s\t%s\t%s\t%s", p.Hall, p.ID, p.Name, state)
				})
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func newPortalRotate(o *options) *cobra.Command {
	return &cobra.Command{
		Use:     "rotate ID",
		Short:   "give a portal another secret; the one before ends at once",
		Long:    `Prints the new secret. A portal that was revoked may send in again with it.`,
		Example: "  yichuangd portal rotate mengsu",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				secret, err := c.RotatePortal(cmd.Context(), list[0])
				if err != nil {
					return cli.BadInput(err)
				}
				tellSecret(cmd, list[0], secret)
				return nil
			})
		},
	}
}

func newPortalRevoke(o *options) *cobra.Command {
	return &cobra.Command{
		Use:     "revoke ID",
		Short:   "take nothing more from a portal; what it sent in stays",
		Example: "  yichuangd portal revoke mengsu",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				if err := c.RevokePortal(cmd.Context(), list[0]); err != nil {
					return cli.BadInput(err)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "revoked %s\n", list[0])
				return nil
			})
		},
	}
}

func newAuthority(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "authority",
		Short: "print the certificate of the centre's authority",
		Long: `Programs other than terminals trust the centre by it, under the name yichuangd: a portal,
or a monitor. It is no secret.`,
		Example: "  yichuangd authority > centre.pem",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				_, err := cmd.OutOrStdout().Write(c.AuthorityPEM())
				return err
			})
		},
	}
}
