package e2e

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// Portal is a site on which people apply online. It speaks with the first centre.
type Portal struct {
	t      testing.TB
	hall   *Hall
	id     string
	secret []byte
	client *http.Client
	asked  int
}

var secretLine = regexp.MustCompile(`(?m)^  (\w{64})$`)

// Portal enrols a portal at the hall.
func (h *Hall) Portal(id string) *Portal {
	h.t.Helper()
	p := &Portal{t: h.t, hall: h, id: id}
	m := secretLine.FindStringSubmatch(h.Centre.Run("portal", "add", id, "--name", "测试网"))
	if m == nil {
		h.t.Fatal("no secret was printed")
	}
	p.secret, _ = hex.DecodeString(m[1]) // the pattern says that it can be
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(h.Centre.Run("authority")))
	p.client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: wire.ServerName}}}
	h.t.Cleanup(p.client.CloseIdleConnections)
	return p
}

// Ask sends a signed request that has to succeed, and reads the answer. body is bytes,
// something to be written as JSON, or nil.
func (p *Portal) Ask(method, path string, body, into any) {
	p.t.Helper()
	raw, ok := body.([]byte)
	if !ok && body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			p.t.Fatal(err)
		}
	}
	p.asked++
	now := time.Now()
	if p.hall.clock != nil {
		now = p.hall.clock.Now()
	}
	q := wire.PortalRequest{Method: method, Path: path, Timestamp: strconv.FormatInt(now.Unix(), 10), Nonce: fmt.Sprintf("nonce%012d", p.asked), Body: raw}
	if method == http.MethodPost {
		q.Idempotency = fmt.Sprintf("request-%06d", p.asked)
	}
	r, err := http.NewRequestWithContext(p.t.Context(), method, "https://"+p.hall.Centre.Address()+path, bytes.NewReader(raw))
	if err != nil {
		p.t.Fatal(err)
	}
	for name, value := range map[string]string{wire.HeaderPortal: p.id, wire.HeaderTimestamp: q.Timestamp, wire.HeaderNonce: q.Nonce,
		wire.HeaderIdempotency: q.Idempotency, wire.HeaderSignature: q.Sign(p.secret)} {
		r.Header.Set(name, value)
	}
	answer, err := p.client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		p.t.Fatalf("%s %s: %s %s %v", method, path, answer.Status, text, err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		p.t.Fatalf("%s %s: %s: %v", method, path, text, err)
	}
}

// File sends a file and returns it as an application names it.
func (p *Portal) File(name string, content []byte) wire.SubmittedFile {
	p.t.Helper()
	f := wire.SubmittedFile{Hash: HashOf(content), Name: name}
	p.Ask(http.MethodPut, strings.Replace(wire.PathOnlineFile, "{hash}", string(f.Hash), 1), content, new(wire.KeptFile))
	return f
}

// Apply sends an application in and returns its number.
func (p *Portal) Apply(a wire.Application) yichuang.CaseNumber {
	p.t.Helper()
	var state wire.ApplicationState
	p.Ask(http.MethodPost, wire.PathApplications, a, &state)
	return state.Number
}

// State asks where an application stands.
func (p *Portal) State(n yichuang.CaseNumber) wire.ApplicationState {
	p.t.Helper()
	var state wire.ApplicationState
	p.Ask(http.MethodGet, strings.Replace(wire.PathApplication, "{number}", string(n), 1), nil, &state)
	return state
}

// Correct hands in what was asked for.
func (p *Portal) Correct(n yichuang.CaseNumber, x wire.Corrections) wire.ApplicationState {
	p.t.Helper()
	var state wire.ApplicationState
	p.Ask(http.MethodPost, strings.Replace(wire.PathCorrections, "{number}", string(n), 1), x, &state)
	return state
}
