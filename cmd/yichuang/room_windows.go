package main

import (
	"yichuang/internal/device/preview"

	"golang.org/x/sys/windows"
)

// freeRoom is how many bytes a disk has left for this user.
func freeRoom(folder string) (int64, error) {
	name, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, err
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, nil, nil); err != nil {
		return 0, err
	}
	return int64(free), nil
}

// pictures is none: on this system the library draws the screen, and knows none.
func pictures() preview.Protocol { return preview.None }

// cellSize is not told here.
func cellSize() (width, height int) { return 0, 0 }
