package yichuang

import "time"

// Link is how far a terminal is with its centre. The zero Link has never met one.
type Link struct {
	// Incarnation names the centre's data as they are: a centre that was restored
	// to an older state is another one. Began is a position up to which all that this
	// terminal has known have the same.
	Incarnation string
	Began       int64
	// Cursor is the position up to which everything that this terminal may see is
	// here.
	Cursor int64
	// Scope says what of the hall this terminal may see, in the centre's words. When
	// they change, the open cases are loaded anew.
	Scope string
	// Loading is set until the open cases are here; Loaded is how far that is.
	Loading bool
	Loaded  CaseNumber
	// Offering is set while a restored centre is offered what it lacks; Offered is
	// the old position up to which that is done.
	Offering bool
	Offered  int64
	// Reference is the revision up to which everything published is here.
	Reference int64
	Skew      time.Duration // how far this machine's clock is ahead
	Contact   time.Time     // the last one, by this machine's clock
}

// Waiting is what of a terminal is still to come: what it has to send, and what its
// people have to look at.
type Waiting struct {
	Unsent  int // events that the centre has not acknowledged
	Scans   int // scans whose content the centre does not have
	Refused int // steps of this terminal that were refused and nobody has dealt with
}
