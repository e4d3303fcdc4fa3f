package sync_test

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
	"net/http/httptest"
	"slices"
	"strconv"
	"time"

	"yichuang/internal/wire"
	"yichuang/sync"
)

// line is the network between one machine and the centre: the handlers of a real
// centre are called as a server would call them, and everything that a network does
// to requests and answers is done to these.
type line struct{ m *machine }

var errLine = errors.New("the line is down")

// RoundTrip brings one request to the centre and its answer back, or not.
func (l line) RoundTrip(r *http.Request) (*http.Response, error) {
	w, m := l.m.w, l.m
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	q := &carried{method: r.Method, uri: r.URL.RequestURI(), head: r.Header.Clone(), body: body, cert: m.cert}
	w.pass(w.between(time.Millisecond, 30*time.Millisecond))
	switch {
	case m.dead || m.offline() || !w.up():
		return nil, errLine
	case w.strikes(lostRequest):
		w.log("%s: %s is lost", m, q)
		return nil, errLine
	case w.strikes(crashInRequest):
		m.crash("before " + q.String())
		return nil, errLine
	case w.strikes(replayed):
		w.late = append(w.late, letter{at: w.now.Add(w.between(time.Second, 10*time.Minute)), request: q})
	}
	answer := w.serve(q)
	w.log("%s: %s: %s", m, q, outcome(answer))
	if w.strikes(doubled) {
		w.log("%s: %s comes twice: %s", m, q, outcome(w.serve(q)))
	}
	w.pass(w.between(time.Millisecond, 30*time.Millisecond))
	return l.back(r, q, answer)
}

// back is the way of the answer.
func (l line) back(r *http.Request, q *carried, answer *httptest.ResponseRecorder) (*http.Response, error) {
	w, m := l.m.w, l.m
	response := answer.Result()
	response.Request = r
	switch {
	case w.strikes(lostAnswer):
		w.log("%s: the answer to %s is lost", m, q)
		return nil, errLine
	case w.strikes(centreInRequest):
		w.restartCentre()
		return nil, errLine
	case w.strikes(crashInRequest):
		m.crash("after " + q.String())
		return nil, errLine
	case w.strikes(garbled):
		w.log("%s: something else answers %s", m, q)
		return &http.Response{StatusCode: http.StatusBadGateway, Status: "502 Bad Gateway", Header: http.Header{}, Request: r,
			Body: io.NopCloser(bytes.NewReader([]byte("<html>Bad Gateway</html>")))}, nil
	case w.strikes(cutAnswer):
		all := answer.Body.Bytes()
		part := w.rng.IntN(1001) // of a thousand: certificates are not of the same length each time
		w.log("%s: the answer to %s is cut after %d‰", m, q, part)
		response.Body = io.NopCloser(bytes.NewReader(all[:len(all)*part/1000]))
	}
	return response, nil
}

// carried is a request on its way.
type carried struct {
	method, uri string
	head        http.Header
	body        []byte
	cert        *x509.Certificate
}

func (q *carried) String() string { return q.method + " " + q.uri }

func outcome(answer *httptest.ResponseRecorder) string {
	if answer.Code < 400 {
		return strconv.Itoa(answer.Code)
	}
	p := new(wire.Problem)
	if json.Unmarshal(answer.Body.Bytes(), p) != nil {
		return strconv.Itoa(answer.Code)
	}
	return fmt.Sprintf("%d %s (expected %d, began %d): %s", answer.Code, p.Code, p.Expected, p.Began, p.Message)
}

// letter is something that arrives later: a request that was held up, or what the
// feed said to a machine.
type letter struct {
	at          time.Time
	request     *carried
	said        sync.Said
	incarnation string // that was known when the feed was opened
}

// serve has the centre answer a request that reached it.
func (w *world) serve(q *carried) *httptest.ResponseRecorder {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r := httptest.NewRequest(q.method, "https://centre.example.test"+q.uri, bytes.NewReader(q.body)).WithContext(ctx)
	r.Header = q.head.Clone()
	r.TLS = new(tls.ConnectionState)
	if q.cert != nil {
		chain := w.verified(q.cert)
		if chain == nil { // the handshake fails
			answer := httptest.NewRecorder()
			answer.Code = http.StatusBadGateway
			return answer
		}
		r.TLS.VerifiedChains, r.TLS.PeerCertificates = [][]*x509.Certificate{chain}, chain
	}
	answer := &connection{ResponseRecorder: httptest.NewRecorder(), flushed: cancel}
	w.handler.ServeHTTP(answer, r)
	return answer.ResponseRecorder
}

// verified is the chain of a certificate, nil when it does not hold by the centre's
// clock. Signatures are verified once, as once for a connection.
func (w *world) verified(cert *x509.Certificate) []*x509.Certificate {
	now := w.centreTime()
	if chain := w.chains[cert]; chain != nil && !slices.ContainsFunc(chain, func(c *x509.Certificate) bool { return now.Before(c.NotBefore) || now.After(c.NotAfter) }) {
		return chain
	}
	chains, err := cert.Verify(x509.VerifyOptions{Roots: w.roots, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil {
		return nil
	}
	w.chains[cert] = chains[0]
	return chains[0]
}

// connection takes an answer. One that streams is closed behind its first piece:
// what it has to say then, it has said.
type connection struct {
	*httptest.ResponseRecorder
	flushed context.CancelFunc
}

func (c *connection) SetReadDeadline(time.Time) error  { return nil }
func (c *connection) SetWriteDeadline(time.Time) error { return nil }

// Flush ends the request.
func (c *connection) Flush() {
	c.ResponseRecorder.Flush()
	c.flushed()
}
