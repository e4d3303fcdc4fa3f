package main

import (
	"fmt"
	"io"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newBackup(o *options) *cobra.Command {
	var scans bool
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "write everything into one file, while the centre works",
		Long: `Writes one consistent state of the whole database into FILE: the same for SQLite and
PostgreSQL, so that it also moves a centre from one to the other. The file takes its
name after it was read back whole, its counts, its checksum and every chain in it; an
earlier FILE stays until then.

FILE holds the centre's keys and personal data: keep it like the server itself. An
object store of scans has its own backup; scans in files come with --with-scans.`,
		Example: "  yichuangd backup /backup/centre-$(date +%F).ycb\n  yichuangd backup /backup/all.ycb --with-scans",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				b, err := c.Backup(cmd.Context(), list[0], scans)
				if err != nil {
					return err
				}
				tellBackup(cmd.OutOrStdout(), b)
				if n := len(b.Missing); n > 0 {
					return &yichuang.Error{Code: yichuang.Damaged, Message: fmt.Sprintf("the backup is complete but for scans: %d chunks are not in the store, the first is %s", n, b.Missing[0]),
						Hint: "check the folder of scans; terminals that still have a scan send it again after a restore"}
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&scans, "with-scans", false, "put the content of scans into the file, too")
	return cmd
}

func tellBackup(w io.Writer, b *central.Backup) {
	fmt.Fprintf(w, "%.1f MiB, made %s; read back and sound\n", float64(b.Bytes)/(1<<20), b.Made.In(yichuang.Shanghai).Format("2006-01-02 15:04:05"))
	tellHalls(w, b.Halls)
	if b.Chunks > 0 {
		fmt.Fprintf(w, "scans: %d chunks\n", b.Chunks)
	}
}

func tellHalls(w io.Writer, halls []central.Verified) {
	for _, h := range halls {
		fmt.Fprintf(w, "%s: %d events of %d terminals, %d signatures", h.Hall, h.Events, h.Terminals, h.Vouchers)
		if h.Cases > 0 {
			fmt.Fprintf(w, ", %d cases", h.Cases)
		}
		fmt.Fprintln(w)
	}
}

func newRestore(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "put a backup into an empty database",
		Long: `Puts a backup into the database of the configuration, which must be empty: a new
--data folder, or a new database of PostgreSQL. Terminals learn at their next request
that the centre was put back, and offer again what it lacks.

A restore that was broken off leaves a database that no yichuangd serves; run the same
again.`,
		Example: "  yichuangd restore /backup/centre-2026-11-26.ycb --data /var/lib/yichuangd-new",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			c, err := o.load()
			if err != nil {
				return err
			}
			scans, err := c.scans()
			if err != nil {
				return err
			}
			made, err := central.Restore(cmd.Context(), central.Options{Database: c.Database, Data: c.Data, Scans: scans}, list[0])
			if err != nil {
				return cli.BadInput(err)
			}
			w := cmd.OutOrStdout()
			tellBackup(w, &made.Backup)
			fmt.Fprintf(w, "restored into %s\n", c.databasePlace())
			if made.Lost > 0 {
				fmt.Fprintf(w, "%d scans have no content here; terminals that still have it send it again\n", made.Lost)
			}
			fmt.Fprintln(w, "next: start yichuangd; terminals offer again what is missing")
			return nil
		},
	}
}

func newRestored(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "restored",
		Short: "say that the database was put back to an older state by other means",
		Long: `To be called after a database administrator restored PostgreSQL (from a dump, a
snapshot, or to a point in time), or a virtual machine was put back: terminals then
offer again what the centre lacks. Stop every yichuangd before the restore, call this,
then start them. Calling it without need does no harm, but has every terminal compare
its events with the centre's.`,
		Example: "  yichuangd restored",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				if err := c.NewIncarnation(cmd.Context()); err != nil {
					return err
				}
				fmt.Fprintln(cmd.OutOrStdout(), "terminals offer again what is missing, from their next request on")
				return nil
			})
		},
	}
}
