package central_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
)

// server is a centre on a port of its own, over TLS as in a hall.
type server struct {
	*central.Centre
	t    testing.TB
	url  string
	http *http.Server
}

// served runs a test on a served centre of each kind of database.
func served(t *testing.T, f func(t *testing.T, s *server)) {
	each(t, func(t *testing.T, c *central.Centre) { f(t, serve(t, c)) })
}

func serve(t testing.TB, c *central.Centre) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{Centre: c, t: t, url: "https://" + l.Addr().String()}
	s.http = &http.Server{Handler: checked(t, c.Handler()), TLSConfig: c.TLS(nil), ErrorLog: log.New(io.Discard, "", 0)}
	go s.http.ServeTLS(l, "", "")
	t.Cleanup(func() { _ = s.http.Close() })
	return s
}

// client is an enrolled terminal that writes its requests by hand, so that it can
// write them wrongly.
type client struct {
	*server
	t        testing.TB
	hall     yichuang.HallID
	terminal yichuang.Terminal
	key      ed25519.PrivateKey
	cert     []byte
	parcels  string // to whom parcels are encrypted
	trust    *x509.CertPool
	http     *http.Client

	// What its chain is, and the case that it works on.
	seq    int64
	head   yichuang.ChainHash
	number yichuang.CaseNumber
	serial int
}

// enrolled enrols a terminal over the network.
func (s *server) enrolled(seat central.Seat) *client {
	s.t.Helper()
	code, err := s.AddSeat(s.t.Context(), seat)
	if err != nil {
		s.t.Fatal(err)
	}
	c := s.stranger()
	key := newKey(s.t)
	var answer wire.Enrolled
	if p := c.json(http.MethodPost, wire.PathEnrol, wire.Enrol{Secret: code.Secret, CSR: request(s.t, key)}, &answer); p != nil {
		s.t.Fatal(p)
	}
	c.parcels = answer.Recipient
	c.become(answer.HallID, answer.Terminal, key, answer.Certificate)
	return c
}

// stranger has no certificate.
func (s *server) stranger() *client {
	c := &client{server: s, t: s.t, trust: x509.NewCertPool()}
	c.trust.AppendCertsFromPEM(s.AuthorityPEM())
	c.connect(nil)
	return c
}

func (c *client) become(hall yichuang.HallID, terminal yichuang.Terminal, key ed25519.PrivateKey, cert []byte) {
	c.hall, c.terminal, c.key, c.cert, c.head = hall, terminal, key, cert, yichuang.ChainStart(terminal.ID)
	c.connect(&tls.Certificate{Certificate: [][]byte{cert}, PrivateKey: key})
}

func (c *client) connect(cert *tls.Certificate) {
	c.http = &http.Client{Transport: &http.Transport{TLSClientConfig: c.tls(cert), DisableCompression: true}}
	c.t.Cleanup(c.http.CloseIdleConnections)
}

func (c *client) tls(cert *tls.Certificate) *tls.Config {
	config := &tls.Config{RootCAs: c.trust, ServerName: wire.ServerName, MinVersion: tls.VersionTLS12}
	if cert != nil {
		config.Certificates = []tls.Certificate{*cert}
	}
	return config
}

// call is one request.
type call struct {
	method, path string
	body         io.Reader
	header       map[string]string
}

// do sends a request as a terminal does, but for what the call says.
func (c *client) do(q call) (*http.Response, error) {
	r, err := http.NewRequestWithContext(context.Background(), q.method, c.url+q.path, q.body)
	if err != nil {
		return nil, err
	}
	r.Header.Set(wire.HeaderProtocol, strconv.Itoa(wire.Version))
	r.Header.Set(wire.HeaderIncarnation, c.Incarnation())
	for name, value := range q.header {
		r.Header.Del(name)
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	return c.http.Do(r)
}

// ask returns the body of an answer, or the problem that it is.
func (c *client) ask(q call) ([]byte, *wire.Problem) {
	c.t.Helper()
	answer, err := c.do(q)
	if err != nil {
		c.t.Fatalf("%s %s: %v", q.method, q.path, err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", q.method, q.path, err)
	}
	if answer.StatusCode < 400 {
		return unpacked(c.t, answer, raw), nil
	}
	p := new(wire.Problem)
	if err := json.Unmarshal(raw, p); err != nil || p.Status() != answer.StatusCode {
		c.t.Fatalf("%s %s: %s is no problem: %s, %v", q.method, q.path, answer.Status, raw, err)
	}
	return nil, p
}

func unpacked(t testing.TB, answer *http.Response, raw []byte) []byte {
	t.Helper()
	if answer.Header.Get("Content-Encoding") != "zstd" {
		return raw
	}
	body, err := packer(t).Unpack(raw)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func packer(t testing.TB) *wire.Packer {
	t.Helper()
	p, err := wire.NewPacker(1)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (c *client) json(method, path string, ask, into any) *wire.Problem {
	c.t.Helper()
	q := call{method: method, path: path, header: map[string]string{"Content-Type": wire.TypeJSON}}
	if ask != nil {
		raw, err := json.Marshal(ask)
		if err != nil {
			c.t.Fatal(err)
		}
		q.body = bytes.NewReader(raw)
	}
	raw, p := c.ask(q)
	if p == nil && into != nil {
		if err := json.Unmarshal(raw, into); err != nil {
			c.t.Fatalf("%s %s: %s: %v", method, path, raw, err)
		}
	}
	return p
}

// writes adds events to the terminal's chain, on its present case; an opening
// begins another one.
func (c *client) writes(bodies ...yichuang.Body) *yichuang.Stretch {
	c.t.Helper()
	st := &yichuang.Stretch{Terminal: c.terminal.ID, First: c.seq + 1}
	for _, b := range bodies {
		if _, opening := b.(*yichuang.Opened); opening {
			c.serial++
			var err error
			if c.number, err = yichuang.IssueNumber(testkit.Region, testkit.FillEnd, c.terminal.Window, c.terminal.Epoch, c.serial); err != nil {
				c.t.Fatal(err)
			}
		}
		c.seq++
		e := yichuang.Event{Terminal: c.terminal.ID, Seq: c.seq, Case: c.number, Base: 1 << 20, At: testkit.FillEnd.Start().Add(9 * time.Hour), By: "1001", Body: b}
		line, err := e.Line()
		if err != nil {
			c.t.Fatal(err)
		}
		st.Lines = append(st.Lines, line)
		c.head = c.head.Next(line)
	}
	st.Voucher = yichuang.SignVoucher(c.key, c.terminal.ID, c.seq, c.head)
	return st
}

// opens begins a case and does the steps given.
func (c *client) opens(bodies ...yichuang.Body) *yichuang.Stretch {
	c.t.Helper()
	opened := testkit.Opened(c.serial, 5)
	opened.Window = c.terminal.Window
	return c.writes(append([]yichuang.Body{&opened}, bodies...)...)
}

// pushes sends a stretch, packed.
func (c *client) pushes(st *yichuang.Stretch) (*wire.PushAnswer, *wire.Problem) {
	c.t.Helper()
	raw, p := c.ask(c.pushCall(wire.AppendStretch(nil, st)))
	if p != nil {
		return nil, p
	}
	answer := new(wire.PushAnswer)
	if err := json.Unmarshal(raw, answer); err != nil {
		c.t.Fatal(err)
	}
	return answer, nil
}

func (c *client) pushCall(body []byte) call {
	c.t.Helper()
	return call{method: http.MethodPost, path: wire.PathPush, body: bytes.NewReader(packer(c.t).Pack(body)), header: map[string]string{"Content-Type": wire.TypeLines, "Content-Encoding": "zstd"}}
}

// pulls returns the page behind a position.
func (c *client) pulls(after int64) *wire.Page {
	c.t.Helper()
	raw, p := c.ask(call{method: http.MethodGet, path: wire.PathPull + "?after=" + strconv.FormatInt(after, 10)})
	if p != nil {
		c.t.Fatal(p)
	}
	return parse(c.t, raw)
}

// until waits for something that must come.
func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never came to: %s", what)
		}
	}
}

func dump(t testing.TB, c *central.Centre) string {
	t.Helper()
	text, err := c.Dump(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return text
}
