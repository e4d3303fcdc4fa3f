package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/e2e"
)

// work is what commands at a seat reported as done, while everything around is killed.
type work struct {
	*e2e.Seat
	mu    sync.Mutex
	cases []yichuang.CaseNumber
	scans []yichuang.ScanHash
}

// begin takes in applications and adds scans; about every second command is killed
// somewhere on its way.
func (w *work) begin(by, name string, many int) (end func()) {
	var all sync.WaitGroup
	all.Go(func() {
		for i := range many {
			n, _ := w.TryIntake(somewhere(), by, fmt.Sprintf("%s第%d", name, i))
			if n == "" {
				continue
			}
			hash, _ := w.TryScan(somewhere(), by, n, "app", e2e.Page(string(n), rand.IntN(300_000)))
			w.mu.Lock()
			w.cases = append(w.cases, n)
			if hash != "" {
				w.scans = append(w.scans, hash)
			}
			w.mu.Unlock()
		}
	})
	return all.Wait
}

// somewhere is a moment in the course of a command, or none.
func somewhere() time.Duration {
	if rand.IntN(2) == 0 {
		return 0
	}
	return 1 + rand.N(40*time.Millisecond)
}

// pause lets what is under way come some random way.
func pause(most time.Duration) { time.Sleep(rand.N(most)) }

// weather makes lines bad ones, now this way and now that, until it is told to end.
func weather(lines ...*e2e.Proxy) (end func()) {
	stop := make(chan struct{})
	var all sync.WaitGroup
	for _, line := range lines {
		all.Go(func() {
			for {
				select {
				case <-stop:
					line.Mend()
					return
				case <-time.After(rand.N(150 * time.Millisecond)):
				}
				line.Mend()
				switch rand.IntN(5) {
				case 0:
					line.Cut()
				case 1:
					line.Delay(rand.N(10 * time.Millisecond))
				case 2, 3:
					line.Fray(200_000)
				}
			}
		})
	}
	return func() {
		close(stop)
		all.Wait()
	}
}

// Terminals with and without screens, their commands and the centre are killed in the
// middle of everything, over lines that break. In the end every case and every event
// that was committed is at the centre exactly once and in order, every terminal shows
// the same, and every database is sound.
func TestEverythingIsKilledInALoop(t *testing.T) {
	rounds := e2e.Rounds(t)
	databases(t, func(t *testing.T, o e2e.Options) {
		hall := e2e.Open(t, o)
		a, b := &work{Seat: hall.Seat("W01")}, &work{Seat: hall.Seat("W02")}
		handed := map[yichuang.CaseNumber]bool{}
		calm := weather(a.Line, b.Line)
		for i := range rounds {
			n := a.TakeIn("1001", fmt.Sprintf("交付%d号", i))
			screen, running := a.SignIn("1001"), b.Start("sync", "run")
			here, there := a.begin("1001", fmt.Sprintf("甲%d", i), 4), b.begin("1002", fmt.Sprintf("乙%d", i), 4)
			screen.Press("f3").Sees("查找").Types(string(n)).Sees(n.Pretty()[14:]).Press("enter").Sees("下一步").Press("enter").Sees("已交 0/2")
			hall.Centre.Kill()
			screen.Types("p").Sees("已送打印").Types("a")
			hall.Centre.Start()
			pause(300 * time.Millisecond)
			handed[n] = strings.Contains(screen.Text(), "已交 2/2")
			screen.Kill()
			pause(300 * time.Millisecond)
			running.Kill()
			hall.Centre.Kill()
			hall.Centre.Start()
			here()
			there()
		}
		calm()
		for _, s := range []*work{a, b, a} { // what b did after a's turn is fetched by a's second
			s.Run("sync", "now")
		}
		late := hall.Seat("W03")
		late.Run("sync", "now")
		ledger := hall.Agree(a.Seat, b.Seat, late)
		t.Logf("%d cases with %d runs of events; %d and %d were told to be done", len(ledger.Cases), len(ledger.Runs), len(a.cases), len(b.cases))
		for _, n := range append(a.cases, b.cases...) {
			if len(ledger.Cases[n]) == 0 {
				t.Errorf("case %s was taken in, and the centre does not have it", n)
			}
		}
		found := hall.Scans(ledger)
		for _, hash := range append(a.scans, b.scans...) {
			if !found[hash] {
				t.Errorf("scan %s was added, and no case at the centre names it", hash)
			}
		}
		for n, was := range handed {
			if shown := late.Run("case", "show", "--json", string(n)); was && strings.Count(shown, `"kind": "paper-handed"`) != 2 {
				t.Errorf("the papers of case %s stood on the screen as handed over, and the centre's case is\n%s", n, shown)
			}
		}
	})
}
