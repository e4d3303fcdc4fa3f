//go:build !unix

package tui

// askWidth assumes what the system's own terminal does.
func askWidth() (wide bool, typed []byte, err error) { return false, nil, nil }

// again is never needed, because askWidth never finds wide characters.
func again(...string) error { return nil }

// openTerminal leaves the console of the system to the library.
func openTerminal() (*terminal, error) {
	return &terminal{library: true, close: func() {}}, nil
}
