package central_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/hooks"
	"yichuang/internal/testkit"
)

// heardMessage is a message as a receiver has it.
type heardMessage struct {
	ID       string          `json:"id"`
	Type     string          `json:"type"`
	Source   string          `json:"source"`
	Subject  string          `json:"subject"`
	Sequence string          `json:"sequence"`
	Time     time.Time       `json:"time"`
	Data     json.RawMessage `json:"data"`
	body     string
	header   http.Header
}

func (m heardMessage) step() string { return strings.TrimPrefix(m.Type, "yichuang.case.") }

// says reads a field of the data.
func (m heardMessage) says(t testing.TB, field string) string {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(m.Data, &all); err != nil {
		t.Fatal(err)
	}
	text, _ := all[field].(string)
	return text
}

// receiver is the program of somebody who is told: a server of its own, that checks
// every signature with the library of Standard Webhooks, and writes down what it took.
type receiver struct {
	t      testing.TB
	server *httptest.Server
	// answer says what it answers; nil: it takes everything.
	answer func(m heardMessage) int
	slow   bool // it answers what was given up long ago

	mu      sync.Mutex
	secrets []string // any of them may fit
	taken   []heardMessage
	calls   int            // requests that came
	at      map[string]int // requests for each case that are being answered
	bodies  map[string]string
}

// webhooks is the description of messages.
var webhooks = sync.OnceValues(func() (*openapi3.T, error) {
	raw, err := hooks.OpenAPI()
	if err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(raw)
})

// fitsMessage holds a message against the description.
func fitsMessage(body string) error {
	doc, err := webhooks()
	if err != nil {
		return err
	}
	value, err := bodyOf([]byte(body))
	if err != nil {
		return err
	}
	name := "Message"
	if strings.Contains(body, hooks.TestType) {
		name = "Trial"
	}
	return doc.Components.Schemas[name].Value.VisitJSON(value, openapi3.EnableFormatValidation())
}

// receives starts a receiver.
func receives(t testing.TB, answer func(m heardMessage) int) *receiver {
	r := &receiver{t: t, answer: answer, at: map[string]int{}, bodies: map[string]string{}}
	r.server = httptest.NewServer(r)
	t.Cleanup(r.server.Close)
	return r
}

// ServeHTTP takes a message, or does not.
func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	var m heardMessage
	if err != nil || json.Unmarshal(body, &m) != nil {
		w.WriteHeader(http.StatusBadRequest) // cut off on its way
		return
	}
	m.body, m.header = string(body), q.Header
	r.check(m)
	r.mu.Lock()
	r.calls++
	if r.at[m.Subject]++; r.at[m.Subject] > 1 && !r.slow {
		r.t.Errorf("two messages of case %s at once: %s", m.Subject, m.ID)
	}
	r.mu.Unlock()
	status := http.StatusNoContent
	if r.answer != nil {
		status = r.answer(m)
	}
	r.mu.Lock()
	r.at[m.Subject]--
	if status < 300 && q.Context().Err() == nil {
		r.taken = append(r.taken, m)
	}
	r.mu.Unlock()
	w.WriteHeader(status)
}

func (r *receiver) check(m heardMessage) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if was, known := r.bodies[m.ID]; known && was != m.body {
		r.t.Errorf("%s is another message now", m.ID)
	}
	r.bodies[m.ID] = m.body
	if m.header.Get(standardwebhooks.HeaderWebhookID) != m.ID || m.header.Get("Content-Type") != hooks.ContentType {
		r.t.Errorf("%v", m.header)
	}
	if err := fitsMessage(m.body); err != nil {
		r.t.Errorf("%s is not as described: %v\n%s", m.ID, err, m.body)
	}
	for _, secret := range r.secrets {
		w, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			r.t.Errorf("the secret %q: %v", secret, err)
			return
		}
		if w.Verify([]byte(m.body), m.header) == nil {
			return
		}
	}
	r.t.Errorf("%s is not signed with the secret", m.ID)
}

func (r *receiver) knows(secret string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secrets = append(r.secrets, secret)
}

// busy returns the cases of which it is answering a message.
func (r *receiver) busy() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for n, of := range r.at {
		if of > 0 {
			all = append(all, n)
		}
	}
	return all
}

// got returns what it took, once each, in the order in which it came first.
func (r *receiver) got() []heardMessage {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []heardMessage
	seen := map[string]bool{}
	for _, m := range r.taken {
		if !seen[m.ID] {
			seen[m.ID] = true
			all = append(all, m)
		}
	}
	return all
}

// gets waits until it has taken so many messages, checks their order, and returns
// them.
func (r *receiver) gets(n int) []heardMessage {
	r.t.Helper()
	until(r.t, "the messages are there", func() bool { return len(r.got()) >= n })
	all := r.got()
	if len(all) != n {
		r.t.Errorf("%d messages, want %d", len(all), n)
	}
	last := map[string]string{}
	for _, m := range all {
		if m.Sequence <= last[m.Subject] {
			r.t.Errorf("case %s: %s after %s", m.Subject, m.Sequence, last[m.Subject])
		}
		last[m.Subject] = m.Sequence
	}
	return all
}

// steps are the steps of a case that it took, in order.
func (r *receiver) steps(n yichuang.CaseNumber) []string {
	var all []string
	for _, m := range r.got() {
		if m.Subject == string(n) {
			all = append(all, m.step())
		}
	}
	return all
}

// subscribe adds a subscription to a receiver, which learns the secret.
func subscribe(t testing.TB, c *central.Centre, r *receiver, change func(*central.Hook)) string {
	t.Helper()
	h := central.Hook{Hall: hall, HookAbout: central.HookAbout{Target: hooks.Target{URL: r.server.URL + "/in", Plain: true}}}
	if change != nil {
		change(&h)
	}
	id, secret, err := c.AddHook(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	r.knows(secret)
	return id
}

// passing runs a test on a centre of each kind of database that sends messages soon.
func passing(t *testing.T, f func(t *testing.T, c *central.Centre)) {
	each(t, func(t *testing.T, c *central.Centre) {
		c.Haste(10*time.Second, 2*time.Second)
		c.PassOn()
		f(t, c)
	})
}

// accepts has a window take in and accept so many applications, and pushes them: each
// is three messages, received, accepted and assigned.
func accepts(a *seat, from, n int) []yichuang.CaseNumber {
	a.t.Helper()
	var all []yichuang.CaseNumber
	for i := range n {
		made := a.take(from+i, append(testkit.Reviewed(false), testkit.Accepted(testkit.FillEnd, testkit.FillEnd))...)
		all = append(all, made.Number)
	}
	a.push()
	return all
}

// perCase is how many messages accepts makes of a case.
const perCase = 3

// state is a subscription as it is listed.
func state(t testing.TB, c *central.Centre, id string) central.HookState {
	t.Helper()
	all, err := c.Hooks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("there is no subscription %s", id)
	return central.HookState{}
}

// idle waits until nothing is to be sent any more.
func idle(t testing.TB, c *central.Centre, id string) {
	t.Helper()
	until(t, "nothing is pending", func() bool {
		s := state(t, c, id)
		return s.Behind == 0 && s.Pending == 0
	})
}
