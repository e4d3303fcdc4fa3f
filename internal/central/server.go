package central

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// route is one thing that the centre answers. Exactly one of the handlers is set.
type route struct {
	pattern  string
	terminal func(http.ResponseWriter, *http.Request, *identity) error // needs the certificate of an enrolled terminal
	open     func(http.ResponseWriter, *http.Request) error
}

// routes is the table of them; openapi.yaml describes the same, and a test holds
// one against the other.
func (c *Centre) routes() []route {
	return []route{
		{pattern: "POST " + wire.PathEnrol, open: c.enrol},
		{pattern: "POST " + wire.PathRenew, terminal: c.renew},
		{pattern: "POST " + wire.PathPush, terminal: c.push},
		{pattern: "GET " + wire.PathPull, terminal: c.pull},
		{pattern: "GET " + wire.PathSnapshot, terminal: c.snapshot},
		{pattern: "GET " + wire.PathCase, terminal: c.oneCase},
		{pattern: "GET " + wire.PathHeads, terminal: c.heads},
		{pattern: "GET " + wire.PathFeed, terminal: c.feed},
		{pattern: "GET " + wire.PathReference, terminal: c.reference},
		{pattern: "GET " + wire.PathItem, terminal: c.item},
		{pattern: "PUT " + wire.PathItem, terminal: c.putItem},
		{pattern: "GET " + wire.PathScan, terminal: c.scanPlan},
		{pattern: "PUT " + wire.PathScan, terminal: c.putScan},
		{pattern: "GET " + wire.PathChunk, terminal: c.chunk},
		{pattern: "PUT " + wire.PathChunk, terminal: c.putChunk},
		{pattern: "POST " + wire.PathParcel, terminal: c.parcel},
		{pattern: "GET /healthz", open: healthy},
		{pattern: "GET /readyz", open: c.ready},
	}
}

// Handler answers everything that terminals ask.
func (c *Centre) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range c.routes() {
		mux.Handle(r.pattern, c.handle(r))
	}
	mux.Handle("GET /metrics", c.metrics.handler())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		c.refuse(w, r, &yichuang.Error{Code: yichuang.NotFound, Message: "there is nothing at " + yichuang.Clip(r.URL.Path, 80), Hint: "see /v1/openapi.json"})
	})
	return mux
}

// handle wraps a route: who it is, which protocol, what it cost, and what went wrong.
func (c *Centre) handle(rt route) http.Handler {
	_, path, _ := strings.Cut(rt.pattern, " ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		done := c.metrics.request(path)
		w.Header().Set(wire.HeaderTime, strconv.FormatInt(c.Now().UnixNano(), 10))
		w.Header().Set(wire.HeaderProtocol, strconv.Itoa(wire.Version))
		w.Header().Set("X-Content-Type-Options", "nosniff")
		err := c.serve(rt, w, r)
		if err != nil {
			err = c.refuse(w, r, err)
		}
		done(err)
	})
}

func (c *Centre) serve(rt route, w http.ResponseWriter, r *http.Request) error {
	if rt.open != nil {
		return rt.open(w, r)
	}
	who, err := c.who(r)
	if err != nil {
		return err
	}
	if err := speaks(r); err != nil {
		return err
	}
	if err := c.same(r, who); err != nil {
		return err
	}
	return rt.terminal(w, r, who)
}

// speaks refuses a protocol that this centre does not speak.
func speaks(r *http.Request) error {
	v, err := strconv.Atoi(r.Header.Get(wire.HeaderProtocol))
	if err == nil && v >= wire.Oldest && v <= wire.Version {
		return nil
	}
	return &wire.Problem{Code: wire.CodeProtocol, Class: wire.Stop,
		Message: fmt.Sprintf("the terminal speaks protocol %q, this centre %d to %d", yichuang.Clip(r.Header.Get(wire.HeaderProtocol), 10), wire.Oldest, wire.Version),
		Hint:    "请管理员升级程序：先中心，后终端；终端上的内容都在"}
}

// same refuses a terminal that knows another incarnation of this centre: it must
// first learn what is not here any more. Heads may always be asked for.
func (c *Centre) same(r *http.Request, who *identity) error {
	knows := r.Header.Get(wire.HeaderIncarnation)
	if knows == "" || knows == c.incarnation || r.URL.Path == wire.PathHeads {
		return nil
	}
	began, forgotten, err := c.beganSince(r.Context(), who.hall, knows)
	if err != nil {
		return err
	}
	return &wire.Problem{Code: wire.CodeRestored, Class: wire.Retry, Incarnation: c.incarnation, Began: began, Forgotten: forgotten,
		Message: "the centre was restored to an older state", Hint: "offer again what it lacks"}
}

// beganSince returns the position up to which a terminal that knows an earlier
// incarnation has the same events as this one: the lowest at which any incarnation
// after it began. One that the centre has forgotten itself, because it was restored to
// before it, may part anywhere: the answer is the lowest of all, and of those that are
// forgotten the terminal knows.
func (c *Centre) beganSince(ctx context.Context, hall yichuang.HallID, knows string) (began int64, forgotten bool, err error) {
	var n int64
	err = c.db.scan(ctx, "SELECT coalesce(max(n), 0) FROM incarnations WHERE id = $1 AND hall = ''", []any{knows}, &n)
	if err != nil {
		return 0, false, c.db.fault(err)
	}
	if forgotten = n == 0; forgotten {
		n = 1
	}
	// A hall without a row began with its first event.
	err = c.db.scan(ctx, `SELECT coalesce(min(coalesce(h.began, 0)), 0) FROM incarnations i LEFT JOIN incarnations h ON h.n = i.n AND h.hall = $1
		WHERE i.hall = '' AND i.n > $2`, []any{string(hall), n}, &began)
	return began, forgotten, c.db.fault(err)
}

// refuse answers with a problem, and logs what the other side is not told. It
// returns what the request ended with.
func (c *Centre) refuse(w http.ResponseWriter, r *http.Request, err error) error {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return err // nobody is there to be told
	}
	p := wire.ProblemOf(err)
	if p.Status() >= 500 {
		c.Log.Error("request failed", "path", r.URL.Path, "err", err)
	}
	raw, failed := json.Marshal(p)
	if failed != nil {
		return failed
	}
	w.Header().Set("Content-Type", wire.TypeJSON)
	if p.Class == wire.Retry {
		w.Header().Set("Retry-After", "1")
	}
	w.WriteHeader(p.Status())
	_, _ = w.Write(append(raw, '\n')) // a connection that broke is no failure of ours
	return err
}

// The bounds of requests.
const (
	mostJSON  = 1 << 20
	readSlow  = 60 * time.Second // a body may take so long to come
	writeSlow = 60 * time.Second // and an answer so long to go
)

// readLines reads a body of packed lines.
func (c *Centre) readLines(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	raw, err := readBody(w, r, wire.MostPacked)
	if err != nil {
		return nil, err
	}
	if r.Header.Get("Content-Encoding") != "zstd" {
		return raw, nil
	}
	return c.packer.Unpack(raw)
}

func readBody(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	out := http.NewResponseController(w)
	_ = out.SetReadDeadline(time.Now().Add(readSlow)) // where it is not supported, the server's own bounds hold
	var buf bytes.Buffer
	if r.ContentLength > 0 && r.ContentLength <= most {
		buf.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	_, err := buf.ReadFrom(http.MaxBytesReader(w, r.Body, most))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, &wire.Problem{Code: wire.CodeTooLarge, Class: wire.Never, Message: fmt.Sprintf("the body is larger than %d KiB", most>>10), Hint: "send less at a time"}
	}
	if err != nil {
		return nil, &wire.Problem{Code: yichuang.Invalid, Class: wire.Retry, Message: "the body was cut off", Hint: "send it again"}
	}
	return buf.Bytes(), nil
}

func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	raw, err := readBody(w, r, mostJSON)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return &yichuang.Error{Code: yichuang.Invalid, Message: "the body is not the JSON that belongs here: " + err.Error(), Hint: "see /v1/openapi.json"}
	}
	return nil
}

func writeJSON(w http.ResponseWriter, answer any) error {
	raw, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", wire.TypeJSON)
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeSlow)) // as above
	_, _ = w.Write(append(raw, '\n'))                                             // a connection that broke is no failure of ours
	return nil
}

// smallBody is what is not worth packing.
const smallBody = 512

func (c *Centre) writeLines(w http.ResponseWriter, body []byte) error {
	w.Header().Set("Content-Type", wire.TypeLines)
	if len(body) > smallBody {
		body = c.packer.Pack(body)
		w.Header().Set("Content-Encoding", "zstd")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeSlow)) // as above
	_, _ = w.Write(body)                                                          // a connection that broke is no failure of ours
	return nil
}

func healthy(w http.ResponseWriter, _ *http.Request) error {
	_, _ = io.WriteString(w, "ok\n")
	return nil
}

func (c *Centre) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if err := c.Ready(ctx); err != nil {
		return err
	}
	return healthy(w, r)
}

// TLS is how the centre lets terminals in: with certificates of its authority,
// which it also shows itself. other, when it is not nil, is the certificate for
// browsers that ask for another name.
func (c *Centre) TLS(other *tls.Certificate) *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(c.authority.cert)
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		ClientAuth: tls.VerifyClientCertIfGiven,
		ClientCAs:  pool,
		NextProtos: []string{"http/1.1"}, // a stream for the feed and requests beside it are what terminals need
		Time:       c.Now,
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			if other != nil && hello.ServerName != serverName {
				return other, nil
			}
			return c.ownCert()
		},
	}
}

// ownCert is the centre's certificate under its authority, made anew in time.
func (c *Centre) ownCert() (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cert != nil && c.Now().AddDate(0, 0, 30).Before(c.cert.Leaf.NotAfter) {
		return c.cert, nil
	}
	cert, err := c.authority.serverCert(c.Names, c.Now())
	if err == nil {
		c.cert = cert
	}
	return cert, err
}
