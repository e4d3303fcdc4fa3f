package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/sync"

	"github.com/spf13/cobra"
)

func newSync(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sync",
		Short: "what goes to the centre and comes from it",
		Long: `The terminal keeps in step with its centre by itself, beside the screens. These
commands are for seats without screens, for looking, and for long outages.`,
	}
	cmd.AddCommand(newSyncStatus(o), newSyncNow(o), newSyncRun(o), newSyncExport(o), newSyncImport(o), newSyncAddress(o))
	return cmd
}

// linked opens the seat with its way to the centre.
func (o *options) linked(cmd *cobra.Command, told func(sync.Status), f func(context.Context, *seat, *link) error) error {
	return o.withSeat(cmd, func(s *seat) error {
		ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		l, err := s.dial(ctx, nil, told)
		if err != nil {
			return err
		}
		defer l.centre.CloseIdle()
		return f(ctx, s, l)
	})
}

// syncState is what status prints.
type syncState struct {
	Terminal  yichuang.TerminalID `json:"terminal"`
	Hall      yichuang.HallID     `json:"hall"`
	Centre    string              `json:"centre"`
	Unsent    int                 `json:"unsent"`
	Scans     int                 `json:"scans"` // whose content was not sent
	Refused   int                 `json:"refused"`
	Cursor    int64               `json:"cursor"`
	Loading   bool                `json:"loading"`
	Contact   time.Time           `json:"contact,omitzero"`
	Skew      float64             `json:"skew_seconds"`
	Reachable bool                `json:"reachable"`
	Problem   string              `json:"problem,omitempty"`
}

func newSyncStatus(o *options) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "status",
		Short:   "what waits, and whether the centre answers",
		Example: "  yichuang sync status\n  yichuang sync status --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.linked(cmd, nil, func(ctx context.Context, s *seat, l *link) error {
				st, err := s.syncState(ctx, l)
				if err != nil {
					return err
				}
				if asJSON {
					e := json.NewEncoder(cmd.OutOrStdout())
					e.SetEscapeHTML(false)
					return e.Encode(st)
				}
				printSyncState(cmd.OutOrStdout(), st)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func (s *seat) syncState(ctx context.Context, l *link) (*syncState, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	m, err := db.Membership(ctx)
	if err != nil {
		return nil, err
	}
	how, err := db.Link(ctx)
	if err != nil {
		return nil, err
	}
	st := &syncState{Terminal: db.Terminal().ID, Hall: m.Hall, Centre: m.URL, Cursor: how.Cursor, Loading: how.Loading, Contact: how.Contact, Skew: how.Skew.Seconds()}
	waiting, err := db.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	st.Unsent, st.Scans, st.Refused = waiting.Unsent, waiting.Scans, waiting.Refused
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := l.centre.Check(ctx); err != nil {
		st.Problem, _ = yichuang.Explain(unreached(m.URL, err))
	} else {
		st.Reachable = true
	}
	return st, nil
}

func printSyncState(w io.Writer, st *syncState) {
	fmt.Fprintf(w, "终端      %s（大厅 %s）\n中心      %s", st.Terminal, st.Hall, st.Centre)
	if st.Reachable {
		fmt.Fprint(w, "，能连上\n")
	} else {
		fmt.Fprintf(w, "，%s\n", st.Problem)
	}
	fmt.Fprintf(w, "未发送    %d步，%d个扫描件\n待处理    %d步\n", st.Unsent, st.Scans, st.Refused)
	if !st.Contact.IsZero() {
		fmt.Fprintf(w, "最近联系  %s\n本机时钟  比中心快%.1f秒\n", st.Contact.In(yichuang.Shanghai).Format("2006-01-02 15:04:05"), st.Skew)
	}
}

func newSyncNow(o *options) *cobra.Command {
	var most time.Duration
	cmd := &cobra.Command{
		Use:     "now",
		Short:   "send and fetch everything, then end",
		Long:    "Sends and fetches everything and ends with exit code 0 when both sides have the same. Otherwise it says what is in the way, and ends with 1.",
		Example: "  yichuang sync now\n  yichuang sync now --for 2m",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.linked(cmd, nil, func(ctx context.Context, s *seat, l *link) error {
				ctx, cancel := context.WithTimeout(ctx, most)
				defer cancel()
				if err := untilSynced(ctx, l.engine); err != nil {
					return unreached(l.centre.Address(), err)
				}
				fmt.Fprintln(cmd.OutOrStdout(), "已同步")
				return nil
			})
		},
	}
	cmd.Flags().DurationVar(&most, "for", time.Minute, "try for at most so long")
	return cmd
}

// untilSynced takes turns until both sides have the same, and returns what is in
// the way when the context ends before.
func untilSynced(ctx context.Context, e *sync.Engine) error {
	for {
		wait := e.Turn(ctx)
		st := e.Status()
		switch {
		case wait > 0 && st.Synced():
			return nil
		case st.Stopped != nil:
			return st.Stopped
		case ctx.Err() != nil && st.Trouble != nil:
			return st.Trouble
		case ctx.Err() != nil:
			return &yichuang.Error{Code: yichuang.Busy, Message: fmt.Sprintf("还没有同步完：未发送%d步、%d个扫描件", st.Unsent, st.Scans), Hint: "请再运行一次，或者加长 --for"}
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

func newSyncRun(o *options) *cobra.Command {
	return &cobra.Command{
		Use:     "run",
		Short:   "keep in step until it is interrupted, for seats without screens",
		Example: "  yichuang sync run",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			said := ""
			told := func(st sync.Status) {
				if text := linkWords(st, hallTime()); text != said {
					said = text
					fmt.Fprintln(cmd.OutOrStdout(), hallTime().Format("15:04:05"), text)
				}
			}
			return o.linked(cmd, told, func(ctx context.Context, s *seat, l *link) error {
				go s.pokeOnChange(ctx, l)
				l.engine.Run(ctx)
				return nil
			})
		},
	}
}

// pokeOnChange wakes the engine when another process, such as an intake command,
// has written.
func (s *seat) pokeOnChange(ctx context.Context, l *link) {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	seen := s.others(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			if now := s.others(ctx); now != seen {
				seen = now
				l.engine.Poke()
			}
		}
	}
}

func newSyncAddress(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "address URL",
		Short: "the same centre is at another address now",
		Long:  "Says where the centre is now. It is asked at once, and must be the one that this terminal was enrolled with.",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.withSeat(cmd, func(s *seat) error {
				db, err := s.data()
				if err != nil {
					return err
				}
				m, err := db.Membership(cmd.Context())
				if err != nil {
					return err
				}
				key, err := db.Key(cmd.Context())
				if err != nil {
					return err
				}
				centre, err := sync.Dial(list[0], &sync.Trust{Authority: m.Authority, Certificate: m.Certificate, Key: key}, hallTime)
				if err != nil {
					return cli.Wrong(err)
				}
				defer centre.CloseIdle()
				if err := centre.Check(cmd.Context()); err != nil {
					return unreached(list[0], err)
				}
				m.URL = centre.Address()
				return db.SetMembership(cmd.Context(), m)
			})
		},
	}
}
