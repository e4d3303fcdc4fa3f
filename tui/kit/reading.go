package kit

// Reading is the one reading under way of what a screen shows; what changes meanwhile
// is read afterwards, once.
type Reading struct {
	Known bool // something has been read
	on    bool
	again bool
}

// Begin reports whether a reading may begin now; else one follows the one under way.
func (r *Reading) Begin() bool {
	r.again = r.on
	begins := !r.on
	r.on = true
	return begins
}

// Done ends a reading, and reports whether another one has to follow.
func (r *Reading) Done() bool {
	again := r.again
	*r = Reading{Known: true}
	return again
}

// Stop ends a reading of which nothing came.
func (r *Reading) Stop() { r.on = false }
