package e2e_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/e2e"
	"yichuang/internal/testkit"
)

// tries is how often something is broken off somewhere.
const tries = 3

// A terminal without a network for days has its work carried to another one. That may be
// done twice, broken off, and overtaken by more work; when the network comes back, the
// terminal finds that the centre has it.
func TestALongOutage(t *testing.T) {
	databases(t, func(t *testing.T, o e2e.Options) {
		hall := e2e.Open(t, o)
		a, b := hall.Seat("W01"), hall.Seat("W02")
		a.Line.Cut()
		works := func(day int) {
			for i := range 3 {
				n := a.TakeIn("1001", fmt.Sprintf("断网第%d天%d号", day, i))
				a.Scan("1001", n, "app", e2e.Page(string(n), 300_000))
			}
		}
		works(1)
		stick := filepath.Join(t.TempDir(), "monday.parcel")
		for range tries {
			a.Cut(somewhere(), "sync", "export", stick)
		}
		a.Run("sync", "export", stick)
		works(2)
		second := filepath.Join(t.TempDir(), "tuesday.parcel")
		a.Run("sync", "export", second)

		b.Line.Fray(200_000) // the carrier's line breaks in the middle
		for range tries {
			b.Try("sync", "import", stick)
		}
		b.Line.Mend()
		for _, file := range []string{stick, stick, second, stick, second} {
			if out := b.Run("sync", "import", file); !strings.Contains(out, "中心已收下") {
				t.Errorf("imported: %s", out)
			}
		}
		b.Run("sync", "now")
		ledger := hall.Agree(b)
		if found := hall.Scans(ledger); len(ledger.Cases) != 6 || len(found) != 6 {
			t.Errorf("%d cases and %d scans of 6", len(ledger.Cases), len(found))
		}
		if unsent, _ := a.Waiting(); unsent == 0 {
			t.Error("what was carried counts as sent at home, before the centre has said so")
		}
		works(3)
		a.Line.Mend()
		a.Run("sync", "now")
		b.Run("sync", "now")
		if ledger := hall.Agree(a, b); len(ledger.Cases) != 9 {
			t.Errorf("%d cases of 9", len(ledger.Cases))
		}
	})
}

// The centre's disk is lost and yesterday's backup put back: terminals offer again what
// it lacks, also what a terminal did that is gone since.
func TestYesterdaysBackupOfTheCentre(t *testing.T) {
	databases(t, func(t *testing.T, o e2e.Options) {
		hall := e2e.Open(t, o)
		a, b, gone := hall.Seat("W01"), hall.Seat("W02"), hall.Seat("W03")
		works := func(s *e2e.Seat, name string) yichuang.CaseNumber {
			n := s.TakeIn("1001", name)
			s.Run("sync", "now")
			return n
		}
		before := works(a, "备份以前")
		a.Scan("1001", before, "app", e2e.Page("before", 100_000))
		a.Run("sync", "now")
		hall.Ledger(hall.Centre) // whoever reads it is in the backup, too
		file := filepath.Join(t.TempDir(), "centre.ycb")
		hall.Centre.Run("backup", file)
		after := works(a, "备份以后")
		hash := a.Scan("1001", after, "app", e2e.Page("after", 100_000))
		works(gone, "以后没有了")
		works(b, "最后一件")
		a.Run("sync", "now")
		b.Run("sync", "now")
		was := hall.Agree(a, b)

		hall.Centre.Kill()
		a.TakeIn("1001", "中心没有的时候")
		database := ""
		if o.Database != "" {
			database = testkit.Postgres(t)
		}
		hall.Centre.Restore(file, database)
		if now := hall.Ledger(hall.Centre); len(now.Cases) >= len(was.Cases) {
			t.Errorf("the backup of yesterday has %d cases, today's centre had %d", len(now.Cases), len(was.Cases))
		}
		for _, s := range []*e2e.Seat{a, b, a} {
			s.Run("sync", "now")
		}
		ledger := hall.Agree(a, b)
		for n, stated := range was.Cases {
			if len(ledger.Cases[n]) < len(stated) {
				t.Errorf("case %s has %d events of %d", n, len(ledger.Cases[n]), len(stated))
			}
		}
		if len(ledger.Cases) != len(was.Cases)+1 {
			t.Errorf("%d cases, there were %d", len(ledger.Cases), len(was.Cases))
		}
		if found := hall.Scans(ledger); !found[hash] || len(found) != 2 {
			t.Errorf("%d scans are at the centre", len(found))
		}
	})
}

// A terminal's machine is lost. Its backup, put back on another one, becomes a new
// terminal of the same seat: what the old one did since comes from the centre, and no
// number is issued twice.
func TestABackupOfATerminal(t *testing.T) {
	databases(t, func(t *testing.T, o e2e.Options) {
		hall := e2e.Open(t, o)
		a, b := hall.Seat("W01"), hall.Seat("W02")
		n := a.TakeIn("1001", "备份以前")
		hash := a.Scan("1001", n, "app", e2e.Page("before", 300_000))
		file := filepath.Join(t.TempDir(), "w01.backup")
		a.Run("backup", file)
		a.TakeIn("1001", "备份以后")
		a.Run("sync", "now")

		again := hall.Machine("W01")
		for range tries {
			again.Cut(somewhere(), "restore", file)
			if r := again.Try("intake", "--by", "1001", again.Application("半途")); r.Code == 0 {
				t.Error("a restore that was killed left data that go on under the old identity")
			}
		}
		if r := again.Try("restore", file); r.Code != 0 && !strings.Contains(r.Said, "已经有数据") {
			t.Fatalf("after restores that were killed: %+v", r)
		}
		if r := again.Try("intake", "--by", "1001", again.Application("恢复以后")); r.Code != 1 || !strings.Contains(r.Said, "新的登记批次") {
			t.Errorf("it works on under the old identity: %+v", r)
		}
		again.Enrol(hall.Centre.Code("W01"))
		again.TakeIn("1001", "恢复以后")
		again.Run("sync", "now")
		b.Run("sync", "now")
		ledger := hall.Agree(again, b)
		if found := hall.Scans(ledger); len(ledger.Cases) != 3 || !found[hash] {
			t.Errorf("%d cases of 3, scans %v", len(ledger.Cases), found)
		}
		if got := e2e.HashOf([]byte(again.Run("scan", "get", string(n), string(hash)))); got != hash {
			t.Errorf("the scan comes out of the backup as %s", got)
		}
	})
}
