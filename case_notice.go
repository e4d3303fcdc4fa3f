package yichuang

import "slices"

// The one-time notice (一次性告知): what an applicant was not told in the last
// correction notice, which was complete when it was given, comes too late.

// lastNotice returns the last correction notice, nil before the first.
func (c *Case) lastNotice() *Notice {
	if len(c.Notices) == 0 {
		return nil
	}
	return &c.Notices[len(c.Notices)-1]
}

// names reports whether the notice says anything of the material.
func (n *Notice) names(id MaterialID) bool {
	return slices.ContainsFunc(n.Findings, func(f Finding) bool { return f.Material == id })
}

// told reports whether the notice named the point.
func (n *Notice) told(id MaterialID, no int) bool {
	return slices.ContainsFunc(n.Findings, func(f Finding) bool { return f.Material == id && f.No == no })
}

// secondNotice reports whether failing the point now would be a second notice
// (二次告知). A material that the last notice named and that was brought anew is
// judged afresh. One that it did not name stays as it was accepted, whether it
// is taken in again, taken back, or asked for only now.
func (c *Case) secondNotice(m *MaterialState, no int) bool {
	n := c.lastNotice()
	if n == nil || n.told(m.Material, no) {
		return false
	}
	if j := m.Points[no]; j.Verdict == Fail && j.Visit == c.Visit {
		return false // said on this visit already
	}
	return m.Visit != c.Visit || !n.names(m.Material)
}

// lateToTake reports whether what is stated of a material makes a finding that
// the last notice did not tell: that it is missing, or that there are fewer
// pieces of it than there were then.
func (c *Case) lateToTake(m *MaterialState, b *MaterialTaken) bool {
	n := c.lastNotice()
	if n == nil || n.names(m.Material) {
		return false
	}
	switch b.Presence {
	case Missing:
		return m.Presence != Missing
	case Held:
		return m.Told.fewer(b.Originals, b.Copies, b.Digital) &&
			!(m.Presence == Held && m.Told.fewer(m.Originals, m.Copies, m.Digital))
	}
	return false
}

// fewer reports whether the pieces are fewer than those that were here. Of a
// material that nobody asked for at the time none at all are fewer.
func (t Told) fewer(originals, copies int, digital bool) bool {
	switch {
	case digital:
		return false
	case t.Visit == 0:
		return originals+copies == 0
	}
	return t.Digital || originals < t.Originals || copies < t.Copies
}

// remember notes on every material what was here when a notice was given.
func (c *Case) remember() {
	c.Materials = slices.Clone(c.Materials)
	for i := range c.Materials {
		m := &c.Materials[i]
		m.Told = Told{}
		if m.Applies == AppliesYes {
			m.Told = Told{Visit: c.Visit, Originals: m.Originals, Copies: m.Copies, Digital: m.Digital}
		}
	}
}

// handBack is the materials gone back to the applicant: all of them have to be
// handed in again.
func (c *Case) handBack() {
	c.Materials = slices.Clone(c.Materials)
	for i := range c.Materials {
		m := &c.Materials[i]
		m.Presence, m.Originals, m.Copies, m.Digital, m.Points, m.Scans = "", 0, 0, false, nil, nil
	}
}
