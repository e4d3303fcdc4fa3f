package card

import (
	"strings"
	"time"

	"yichuang"
)

// Stroke is one key, or several that came at once, as text: "\n" or "\r" for
// Enter, "" for a key that writes nothing.
type Stroke struct {
	Text string
	At   time.Time
}

// WedgeRule tells the keys of a machine from those of a hand.
type WedgeRule struct {
	// Prefix is what the machine was set to type first. With one, the time between
	// keys does not count but for Most. It must not be the star, which begins the
	// codes on our own papers and belongs to the shell.
	Prefix string
	Pause  time.Duration // the longest time between two keys of a machine; zero: 30 ms
	Most   time.Duration // the longest with a prefix; zero: 500 ms
	Least  int           // characters that show it to be a machine, without a prefix; zero: 6
}

// WedgeState is what strokes amount to so far.
type WedgeState int

// The states.
const (
	ByHand   WedgeState = iota // a person is typing: the keys are for the screen
	Coming                     // may be a machine, or is one that has not ended
	Complete                   // a machine has typed, and pressed Enter
)

// mostTyped is the longest text that a machine types, in bytes.
const mostTyped = 4 << 10

// Recognize says what the strokes since the last pause amount to, and what was
// typed when they are complete. The caller begins anew with each ByHand and each
// Complete.
func (r WedgeRule) Recognize(strokes []Stroke) (text string, state WedgeState) {
	pause, least := r.Pause, r.Least
	if pause <= 0 {
		pause = 30 * time.Millisecond
	}
	if least <= 0 {
		least = 6
	}
	if r.Prefix != "" {
		if pause, least = r.Most, 1; pause <= 0 {
			pause = 500 * time.Millisecond
		}
	}
	var typed strings.Builder
	for i, s := range strokes {
		if s.Text == "" || i > 0 && s.At.Sub(strokes[i-1].At) > pause || typed.Len()+len(s.Text) > mostTyped {
			return "", ByHand
		}
		before, _, ended := strings.Cut(strings.ReplaceAll(s.Text, "\r", "\n"), "\n")
		typed.WriteString(before)
		rest, ok := strings.CutPrefix(typed.String(), r.Prefix)
		if !ok && (ended || !strings.HasPrefix(r.Prefix, typed.String())) {
			return "", ByHand
		}
		if ended {
			if text = yichuang.CleanLine(rest); len([]rune(text)) < least {
				return "", ByHand
			}
			return text, Complete
		}
	}
	return "", Coming
}
