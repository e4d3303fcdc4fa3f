package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// TestFullDisk fills a real file system, which only root may mount.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
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
