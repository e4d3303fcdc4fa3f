package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"yichuang/internal/central"
	"yichuang/internal/testkit"
)

// The commands for subscriptions, rightly and wrongly.
func TestHookCommands(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options, run func(string, ...string) (string, string, int)) {
		status := http.StatusOK
		receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		t.Cleanup(receiver.Close)
		nothing := filepath.Join(t.TempDir(), "nothing.pem")
		if err := os.WriteFile(nothing, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		run("", "hall", "add", "test", "--name", "测试大厅", "--region", testkit.Region)
		for _, tt := range []struct {
			line string
			code int
			want string
		}{
			{"hook add http://10.0.0.1/in", 2, "messages go over https"},
			{"hook add nowhere", 2, "is no address"},
			{"hook add https://x.example/in --events forgotten", 2, "there is no event \"forgotten\""},
			{"hook add https://x.example/in --grant everything", 2, "there is no kind of personal data"},
			{"hook add https://x.example/in --hall nowhere", 2, "there is no hall nowhere"},
			{"hook add https://x.example/in --ca nowhere.pem", 2, "cannot read nowhere.pem"},
			{"hook add https://x.example/in --ca " + nothing, 2, "there is no certificate"},
			{"hook add https://x.example/in --id A/B", 2, "small letters"},
			{"hook add https://x.example/in --portal mengsu", 2, "has no portal mengsu"},
			{"hook list", 0, "HOOK"},
			{"hook add " + receiver.URL + " --allow-http --id region --events accepted,decided --grant id", 0, "secret: whsec_"},
			{"hook add " + receiver.URL + " --allow-http --id region", 2, "there is a subscription region already"},
			{"hook list", 0, "active"},
			{"hook test region", 0, "taken after"},
			{"hook test nowhere", 2, "there is no subscription nowhere"},
			{"hook pause region", 0, ""},
			{"hook list", 0, "paused"},
			{"hook resume region", 0, ""},
			{"hook rotate region --both 1h", 0, "the one before holds for 1h0m0s more"},
			{"hook rotate nowhere", 2, "there is no subscription"},
			{"hook dead", 0, "MESSAGE"},
			{"hook dead region", 0, "MESSAGE"},
			{"hook resend region", 2, "name the messages"},
			{"hook resend region --all", 0, "sent again: 0"},
			{"hook resend nowhere --all", 2, "there is no subscription nowhere"},
			{"hook resend region a_b_1_accepted", 2, "is not dead"},
			{"hook discard region a_b_1_accepted --all", 2, "name the messages"},
			{"hook discard region --all", 0, "dropped: 0"},
			{"hook remove region", 0, ""},
			{"hook remove region", 2, "there is no subscription region"},
		} {
			out, problems, code := run("", strings.Fields(tt.line)...)
			if code != tt.code || !strings.Contains(out+problems, tt.want) {
				t.Errorf("%s: exit code %d, want %d with %q:\n%s%s", tt.line, code, tt.code, tt.want, out, problems)
			}
		}
		run("", "hook", "add", receiver.URL, "--allow-http", "--id", "again")
		status = http.StatusTeapot
		if _, problems, code := run("", "hook", "test", "again"); code != 1 || !strings.Contains(problems, "418 I'm a teapot") {
			t.Errorf("exit code %d: %s", code, problems)
		}
		out, _, _ := run("", "hook", "list", "--json")
		var list []central.HookState
		if err := json.Unmarshal([]byte(out), &list); err != nil || len(list) != 1 || list[0].ID != "again" || list[0].State != central.HookActive {
			t.Errorf("%v: %s", err, out)
		}
		if strings.Contains(out, "whsec_") {
			t.Error("the secret is listed")
		}
	})
}

// platform is a receiver that checks signatures and holds messages against nothing but
// their names.
type platform struct {
	t      *testing.T
	server *httptest.Server
	key    *standardwebhooks.Webhook

	mu    sync.Mutex
	times map[string]int    // how often each message came
	last  map[string]string // sequence by case
	calls int
	at    func(calls int) // is told of every message before it is answered
}

func newPlatform(t *testing.T) *platform {
	f := &platform{t: t, times: map[string]int{}, last: map[string]string{}}
	f.server = httptest.NewServer(f)
	t.Cleanup(f.server.Close)
	return f
}

// ServeHTTP takes a message.
func (f *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var m struct{ ID, Subject, Sequence string }
	if err != nil || json.Unmarshal(body, &m) != nil {
		return // cut off on its way
	}
	f.mu.Lock()
	if err := f.key.Verify(body, r.Header); err != nil {
		f.t.Error(err)
	}
	f.calls++
	if f.times[m.ID]++; f.times[m.ID] == 1 {
		if m.Sequence <= f.last[m.Subject] {
			f.t.Errorf("case %s: %s after %s", m.Subject, m.Sequence, f.last[m.Subject])
		}
		f.last[m.Subject] = m.Sequence
	}
	calls, at := f.calls, f.at
	f.mu.Unlock()
	if at != nil {
		at(calls)
	}
	w.WriteHeader(http.StatusOK)
}

func (f *platform) messages() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.times)
}

// subscribes adds it by command.
func (f *platform) subscribes(p *process) {
	f.t.Helper()
	m := regexp.MustCompile(`secret: (whsec_\S+)`).FindStringSubmatch(p.command("hook", "add", f.server.URL, "--allow-http", "--id", "region"))
	if m == nil {
		f.t.Fatal("no secret was printed")
	}
	var err error
	if f.key, err = standardwebhooks.NewWebhook(m[1]); err != nil {
		f.t.Fatal(err)
	}
}

// The program is killed while it sends: every message arrives, each
// case in its order, and what comes twice comes under the same name.
func TestKilledWhileItSends(t *testing.T) {
	databases(t, func(t *testing.T, data string, environment ...string) {
		f := newPlatform(t)
		p := start(t, data, environment...)
		p.command("hall", "add", "test", "--name", "测试大厅", "--region", testkit.Region)
		f.subscribes(p)
		x := p.enrol("W07")
		var once sync.Once
		f.at = func(calls int) {
			if calls > 1 {
				once.Do(func() { _ = p.cmd.Process.Signal(syscall.SIGKILL) })
			}
		}
		for range 6 {
			if _, err := x.works(); err != nil { // it was killed already; what is left goes to the next
				break
			}
		}
		p.until("it is killed", p.gone)
		f.mu.Lock()
		f.at = nil
		f.mu.Unlock()
		p = start(t, data, environment...)
		x.meets(p)
		if _, err := x.push(); err != nil {
			t.Fatal(err)
		}
		p.until("everything came", func() bool { return f.messages() >= x.taken })
		if got := f.messages(); got != x.taken {
			t.Errorf("%d messages of %d cases", got, x.taken)
		}
		p.until("nothing is pending", func() bool {
			return strings.Contains(p.served(t, "/metrics"), `yichuang_hook_pending{hook="region"} 0`)
		})
		if text := p.served(t, "/metrics"); !strings.Contains(text, `yichuang_hook_deliveries_total{hook="region",outcome="taken"}`) || !strings.Contains(text, `yichuang_hook_behind{hook="region"} 0`) {
			t.Error(text)
		}
		p.signal(syscall.SIGTERM)
		if code := p.ends(); code != 0 {
			t.Errorf("exit code %d\n%s", code, p.text())
		}
	})
}

// gone reports whether the program has ended.
func (p *process) gone() bool {
	select {
	case err := <-p.done:
		p.done <- err
		return true
	default:
		return false
	}
}
