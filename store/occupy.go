package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Claim is a folder that belongs to one process as long as that lives, however it ends.
type Claim struct {
	Folder string
	lock   *os.File
}

// ClaimFolder makes a folder below root, which is made too, for this process alone; its
// name follows pattern as in os.MkdirTemp.
func ClaimFolder(root, pattern string) (*Claim, error) {
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, err
	}
	for {
		folder, err := os.MkdirTemp(root, pattern)
		if err != nil {
			return nil, err
		}
		lock, err := occupy(folder)
		if err != nil {
			return nil, errors.Join(err, os.Remove(folder))
		}
		if isThere(folder) { // it was not swept away before it was held
			return &Claim{folder, lock}, nil
		}
		_ = lock.Close()
	}
}

// Release gives the claim up and takes the folder away, unless it has another name now.
func (c *Claim) Release() {
	_ = c.lock.Close()
	_ = os.RemoveAll(c.Folder) // what cannot be taken away now goes with the next sweep
}

// SweepFolders takes away the folders below root of which the name begins with prefix
// and whose process is gone. What cannot be taken away now is in nobody's way.
func SweepFolders(root, prefix string) {
	entries, _ := os.ReadDir(root) // mostly there is no such folder
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), prefix) {
			sweep(filepath.Join(root, e.Name()))
		}
	}
}
