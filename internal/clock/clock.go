// Package clock is the machine's clock, as the programs read it. In a program that was
// built with the tag movedclock a test moves it: that is the only way to play working
// days across holidays with real programs. No release is built so.
package clock

import "time"

// Now is the time.
func Now() time.Time { return now() }
