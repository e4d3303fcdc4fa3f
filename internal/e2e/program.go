package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a condition may take to come true. It is far beyond what
// anything takes on a busy machine: only what never comes waits so long.
const patience = 60 * time.Second

// Wait waits until a condition holds; the test ends when it never does.
func Wait(t testing.TB, what string, holds func() bool) {
	t.Helper()
	WaitFor(t, patience, what, holds)
}

// WaitFor waits at most so long.
func WaitFor(t testing.TB, most time.Duration, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(most); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never came to this: %s", what)
		}
	}
}

// Rounds is how often a test kills and cuts: a few times, and as often as YICHUANG_KILLS
// says where somebody has the time. Short tests are not for this, and skip it.
func Rounds(t testing.TB) int {
	t.Helper()
	if testing.Short() {
		t.Skip("killing in a loop takes long")
	}
	n, err := strconv.Atoi(os.Getenv("YICHUANG_KILLS"))
	if err != nil {
		return 2
	}
	t.Logf("%d rounds", n)
	return n
}

// Main runs the tests of a binary and takes the programs away that they built. Call it
// from TestMain, with what else is to be ended.
func Main(m *testing.M, end ...func()) {
	code := m.Run()
	for _, f := range end {
		f()
	}
	folders.mu.Lock()
	defer folders.mu.Unlock()
	for _, dir := range folders.made {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// folders are those of programs that were built.
var folders struct {
	mu   sync.Mutex
	made []string
}

// built builds both programs once for a test binary and returns their folder; moved
// does the same of programs whose clock a test moves.
var (
	built = sync.OnceValues(func() (string, error) { return build("") })
	moved = sync.OnceValues(func() (string, error) { return build("movedclock") })
)

func build(tag string) (string, error) {
	dir, err := os.MkdirTemp("", "yichuang-e2e-")
	if err != nil {
		return "", err
	}
	folders.mu.Lock()
	folders.made = append(folders.made, dir)
	folders.mu.Unlock()
	out, err := exec.Command("go", "build", "-tags", tag, "-o", dir+string(filepath.Separator), "yichuang/cmd/yichuang", "yichuang/cmd/yichuangd").CombinedOutput()
	if err != nil {
		return dir, fmt.Errorf("%w: %s", err, out)
	}
	return dir, nil
}

// program returns the path of a program that was built, for a clock or, when that is
// nil, for the machine's.
func program(t testing.TB, name string, c *Clock) string {
	t.Helper()
	folder := built
	if c != nil {
		folder = moved
	}
	dir, err := folder()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, name)
}

// Clock is the clock of a hall whose programs were built to have it moved.
type Clock struct {
	t    testing.TB
	file string
}

// NewClock returns a clock that shows a time, and goes on from there.
func NewClock(t testing.TB, at time.Time) *Clock {
	t.Helper()
	c := &Clock{t: t, file: filepath.Join(t.TempDir(), "clock")}
	c.Set(at)
	return c
}

// Set moves the clock of everything that runs.
func (c *Clock) Set(at time.Time) {
	c.t.Helper()
	next := c.file + ".next" // whoever reads it meanwhile must not find it empty
	if err := os.WriteFile(next, []byte(time.Until(at).String()), 0o600); err != nil {
		c.t.Fatal(err)
	}
	if err := os.Rename(next, c.file); err != nil {
		c.t.Fatal(err)
	}
}

// Now is what it shows.
func (c *Clock) Now() time.Time {
	text, err := os.ReadFile(c.file)
	by, errBy := time.ParseDuration(string(text))
	if err := errors.Join(err, errBy); err != nil {
		c.t.Fatal(err)
	}
	return time.Now().Add(by)
}

// environment is the clock as the programs are told of it.
func (c *Clock) environment() []string {
	if c == nil {
		return nil
	}
	return []string{"YICHUANG_CLOCK=" + c.file}
}

// environment is that of a machine whose home is a folder of the test: nothing of this
// machine's own settings reaches the program.
func environment(home string, more ...string) []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "YICHUANG_") && !strings.HasPrefix(v, "XDG_") {
			env = append(env, v)
		}
	}
	return append(append(env, "HOME="+home, "XDG_CONFIG_HOME="+filepath.Join(home, "config"), "XDG_DATA_HOME="+filepath.Join(home, "data"),
		"TERM=xterm-256color", "LANG=zh_CN.UTF-8", "LC_ALL=C.UTF-8"), more...)
}

// Result is what came of a command.
type Result struct {
	Code int    // the exit code; -1 when it was killed
	Out  string // standard output
	Said string // standard error
}

// Killed reports whether the command was killed before it ended.
func (r Result) Killed() bool { return r.Code == -1 }

// finish runs a command to its end, or kills it after a while; 0 leaves it alone. It
// may be called from any goroutine.
func finish(t testing.TB, cmd *exec.Cmd, kill time.Duration) Result {
	t.Helper()
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Start(); err != nil {
		t.Error(err)
		return Result{Code: notStarted}
	}
	if kill > 0 {
		stop := time.AfterFunc(kill, func() { _ = cmd.Process.Kill() }) // it may have ended by itself
		defer stop.Stop()
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Error(err)
	}
	return Result{cmd.ProcessState.ExitCode(), out.String(), said.String()}
}

// notStarted is the exit code of a command that there is no program for.
const notStarted = -2

// Process is a program that runs beside the test.
type Process struct {
	t    testing.TB
	cmd  *exec.Cmd
	done chan struct{}

	mu  sync.Mutex
	log bytes.Buffer
}

// begin starts a program; the end of the test ends it.
func begin(t testing.TB, cmd *exec.Cmd) *Process {
	t.Helper()
	p := &Process{t: t, cmd: cmd, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p, p
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = cmd.Wait() // Ends looks at how it ended
		close(p.done)
	}()
	t.Cleanup(p.Kill)
	return p
}

// Write keeps what the program writes.
func (p *Process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.Write(b)
}

// Text returns everything that the program has written.
func (p *Process) Text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// Says waits until the program has written a text, and ends the test when it never
// does or the program has ended.
func (p *Process) Says(text string) {
	p.t.Helper()
	for end := time.Now().Add(patience); !strings.Contains(p.Text(), text); time.Sleep(5 * time.Millisecond) {
		if !p.Running() || time.Now().After(end) {
			p.t.Fatalf("the program does not say %q:\n%s", text, p.Text())
		}
	}
}

// Running reports whether the program has not ended.
func (p *Process) Running() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// Kill ends the program as a power cut would.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // gone already is as good
	<-p.done
}

// Stop asks the program to end and returns its exit code.
func (p *Process) Stop() int {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	Wait(p.t, "the program ends", func() bool { return !p.Running() })
	return p.cmd.ProcessState.ExitCode()
}
