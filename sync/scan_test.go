package sync_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/store"
	"yichuang/sync"
)

// Whoever shows scans is told when one has come to the centre, and when one turns out
// to be spoilt and will not: at that moment the store says so.
func TestWhatBecomesOfAScanIsTold(t *testing.T) {
	for want, before := range map[yichuang.ScanState]func(*testing.T, *store.Store, yichuang.ScanHash){
		yichuang.ScanSent: func(*testing.T, *store.Store, yichuang.ScanHash) {}, yichuang.ScanSpoilt: spoil,
	} {
		t.Run(string(want), func(t *testing.T) {
			x := enrol(t, serve(t, central.Options{Data: t.TempDir()}), "W01", 1)
			c := x.take(0, testkit.Scenario())
			var hash yichuang.ScanHash
			err := x.AddScan(t.Context(), bytes.NewReader([]byte("%PDF-")), func(b *store.Batch, scan yichuang.Scan) error {
				hash = scan.Hash
				_, err := b.Append("1001", c.Number, c.Seen(), &yichuang.ScanAttached{Material: "m1", Scan: scan})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			before(t, x.Store, hash)
			if w, err := x.Waiting(t.Context()); err != nil || w.Scans != 1 {
				t.Errorf("waiting are %+v, %v", w, err)
			}
			var told atomic.Bool
			x.engine = sync.New(sync.Options{Centre: sync.Over(x.centre), Store: of(x.Store), Now: time.Now, Changed: func() {
				if now, err := x.ScanState(t.Context(), hash); err == nil && now == want {
					told.Store(true)
				}
			}})
			defer x.run()()
			until(t, "it is told what became of it", told.Load)
			until(t, "nothing waits", func() bool { s := x.engine.Status(); return s.Scans == 0 && s.Synced() })
		})
	}
}

// spoil changes a byte of content on the disk.
func spoil(t *testing.T, s *store.Store, hash yichuang.ScanHash) {
	t.Helper()
	file := filepath.Join(filepath.Dir(s.Path()), "scans", string(hash[:2]), string(hash), "0")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)-1]++
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}
