package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yichuang"
	"yichuang/sync"
)

// Ledger is everything that the centre has of a hall.
type Ledger struct {
	Runs  []yichuang.Run // in the order of their positions, with their lines
	Cases map[yichuang.CaseNumber][]Stated
}

// Stated is an event as its author stated it.
type Stated struct {
	yichuang.EventID
	Pos     int64
	Line    string
	Refused bool
}

// reading speaks with a centre as a seat that writes nothing: what it pulls is
// everything, with its lines.
func (h *Hall) reading(c *Centre) *sync.HTTP {
	h.t.Helper()
	if h.reader == nil {
		h.reader = h.Seat("R998", "--window", "998").trusted()
	}
	centre, err := sync.Dial(c.Address(), h.reader, time.Now)
	if err != nil {
		h.t.Fatal(err)
	}
	return centre
}

// trusted is what the seat knows its centre by, and is known by.
func (s *Seat) trusted() *sync.Trust {
	s.t.Helper()
	db := s.Open()
	defer db.Close()
	m, err := db.Membership(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	key, err := db.Key(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return &sync.Trust{Authority: m.Authority, Certificate: m.Certificate, Key: key}
}

// Ledger asks a centre for everything it has, over the protocol.
func (h *Hall) Ledger(c *Centre) *Ledger {
	h.t.Helper()
	centre := h.reading(c)
	defer centre.CloseIdle()
	l := &Ledger{Cases: map[yichuang.CaseNumber][]Stated{}}
	for after, more := int64(0), true; more; {
		page, err := centre.Pull(h.t.Context(), after)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, r := range page.Runs {
			l.add(r)
		}
		after, more = page.End.Position, page.End.More
	}
	return l
}

func (l *Ledger) add(r yichuang.Run) {
	l.Runs = append(l.Runs, r)
	for i, line := range r.Lines {
		l.Cases[r.Case] = append(l.Cases[r.Case], Stated{yichuang.EventID{Terminal: r.Terminal, Seq: r.Seq + int64(i)}, r.Pos + int64(i), string(line), r.Refused != nil})
	}
}

// check holds the ledger against what every ledger must be: places without a gap, every
// event once, an author's in his own order.
func (l *Ledger) check(t testing.TB) {
	t.Helper()
	next, last := int64(1), map[yichuang.TerminalID]int64{}
	for _, r := range l.Runs {
		if r.Pos != next || r.N != len(r.Lines) {
			t.Errorf("the run at %d with %d of %d events stands where %d comes next", r.Pos, len(r.Lines), r.N, next)
		}
		if r.Seq != last[r.Terminal]+1 {
			t.Errorf("at %d: event %d of %s comes after its %d", r.Pos, r.Seq, r.Terminal, last[r.Terminal])
		}
		next, last[r.Terminal] = r.End()+1, r.Seq+int64(r.N)-1
	}
}

// Agree holds the centre and seats against each other: every event of every seat is at
// the centre exactly once, every case has the same events in the same order everywhere,
// nothing waits or was refused, and every database is sound. It returns what the centre
// has.
func (h *Hall) Agree(seats ...*Seat) *Ledger {
	h.t.Helper()
	l := h.Ledger(h.Centre)
	l.check(h.t)
	for _, s := range seats {
		s.Sound()
		if unsent, refused := s.Waiting(); unsent != 0 || refused != 0 {
			h.t.Errorf("%s: %d steps wait, %d were refused", s.Name, unsent, refused)
		}
		l.compare(h.t, s)
	}
	h.Centre.Sound()
	return l
}

// compare compares case by case, event by event.
func (l *Ledger) compare(t testing.TB, s *Seat) {
	t.Helper()
	have := s.Cases()
	for n, stated := range l.Cases {
		if got := statedOf(t, have[n]); !slices.Equal(got, stated) {
			t.Errorf("%s: case %s has %s, the centre %s", s.Name, n, brief(got), brief(stated))
		}
		delete(have, n)
	}
	for n := range have {
		t.Errorf("%s: case %s is not at the centre", s.Name, n)
	}
}

func statedOf(t testing.TB, events []yichuang.Event) (all []Stated) {
	t.Helper()
	for i := range events {
		e := &events[i]
		line, err := e.Line()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Stated{yichuang.EventID{Terminal: e.Terminal, Seq: e.Seq}, e.Pos, string(line), e.Refused != nil})
	}
	return all
}

func brief(all []Stated) string {
	text := fmt.Sprintf("%d events", len(all))
	for _, s := range all {
		text += fmt.Sprintf(" %s/%d@%d", s.Terminal, s.Seq, s.Pos)
	}
	return text
}

// Sound checks the seat's whole file: structures, sequence, and every projection
// against the events.
func (s *Seat) Sound() {
	s.t.Helper()
	db := s.Open()
	defer db.Close()
	health, err := db.Check(s.t.Context())
	if err != nil || len(health.Problems) > 0 {
		s.t.Errorf("%s: the file is not sound: %v, %v", s.Name, health.Problems, err)
	}
}

// Sound has the centre check every chain, signature, position and case, and its
// database check itself.
func (c *Centre) Sound() {
	c.t.Helper()
	if r := c.Try("verify"); r.Code != 0 {
		c.t.Errorf("the centre is not sound: %s%s", r.Out, r.Said)
	}
	c.database()
}

// Scans fetches the content of every scan that cases name from the centre, and holds it
// against its hash. It returns those that are whole.
func (h *Hall) Scans(l *Ledger) map[yichuang.ScanHash]bool {
	h.t.Helper()
	centre := h.reading(h.Centre)
	defer centre.CloseIdle()
	whole := map[yichuang.ScanHash]bool{}
	for _, scan := range l.scans(h.t) {
		if !whole[scan.Hash] {
			whole[scan.Hash] = h.fetch(centre, scan.Hash) == scan.Hash
		}
		if !whole[scan.Hash] {
			h.t.Errorf("scan %s is not whole at the centre", scan.Hash)
		}
	}
	return whole
}

// fetch returns what the content of a scan has for a hash.
func (h *Hall) fetch(centre *sync.HTTP, hash yichuang.ScanHash) yichuang.ScanHash {
	h.t.Helper()
	plan, err := centre.Scan(h.t.Context(), hash)
	if err != nil {
		h.t.Errorf("scan %s: %v", hash, err)
		return ""
	}
	var content []byte
	for _, chunk := range plan.Chunks {
		data, err := centre.Chunk(h.t.Context(), chunk)
		if err != nil {
			h.t.Errorf("scan %s: %v", hash, err)
		}
		content = append(content, data...)
	}
	return HashOf(content)
}

// scans are those that cases name.
func (l *Ledger) scans(t testing.TB) (all []yichuang.Scan) {
	t.Helper()
	for _, stated := range l.Cases {
		for _, s := range stated {
			e, err := yichuang.ReadLine(s.Terminal, []byte(s.Line))
			if err != nil {
				t.Fatal(err)
			}
			if attached, ok := e.Body.(*yichuang.ScanAttached); ok {
				all = append(all, attached.Scan)
			}
		}
	}
	return all
}

// Shown returns what a seat shows to whoever asks: the list of its cases, and some of
// them whole.
func (s *Seat) Shown(whole ...yichuang.CaseNumber) string {
	s.t.Helper()
	text := s.Run("case", "list", "--json", "--limit", "1000")
	for _, n := range whole {
		text += s.Run("case", "show", "--json", string(n))
	}
	return text
}

// database has the database check itself.
func (c *Centre) database() {
	c.t.Helper()
	problem, err := inspect(c.t.Context(), filepath.Join(c.Data(), "centre.db"), c.url)
	if err != nil || problem != "" {
		c.t.Errorf("the centre's database is not sound: %s, %v", problem, err)
	}
}

// HashOf is how a scan of this content is named.
func HashOf(content []byte) yichuang.ScanHash {
	sum := sha256.Sum256(content)
	return yichuang.ScanHash(hex.EncodeToString(sum[:]))
}
