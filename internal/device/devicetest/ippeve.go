package devicetest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"yichuang/internal/readback"
)

// IPPPrinter is ippeveprinter, a printer as the standard describes it, which
// keeps what it is given in a folder.
type IPPPrinter struct {
	*Process
	URI    string
	folder string
}

// busSettings let everybody on a message bus of the test's own.
const busSettings = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>custom</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

const avahiSettings = "[server]\nuse-ipv4=yes\nuse-ipv6=no\nenable-dbus=yes\nallow-interfaces=lo\n[wide-area]\nenable-wide-area=no\n"

// jobScript is what the printer does with a job: it keeps the page, and waits as
// long as there is a file hold, without paper. %[1]s is the folder.
const jobScript = `#!/bin/sh
out=%[1]s
if [ -e "$out/hold" ]; then
	echo "STATE: +media-empty-error" >&2
	: > "$out/begun"
	while [ -e "$out/hold" ]; do sleep 0.02; done
	echo "STATE: -media-empty-error" >&2
fi
if [ -e "$out/fail" ]; then exit 1; fi
printf '%%s' "${IPP_COPIES:-1}" > "$out/$(printf %%05d "$IPP_JOB_ID").copies"
cp "$1" "$out/$(printf %%05d "$IPP_JOB_ID").pdf"
`

// StartIPPPrinter starts the printer, and the name service that it does not run
// without, on a message bus of its own. It skips the test where that cannot be.
// spool is where the printer keeps jobs, "" for a folder of the test.
func StartIPPPrinter(t *testing.T, spool string) *IPPPrinter {
	t.Helper()
	program := readback.Needs(t, "ippeveprinter", "cups-ipp-utils")
	folder := shortFolder(t)
	if spool == "" {
		spool = t.TempDir()
	}
	env := startNames(t, folder)
	write(t, filepath.Join(folder, "job"), fmt.Sprintf(jobScript, folder), 0o755)
	port := FreePort(t)
	p := Start(t, env, program, "-c", filepath.Join(folder, "job"), "-d", spool, "-p", strconv.Itoa(port), "-r", "off", "-f", "application/pdf", "-n", "localhost", "hall")
	if !p.Until(func() bool { return listens("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))) }) {
		t.Skipf("ippeveprinter does not run here: %s", p.Said())
	}
	return &IPPPrinter{Process: p, URI: fmt.Sprintf("ipp://localhost:%d/ipp/print", port), folder: folder}
}

// startNames starts a message bus and avahi-daemon on it.
func startNames(t *testing.T, folder string) (env []string) {
	t.Helper()
	busProgram := readback.Needs(t, "dbus-daemon", "dbus-daemon")
	avahiProgram := readback.Needs(t, "avahi-daemon", "avahi-daemon")
	if os.Geteuid() != 0 {
		t.Skip("avahi-daemon runs as root only")
	}
	socket := filepath.Join(folder, "bus")
	env = []string{"DBUS_SYSTEM_BUS_ADDRESS=unix:path=" + socket}
	write(t, filepath.Join(folder, "bus.conf"), fmt.Sprintf(busSettings, socket), 0o644)
	bus := Start(t, nil, busProgram, "--config-file="+filepath.Join(folder, "bus.conf"), "--nofork", "--nopidfile")
	if !bus.Until(func() bool { return listens("unix", socket) }) {
		t.Skipf("dbus-daemon does not run here: %s", bus.Said())
	}
	write(t, filepath.Join(folder, "avahi.conf"), avahiSettings, 0o644)
	args := []string{avahiProgram, "--no-drop-root", "--no-chroot", "--no-rlimits", "-f", filepath.Join(folder, "avahi.conf")}
	// There is one file for the number of its process on a machine; where that is
	// allowed, each gets a view of the machine with a file of its own.
	if exec.Command("unshare", "-m", "true").Run() == nil {
		args = []string{"unshare", "-m", "--propagation", "private", "sh", "-c", "mount -t tmpfs none /run && exec " + strings.Join(args, " ")}
	}
	avahi := Start(t, env, args[0], args[1:]...)
	if !avahi.Until(func() bool { return strings.Contains(avahi.Said(), "Server startup complete") }) {
		t.Skipf("avahi-daemon does not run here: %s", avahi.Said())
	}
	return env
}

// shortFolder is a folder whose path fits into the address of a socket.
func shortFolder(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "hall")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

func write(t testing.TB, name, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// Hold takes the paper out: the next job begins and waits.
func (p *IPPPrinter) Hold(t testing.TB) {
	t.Helper()
	write(t, filepath.Join(p.folder, "hold"), "", 0o644)
}

// Release puts paper in.
func (p *IPPPrinter) Release() { os.Remove(filepath.Join(p.folder, "hold")) }

// Fail has the printer give up every job.
func (p *IPPPrinter) Fail(t testing.TB) {
	t.Helper()
	write(t, filepath.Join(p.folder, "fail"), "", 0o644)
}

// Begun waits until a job that is held has begun.
func (p *IPPPrinter) Begun() {
	for {
		if _, err := os.Stat(filepath.Join(p.folder, "begun")); err == nil {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// Pages returns the files that came out, in order.
func (p *IPPPrinter) Pages(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(p.folder, "*.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Copies returns what came out, each page as often as its copies say.
func (p *IPPPrinter) Copies(t testing.TB) (out [][]byte) {
	t.Helper()
	for _, name := range p.Pages(t) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		copies, err := os.ReadFile(strings.TrimSuffix(name, ".pdf") + ".copies")
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(string(bytes.TrimSpace(copies)))
		if err != nil {
			t.Fatal(err)
		}
		for range n {
			out = append(out, data)
		}
	}
	return out
}
