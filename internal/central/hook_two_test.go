package central_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/hooks"
	"yichuang/internal/testkit"
)

// A centre ends without a word while messages are on their way: the receiver has
// taken them and the centre has not written it down. The next centre sends them
// again under the same names, so that nothing is lost, and the receiver can tell.
func TestACrashBeforeItIsWrittenDown(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		first := open(t, o)
		first.Haste(10*time.Second, time.Second)
		var crashed atomic.Bool
		r := receives(t, func(heardMessage) int {
			if crashed.CompareAndSwap(false, true) {
				first.Crash()
			}
			return http.StatusOK
		})
		id := subscribe(t, first, r, nil)
		accepts(enrol(t, first, window("W01", 1)), 0, 3)
		r.taken = nil
		first.PassOn()
		until(t, "it crashed", crashed.Load)
		until(t, "nothing is on its way", func() bool { return len(r.busy()) == 0 })
		before := r.calls
		second := open(t, o)
		second.Haste(10*time.Second, time.Second)
		second.PassOn()
		r.gets(3 * perCase)
		idle(t, second, id)
		if before == 0 || r.calls <= 3*perCase || len(r.bodies) != 3*perCase {
			t.Errorf("%d requests before the crash, %d in all, %d messages", before, r.calls, len(r.bodies))
		}
	})
}

// alone opens a centre that the test closes.
func alone(t *testing.T, o central.Options) *central.Centre {
	t.Helper()
	c, err := central.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Two centres on one database send every message once while both are well, and one
// goes on when the other ends, with a word or without.
func TestTwoCentresSendOnce(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		open(t, o) // makes the hall, and stays out of it
		both := []*central.Centre{alone(t, o), alone(t, o)}
		r := receives(t, nil)
		id := subscribe(t, both[0], r, nil)
		for _, c := range both {
			c.Haste(10*time.Second, time.Second)
			c.PassOn()
		}
		a := enrol(t, both[0], window("W01", 1))
		accepts(a, 0, 30)
		r.gets(30 * perCase)
		idle(t, both[0], id)
		if r.calls != 30*perCase {
			t.Errorf("%d requests for %d messages", r.calls, 30*perCase)
		}
		if both[0].Name() != both[0].Holder(t.Context(), id) {
			both[0], both[1] = both[1], both[0]
		}
		silent, other := both[0], both[1]
		silent.Crash()
		a.c = other
		if who, err := other.Known(t.Context(), hall, a.who.Terminal()); err != nil {
			t.Fatal(err)
		} else {
			a.who = who
		}
		accepts(a, 50, 5)
		r.gets(35 * perCase)
		if other.Holder(t.Context(), id) != other.Name() {
			t.Error("somebody else sends")
		}
		if err := errors.Join(other.Close(), silent.Close()); err != nil {
			t.Fatal(err)
		}
		third := open(t, o)
		if got := third.Holder(t.Context(), id); got != "" {
			t.Errorf("%s ended and did not give its turn", got)
		}
	})
}

// Two that look through the same events at once, one of which had lost its turn and did
// not know, find them once: the other is told that somebody was there.
func TestTwoReadersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		r := receives(t, nil)
		id := subscribe(t, c, r, nil)
		accepts(enrol(t, c, window("W01", 1)), 0, 3)
		first, second, err := c.LookTwice(t.Context(), id)
		if first != nil || yichuang.CodeOf(second) != yichuang.Conflict || err != nil {
			t.Errorf("%v, %v, %v", first, second, err)
		}
		if s := state(t, c, id); s.Pending != 3*perCase || s.Behind != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// A turn that somebody has who does not show himself any more is taken from him.
func TestATurnIsTakenFromTheDead(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		r := receives(t, nil)
		id := subscribe(t, c, r, nil)
		if err := c.Exec(t.Context(), "UPDATE hooks SET holder = 'somebody', beat = 7 WHERE id = $1", id); err != nil {
			t.Fatal(err)
		}
		accepts(enrol(t, c, window("W01", 1)), 0, 1)
		c.Haste(10*time.Second, 200*time.Millisecond)
		c.PassOn()
		r.gets(perCase)
		if c.Holder(t.Context(), id) != c.Name() {
			t.Error("somebody else sends")
		}
	})
}

// A centre that cannot reach the database stops sending before another may begin.
func TestASilentCentreStopsSending(t *testing.T) {
	o := central.Options{Database: testkit.Postgres(t), Data: t.TempDir()}
	c := open(t, o)
	release := make(chan struct{})
	var on sync.WaitGroup
	on.Add(1)
	var once sync.Once
	var ended atomic.Bool
	r := receives(t, nil)
	inner := r.server.Config.Handler
	r.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		once.Do(func() {
			body, err := io.ReadAll(q.Body) // or the server does not see that the other side is gone
			if err != nil {
				t.Error(err)
			}
			q.Body = io.NopCloser(bytes.NewReader(body))
			on.Done()
			select {
			case <-q.Context().Done(): // the centre gave it up
				ended.Store(true)
			case <-release:
			}
		})
		inner.ServeHTTP(w, q)
	})
	t.Cleanup(func() { close(release) })
	subscribe(t, c, r, nil)
	accepts(enrol(t, c, window("W01", 1)), 0, 1)
	c.Haste(time.Hour, 300*time.Millisecond)
	c.PassOn()
	on.Wait()
	held := holds(t, o.Database, "LOCK TABLE hooks IN ACCESS EXCLUSIVE MODE")
	until(t, "the request is given up", ended.Load)
	held()
	r.gets(perCase)
}

// holds runs a statement in a transaction, and returns what ends that.
func holds(t *testing.T, database, statement string) (end func()) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	held, err := conn.Begin(t.Context())
	if err == nil {
		_, err = held.Exec(t.Context(), statement)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return func() {
		if err := held.Rollback(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// After a restore of yesterday the same steps have the same names, whatever places
// they get: a receiver takes none of them twice.
func TestNamesOutliveARestore(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		c := open(t, o)
		r := receives(t, nil)
		id := subscribe(t, c, r, nil)
		a, b := enrol(t, c, window("W01", 1)), enrol(t, c, window("W02", 2))
		accepts(a, 0, 2)
		file := filepath.Join(t.TempDir(), "centre.ycb")
		if _, err := c.Backup(t.Context(), file, false); err != nil {
			t.Fatal(err)
		}
		accepts(a, 10, 2)
		accepts(b, 20, 2)
		c.Haste(10*time.Second, time.Second)
		c.PassOn()
		r.gets(6 * perCase)
		idle(t, c, id)
		into := central.Options{Data: t.TempDir()}
		if _, err := central.Restore(t.Context(), into, file); err != nil {
			t.Fatal(err)
		}
		again := open(t, into)
		for _, s := range []*seat{b, a} { // in another order than before
			s.meets(again)
			s.offerAgain()
			s.sync()
		}
		before := r.calls
		again.Haste(10*time.Second, time.Second)
		again.PassOn()
		until(t, "everything was sent again", func() bool {
			r.mu.Lock()
			defer r.mu.Unlock()
			return r.calls == before+6*perCase
		})
		r.gets(6 * perCase)
	})
}

// What cannot be subscribed to is told, with its kind.
func TestBadSubscriptions(t *testing.T) {
	c := open(t, central.Options{Data: t.TempDir()})
	good := hooks.Target{URL: "https://platform.example.invalid/in"}
	if _, _, err := c.AddHook(t.Context(), central.Hook{ID: "region", Hall: hall, HookAbout: central.HookAbout{Target: good}}); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		hook central.Hook
		code yichuang.Code
	}{
		"a name twice":      {central.Hook{ID: "region", Hall: hall, HookAbout: central.HookAbout{Target: good}}, yichuang.Conflict},
		"a name with signs": {central.Hook{ID: "re gion", Hall: hall, HookAbout: central.HookAbout{Target: good}}, yichuang.Invalid},
		"an unknown hall":   {central.Hook{Hall: "nowhere", HookAbout: central.HookAbout{Target: good}}, yichuang.NotFound},
		"an unknown portal": {central.Hook{Hall: hall, HookAbout: central.HookAbout{Target: good, Portal: "nowhere"}}, yichuang.NotFound},
		"no address":        {central.Hook{Hall: hall}, yichuang.Invalid},
		"http":              {central.Hook{Hall: hall, HookAbout: central.HookAbout{Target: hooks.Target{URL: "http://10.0.0.1/in"}}}, yichuang.Invalid},
	} {
		if _, _, err := c.AddHook(t.Context(), tt.hook); yichuang.CodeOf(err) != tt.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}
