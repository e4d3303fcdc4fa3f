package e2e

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Disk is a small disk of the test's own.
type Disk struct {
	t      testing.TB
	Folder string
}

// SmallDisk mounts a disk of so many MiB. Only root may; the test is skipped for
// anybody else.
func SmallDisk(t testing.TB, size int) *Disk {
	t.Helper()
	d := &Disk{t, t.TempDir()}
	if err := syscall.Mount("tmpfs", d.Folder, "tmpfs", 0, fmt.Sprintf("size=%dm", size)); err != nil {
		t.Skip("a small disk can be mounted by root only: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(d.Folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return d
}

// Leave fills the disk up until so many KiB are free.
func (d *Disk) Leave(kib int64) {
	d.t.Helper()
	d.Clear()
	var disk syscall.Statfs_t
	if err := syscall.Statfs(d.Folder, &disk); err != nil {
		d.t.Fatal(err)
	}
	if free := int64(disk.Bavail)*disk.Bsize - kib<<10; free > 0 {
		if err := os.WriteFile(d.fill(), make([]byte, free), 0o600); err != nil {
			d.t.Fatal(err)
		}
	}
}

// Clear makes room again.
func (d *Disk) Clear() {
	d.t.Helper()
	if err := os.Remove(d.fill()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.t.Fatal(err)
	}
}

func (d *Disk) fill() string { return filepath.Join(d.Folder, "fill") }
