package kit

import "time"

// A card reader or a scanner types faster than any hand. On a screen without a
// text its digits would answer questions and its Enter confirm them.
const (
	// BurstPause is the longest time between two characters of a machine.
	BurstPause = 30 * time.Millisecond
	burstLeast = 6                      // characters that show it to be a machine
	burstQuiet = 250 * time.Millisecond // of silence, before keys count again
)

// Burst notices a machine typing where a hand should.
type Burst struct {
	last  time.Time
	count int
	on    bool
}

// Press takes a key that came at now. fast is set for a key that came too soon
// after the one before it to be from a hand, machine for all keys of a machine
// from the one on that gave it away.
func (b *Burst) Press(now time.Time) (fast, machine bool) {
	gap := now.Sub(b.last)
	b.last = now
	if b.on && gap < burstQuiet {
		return true, true
	}
	b.on = false
	if gap <= 0 || gap > BurstPause {
		b.count = 1
		return false, false
	}
	b.count++
	b.on = b.count >= burstLeast
	return true, b.on
}

// Still reports whether the keyboard was still for longer than a machine is.
func (b *Burst) Still(now time.Time) bool { return now.Sub(b.last) >= BurstPause }

// Break ends the run: what comes next is not part of the same code.
func (b *Burst) Break() { *b = Burst{} }
