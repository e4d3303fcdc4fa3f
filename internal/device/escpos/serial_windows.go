package escpos

import (
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// serialStall bounds one writing on a serial line, in the place of a deadline,
// which files have not on Windows.
const serialStall = 15 * time.Second

// openSerial opens a COM port and sets its speed, 8 bits, no parity, one stop bit.
func openSerial(a Address) (link, error) {
	f, err := os.OpenFile(`\\.\`+a.Name, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if err := setLine(windows.Handle(f.Fd()), a); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Bits of DCB.Flags.
const (
	dcbBinary    = 1 << 0
	dcbCTS       = 1 << 2
	dcbXonOut    = 1 << 8
	dcbRTSFlow   = 2 << 12
	dcbRTSOn     = 1 << 12
	dcbDTROn     = 1 << 4
	millisSecond = uint32(time.Second / time.Millisecond)
)

func setLine(line windows.Handle, a Address) error {
	var dcb windows.DCB
	if err := windows.GetCommState(line, &dcb); err != nil {
		return err
	}
	dcb.BaudRate, dcb.ByteSize, dcb.Parity, dcb.StopBits = uint32(a.Baud), 8, windows.NOPARITY, windows.ONESTOPBIT
	dcb.Flags = dcbBinary | dcbDTROn
	switch a.Flow {
	case RTS:
		dcb.Flags |= dcbCTS | dcbRTSFlow
	case XON:
		dcb.Flags |= dcbXonOut | dcbRTSOn
	case NoFlow:
		dcb.Flags |= dcbRTSOn
	}
	if err := windows.SetCommState(line, &dcb); err != nil {
		return err
	}
	return windows.SetCommTimeouts(line, &windows.CommTimeouts{
		ReadTotalTimeoutConstant: millisSecond / 5, WriteTotalTimeoutConstant: uint32(serialStall / time.Millisecond),
	})
}
