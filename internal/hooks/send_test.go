package hooks_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"yichuang"
	"yichuang/internal/hooks"
)

var now = time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)

// sends sends a message to a server that answers so.
func sends(t *testing.T, answer http.HandlerFunc, secrets ...hooks.Secret) hooks.Answer {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return send(t, hooks.Target{URL: server.URL, Plain: true}, secrets...)
}

func send(t *testing.T, to hooks.Target, secrets ...hooks.Secret) hooks.Answer {
	t.Helper()
	s, err := hooks.NewSender(to, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s.Send(t.Context(), hooks.Envelope{ID: "test_W01-0_7_accepted", Body: []byte(`{"a":"字"}`), At: now, Secrets: secrets})
}

// A signature is what openssl makes of the secret, and what the library of Standard
// Webhooks takes; each secret has its own.
func TestSignatures(t *testing.T) {
	old, fresh := hooks.NewSecret(), hooks.NewSecret()
	var header http.Header
	var body []byte
	answer := sends(t, func(_ http.ResponseWriter, r *http.Request) {
		header = r.Header.Clone()
		body, _ = io.ReadAll(r.Body)
	}, fresh, old)
	if answer.Outcome != hooks.OutTaken {
		t.Fatalf("%+v", answer)
	}
	signatures := strings.Fields(header.Get(hooks.HeaderSignature))
	if len(signatures) != 2 || header.Get(hooks.HeaderTimestamp) != fmt.Sprint(now.Unix()) || header.Get("Content-Type") != hooks.ContentType {
		t.Fatalf("%v", header)
	}
	for i, secret := range []hooks.Secret{fresh, old} {
		library, err := standardwebhooks.NewWebhook(secret.Written())
		if err == nil {
			err = library.VerifyIgnoringTimestamp(body, header)
		}
		if err != nil {
			t.Errorf("secret %d: %v", i, err)
		}
		if got := "v1," + openssl(t, secret.Written(), header, body); got != signatures[i] {
			t.Errorf("secret %d: openssl says %s, it is %s", i, got, signatures[i])
		}
	}
	library, err := standardwebhooks.NewWebhook(fresh.Written())
	if err == nil && library.VerifyIgnoringTimestamp(append(body, ' '), header) == nil {
		t.Error("another body fits")
	}
}

// openssl signs with the program of that name, as docs/hooks.md does.
func openssl(t *testing.T, secret string, header http.Header, body []byte) string {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("there is no openssl here")
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", fmt.Sprintf("hexkey:%x", key), "-binary")
	cmd.Stdin = bytes.NewReader(append([]byte(header.Get(hooks.HeaderID)+"."+header.Get(hooks.HeaderTimestamp)+"."), body...))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(out)
}

// What a receiver answers decides what becomes of a message.
func TestAnswers(t *testing.T) {
	for status, want := range map[int]hooks.Outcome{
		200: hooks.OutTaken, 202: hooks.OutTaken, 204: hooks.OutTaken, 301: hooks.OutFailed, 308: hooks.OutFailed, 400: hooks.OutRefused, 401: hooks.OutFailed,
		404: hooks.OutFailed, 409: hooks.OutFailed, 410: hooks.OutGone, 413: hooks.OutRefused, 415: hooks.OutRefused, 422: hooks.OutRefused, 429: hooks.OutSilent,
		500: hooks.OutFailed, 502: hooks.OutSilent, 503: hooks.OutSilent, 504: hooks.OutSilent, 599: hooks.OutFailed,
	} {
		answer := sends(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
		})
		if answer.Outcome != want {
			t.Errorf("%d: %+v, want %s", status, answer, want)
		}
	}
}

// How long it wants to be left alone is kept, up to an hour.
func TestRetryAfter(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-3": 0, "99999999": time.Hour, "soon": 0,
		now.Add(90 * time.Second).Format(http.TimeFormat): 90 * time.Second, now.Add(-time.Hour).Format(http.TimeFormat): 0,
	} {
		answer := sends(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", text)
			w.WriteHeader(http.StatusServiceUnavailable)
		})
		if answer.Wait != want {
			t.Errorf("%q: %v, want %v", text, answer.Wait, want)
		}
	}
}

// Of what a receiver says little is read and less is kept, without what moves a
// cursor.
func TestLongAnswers(t *testing.T) {
	answer := sends(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		for range 1000 {
			if _, err := w.Write(bytes.Repeat([]byte("\x1b[31m\x00长\xff"), 1000)); err != nil {
				return // it is not read any more
			}
		}
	})
	if answer.Outcome != hooks.OutFailed || len([]rune(answer.Why)) > 200 || strings.ContainsAny(answer.Why, "\x1b\x00\n") {
		t.Errorf("%q", answer.Why)
	}
	answer = sends(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 1<<20)) })
	if answer.Outcome != hooks.OutSilent {
		t.Errorf("with a head of a megabyte: %+v", answer)
	}
}

// A receiver that nobody vouches for gets nothing; one with the certificate that was
// named does.
func TestCertificates(t *testing.T) {
	asked := 0
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	if answer := send(t, hooks.Target{URL: server.URL}); answer.Outcome != hooks.OutSilent || !strings.Contains(answer.Why, "certificate") || asked != 0 {
		t.Errorf("%+v, asked %d times", answer, asked)
	}
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if answer := send(t, hooks.Target{URL: server.URL, CA: ca}); answer.Outcome != hooks.OutTaken {
		t.Errorf("%+v", answer)
	}
}

// What cannot be sent to is told when it is subscribed, and http leaves no local
// network even where a name says that it would not.
func TestTargets(t *testing.T) {
	for name, target := range map[string]hooks.Target{
		"nothing": {}, "no host": {URL: "https:///in"}, "another scheme": {URL: "ftp://x.example/in"}, "plain": {URL: "http://127.0.0.1/in"}, "no address": {URL: "https://x.example:port/"},
		"a password": {URL: "https://a:b@x.example/in"}, "a fragment": {URL: "https://x.example/in#a"}, "no certificate": {URL: "https://x.example/in", CA: []byte("x")},
		"endless": {URL: "https://x.example/" + strings.Repeat("x", 2000)},
	} {
		if err := target.Check(); yichuang.CodeOf(err) != yichuang.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (hooks.Target{URL: "https://x.example:8443/in?a=b"}).Check(); err != nil {
		t.Error(err)
	}
	// 192.0.2.1 is of nobody (RFC 5737): the connection is refused before it is made.
	s, err := hooks.NewSender(hooks.Target{URL: "http://192.0.2.1/in", Plain: true}, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	if answer := s.Send(context.Background(), hooks.Envelope{ID: "x", At: now}); answer.Outcome != hooks.OutSilent || !strings.Contains(answer.Why, "outside of the local network") {
		t.Errorf("%+v", answer)
	}
}

// Lists of words are read, and what is none is told.
func TestLists(t *testing.T) {
	types, err := hooks.ParseTypes([]string{"accepted", " yichuang.case.decided", "accepted"})
	if err != nil || len(types) != 2 || types[1] != hooks.Decided {
		t.Errorf("%v, %v", types, err)
	}
	grants, err := hooks.ParseGrants([]string{"id", "id"})
	if err != nil || len(grants) != 1 {
		t.Errorf("%v, %v", grants, err)
	}
	if _, err := hooks.ParseTypes([]string{"forgotten"}); yichuang.CodeOf(err) != yichuang.Invalid {
		t.Error(err)
	}
	if _, err := hooks.ParseGrants([]string{"everything"}); yichuang.CodeOf(err) != yichuang.Invalid {
		t.Error(err)
	}
}
