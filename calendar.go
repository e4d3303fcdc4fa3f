package yichuang

import (
	_ "embed" // the built-in calendar
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Calendar says which days are working days: the days off and the make-up
// working days of the State Council's yearly notices, and local days off
// (全国年节及纪念日放假办法 第4条). A year without a notice follows the days of the
// week, and everything computed from it is marked as uncertain. A Calendar never
// changes; a nil one knows no year.
type Calendar struct {
	years map[int]CalendarYear
	local map[Date]LocalHoliday
	days  map[Date]dayRule // what the notices say of single days
}

// CalendarYear is what the notice of one year says.
type CalendarYear struct {
	Year   int       `json:"year"`
	Notice string    `json:"notice"` // title or 发文字号
	Issued Date      `json:"issued,omitzero"`
	URL    string    `json:"url,omitempty"`
	Off    []Holiday `json:"off"`
	Makeup []Makeup  `json:"makeup"`
}

// Holiday is a block of days off, weekend days inside it included.
type Holiday struct {
	Name string `json:"name"`
	From Date   `json:"from"`
	To   Date   `json:"to"`
}

// Makeup is a Saturday or Sunday that is a working day, and for which holiday.
type Makeup struct {
	Date Date   `json:"date"`
	Name string `json:"name"`
}

// LocalHoliday is a day off by decision of a local government.
type LocalHoliday struct {
	Name  string `json:"name"`
	Date  Date   `json:"date"`
	Basis string `json:"basis"`
}

type dayRule struct {
	work bool
	name string
}

//go:embed calendar.json
var builtinCalendar []byte

var readBuiltin = sync.OnceValue(func() *Calendar {
	c, err := ReadCalendar(builtinCalendar)
	if err != nil { // proven impossible by a test; a calendar that knows no year marks every date as uncertain
		return &Calendar{}
	}
	return c
})

// BuiltinCalendar returns the calendar that the program carries: 2024 to 2026.
func BuiltinCalendar() *Calendar { return readBuiltin() }

// Years returns the years with data, in order.
func (c *Calendar) Years() []int {
	if c == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(c.years))
}

// Year returns what the notice of a year says.
func (c *Calendar) Year(y int) (year CalendarYear, ok bool) {
	if c == nil {
		return CalendarYear{}, false
	}
	year, ok = c.years[y]
	return year, ok
}

// Merge returns a calendar with the years and local days of both. A year that
// both have is taken from other whole, so a corrected notice replaces the old one.
func (c *Calendar) Merge(other *Calendar) *Calendar {
	m := &Calendar{years: map[int]CalendarYear{}, local: map[Date]LocalHoliday{}}
	for _, from := range []*Calendar{c, other} {
		if from != nil {
			maps.Copy(m.years, from.years)
			maps.Copy(m.local, from.local)
		}
	}
	m.index()
	return m
}

func (c *Calendar) index() {
	c.days = map[Date]dayRule{}
	for _, y := range c.years {
		for _, h := range y.Off {
			for d := h.From; !d.After(h.To); d = d.AddDays(1) {
				c.days[d] = dayRule{false, h.Name}
			}
		}
		for _, m := range y.Makeup {
			c.days[m.Date] = dayRule{true, m.Name}
		}
	}
	for d, l := range c.local {
		c.days[d] = dayRule{false, l.Name}
	}
}

// IsWorkday reports whether d is a working day, and whether that is known: a
// year without data follows the days of the week, which is only a guess.
func (c *Calendar) IsWorkday(d Date) (work, known bool) {
	week := d.Weekday()
	work = week != time.Saturday && week != time.Sunday
	if c == nil {
		return work, false
	}
	if rule, ok := c.days[d]; ok {
		return rule.work, true
	}
	_, known = c.years[d.Year]
	return work, known
}

// Holiday returns the name of the holiday by which d is off, "" for a working
// day and for an ordinary weekend.
func (c *Calendar) Holiday(d Date) string {
	if c == nil || c.days[d].work {
		return ""
	}
	return c.days[d].name
}

// AddWorkdays returns the n-th working day after start. The start day is not
// counted, whatever day it is, so papers received on a day off keep their date
// and the next working day is day 1. For n below 1 it is start itself.
func (c *Calendar) AddWorkdays(start Date, n int) Due {
	if start.IsZero() {
		return Due{}
	}
	w := walk{cal: c}
	end, _ := w.workdays(start, n, nil)
	return w.due(end)
}

// Workdays counts the working days after one day, up to and including another;
// 0 when until is not later.
func (c *Calendar) Workdays(after, until Date) int {
	return c.workdaysOutside(after, until, nil)
}

func (c *Calendar) workdaysOutside(after, until Date, pauses []Interval) int {
	if after.IsZero() {
		return 0
	}
	n := 0
	for d := after.AddDays(1); !d.After(until); d = d.AddDays(1) {
		if work, _ := c.IsWorkday(d); work && !paused(pauses, d) {
			n++
		}
	}
	return n
}

// Due is a computed last day.
type Due struct {
	Date Date `json:"date,omitzero"`
	// Uncertain lists the years without calendar data that the computation
	// reached. The date follows the days of the week there and may move once the
	// notice of the year is out.
	Uncertain []int `json:"uncertain,omitempty"`
	// Standing is set while the clock stands and no last day can be named.
	Standing bool `json:"standing,omitempty"`
}

// IsZero reports whether there is no last day and none to come.
func (d Due) IsZero() bool { return d.Date.IsZero() && !d.Standing }

// Chinese writes the day for papers, and says so when it may still move.
func (d Due) Chinese() string {
	switch {
	case d.Standing:
		return "中止期间，恢复后另行计算"
	case len(d.Uncertain) == 0:
		return d.Date.Chinese()
	}
	years := make([]string, len(d.Uncertain))
	for i, y := range d.Uncertain {
		years[i] = fmt.Sprintf("%d年", y)
	}
	return d.Date.Chinese() + "（暂定：" + strings.Join(years, "、") + "节假日安排尚未载入）"
}

// walk steps through days and remembers the years it could only guess.
type walk struct {
	cal       *Calendar
	uncertain []int
}

func (w *walk) work(d Date) bool {
	work, known := w.cal.IsWorkday(d)
	if !known && !slices.Contains(w.uncertain, d.Year) {
		w.uncertain = append(w.uncertain, d.Year)
	}
	return work
}

func (w *walk) due(d Date) Due { return Due{Date: d, Uncertain: w.uncertain} }

// workdays finds the n-th working day after start outside the pauses. It reports
// standing when a pause without end comes first.
func (w *walk) workdays(start Date, n int, pauses []Interval) (end Date, standing bool) {
	for end = start; n > 0; {
		end = end.AddDays(1)
		if p, ok := pauseAt(pauses, end); ok {
			if p.Open() {
				return Date{}, true
			}
			continue
		}
		if w.work(end) {
			n--
		}
	}
	return end, false
}

// roll moves a day off to the next working day (民法典 第203条第1款).
func (w *walk) roll(d Date) Date {
	for !w.work(d) {
		d = d.AddDays(1)
	}
	return d
}
