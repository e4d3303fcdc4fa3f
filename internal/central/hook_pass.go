package central

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"yichuang"
)

// passing is how this centre sends for subscriptions.
type passing struct {
	mu      sync.Mutex
	serving map[string]bool // subscriptions that are being looked after here
	running sync.WaitGroup
	name    string // of this centre among those on the database
}

// PassOn has this centre send what is to be sent, until it ends. Of several centres
// on one database one sends for a subscription; when it ends, another goes on.
func (c *Centre) PassOn() {
	c.passing.name = rand.Text()
	c.passing.running.Go(func() { c.lookForHooks(c.life) })
}

// lookForHooks finds subscriptions that nobody looks after here.
func (c *Centre) lookForHooks(life context.Context) {
	for first := true; first || c.staying(life, c.pace.poll); first = false {
		ids, err := texts(c.db.rows(life, "SELECT id FROM hooks WHERE state = $1", string(HookActive)))
		if err != nil {
			continue // watch tells that the database does not answer
		}
		for _, id := range ids {
			c.serveHook(life, id)
		}
	}
}

// staying waits, and reports whether the centre is to go on.
func (c *Centre) staying(life context.Context, d time.Duration) bool {
	select {
	case <-life.Done():
		return false
	case <-c.leaving:
		return false
	case <-time.After(d):
		return true
	}
}

func (c *Centre) serveHook(life context.Context, id string) {
	p := &c.passing
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.serving[id] {
		return
	}
	if p.serving == nil {
		p.serving = map[string]bool{}
	}
	p.serving[id] = true
	p.running.Go(func() {
		defer func() {
			p.mu.Lock()
			delete(p.serving, id)
			p.mu.Unlock()
		}()
		c.lookAfter(life, id)
	})
}

// lookAfter sends for a subscription whenever it is this centre's turn, until it is
// paused, stopped or removed.
func (c *Centre) lookAfter(life context.Context, id string) {
	turn := turn{centre: c, hook: id}
	for first := true; first || c.staying(life, c.pace.lease/leaseBeats); first = false {
		mine, err := turn.take(life)
		switch {
		case err != nil:
			continue
		case turn.over:
			return
		case !mine:
			continue
		}
		err = c.carry(life, &turn)
		switch code := yichuang.CodeOf(err); {
		case err == nil, life.Err() != nil, code == yichuang.NotFound, err == errMoved: // it is removed, or somebody else's now
		default:
			c.Log.Error("sending for a subscription was broken off; it goes on", "hook", id, "code", code, "err", err)
		}
	}
}
