package sync

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// The bounds of a connection. A line that is gone is noticed within seconds, so
// that another try can be made as soon as it is back.
const (
	dialTime      = time.Second
	handshakeTime = 5 * time.Second
	answerTime    = 30 * time.Second
	requestTime   = 2 * time.Minute // a whole request, on a slow line
	unackedTime   = 4 * time.Second // what was sent and not acknowledged breaks the connection
)

// Trust is what a terminal has to know its centre by, and to be known.
type Trust struct {
	Authority   []byte // the centre's, DER
	Certificate []byte // the terminal's, DER; nil before it is enrolled
	Key         ed25519.PrivateKey
	// Fits says whether an authority is the one that an enrolment code speaks of,
	// where there is no Authority yet.
	Fits func(print [sha256.Size]byte) bool

	mu sync.Mutex // guards what a renewal replaces
}

// client returns an HTTP client that speaks with one centre alone.
func (t *Trust) client() *http.Client {
	dialer := &net.Dialer{Timeout: dialTime, Control: control,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 3 * time.Second, Interval: time.Second, Count: 4}}
	return &http.Client{Transport: &http.Transport{
		DialContext:           dialer.DialContext,
		TLSClientConfig:       t.config(),
		TLSHandshakeTimeout:   handshakeTime,
		ResponseHeaderTimeout: answerTime,
		MaxIdleConnsPerHost:   4,
		IdleConnTimeout:       90 * time.Second,
		DisableCompression:    true, // bodies are packed already
		Proxy:                 http.ProxyFromEnvironment,
	}}
}

// config verifies the centre against its authority and nothing else: neither the
// address nor the machine's own authorities have a say.
func (t *Trust) config() *tls.Config {
	c := &tls.Config{
		MinVersion:         tls.VersionTLS12,
		ServerName:         wire.ServerName,
		NextProtos:         []string{"http/1.1"},
		InsecureSkipVerify: true, // VerifyConnection does it, with this authority and this machine's doubtful clock
		VerifyConnection:   t.verify,
	}
	c.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.Certificate == nil {
			return new(tls.Certificate), nil // there is none yet
		}
		return &tls.Certificate{Certificate: [][]byte{t.Certificate}, PrivateKey: t.Key}, nil
	}
	return c
}

// present has connections from now on show another certificate.
func (t *Trust) present(certificate []byte, key ed25519.PrivateKey) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Certificate, t.Key = certificate, key
}

// verify holds the centre's certificate against the authority. A clock that is
// behind the certificate's beginning is believed to be wrong rather than the
// certificate: an empty battery must not keep a terminal from its centre.
func (t *Trust) verify(cs tls.ConnectionState) error {
	certs := cs.PeerCertificates
	authority, err := t.authority(certs)
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	pool.AddCert(authority)
	at := time.Now()
	if at.Before(certs[0].NotBefore) {
		at = certs[0].NotBefore
	}
	_, err = certs[0].Verify(x509.VerifyOptions{Roots: pool, DNSName: wire.ServerName, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	if err != nil {
		return &yichuang.Error{Code: yichuang.Denied, Message: "对方不是本终端登记的中心，没有发送任何内容", Hint: "请核对中心地址；中心换过证书的，请重新登记", Err: err}
	}
	return nil
}

func (t *Trust) authority(certs []*x509.Certificate) (*x509.Certificate, error) {
	if t.Authority != nil {
		return x509.ParseCertificate(t.Authority)
	}
	for _, c := range certs {
		if c.IsCA && t.Fits != nil && t.Fits(sha256.Sum256(c.Raw)) {
			return c, nil
		}
	}
	return nil, &yichuang.Error{Code: yichuang.Denied, Message: "对方不是发登记码的中心，没有发送任何内容", Hint: "请核对地址和登记码", Err: fmt.Errorf("none of %d certificates has the digest in the code", len(certs))}
}

// address makes a base URL out of what a person types: a host, a host with a port,
// or a URL.
func address(text string) (string, error) {
	u, err := parseAddress(text)
	if err != nil {
		return "", &yichuang.Error{Code: yichuang.Invalid, Message: "中心地址“" + yichuang.Clip(text, 60) + "”不对", Hint: "例如 https://centre.example.test:8443", Err: err}
	}
	return u, nil
}

// Check says whether a centre can be reached and is the right one.
func (h *HTTP) Check(ctx context.Context) error {
	_, err := h.Heads(ctx)
	return err
}
