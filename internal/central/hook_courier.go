package central

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"yichuang"
	"yichuang/internal/hooks"
)

// The bounds of sending.
const (
	lanes     = 16              // cases whose messages are on their way at once
	pageSize  = 256             // messages that are read at a time
	drainTime = 5 * time.Second // for what is on its way when the centre ends
)

// closed is what need not be waited for.
var closed = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// letter is a message that is to be sent.
type letter struct {
	pos    int64
	part   int
	number yichuang.CaseNumber
	id     string
	body   []byte
	tries  int
}

// result is what became of a letter; last is set when nothing of its case is on its
// way any more.
type result struct {
	letter
	hooks.Answer
	last bool
}

// courier sends for one subscription while it is this centre's turn. One goroutine
// does everything but the sending itself: the messages of a case go one after the
// other, those of several cases beside each other.
type courier struct {
	*Centre
	turn   *turn
	hook   *hook
	sender *hooks.Sender
	news   *hub

	queue   [][]letter // a case each, in order
	busy    map[yichuang.CaseNumber]bool
	results chan result // with room, so that what is on its way does not wait for the disk
	lanes   sync.WaitGroup
	rest    rest
	leaving bool
	fetch   bool // there may be messages to send that are not in the queue
	more    bool // there are events that were not looked at
}

// rest is how a receiver that does not answer is left alone.
type rest struct {
	failures int
	until    time.Time
}

// carry sends for a subscription until it is not this centre's turn any more, or not
// to be sent for.
func (c *Centre) carry(life context.Context, t *turn) error {
	h, err := c.readHook(life, t.hook)
	if err != nil {
		return err
	}
	room, err := c.hall(life, h.hall)
	if err != nil {
		return err
	}
	sender, err := hooks.NewSender(h.about.Target, lanes, c.pace.send)
	if err != nil {
		return err
	}
	defer sender.Close()
	k := &courier{Centre: c, turn: t, hook: h, sender: sender, news: room.news, busy: map[yichuang.CaseNumber]bool{}, results: make(chan result, pageSize), fetch: true, more: true}
	err = k.run(life)
	if gave := t.give(context.WithoutCancel(life)); err == nil {
		err = gave
	}
	return err
}

// run works until the turn is lost. held ends by itself where the row could not be
// counted up for long: another centre may be about to take the turn.
func (k *courier) run(life context.Context) error {
	held, drop := context.WithCancel(life)
	defer k.lanes.Wait()
	defer drop()
	guard := time.AfterFunc(k.pace.lease*3/4, drop)
	defer guard.Stop()
	beat, poll := time.NewTicker(k.pace.lease/leaseBeats), time.NewTicker(k.pace.poll)
	defer beat.Stop()
	defer poll.Stop()
	leaving := (<-chan struct{})(k.Centre.leaving)
	for {
		news := k.news.now().next
		if err := k.work(held); err != nil {
			return err
		}
		if k.leaving && len(k.busy) == 0 {
			return nil
		}
		var onward chan struct{}
		if k.more {
			onward = closed
		}
		select {
		case <-held.Done():
			return nil
		case r := <-k.results:
			if stopped, err := k.settle(held, r); stopped || err != nil {
				return err
			}
		case <-beat.C:
			mine, err := k.keep(held)
			if !mine || err != nil {
				return err
			}
			guard.Reset(k.pace.lease * 3 / 4)
		case <-leaving:
			leaving, k.leaving, k.more = nil, true, false
			defer time.AfterFunc(drainTime, drop).Stop()
		case <-news:
			k.more = !k.leaving
		case <-poll.C:
			k.more, k.fetch = !k.leaving, true
		case <-onward:
		}
	}
}

// keep keeps the turn, and reads what a command may have changed.
func (k *courier) keep(ctx context.Context) (bool, error) {
	mine, err := k.turn.keep(ctx)
	if !mine || err != nil {
		return false, err
	}
	now, err := k.readHook(ctx, k.hook.id)
	if err != nil {
		return false, err
	}
	now.position = k.hook.position // what it is here is newer
	k.hook = now
	return true, nil
}

// work looks at what is new, and puts letters on their way.
func (k *courier) work(held context.Context) (err error) {
	if k.leaving {
		return nil
	}
	if k.more {
		if k.more, err = k.readOn(held, k.hook); err != nil {
			return err
		}
		k.fetch = true
	}
	if time.Now().Before(k.rest.until) {
		return nil
	}
	free := lanes
	if k.rest.failures > 0 { // one goes ahead and sees whether the receiver is back
		free = 1
	}
	if len(k.queue) == 0 && k.fetch && len(k.busy) <= free/2 {
		if err := k.load(held); err != nil {
			return err
		}
	}
	secrets := k.hook.secrets(k.Now())
	for len(k.queue) > 0 && len(k.busy) < free {
		letters := k.queue[0]
		k.queue = k.queue[1:]
		k.busy[letters[0].number] = true
		k.lanes.Go(func() { k.send(held, letters, secrets) })
	}
	return nil
}

// selectLetters are letters that may go now.
const selectLetters = `SELECT d.pos, d.part, d.number, d.id, d.body, d.tries FROM deliveries d WHERE d.hook = $1 AND d.due <= $2
		AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.hook = $1 AND e.number = d.number AND (e.pos < d.pos OR e.pos = d.pos AND e.part < d.part) AND e.due > $2)
		ORDER BY d.pos, d.part LIMIT $3`

// load reads letters that may go now: whose time has come, and before which nothing
// of their case waits.
func (k *courier) load(ctx context.Context) error {
	rows, err := k.db.rows(ctx, selectLetters, k.hook.id, k.Now().UnixNano(), pageSize)
	if err != nil {
		return k.db.fault(err)
	}
	defer rows.Close()
	n, at := 0, map[yichuang.CaseNumber]int{}
	for rows.Next() {
		var l letter
		var packed []byte
		if err := rows.Scan(&l.pos, &l.part, &l.number, &l.id, &packed, &l.tries); err != nil {
			return k.db.fault(err)
		}
		if n++; k.busy[l.number] {
			continue
		}
		if l.body, err = k.packer.Unpack(packed); err != nil {
			return err
		}
		i, known := at[l.number]
		if !known {
			i = len(k.queue)
			at[l.number] = i
			k.queue = append(k.queue, nil)
		}
		k.queue[i] = append(k.queue[i], l)
	}
	k.fetch = n == pageSize
	return k.db.fault(rows.Err())
}

// send sends the letters of a case, one after the other, up to one that is not taken.
// What is cut off by the end of the turn did not happen.
func (k *courier) send(held context.Context, letters []letter, secrets []hooks.Secret) {
	for i, l := range letters {
		answer := k.sender.Send(held, hooks.Envelope{ID: l.id, Body: l.body, At: k.Now(), Secrets: secrets})
		if held.Err() != nil && answer.Outcome != hooks.OutTaken {
			return
		}
		r := result{letter: l, Answer: answer, last: i == len(letters)-1 || answer.Outcome != hooks.OutTaken}
		select {
		case k.results <- r:
		case <-held.Done():
			return
		}
		if r.last {
			return
		}
	}
}

// The waits after a no: the first is pace.retry, each is three times the one before,
// up to about six hours. After mostTries, about three days, a person has to look. A
// receiver that does not answer at all is left alone for pace.rest, then twice as
// long each time, up to about five minutes, and as long as it takes.
const (
	mostTries  = 20
	mostRetry  = 2160 // times the first wait
	mostRest   = 300  // times the first rest
	silentMost = 5    // tries that silence counts for at most
)

func (k *courier) retryAfter(tries int) time.Duration {
	d := k.pace.retry
	for range tries - 1 {
		d = min(3*d, mostRetry*k.pace.retry)
	}
	return d + rand.N(d/4+1)
}

// pause leaves the receiver alone, and returns for how long. Of several letters that
// it did not answer at once the first counts.
func (k *courier) pause(asked time.Duration) time.Duration {
	now := time.Now()
	if now.Before(k.rest.until) {
		return k.rest.until.Sub(now)
	}
	d := k.pace.rest
	for range k.rest.failures {
		d = min(2*d, mostRest*k.pace.rest)
	}
	d = max(d-d/4+rand.N(d/2+1), asked)
	k.rest.failures++
	k.rest.until = now.Add(d)
	return d
}
