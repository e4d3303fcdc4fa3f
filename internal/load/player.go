package load

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// traffic counts what goes over the connections of all players, in bytes: TLS and
// HTTP included, TCP and IP not.
type traffic struct{ up, down atomic.Int64 }

type countedConn struct {
	net.Conn
	*traffic
}

func (c countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.down.Add(int64(n))
	return n, err
}

func (c countedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.up.Add(int64(n))
	return n, err
}

// speech is how a server is spoken to.
type speech struct {
	push, pull, feed string                                                               // paths
	body             func(*yichuang.Stretch) []byte                                       // of a push, not packed
	page             func([]byte) (events, cases int, cursor int64, more bool, err error) // of a pull
	heard            func(line string) (number string, ok bool)                           // on the feed
}

// player is a terminal with connections of its own.
type player struct {
	*worker
	*speech
	base   string
	client *http.Client
	packer *wire.Packer
	cursor int64
	first  [][]byte // the backlog, as bodies of pushes
}

func newPlayer(address string, s *speech, cert []byte, key ed25519.PrivateKey, count *traffic) (*player, error) {
	packer, err := wire.NewPacker(1)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}} // it is the server that was just started
	if cert != nil {
		config.Certificates = []tls.Certificate{{Certificate: [][]byte{cert}, PrivateKey: key}}
	}
	dialer := net.Dialer{Timeout: 30 * time.Second}
	transport := &http.Transport{TLSClientConfig: config, DisableCompression: true, MaxIdleConnsPerHost: 2,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return countedConn{conn, count}, nil
		}}
	return &player{speech: s, base: "https://" + address, client: &http.Client{Transport: transport}, packer: packer}, nil
}

func (p *player) ask(ctx context.Context, method, path string, body []byte) (*http.Response, error) {
	q, err := http.NewRequestWithContext(ctx, method, p.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Header.Set(wire.HeaderProtocol, strconv.Itoa(wire.Version))
	if body != nil {
		q.Header.Set("Content-Type", wire.TypeLines)
		q.Header.Set("Content-Encoding", "zstd")
	}
	answer, err := p.client.Do(q)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		raw, _ := io.ReadAll(io.LimitReader(answer.Body, 1000)) // whatever it says
		err = errors.Join(fmt.Errorf("%s %s: %s: %s", method, path, answer.Status, raw), answer.Body.Close())
	}
	return answer, err
}

func (p *player) whole(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	answer, err := p.ask(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(answer.Body)
	if err == nil && answer.Header.Get("Content-Encoding") == "zstd" {
		raw, err = p.packer.Unpack(raw)
	}
	return raw, errors.Join(err, answer.Body.Close())
}

// pack makes the next cases, as the body of a push.
func (p *player) pack(cases int) (body []byte, last string, err error) {
	st, err := p.stretch(cases)
	if err != nil {
		return nil, "", err
	}
	return p.packer.Pack(p.body(st)), string(p.number), nil
}

func (p *player) send(ctx context.Context, body []byte) error {
	_, err := p.whole(ctx, http.MethodPost, p.push, body)
	return err
}

// fetch pulls everything behind the cursor, and returns how much came.
func (p *player) fetch(ctx context.Context) (events, cases int, err error) {
	for {
		raw, err := p.whole(ctx, http.MethodGet, p.pull+"?after="+strconv.FormatInt(p.cursor, 10), nil)
		if err != nil {
			return events, cases, err
		}
		e, c, cursor, more, err := p.page(raw)
		if err != nil {
			return events, cases, err
		}
		events, cases, p.cursor = events+e, cases+c, cursor
		if !more {
			return events, cases, nil
		}
	}
}

// listen hears the feed until the context ends. ready is called when it is open, saw
// for each case that news came of.
func (p *player) listen(ctx context.Context, ready func(), saw func(number string)) error {
	answer, err := p.ask(ctx, http.MethodGet, p.feed+"?after="+strconv.FormatInt(p.cursor, 10), nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	ready()
	lines := bufio.NewReaderSize(answer.Body, 64<<10)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		if n, ok := p.heard(line); ok {
			saw(n)
		}
	}
}
