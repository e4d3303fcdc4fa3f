// Package oversight is 电子监察 for the supervisor: the watch list of open cases
// (Watch), figures of a period (Figures), and the liability table of a case (Audit).
package oversight

import (
	"context"
	"fmt"
	"slices"

	"yichuang"
	"yichuang/tui/kit"
)

// Watcher reads what is watched.
type Watcher interface {
	// Watched returns the open cases with their monitored points, the most urgent first.
	Watched(ctx context.Context) ([]yichuang.WatchedCase, error)
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	Circumstances() yichuang.Circumstances
}

// The routes these screens open.
const (
	routeUrge    = "urge"
	routeAudit   = "audit"
	routeFigures = "figures"
	routeLedger  = "ledger"
)

// left is the margin, mostWidth the widest text.
const (
	left      = 1
	mostWidth = 150
)

// inset puts the margin before the lines of a body.
func inset(lines []string, height int) string { return kit.Inset(lines, left, height) }

// following returns what comes behind in a list, the zero value after the last: then
// nothing is narrowed.
func following[T comparable](list []T, at T) T {
	var none T
	if i := slices.Index(list, at); i+1 < len(list) {
		return list[i+1]
	}
	return none
}

// lightTone is how a light is drawn; its name stands beside it always.
func lightTone(l yichuang.Light) kit.Tone {
	switch {
	case l >= yichuang.Red1:
		return kit.Bad
	case l == yichuang.Yellow:
		return kit.Warn
	}
	return kit.Good
}

// whose says who has to do something.
func whose(department string) string {
	if department == "" {
		return "大厅窗口"
	}
	return department
}

// dueWords say how far away the day of a signal is, in working days; of a fact, when it
// was.
func dueWords(s *yichuang.Signal, now *yichuang.Circumstances) string {
	day, cal := now.Day(), now.Calendar
	switch n := cal.Workdays(s.Statutory, day); {
	case s.IsFact():
		return monthDay(s.From)
	case s.Standing:
		return "期限中止"
	case !s.Statutory.IsZero() && n > 0:
		return fmt.Sprintf("超法定%d日", n)
	case s.Due.IsZero():
		return "没有期限"
	case s.Due == day:
		return "今天到期"
	case s.Due.Before(day):
		if n := cal.Workdays(s.Due, day); n > 0 {
			return fmt.Sprintf("超%d日", n)
		}
		return monthDay(s.Due) + "到期"
	}
	return fmt.Sprintf("剩%d日", cal.Workdays(day, s.Due))
}

// monthDay writes a day as a list does.
func monthDay(d yichuang.Date) string { return fmt.Sprintf("%02d-%02d", d.Month, d.Day) }
