package sync

import (
	"strconv"
	"sync"
	"time"
)

// clock measures how far this machine's clock is ahead of the centre's. An answer
// carries the centre's time, which was taken somewhere between asking and hearing:
// the quicker the answer, the surer the figure.
type clock struct {
	now func() time.Time

	mu   sync.Mutex
	best sample
	at   time.Time // when it was taken, by the monotonic clock
}

type sample struct {
	skew, trip time.Duration
	taken      bool
}

// freshFor is how long a quick answer counts against slower ones: clocks drift, and
// people set them.
const freshFor = 2 * time.Minute

// saw notes an answer to what was asked at begun.
func (c *clock) saw(header string, begun time.Time) {
	nanoseconds, err := strconv.ParseInt(header, 10, 64)
	if err != nil {
		return // not from the centre
	}
	now := c.now()
	trip := now.Sub(begun) // by the monotonic clock
	s := sample{skew: begun.Add(trip / 2).Round(0).Sub(time.Unix(0, nanoseconds)), trip: trip, taken: true}
	c.mu.Lock()
	defer c.mu.Unlock()
	jumped := c.best.taken && (s.skew-c.best.skew > s.trip+c.best.trip || c.best.skew-s.skew > s.trip+c.best.trip)
	if !c.best.taken || jumped || trip <= c.best.trip || now.Sub(c.at) > freshFor {
		c.best, c.at = s, now
	}
}

func (c *clock) skew() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.best.skew, c.best.taken
}
