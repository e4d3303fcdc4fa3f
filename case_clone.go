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
		d.Materials[i] = d.Materials[i].clone()
	}
	d.Ground, d.Confirmation = cloned(c.Ground), cloned(c.Confirmation)
	if c.Decision != nil {
		d.Decision = cloned(c.Decision)
		d.Decision.Facts = c.Decision.Facts.clone()
	}
	d.Notices = cloneNotices(c.Notices)
	d.Papers = slices.Clone(c.Papers)
	d.Course = c.Course.clone()
	d.Unsettled = slices.Clone(c.Unsettled)
	d.trail = slices.Clip(c.trail) // only ever appended to, in a copy
	return &d
}

func (m MaterialState) clone() MaterialState {
	m.Points = maps.Clone(m.Points)
	m.Scans = slices.Clone(m.Scans)
	return m
}

func cloneNotices(list []Notice) []Notice {
	list = slices.Clone(list)
	for i := range list {
		list[i].Findings = slices.Clone(list[i].Findings)
	}
	return list
}

func (b Decided) clone() Decided {
	b.Findings = slices.Clone(b.Findings)
	b.Referred = slices.Clone(b.Referred)
	b.Owed = slices.Clone(b.Owed)
	b.Ground = cloned(b.Ground)
	b.Dues = b.Dues.clone()
	b.Assigned = slices.Clone(b.Assigned)
	for i := range b.Assigned {
		b.Assigned[i] = b.Assigned[i].clone()
	}
	return b
}

func (d Dues) clone() Dues {
	d.Statutory.Uncertain = slices.Clone(d.Statutory.Uncertain)
	d.Promised.Uncertain = slices.Clone(d.Promised.Uncertain)
	return d
}

func (k Clock) clone() Clock {
	k.Pauses = slices.Clone(k.Pauses)
	k.Extended = cloned(k.Extended)
	k.Limit.Extension = cloned(k.Limit.Extension)
	return k
}

func (a Assignment) clone() Assignment {
	a.Statutory, a.Promised, a.Dues = a.Statutory.clone(), a.Promised.clone(), a.Dues.clone()
	return a
}

func (a Approval) clone() Approval {
	a.Assignment = a.Assignment.clone()
	a.Inquiry, a.Extended, a.Opinion, a.Result = cloned(a.Inquiry), cloned(a.Extended), cloned(a.Opinion), cloned(a.Result)
	a.Pauses = slices.Clone(a.Pauses)
	a.Visits = slices.Clone(a.Visits)
	for i := range a.Visits {
		a.Visits[i].Staff = slices.Clone(a.Visits[i].Staff)
	}
	if a.Ruling = cloned(a.Ruling); a.Ruling != nil {
		a.Ruling.Deliver.Uncertain = slices.Clone(a.Ruling.Deliver.Uncertain)
	}
	return a
}

func (x Course) clone() Course {
	x.Approvals = slices.Clone(x.Approvals)
	for i := range x.Approvals {
		x.Approvals[i] = x.Approvals[i].clone()
	}
	x.Obligations = slices.Clone(x.Obligations)
	x.Custody = slices.Clone(x.Custody)
	x.Urges = slices.Clone(x.Urges)
	x.Reminders = slices.Clone(x.Reminders)
	if x.Delivery = cloned(x.Delivery); x.Delivery != nil {
		x.Delivery.Returned = slices.Clone(x.Delivery.Returned)
	}
	if x.Ending = cloned(x.Ending); x.Ending != nil {
		x.Ending.Returned = slices.Clone(x.Ending.Returned)
	}
	x.Online = cloned(x.Online)
	if x.Bundle = cloned(x.Bundle); x.Bundle != nil {
		x.Bundle.Members = slices.Clone(x.Bundle.Members)
	}
	return x
}

func cloned[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
