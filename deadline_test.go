package yichuang_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"yichuang"
)

func TestDueByUnit(t *testing.T) {
	const work, days, months = yichuang.WorkingDays, yichuang.CalendarDays, yichuang.Months
	tests := []struct {
		name  string
		start string
		n     int
		unit  yichuang.Unit
		want  string
		sure  bool
	}{
		{"the start day is not counted", "2026-11-23", 20, work, "2026-12-21", true},
		{"papers received on a Sunday: Monday is day 1", "2026-11-22", 1, work, "2026-11-23", true},
		{"and on a make-up Saturday like any day", "2026-10-10", 1, work, "2026-10-12", true},
		{"no value ends on the start itself", "2026-11-22", 0, work, "2026-11-22", true},
		{"no value of days neither moves", "2026-11-22", 0, days, "2026-11-22", true},
		{"days run through days off", "2026-11-23", 10, days, "2026-12-03", true},
		{"and move from a holiday to the working day after", "2026-03-02", 60, days, "2026-05-06", true},
		{"a make-up Saturday is a last day", "2026-09-30", 10, days, "2026-10-10", true},
		{"the corresponding day", "2026-06-30", 3, months, "2026-09-30", true},
		{"or the last of the month, a make-up Saturday", "2025-11-30", 3, months, "2026-02-28", true},
		{"or the last of a short month", "2026-01-31", 1, months, "2026-02-28", true},
		{"moved from a holiday", "2026-08-25", 1, months, "2026-09-28", true},
		{"over the turn of the year", "2025-12-31", 5, work, "2026-01-08", true},
		{"into a year without data", "2026-12-30", 3, days, "2027-01-04", false},
		{"into a year without data by months", "2026-11-30", 3, months, "2027-03-01", false},
		{"a unit that nobody knows counts working days", "2026-11-23", 20, "", "2026-12-21", true},
	}
	for _, tt := range tests {
		due := yichuang.BuiltinCalendar().Due(on(t, tt.start), tt.n, tt.unit)
		if due.Date != on(t, tt.want) || (due.Uncertain == nil) != tt.sure {
			t.Errorf("%s: %+v, want %s", tt.name, due, tt.want)
		}
	}
}

// pause writes 2026-11-04..2026-11-11, and without an end an open one.
func pause(t *testing.T, from, to string) yichuang.Interval {
	t.Helper()
	p := yichuang.Interval{From: on(t, from)}
	if to != "" {
		p.To = on(t, to)
	}
	return p
}

func TestClockStandsInPauses(t *testing.T) {
	const work, days = yichuang.WorkingDays, yichuang.CalendarDays
	p := func(pairs ...string) (ps []yichuang.Interval) {
		for i := 0; i < len(pairs); i += 2 {
			ps = append(ps, pause(t, pairs[i], pairs[i+1]))
		}
		return ps
	}
	tests := []struct {
		name   string
		start  string
		n      int
		unit   yichuang.Unit
		pauses []yichuang.Interval
		want   string // "" while the clock stands
	}{
		{"no pause", "2026-11-02", 10, work, nil, "2026-11-16"},
		{"five working days", "2026-11-02", 10, work, p("2026-11-04", "2026-11-11"), "2026-11-23"},
		{"the first day counts, the last does not", "2026-11-02", 10, work, p("2026-11-04", "2026-11-05"), "2026-11-17"},
		{"overlapping pauses count once", "2026-11-02", 10, work, p("2026-11-05", "2026-11-11", "2026-11-04", "2026-11-06"), "2026-11-23"},
		{"two pauses", "2026-11-02", 10, work, p("2026-11-04", "2026-11-05", "2026-11-09", "2026-11-10"), "2026-11-18"},
		{"a weekend", "2026-11-02", 10, work, p("2026-11-06", "2026-11-08"), "2026-11-16"},
		{"begun before the start", "2026-11-02", 10, work, p("2026-10-20", "2026-11-03"), "2026-11-17"},
		{"begun on the last day", "2026-11-02", 10, work, p("2026-11-16", "2026-12-31"), "2026-11-16"},
		{"ended on the day it began", "2026-11-02", 10, work, p("2026-11-04", "2026-11-04"), "2026-11-16"},
		{"an end before its beginning", "2026-11-02", 10, work, p("2026-11-05", "2026-11-04"), "2026-11-16"},
		{"still standing", "2026-11-02", 10, work, p("2026-11-04", ""), ""},
		{"standing on the last day only", "2026-11-02", 10, work, p("2026-11-16", ""), "2026-11-16"},
		{"an open pause inside a closed one", "2026-11-02", 10, work, p("2026-11-04", "2026-11-20", "2026-11-05", ""), ""},
		{"days: its days are added", "2026-11-02", 30, days, p("2026-11-10", "2026-11-20"), "2026-12-14"},
		{"days: and the end moves from a holiday", "2026-03-02", 60, days, p("2026-03-10", "2026-03-20"), "2026-05-11"},
		{"days: overlapping pauses count once", "2026-11-02", 30, days, p("2026-11-10", "2026-11-20", "2026-11-12", "2026-11-15", "2026-11-18", "2026-11-22"), "2026-12-14"},
		{"days: begun before the start", "2026-11-02", 30, days, p("2026-10-20", "2026-11-04"), "2026-12-04"},
		{"days: a pause reached only by another", "2026-11-02", 10, days, p("2026-11-10", "2026-11-20", "2026-11-18", "2026-11-25"), "2026-11-27"},
		{"days: after the last day", "2026-11-02", 10, days, p("2026-11-12", "2026-11-20"), "2026-11-12"},
		{"days: on the weekend that the end moves over", "2026-11-04", 10, days, p("2026-11-15", "2026-11-25"), "2026-11-26"},
		{"days: still standing", "2026-11-02", 30, days, p("2026-11-10", ""), ""},
		{"months", "2026-06-30", 3, yichuang.Months, p("2026-07-10", "2026-07-19"), "2026-10-09"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			given := slices.Clone(tt.pauses)
			k := yichuang.Clock{Start: on(t, tt.start), Limit: yichuang.Limit{Value: tt.n, Unit: tt.unit}, Pauses: tt.pauses}
			due := k.Due(yichuang.BuiltinCalendar())
			if due.Date.String() != tt.want || due.Standing != (tt.want == "") || due.Uncertain != nil {
				t.Errorf("%+v, want %q", due, tt.want)
			}
			if !slices.Equal(given, tt.pauses) {
				t.Error("the pauses were put in another order")
			}
		})
	}
}

func TestExtensionLengthensAndNeverRestarts(t *testing.T) {
	clock := func(n int, unit yichuang.Unit, x yichuang.Extension, pauses ...yichuang.Interval) string {
		k := yichuang.Clock{Start: on(t, "2026-11-02"), Limit: yichuang.Limit{Value: n, Unit: unit}, Extended: &x, Pauses: pauses}
		return k.Due(yichuang.BuiltinCalendar()).Date.String()
	}
	const work, days = yichuang.WorkingDays, yichuang.CalendarDays
	for _, tt := range []struct{ name, got, want string }{
		{"ten and five are fifteen", clock(10, work, yichuang.Extension{Value: 5, Unit: work}), "2026-11-23"},
		{"with a pause between", clock(10, work, yichuang.Extension{Value: 10, Unit: work}, pause(t, "2026-11-04", "2026-11-11")), "2026-12-07"},
		{"thirty days and ten are forty", clock(30, days, yichuang.Extension{Value: 10, Unit: days}), "2026-12-14"},
		{"another unit begins at the end", clock(10, work, yichuang.Extension{Value: 10, Unit: days}), "2026-11-26"},
		{"another unit with a pause", clock(10, days, yichuang.Extension{Value: 2, Unit: work}, pause(t, "2026-11-12", "2026-11-13")), "2026-11-17"},
		{"less than nothing is nothing", clock(10, work, yichuang.Extension{Value: -5, Unit: work}), "2026-11-16"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, tt.got, tt.want)
		}
	}
}

func TestRemainingAndOverdue(t *testing.T) {
	ten := yichuang.Clock{Start: on(t, "2026-11-02"), Limit: yichuang.Limit{Value: 10, Unit: yichuang.WorkingDays}}
	with := func(ps ...yichuang.Interval) yichuang.Clock { k := ten; k.Pauses = ps; return k }
	tests := []struct {
		name               string
		k                  yichuang.Clock
		day                string
		remaining, overdue int
	}{
		{"before it begins", ten, "2026-10-30", 10, 0},
		{"on the first day", ten, "2026-11-02", 10, 0},
		{"over a weekend", ten, "2026-11-08", 6, 0},
		{"the day before the last", ten, "2026-11-13", 1, 0},
		{"on the last day", ten, "2026-11-16", 0, 0},
		{"the day after", ten, "2026-11-17", 0, 1},
		{"a week after", ten, "2026-11-23", 0, 5},
		{"during a pause", with(pause(t, "2026-11-04", "2026-11-11")), "2026-11-09", 8, 0},
		{"after a pause", with(pause(t, "2026-11-04", "2026-11-11")), "2026-11-12", 7, 0},
		{"standing for long", with(pause(t, "2026-11-04", "")), "2027-06-01", 8, 0},
		{"standing again", with(pause(t, "2026-11-04", "2026-11-05"), pause(t, "2026-11-09", "")), "2026-12-01", 6, 0},
		{"stopped when it was over", with(pause(t, "2026-11-17", "")), "2026-11-18", 0, 2},
		{"not begun", yichuang.Clock{Limit: ten.Limit}, "2026-11-18", 0, 0},
		{"in calendar days", yichuang.Clock{Start: on(t, "2026-11-02"), Limit: yichuang.Limit{Value: 30, Unit: yichuang.CalendarDays}}, "2026-11-27", 3, 0},
	}
	cal := yichuang.BuiltinCalendar()
	for _, tt := range tests {
		day := on(t, tt.day)
		if r, o := tt.k.Remaining(cal, day), tt.k.Overdue(cal, day); r != tt.remaining || o != tt.overdue {
			t.Errorf("%s: %d left, %d over; want %d and %d", tt.name, r, o, tt.remaining, tt.overdue)
		}
	}
}

func TestClocksOfTerms(t *testing.T) {
	terms := yichuang.Terms{Statutory: yichuang.Limit{Value: 20, Unit: yichuang.WorkingDays}, Promised: yichuang.Limit{Value: 5, Unit: yichuang.WorkingDays}}
	statutory, promised := terms.Clocks(on(t, "2026-11-23"))
	cal := yichuang.BuiltinCalendar()
	if s, p := statutory.Due(cal).Date.String(), promised.Due(cal).Date.String(); s != "2026-12-21" || p != "2026-11-30" {
		t.Errorf("%s and %s", s, p)
	}
	if filing := (yichuang.Clock{Start: on(t, "2026-11-23"), Limit: yichuang.Limit{Start: yichuang.OnReceipt}}); filing.Runs() || !promised.Runs() {
		t.Error("only a limit with a period runs")
	}
	var back yichuang.Clock
	text, err := json.Marshal(promised)
	if err != nil || json.Unmarshal(text, &back) != nil || !reflect.DeepEqual(back, promised) {
		t.Errorf("%s: %+v", text, back)
	}
}

func TestCorrectionNotice(t *testing.T) {
	rule := func(kind yichuang.CorrectionKind, days int, deemed bool) yichuang.CorrectionRule {
		return yichuang.CorrectionRule{Kind: kind, Days: days, Deemed: deemed}
	}
	law := rule(yichuang.CorrectWithin5, 5, true)
	tests := []struct {
		name          string
		rule          yichuang.CorrectionRule
		received, now string
		given         bool
		due, accepted string
		deemed        bool
	}{
		{"in time", law, "2026-09-18", "2026-09-24", false, "2026-09-24", "2026-09-24", false},
		{"one day late: from the day of receipt", law, "2026-09-18", "2026-09-25", false, "2026-09-24", "2026-09-18", true},
		{"long after", law, "2026-09-18", "2026-11-20", false, "2026-09-24", "2026-09-18", true},
		{"told in time, brought in later", law, "2026-09-18", "2026-11-20", true, "2026-09-24", "2026-11-20", false},
		{"received on a Sunday", law, "2026-11-22", "2026-11-28", false, "2026-11-27", "2026-11-22", true},
		{"the figure is the law's when the item has none", rule(yichuang.CorrectWithin5, 0, true), "2026-09-18", "2026-09-25", false, "2026-09-24", "2026-09-18", true},
		{"on the spot", rule(yichuang.CorrectOnSpot, 0, true), "2026-11-23", "2026-11-23", false, "2026-11-23", "2026-11-23", false},
		{"not on the spot", rule(yichuang.CorrectOnSpot, 0, true), "2026-11-23", "2026-11-24", false, "2026-11-23", "2026-11-23", true},
		{"business registration knows no deeming", rule(yichuang.CorrectReturn, 0, false), "2026-11-23", "2026-12-01", false, "2026-11-23", "2026-12-01", false},
		{"a filing is never deemed", rule(yichuang.CorrectFiling5, 5, false), "2026-09-18", "2026-11-20", false, "2026-09-24", "2026-11-20", false},
		{"a batch has no day", rule(yichuang.CorrectBatchEnd, 0, false), "2026-09-18", "2026-11-20", false, "", "2026-11-20", false},
		{"guidance has none", rule(yichuang.CorrectGuide, 0, false), "2026-09-18", "2026-11-20", false, "", "2026-11-20", false},
		{"once, with a period of its own", rule(yichuang.CorrectOnce, 3, false), "2026-11-23", "2026-11-24", false, "2026-11-26", "2026-11-24", false},
	}
	cal := yichuang.BuiltinCalendar()
	for _, tt := range tests {
		received, now := on(t, tt.received), on(t, tt.now)
		if due := tt.rule.NoticeDue(received, cal); due.Date.String() != tt.due {
			t.Errorf("%s: notice due %s, want %s", tt.name, due.Date, tt.due)
		}
		if accepted, deemed := tt.rule.AcceptanceDate(received, now, tt.given, cal); accepted.String() != tt.accepted || deemed != tt.deemed {
			t.Errorf("%s: accepted %s, deemed %v; want %s", tt.name, accepted, deemed, tt.accepted)
		}
	}
	if due := law.NoticeDue(on(t, "2026-12-30"), cal); !slices.Equal(due.Uncertain, []int{2027}) {
		t.Errorf("%+v", due)
	}
}

func TestOwingDue(t *testing.T) {
	const work, days = yichuang.WorkingDays, yichuang.CalendarDays
	for _, tt := range []struct {
		promised, own int
		unit          yichuang.Unit
		want          string
	}{
		{10, 0, work, "2026-12-03"}, // 8 working days
		{3, 0, work, "2026-11-24"},  // 1
		{2, 0, work, "2026-11-24"},  // never less than 1
		{1, 0, work, "2026-11-24"},
		{0, 0, work, ""},            // decided at once: nothing can be owed
		{40, 0, work, "2026-12-21"}, // never more than 20
		{10, 3, work, "2026-11-26"}, // the item's own figure
		{2, 9, work, "2026-11-25"},  // never after the promised day
		{14, 0, days, "2026-12-03"}, // due 12-07, two working days less
	} {
		terms := yichuang.Terms{Promised: yichuang.Limit{Value: tt.promised, Unit: tt.unit}, OwingDays: tt.own}
		cal, day := yichuang.BuiltinCalendar(), on(t, "2026-11-23")
		_, promised := terms.Clocks(day)
		due, ok := yichuang.OwingDue(terms, day, promised.Due(cal).Date, cal)
		if ok != (tt.want != "") || ok && due.Date != on(t, tt.want) {
			t.Errorf("%d %s: %s %v, want %s", tt.promised, tt.unit, due.Date, ok, tt.want)
		}
	}
	if _, ok := yichuang.OwingDue(yichuang.Terms{}, on(t, "2026-11-23"), yichuang.Date{}, yichuang.BuiltinCalendar()); ok {
		t.Error("something may be owed although no promised day is known")
	}
}
