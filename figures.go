package yichuang

import "time"

// Figures are what statistics count of one case.
type Figures struct {
	Received  time.Time    `json:"received"`
	Decided   time.Time    `json:"decided,omitzero"` // the window's decision, the last of them
	Decision  DecisionKind `json:"decision,omitempty"`
	Accepted  Date         `json:"accepted,omitzero"`
	Ruled     time.Time    `json:"ruled,omitzero"` // when the last department decided
	Ready     time.Time    `json:"ready,omitzero"` // when the results lay at the desk
	Closed    time.Time    `json:"closed,omitzero"`
	Refused   bool         `json:"refused,omitempty"` // a department refused
	Late      bool         `json:"late,omitempty"`    // a department decided after the promised day
	Illegal   bool         `json:"illegal,omitempty"` // … after the statutory day
	Notices   int          `json:"notices,omitempty"` // correction notices, each on the case it was given on
	Second    int          `json:"second,omitempty"`  // findings that came too late
	Deviated  bool         `json:"deviated,omitempty"`
	Prolonged bool         `json:"prolonged,omitempty"`
	Urges     int          `json:"urges,omitempty"`
}

// FiguresOf counts a case.
func FiguresOf(c *Case) Figures {
	f := Figures{Received: c.Intake.At, Second: c.SecondNotices, Urges: len(c.Urges)}
	if d := c.Decision; d != nil {
		f.Decided, f.Decision, f.Accepted, f.Deviated = d.At, d.Kind, d.Facts.Accepted, d.Facts.Deviation != ""
	}
	_, all := c.Ruled()
	for i := range c.Approvals {
		a := &c.Approvals[i]
		f.Prolonged = f.Prolonged || a.Extended != nil
		if a.Ruling == nil {
			continue
		}
		f.Refused = f.Refused || a.Ruling.Kind == Refuse
		f.Late = f.Late || after(a.Ruling.At, a.Dues.Promised)
		f.Illegal = f.Illegal || after(a.Ruling.At, a.Dues.Statutory)
		if all && a.Ruling.At.After(f.Ruled) {
			f.Ruled = a.Ruling.At
		}
		if a.Result != nil && a.Result.Arrived.After(f.Ready) {
			f.Ready = a.Result.Arrived
		}
	}
	if c.Delivery != nil {
		f.Closed = c.Delivery.At
	}
	if c.Ending != nil {
		f.Closed = c.Ending.At
	}
	if c.Stage == StageParted {
		f.Closed = c.Bundle.Parted
	}
	for _, n := range c.Notices {
		if c.Bundle == nil || c.Bundle.Lead == "" || n.At.After(c.Bundle.Parted) { // else it counts on the lead
			f.Notices++
		}
	}
	return f
}

// after reports whether a moment lies behind a last day.
func after(t time.Time, last Due) bool { return !last.Date.IsZero() && DateOf(t).After(last.Date) }

// DatesOf returns the dates by which a case is watched: of the departments that have
// not decided the first to be due, and of what is owed. The day of the correction
// notice is not among them: it follows from the item.
func DatesOf(c *Case) SummaryDates {
	d := SummaryDates{Owed: c.OwedDue()}
	if c.Stage.Ended() {
		d.Owed = Date{}
	}
	if c.Stage != StageAccepted {
		return d
	}
	for i := range c.Approvals {
		a := &c.Approvals[i]
		if a.Ruling != nil {
			continue
		}
		d.Promised, d.Statutory = earlier(d.Promised, a.Dues.Promised.Date), earlier(d.Statutory, a.Dues.Statutory.Date)
	}
	return d
}

// earlier returns the earlier of two days, the other where one is none.
func earlier(a, b Date) Date {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
