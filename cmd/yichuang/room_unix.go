//go:build unix

package main

import "golang.org/x/sys/unix"

// freeRoom is how many bytes a disk has left for this user.
func freeRoom(folder string) (int64, error) {
	var disk unix.Statfs_t
	if err := unix.Statfs(folder, &disk); err != nil {
		return 0, err
	}
	return int64(disk.Bavail) * int64(disk.Bsize), nil
}
