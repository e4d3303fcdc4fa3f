package sync_test

import (
	"flag"
	"fmt"
	"testing"
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
	for i := range seeds {
		seed := *simFirst + uint64(i)
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			newWorld(t, seed).run()
		})
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
