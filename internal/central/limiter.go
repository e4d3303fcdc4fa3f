package central

import (
	"container/list"
	"sync"
	"time"
)

// limiter lets each key do something burst times at once, and from then on once in
// every interval. It remembers most keys at a time and forgets the one that was used
// longest ago, so that nobody can fill the memory with keys.
type limiter struct {
	burst int
	every time.Duration
	most  int

	mu    sync.Mutex
	order *list.List // of *spent, the one used last first
	at    map[string]*list.Element
}

// spent is what a key has used up: until then it is not back to its whole burst.
type spent struct {
	key   string
	until time.Time
}

func newLimiter(burst int, every time.Duration, most int) *limiter {
	return &limiter{burst: burst, every: every, most: most, order: list.New(), at: map[string]*list.Element{}}
}

// take counts one and returns 0, or counts nothing and returns how long it takes
// until there is one again.
func (l *limiter) take(key string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.of(key)
	until := s.until
	if until.Before(now) {
		until = now
	}
	until = until.Add(l.every)
	if wait := until.Sub(now) - time.Duration(l.burst)*l.every; wait > 0 {
		return wait
	}
	s.until = until
	return 0
}

// giveBack undoes a take: it turned out to be none that counts.
func (l *limiter) giveBack(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.of(key)
	s.until = s.until.Add(-l.every)
}

// of finds a key, or makes it.
func (l *limiter) of(key string) *spent {
	if e := l.at[key]; e != nil {
		l.order.MoveToFront(e)
		return e.Value.(*spent)
	}
	for l.order.Len() >= l.most {
		last := l.order.Back()
		l.order.Remove(last)
		delete(l.at, last.Value.(*spent).key)
	}
	s := &spent{key: key}
	l.at[key] = l.order.PushFront(s)
	return s
}
