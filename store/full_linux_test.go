package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// smallDisk mounts a real file system, which only root may.
func smallDisk(t *testing.T, size string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		if errors.Is(err, os.ErrPermission) {
			t.Skip("only root may mount a file system")
		}
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestFullDisk fills a real file system.
func TestFullDisk(t *testing.T) {
	dir := smallDisk(t, "1m")
	path := filepath.Join(dir, "small.db")
	s := openAt(t, path, store.Options{})
	if _, err := s.PutItems(t.Context(), testkit.Items(testkit.FillItems)); err != nil {
		t.Fatal(err)
	}
	c := fillUp(t, s, open(t, s, 1, testkit.Reviewed(false)...))
	stillThere(t, s, c)
	again := openAt(t, path, store.Options{ReadOnly: true}) // beside it, on the full disk
	stillThere(t, again, c)
	if err := s.Close(); err != nil && yichuang.CodeOf(err) != yichuang.Full {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=8m"); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, store.Options{})
	stillThere(t, s, c)
	c = appendTo(t, s, c, &yichuang.Noted{Text: "又有空间了"})
	stillThere(t, s, c)
	sound(t, s)
}

// TestFullDiskForScans adds and fetches scans with ever more room on the disk, so
// that it ends in every place: each is there with the step that names it, or nothing
// of it is.
func TestFullDiskForScans(t *testing.T) {
	dir := smallDisk(t, "6m")
	s := openAt(t, filepath.Join(dir, "small.db"), store.Options{})
	if _, err := s.PutItems(t.Context(), testkit.Items(testkit.FillItems)); err != nil {
		t.Fatal(err)
	}
	c := open(t, s, 1, testkit.Scenario())
	fill := filepath.Join(dir, "fill")
	leave := func(kib int64) {
		t.Helper()
		_ = os.Remove(fill) // there is none at first
		var disk syscall.Statfs_t
		must(t, syscall.Statfs(dir, &disk))
		must(t, os.WriteFile(fill, make([]byte, max(int64(disk.Bavail)*disk.Bsize-kib<<10, 0)), 0o600))
	}
	added, refused := 0, 0
	for kib := int64(0); kib <= 320; kib += 4 {
		leave(kib)
		before := kept(t, s)
		data := content(uint64(kib), 200<<10)
		err := attach(t.Context(), s, c, "m1", bytes.NewReader(data))
		now, readErr := s.Case(t.Context(), c.Number)
		if readErr != nil {
			t.Fatal(readErr)
		}
		if err != nil {
			wantCode(t, err, yichuang.Full)
			if refused++; len(now.Scans()) != added || !slices.Equal(kept(t, s), before) {
				t.Fatalf("with %d KiB left: %d scans, here is %v, was %v", kib, len(now.Scans()), kept(t, s), before)
			}
			wantState(t, s, hashOf(data), "")
			continue
		}
		if added++; len(now.Scans()) != added {
			t.Fatalf("with %d KiB left: %d scans, want %d", kib, len(now.Scans()), added)
		}
		readsBack(t, s, now.Scans()[added-1], data)
		break
	}
	if added == 0 || refused < 50 {
		t.Errorf("%d added, %d refused: the disk was never full, or always", added, refused)
	}
	data := content(1, mib+9)
	scan := elsewhere(data)
	leave(500)
	begin(t, s, scan)
	wantCode(t, s.TakeChunk(t.Context(), scan, 0, chunkOf(data, 0)), yichuang.Full)
	begin(t, s, scan)
	must(t, os.Remove(fill))
	take(t, s, scan, data, 0, 1)
	must(t, s.TakeScan(t.Context(), scan))
	readsBack(t, s, scan, data)
	sound(t, s)
}
