//go:build unix

package escpos

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
)

var errNoDevice = errors.New("not a device")

// openFile opens a device file for writing and, where that is allowed, for its
// answers. A file that is no device is refused: what is written to /dev/usb/lp0
// while no printer is plugged in must not end in a file of that name.
func openFile(name string) (link, error) {
	if strings.HasPrefix(name, `\\`) || strings.HasPrefix(name, "LPT") {
		return nil, fmt.Errorf("%w: %s is a printer of Windows", errNoDevice, name)
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	// Without O_NONBLOCK opening may wait for ever for a line that is not ready.
	const flags = syscall.O_NONBLOCK | syscall.O_NOCTTY
	switch kind := info.Mode().Type(); {
	case kind == os.ModeNamedPipe:
		return pass(os.OpenFile(name, os.O_WRONLY|flags, 0))
	case kind&os.ModeCharDevice == 0:
		return nil, fmt.Errorf("%w: %s", errNoDevice, info.Mode())
	}
	f, err := os.OpenFile(name, os.O_RDWR|flags, 0)
	if errors.Is(err, os.ErrPermission) {
		f, err = os.OpenFile(name, os.O_WRONLY|flags, 0)
	}
	return pass(f, err)
}

// pass keeps a nil file from becoming a link that is not nil.
func pass(f *os.File, err error) (link, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}
