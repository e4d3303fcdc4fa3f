package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"yichuang"
)

// Receiver is a system that is told what becomes of cases, and writes it down.
type Receiver struct {
	t      testing.TB
	server *httptest.Server

	mu    sync.Mutex
	down  bool
	seen  map[string]bool // by id: a message may come twice
	steps map[yichuang.CaseNumber][]string
	last  map[yichuang.CaseNumber]string // sequence
}

// Receiver subscribes a receiver to everything that happens in the hall.
func (h *Hall) Receiver() *Receiver {
	h.t.Helper()
	r := &Receiver{t: h.t, seen: map[string]bool{}, steps: map[yichuang.CaseNumber][]string{}, last: map[yichuang.CaseNumber]string{}}
	r.server = httptest.NewServer(http.HandlerFunc(r.take))
	h.t.Cleanup(r.server.Close)
	h.Centre.Run("hook", "add", r.server.URL, "--allow-http", "--from-start")
	return r
}

// Down says whether it answers that it cannot take anything now.
func (r *Receiver) Down(down bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = down
}

func (r *Receiver) take(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	var m struct {
		ID       string
		Type     string
		Subject  yichuang.CaseNumber
		Sequence string
	}
	if err == nil {
		err = json.Unmarshal(body, &m)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err != nil || m.ID != q.Header.Get("webhook-id") || q.Header.Get("webhook-signature") == "":
		r.t.Errorf("a message that is none: %s %v %v", body, q.Header, err)
	case r.down:
		w.WriteHeader(http.StatusServiceUnavailable)
	case r.seen[m.ID]:
	default:
		if m.Sequence <= r.last[m.Subject] {
			r.t.Errorf("%s came behind %s", m.Sequence, r.last[m.Subject])
		}
		r.seen[m.ID], r.last[m.Subject] = true, m.Sequence
		r.steps[m.Subject] = append(r.steps[m.Subject], strings.TrimPrefix(m.Type, "yichuang.case."))
	}
}

// Steps are what it was told of a case, in the order in which it was told.
func (r *Receiver) Steps(n yichuang.CaseNumber) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.steps[n]...)
}
