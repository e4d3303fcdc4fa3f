package main

import (
	"encoding/json"

	"yichuang/internal/load"

	"github.com/spf13/cobra"
)

func newBench() *cobra.Command {
	var p load.Plan
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "play many terminals against a centre of its own, and measure",
		Long: `Starts a centre with empty data and plays terminals against it over real HTTP and
mutual TLS: they enrol, drain the backlog of an outage all at once (W1), send it all
again as after lost answers, pull everything (W2), ask when there is nothing new, and
listen while one of them commits (W3). Beside it, in turn, the same cases go to a bare
server: over the same kind of connections into one table, with no rules, no history
and no signatures. What counts are the ratios inside one run.

Nothing of an existing centre is touched. With --database the centre works on that
PostgreSQL database, which must be empty; the bare server always uses SQLite.`,
		Example: "  yichuangd bench\n  yichuangd bench --rounds 5 --json > result.json\n  yichuangd bench --terminals 2000 --steady 4m --alone",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			rounds, err := load.Run(cmd.Context(), p, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			if !asJSON {
				return load.Print(cmd.OutOrStdout(), rounds)
			}
			e := json.NewEncoder(cmd.OutOrStdout())
			e.SetIndent("", "  ")
			return e.Encode(rounds)
		},
	}
	f := cmd.Flags()
	f.IntVar(&p.Terminals, "terminals", 100, "how many terminals")
	f.IntVar(&p.Cases, "cases", 100, "offline cases of each, some 25 events and 6 kB")
	f.IntVar(&p.Each, "each", 50, "cases in one push")
	f.IntVar(&p.Commits, "commits", 200, "cases committed one by one while all others listen")
	f.IntVar(&p.Polls, "polls", 20, "how often each asks when there is nothing new")
	f.IntVar(&p.Rounds, "rounds", 1, "how often everything is done; medians are shown")
	f.StringVar(&p.Database, "database", "", "PostgreSQL `URL` instead of SQLite")
	f.DurationVar(&p.Steady, "steady", 0, "instead: every terminal listens, polls and takes in a case each three minutes, for so long")
	f.StringVar(&p.Folder, "folder", "", "where the data go (default: the system's folder for temporary files)")
	f.BoolVar(&p.Alone, "alone", false, "leave the bare server out")
	f.BoolVar(&asJSON, "json", false, "print every round as JSON")
	cmd.AddCommand(&cobra.Command{
		Use:    "bare",
		Short:  "the bare server",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE:   func(cmd *cobra.Command, _ []string) error { return load.ServeBare(cmd.Context()) },
	})
	return cmd
}
