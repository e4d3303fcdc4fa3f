package sync_test

import (
	"flag"
	"fmt"
	gosync "sync"
	"testing"
	"time"

	"yichuang"
)

// The simulation: many terminals and a centre in one process and one goroutine, with
// clocks, networks, disks and people that a seed plays. The parts are the real ones:
// files of SQLite, the engine, the client, the centre behind its handlers.
//
//	sim_world_test.go     time, chance, the story, what can go wrong
//	sim_centre_test.go    the centre: restarts, copies, what was put back
//	sim_network_test.go   between them
//	sim_machine_test.go   a terminal: file, engine, clock, crashes
//	sim_disk_test.go      its file: what lies on it, copies, and when it is full
//	sim_clerk_test.go     the people at the windows
//	sim_office_test.go    officers, the hand-over desk, the supervisor
//	sim_trouble_test.go   disks that die, copies, enrolments, parcels
//	sim_ledger_test.go    what was acknowledged, and what its author had seen
//	sim_check_test.go     what must hold when all is mended
//
// One seed is one run, always the same:
//
//	go test ./sync -run Simulation -sim.first 7 -sim.seeds 1 -sim.verbose
var (
	simSeeds   = flag.Int("sim.seeds", 200, "how many seeds TestSimulation runs")
	simFirst   = flag.Uint64("sim.first", 1, "the first of them")
	simVerbose = flag.Bool("sim.verbose", false, "tell every step")
)

func TestSimulation(t *testing.T) {
	seeds := *simSeeds
	if testing.Short() {
		seeds = min(seeds, 40)
	}
	all := tally{taken: map[yichuang.EventKind]int{}, refused: map[yichuang.EventKind]int{}}
	t.Run("seed", func(t *testing.T) {
		for i := range seeds {
			seed := *simFirst + uint64(i)
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				if end, bound := t.Deadline(); bound && time.Until(end) < lastMinutes {
					t.Skip("no time is left for this seed; -timeout 0 runs all of them")
				}
				all.add(newWorld(t, seed).run())
			})
		}
	})
	if all.runs >= 100 && !t.Failed() {
		all.covers(t)
	}
}

// lastMinutes of a bounded test no seed begins, so that a slow machine runs fewer of
// them and the other tests all the same.
const lastMinutes = 4 * time.Minute

// tally is what all runs together have come across.
type tally struct {
	mu             gosync.Mutex
	runs           int
	taken, refused map[yichuang.EventKind]int
	struck         [faults]int
}

func (a *tally) add(tr *truth) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.runs++
	for f, n := range tr.w.struck {
		a.struck[f] += n
	}
	for i := range tr.events {
		if e := &tr.events[i]; e.Refused != nil {
			a.refused[e.Body.Kind()]++
		} else {
			a.taken[e.Body.Kind()]++
		}
	}
}

// covers fails the test when something that the simulation is there for never
// happened: then it proves less than it says.
func (a *tally) covers(t *testing.T) {
	for f, n := range a.struck {
		if n == 0 {
			t.Errorf("fault %d never struck", f)
		}
	}
	for _, kind := range []yichuang.EventKind{"opened", "scenario-answered", "material-taken", "points-judged", "decided", "confirmed", "returned", "resubmitted",
		"scan-attached", "paper-handed", "approval-taken", "paused", "resumed", "ruled", "result-registered", "result-arrived", "handed-over", "withdrawn", "refusal-settled"} {
		if a.taken[kind] == 0 {
			t.Errorf("no %s was ever taken", kind)
		}
	}
	for _, kind := range []yichuang.EventKind{"decided", "points-judged", "approval-taken", "paused", "ruled", "handed-over"} {
		if a.refused[kind] == 0 {
			t.Errorf("no %s was ever refused", kind)
		}
	}
}

// The same seed gives the same run, step for step: what it finds can be looked at
// again.
func TestTheSameSeedIsTheSameRun(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		first := newWorld(t, seed)
		first.run()
		again := newWorld(t, seed)
		again.run()
		if first.steps != again.steps || first.told() != again.told() {
			t.Errorf("seed %d: %d steps and %x, then %d steps and %x", seed, first.steps, first.told(), again.steps, again.told())
		}
	}
}
