package e2e

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// Centre is a yichuangd on its data, while it runs and while it does not.
type Centre struct {
	t     testing.TB
	home  string
	url   string   // of PostgreSQL, "" for SQLite
	scans string   // where scans are kept, "" for the home
	clock *Clock   // nil: the machine's
	env   []string // what the configuration says

	mu      sync.Mutex
	process *Process // the last one that was started
	address string   // host and port, of the last start that came so far
}

// newCentre returns a centre of the hall that is not started. database is "" for SQLite
// in the home.
func (h *Hall) newCentre(home, database string) *Centre {
	c := &Centre{t: h.t, scans: h.scans, clock: h.clock, address: "127.0.0.1:1"}
	c.move(home, database)
	return c
}

// move has the centre keep its data elsewhere from now on.
func (c *Centre) move(home, database string) {
	c.home, c.url = home, database
	c.env = append(c.clock.environment(), "YICHUANG_LISTEN=127.0.0.1:0", "YICHUANG_ADMIN=", "YICHUANG_DATA="+c.Data())
	if database != "" {
		c.env = append(c.env, "YICHUANG_DATABASE="+database)
	}
	if c.scans != "" {
		c.env = append(c.env, "YICHUANG_SCANS_FOLDER="+c.scans)
	}
}

// Restore puts a backup into a new home, and a new database for PostgreSQL, and starts
// the centre there. It must not run.
func (c *Centre) Restore(file, database string) {
	c.t.Helper()
	c.move(c.t.TempDir(), database)
	c.Run("restore", file)
	c.Start()
}

// Data is the folder of the centre's data.
func (c *Centre) Data() string { return filepath.Join(c.home, "centre") }

var listensOn = regexp.MustCompile(`listening on (127\.0\.0\.1:\d+)`)

// Start starts the centre and waits until it serves, at an address of its own.
func (c *Centre) Start() *Process {
	c.t.Helper()
	p := begin(c.t, c.command())
	p.Says("data in ")
	c.mu.Lock()
	defer c.mu.Unlock()
	c.process, c.address = p, listensOn.FindStringSubmatch(p.Text())[1]
	return p
}

// Address is where it listens, or listened last.
func (c *Centre) Address() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.address
}

// Kill ends the centre as a power cut would.
func (c *Centre) Kill() { c.running().Kill() }

// Stop asks it to end, and fails the test unless it does so in order.
func (c *Centre) Stop() {
	c.t.Helper()
	if p := c.running(); p.Stop() != 0 {
		c.t.Errorf("the centre did not end in order:\n%s", p.Text())
	}
}

// Text is what it has written since its last start.
func (c *Centre) Text() string { return c.running().Text() }

func (c *Centre) running() *Process {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.process
}

// Try calls a command of yichuangd on the centre's data, beside a running one.
func (c *Centre) Try(arguments ...string) Result {
	c.t.Helper()
	return finish(c.t, c.command(arguments...), 0)
}

// Run calls a command that has to succeed, and returns what it prints.
func (c *Centre) Run(arguments ...string) string {
	c.t.Helper()
	return mustly(c.t, c.Try(arguments...), arguments)
}

// Tell is Run for a command that reads standard input.
func (c *Centre) Tell(input string, arguments ...string) string {
	c.t.Helper()
	cmd := c.command(arguments...)
	cmd.Stdin = strings.NewReader(input)
	return mustly(c.t, finish(c.t, cmd, 0), arguments)
}

func (c *Centre) command(arguments ...string) *exec.Cmd {
	cmd := exec.Command(program(c.t, "yichuangd", c.clock), arguments...)
	cmd.Env = environment(c.home, c.env...)
	return cmd
}

// mustly returns what a command printed that had to succeed.
func mustly(t testing.TB, r Result, arguments []string) string {
	t.Helper()
	if r.Code != 0 {
		t.Fatalf("%v: exit code %d: %s%s", arguments, r.Code, r.Out, r.Said)
	}
	return r.Out
}

var codeLine = regexp.MustCompile(`yichuang enroll \S+ (\S+)`)

// Code prints a code for a seat, as an administrator does.
func (c *Centre) Code(seat string, more ...string) string {
	c.t.Helper()
	m := codeLine.FindStringSubmatch(c.Run(append([]string{"terminal", "add", seat}, more...)...))
	if m == nil {
		c.t.Fatalf("no code was printed for %s", seat)
	}
	return m[1]
}
