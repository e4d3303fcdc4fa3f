package e2e_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"yichuang/internal/e2e"
)

// A terminal's disk fills up, wherever the room ends: an application and a scan are taken
// in whole or not at all, what comes from the centre waits there, and every refusal says
// that the disk is full. With room again everything goes on.
func TestATerminalOnAFullDisk(t *testing.T) {
	t.Parallel()
	disk := e2e.SmallDisk(t, 8)
	hall := e2e.Open(t, e2e.Options{})
	a, b := hall.Machine("W01"), hall.Seat("W02")
	a.Home = disk.Folder
	a.Enrol(hall.Centre.Code("W01"))
	a.Run("sync", "now")
	taken, scans := 0, 0
	full := func(what string, r e2e.Result) {
		t.Helper()
		if r.Code != 1 || !strings.Contains(r.Said, "磁盘已满或者无法写入") {
			t.Errorf("%s on a full disk: %+v", what, r)
		}
	}
	for kib := int64(0); kib <= 160; kib += 20 {
		disk.Leave(kib)
		n, r := a.TryIntake(0, "1001", fmt.Sprintf("剩%d号", kib))
		if n == "" {
			full("taking in", r)
			continue
		}
		taken++
		disk.Leave(kib)
		if hash, r := a.TryScan(0, "1001", n, "app", e2e.Page(string(n), 60_000)); hash == "" {
			full("a scan", r)
		} else {
			scans++
		}
	}
	if taken == 0 || taken == 9 || scans == 0 || scans == taken {
		t.Errorf("%d applications and %d scans found room: the disk was never full, or always", taken, scans)
	}
	b.TakeIn("1002", "别的窗口")
	b.Run("sync", "now")
	disk.Leave(0)
	full("fetching", a.Try("sync", "now", "--for", "1s"))
	full("looking", a.Try("case", "list"))
	a.Sit().Sees("磁盘已满或者无法写入") // and not the first screen, which sets up a hall
	disk.Clear()
	a.Run("sync", "now")
	b.Run("sync", "now")
	ledger := hall.Agree(a, b)
	if found := hall.Scans(ledger); len(ledger.Cases) != taken+1 || len(found) != scans {
		t.Errorf("%d cases of %d, %d scans of %d", len(ledger.Cases), taken+1, len(found), scans)
	}
	for _, left := range []string{"scans/new-*", "scans/*/*.part", ".writing-*"} {
		if found, err := filepath.Glob(filepath.Join(a.Data(), left)); len(found) > 0 || err != nil {
			t.Errorf("left behind: %v, %v", found, err)
		}
	}
}

// The centre's disk fills up: terminals keep what it cannot take and say why, nothing is
// half taken, and with room again everything arrives.
func TestACentreOnAFullDisk(t *testing.T) {
	t.Parallel()
	disk := e2e.SmallDisk(t, 16)
	hall := e2e.Open(t, e2e.Options{Home: disk.Folder})
	a, b := hall.Seat("W01"), hall.Seat("W02")
	refused := 0
	for _, kib := range []int64{0, 40, 120, 400} {
		n := a.TakeIn("1001", fmt.Sprintf("剩%d号", kib))
		a.Scan("1001", n, "app", e2e.Page(string(n), 200_000))
		disk.Leave(kib)
		if r := a.Try("sync", "now", "--for", "1s"); r.Code != 0 {
			refused++
			if r.Code != 1 || !strings.Contains(r.Said, "磁盘") {
				t.Errorf("with %d KiB left at the centre: %+v", kib, r)
			}
		}
	}
	if refused == 0 {
		t.Error("the centre's disk was never full")
	}
	disk.Leave(0)
	hall.Centre.Kill()
	disk.Clear()
	hall.Centre.Start()
	a.Run("sync", "now")
	b.Run("sync", "now")
	ledger := hall.Agree(a, b)
	if found := hall.Scans(ledger); len(found) != 4 || len(ledger.Cases) != 4 {
		t.Errorf("%d cases and %d scans of 4", len(ledger.Cases), len(found))
	}
}
