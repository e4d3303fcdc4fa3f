//go:build unix && !solaris && !aix

package store

import (
	"errors"
	"os"
	"syscall"
)

// occupy marks a folder as in use for as long as the file returned stays open: at the
// latest until the process ends, however it does.
func occupy(folder string) (*os.File, error) {
	f, err := os.Open(folder)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			return f, nil // a file system without locks never sweeps either
		}
	}
}

// sweep takes a folder away that nobody has in use.
func sweep(folder string) {
	f, err := os.Open(folder)
	if err != nil {
		return
	}
	defer f.Close()
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
		_ = os.RemoveAll(folder) // the next start tries again
	}
}
