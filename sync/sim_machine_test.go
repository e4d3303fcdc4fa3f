package sync_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"errors"
	mathrand "math/rand/v2"
	"strconv"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
	"yichuang/store"
	"yichuang/sync"
)

// machine is a terminal: a disk, a clock, a network, and the programs that run on it.
type machine struct {
	w    *world
	seat central.Seat
	disk *disk
	wall clockwork

	db     *store.Store // nil while it is off
	desk   *store.Store // the clerk's, which may be another process's
	http   *sync.HTTP
	engine *sync.Engine
	cert   *x509.Certificate
	due    time.Time // of the next turn
	dead   bool      // it died, and is to be buried

	mail []letter // what the feed said and was not heard yet
	feed int64    // up to where it has said
	outlook
}

// outlook is what a machine is in for.
type outlook struct {
	asleep  time.Time // until when it is off
	cut     time.Time // until when it has no network
	gone    bool      // for good: its disk died, or it was found to be a copy
	copied  bool      // it and another one use one identity
	mark    string    // by which they are told apart
	inHand  *yichuang.Case
	page    []byte // on the scanner
	attempt *attempt
	parcel  []byte
	alone   bool // an enrolment was begun and not finished
}

// clockwork is a clock that runs wrong.
type clockwork struct {
	ahead time.Duration
	drift float64       // how much faster than the true time
	set   time.Duration // by how much people have set it
}

func itoa(n int) string { return strconv.Itoa(n) }

func (m *machine) String() string {
	if m.db == nil {
		return m.seat.Name + m.mark
	}
	return string(m.db.Terminal().ID) + m.mark
}

// steady is the clock without what people do to it: distances are measured by it, as
// Go measures them.
func (m *machine) steady() time.Time {
	return m.w.now.Add(m.wall.ahead + time.Duration(m.wall.drift*float64(m.w.now.Sub(began))))
}

// time is what the clock shows.
func (m *machine) time() time.Time { return m.steady().Add(m.wall.set) }

func (m *machine) running() bool { return m.db != nil && !m.dead && !m.gone }
func (m *machine) offline() bool { return m.w.now.Before(m.cut) }

// newSeat adds a seat to the hall, on a disk of its own.
func (w *world) newSeat() *machine {
	w.hall.seats++
	m := &machine{w: w, seat: central.Seat{Hall: hall, Name: "W" + itoa(w.hall.seats), Window: w.hall.seats}, disk: w.newDisk(),
		wall: clockwork{ahead: w.between(-time.Minute, time.Minute), drift: (w.rng.Float64() - 0.5) / 5000}}
	m.seat.Departments = w.someDepartments()
	w.hall.machines = append(w.hall.machines, m)
	m.enrolNew()
	return m
}

// someDepartments are what a seat may see: mostly the whole hall.
func (w *world) someDepartments() []string {
	if w.rng.IntN(3) > 0 {
		return nil
	}
	n := 1 + w.rng.IntN(2)
	return departments[:n]
}

// enrolNew has the seat enrolled on an empty disk.
func (m *machine) enrolNew() {
	w := m.w
	seed := make([]byte, ed25519.SeedSize)
	for i := range seed {
		seed[i] = byte(w.rng.Uint32())
	}
	key := ed25519.NewKeyFromSeed(seed)
	answer := m.enrol(key, nil)
	if answer == nil {
		m.alone = true
		return
	}
	db, err := store.Open(w.ctx(), m.disk.path, store.Options{Terminal: answer.Terminal, Now: m.time})
	must(w, err)
	must(w, db.SetKey(w.ctx(), key))
	m.adopt(db, answer)
}

// enrolAgain has the seat enrolled with the file that it has.
func (m *machine) enrolAgain() {
	w := m.w
	m.close()
	db, err := store.Open(w.ctx(), m.disk.path, store.Options{Now: m.time})
	must(w, err)
	key := need2(db.Key(w.ctx()))(w)
	answer := m.enrol(key, need2(db.Identities(w.ctx()))(w))
	if answer == nil {
		must(w, db.Close())
		m.alone = true
		return
	}
	m.adopt(db, answer)
}

// enrol asks the centre for an identity; nil when the answer was lost.
func (m *machine) enrol(key ed25519.PrivateKey, before []yichuang.Terminal) *wire.Enrolled {
	w := m.w
	if !w.up() {
		return nil
	}
	code := need2(w.centre.AddSeat(w.ctx(), m.seat))(w)
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	must(w, err)
	m.cert = nil
	cut := m.cut
	m.cut = w.now // the network is there for that, and may be gone again at once
	defer func() { m.cut = cut }()
	h, err := sync.Through(line{m}, m.time)
	must(w, err)
	answer, err := h.Enrol(w.ctx(), wire.Enrol{Secret: code.Secret, CSR: csr, Before: before})
	var u *sync.Unreachable
	if errors.As(err, &u) || yichuang.CodeOf(err) == yichuang.Internal && w.full {
		return nil
	}
	must(w, err)
	return answer
}

// adopt has the file take the identity, and opens it.
func (m *machine) adopt(db *store.Store, answer *wire.Enrolled) {
	w := m.w
	must(w, db.Enrol(w.ctx(), store.Enrolment{Terminal: answer.Terminal, Hall: answer.Hall, Incarnation: answer.Incarnation, Began: answer.Began,
		Membership: store.Membership{URL: "https://centre.example.test", Hall: answer.HallID, Certificate: answer.Certificate, Authority: answer.Authority, Recipient: answer.Recipient}}))
	must(w, db.Close())
	m.alone, m.dead = false, false
	w.log("%s is enrolled as %s, sees %v", m.seat.Name, answer.Terminal.ID, m.seat.Departments)
	m.open()
}

// open switches the machine on.
func (m *machine) open() {
	w := m.w
	open := func() *store.Store {
		db, err := store.Open(w.ctx(), m.disk.path, store.Options{Now: m.time})
		must(w, err)
		return db
	}
	m.db = open()
	m.desk = m.db
	if w.strikes(secondProcess) {
		m.desk = open()
	}
	must(w, second(m.desk.PutItems(w.ctx(), append(testkit.Items(3), ownItem(m.seat.Window)))))
	own := need2(m.db.Membership(w.ctx()))(w)
	m.cert = need2(x509.ParseCertificate(own.Certificate))(w)
	m.http = need2(sync.Through(line{m}, m.time))(w)
	m.engine = sync.New(sync.Options{Centre: sync.Over(m.http), Store: brittle{m.db, m}.all(), Now: m.steady,
		Rand: mathrand.New(mathrand.NewPCG(w.rng.Uint64(), w.rng.Uint64()))})
	m.due, m.mail, m.feed, m.inHand = w.now, nil, 0, nil
	m.record()
}

func second[T any](_ T, err error) error { return err }

// ownItem is an edition that only one seat brings along.
func ownItem(window int) *yichuang.Item {
	it := testkit.Item(window % 3)
	it.Edition = yichuang.Edition("2-" + itoa(window))
	return it
}

// close switches it off.
func (m *machine) close() {
	m.dead = false
	if m.db == nil {
		return
	}
	if m.desk != m.db {
		must(m.w, m.desk.Close())
	}
	must(m.w, m.db.Close())
	m.db, m.desk, m.engine, m.http = nil, nil, nil, nil
}

// crash is the power going: nothing works any more, whoever is in the middle of what.
func (m *machine) crash(when string) {
	m.w.log("%s dies %s", m, when)
	m.dead = true
}

// bury closes what died, and has it switched on again soon.
func (m *machine) bury() {
	if m.dead {
		m.close()
		m.asleep = m.w.now.Add(m.w.between(0, time.Minute))
	}
}

// wake switches on what should be running.
func (m *machine) wake() {
	if m.db == nil && !m.gone && !m.alone && !m.w.now.Before(m.asleep) {
		m.open()
		m.w.log("%s is switched on", m)
	}
}

// turn lets the engine do one thing.
func (m *machine) turn() {
	wait := m.engine.Turn(m.w.ctx())
	m.due = m.w.now.Add(wait)
}
