package yichuang

import (
	"cmp"
	"slices"
	"strings"
)

// WatchedCase is an open case with its monitored points on a day.
type WatchedCase struct {
	Summary
	Department  string   `json:"department,omitempty"`  // that decides on the item
	Departments []string `json:"departments,omitempty"` // all that have a part in it
	Handling    Handling `json:"handling,omitempty"`
	Signals     []Signal `json:"signals,omitempty"` // clocks in the order of a case's life, then facts
}

// Worst is the most urgent of its clocks, nil where none runs.
func (c *WatchedCase) Worst() *Signal { return Worst(c.Signals) }

// Light is the light that the case shows: that of its most urgent clock.
func (c *WatchedCase) Light() Light {
	if w := c.Worst(); w != nil {
		return w.Light
	}
	return Green
}

// Owes says who has to do what is most urgent: a department, "" for the window or the
// hand-over desk.
func (c *WatchedCase) Owes() string {
	if w := c.Worst(); w != nil {
		return w.Department
	}
	return ""
}

// WatchFilter narrows a list of watched cases. The zero filter lets everything pass.
type WatchFilter struct {
	Least      Light      `json:"least,omitempty"` // cases whose light is at least so bad
	Point      WatchPoint `json:"point,omitempty"` // cases in which that point is monitored now, at least at that light
	Department string     `json:"department,omitempty"`
	Window     int        `json:"window,omitempty"`
	Clerk      UserID     `json:"clerk,omitempty"`
	Item       ItemID     `json:"item,omitempty"`
}

// Fits reports whether a case passes.
func (f *WatchFilter) Fits(c *WatchedCase) bool {
	switch {
	case f.Department != "" && f.Department != c.Department && !slices.Contains(c.Departments, f.Department):
		return false
	case f.Window != 0 && f.Window != c.Window, f.Clerk != "" && f.Clerk != c.Clerk, f.Item != "" && f.Item != c.Item:
		return false
	case f.Point == "":
		return c.Light() >= f.Least
	}
	return slices.ContainsFunc(c.Signals, func(s Signal) bool { return s.Point == f.Point && s.Light >= f.Least })
}

// SortWatched puts the most urgent first: by light, then by the day that is due, then
// by receipt.
func SortWatched(list []WatchedCase) {
	type ranked struct {
		c     *WatchedCase
		light Light
		due   Date
	}
	order := make([]ranked, len(list))
	for i := range list {
		r := ranked{&list[i], Green, Date{Year: 9999}}
		if w := r.c.Worst(); w != nil {
			if r.light = w.Light; !w.Due.IsZero() {
				r.due = w.Due
			}
		}
		order[i] = r
	}
	slices.SortFunc(order, func(a, b ranked) int {
		return cmp.Or(int(b.light-a.light), a.due.Compare(b.due), a.c.Received.Compare(b.c.Received), strings.Compare(string(a.c.Number), string(b.c.Number)))
	})
	sorted := make([]WatchedCase, len(list))
	for i, r := range order {
		sorted[i] = *r.c
	}
	copy(list, sorted)
}

// LightCounts counts how many cases show each light, from Green to Black.
func LightCounts(list []WatchedCase) (counts [Black + 1]int) {
	for i := range list {
		counts[list[i].Light()]++
	}
	return counts
}
