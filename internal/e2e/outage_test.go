package e2e_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/e2e"
)

// A terminal enrols with a code, works through a hundred cases without a network, and
// comes back: a second terminal and the centre show the same, case by case, and the
// scans byte by byte.
func TestAHundredCasesOffline(t *testing.T) {
	databases(t, func(t *testing.T, o e2e.Options) {
		hall := e2e.Open(t, o)
		a, b := hall.Seat("W01"), hall.Seat("W02")
		a.Run("sync", "now")
		b.Run("sync", "now")
		a.Line.Cut()
		cases := 100
		if testing.Short() {
			cases = 10
		}
		scans := map[yichuang.CaseNumber]yichuang.ScanHash{}
		for i := range cases {
			n := a.TakeIn("1001", fmt.Sprintf("断网%d号", i))
			page := e2e.Page(string(n), 2000+i*100)
			scans[n] = a.Scan("1001", n, "app", page)
			if scans[n] != e2e.HashOf(page) {
				t.Errorf("the scan of case %s is named %s", n, scans[n])
			}
		}
		if r := a.Try("sync", "now", "--for", "1s"); r.Code != 1 {
			t.Errorf("sync over a cut line: %+v", r)
		}
		if unsent, _ := a.Waiting(); unsent < 10*cases {
			t.Errorf("%d steps wait after %d cases", unsent, cases)
		}
		a.Line.Mend()
		a.Run("sync", "now")
		b.Run("sync", "now")
		ledger := hall.Agree(a, b)
		if len(ledger.Cases) != cases {
			t.Errorf("the centre has %d cases of %d", len(ledger.Cases), cases)
		}
		if found := hall.Scans(ledger); len(found) != cases {
			t.Errorf("the centre has %d scans of %d", len(found), cases)
		}
		some := slices.Sorted(maps.Keys(ledger.Cases))[:10]
		if here, there := a.Shown(some...), b.Shown(some...); here != there || strings.Count(there, "\"number\"") < cases {
			t.Errorf("the first terminal shows\n%s\nthe second\n%s", here, there)
		}
		for n, hash := range scans {
			if got := e2e.HashOf([]byte(b.Run("scan", "get", string(n), string(hash)))); got != hash {
				t.Errorf("scan %s of case %s comes to the second terminal as %s", hash, n, got)
			}
		}
	})
}
