//go:build unix

package main

import "syscall"

// apart gives a program a session of its own: the terminal's keys do not reach it,
// and it cannot write over the screen.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
