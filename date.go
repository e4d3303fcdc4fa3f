package yichuang

import (
	"fmt"
	"time"
)

// Shanghai is the one time zone of the hall: the day of a case number, of a
// receipt and of every time limit is the local day there. China has had no
// summer time since 1991, so a fixed zone is exact and needs no zone database.
var Shanghai = time.FixedZone("CST", 8*60*60)

// Date is a calendar day without a time of day. The zero Date means "none".
// It is written 2026-11-22 in files, events and on the wire.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day of t in Shanghai.
func DateOf(t time.Time) Date {
	y, m, d := t.In(Shanghai).Date()
	return Date{y, m, d}
}

// dateLayouts are the ways to write a day; a layout with 1 and 2 also reads 01
// and 02.
var dateLayouts = []string{"2006-1-2", "20060102", "2006.1.2", "2006/1/2", "2006年1月2日"}

// ParseDate reads 2026-11-22, 20261122, 2026.11.22, 2026/11/22 or 2026年11月22日,
// the forms that stand on Chinese papers and that a clerk types, full-width
// digits and spaces included. It returns Invalid for a day that does not exist.
func ParseDate(s string) (Date, error) {
	text := compact(s)
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return Date{t.Year(), t.Month(), t.Day()}, nil
		}
	}
	return Date{}, invalid(fmt.Sprintf("“%s”不是日期", Clip(s, 20)), "请按 2026-11-22 或 20261122 填写")
}

func (d Date) time() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Start returns the first instant of the day in Shanghai.
func (d Date) Start() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, Shanghai) }

// IsZero reports whether d is no day at all.
func (d Date) IsZero() bool { return d == Date{} }

// AddDays returns the day n calendar days later; n may be negative.
func (d Date) AddDays(n int) Date {
	t := d.time().AddDate(0, 0, n)
	return Date{t.Year(), t.Month(), t.Day()}
}

// AddMonths returns the corresponding day n months later, or the last day of
// that month when it has no such day (民法典 第202条).
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.Day, last)}
}

// DaysUntil returns the calendar days from d to e, negative when e is earlier.
func (d Date) DaysUntil(e Date) int { return int(e.time().Sub(d.time()).Hours() / 24) }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Compare returns -1, 0 or +1 as d is earlier than, the same as or later than e.
func (d Date) Compare(e Date) int { return d.time().Compare(e.time()) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.time().Weekday() }

// String writes 2026-11-22, and nothing for no day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Chinese writes 2026年11月22日, as papers have it.
func (d Date) Chinese() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day)
}

// MarshalText writes the form of String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDate reads; empty text is no day.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
