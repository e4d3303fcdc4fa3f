package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	gosync "sync"
	"sync/atomic"
	"syscall"
	"testing"

	"yichuang/internal/testkit"
	"yichuang/sync"
)

// databases runs a test on each kind of database; data is the folder, environment
// what leads there.
func databases(t *testing.T, f func(t *testing.T, data string, environment ...string)) {
	t.Run("sqlite", func(t *testing.T) { f(t, t.TempDir()) })
	t.Run("postgres", func(t *testing.T) { f(t, t.TempDir(), "YICHUANG_DATABASE="+testkit.Postgres(t)) })
}

// It starts with nothing, says where everything is and what to do next, and a
// terminal is enrolled with what it says.
func TestFromNothingToATerminal(t *testing.T) {
	databases(t, func(t *testing.T, data string, environment ...string) {
		data = filepath.Join(data, "new", "folder")
		p := start(t, data, environment...)
		for _, want := range []string{"listening on 127.0.0.1:", "terminals reach it at https://127.0.0.1:", "localhost", "data in ", "scans=" + filepath.Join(data, "scans"),
			"figures for Prometheus at http://127.0.0.1:", "yichuangd hall add ID --name NAME --region 150627"} {
			if !strings.Contains(p.text(), want) {
				t.Errorf("%q is missing in:\n%s", want, p.text())
			}
		}
		p.command("hall", "add", "test", "--name", "测试大厅", "--region", testkit.Region)
		x := p.enrol("W07")
		if acked, err := x.works(); err != nil || acked != 8 {
			t.Errorf("acknowledged %d, %v", acked, err)
		}
		if out := p.command("verify"); !strings.Contains(out, "test: 8 events of 1 terminals") {
			t.Errorf("%s", out)
		}
		if out := p.command("backup", filepath.Join(t.TempDir(), "b.ycb")); !strings.Contains(out, "8 events") {
			t.Errorf("%s", out)
		}
		for path, text := range map[string]string{"/metrics": `yichuang_events_total{outcome="taken"} 8`, "/healthz": "ok", "/readyz": "ok"} {
			if !strings.Contains(p.served(t, path), text) {
				t.Errorf("%s without %s", path, text)
			}
		}
		p.signal(syscall.SIGINT)
		if code := p.ends(); code != 0 {
			t.Errorf("exit code %d\n%s", code, p.text())
		}
		again := start(t, data, environment...)
		if !strings.Contains(again.text(), "ready: 1 halls, 1 terminals") {
			t.Errorf("%s", again.text())
		}
	})
}

// served reads what is served for those who look after the centre.
func (p *process) served(t *testing.T, path string) string {
	t.Helper()
	at := regexp.MustCompile(`figures for Prometheus at (\S+)/metrics`).FindStringSubmatch(p.text())
	answer, err := http.Get(at[1] + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("%s: %s, %v", path, answer.Status, err)
	}
	return string(raw)
}

// It is told to stop while terminals push and listen: feeds end, what is in hand is
// finished, and everything that was acknowledged is there.
func TestGracefulStop(t *testing.T) {
	databases(t, func(t *testing.T, data string, environment ...string) {
		p := start(t, data, environment...)
		p.command("hall", "add", "test", "--name", "测试大厅", "--region", testkit.Region)
		const terminals = 4
		acked := make([]atomic.Int64, terminals)
		all := make([]*terminal, terminals)
		var working gosync.WaitGroup
		for i := range all {
			all[i] = p.enrol(fmt.Sprintf("W%02d", i+1))
			working.Go(func() {
				for {
					n, err := all[i].works()
					if n > 0 {
						acked[i].Store(n)
					}
					if err != nil {
						return // the centre is gone
					}
				}
			})
		}
		listener := p.enrol("W90")
		listening := make(chan error, 1)
		var heard atomic.Bool
		go func() {
			listening <- listener.centre.Listen(context.Background(), 0, func(sync.Said) { heard.Store(true) })
		}()
		p.until("every terminal has worked, and one has heard of it", func() bool {
			for i := range acked {
				if acked[i].Load() < 40 {
					return false
				}
			}
			return heard.Load()
		})
		p.signal(syscall.SIGTERM)
		if code := p.ends(); code != 0 {
			t.Errorf("exit code %d\n%s", code, p.text())
		}
		working.Wait()
		<-listening
		if strings.Contains(p.text(), "broken off") || !strings.Contains(p.text(), "stopped") {
			t.Errorf("%s", p.text())
		}
		again := start(t, data, environment...)
		for i, x := range all {
			x.meets(again)
			heads, err := x.centre.Heads(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if heads[x.id] < acked[i].Load() {
				t.Errorf("%s: %d were acknowledged, %d are there", x.id, acked[i].Load(), heads[x.id])
			}
			if _, err := x.push(); err != nil { // what was not is sent again
				t.Error(err)
			}
		}
		again.command("verify")
	})
}

// The power goes while terminals push. Everything that was acknowledged is there,
// and every chain holds.
func TestPowerCuts(t *testing.T) {
	databases(t, func(t *testing.T, data string, environment ...string) {
		p := start(t, data, environment...)
		p.command("hall", "add", "test", "--name", "测试大厅", "--region", testkit.Region)
		a, b := p.enrol("W01"), p.enrol("W02")
		for range 3 {
			var working gosync.WaitGroup
			acked := make([]atomic.Int64, 2)
			for i, x := range []*terminal{a, b} {
				working.Go(func() {
					for {
						n, err := x.works()
						if err != nil {
							return
						}
						acked[i].Store(n)
					}
				})
			}
			p.until("both have worked", func() bool { return acked[0].Load() > 0 && acked[1].Load() > 0 })
			p.kill()
			working.Wait()
			p = start(t, data, environment...)
			for i, x := range []*terminal{a, b} {
				x.meets(p)
				heads, err := x.centre.Heads(t.Context())
				if err != nil || heads[x.id] < acked[i].Load() {
					t.Errorf("%s: %d were acknowledged, %d are there, %v", x.id, acked[i].Load(), heads[x.id], err)
				}
				if _, err := x.push(); err != nil {
					t.Error(err)
				}
			}
			p.command("verify")
		}
	})
}

// A request that does not come to its end holds up the stop; a second signal does
// not wait for it.
func TestASecondSignalEndsAtOnce(t *testing.T) {
	p := start(t, t.TempDir())
	p.command("hall", "add", "test", "--name", "测试大厅", "--region", testkit.Region)
	x := p.enrol("W01")
	go func() {
		body, w := io.Pipe()
		go func() { _, _ = w.Write([]byte("age-encryption.org/v1\n")) }()
		_, _ = x.centre.Parcel(context.Background(), body) // it never comes to its end
	}()
	p.until("the parcel is on its way", func() bool {
		return strings.Contains(p.served(t, "/metrics"), `yichuang_connections{of="terminals"} 1`)
	})
	p.signal(syscall.SIGTERM)
	p.until("it stops", func() bool { return strings.Contains(p.text(), "stopping") })
	p.signal(syscall.SIGTERM)
	if code := p.ends(); code == 0 {
		t.Errorf("exit code %d\n%s", code, p.text())
	}
}

// An address that is taken is told in a sentence; that of figures is no reason not
// to start, unless somebody has asked for it.
func TestTakenAddresses(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, key := range []string{"YICHUANG_LISTEN", "YICHUANG_ADMIN"} {
		p := launch(t, t.TempDir(), key+"="+l.Addr().String())
		if code := p.ends(); code != 1 || !strings.Contains(p.text(), "cannot listen on "+l.Addr().String()) {
			t.Errorf("%s: exit code %d\n%s", key, code, p.text())
		}
	}
	usual, err := net.Listen("tcp", usualAdmin)
	if err == nil {
		defer usual.Close()
	}
	p := start(t, t.TempDir(), "YICHUANG_ADMIN="+usualAdmin)
	if !strings.Contains(p.text(), "figures are not served") {
		t.Errorf("%s", p.text())
	}
}

// The log is for people or for programs.
func TestLogAsJSON(t *testing.T) {
	p := launch(t, t.TempDir(), "YICHUANG_LOG_FORMAT=json", "YICHUANG_LOG_LEVEL=debug")
	p.until("it listens", func() bool { return strings.Contains(p.text(), `"level":"INFO","msg":"listening on 127.0.0.1:`) })
}

// Where the data cannot be, it says so.
func TestNoPlaceForData(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for data, want := range map[string]string{filepath.Join(file, "below"): "cannot be made", "/proc/nowhere": "cannot be made"} {
		p := launch(t, data)
		if code := p.ends(); code != 1 || !strings.Contains(p.text(), want) {
			t.Errorf("%s: exit code %d\n%s", data, code, p.text())
		}
	}
	bad := t.TempDir()
	if err := os.WriteFile(filepath.Join(bad, "centre.db"), []byte(strings.Repeat("this is no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	p := launch(t, bad)
	if code := p.ends(); code != 1 || !strings.Contains(p.text(), "is damaged, or none of this program") {
		t.Errorf("exit code %d\n%s", code, p.text())
	}
	if raw, err := os.ReadFile(filepath.Join(bad, "centre.db")); err != nil || !strings.HasPrefix(string(raw), "this is no database") {
		t.Errorf("it was written to: %v", err)
	}
}

// An object store that does not take the key stops the start, with a sentence; one
// that does not answer does not.
func TestObjectStoreAtStart(t *testing.T) {
	refuses := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	defer refuses.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	at := func(endpoint string) []string {
		return []string{"YICHUANG_SCANS_S3_ENDPOINT=" + endpoint, "YICHUANG_SCANS_S3_BUCKET=scans", "YICHUANG_SCANS_S3_REGION=us-east-1", "YICHUANG_SCANS_S3_KEY=k", "YICHUANG_SCANS_S3_SECRET=s"}
	}
	p := launch(t, t.TempDir(), at(refuses.URL)...)
	if code := p.ends(); code != 1 || !strings.Contains(p.text(), "does not take the key") {
		t.Errorf("exit code %d\n%s", code, p.text())
	}
	p = start(t, t.TempDir(), at(gone.URL)...)
	if !strings.Contains(p.text(), "scans are not taken in for now") || !strings.Contains(p.text(), "scans="+gone.URL+"/scans") {
		t.Errorf("%s", p.text())
	}
}
