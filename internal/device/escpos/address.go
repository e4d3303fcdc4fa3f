package escpos

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"yichuang"
)

// Way is how a printer is connected.
type Way string

// The ways.
const (
	Network Way = "network" // TCP
	File    Way = "file"    // a device file, or a printer shared by Windows
	Serial  Way = "serial"
)

// Flow is how the printer on a serial line says that it takes nothing for now.
type Flow string

// The kinds of flow control. Without any, a printer that is slower than the line
// loses text.
const (
	RTS    Flow = "rtscts"
	XON    Flow = "xonxoff"
	NoFlow Flow = "none"
)

// Address says where a receipt printer is.
type Address struct {
	Way  Way
	Name string // host and port, path, or name of the line
	Baud int    // Serial: bits a second
	Flow Flow   // Serial
}

// The usual port of printers, and the usual speed of a serial line.
const (
	usualPort = "9100"
	usualBaud = 9600
)

// ParseAddress reads an address as a configuration has it:
//
//	192.168.1.5  192.168.1.5:9100  tcp://printer.hall:9100
//	/dev/usb/lp0
//	/dev/ttyS0  /dev/ttyUSB0?baud=19200&flow=rtscts  COM3?flow=xonxoff
//	\\machine\printer  LPT1
//
// It returns Invalid for anything else.
func ParseAddress(s string) (Address, error) {
	text := strings.TrimSpace(s)
	name, query, _ := strings.Cut(text, "?")
	upper := strings.ToUpper(name)
	if path.IsAbs(name) {
		name = path.Clean(name)
	}
	switch {
	case strings.ContainsAny(text, " \t\r\n\x00"):
		return Address{}, badAddress(s, nil)
	case strings.HasPrefix(text, `\\`):
		if parts := strings.Split(text[2:], `\`); len(parts) != 2 || slices.Contains(parts, "") {
			return Address{}, badAddress(s, nil)
		}
		return Address{Way: File, Name: text}, nil
	case portName(upper, "LPT") && query == "":
		return Address{Way: File, Name: upper}, nil
	case portName(upper, "COM"):
		return serialAddress(s, upper, query)
	case strings.HasPrefix(name, "/dev/tty"):
		return serialAddress(s, name, query)
	case path.IsAbs(name) && query == "":
		return Address{Way: File, Name: name}, nil
	case query != "":
		return Address{}, badAddress(s, nil)
	}
	return networkAddress(s, strings.TrimPrefix(text, "tcp://"))
}

// portName reports whether s is a name such as LPT1 or COM12.
func portName(s, kind string) bool {
	number, ok := strings.CutPrefix(s, kind)
	n, err := strconv.Atoi(number)
	return ok && err == nil && n > 0 && n < 256
}

func serialAddress(whole, name, query string) (Address, error) {
	a := Address{Way: Serial, Name: name, Baud: usualBaud, Flow: RTS}
	values, err := url.ParseQuery(query)
	if err != nil {
		return Address{}, badAddress(whole, err)
	}
	for key, value := range values {
		switch key {
		case "baud":
			a.Baud, err = strconv.Atoi(value[0])
			if err != nil || !slices.Contains(bauds, a.Baud) {
				return Address{}, badAddress(whole, fmt.Errorf("baud must be one of %v", bauds))
			}
		case "flow":
			a.Flow = Flow(value[0])
			if !slices.Contains([]Flow{RTS, XON, NoFlow}, a.Flow) {
				return Address{}, badAddress(whole, fmt.Errorf("flow must be %s, %s or %s", RTS, XON, NoFlow))
			}
		default:
			return Address{}, badAddress(whole, fmt.Errorf("there is no setting %q", key))
		}
	}
	return a, nil
}

var bauds = []int{4800, 9600, 19200, 38400, 57600, 115200}

func networkAddress(whole, rest string) (Address, error) {
	host, port, err := net.SplitHostPort(rest)
	if err != nil {
		host, port = strings.Trim(rest, "[]"), usualPort
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 || host == "" || strings.Trim(host, hostLetters) != "" || strings.Contains(host, ":") && net.ParseIP(host) == nil {
		return Address{}, badAddress(whole, err)
	}
	return Address{Way: Network, Name: net.JoinHostPort(host, port)}, nil
}

// hostLetters are what names and numbers of machines are made of.
const hostLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:%"

func badAddress(s string, err error) error {
	return &yichuang.Error{Code: yichuang.Invalid, Message: "小票打印机的地址“" + yichuang.Clip(yichuang.CleanLine(s), 60) + "”看不懂",
		Hint: "请管理员改为 192.168.1.5:9100、/dev/usb/lp0、/dev/ttyS0?baud=9600、COM3 或者 \\\\主机\\共享名 这样的写法", Err: err}
}

// String returns the address as a person reads it.
func (a Address) String() string { return a.Name }

// open opens a link to the printer.
func (a Address) open(ctx context.Context, wait time.Duration) (link, error) {
	switch a.Way {
	case Network:
		dialer := net.Dialer{Timeout: wait}
		conn, err := dialer.DialContext(ctx, "tcp", a.Name)
		if err != nil {
			return nil, err
		}
		return conn.(*net.TCPConn), nil
	case Serial:
		return openSerial(a)
	}
	return openFile(a.Name)
}
