package kit

import "time"

// Stroke is one key as text: "\n" for Enter, "" for a key that writes nothing.
type Stroke struct {
	Text string
	At   time.Time
}

// Typing is what strokes amount to so far.
type Typing int

// What strokes may amount to.
const (
	ByHand   Typing = iota // a person is typing
	Coming                 // may be a machine, or is one that has not ended
	Complete               // a machine has typed, and pressed Enter
)

// Machine tells the keys of card readers and scanners from those of a hand. The zero
// Machine knows none.
type Machine struct {
	// Recognize says what the strokes since the last pause amount to, and what was typed
	// when they are complete.
	Recognize func(strokes []Stroke) (text string, state Typing)
	// Prefixed says that machines begin with a sign that nobody types. Then their keys
	// can be held back from the screen, also where there is a caret.
	Prefixed bool
}
