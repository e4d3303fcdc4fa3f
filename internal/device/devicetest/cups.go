package devicetest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"yichuang/internal/readback"
)

// CUPS is the printing system itself, with one queue, receipt, whose printer
// keeps what it is given in a folder.
type CUPS struct {
	*Process
	Server string // for CUPS_SERVER
	Port   int
	folder string
}

const cupsFiles = `ServerRoot %[1]s/root
ServerBin %[1]s/bin
RequestRoot %[2]s
CacheDir %[1]s/cache
StateDir %[1]s/state
AccessLog %[1]s/access
ErrorLog %[1]s/error
PageLog %[1]s/page
SystemGroup root
`

const cupsSettings = `LogLevel info
Listen %[1]s/sock
Listen 127.0.0.1:%[2]d
Browsing Off
DefaultAuthType None
WebInterface No
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
Allow all
</Limit>
</Policy>
`

// backendScript is the printer behind the queue.
const backendScript = `#!/bin/sh
[ $# = 0 ] && { echo 'direct hall "Unknown" "hall"'; exit 0; }
dir=${DEVICE_URI#hall:}
if [ -e "$dir/hold" ]; then echo "STATE: +media-empty-error" >&2; fi
while [ -e "$dir/hold" ] || [ -e "$dir/pause" ]; do : > "$dir/begun"; sleep 0.02; done
echo "STATE: -media-empty-error" >&2
printf %s "$4" > "$dir/$(printf %05d "$1").copies"
cat ${6:--} > "$dir/part" && mv "$dir/part" "$dir/$(printf %05d "$1").out"
`

// StartCUPS starts the scheduler. It skips the test where that cannot be. spool is
// where it keeps jobs, "" for a folder of the test.
func StartCUPS(t *testing.T, spool string) *CUPS {
	t.Helper()
	program := readback.Needs(t, "cupsd", "cups-daemon")
	readback.Needs(t, "lp", "cups-client")
	admin := readback.Needs(t, "lpadmin", "cups-client")
	if os.Geteuid() != 0 {
		t.Skip("cupsd runs as root only")
	}
	folder := shortFolder(t)
	for _, sub := range []string{"root", "cache", "state", "spool", "out", "bin/backend", "bin/filter"} {
		if err := os.MkdirAll(filepath.Join(folder, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, sub := range []string{"daemon", "notifier"} {
		if err := os.Symlink("/usr/lib/cups/"+sub, filepath.Join(folder, "bin", sub)); err != nil {
			t.Fatal(err)
		}
	}
	if spool == "" {
		spool = filepath.Join(folder, "spool")
	}
	c := &CUPS{Server: filepath.Join(folder, "sock"), Port: FreePort(t), folder: folder}
	write(t, filepath.Join(folder, "bin/backend/hall"), backendScript, 0o700)
	write(t, filepath.Join(folder, "files.conf"), fmt.Sprintf(cupsFiles, folder, spool), 0o644)
	write(t, filepath.Join(folder, "cupsd.conf"), fmt.Sprintf(cupsSettings, folder, c.Port), 0o644)
	c.Process = Start(t, nil, program, "-f", "-c", filepath.Join(folder, "cupsd.conf"), "-s", filepath.Join(folder, "files.conf"))
	if !c.Until(func() bool { return listens("unix", c.Server) }) {
		t.Skipf("cupsd does not run here: %s", c.Said())
	}
	c.Run(t, admin, "-p", "receipt", "-E", "-v", "hall:"+filepath.Join(folder, "out"), "-m", "raw")
	return c
}

// Run runs a program that talks to this CUPS.
func (c *CUPS) Run(t testing.TB, program string, args ...string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "CUPS_SERVER="+c.Server, "LC_ALL=C")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", program, err, out)
	}
}

// Hold takes the paper out: the next job begins and waits.
func (c *CUPS) Hold(t testing.TB) {
	t.Helper()
	write(t, filepath.Join(c.folder, "out/hold"), "", 0o644)
}

// Pause has the next job begin and wait, without a word why.
func (c *CUPS) Pause(t testing.TB) {
	t.Helper()
	write(t, filepath.Join(c.folder, "out/pause"), "", 0o644)
}

// Release puts paper in, and ends a pause.
func (c *CUPS) Release() {
	os.Remove(filepath.Join(c.folder, "out/hold"))
	os.Remove(filepath.Join(c.folder, "out/pause"))
}

// Queued waits until n jobs are not completed.
func (c *CUPS) Queued(n int) {
	c.Until(func() bool {
		cmd := exec.Command("lpstat", "-o", "receipt")
		cmd.Env = append(os.Environ(), "CUPS_SERVER="+c.Server)
		out, err := cmd.Output()
		return err == nil && strings.Count(string(out), "\n") == n
	})
}

// Begun waits until a job that is held has begun.
func (c *CUPS) Begun() {
	c.Until(func() bool { _, err := os.Stat(filepath.Join(c.folder, "out/begun")); return err == nil })
}

// Wait waits until n jobs have come out and returns what is on each, as often as
// its copies say.
func (c *CUPS) Wait(t testing.TB, n int) (out [][]byte) {
	t.Helper()
	for {
		out = nil
		names, err := filepath.Glob(filepath.Join(c.folder, "out/*.out"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			copies, err := os.ReadFile(strings.TrimSuffix(name, ".out") + ".copies")
			if err != nil {
				t.Fatal(err)
			}
			times, err := strconv.Atoi(string(copies))
			if err != nil {
				t.Fatal(err)
			}
			for range times {
				out = append(out, data)
			}
		}
		if len(names) >= n {
			return out
		}
		time.Sleep(5 * time.Millisecond)
	}
}
