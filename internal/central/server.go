package central

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"yichuang"
	"yichuang/internal/hooks"
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
		{pattern: "GET " + wire.PathDay, terminal: c.day},
		{pattern: "GET " + wire.PathFeed, terminal: c.feed},
		{pattern: "GET " + wire.PathReference, terminal: c.reference},
		{pattern: "GET " + wire.PathItem, terminal: c.item},
		{pattern: "PUT " + wire.PathItem, terminal: c.putItem},
		{pattern: "GET " + wire.PathScan, terminal: c.scanPlan},
		{pattern: "PUT " + wire.PathScan, terminal: c.putScan},
		{pattern: "GET " + wire.PathChunk, terminal: c.chunk},
		{pattern: "PUT " + wire.PathChunk, terminal: c.putChunk},
		{pattern: "POST " + wire.PathParcel, terminal: c.parcel},
		{pattern: "GET " + wire.PathOpenAPI, open: c.described(OpenAPI)},
		{pattern: "GET " + wire.PathWebhooks, open: c.described(hooks.OpenAPI)},
	}
}

// health are the routes for whoever watches the centre.
func (c *Centre) health() []route {
	return []route{
		{pattern: "GET " + wire.PathHealthy, open: c.healthy},
		{pattern: "GET " + wire.PathReady, open: c.ready},
	}
}

// Handler answers everything that terminals ask.
func (c *Centre) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range slices.Concat(c.routes(), c.onlineRoutes(), c.health()) {
		mux.Handle(r.pattern, c.handle(r))
	}
	mux.HandleFunc("/", c.nothing)
	return mux
}

// AdminHandler answers what only those who look after the centre may ask: figures
// for Prometheus, and how the centre is.
func (c *Centre) AdminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", c.metrics.handler())
	for _, r := range c.health() {
		mux.Handle(r.pattern, c.handle(r))
	}
	mux.HandleFunc("/", c.nothing)
	return mux
}

// nothing answers what is in no table.
func (c *Centre) nothing(w http.ResponseWriter, r *http.Request) {
	c.handle(route{pattern: r.Method + " other", open: func(http.ResponseWriter, *http.Request) error {
		return &yichuang.Error{Code: yichuang.NotFound, Message: "there is nothing at " + yichuang.Clip(r.URL.Path, 80), Hint: "see /v1/openapi.json"}
	}}).ServeHTTP(w, r)
}

// handle wraps a route: who it is, which protocol, what it cost, and what went wrong.
func (c *Centre) handle(rt route) http.Handler {
	_, path, _ := strings.Cut(rt.pattern, " ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		done := c.metrics.request(path)
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(c.pace.ask)) // where it is not supported, the server's own bounds hold
		w.Header().Set(wire.HeaderTime, strconv.FormatInt(c.Now().UnixNano(), 10))
		w.Header().Set(wire.HeaderProtocol, strconv.Itoa(wire.Version))
		w.Header().Set("X-Content-Type-Options", "nosniff")
		err := c.serve(rt, w, r)
		if err != nil {
			err = c.refuse(w, r, err)
		}
		done(err)
		if c.Log.Enabled(r.Context(), slog.LevelDebug) {
			c.Log.Debug("request", "method", r.Method, "path", r.URL.Path, "from", r.RemoteAddr, "err", err)
		}
	})
}

// seldom says yes once a second at most: strangers must not fill the log.
type seldom struct {
	mu   sync.Mutex
	last time.Time
}

func (s *seldom) now() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.last) < time.Second {
		return false
	}
	s.last = time.Now()
	return true
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
	knows, is := r.Header.Get(wire.HeaderIncarnation), c.incarnation.Load()
	if knows == "" || knows == is || r.URL.Path == wire.PathHeads {
		return nil
	}
	began, forgotten, err := c.beganSince(r.Context(), who.hall, knows)
	if err != nil {
		return err
	}
	return &wire.Problem{Code: wire.CodeRestored, Class: wire.Retry, Incarnation: is, Began: began, Forgotten: forgotten,
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
	switch {
	case p.Status() >= 500:
		c.Log.Error("request failed", "path", r.URL.Path, "code", p.Code, "err", err)
	case p.Class == wire.Stop && r.TLS != nil && len(r.TLS.VerifiedChains) > 0: // strangers knock often; one who was let in and is turned away is worth a line
		c.Log.Warn("terminal turned away", "terminal", r.TLS.VerifiedChains[0][0].Subject.CommonName, "from", r.RemoteAddr, "code", p.Code, "why", p.Message)
	}
	raw, failed := json.Marshal(p)
	if failed != nil {
		return failed
	}
	if p.Class == wire.Retry {
		w.Header().Set("Retry-After", "1")
	}
	c.answer(w, answer{kind: wire.TypeJSON, status: p.Status(), body: append(raw, '\n')})
	return err
}

func (c *Centre) healthy(w http.ResponseWriter, _ *http.Request) error {
	c.answer(w, answer{kind: "text/plain; charset=utf-8", body: []byte("ok\n")})
	return nil
}

func (c *Centre) ready(w http.ResponseWriter, r *http.Request) error {
	select {
	case <-c.leaving:
		return errStopping
	default:
	}
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if err := c.Ready(ctx); err != nil {
		return err
	}
	return c.healthy(w, r)
}

// TLS is how the centre lets terminals in: with certificates of its authority,
// which it also shows itself. other, when it is not nil, gives the certificate for
// browsers that ask for another name.
func (c *Centre) TLS(other func() (*tls.Certificate, error)) *tls.Config {
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
				return other()
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
