package central_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/hooks"
	"yichuang/internal/testkit"
)

// A receiver that says no now and then, out of a fixed pattern, gets every message,
// each case in its order.
func TestEveryMessageArrivesInOrder(t *testing.T) {
	passing(t, func(t *testing.T, c *central.Centre) {
		var n atomic.Int64
		statuses := []int{204, 500, 200, 404, 503, 202, 302, 200, 401, 429, 200}
		r := receives(t, func(heardMessage) int { return statuses[n.Add(1)%int64(len(statuses))] })
		id := subscribe(t, c, r, nil)
		a := enrol(t, c, window("W01", 1))
		for i := range 4 {
			accepts(a, i*10, 10)
		}
		all := r.gets(40 * perCase)
		idle(t, c, id)
		for _, m := range all {
			if m.Source != "/halls/test" || m.Time.IsZero() {
				t.Errorf("%+v", m)
			}
		}
	})
}

// A receiver that has been down gets everything when it is back at its address, in
// order; what happened meanwhile stays where it is.
func TestAReceiverIsDown(t *testing.T) {
	passing(t, func(t *testing.T, c *central.Centre) {
		r := receives(t, nil)
		id := subscribe(t, c, r, nil)
		a := enrol(t, c, window("W01", 1))
		accepts(a, 0, 2)
		r.gets(2 * perCase)
		at := r.server.Listener.Addr().String()
		r.server.Close()
		accepts(a, 10, 20)
		until(t, "all wait, and it was tried", func() bool {
			s := state(t, c, id)
			return s.Pending == 20*perCase && s.Failing != ""
		})
		l, err := net.Listen("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		again := &http.Server{Handler: r, ReadHeaderTimeout: time.Minute}
		go again.Serve(l)
		t.Cleanup(func() { _ = again.Close() })
		r.gets(22 * perCase)
		idle(t, c, id)
		if s := state(t, c, id); s.Dead != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// A message that is not taken holds back the later ones of its case, and no other.
func TestACaseHoldsBackOnlyItself(t *testing.T) {
	passing(t, func(t *testing.T, c *central.Centre) {
		var hold atomic.Value
		hold.Store("")
		r := receives(t, func(m heardMessage) int {
			if m.Subject == hold.Load() && m.step() == "received" {
				return http.StatusInternalServerError
			}
			return http.StatusOK
		})
		a := enrol(t, c, window("W01", 1))
		all := accepts(a, 0, 10)
		hold.Store(string(all[0]))
		id := subscribe(t, c, r, func(h *central.Hook) { h.FromStart = true })
		r.gets(9 * perCase)
		if got := r.steps(all[0]); len(got) != 0 {
			t.Errorf("of the case that waits came %v", got)
		}
		until(t, "the others are written off", func() bool {
			s := state(t, c, id)
			return s.Pending == perCase && s.Failing == "500 Internal Server Error"
		})
		hold.Store("")
		r.gets(10 * perCase)
	})
}

// A receiver that hangs on one message is not waited for with the others.
func TestAReceiverHangs(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		c.Haste(300*time.Millisecond, 2*time.Second)
		c.PassOn()
		var hangs atomic.Bool
		hangs.Store(true)
		release := make(chan struct{})
		a := enrol(t, c, window("W01", 1))
		all := accepts(a, 0, 6)
		r := receives(t, func(m heardMessage) int {
			if m.Subject == string(all[2]) && hangs.Load() {
				<-release
			}
			return http.StatusOK
		})
		t.Cleanup(func() { close(release) }) // before the server is closed
		r.slow = true
		id := subscribe(t, c, r, func(h *central.Hook) { h.FromStart = true })
		r.gets(5 * perCase)
		until(t, "it was given up", func() bool { return state(t, c, id).Failing == "no answer in time" })
		hangs.Store(false)
		r.gets(6 * perCase)
		idle(t, c, id)
	})
}

// What a receiver refuses waits for a person, with what comes after it in its case;
// sent again it arrives, in order. What is discarded never arrives.
func TestDeadLetters(t *testing.T) {
	passing(t, func(t *testing.T, c *central.Centre) {
		var refuse atomic.Bool
		refuse.Store(true)
		r := receives(t, func(m heardMessage) int {
			if m.step() == "accepted" && refuse.Load() {
				return http.StatusUnprocessableEntity
			}
			return http.StatusOK
		})
		id := subscribe(t, c, r, nil)
		a := enrol(t, c, window("W01", 1))
		all := accepts(a, 0, 3)
		until(t, "three are dead", func() bool { return state(t, c, id).Dead == 3 })
		r.gets(3)
		dead, err := c.DeadLetters(t.Context(), id)
		if err != nil || len(dead) != 3 || dead[0].Case != all[0] || dead[0].Type != "yichuang.case.accepted" || dead[0].Behind != 1 || dead[0].Why != "422 Unprocessable Entity" || dead[0].Dead.IsZero() {
			t.Fatalf("%+v, %v", dead, err)
		}
		if value := figure(t, c, fmt.Sprintf("yichuang_hook_dead{hook=%q}", id)); value != "3" {
			t.Errorf("the figure of dead messages is %s", value)
		}
		behind := strings.Replace(dead[0].ID, "accepted", "assigned-1", 1) // it waits, and is not dead
		if _, err := c.DiscardDead(t.Context(), id, behind); yichuang.CodeOf(err) != yichuang.NotFound {
			t.Errorf("what waits was discarded: %v", err)
		}
		refuse.Store(false)
		if n, err := c.ResendDead(t.Context(), id, dead[0].ID); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		r.gets(3 + 2)
		if n, err := c.DiscardDead(t.Context(), id, dead[1].ID); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		r.gets(3 + 2 + 1)
		if n, err := c.ResendDead(t.Context(), id); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		r.gets(3 + 2 + 1 + 2)
		idle(t, c, id)
		for i, want := range [][]string{{"received", "accepted", "assigned"}, {"received", "assigned"}, {"received", "accepted", "assigned"}} {
			if got := r.steps(all[i]); !slices.Equal(got, want) {
				t.Errorf("case %d: %v, want %v", i, got, want)
			}
		}
		for name, err := range map[string]error{"not dead": second(c.ResendDead(t.Context(), id, dead[0].ID)), "unknown": second(c.DiscardDead(t.Context(), "nowhere"))} {
			if yichuang.CodeOf(err) != yichuang.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// What is answered with a no for days waits for a person in the end.
func TestAfterManyTriesAPersonLooks(t *testing.T) {
	passing(t, func(t *testing.T, c *central.Centre) {
		r := receives(t, func(heardMessage) int { return http.StatusInternalServerError })
		id := subscribe(t, c, r, func(h *central.Hook) { h.Events = []hooks.Type{hooks.Accepted} })
		accepts(enrol(t, c, window("W01", 1)), 0, 1)
		for tries := range 20 {
			until(t, "it is tried once more", func() bool {
				r.mu.Lock()
				defer r.mu.Unlock()
				return r.calls > tries
			})
			// The day on which it is due has come.
			until(t, "it is due or dead", func() bool {
				return c.Exec(t.Context(), "UPDATE deliveries SET due = CASE WHEN dead = 0 THEN 0 ELSE due END WHERE hook = $1 AND tries > $2", id, tries) == nil
			})
		}
		until(t, "it is dead", func() bool { return state(t, c, id).Dead == 1 })
		if r.calls != 20 {
			t.Errorf("%d tries", r.calls)
		}
	})
}

// 410 stops the subscription; nothing is lost, and an administrator has it go on.
func TestAReceiverWantsNoMore(t *testing.T) {
	passing(t, func(t *testing.T, c *central.Centre) {
		var gone atomic.Bool
		gone.Store(true)
		r := receives(t, func(heardMessage) int {
			if gone.Load() {
				return http.StatusGone
			}
			return http.StatusOK
		})
		id := subscribe(t, c, r, nil)
		a := enrol(t, c, window("W01", 1))
		accepts(a, 0, 1)
		until(t, "it is stopped", func() bool { return state(t, c, id).State == central.HookStopped })
		if s := state(t, c, id); s.Why != "410 Gone" || figure(t, c, fmt.Sprintf("yichuang_hook_active{hook=%q}", id)) != "0" {
			t.Errorf("%+v", s)
		}
		accepts(a, 1, 1)
		gone.Store(false)
		if err := c.ResumeHook(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		r.gets(2 * perCase)
		if s := state(t, c, id); s.State != central.HookActive || s.Why != "" {
			t.Errorf("%+v", s)
		}
	})
}

// What is paused is sent when it goes on; what is removed is gone.
func TestPauseAndRemove(t *testing.T) {
	passing(t, func(t *testing.T, c *central.Centre) {
		r := receives(t, nil)
		id := subscribe(t, c, r, nil)
		a := enrol(t, c, window("W01", 1))
		accepts(a, 0, 1)
		r.gets(perCase)
		if err := c.PauseHook(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		until(t, "nobody sends", func() bool { return c.Holder(t.Context(), id) == "" })
		accepts(a, 1, 2)
		if s := state(t, c, id); s.State != central.HookPaused || s.Behind == 0 || len(r.got()) != perCase {
			t.Errorf("%+v", s)
		}
		if err := c.ResumeHook(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		r.gets(3 * perCase)
		if err := c.RemoveHook(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if all, err := c.Hooks(t.Context()); err != nil || len(all) != 0 {
			t.Errorf("%+v, %v", all, err)
		}
		for what, err := range map[string]error{"pause": c.PauseHook(t.Context(), id), "resume": c.ResumeHook(t.Context(), id), "remove": c.RemoveHook(t.Context(), id),
			"rotate": second(c.RotateHook(t.Context(), id, 0)), "test": second(c.TryHook(t.Context(), id))} {
			if yichuang.CodeOf(err) != yichuang.NotFound {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// A redirect is not followed, however often it is answered.
func TestRedirectsAreNotFollowed(t *testing.T) {
	passing(t, func(t *testing.T, c *central.Centre) {
		var followed atomic.Int64
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
		t.Cleanup(elsewhere.Close)
		var redirect atomic.Bool
		redirect.Store(true)
		r := receives(t, nil)
		inner := r.server.Config.Handler
		r.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if redirect.Load() {
				http.Redirect(w, q, elsewhere.URL, http.StatusTemporaryRedirect)
				return
			}
			inner.ServeHTTP(w, q)
		})
		id := subscribe(t, c, r, nil)
		accepts(enrol(t, c, window("W01", 1)), 0, 1)
		until(t, "it failed", func() bool { return state(t, c, id).Failing == "307 Temporary Redirect" })
		redirect.Store(false)
		r.gets(perCase)
		if followed.Load() != 0 {
			t.Error("a redirect was followed")
		}
	})
}

// For a while after a change both secrets sign, then the new one alone.
func TestSecretsRotate(t *testing.T) {
	for name, both := range map[string]time.Duration{"both": time.Hour, "the new one alone": 0} {
		t.Run(name, func(t *testing.T) {
			c := open(t, central.Options{Data: t.TempDir()})
			r := receives(t, nil)
			id := subscribe(t, c, r, func(h *central.Hook) { h.FromStart = true })
			fresh, err := c.RotateHook(t.Context(), id, both)
			if err != nil {
				t.Fatal(err)
			}
			want := 2
			if both == 0 {
				r.secrets, want = []string{fresh}, 1
			}
			accepts(enrol(t, c, window("W01", 1)), 0, 1)
			c.Haste(10*time.Second, 2*time.Second)
			c.PassOn()
			for _, m := range r.gets(perCase) {
				if n := len(strings.Fields(m.header.Get("webhook-signature"))); n != want {
					t.Errorf("%d signatures, want %d", n, want)
				}
			}
			r.secrets = []string{fresh}
			for _, m := range r.got() {
				r.check(m)
			}
			if answer, err := c.TryHook(t.Context(), id); err != nil || answer.Outcome != "taken" {
				t.Errorf("%+v, %v", answer, err)
			}
		})
	}
}

// A hall goes on when it is full of cases that were accepted before anybody asked.
func TestFromTheStart(t *testing.T) {
	passing(t, func(t *testing.T, c *central.Centre) {
		a := enrol(t, c, window("W01", 1))
		for i := range 3 {
			accepts(a, i*40, 40)
		}
		now, start := receives(t, nil), receives(t, nil)
		subscribe(t, c, now, nil)
		subscribe(t, c, start, func(h *central.Hook) { h.FromStart = true })
		start.gets(120 * perCase)
		a.take(200, testkit.Scenario())
		a.push()
		if got := now.gets(1); got[0].step() != "received" {
			t.Errorf("%+v", got)
		}
	})
}
