package central

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A burst at once, then one in every interval; a pause gives back what was used, and
// never more than a burst. One key is nothing to another.
func TestLimiter(t *testing.T) {
	l, now := newLimiter(3, time.Minute, 100), time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		after time.Duration
		key   string
		wait  time.Duration
	}{
		{0, "a", 0}, {0, "a", 0}, {0, "a", 0}, {0, "a", time.Minute}, {0, "b", 0},
		{59 * time.Second, "a", time.Second}, {time.Second, "a", 0}, {0, "a", time.Minute}, {30 * time.Second, "a", 30 * time.Second},
		{24 * time.Hour, "a", 0}, {0, "a", 0}, {0, "a", 0}, {0, "a", time.Minute},
		{-time.Hour, "a", 61 * time.Minute}, // a clock that was put back
	} {
		now = now.Add(step.after)
		if got := l.take(step.key, now); got != step.wait {
			t.Errorf("at %s %s waits %s, want %s", now.Format(time.TimeOnly), step.key, got, step.wait)
		}
	}
	l.giveBack("b")
	now = now.Add(2 * time.Hour)
	for range 3 {
		l.take("b", now)
	}
	l.giveBack("b")
	if l.take("b", now) != 0 || l.take("b", now) == 0 {
		t.Error("what was given back is not there, or is there twice")
	}
}

// It never remembers more than it may, and forgets the key that was used longest ago.
func TestLimiterForgets(t *testing.T) {
	l, now := newLimiter(1, time.Hour, 10), time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	l.take("kept", now)
	for i := range 1000 {
		l.take(fmt.Sprint(i), now)
		if l.take("kept", now) == 0 {
			t.Fatal("a key in use is forgotten")
		}
		if len(l.at) > 10 || l.order.Len() != len(l.at) {
			t.Fatalf("%d keys, %d in order", len(l.at), l.order.Len())
		}
	}
	if l.take("0", now) != 0 {
		t.Error("a key that was forgotten is held to what it did")
	}
}

// However many ask at the same time, a burst is a burst.
func TestLimiterUnderManyAtOnce(t *testing.T) {
	l, now := newLimiter(7, time.Hour, 100), time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	var let atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				if l.take("a", now) == 0 {
					let.Add(1)
				}
			}
		})
	}
	all.Wait()
	if let.Load() != 7 {
		t.Errorf("%d were let through, want 7", let.Load())
	}
}
