package intake

import "time"

// A card reader types faster than any hand. On a screen without a text its digits
// would answer the questions and its Enter confirm them.
const (
	burstPause = 30 * time.Millisecond  // at most, between two characters of a machine
	burstLeast = 6                      // characters that show it to be a machine
	burstQuiet = 250 * time.Millisecond // of silence, before keys count again
)

// burst notices a card reader typing into the questions.
type burst struct {
	last  time.Time
	count int
	on    bool
}

// press takes a key that came at now. begins is set for a key that nothing came
// shortly before: what stands then is what to go back to. machine is set for all
// keys of a reader, from the one that gave it away.
func (b *burst) press(now time.Time) (begins, machine bool) {
	gap := now.Sub(b.last)
	b.last = now
	if b.on && gap < burstQuiet {
		return false, true
	}
	b.on = false
	if gap <= 0 || gap > burstPause {
		b.count = 1
		return true, false
	}
	b.count++
	b.on = b.count >= burstLeast
	return false, b.on
}
