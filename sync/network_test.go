package sync_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	gosync "sync"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
	"yichuang/store"
	"yichuang/sync"
)

func TestMain(m *testing.M) {
	code := m.Run()
	testkit.StopPostgres()
	os.Exit(code)
}

const hall yichuang.HallID = "test"

// server is a centre on a port of its own.
type server struct {
	*central.Centre
	t    testing.TB
	url  string
	http *http.Server
}

func serve(t testing.TB, o central.Options) *server {
	t.Helper()
	o.Names = []string{"127.0.0.1"}
	c, err := central.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	err = c.AddHall(t.Context(), hall, yichuang.Hall{Name: "测试大厅", Region: testkit.Region})
	if err != nil && yichuang.CodeOf(err) != yichuang.Conflict {
		t.Fatal(err)
	}
	s := &server{Centre: c, t: t}
	s.listen("127.0.0.1:0")
	return s
}

func (s *server) listen(address string) {
	s.t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		s.t.Fatal(err)
	}
	s.url = "https://" + l.Addr().String()
	s.http = &http.Server{Handler: s.Handler(), TLSConfig: s.TLS(nil)}
	go s.http.ServeTLS(l, "", "")
	s.t.Cleanup(s.down)
}

func (s *server) down() { _ = s.http.Close() }

// terminal is a terminal with its engine, running.
type terminal struct {
	*store.Store
	t      testing.TB
	id     yichuang.TerminalID
	centre *sync.HTTP
	engine *sync.Engine

	mu     gosync.Mutex
	status []sync.Status
}

// enrol enrols a new terminal over the network and starts its engine.
func enrol(t testing.TB, s *server, name string, number int) *terminal {
	t.Helper()
	code, err := s.AddSeat(t.Context(), central.Seat{Hall: hall, Name: name, Window: number})
	if err != nil {
		t.Fatal(err)
	}
	read, err := wire.ParseCode(code.String())
	if err != nil {
		t.Fatal(err)
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := sync.Dial(s.url, &sync.Trust{Fits: read.Fits}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.CloseIdle()
	answer, err := stranger.Enrol(t.Context(), wire.Enrol{Secret: read.Secret, CSR: csr})
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "seat.db"), store.Options{Terminal: answer.Terminal})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.PutItems(t.Context(), testkit.Items(5)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.SetKey(t.Context(), key), db.Joined(t.Context(), answer.Incarnation, answer.Began)); err != nil {
		t.Fatal(err)
	}
	x := &terminal{Store: db, t: t, id: answer.Terminal.ID}
	x.centre, err = sync.Dial(s.url, &sync.Trust{Authority: answer.Authority, Certificate: answer.Certificate, Key: key}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.centre.CloseIdle)
	x.engine = sync.New(sync.Options{Centre: sync.Over(x.centre), Store: of(db), Now: time.Now, Told: x.told})
	return x
}

func of(s *store.Store) sync.Store {
	return sync.Store{Outbox: s, Inbox: s, Book: s, Offering: s, Library: s, Shelf: s, Scans: s}
}

func (x *terminal) told(s sync.Status) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.status = append(x.status, s)
}

// run starts the engine; it ends with the test, or when stop is called.
func (x *terminal) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running gosync.WaitGroup
	running.Go(func() { x.engine.Run(ctx) })
	stop = func() { cancel(); running.Wait() }
	x.t.Cleanup(stop)
	return stop
}

// until waits for something that must come.
func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	begun := time.Now()
	defer func() { t.Logf("%s: %v", what, time.Since(begun)) }()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never came to: %s", what)
		}
	}
}

func (x *terminal) synced() bool {
	s := x.engine.Status()
	w, err := x.Waiting(x.t.Context())
	return err == nil && w.Unsent == 0 && s.Synced()
}

func (x *terminal) take(i int, bodies ...yichuang.Body) *yichuang.Case {
	x.t.Helper()
	c, err := x.OpenCase(x.t.Context(), "1001", testkit.Region, testkit.Opened(i, 5), bodies...)
	if err != nil {
		x.t.Fatal(err)
	}
	x.engine.Poke()
	return c
}

// Two terminals over a real network: what one does, the other sees; the centre
// goes away in between and comes back.
func TestOverTheNetwork(t *testing.T) {
	s := serve(t, central.Options{Data: t.TempDir()})
	a, b := enrol(t, s, "W01", 1), enrol(t, s, "W02", 2)
	a.run()
	b.run()
	n := a.take(0, testkit.Reviewed(false)...).Number
	sees := func(x *terminal, events int) func() bool {
		return func() bool {
			c, err := x.Case(t.Context(), n)
			return err == nil && c.Confirmed == events
		}
	}
	until(t, "the second terminal sees the case", sees(b, 8))
	until(t, "the first terminal has its places", sees(a, 8))
	until(t, "both are synced", func() bool { return a.synced() && b.synced() })
	address := s.url[len("https://"):]
	s.down()
	until(t, "it is told that the centre is gone", func() bool { return !a.engine.Status().Online })
	c, err := a.Append(t.Context(), "1001", n, 8, &yichuang.Noted{Text: "断网时记的"})
	if err != nil {
		t.Fatal(err)
	}
	a.engine.Poke()
	until(t, "it counts what waits", func() bool { return a.engine.Status().Unsent == 1 })
	s.listen(address)
	until(t, "what was done meanwhile is there", sees(b, c.Events))
}

// What is published reaches a terminal that listens at once, and not when it asks the
// next time, which is minutes later.
func TestWhatIsPublishedComesAtOnce(t *testing.T) {
	s := serve(t, central.Options{Data: t.TempDir()})
	a := enrol(t, s, "W01", 1)
	a.run()
	until(t, "it listens", func() bool {
		answer := httptest.NewRecorder()
		s.AdminHandler().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
		return strings.Contains(answer.Body.String(), "yichuang_listeners 1")
	})
	about := yichuang.Hall{Name: "测试大厅", Region: testkit.Region, Phone: "00000000"}
	if err := s.SetHall(t.Context(), hall, about); err != nil {
		t.Fatal(err)
	}
	until(t, "it knows the hall's new number", func() bool {
		known, ok, err := a.Hall(t.Context())
		return err == nil && ok && known.Phone == about.Phone
	})
}
