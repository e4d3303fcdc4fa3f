package sync

import (
	"time"

	"yichuang"
)

// Status is what a clerk is told of the engine.
type Status struct {
	Online bool
	Since  time.Time // since when it is online, or not
	yichuang.Waiting
	Load Load
	// Offering is set while a restored centre is given again what it lacks.
	Offering bool
	Counts   Counts
	Skew     time.Duration // how far this machine's clock is ahead
	Contact  time.Time     // when the centre last answered
	// Stopped is why nothing is sent or fetched any more until somebody acts.
	Stopped error
	// Trouble is what went wrong last, nil when the last turn went well.
	Trouble error
	// Blocked is set when the outbox cannot be sent, whatever is tried: a person has
	// to look at Trouble.
	Blocked bool
}

// Load is how far the fetch of the hall's open cases has come.
type Load struct {
	On       bool
	Done, Of int64 // cases
}

// Counts are how many open cases both sides have, as they were compared last. They
// are apart when everything was sent and fetched and they differ all the same.
type Counts struct {
	Apart       bool
	Here, There int64
}

// Synced reports whether both sides have the same, and say so.
func (s *Status) Synced() bool {
	return s.Online && s.Unsent == 0 && s.Scans == 0 && !s.Load.On && !s.Offering && !s.Counts.Apart && s.Stopped == nil
}

// Status returns what there is to be told now.
func (e *Engine) Status() Status {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.status
}

// set changes the status, and tells it when it is another one.
func (e *Engine) set(change func(*Status)) {
	e.mu.Lock()
	before := e.status
	change(&e.status)
	if e.status.Online != before.Online {
		e.status.Since = e.opt.Now()
	}
	now := e.status
	e.mu.Unlock()
	if now != before && e.opt.Told != nil {
		e.opt.Told(now)
	}
}
