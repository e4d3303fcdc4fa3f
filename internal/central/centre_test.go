package central_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
	"yichuang/store"
)

func TestMain(m *testing.M) {
	code := m.Run()
	testkit.StopPostgres()
	os.Exit(code)
}

const hall yichuang.HallID = "test"

// each runs a test on both databases.
func each(t *testing.T, f func(t *testing.T, c *central.Centre)) {
	t.Run("sqlite", func(t *testing.T) { f(t, open(t, central.Options{Data: t.TempDir()})) })
	t.Run("postgres", func(t *testing.T) {
		f(t, open(t, central.Options{Database: testkit.Postgres(t), Data: t.TempDir()}))
	})
}

// open opens a centre with one hall.
func open(t testing.TB, o central.Options) *central.Centre {
	t.Helper()
	c, err := central.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	err = c.AddHall(t.Context(), hall, yichuang.Hall{Name: "测试大厅", Region: testkit.Region})
	if err != nil && yichuang.CodeOf(err) != yichuang.Conflict {
		t.Fatal(err)
	}
	return c
}

// seat is a terminal with its own file.
type seat struct {
	t     testing.TB
	c     *central.Centre
	who   *central.Identity
	store *store.Store
}

// enrol enrols a new terminal as a seat.
func enrol(t testing.TB, c *central.Centre, s central.Seat) *seat {
	t.Helper()
	code, err := c.AddSeat(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := c.Enrol(t.Context(), wire.Enrol{Secret: code.Secret, CSR: request(t, key)})
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "seat.db"), store.Options{Terminal: answer.Terminal})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // some tests did
	if err := errors.Join(db.SetKey(t.Context(), key), db.Joined(t.Context(), answer.Incarnation, answer.Began), second(db.PutItems(t.Context(), testkit.Items(5)))); err != nil {
		t.Fatal(err)
	}
	who, err := c.Known(t.Context(), s.Hall, answer.Terminal.ID)
	if err != nil {
		t.Fatal(err)
	}
	return &seat{t: t, c: c, who: who, store: db}
}

func second[T any](_ T, err error) error { return err }

func request(t testing.TB, key ed25519.PrivateKey) []byte {
	t.Helper()
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "test"}}, key)
	if err != nil {
		t.Fatal(err)
	}
	return csr
}

func window(name string, number int) central.Seat {
	return central.Seat{Hall: hall, Name: name, Window: number}
}

// take takes in an application and does the steps given.
func (s *seat) take(i int, bodies ...yichuang.Body) *yichuang.Case {
	s.t.Helper()
	c, err := s.store.OpenCase(s.t.Context(), "1001", testkit.Region, testkit.Opened(i, 5), bodies...)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *seat) do(n yichuang.CaseNumber, bodies ...yichuang.Body) *yichuang.Case {
	s.t.Helper()
	c := s.sees(n)
	c, err := s.store.Append(s.t.Context(), "1001", n, c.Seen(), bodies...)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *seat) sees(n yichuang.CaseNumber) *yichuang.Case {
	s.t.Helper()
	c, err := s.store.Case(s.t.Context(), n)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// push sends everything that the centre has not acknowledged.
func (s *seat) push() {
	s.t.Helper()
	for {
		st, err := s.store.Outbox(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		if st == nil {
			return
		}
		answer, err := s.offer(st)
		if err != nil {
			s.t.Fatal(err)
		}
		if err := s.store.Acked(s.t.Context(), st.Terminal, answer.Acked); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *seat) offer(st *yichuang.Stretch) (*wire.PushAnswer, error) {
	return s.c.Push(context.Background(), s.who.Hall(), wire.AppendStretch(nil, st))
}

// pull takes in everything that is new.
func (s *seat) pull() {
	s.t.Helper()
	for {
		l, err := s.store.Link(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		body, err := s.c.Page(s.t.Context(), s.who, l.Cursor, 7)
		if err != nil {
			s.t.Fatal(err)
		}
		p := parse(s.t, body)
		if err := s.store.TakeRuns(s.t.Context(), yichuang.News{Incarnation: l.Incarnation, Runs: p.Runs, Vouchers: p.Vouchers}, p.End.Position); err != nil {
			s.t.Fatal(err)
		}
		s.fetch()
		if !p.End.More {
			return
		}
	}
}

// fetch gets the cases of which the beginning is not here.
func (s *seat) fetch() {
	s.t.Helper()
	wanted, err := s.store.Wanted(s.t.Context(), 100)
	if err != nil {
		s.t.Fatal(err)
	}
	l, err := s.store.Link(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, n := range wanted {
		body, err := s.c.Case(s.t.Context(), s.who, n)
		if err != nil {
			s.t.Fatal(err)
		}
		if err := s.store.TakeCase(s.t.Context(), n, yichuang.News{Incarnation: l.Incarnation, Runs: parse(s.t, body).Runs}); err != nil {
			s.t.Fatal(err)
		}
	}
}

func parse(t testing.TB, body []byte) *wire.Page {
	t.Helper()
	p, err := wire.ParsePage(bytes.Clone(body))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// sync does both.
func (s *seat) sync() {
	s.t.Helper()
	s.push()
	s.pull()
}

// same fails the test unless all seats fold to the same case, and their files are
// sound.
func same(t testing.TB, n yichuang.CaseNumber, seats ...*seat) {
	t.Helper()
	first := written(t, seats[0].sees(n))
	for _, s := range seats[1:] {
		if other := written(t, s.sees(n)); other != first {
			t.Errorf("%s and %s see different cases:\n%s\n%s", seats[0].who.Terminal(), s.who.Terminal(), first, other)
		}
	}
	for _, s := range seats {
		h, err := s.store.Check(t.Context())
		if err != nil || len(h.Problems) > 0 {
			t.Errorf("%s: %v, %v", s.who.Terminal(), h.Problems, err)
		}
	}
}

func written(t testing.TB, c *yichuang.Case) string {
	t.Helper()
	raw, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// A case that is taken in at one window is gone on with at another.
func TestFromSeatToSeat(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		a, b := enrol(t, c, window("W01", 1)), enrol(t, c, window("W02", 2))
		n := a.take(0, testkit.Reviewed(false)...).Number
		a.sync()
		b.sync()
		same(t, n, a, b)
		if got := b.sees(n); got.Confirmed != got.Events || got.Intake.Terminal != a.who.Terminal() {
			t.Errorf("at the second window: %+v", got.History)
		}
		b.do(n, testkit.Accepted(testkit.FillEnd, testkit.FillEnd))
		b.sync()
		a.sync()
		same(t, n, a, b)
		if got := a.sees(n); got.Stage != yichuang.StageAccepted || got.Confirmed != got.Events {
			t.Errorf("back at the first window: stage %s, %+v", got.Stage, got.History)
		}
		halls, err := c.Halls(t.Context())
		if err != nil || halls[0].Cases != 1 || halls[0].Open != 1 || halls[0].Position != int64(a.sees(n).Events) {
			t.Errorf("%+v, %v", halls, err)
		}
	})
}
