//go:build !linux && !windows

package escpos

import "fmt"

// openSerial knows the lines of Linux and Windows only.
func openSerial(a Address) (link, error) {
	return nil, fmt.Errorf("%w: serial lines are not supported on this system", errNoDevice)
}
