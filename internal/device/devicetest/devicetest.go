// Package devicetest holds what every printer, scanner and card reader must do,
// as suites that run on the real back ends and on the fakes alike. It says what
// the contracts in internal/device say, once, in tests.
//
// A back end brings a rig: the device together with its other side, where the
// paper comes out or the sheets lie, and the faults it can be given.
package devicetest

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"yichuang"
)

// Fault is something that goes wrong at a device.
type Fault string

// The faults. None is a device in order.
const (
	None     Fault = ""
	Gone     Fault = "gone"       // nothing is there
	Deaf     Fault = "deaf"       // it answers the call and then takes nothing
	Stuck    Fault = "stuck"      // as Deaf, to somebody with more patience than the test has
	Dies     Fault = "dies"       // it goes in the middle of a job, or of a page
	NoPaper  Fault = "no paper"   // a printer without paper, a feeder without sheets
	Open     Fault = "open"       // the cover is open
	Jam      Fault = "jam"        // paper jam
	NoRoom   Fault = "no room"    // the spool is full
	Garbage  Fault = "garbage"    // it answers, and what it says means nothing
	Torn     Fault = "torn"       // a page comes cut short
	TooLarge Fault = "too large"  // a page is larger than any page
	InUse    Fault = "in use"     // somebody else has it
	Forbid   Fault = "forbidden"  // this terminal may not
	Unnamed  Fault = "no address" // its name is known to nobody
)

// Plain checks that err is one a clerk can act on: a sentence and a hint in
// Chinese, of one of the codes.
func Plain(t testing.TB, err error, codes ...yichuang.Code) {
	t.Helper()
	var e *yichuang.Error
	if !errors.As(err, &e) {
		t.Errorf("not told in plain words: %v", err)
		return
	}
	for _, text := range []string{e.Message, e.Hint} {
		if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || strings.Contains(text, "%!") || strings.Contains(text, "\n") {
			t.Errorf("not told in plain words: %q, %q", e.Message, e.Hint)
		}
	}
	for _, code := range codes {
		if e.Code == code {
			return
		}
	}
	if len(codes) > 0 {
		t.Errorf("code %s, want one of %v: %v", e.Code, codes, err)
	}
}
