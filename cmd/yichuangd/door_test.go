package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yichuang/internal/central"
	"yichuang/internal/wire"
)

// opened is a door with a server behind it that greets whoever comes in, and lets
// those stay who say that they are terminals.
func opened(t *testing.T, most int) (d *door, address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d = newDoor(l, most)
	s := &http.Server{ConnContext: know, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/terminal" {
			r.TLS = &tls.ConnectionState{VerifiedChains: [][]*x509.Certificate{{}}}
		}
		welcome(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })).ServeHTTP(w, r)
	})}
	go s.Serve(d)
	t.Cleanup(func() { _ = s.Close() })
	return d, l.Addr().String()
}

// comes opens a connection and asks for something on it.
func comes(t *testing.T, address, path string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if path == "" {
		return conn
	}
	asks(t, conn, path)
	return conn
}

func asks(t *testing.T, conn net.Conn, path string) {
	t.Helper()
	buf := make([]byte, 1000)
	if _, err := io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: centre\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if n, err := conn.Read(buf); err != nil || n == 0 {
		t.Fatalf("%s: %d bytes, %v", path, n, err)
	}
}

func closed(conn net.Conn) bool {
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	_, err := conn.Read(make([]byte, 1))
	return err == io.EOF || err != nil && !os.IsTimeout(err)
}

// Whoever opens connections and says nothing makes room for the next; terminals
// stay, however many come.
func TestTheDoor(t *testing.T) {
	d, address := opened(t, 100)
	var terminals, silent []net.Conn
	for range 50 {
		terminals = append(terminals, comes(t, address, "/terminal"))
	}
	for range 30 { // ten places for guests
		silent = append(silent, comes(t, address, ""))
	}
	for _, conn := range silent[:20] {
		if !closed(conn) {
			t.Fatal("one that says nothing is kept although others came")
		}
	}
	late := comes(t, address, "/terminal")
	for _, conn := range append(terminals, late) {
		asks(t, conn, "/terminal")
	}
	if got := figure(t, d, "yichuang_connections", "terminals"); got != 51 {
		t.Errorf("%v terminals", got)
	}
	if got := figure(t, d, "yichuang_connections_turned_away_total", ""); got < 20 {
		t.Errorf("%v turned away", got)
	}
}

// figure returns the value of a figure of the door, by the value of its one label, ""
// for none.
func figure(t *testing.T, d *door, name, label string) float64 {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(d.metrics()...)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == name && (label == "" || m.GetLabel()[0].GetValue() == label) {
				return m.GetGauge().GetValue() + m.GetCounter().GetValue()
			}
		}
	}
	t.Fatalf("there is no figure %s of %q", name, label)
	return 0
}

// A full house turns the next away at once, and lets somebody in when somebody
// leaves.
func TestAFullHouse(t *testing.T) {
	_, address := opened(t, 10)
	var all []net.Conn
	for range 10 {
		all = append(all, comes(t, address, "/terminal"))
	}
	if conn := comes(t, address, ""); !closed(conn) {
		t.Error("there was room")
	}
	_ = all[0].Close()
	for end := time.Now().Add(20 * time.Second); ; {
		conn := comes(t, address, "")
		_, _ = io.WriteString(conn, "GET /terminal HTTP/1.1\r\nHost: centre\r\n\r\n")
		if n, err := conn.Read(make([]byte, 100)); err == nil && n > 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("nobody is let in")
		}
	}
}

// certificate writes a certificate of its own into two files, and returns its
// serial number.
func certificate(t *testing.T, cert, key string, serial int64, written time.Time) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "centre.example.test"}, DNSNames: []string{"centre.example.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, written, written); err != nil {
			t.Fatal(err)
		}
	}
}

// Browsers get the certificate of the configuration, terminals the centre's own; one
// that is renewed in its place is noticed, and one that is broken is not taken.
func TestCertificateForBrowsers(t *testing.T) {
	folder := t.TempDir()
	cert, key := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	now := time.Now().Truncate(time.Second)
	certificate(t, cert, key, 1, now)
	s := &server{config: &config{TLS: tlsConfig{Cert: cert, Key: key}}, log: slog.New(slog.DiscardHandler)}
	other, err := s.browsers()
	if err != nil {
		t.Fatal(err)
	}
	c, err := central.Open(t.Context(), central.Options{Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	served := httptest.NewUnstartedServer(c.Handler())
	served.TLS = c.TLS(other)
	served.StartTLS()
	defer served.Close()
	shown := func(name string) *x509.Certificate {
		t.Helper()
		conn, err := tls.Dial("tcp", served.Listener.Addr().String(), &tls.Config{ServerName: name, InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0]
	}
	if shown("centre.example.test").SerialNumber.Int64() != 1 || shown(wire.ServerName).Subject.CommonName != "yichuangd" {
		t.Error("the wrong certificate is shown")
	}
	certificate(t, cert, key, 2, now.Add(time.Second))
	if got := shown("centre.example.test").SerialNumber.Int64(); got != 2 {
		t.Errorf("the renewed certificate is not shown, but %d", got)
	}
	if err := os.WriteFile(cert, []byte("half a certific"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := shown("centre.example.test").SerialNumber.Int64(); got != 2 {
		t.Errorf("while it cannot be read: %d", got)
	}
	s.TLS.Cert = filepath.Join(folder, "none.pem")
	if _, err := s.browsers(); err == nil {
		t.Error("a certificate that is not there is taken")
	}
}
