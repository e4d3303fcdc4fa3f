// Package kit is what every screen of the terminal is made of: the Screen
// contract, the messages screens meet through, keys, semantic styles, and the
// widgets that are right for Chinese: fields, forms, lists and questions.
//
// House rules:
//
//   - A screen is a pointer. Update changes it and returns work; it never blocks
//     and does no I/O. Work away from the keyboard goes through Env.Do.
//   - A command never returns a command, and tea.Sequence is not used: chain work
//     by answering a Reply with the next Env.Do. Time passes through Env.After.
//   - A caret on the screen means that keys are text. A screen that returns no
//     cursor is not being typed into, and there a scanned code opens its case.
//   - No printable key is global.
//   - Widths come from Width and nothing else; bytes and runes are not columns.
//   - Nothing depends on colour: the chosen row has a mark, a state is a word.
package kit

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Screen is one page of the terminal. The shell keeps screens on a stack, sends
// them messages and draws header, notices and help around their body. Before
// Init it sends a Size.
type Screen interface {
	Init() tea.Cmd
	// Update takes a key press, a paste, a Size, a result handed over by Close, an
	// answer to this screen's own work (the Msg of a Reply, unwrapped) or anything
	// sent to all screens, such as Changed.
	Update(tea.Msg) tea.Cmd
	// View returns the lines of the body, at most Size.Height of at most
	// Size.Width columns, and the place of the caret within the body; nil when the
	// screen is not being typed into.
	View() (body string, cursor *tea.Cursor)
	// Keys returns what works here now, the most important first.
	Keys() []key.Binding
}

// Titled is a screen with a name for the path in the header.
type Titled interface {
	Title() string
}

// Leaver is a screen that may hold something worth asking about. A text that is
// not empty is the question asked before Esc, Home or the end of the program
// takes the screen away.
type Leaver interface {
	Leaving() string
}

// Escaper is a screen with a use of its own for Esc, such as closing a search
// inside it. Escape reports whether it used the key; if not, the screen is left.
type Escaper interface {
	Escape() bool
}

// Parting is a screen with something to say when Esc takes it away: the result
// that the screen below receives, as if by Close.
type Parting interface {
	Parting() tea.Msg
}

// Guard is a screen that stands in front of everything: sign-in and lock. While
// it is on the stack no scanned code passes and the idle lock rests, Esc is a key
// like any other to it, and only the guard itself opens something above it: what
// other screens open waits beneath.
type Guard interface {
	Guards() bool
}

// Failing is a screen that can show a failure of its own work where it
// belongs. When Failed reports false, the shell shows it. It is called for every
// failure of the screen's work, so it is also the place to end a waiting state.
type Failing interface {
	Failed(err error) bool
}

// Pictured is a screen with a picture on it, where the terminal shows pictures. The
// lines under the picture must be empty.
type Pictured interface {
	// Picture returns the same pointer as long as the picture is the same; nil is none.
	Picture() *Picture
}

// Picture is what draws a picture on the terminal, as the terminal wants it, and the
// place of its upper left corner in the body.
type Picture struct {
	Data []byte
	X, Y int
}
