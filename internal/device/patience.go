package device

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"yichuang"
)

// Patience is how long a device on the network may keep a caller waiting. Not
// the whole of a job is bounded, which may take minutes, but each silence in it.
type Patience struct {
	Connect time.Duration // until it is reached
	Stall   time.Duration // without a byte taken or given
}

// writeAtOnce is how much is written under one deadline: a slow printer that
// goes on taking bytes must not look like one that stopped.
const writeAtOnce = 4 << 10

// Dial reaches a device. Reading from the connection and writing to it fail with
// os.ErrDeadlineExceeded after a silence of p.Stall.
func (p Patience) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: p.Connect}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &patientConn{Conn: conn, stall: p.Stall}, nil
}

// Client returns an HTTP client for one device on the hall's own network: no
// proxy, no redirection to elsewhere, no cookie. Each request has a connection
// of its own: devices close idle ones at moments of their choice.
func (p Patience) Client() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext: p.Dial, TLSHandshakeTimeout: p.Connect, DisableKeepAlives: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type patientConn struct {
	net.Conn
	stall time.Duration
}

func (c *patientConn) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(c.stall)); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

// Write moves the deadline of a reader on as well: who waits for the answer to a
// long request does not wait in silence while the request goes out.
func (c *patientConn) Write(b []byte) (written int, err error) {
	for len(b) > 0 {
		if err := c.SetDeadline(time.Now().Add(c.stall)); err != nil {
			return written, err
		}
		n, err := c.Conn.Write(b[:min(len(b), writeAtOnce)])
		written += n
		if err != nil {
			return written, err
		}
		b = b[n:]
	}
	return written, nil
}

// CloseWrite tells the device that nothing more will come.
func (c *patientConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// Unreached explains why a device could not be reached, in words about the
// device named, such as 打印机 192.168.1.5:9100. It returns NotFound for a name
// that no one knows, Denied where this terminal may not, and Busy otherwise.
func Unreached(what string, err error) error {
	out := &yichuang.Error{Code: yichuang.Busy, Message: "连不上" + what,
		Hint: "请看设备是否开着、网线或者数据线是否插好；仍不行请联系管理员", Err: Because(Offline, err)}
	var name *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		return Stopped(Nothing, err)
	case errors.As(err, &name):
		out.Code, out.Message, out.Hint = yichuang.NotFound, "找不到"+what+"，网络上没有这个名字", "请管理员检查设置里的地址"
	case errors.Is(err, syscall.ECONNREFUSED):
		out.Message, out.Hint = what+" 不接受连接", "设备开着，但是没有在这个端口上等待；请把设备重启一次，仍不行请管理员检查地址和端口"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		out.Message, out.Hint = "连不上"+what+"，网络不通", "请看网线是否插好、设备是否开着；仍不行请联系管理员"
	case errors.Is(err, os.ErrPermission):
		out.Code, out.Message, out.Hint = yichuang.Denied, "没有权限使用"+what, "请管理员允许本机用户使用它（Linux 上是加入 lp 或者 dialout 组）"
	}
	return out
}
