package yichuang

import "slices"

// Due returns the last day of a limit of n units that begins on start, which is
// not counted (民法典 第201条第1款). Working days count by the calendar (行政许可法
// 第82条). 日 and 月 run through days off, a month ends on the corresponding day
// or the last one of the month (第202条), and a last day that is off moves to the
// next working day (第203条第1款). A limit of 0 ends on start itself.
func (c *Calendar) Due(start Date, n int, unit Unit) Due {
	return Clock{Start: start, Limit: Limit{Value: n, Unit: unit}}.Due(c)
}

// Interval is a pause (中止, 特别程序): the clock stands from the day after From
// up to and including To. Without To it still stands.
type Interval struct {
	From Date `json:"from"`
	To   Date `json:"to,omitzero"`
}

// Open reports whether the pause has no end yet.
func (p Interval) Open() bool { return p.To.IsZero() }

func (p Interval) covers(d Date) bool {
	return d.After(p.From) && (p.Open() || !d.After(p.To))
}

func pauseAt(pauses []Interval, d Date) (Interval, bool) {
	i := slices.IndexFunc(pauses, func(p Interval) bool { return p.covers(d) && p.Open() })
	if i < 0 {
		i = slices.IndexFunc(pauses, func(p Interval) bool { return p.covers(d) })
	}
	if i < 0 {
		return Interval{}, false
	}
	return pauses[i], true
}

func paused(pauses []Interval, d Date) bool {
	_, ok := pauseAt(pauses, d)
	return ok
}

// Clock is a limit that runs: from which day, where it stood still (行政许可法
// 第45条) and how far it was extended (第42条第1款). The zero Clock has not begun.
type Clock struct {
	Start    Date       `json:"start"`
	Limit    Limit      `json:"limit"`
	Pauses   []Interval `json:"pauses,omitempty"`
	Extended *Extension `json:"extended,omitempty"` // what was granted, not what may be
}

// Clocks returns the two clocks of an application that begins on start:
// statutory and promised.
func (t Terms) Clocks(start Date) (statutory, promised Clock) {
	return Clock{Start: start, Limit: t.Statutory}, Clock{Start: start, Limit: t.Promised}
}

// Runs reports whether the clock has begun and has a period at all: for
// OnReceipt without a figure receiving everything is the act.
func (k Clock) Runs() bool {
	return !k.Start.IsZero() && (k.Limit.Value > 0 || k.Limit.Start != OnReceipt)
}

// Due returns the last day. An extension lengthens the limit and never restarts
// it; one in another unit than the limit begins where the limit ends. Days of a
// pause do not count: working days are passed over, for 日 and 月 the calendar
// days of the pause are added. While a pause without end holds the clock, Due is
// Standing and has no date. A clock that has not begun has no due day.
func (k Clock) Due(cal *Calendar) Due {
	if k.Start.IsZero() {
		return Due{}
	}
	w := walk{cal: cal}
	n, unit := k.Limit.Value, k.Limit.Unit
	x := k.Extended
	if x != nil && x.Unit == unit {
		n += max(x.Value, 0)
	}
	end, standing := k.leg(&w, k.Start, n, unit)
	if x != nil && x.Unit != unit && !standing {
		end, standing = k.leg(&w, end, x.Value, x.Unit)
	}
	if standing {
		return Due{Standing: true, Uncertain: w.uncertain}
	}
	return w.due(end)
}

// leg finds the end of n units after start.
func (k Clock) leg(w *walk, start Date, n int, unit Unit) (end Date, standing bool) {
	switch {
	case n <= 0:
		return start, false
	case unit == CalendarDays:
		return k.calendarLeg(w, start, start.AddDays(n))
	case unit == Months:
		return k.calendarLeg(w, start, start.AddMonths(n))
	}
	return w.workdays(start, n, k.Pauses)
}

// calendarLeg moves a last day counted in calendar days behind the pauses that
// begin before it. Overlapping pauses count once.
func (k Clock) calendarLeg(w *walk, start, last Date) (end Date, standing bool) {
	pauses := slices.SortedFunc(slices.Values(k.Pauses), func(a, b Interval) int { return a.From.Compare(b.From) })
	counted := start
	for _, p := range pauses {
		from := p.From
		if from.Before(counted) {
			from = counted
		}
		switch {
		case !p.Open() && !p.To.After(from): // over before, or inside another
			continue
		case !from.Before(w.roll(last)):
			continue
		case p.Open():
			return Date{}, true
		case from.Before(last):
			last = last.AddDays(from.DaysUntil(p.To))
		default: // begins on the days off that stand between the last day and the due day
			last = p.To.AddDays(1)
		}
		counted = p.To
	}
	return w.roll(last), false
}

// Total returns the length of the whole period in working days.
func (k Clock) Total(cal *Calendar) int { return k.Remaining(cal, k.Start) }

// Remaining returns the working days left after day, up to and including the due
// day: 0 on the due day itself and after it. Days of a pause do not count; while
// the clock stands, what was left when it stopped is left. The unit is working
// days for every limit, because those are the days in which work gets done.
func (k Clock) Remaining(cal *Calendar, day Date) int {
	if k.Start.IsZero() {
		return 0
	}
	if day.Before(k.Start) {
		day = k.Start
	}
	ended := k
	ended.Pauses = nil
	for _, p := range k.Pauses {
		switch {
		case !p.Open():
			ended.Pauses = append(ended.Pauses, p)
		case day.After(p.From):
			day = p.From
		}
	}
	return cal.workdaysOutside(day, ended.Due(cal).Date, ended.Pauses)
}

// Overdue returns the working days after the due day, up to and including day: 0
// up to the due day, and while the clock stands.
func (k Clock) Overdue(cal *Calendar, day Date) int {
	due := k.Due(cal)
	if due.Date.IsZero() {
		return 0
	}
	return cal.Workdays(due.Date, day)
}

// noticeDays is the period of 行政许可法 第32条第1款第4项, in working days.
const noticeDays = 5

// NoticeDue returns the last day on which a correction notice may be given for
// materials received on a day. It is the day itself where the rule says on the
// spot, and no day at all where the rule knows no period or no notice. The day
// is uncertain as any Due; see Due.Uncertain.
func (r CorrectionRule) NoticeDue(received Date, cal *Calendar) Due {
	days, ok := r.period()
	if received.IsZero() || !ok {
		return Due{}
	}
	return cal.AddWorkdays(received, days)
}

// period is within how many working days the notice is due; ok is false where the
// rule knows no period.
func (r CorrectionRule) period() (days int, ok bool) {
	switch {
	case r.Days > 0:
		return r.Days, true
	case r.Kind == CorrectWithin5 || r.Kind == CorrectFiling5:
		return noticeDays, true
	}
	return 0, r.Kind == CorrectOnSpot || r.Kind == CorrectReturn || r.Kind == CorrectFilingOnce
}

// AcceptanceDate returns the day on which an application counts as accepted when
// it is accepted on day now. Where the rule deems it accepted and no correction
// notice was given in time, that is the day the materials were received and not
// the day the period ran out (行政许可法 第32条第1款第4项; 不动产登记暂行条例
// 第17条), and deemed is true: the clocks have been running since. In every other
// case it is now.
func (r CorrectionRule) AcceptanceDate(received, now Date, noticeGiven bool, cal *Calendar) (accepted Date, deemed bool) {
	if !r.Deemed || noticeGiven {
		return now, false
	}
	if due := r.NoticeDue(received, cal); due.Date.IsZero() || !now.After(due.Date) {
		return now, false
	}
	return received, true
}

// The bounds of the period for owed materials, in working days.
const (
	owingAhead = 2  // it ends this much before the promised limit
	owingMost  = 20 // and is never longer than this
)

// OwingDue returns the day by which owed materials must be in, for an
// application accepted on a day and promised for another: Terms.OwingDays
// working days when the item sets them, else two working days less than are left
// until then, at least 1 and at most 20. It is never later than the promised
// day; ok is false when no day is left before it, or there is none yet.
func OwingDue(t Terms, accepted, promised Date, cal *Calendar) (due Due, ok bool) {
	if accepted.IsZero() || promised.IsZero() {
		return Due{}, false
	}
	days := t.OwingDays
	if days <= 0 {
		days = min(max(cal.Workdays(accepted, promised)-owingAhead, 1), owingMost)
	}
	if due = cal.AddWorkdays(accepted, days); due.Date.After(promised) {
		due = cal.AddWorkdays(accepted, cal.Workdays(accepted, promised))
	}
	return due, due.Date.After(accepted)
}
