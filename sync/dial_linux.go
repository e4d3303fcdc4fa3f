package sync

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// control has the kernel give up a connection on which nothing is acknowledged any
// more, instead of trying for a quarter of an hour.
func control(_, _ string, raw syscall.RawConn) error {
	var failed error
	err := raw.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(unackedTime.Milliseconds()))
	})
	if err != nil {
		return err
	}
	return failed
}
