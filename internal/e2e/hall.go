package e2e

import (
	"path/filepath"
	"testing"

	"yichuang/sync"
)

// PIN is everybody's.
const PIN = "480261"

// Hall is a service hall: its centre, its people and its seats.
type Hall struct {
	t     testing.TB
	scans string // where several centres keep them
	clock *Clock // nil: the machine's
	// Centre is the first centre. Commands that look after the hall are called there.
	Centre *Centre
	reader *sync.Trust // who reads the ledger, once somebody has asked for it
}

// Options say what the hall stands on.
type Options struct {
	Database string // URL of an empty PostgreSQL database; "" for SQLite
	Home     string // of the centre; "" for a new folder
	Clock    *Clock // nil for the machine's, which no test can move
}

// Open starts a centre with one hall and two window clerks, 1001 and 1002.
func Open(t testing.TB, o Options) *Hall {
	t.Helper()
	if o.Home == "" {
		o.Home = t.TempDir()
	}
	h := &Hall{t: t, clock: o.Clock}
	if o.Database != "" {
		h.scans = filepath.Join(t.TempDir(), "scans")
	}
	h.Centre = h.newCentre(o.Home, o.Database)
	h.Centre.Start()
	h.Centre.Run("hall", "add", "test", "--name", "测试旗政务服务大厅", "--region", "150627")
	h.Person("1001", "--role", "window")
	h.Person("1002", "--role", "window")
	return h
}

// Beside starts another centre on the same PostgreSQL database.
func (h *Hall) Beside() *Centre {
	h.t.Helper()
	c := h.newCentre(h.t.TempDir(), h.Centre.url)
	c.Start()
	return c
}

// Person adds somebody who may sign in everywhere, with a role and what else
// "yichuangd user add" takes.
func (h *Hall) Person(number string, more ...string) {
	h.t.Helper()
	h.Centre.Tell(PIN+"\n", append([]string{"user", "add", number, "测试" + number, "--pin", "-"}, more...)...)
}

// Seat sets up a machine, enrols it over a line of its own and has it load what there
// is; more is what "yichuangd terminal add" takes, such as a department.
func (h *Hall) Seat(name string, more ...string) *Seat {
	h.t.Helper()
	s := h.Machine(name)
	s.Enrol(h.Centre.Code(name, more...))
	s.Run("sync", "now")
	return s
}

// Machine sets up a machine that is not enrolled, with a line to the first centre.
func (h *Hall) Machine(name string) *Seat {
	h.t.Helper()
	return &Seat{t: h.t, Name: name, Home: h.t.TempDir(), clock: h.clock, Line: NewProxy(h.t, h.Centre.Address)}
}
