package central_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/wire"
	engine "yichuang/sync"
)

func (s *server) code(seat central.Seat) wire.Code {
	s.t.Helper()
	code, err := s.AddSeat(s.t.Context(), seat)
	if err != nil {
		s.t.Fatal(err)
	}
	return code
}

func newKey(t testing.TB) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// asks is the request to enrol.
func asks(t testing.TB, ask wire.Enrol) call {
	t.Helper()
	raw, err := json.Marshal(ask)
	if err != nil {
		t.Fatal(err)
	}
	return post(wire.PathEnrol, string(raw))
}

func TestBadEnrolments(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		var clock clock
		o.Now = clock.now
		s := serve(t, open(t, o))
		code, used := s.code(window("W01", 1)), s.code(window("W02", 2))
		key := newKey(t)
		csr := request(t, key)
		stranger := s.stranger()
		if _, p := stranger.ask(asks(t, wire.Enrol{Secret: used.Secret, CSR: csr})); p != nil {
			t.Fatal(p)
		}
		ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		other, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, ec)
		if err != nil {
			t.Fatal(err)
		}
		before := func(b ...yichuang.Terminal) call {
			return asks(t, wire.Enrol{Secret: code.Secret, CSR: request(t, newKey(t)), Before: b})
		}
		all := []bad{
			{"no JSON", post(wire.PathEnrol, "{"), yichuang.Invalid, wire.Never},
			{"more than a request can be", post(wire.PathEnrol, `{"secret":"`+strings.Repeat("x", 64<<10)+`"}`), wire.CodeTooLarge, wire.Never},
			{"a code that was never given", asks(t, wire.Enrol{Secret: "0000000000AAAAA", CSR: csr}), yichuang.Denied, wire.Never},
			{"no code", asks(t, wire.Enrol{CSR: csr}), yichuang.Denied, wire.Never},
			{"a code that was used", asks(t, wire.Enrol{Secret: used.Secret, CSR: csr}), yichuang.Denied, wire.Never},
			{"no request", asks(t, wire.Enrol{Secret: code.Secret}), yichuang.Invalid, wire.Never},
			{"a request that was changed", asks(t, wire.Enrol{Secret: code.Secret, CSR: append(bytes.Clone(csr[:len(csr)-1]), csr[len(csr)-1]^1)}), yichuang.Invalid, wire.Never},
			{"a key of another kind", asks(t, wire.Enrol{Secret: code.Secret, CSR: other}), yichuang.Invalid, wire.Never},
			{"an earlier identity that is another machine's", before(yichuang.Terminal{ID: "W02.0", Window: 2, Epoch: '0'}), yichuang.Conflict, wire.Never},
			{"an earlier identity that cannot be", before(yichuang.Terminal{ID: "W01.0", Window: 1000, Epoch: '0'}), yichuang.Invalid, wire.Never},
			{"epochs that are used up", before(yichuang.Terminal{ID: "W01.Z", Window: 1, Epoch: 'Z'}), yichuang.Full, wire.Never},
		}
		stranger.refuses(t, all)
		clock.add(central.CodeLife + time.Second)
		stranger.refuses(t, []bad{{"a code that is too old", asks(t, wire.Enrol{Secret: code.Secret, CSR: request(t, key)}), yichuang.Denied, wire.Never}})
		clock.add(-time.Minute) // no refusal has used it up
		if _, p := stranger.ask(asks(t, wire.Enrol{Secret: code.Secret, CSR: request(t, key)})); p != nil {
			t.Errorf("the code in time: %v", p)
		}
	})
}

// clock is a clock that is set by hand.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// A code works once, however many try it at the same moment; a seat that is enrolled
// twice at once is two terminals.
func TestEnrollingAtOnce(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		code := s.code(window("W01", 1))
		var mu sync.Mutex
		outcome := map[yichuang.Code]int{}
		ids := map[yichuang.TerminalID]int{}
		enrol := func(secret string) {
			c := s.stranger()
			raw, p := c.ask(asks(t, wire.Enrol{Secret: secret, CSR: request(t, newKey(t))}))
			mu.Lock()
			defer mu.Unlock()
			if p != nil {
				outcome[p.Code]++
				return
			}
			var answer wire.Enrolled
			if err := json.Unmarshal(raw, &answer); err != nil {
				t.Error(err)
			}
			ids[answer.Terminal.ID]++
		}
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() { enrol(code.Secret) })
		}
		all.Wait()
		if len(ids) != 1 || outcome[yichuang.Denied] != 5 {
			t.Errorf("one code: %v, %v", ids, outcome)
		}
		for range 6 {
			code := s.code(window("W02", 2))
			all.Go(func() { enrol(code.Secret) })
		}
		all.Wait()
		if len(ids) != 7 || outcome[yichuang.Denied] != 5 {
			t.Errorf("six codes: %v, %v", ids, outcome)
		}
	})
}

// A machine that worked alone brings what it did under its earlier identity.
func TestEarlierIdentities(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		alone := s.stranger()
		key := newKey(t)
		before := yichuang.Terminal{ID: "W01.3", Window: 1, Epoch: '3'}
		alone.become(hall, before, key, nil)
		st := alone.opens()
		var answer wire.Enrolled
		code := s.code(window("W01", 1))
		c := s.stranger()
		if p := c.json(http.MethodPost, wire.PathEnrol, wire.Enrol{Secret: code.Secret, CSR: request(t, key), Before: []yichuang.Terminal{before}}, &answer); p != nil {
			t.Fatal(p)
		}
		if answer.Terminal.ID != "W01.4" {
			t.Errorf("it became %+v", answer.Terminal)
		}
		c.become(answer.HallID, answer.Terminal, key, answer.Certificate)
		if got, p := c.pushes(st); p != nil || got.Acked != 1 {
			t.Errorf("what it did before: %+v, %v", got, p)
		}
		if got, p := c.pushes(c.opens()); p != nil || got.Position != 2 {
			t.Errorf("what it does now: %+v, %v", got, p)
		}
		verified(t, s.Centre)
	})
}

// A terminal with the code of one centre says nothing to another.
func TestTheWrongCentre(t *testing.T) {
	right, wrong := serve(t, open(t, central.Options{Data: t.TempDir()})), serve(t, open(t, central.Options{Data: t.TempDir()}))
	code := right.code(window("W01", 1))
	before := dump(t, wrong.Centre)
	for _, s := range []*server{wrong, right} {
		h, err := engine.Dial(s.url, &engine.Trust{Fits: code.Fits}, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.Enrol(t.Context(), wire.Enrol{Secret: code.Secret, CSR: request(t, newKey(t))})
		h.CloseIdle()
		if s == right && err != nil || s == wrong && yichuang.CodeOf(err) != yichuang.Denied {
			t.Errorf("%v", err)
		}
	}
	if dump(t, wrong.Centre) != before {
		t.Error("the wrong centre has noted something")
	}
}

// A code that was copied wrongly in one place is noticed before anything is sent.
func TestMistypedCodes(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	right := wire.Code{Secret: "0A1B2C3D4E5F6G7", Print: "H8J9KAMBNCPDQERF"}.String()
	for _, same := range []string{right, strings.ToLower(right), strings.ReplaceAll(right, "-", ""), strings.ReplaceAll(right, "0", "O"), strings.ReplaceAll(right, "1", "l"), " " + strings.ReplaceAll(right, "-", "  ") + "\n"} {
		if c, err := wire.ParseCode(same); err != nil || c.String() != right {
			t.Errorf("%q: %v, %v", same, c, err)
		}
	}
	for i := range right {
		if right[i] == '-' {
			continue
		}
		for _, r := range alphabet {
			if byte(r) == right[i] {
				continue
			}
			if _, err := wire.ParseCode(right[:i] + string(r) + right[i+1:]); yichuang.CodeOf(err) != yichuang.Invalid {
				t.Errorf("%c at %d passes: %v", r, i, err)
			}
		}
	}
	for _, bad := range []string{"", right[:len(right)-1], right + "0", strings.Replace(right, "A", "U", 1), strings.Replace(right, "A", "阿", 1)} {
		if _, err := wire.ParseCode(bad); yichuang.CodeOf(err) != yichuang.Invalid {
			t.Errorf("%q passes: %v", bad, err)
		}
	}
}

func TestBadSeats(t *testing.T) {
	c := open(t, central.Options{Data: t.TempDir()})
	if err := c.AddHall(t.Context(), "near", yichuang.Hall{Name: "同一个旗的另一个大厅", Region: "150627"}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.AddSeat(t.Context(), window("W01", 1)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		seat central.Seat
		code yichuang.Code
	}{
		{central.Seat{Hall: "nowhere", Name: "W01", Window: 1}, yichuang.NotFound},
		{central.Seat{Hall: hall, Name: "", Window: 1}, yichuang.Invalid},
		{central.Seat{Hall: hall, Name: "w1", Window: 1}, yichuang.Invalid},
		{central.Seat{Hall: hall, Name: "W1.2", Window: 1}, yichuang.Invalid},
		{central.Seat{Hall: hall, Name: "W0", Window: 0}, yichuang.Invalid},
		{central.Seat{Hall: hall, Name: "W1000", Window: 1000}, yichuang.Invalid},
		{central.Seat{Hall: hall, Name: "W02", Window: 1}, yichuang.Conflict},
		{central.Seat{Hall: "near", Name: "W01", Window: 1}, yichuang.Conflict},
	} {
		before := dump(t, c)
		if _, err := c.AddSeat(t.Context(), tt.seat); yichuang.CodeOf(err) != tt.code {
			t.Errorf("%+v: %v", tt.seat, err)
		}
		if dump(t, c) != before {
			t.Errorf("%+v: something was changed", tt.seat)
		}
	}
	if _, err := c.AddSeat(t.Context(), window("W01", 1)); err != nil {
		t.Errorf("the same seat again: %v", err)
	}
}
