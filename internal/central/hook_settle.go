package central

import (
	"context"
	"math"

	"yichuang/internal/hooks"
)

// settle writes down what became of letters, as many at once as there are, and
// reports whether the receiver wants no more.
func (k *courier) settle(ctx context.Context, first result) (stopped bool, err error) {
	all := append(make([]result, 0, pageSize), first)
	for more := true; more && len(all) < pageSize; {
		select {
		case r := <-k.results:
			all = append(all, r)
		default:
			more = false
		}
	}
	for i := range all {
		if all[i].last {
			delete(k.busy, all[i].number)
			k.fetch = true
		}
	}
	after := make([]fate, len(all))
	for i := range all {
		after[i] = k.fate(&all[i])
		k.metrics.sent(k.hook.id, all[i].Outcome)
		stopped = stopped || all[i].Outcome == hooks.OutGone
	}
	err = k.db.update(ctx, func(t *tx) error {
		for i := range all {
			if err := after[i].write(t, k.hook.id, &all[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return stopped, err
}

// never is when what is dead is due.
const never = math.MaxInt64

// fate is what is written down of a letter.
type fate struct {
	tries     int
	due, dead int64
}

// fate says what becomes of a letter by its answer.
func (k *courier) fate(r *result) fate {
	f := fate{tries: r.tries}
	now := k.Now()
	switch r.Outcome {
	case hooks.OutTaken:
		if k.rest.failures > 0 {
			k.Log.Info("the receiver takes messages again", "hook", k.hook.id)
		}
		k.rest = rest{}
	case hooks.OutRefused:
		f.tries++
		f.dead = now.UnixNano()
	case hooks.OutFailed:
		f.tries++
		f.due = now.Add(k.retryAfter(f.tries)).UnixNano()
		if f.tries >= mostTries {
			f.dead = now.UnixNano()
		}
	case hooks.OutSilent:
		if k.rest.failures == 0 {
			k.Log.Warn("a receiver does not answer; its messages wait", "hook", k.hook.id, "why", r.Why)
		}
		f.tries = max(f.tries, min(f.tries+1, silentMost))
		// Not the first one to try again: it may be this message that it does not bear.
		wait := max(2*k.pause(r.Wait), min(k.retryAfter(f.tries), mostRest*k.pace.rest))
		f.due = now.Add(wait).UnixNano()
	case hooks.OutGone:
		k.Log.Warn("a receiver wants no more messages; the subscription is stopped", "hook", k.hook.id, "why", r.Why)
	}
	if f.dead != 0 {
		f.due = never
		k.Log.Warn("a message waits for a person, and those of its case behind it", "hook", k.hook.id, "message", r.id, "tries", f.tries, "why", r.Why)
	}
	return f
}

func (f fate) write(t *tx, hook string, r *result) error {
	switch r.Outcome {
	case hooks.OutTaken:
		_, err := t.exec("DELETE FROM deliveries WHERE hook = $1 AND pos = $2 AND part = $3", hook, r.pos, r.part)
		return err
	case hooks.OutGone:
		_, err := t.exec("UPDATE hooks SET state = $2, why = $3 WHERE id = $1", hook, string(HookStopped), r.Why)
		return err
	}
	_, err := t.exec("UPDATE deliveries SET tries = $4, due = $5, dead = $6, why = $7 WHERE hook = $1 AND pos = $2 AND part = $3", hook, r.pos, r.part, f.tries, f.due, f.dead, r.Why)
	return err
}
