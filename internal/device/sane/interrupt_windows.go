package sane

import "os"

// interrupt ends a process; Windows cannot ask.
func interrupt(p *os.Process) error { return p.Kill() }
