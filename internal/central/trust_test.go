package central_test

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
)

// somethingOf is a request of each kind that needs a terminal.
func (c *client) somethingOf(body []byte, code yichuang.Code, class wire.Class) []bad {
	return []bad{
		{"push", c.pushCall(body), code, class},
		{"pull", get(wire.PathPull), code, class},
		{"snapshot", get(wire.PathSnapshot), code, class},
		{"heads", get(wire.PathHeads), code, class},
		{"feed", get(wire.PathFeed), code, class},
		{"reference", get(wire.PathReference), code, class},
		{"scan", get("/v1/scans/" + strings.Repeat("0", 64)), code, class},
		{"chunk", call{method: http.MethodPut, path: "/v1/chunks/" + strings.Repeat("0", 64), body: strings.NewReader("x")}, code, class},
		{"item", get("/v1/items/test-01/1-00000001"), code, class},
		{"renew", post(wire.PathRenew, "{}"), code, class},
		{"parcel", call{method: http.MethodPost, path: wire.PathParcel, body: strings.NewReader("x")}, code, class},
	}
}

// Without a certificate of this centre nobody gets anything.
func TestStrangers(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		a := s.enrolled(window("W01", 1))
		st := a.opens()
		stranger := s.stranger()
		stranger.refuses(t, stranger.somethingOf(wire.AppendStretch(nil, st), yichuang.Denied, wire.Stop))
		before := dump(t, s.Centre)
		forged := s.stranger()
		forged.connect(forge(t, hall, a.terminal.ID))
		if answer, err := forged.do(get(wire.PathPull)); err == nil {
			t.Errorf("a certificate of another authority: %s", answer.Status)
			_ = answer.Body.Close()
		}
		stolen := s.stranger() // the certificate without its key
		stolen.connect(&tls.Certificate{Certificate: [][]byte{a.cert}, PrivateKey: newKey(t)})
		if answer, err := stolen.do(get(wire.PathPull)); err == nil {
			t.Errorf("a certificate without its key: %s", answer.Status)
			_ = answer.Body.Close()
		}
		if dump(t, s.Centre) != before {
			t.Error("something was changed")
		}
	})
}

// forge makes a certificate that says the right things, under an authority of its
// own.
func forge(t *testing.T, hall yichuang.HallID, id yichuang.TerminalID) *tls.Certificate {
	t.Helper()
	pub, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	authority := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "yichuang"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{Organization: []string{string(hall)}, CommonName: string(id)},
		NotBefore: authority.NotBefore, NotAfter: authority.NotAfter, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}, authority, pub, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// A terminal of another hall is let in, and neither sees nor changes this one.
func TestAnotherHall(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		if err := s.AddHall(t.Context(), "other", yichuang.Hall{Name: "另一个大厅", Region: "150626"}); err != nil {
			t.Fatal(err)
		}
		a, o := s.enrolled(window("W01", 1)), s.enrolled(central.Seat{Hall: "other", Name: "W01", Window: 1})
		if a.terminal.ID != o.terminal.ID {
			t.Fatalf("%s and %s", a.terminal.ID, o.terminal.ID)
		}
		if _, p := a.pushes(a.opens(testkit.Scenario())); p != nil {
			t.Fatal(p)
		}
		brought := wire.AppendStretch(nil, a.writes(&yichuang.Noted{Text: "由别的大厅的终端带来"}))
		o.refuses(t, []bad{
			{"events of this hall", o.pushCall(brought), wire.CodeGap, wire.Retry}, // there it is another W01.0
			{"its whole chain", o.pushCall(wire.AppendStretch(nil, a.again())), wire.CodeForged, wire.Stop},
			{"a case of this hall", get("/v1/cases/" + string(a.number)), yichuang.NotFound, wire.Never},
		})
		if page := o.pulls(0); len(page.Runs) > 0 || page.End.Head != 0 || page.End.Open != 0 {
			t.Errorf("it sees %+v", page)
		}
	})
}

// again writes a chain of the terminal from its beginning, with its own key.
func (c *client) again() *yichuang.Stretch {
	c.seq, c.head, c.serial = 0, yichuang.ChainStart(c.terminal.ID), 0
	return c.opens()
}

// A revoked terminal is out within two seconds, wherever it was revoked: its
// requests, its events in whoever's hands, and its open feed.
func TestRevoked(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		c := open(t, o)
		c.Pace(time.Hour) // no sign of life is due meanwhile
		s := serve(t, c)
		a, b := s.enrolled(window("W01", 1)), s.enrolled(window("W02", 2))
		if _, p := a.pushes(a.opens()); p != nil {
			t.Fatal(p)
		}
		feed := a.listens(0)
		feed.sees("event: page")
		beside := o
		beside.Existing = true
		command := open(t, beside)
		if err := command.Revoke(t.Context(), hall, a.terminal.ID); err != nil {
			t.Fatal(err)
		}
		feed.ends()
		st := wire.AppendStretch(nil, a.writes(&yichuang.Noted{Text: "还想记一步"}))
		a.refuses(t, a.somethingOf(st, wire.CodeRevoked, wire.Stop))
		b.refuses(t, []bad{{"brought by another", b.pushCall(st), wire.CodeRevoked, wire.Stop}})
		if err := command.Revoke(t.Context(), hall, "W09.0"); yichuang.CodeOf(err) != yichuang.NotFound {
			t.Errorf("one that there is not: %v", err)
		}
	})
}

// A seat that is enrolled anew is another terminal. The one before is out, but what
// it did comes in, whoever brings it.
func TestReplaced(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		c.Pace(time.Hour)
		s := serve(t, c)
		old := s.enrolled(window("W01", 1))
		if _, p := old.pushes(old.opens()); p != nil {
			t.Fatal(p)
		}
		feed := old.listens(0)
		feed.sees("event: page")
		fresh := s.enrolled(window("W01", 1))
		if fresh.terminal.ID == old.terminal.ID || fresh.terminal.Epoch == old.terminal.Epoch {
			t.Fatalf("%+v and %+v", fresh.terminal, old.terminal)
		}
		feed.ends()
		left := old.writes(&yichuang.Noted{Text: "换机以前记的"})
		old.refuses(t, old.somethingOf(wire.AppendStretch(nil, left), wire.CodeRevoked, wire.Stop))
		if answer, p := fresh.pushes(left); p != nil || answer.Acked != 2 {
			t.Errorf("what it had left: %+v, %v", answer, p)
		}
		if _, p := fresh.pushes(fresh.opens()); p != nil {
			t.Error(p)
		}
		verified(t, s.Centre)
	})
}

// A running centre notices what commands beside it published, and says so.
func TestPublishedBesideARunningCentre(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		s := serve(t, open(t, o))
		a := s.enrolled(window("W01", 1))
		feed := a.listens(0)
		beside := o
		beside.Existing = true
		command := open(t, beside)
		for _, publish := range []func() error{
			func() error {
				return command.SetHall(t.Context(), hall, yichuang.Hall{Name: "测试大厅", Region: testkit.Region, Phone: "12345"})
			},
			func() error { return command.AddUser(t.Context(), hall, clerk, "480261") },
			func() error {
				p, err := command.Propose(t.Context(), sampleFiles(3))
				if err == nil {
					_, err = command.Publish(t.Context(), p, "")
				}
				return err
			},
		} {
			if err := publish(); err != nil {
				t.Fatal(err)
			}
			feed.sees("event: published")
		}
		raw, p := a.ask(get(wire.PathReference))
		if p != nil {
			t.Fatal(p)
		}
		got, more, err := wire.ParseReference(raw)
		if err != nil || more || got.Hall.Phone != "12345" || len(got.Users) != 1 || len(got.Items) != 3 || len(got.Terminals) != 1 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// When the data are declared to be restored beside a running centre, it forgets what
// it remembers, and terminals are told.
func TestRestoredBesideARunningCentre(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		s := serve(t, open(t, o))
		a := s.enrolled(window("W01", 1))
		if _, p := a.pushes(a.opens(testkit.Scenario())); p != nil {
			t.Fatal(p)
		}
		was := s.Incarnation()
		beside := o
		beside.Existing = true
		command := open(t, beside)
		// What a database administrator does who puts it back to before the second event.
		for _, q := range []string{"DELETE FROM runs", "DELETE FROM cases", "UPDATE halls SET position = 0, cases = 0, open = 0",
			"UPDATE terminals SET acked = 0"} {
			if err := command.Exec(t.Context(), q); err != nil {
				t.Fatal(err)
			}
		}
		start := yichuang.ChainStart(a.terminal.ID)
		if err := command.Exec(t.Context(), "UPDATE terminals SET head = $1", start[:]); err != nil {
			t.Fatal(err)
		}
		if err := command.NewIncarnation(t.Context()); err != nil {
			t.Fatal(err)
		}
		until(t, "the running centre notices", func() bool { return s.Incarnation() == command.Incarnation() })
		_, p := a.ask(with(get(wire.PathPull), wire.HeaderIncarnation, was))
		if p == nil || p.Code != wire.CodeRestored || p.Incarnation != s.Incarnation() || p.Began != 0 || p.Forgotten {
			t.Errorf("%+v", p)
		}
		// The same case again, as long as before and different, by way of the other
		// centre: what the running one remembers of it holds no more.
		feed := a.listens(0)
		a.seq, a.head, a.serial = 0, start, 0
		if _, err := command.Push(t.Context(), hall, wire.AppendStretch(nil, a.opens(&yichuang.Noted{Text: "恢复以后"}))); err != nil {
			t.Fatal(err)
		}
		feed.sees("恢复以后")
		if answer, p := a.pushes(a.writes(&yichuang.MaterialTaken{Material: "m1", Presence: yichuang.Held, Originals: 1})); p != nil || answer.Position != 3 {
			t.Errorf("%+v, %v", answer, p)
		}
		if v := verified(t, s.Centre); v.Refused != 1 { // there is no scenario to take it for
			t.Errorf("%+v", v)
		}
	})
}

// listener is an open feed.
type listener struct {
	t     testing.TB
	lines chan string
}

// listens opens the feed behind a position.
func (c *client) listens(after int) *listener {
	c.t.Helper()
	answer, err := c.do(get(wire.PathFeed + "?after=" + big.NewInt(int64(after)).String()))
	if err != nil {
		c.t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != wire.TypeEvents {
		c.t.Fatalf("the feed: %s", answer.Status)
	}
	l := &listener{t: c.t, lines: make(chan string, 1000)}
	c.t.Cleanup(func() { _ = answer.Body.Close() })
	go func() {
		defer close(l.lines)
		r := bufio.NewReader(answer.Body)
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			l.lines <- line
		}
	}()
	return l
}

// sees waits for a line of the feed that holds a text.
func (l *listener) sees(text string) {
	l.t.Helper()
	end := time.After(30 * time.Second)
	for {
		select {
		case line, open := <-l.lines:
			if !open {
				l.t.Fatalf("the feed ended before %s", text)
			}
			if strings.Contains(line, text) {
				return
			}
		case <-end:
			l.t.Fatalf("the feed never said %s", text)
		}
	}
}

// ends waits for the feed to end.
func (l *listener) ends() {
	l.t.Helper()
	end := time.After(30 * time.Second)
	for {
		select {
		case _, open := <-l.lines:
			if !open {
				return
			}
		case <-end:
			l.t.Fatal("the feed does not end")
		}
	}
}
