package e2e_test

import (
	"fmt"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/e2e"
	"yichuang/internal/testkit"
)

// moment is less than the 20 s after which a terminal asks of its own accord: what comes
// within it was told by the feed.
const moment = 15 * time.Second

// Two centres serve one hall on one PostgreSQL, terminals are spread over both. What is
// committed through one is seen within a moment at the other. Each is killed while
// terminals work: they go on with the one that is left, and nothing is lost.
func TestTwoCentres(t *testing.T) {
	t.Parallel()
	hall := e2e.Open(t, e2e.Options{Database: testkit.Postgres(t)})
	first, second := hall.Centre, hall.Beside()
	a, b := &work{Seat: hall.Seat("W01")}, &work{Seat: hall.Seat("W02")}
	b.Line.Lead(second.Address)
	a.Start("sync", "run").Says("在线")
	b.Start("sync", "run").Says("在线")
	seen := func(from, at *work, name string) {
		t.Helper()
		n := from.TakeIn("1001", name)
		from.cases = append(from.cases, n)
		e2e.WaitFor(t, moment, name+" is seen at "+at.Name, func() bool { return at.Has(n) })
	}
	seen(a, b, "经甲中心")
	seen(b, a, "经乙中心")
	for i, c := range []struct {
		killed, left *e2e.Centre
		its, others  *work
	}{{second, first, b, a}, {first, second, a, b}} {
		here, there := a.begin("1001", fmt.Sprintf("甲%d", i), 3), b.begin("1002", fmt.Sprintf("乙%d", i), 3)
		pause(100 * time.Millisecond)
		c.killed.Kill()
		c.its.Line.Lead(c.left.Address) // what a load balancer does
		here()
		there()
		seen(c.others, c.its, fmt.Sprintf("换中心%d", i))
		seen(c.its, c.others, fmt.Sprintf("换过来%d", i))
		c.killed.Start()
		c.its.Line.Lead(c.killed.Address)
		seen(c.its, c.others, fmt.Sprintf("回来%d", i))
	}
	for _, s := range []*work{a, b, a} {
		s.Run("sync", "now")
	}
	ledger := hall.Agree(a.Seat, b.Seat)
	for _, n := range append(append([]yichuang.CaseNumber{}, a.cases...), b.cases...) {
		if len(ledger.Cases[n]) == 0 {
			t.Errorf("case %s was taken in, and no centre has it", n)
		}
	}
	if found := hall.Scans(ledger); len(found) < len(a.scans)+len(b.scans) {
		t.Errorf("%d scans of %d and %d that were added", len(found), len(a.scans), len(b.scans))
	}
}
