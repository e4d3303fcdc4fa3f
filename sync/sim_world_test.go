package sync_test

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"hash"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
)

// fault is one kind of thing that can go wrong.
type fault int

// The faults of single requests and of single calls of a store come with a chance
// for each; the others with a chance for each step of the run.
const (
	lostRequest     fault = iota // it never reaches the centre
	lostAnswer                   // the centre did it, and nobody knows
	doubled                      // it reaches the centre twice
	replayed                     // it reaches the centre once more, much later
	cutAnswer                    // the answer ends somewhere
	garbled                      // something between answers
	crashInRequest               // the terminal dies with a request under way
	centreInRequest              // the centre dies behind its commit
	crashInStore                 // the terminal dies before or behind a call of its store
	fullInStore                  // a call of its store fails
	lateFeed                     // what the feed says comes late, and in another order

	cable         // a machine loses its network for a while
	power         // a machine is switched off for a while
	restart       // the centre is started anew
	outage        // the centre is down for a while
	fullDisk      // writing to a file fails in the middle of a transaction
	fullCentre    // and the same at the centre
	jump          // a clock is set, by up to a day
	centreJump    // and the centre's
	reenrolled    // a seat is enrolled anew and keeps its file
	deadDisk      // a seat begins anew on an empty disk
	oldBackup     // a seat goes on with an old copy of its file, under a new identity
	twin          // an old copy of a file is used under the identity that is in use
	putBack       // the centre is put back to an older copy
	parcels       // what a machine has not sent is carried by another
	lateSeat      // another seat joins
	wrongRegion   // a seat numbers a case as if it were elsewhere
	otherScope    // a seat that is enrolled anew sees another part of the hall
	secondProcess // the clerk works in another process than the engine
	wrongPerson   // somebody does what is not for him to do
	newNumber     // the hall gets another telephone number, which is published
	faults        // how many there are
)

// mostRate is how often each happens at most.
var mostRate = [faults]float64{
	lostRequest: 0.3, lostAnswer: 0.3, doubled: 0.2, replayed: 0.1, cutAnswer: 0.2, garbled: 0.1, crashInRequest: 0.03, centreInRequest: 0.02,
	crashInStore: 0.01, fullInStore: 0.02, lateFeed: 0.8,
	cable: 0.05, power: 0.03, restart: 0.02, outage: 0.01, fullDisk: 0.02, fullCentre: 0.01, jump: 0.02, centreJump: 0.01,
	reenrolled: 0.01, deadDisk: 0.006, oldBackup: 0.006, twin: 0.004, putBack: 0.012, parcels: 0.02, lateSeat: 0.02, wrongRegion: 0.01,
	otherScope: 0.5, secondProcess: 0.5, wrongPerson: 0.1, newNumber: 0.02,
}

// began is when a run begins.
var began = time.Date(2026, 11, 23, 8, 30, 0, 0, yichuang.Shanghai)

// world is one run.
type world struct {
	*testing.T
	rng    *rand.Rand
	dir    string
	seed   uint64
	now    time.Time // the true one
	steps  int
	hash   hash.Hash
	story  []string
	rates  [faults]float64 // of this run
	struck [faults]int     // how often each happened
	late   []letter
	centreSide
	hall hallSide
}

// hallSide is everything on the terminals' side.
type hallSide struct {
	machines []*machine
	seats    int // how many there have been
	cases    int // how many applications were made up
	disks    int
	ledger   *ledger
}

// centreSide is the centre, and what is kept of it.
type centreSide struct {
	centre  *central.Centre // nil while it is down
	handler http.Handler
	roots   *x509.CertPool
	chains  map[*x509.Certificate][]*x509.Certificate // that were verified
	skew    time.Duration                             // of its clock
	down    time.Time                                 // until when it is down
	copies  []*centreCopy
	full    bool
	back    int                          // how often it was put back
	forgot  map[yichuang.TerminalID]bool // whom it did not know then
}

// ctx is for work that nothing interrupts.
func (w *world) ctx() context.Context { return context.Background() }

func newWorld(t *testing.T, seed uint64) *world {
	w := &world{T: t, seed: seed, rng: rand.New(rand.NewPCG(seed, 0x5ca1ab1e)), hash: sha256.New(), dir: folder(t),
		now: began}
	w.hall.ledger = newLedger()
	w.chains, w.forgot = map[*x509.Certificate][]*x509.Certificate{}, map[yichuang.TerminalID]bool{}
	for f := range w.rates { // each run has some of the faults only, and each of those as it likes
		if w.rng.IntN(2) == 0 {
			w.rates[f] = mostRate[f] * w.rng.Float64()
		}
	}
	w.installCentre()
	seats := 2 + w.rng.IntN(4)
	switch w.rng.IntN(20) {
	case 0:
		seats = 8 + w.rng.IntN(13)
	case 1, 2, 3:
		seats = 5 + w.rng.IntN(6)
	}
	for range seats {
		w.newSeat()
	}
	return w
}

// folder is where the files of a run lie: in memory where there is such a place,
// because every commit waits for the disk.
func folder(t *testing.T) string {
	const memory = "/dev/shm"
	if info, err := os.Stat(memory); err != nil || !info.IsDir() {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "yichuang-sim-*")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// run plays the run: work and trouble, then everything is mended, and then all must
// hold. It returns what the centre has in the end.
func (w *world) run() *truth {
	defer w.end()
	steps := 40 + w.rng.IntN(80)
	if w.rng.IntN(8) == 0 {
		steps *= 3
	}
	for range steps {
		w.step()
	}
	w.mend()
	return w.check()
}

// end closes everything.
func (w *world) end() {
	for _, m := range w.hall.machines {
		m.close()
	}
	w.closeCentre()
}

// step is one thing that happens, and what follows from it at once.
func (w *world) step() {
	switch w.rng.IntN(40) {
	case 0:
		w.pass(w.between(0, 2*time.Hour))
	case 1, 2, 3, 4, 5, 6, 7, 8, 9:
		w.pass(w.between(0, 40*time.Second))
	case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19:
		w.pass(w.between(0, 2*time.Second))
	}
	w.trouble()
	w.post()
	if m := w.anybody(); m != nil {
		m.work()
	}
	w.turns(3)
	if m := w.anybody(); m != nil && w.rng.IntN(40) == 0 {
		m.sound()
	}
	if w.centre != nil {
		w.hall.ledger.has(w.ackedAll())
	}
}

// turns lets every engine that has something to do take so many turns at most.
func (w *world) turns(most int) {
	for _, i := range w.rng.Perm(len(w.hall.machines)) {
		m := w.hall.machines[i]
		for n := 0; n < most && m.running() && !m.due.After(w.now); n++ {
			m.turn()
		}
		m.bury()
	}
}

// post delivers what is due.
func (w *world) post() {
	due := func(l letter) bool { return !l.at.After(w.now) }
	for i := 0; i < len(w.late); i++ {
		if l := w.late[i]; due(l) {
			w.late = slices.Delete(w.late, i, i+1)
			i--
			if w.up() {
				w.log("held up until now: %s: %s", l.request, outcome(w.serve(l.request)))
			}
		}
	}
	for _, m := range w.hall.machines {
		if w.rng.IntN(3) == 0 {
			m.listen()
		}
		for i := 0; i < len(m.mail); i++ {
			if l := m.mail[i]; due(l) && m.running() {
				m.mail = slices.Delete(m.mail, i, i+1)
				i--
				m.hear(l)
			}
		}
		m.bury()
	}
}

// pass lets time go by.
func (w *world) pass(d time.Duration) { w.now = w.now.Add(d) }

func (w *world) between(least, most time.Duration) time.Duration {
	return least + time.Duration(w.rng.Int64N(int64(most-least)+1))
}

// strikes reports whether a fault happens now.
func (w *world) strikes(f fault) bool {
	if w.rates[f] == 0 || w.rng.Float64() >= w.rates[f] {
		return false
	}
	w.struck[f]++
	return true
}

// anybody is a machine that somebody can work at, nil when there is none.
func (w *world) anybody() *machine { return w.pick((*machine).running) }

// pick is a machine of some kind.
func (w *world) pick(kind func(*machine) bool) *machine {
	var some []*machine
	for _, m := range w.hall.machines {
		if kind(m) {
			some = append(some, m)
		}
	}
	if len(some) == 0 {
		return nil
	}
	return some[w.rng.IntN(len(some))]
}

// storyLines is how much of the story a failure tells.
const storyLines = 80

// log tells one step.
func (w *world) log(format string, args ...any) {
	w.steps++
	line := fmt.Sprintf("%6d %s ", w.steps, w.now.Format("02 15:04:05.000")) + strings.ReplaceAll(fmt.Sprintf(format, args...), w.dir, "")
	w.hash.Write([]byte(line))
	if *simVerbose {
		fmt.Println(line)
	}
	if w.story = append(w.story, line); len(w.story) > 2*storyLines {
		w.story = slices.Clone(w.story[storyLines:])
	}
}

// told is the hash of the whole story.
func (w *world) told() [sha256.Size]byte { return [sha256.Size]byte(w.hash.Sum(nil)) }

// fail ends the run with what is wrong, how it came to it, and how to see it again.
func (w *world) fail(format string, args ...any) {
	w.Helper()
	w.Fatalf("%s\n\nreplay with: go test ./sync -run Simulation -sim.first %d -sim.seeds 1 -sim.verbose\n\n%s", fmt.Sprintf(format, args...), w.seed,
		strings.Join(w.story[max(0, len(w.story)-storyLines):], "\n"))
}

// must ends the run when something failed that has no reason to.
func must(w *world, err error) {
	w.Helper()
	if err != nil {
		message, hint := yichuang.Explain(err)
		w.fail("%v (%s: %s; %s)", err, yichuang.CodeOf(err), message, hint)
	}
}

func need[T any](w *world, value T, err error) T {
	w.Helper()
	must(w, err)
	return value
}

func (w *world) path(parts ...string) string {
	return filepath.Join(append([]string{w.dir}, parts...)...)
}
