//go:build !linux

package sync

import "syscall"

// control leaves it to keep-alive probes to notice a dead line.
func control(_, _ string, _ syscall.RawConn) error { return nil }
