package kit

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// ScanPause is the longest silence inside one scanned code.
const ScanPause = 500 * time.Millisecond

// ScanMax is the longest code the collector takes; more is not a code.
const ScanMax = 512

// Ticket returns text as a scanned code of this house, a star and then digits
// only, or "" when it is none. A search field uses it on Enter: where there is a
// caret, a scanned code arrives as text.
func Ticket(text string) string {
	text = strings.TrimSpace(text)
	if len(text) < 2 || text[0] != '*' || strings.Trim(text[1:], "0123456789") != "" {
		return ""
	}
	return text
}

// ScanState is what a key press meant to a Collector.
type ScanState int

// The states of a collector.
const (
	ScanNone    ScanState = iota // not part of a code: the key is for the screen
	ScanTaken                    // belongs to a code that is still coming
	ScanDone                     // the code is complete: see Code
	ScanRefused                  // it ended, and is no code of this house
)

// Collector recognises the code a scanner types while nobody is typing: a star
// begins it, Enter ends it, a silence longer than ScanPause breaks it off.
type Collector struct {
	text strings.Builder
	last time.Time
	on   bool
	code string
}

// Active reports whether a code is coming in.
func (c *Collector) Active() bool { return c.on }

// Code returns the last complete code, star included.
func (c *Collector) Code() string { return c.code }

// Press takes a key that arrived at now on a screen without a caret.
func (c *Collector) Press(msg tea.KeyPressMsg, now time.Time) ScanState {
	if c.on && now.Sub(c.last) > ScanPause {
		c.Drop()
	}
	text := Typed(msg)
	if !c.on {
		if text != "*" {
			return ScanNone
		}
		c.on = true
	}
	c.last = now
	switch {
	case Is(msg, Enter):
		return c.finish()
	case text == "" || c.text.Len()+len(text) > ScanMax:
		c.Drop()
		return ScanNone
	}
	c.text.WriteString(text)
	return ScanTaken
}

// finish ends the code with what has come so far.
func (c *Collector) finish() ScanState {
	code := Ticket(c.text.String())
	c.Drop()
	if code == "" {
		return ScanRefused
	}
	c.code = code
	return ScanDone
}

// Expired reports whether a code was begun and the silence since then is too
// long.
func (c *Collector) Expired(now time.Time) bool {
	return c.on && now.Sub(c.last) >= ScanPause
}

// Drop forgets what has come so far.
func (c *Collector) Drop() {
	c.text.Reset()
	c.on = false
}
