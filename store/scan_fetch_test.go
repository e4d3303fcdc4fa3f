package store_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"yichuang"
	"yichuang/store"
)

// elsewhere is a scan that another terminal added.
func elsewhere(data []byte) yichuang.Scan {
	return yichuang.Scan{Hash: hashOf(data), Size: int64(len(data))}
}

func chunkOf(data []byte, i int) []byte { return data[i*mib : min((i+1)*mib, len(data))] }

// begin begins to fetch, or goes on, and fails the test unless these chunks are here.
func begin(t *testing.T, s *store.Store, scan yichuang.Scan, want ...int) {
	t.Helper()
	here, err := s.FetchedChunks(t.Context(), scan)
	if err != nil || len(here) != len(want) {
		t.Fatalf("here are %v, want %v: %v", here, want, err)
	}
	for _, i := range want {
		if !here[i] {
			t.Fatalf("here are %v, want %v", here, want)
		}
	}
}

func take(t *testing.T, s *store.Store, scan yichuang.Scan, data []byte, chunks ...int) {
	t.Helper()
	for _, i := range chunks {
		if err := s.TakeChunk(t.Context(), scan, i, chunkOf(data, i)); err != nil {
			t.Fatal(err)
		}
	}
}

// A fetch that is interrupted goes on where it was, after a restart as well; a chunk
// that was cut off meanwhile is fetched again.
func TestFetchIsResumed(t *testing.T) {
	for _, vault := range []store.Vault{store.PlainVault{}, newVault(t)} {
		s := newStore(t, store.Options{Vault: vault})
		data := content(1, 4*mib+9)
		scan := elsewhere(data)
		begin(t, s, scan)
		wantState(t, s, scan.Hash, yichuang.ScanPartial)
		take(t, s, scan, data, 0, 1, 2, 4)
		wantCode(t, s.TakeScan(t.Context(), scan), yichuang.NotFound)
		wantState(t, s, scan.Hash, yichuang.ScanPartial)
		_, err := s.ScanChunk(t.Context(), scan.Hash, 0)
		wantCode(t, err, yichuang.NotFound) // a part is never shown as the whole
		part := filepath.Join(filepath.Dir(s.Path()), "scans", string(scan.Hash[:2]), string(scan.Hash)+".part")
		must(t, s.Close(), os.Truncate(filepath.Join(part, "1"), 1000), os.Truncate(filepath.Join(part, "2"), 0),
			os.WriteFile(filepath.Join(part, ".half-1"), []byte("x"), 0o600))

		s = openAt(t, s.Path(), store.Options{Vault: vault})
		begin(t, s, scan, 0, 4)
		take(t, s, scan, data, 1, 2, 3)
		must(t, s.TakeScan(t.Context(), scan))
		wantState(t, s, scan.Hash, yichuang.ScanSent)
		readsBack(t, s, scan, data)
		if unsent, err := s.UnsentScans(t.Context(), 10); err != nil || len(unsent) > 0 {
			t.Errorf("what came from the centre is to be sent there: %v, %v", unsent, err)
		}
		if left, err := os.Stat(part); err == nil {
			t.Errorf("left behind: %v", left.Name())
		}
	}
}

// What was fetched and is not what its hash says does not stay. What was spoilt
// before is so still.
func TestFetchedContentThatDoesNotMatch(t *testing.T) {
	s := newStore(t, store.Options{})
	data := content(1, mib+9)
	scan := elsewhere(data)
	wrong := func() {
		t.Helper()
		begin(t, s, scan)
		take(t, s, scan, data, 0)
		must(t, s.TakeChunk(t.Context(), scan, 1, content(2, 9)))
		wantCode(t, s.TakeScan(t.Context(), scan), yichuang.Damaged)
	}
	wrong()
	wantState(t, s, scan.Hash, "")
	if left := kept(t, s); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	addScan(t, s, data)
	flip(t, scanFile(s, scan.Hash, 0), 9)
	must(t, s.ScanSpoilt(t.Context(), scan.Hash, "校验不符"))
	wrong()
	wantState(t, s, scan.Hash, yichuang.ScanSpoilt)
	begin(t, s, scan)
	take(t, s, scan, data, 0, 1)
	must(t, s.TakeScan(t.Context(), scan)) // the right content takes the place of the spoilt
	wantState(t, s, scan.Hash, yichuang.ScanSent)
	readsBack(t, s, scan, data)
}

// Fetching what is here changes nothing: content that is still to be sent is so
// afterwards.
func TestFetchOfWhatIsHere(t *testing.T) {
	s := newStore(t, store.Options{})
	data := content(1, mib+9)
	scan := addScan(t, s, data)
	before := kept(t, s)
	begin(t, s, scan, 0, 1)
	must(t, s.TakeScan(t.Context(), scan))
	wantState(t, s, scan.Hash, yichuang.ScanUnsent)
	if !slices.Equal(kept(t, s), before) {
		t.Errorf("it left %v", kept(t, s))
	}
}

// While a scan is fetched the paper is scanned here as well, or another process
// fetches it, too: it is here once, and whoever was slower is told nothing.
func TestFetchOvertaken(t *testing.T) {
	data := content(1, 2*mib+9)
	scan := elsewhere(data)
	for name, overtake := range map[string]func(s, other *store.Store){
		"added here": func(s, other *store.Store) {
			must(t, other.AddScan(t.Context(), bytes.NewReader(data), nothing))
			wantState(t, s, scan.Hash, yichuang.ScanUnsent)
		},
		"fetched there": func(s, other *store.Store) {
			begin(t, other, scan, 0)
			take(t, other, scan, data, 0, 1, 2)
			must(t, other.TakeScan(t.Context(), scan))
			wantState(t, s, scan.Hash, yichuang.ScanSent)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t, store.Options{})
			other := openAt(t, s.Path(), store.Options{})
			begin(t, s, scan)
			take(t, s, scan, data, 0)
			overtake(s, other)
			want := kept(t, s)
			take(t, s, scan, data, 1, 2)
			must(t, s.TakeScan(t.Context(), scan))
			readsBack(t, s, scan, data)
			if !slices.Equal(kept(t, s), want) {
				t.Errorf("here is %v, want %v", kept(t, s), want)
			}
			must(t, other.ReadScan(t.Context(), scan, io.Discard))
		})
	}
}
