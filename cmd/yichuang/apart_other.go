//go:build !unix

package main

import "syscall"

// apart needs nothing here: windows have no terminal in common.
func apart() *syscall.SysProcAttr { return nil }
