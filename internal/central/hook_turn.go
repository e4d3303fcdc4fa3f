package central

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// leaseTime is how long the centre that sends for a subscription may be silent
// before another takes its place, leaseBeats how often it shows itself meanwhile.
const (
	leaseTime  = 6 * time.Second
	leaseBeats = 3
)

// turn is a centre's right to send for a subscription. Whoever has it counts up a
// figure in the row; another centre takes it when that figure stands still for so
// long by its own clock, so that clocks need not agree.
type turn struct {
	centre *Centre
	hook   string
	over   bool // nobody has to send for it any more

	holder string // as it was seen last
	beat   int64
	since  time.Time
}

// take reports whether it is this centre's turn now.
func (t *turn) take(ctx context.Context) (bool, error) {
	c := t.centre
	var holder string
	var beat int64
	var state HookStatus
	err := c.db.scan(ctx, "SELECT holder, beat, state FROM hooks WHERE id = $1", []any{t.hook}, &holder, &beat, &state)
	if errors.Is(err, sql.ErrNoRows) || err == nil && state != HookActive {
		t.over = true
		return false, nil
	}
	if err != nil {
		return false, c.db.fault(err)
	}
	if holder != "" && holder != c.passing.name {
		if holder != t.holder || beat != t.beat {
			t.holder, t.beat, t.since = holder, beat, time.Now()
			return false, nil
		}
		if time.Since(t.since) < c.pace.lease {
			return false, nil
		}
	}
	n, err := t.write(ctx, "UPDATE hooks SET holder = $2, beat = beat + 1 WHERE id = $1 AND holder = $3 AND beat = $4", c.passing.name, holder, beat)
	if n == 1 && holder != "" && holder != c.passing.name {
		c.Log.Warn("the centre that sent for a subscription is silent; this one goes on", "hook", t.hook)
	}
	return n == 1, err
}

// keep shows that this centre is there, and reports whether it still is its turn.
func (t *turn) keep(ctx context.Context) (bool, error) {
	n, err := t.write(ctx, "UPDATE hooks SET beat = beat + 1 WHERE id = $1 AND holder = $2 AND state = $3", t.centre.passing.name, string(HookActive))
	return n == 1, err
}

// give lets another centre go on at once.
func (t *turn) give(ctx context.Context) error {
	_, err := t.write(ctx, "UPDATE hooks SET holder = '' WHERE id = $1 AND holder = $2", t.centre.passing.name)
	return err
}

func (t *turn) write(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = t.centre.db.update(ctx, func(tx *tx) error {
		n, err = tx.exec(query, append([]any{t.hook}, args...)...)
		return err
	})
	return n, err
}
