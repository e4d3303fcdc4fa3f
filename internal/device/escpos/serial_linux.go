package escpos

import (
	"os"

	"golang.org/x/sys/unix"
)

// serialLine is an open serial line.
type serialLine struct{ *os.File }

// openSerial opens a line and sets its speed, 8 bits, no parity, one stop bit.
// The line is raw: a terminal driver would turn every line feed in a picture into
// two bytes.
func openSerial(a Address) (link, error) {
	opened, err := openFile(a.Name)
	if err != nil {
		return nil, err
	}
	f, ok := opened.(*os.File)
	if !ok {
		return nil, errNoDevice
	}
	if err := setLine(f, a); err != nil {
		f.Close()
		return nil, err
	}
	return &serialLine{f}, nil
}

var speeds = map[int]uint32{4800: unix.B4800, 9600: unix.B9600, 19200: unix.B19200, 38400: unix.B38400, 57600: unix.B57600, 115200: unix.B115200}

func setLine(f *os.File, a Address) error {
	return control(f, func(fd int) error {
		t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
		if err != nil {
			return err
		}
		t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
		t.Cflag = unix.CS8 | unix.CREAD | unix.CLOCAL | speeds[a.Baud]
		t.Ispeed, t.Ospeed = speeds[a.Baud], speeds[a.Baud]
		switch a.Flow {
		case RTS:
			t.Cflag |= unix.CRTSCTS
		case XON:
			t.Iflag |= unix.IXON
		}
		return unix.IoctlSetTermios(fd, unix.TCSETS, t)
	})
}

// drain waits until the last byte has left.
func (l *serialLine) drain() error {
	return control(l.File, func(fd int) error { return unix.IoctlSetInt(fd, unix.TCSBRK, 1) })
}

// control calls use with the descriptor of a file, without taking the file out of
// the hands of the poller, as Fd would.
func control(f *os.File, use func(fd int) error) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = use(int(fd)) }); err != nil {
		return err
	}
	return failed
}
