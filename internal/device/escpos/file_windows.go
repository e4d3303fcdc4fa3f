package escpos

import (
	"errors"
	"os"
	"strings"
)

var errNoDevice = errors.New("not a device")

// openFile opens a parallel port or a printer that a machine shares. Windows
// hands what is written to it to the queue of that printer, as it does with
// copy /b.
func openFile(name string) (link, error) {
	if strings.HasPrefix(name, "LPT") {
		name = `\\.\` + name
	}
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	return f, nil
}
