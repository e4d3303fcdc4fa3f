package central_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
)

// raw opens a connection as the terminal, and begins a request on it.
func (c *client) raw(head string) *tls.Conn {
	c.t.Helper()
	conn, err := tls.Dial("tcp", strings.TrimPrefix(c.url, "https://"), c.tls(&tls.Certificate{Certificate: [][]byte{c.cert}, PrivateKey: c.key}))
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, head); err != nil {
		c.t.Fatal(err)
	}
	return conn
}

// slowly begins to push so many bytes, of which the first few come.
func (c *client) slowly(announced, sent int) *tls.Conn {
	c.t.Helper()
	return c.raw(fmt.Sprintf("POST %s HTTP/1.1\r\nHost: centre\r\n%s: 1\r\nContent-Length: %d\r\n\r\n%s", wire.PathPush, wire.HeaderProtocol, announced, strings.Repeat("x", sent)))
}

// figure reads a figure for Prometheus.
func figure(t testing.TB, c *central.Centre, name string) string {
	t.Helper()
	w := httptest.NewRecorder()
	c.AdminHandler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	for line := range strings.Lines(w.Body.String()) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	t.Fatalf("there is no figure %s:\n%s", name, w.Body)
	return ""
}

// Whoever sends a body byte by byte keeps nobody from working, and is cut off.
func TestSlowSenders(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		slow, a := s.enrolled(window("W01", 1)), s.enrolled(window("W02", 2))
		var held []*tls.Conn
		for range 40 {
			held = append(held, slow.slowly(100_000, 10))
		}
		for i := range 10 { // a byte now and then, while others work
			for _, conn := range held {
				if _, err := conn.Write([]byte("x")); err != nil {
					t.Fatal(err)
				}
			}
			if answer, p := a.pushes(a.opens(testkit.Scenario())); p != nil || answer.Acked != int64(2*i+2) {
				t.Fatalf("%+v, %v", answer, p)
			}
		}
		verified(t, s.Centre)
	})
}

func TestASlowBodyIsCutOff(t *testing.T) {
	c := open(t, central.Options{Data: t.TempDir()})
	c.Pace(time.Second)
	a := serve(t, c).enrolled(window("W01", 1))
	conn := a.slowly(100_000, 10)
	answer, err := io.ReadAll(conn) // until the centre closes it
	if err != nil && len(answer) == 0 {
		t.Logf("closed without a word: %v", err)
	} else if !strings.Contains(string(answer), `"class":"retry"`) {
		t.Errorf("%s, %v", answer, err)
	}
}

// Bodies on their way in take bounded room: when it is used up, large ones are to
// come again later, and small ones pass.
func TestRoomForBodies(t *testing.T) {
	c := open(t, central.Options{Data: t.TempDir()})
	c.Room(1 << 20)
	s := serve(t, c)
	slow, a := s.enrolled(window("W01", 1)), s.enrolled(window("W02", 2))
	held := []*tls.Conn{slow.slowly(900_000, 500_000), slow.slowly(900_000, 500_000)}
	large := call{method: http.MethodPost, path: wire.PathPush, body: strings.NewReader(strings.Repeat("x", 300_000))}
	until(t, "both are being read", func() bool { return c.Left() < 200_000 }) // or a large one would take their room
	until(t, "the room is used up", func() bool {
		large.body = strings.NewReader(strings.Repeat("x", 300_000))
		_, p := a.ask(large)
		return p != nil && p.Code == yichuang.Busy && p.Class == wire.Retry && p.Hint != ""
	})
	if _, p := a.pushes(a.opens(testkit.Scenario())); p != nil {
		t.Errorf("a small one: %v", p)
	}
	for _, conn := range held {
		_ = conn.NetConn().Close()
	}
	until(t, "there is room again", func() bool {
		large.body = strings.NewReader(strings.Repeat("x", 300_000))
		_, p := a.ask(large)
		return p != nil && p.Code == yichuang.Invalid // it is no body, but it was read
	})
}

// A listener that never reads is let go; the others hear everything meanwhile.
func TestAListenerThatNeverReads(t *testing.T) {
	c := open(t, central.Options{Data: t.TempDir()})
	c.Pace(time.Second)
	s := serve(t, c)
	deaf, a, b := s.enrolled(window("W01", 1)), s.enrolled(window("W02", 2)), s.enrolled(window("W03", 3))
	conn := deaf.raw(fmt.Sprintf("GET %s?after=0 HTTP/1.1\r\nHost: centre\r\n%s: 1\r\n\r\n", wire.PathFeed, wire.HeaderProtocol))
	if tcp, ok := conn.NetConn().(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(4096) // a hint
	}
	until(t, "it listens", func() bool { return figure(t, s.Centre, "yichuang_listeners") == "1" })
	feed := b.listens(0)
	if _, p := a.pushes(a.opens()); p != nil {
		t.Fatal(p)
	}
	text := strings.Repeat("长", 15_000)
	for i := range 400 {
		if _, p := a.pushes(a.writes(&yichuang.Noted{Text: text})); p != nil {
			t.Fatal(p)
		}
		feed.sees(fmt.Sprintf(`"position":%d,`, i+2))
		if figure(t, s.Centre, "yichuang_listeners") == "1" {
			return // it was let go, and the other is there
		}
	}
	until(t, "it is let go", func() bool { return figure(t, s.Centre, "yichuang_listeners") == "1" })
}

// A connection that rested longer than an answer may take is as good as new.
func TestAConnectionThatRested(t *testing.T) {
	c := open(t, central.Options{Data: t.TempDir()})
	c.Pace(time.Second)
	a := serve(t, c).enrolled(window("W01", 1))
	const ask = "GET " + wire.PathHeads + " HTTP/1.1\r\nHost: centre\r\n" + wire.HeaderProtocol + ": 1\r\n\r\n"
	conn := a.raw(ask)
	answers := bufio.NewReader(conn)
	for i := range 2 {
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatalf("answer %d: %v", i+1, err)
		}
		if raw, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(raw), "W01.0") {
			t.Fatalf("answer %d: %s %s, %v", i+1, answer.Status, raw, err)
		}
		time.Sleep(1100 * time.Millisecond) // longer than the bound
		if _, err := io.WriteString(conn, ask); err != nil {
			t.Fatal(err)
		}
	}
}
