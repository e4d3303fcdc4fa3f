// Package load plays many terminals against a centre, and beside it against a bare
// server that only stores, and measures both: what yichuangd bench prints.
package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
	"time"
)

// Plan is what a benchmark does.
type Plan struct {
	Terminals int           `json:"terminals"`
	Cases     int           `json:"cases"`   // of each terminal
	Each      int           `json:"each"`    // cases in one push
	Commits   int           `json:"commits"` // one by one, while all others listen
	Polls     int           `json:"polls"`   // of each, with nothing new
	Rounds    int           `json:"rounds"`
	Database  string        `json:"database,omitempty"` // PostgreSQL, empty for SQLite
	Steady    time.Duration `json:"steady,omitempty"`   // an ordinary day for so long, instead of the workloads
	Alone     bool          `json:"alone,omitempty"`    // leaves the bare server out
	Folder    string        `json:"-"`                  // where data go, empty for the system's
}

// check tells what cannot be played.
func (p *Plan) check() error {
	switch {
	case p.Terminals < 2 || p.Terminals > mostHalls*perHall:
		return fmt.Errorf("there must be 2 to %d terminals", mostHalls*perHall)
	case p.Steady == 0 && p.Terminals > perHall:
		return fmt.Errorf("one hall has at most %d terminals; only a steady load has several halls", perHall)
	case p.Cases < 1 || p.Cases > 9000 || p.Each < 1:
		return errors.New("there must be 1 to 9000 cases of each terminal, and at least one in a push")
	case p.Rounds < 1 || p.Commits < 1 || p.Polls < 1:
		return errors.New("there must be at least one round, one commit and one poll")
	}
	return nil
}

// Figure is what both servers were measured at in one thing.
type Figure struct {
	Name string  `json:"name"`
	Unit string  `json:"unit"`
	Ours float64 `json:"ours"`
	Bare float64 `json:"bare,omitempty"`
}

// Round is what one round measured.
type Round struct {
	Plan    Plan     `json:"plan"`
	Figures []Figure `json:"figures"`
}

// Run does all rounds, each against both servers in turn, and says on log where it
// is.
func Run(ctx context.Context, p Plan, log io.Writer) ([]Round, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var rounds []Round
	for i := range p.Rounds {
		ours, err := p.measure(ctx, log, fmt.Sprintf("round %d, ours", i+1), p.startOurs)
		if err != nil {
			return nil, err
		}
		var bare *figures
		if !p.Alone && p.Steady == 0 {
			if bare, err = p.measure(ctx, log, fmt.Sprintf("round %d, bare", i+1), p.startBare); err != nil {
				return nil, err
			}
		}
		rounds = append(rounds, Round{p, ours.beside(bare)})
	}
	return rounds, nil
}

func (p *Plan) measure(ctx context.Context, log io.Writer, what string, start func(context.Context, string) (*field, error)) (*figures, error) {
	data, err := os.MkdirTemp(p.Folder, "yichuangd-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(data) }() // what is left is in a folder for temporary files
	fmt.Fprintf(log, "%s: starting, %d terminals enrol\n", what, p.Terminals)
	f, err := start(ctx, data)
	if err != nil {
		return nil, err
	}
	found := new(figures)
	if p.Steady > 0 {
		err = p.steady(ctx, f, found)
	} else {
		err = p.workloads(ctx, f, found, func(phase string) { fmt.Fprintf(log, "%s: %s\n", what, phase) })
	}
	return found, errors.Join(err, f.stop())
}

// figures collects what a server was measured at, in order.
type figures struct{ list []Figure }

func (f *figures) add(name, unit string, value float64) {
	f.list = append(f.list, Figure{Name: name, Unit: unit, Ours: value})
}

// beside joins what both servers were measured at.
func (f *figures) beside(bare *figures) []Figure {
	if bare == nil {
		return f.list
	}
	joined := slices.Clone(f.list)
	for i := range joined {
		for _, b := range bare.list {
			if b.Name == joined[i].Name && b.Unit == joined[i].Unit {
				joined[i].Bare = b.Ours
			}
		}
	}
	return joined
}

// Print prints the medians over rounds.
func Print(w io.Writer, rounds []Round) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "\tours\tbare\tours/bare\t")
	for i, m := range rounds[0].Figures {
		var ours, bare, ratios []float64
		for _, r := range rounds {
			f := r.Figures[i]
			ours, bare = append(ours, f.Ours), append(bare, f.Bare)
			if f.Bare != 0 {
				ratios = append(ratios, f.Ours/f.Bare)
			}
		}
		beside := "\t"
		if len(ratios) > 0 {
			beside = fmt.Sprintf("%s\t%.2f", short(median(bare)), median(ratios))
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", m.Name, short(median(ours)), beside, m.Unit)
	}
	return t.Flush()
}

func short(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

// percentile returns a percentile in milliseconds.
func percentile(list []time.Duration, percent int) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return float64(sorted[min(len(sorted)-1, len(sorted)*percent/100)]) / float64(time.Millisecond)
}
