//go:build unix

package main

import (
	"os"

	"yichuang/internal/device/preview"

	"golang.org/x/sys/unix"
)

// freeRoom is how many bytes a disk has left for this user.
func freeRoom(folder string) (int64, error) {
	var disk unix.Statfs_t
	if err := unix.Statfs(folder, &disk); err != nil {
		return 0, err
	}
	return int64(disk.Bavail) * int64(disk.Bsize), nil
}

// pictures is how this terminal shows pictures.
func pictures() preview.Protocol { return preview.Guess(os.Getenv) }

// cellSize is how many dots a character of this terminal has, zeros where it does not
// tell.
func cellSize() (width, height int) {
	size, err := unix.IoctlGetWinsize(int(os.Stdout.Fd()), unix.TIOCGWINSZ)
	if err != nil || size.Col == 0 || size.Row == 0 {
		return 0, 0
	}
	return int(size.Xpixel / size.Col), int(size.Ypixel / size.Row)
}
