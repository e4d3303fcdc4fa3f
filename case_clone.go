package yichuang

import (
	"maps"
	"slices"
)

// Clone copies a case so that nothing of it is shared: whoever has one may do what
// he likes with it. A test walks both for pointers, maps and slices.
func (c *Case) Clone() *Case {
	d := *c
	d.Applicant.Agent = cloned(c.Applicant.Agent)
	d.Answers = maps.Clone(c.Answers)
	d.Materials = slices.Clone(c.Materials)
	for i := range d.Materials {
		d.Materials[i].Points = maps.Clone(d.Materials[i].Points)
		d.Materials[i].Scans = slices.Clone(d.Materials[i].Scans)
	}
	d.Ground = cloned(c.Ground)
	if c.Decision != nil {
		d.Decision = cloned(c.Decision)
		d.Decision.Facts = c.Decision.Facts.clone()
	}
	d.Notices = slices.Clone(c.Notices)
	for i := range d.Notices {
		d.Notices[i].Findings = slices.Clone(d.Notices[i].Findings)
	}
	d.Papers = slices.Clone(c.Papers)
	d.Unsettled = slices.Clone(c.Unsettled)
	d.trail = slices.Clip(c.trail) // only ever appended to, in a copy
	return &d
}

func (b Decided) clone() Decided {
	b.Findings = slices.Clone(b.Findings)
	b.Referred = slices.Clone(b.Referred)
	b.Owed = slices.Clone(b.Owed)
	b.Ground = cloned(b.Ground)
	b.Dues.Statutory.Uncertain = slices.Clone(b.Dues.Statutory.Uncertain)
	b.Dues.Promised.Uncertain = slices.Clone(b.Dues.Promised.Uncertain)
	return b
}

func cloned[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
