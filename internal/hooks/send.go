package hooks

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"yichuang"
)

// Target is where messages go.
type Target struct {
	URL string `json:"url"`
	// Plain allows http to an address of this machine or of a local network. Without
	// it only https is taken.
	Plain bool `json:"plain,omitempty"`
	// CA are certificates, PEM, that the receiver's is held against instead of those
	// that the machine trusts.
	CA []byte `json:"ca,omitempty"`
}

// The bounds of a request. A receiver has to write a message down and answer, no
// more.
const (
	usualTimeout = 15 * time.Second
	dialTimeout  = 5 * time.Second
	mostHead     = 16 << 10 // of an answer, bytes
	mostAnswer   = 8 << 10  // of it that is read
	toldAnswer   = 160      // of it that is kept, characters
	mostWait     = time.Hour
)

// Check returns Invalid for a target that messages cannot be sent to.
func (t Target) Check() error {
	u, err := url.Parse(t.URL)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || len(t.URL) > 2000:
		return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("%q is no address to send to", yichuang.Clip(t.URL, 80)), Hint: "for example https://platform.example/hooks"}
	case u.User != nil || u.Fragment != "":
		return &yichuang.Error{Code: yichuang.Invalid, Message: "the address must have neither a user nor a fragment", Hint: "messages are signed; the receiver needs no password"}
	case u.Scheme == "http" && t.Plain:
	case u.Scheme == "http":
		return &yichuang.Error{Code: yichuang.Invalid, Message: "messages go over https", Hint: "inside a local network that is trusted: --allow-http"}
	case u.Scheme != "https":
		return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("messages cannot go over %q", yichuang.Clip(u.Scheme, 20)), Hint: "for example https://platform.example/hooks"}
	}
	if len(t.CA) > 0 && !x509.NewCertPool().AppendCertsFromPEM(t.CA) {
		return &yichuang.Error{Code: yichuang.Invalid, Message: "there is no certificate in the file of the authority", Hint: "it is PEM: -----BEGIN CERTIFICATE-----"}
	}
	return nil
}

// Outcome is what became of a message.
type Outcome string

// The outcomes.
const (
	OutTaken   Outcome = "taken"   // the receiver has it
	OutRefused Outcome = "refused" // it read this message and will never take it
	OutFailed  Outcome = "failed"  // it answered that it did not take it; later it may
	OutSilent  Outcome = "silent"  // it did not answer, or only that it cannot now
	OutGone    Outcome = "gone"    // it wants no more messages
)

// Answer is what came back for a message.
type Answer struct {
	Outcome Outcome
	Why     string        // for people: the status and a part of what it said, or why nothing came
	Wait    time.Duration // how long the receiver asks to be left alone, 0 where it does not say
}

// Envelope is a message on its way.
type Envelope struct {
	ID      string
	Body    []byte
	At      time.Time // of this try: a receiver refuses old ones
	Secrets []Secret
}

// Sender sends messages to one target.
type Sender struct {
	target  Target
	client  *http.Client
	timeout time.Duration
}

// NewSender returns a sender with so many connections at most. timeout bounds a
// request, 0 for the usual one. Invalid is returned for a target that cannot be
// sent to.
func NewSender(t Target, connections int, timeout time.Duration) (*Sender, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	if timeout == 0 {
		timeout = usualTimeout
	}
	dialer := &net.Dialer{Timeout: min(dialTimeout, timeout)}
	if u, _ := url.Parse(t.URL); u.Scheme == "http" {
		dialer.Control = onlyNear
	}
	transport := &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: min(dialTimeout, timeout), MaxResponseHeaderBytes: mostHead,
		MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
	if len(t.CA) > 0 {
		transport.TLSClientConfig.RootCAs = x509.NewCertPool()
		transport.TLSClientConfig.RootCAs.AppendCertsFromPEM(t.CA)
	}
	return &Sender{target: t, timeout: timeout, client: &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

// Close ends the connections that are not in use.
func (s *Sender) Close() { s.client.CloseIdleConnections() }

// errFar is told of an address over http that is of no local network.
var errFar = errors.New("the address is outside of the local network, and http is readable by everybody")

// onlyNear refuses connections over http to anywhere but this machine and local
// networks, whatever the name was resolved to.
func onlyNear(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if ip := at.Addr().Unmap(); !ip.IsLoopback() && !ip.IsPrivate() && !ip.IsLinkLocalUnicast() {
		return errFar
	}
	return nil
}

// ContentType is that of a message: a CloudEvent in structured mode.
const ContentType = "application/cloudevents+json; charset=utf-8"

// The headers of a message (Standard Webhooks 1.0).
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp"
	HeaderSignature = "webhook-signature"
)

// Send sends a message once, and says what became of it. Redirects are not
// followed: a message goes where the administrator said, or nowhere.
func (s *Sender) Send(ctx context.Context, e Envelope) Answer {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.target.URL, bytes.NewReader(e.Body))
	if err != nil {
		return Answer{Outcome: OutSilent, Why: err.Error()}
	}
	r.Header.Set("Content-Type", ContentType)
	r.Header.Set("User-Agent", "yichuangd")
	r.Header.Set(HeaderID, e.ID)
	r.Header.Set(HeaderTimestamp, strconv.FormatInt(e.At.Unix(), 10))
	r.Header.Set(HeaderSignature, Sign(e.Secrets, e.ID, e.At, e.Body))
	answer, err := s.client.Do(r)
	if err != nil {
		return Answer{Outcome: OutSilent, Why: silence(err)}
	}
	defer answer.Body.Close()
	// What it says is read to its end where it is short, so that the connection can be
	// used again. The status alone decides.
	said, _ := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	return judge(answer, said, e.At)
}

// silence says in short why nothing came back.
func silence(err error) string {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		if wrapped.Timeout() {
			return "no answer in time"
		}
		err = wrapped.Err // the address is known
	}
	return yichuang.Clip(yichuang.CleanLine(err.Error()), toldAnswer)
}

// judge says what a status means.
func judge(answer *http.Response, said []byte, now time.Time) Answer {
	a := Answer{Outcome: OutFailed, Why: answer.Status}
	if text := yichuang.Clip(yichuang.CleanLine(string(said)), toldAnswer); text != "" {
		a.Why += ": " + text
	}
	switch code := answer.StatusCode; code {
	case http.StatusGone:
		a.Outcome = OutGone
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		a.Outcome = OutRefused
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		a.Outcome, a.Wait = OutSilent, wait(answer.Header.Get("Retry-After"), now)
	default:
		if code >= 200 && code < 300 {
			a.Outcome = OutTaken
		}
	}
	return a
}

// wait reads Retry-After: seconds, or a date.
func wait(text string, now time.Time) time.Duration {
	var d time.Duration
	if n, err := strconv.Atoi(text); err == nil {
		d = time.Duration(min(max(n, 0), int(mostWait/time.Second))) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		d = at.Sub(now)
	}
	return min(max(d, 0), mostWait)
}
