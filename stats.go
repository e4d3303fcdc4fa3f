package yichuang

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// StatBy is what statistics are grouped by.
type StatBy string

// The groupings.
const (
	ByWindow     StatBy = "window"
	ByClerk      StatBy = "clerk"
	ByItem       StatBy = "item"
	ByDepartment StatBy = "department"
	ByDay        StatBy = "day" // of receipt
)

// StatBys lists the groupings.
var StatBys = []StatBy{ByWindow, ByClerk, ByItem, ByDepartment, ByDay}

// Name returns the grouping in Chinese.
func (b StatBy) Name() string {
	switch b {
	case ByWindow:
		return "窗口"
	case ByClerk:
		return "人员"
	case ByItem:
		return "事项"
	case ByDepartment:
		return "部门"
	case ByDay:
		return "日期"
	}
	return string(b)
}

// StatQuery asks for statistics of the cases that were received in a period, both days
// inclusive; a zero day is no bound. Today is the day on which what is still open is
// late or not.
type StatQuery struct {
	From  Date   `json:"from,omitzero"`
	To    Date   `json:"to,omitzero"`
	By    StatBy `json:"by"`
	Today Date   `json:"today"`
}

// Measure is one thing that statistics count.
type Measure int

// The measures. By department a case counts once for each department that has a part
// in it, with that department's own rulings and last days.
const (
	CountVolume    Measure = iota // 收件
	CountAccepted                 // 受理, 容缺受理 among them
	CountOwing                    // 容缺受理
	CountCorrected                // cases with a correction notice
	CountDeclined                 // 不予受理
	CountSecond                   // 二次告知: findings
	CountDeviated                 // accepted against the review
	CountRuled                    // 审批已决定
	CountRefused                  // 不予许可
	CountLate                     // behind the promised day: decided then, or not decided yet
	CountIllegal                  // behind the statutory day
	CountProlonged                // 延长期限
	CountUrged                    // cases that were urged
	CountEnded                    // 撤回、终止
	CountClosed                   // 已办结
	Measures                      // how many there are
)

var measureNames = [Measures]struct{ code, name string }{
	{"volume", "收件"}, {"accepted", "受理"}, {"owing", "容缺受理"}, {"corrected", "补正"}, {"declined", "不予受理"}, {"second", "二次告知"}, {"deviated", "偏离审查"},
	{"ruled", "已决定"}, {"refused", "不予许可"}, {"late", "逾期"}, {"illegal", "超法定"}, {"prolonged", "延期"}, {"urged", "催办"}, {"ended", "撤回终止"}, {"closed", "办结"},
}

// Name returns the measure in Chinese.
func (m Measure) Name() string {
	if m < 0 || m >= Measures {
		return ""
	}
	return measureNames[m].name
}

// Code returns the measure as exports name it.
func (m Measure) Code() string {
	if m < 0 || m >= Measures {
		return ""
	}
	return measureNames[m].code
}

// Step is one step of a case of which the time is measured, holidays included.
type Step int

// The steps.
const (
	StepDecide Step = iota // 收件→窗口决定
	StepTake               // 受理→部门领办
	StepRule               // 领办→审批决定
	StepReady              // 审批决定→到出件窗口
	StepHand               // 到出件窗口→交申请人
	Steps                  // how many there are
)

var stepNames = [Steps]struct{ code, name string }{
	{"decide", "收件→决定"}, {"take", "受理→领办"}, {"rule", "领办→审批"}, {"ready", "审批→到件"}, {"hand", "到件→领取"},
}

// Name returns the step in Chinese.
func (s Step) Name() string {
	if s < 0 || s >= Steps {
		return ""
	}
	return stepNames[s].name
}

// Code returns the step as exports name it.
func (s Step) Code() string {
	if s < 0 || s >= Steps {
		return ""
	}
	return stepNames[s].code
}

// StepTime is how long a step took.
type StepTime struct {
	Cases  int           `json:"cases"` // that took it
	Mean   time.Duration `json:"mean"`
	Median time.Duration `json:"median"`
}

// StatRow is the figures of one window, clerk, item, department or day. Key is what
// it is called in the data, Name what people call it.
type StatRow struct {
	Key    string          `json:"key"`
	Name   string          `json:"name"`
	Counts [Measures]int   `json:"counts"`
	Steps  [Steps]StepTime `json:"steps"`
}

// Share returns a measure as a share of another, in percent, and whether there is one.
func (r *StatRow) Share(m, of Measure) (percent float64, ok bool) {
	if r.Counts[of] == 0 {
		return 0, false
	}
	return 100 * float64(r.Counts[m]) / float64(r.Counts[of]), true
}

// Statistics are the figures of a period.
type Statistics struct {
	Query StatQuery `json:"query"`
	Rows  []StatRow `json:"rows"`  // the most cases first, days in their order
	Total StatRow   `json:"total"` // of all rows; by department a case of several counts for each
}

// StatCase is what statistics read of a case.
type StatCase struct {
	Figures
	Window     int
	Clerk      UserID
	Item       ItemID
	ItemName   string
	Department string // that decides on the item
	Stage      Stage
	Dates      SummaryDates
	Parts      []StatPart // of the departments, the lead first
}

// StatPart is what one department made of a case.
type StatPart struct {
	Department string
	Promised   Date
	Statutory  Date
	Taken      time.Time
	Ruled      time.Time
	Ruling     RulingKind
	Waits      bool // the department has still to decide
}

// Count gathers statistics: begin with NewCount, add cases, and read Statistics.
type Count struct {
	query StatQuery
	rows  map[string]*counted
	total *counted
}

type counted struct {
	StatRow
	times [Steps][]time.Duration
}

// NewCount begins a count. Invalid is returned for an unknown grouping.
func NewCount(q StatQuery) (*Count, error) {
	if !slices.Contains(StatBys, q.By) {
		return nil, invalid("不能按“"+Clip(string(q.By), 20)+"”统计", "可用的有 window、clerk、item、department、day")
	}
	return &Count{query: q, rows: map[string]*counted{}, total: &counted{StatRow: StatRow{Name: "合计"}}}, nil
}

// Add counts a case.
func (n *Count) Add(c *StatCase) {
	if n.query.By == ByDepartment && len(c.Parts) > 0 {
		for i := range c.Parts {
			n.add(c, &c.Parts[i])
		}
		return
	}
	var lead *StatPart
	if len(c.Parts) > 0 {
		lead = &c.Parts[0]
	}
	n.add(c, lead)
}

// add counts a case with what a department made of it, nil for none.
func (n *Count) add(c *StatCase, part *StatPart) {
	key, name := n.group(c, part)
	row := n.rows[key]
	if row == nil {
		row = &counted{StatRow: StatRow{Key: key, Name: name}}
		n.rows[key] = row
	}
	counts := c.counts(n.query.Today)
	if n.query.By == ByDepartment && part != nil {
		part.counts(&counts, n.query.Today)
	}
	times := c.times(part)
	for _, r := range []*counted{row, n.total} {
		for m, yes := range counts {
			if yes {
				r.Counts[m]++
			}
		}
		for s, took := range times {
			if took >= 0 {
				r.times[s] = append(r.times[s], took)
			}
		}
	}
}

// group says to which row a case belongs.
func (n *Count) group(c *StatCase, part *StatPart) (key, name string) {
	switch n.query.By {
	case ByWindow:
		return fmt.Sprint(c.Window), fmt.Sprintf("%d号窗口", c.Window)
	case ByClerk:
		return string(c.Clerk), string(c.Clerk)
	case ByItem:
		return string(c.Item), c.ItemName
	case ByDepartment:
		if part != nil && part.Department != "" {
			return part.Department, part.Department
		}
		return c.Department, c.Department
	}
	day := DateOf(c.Received).String()
	return day, day
}

// counts says which measures a case counts for.
func (c *StatCase) counts(today Date) [Measures]bool {
	return [Measures]bool{
		CountVolume:    true,
		CountAccepted:  (c.Decision == Accept || c.Decision == AcceptOwing) && c.Stage != StageConfirm, // before that it is not accepted
		CountOwing:     c.Decision == AcceptOwing,
		CountCorrected: c.Notices > 0,
		CountDeclined:  c.Decision == Decline,
		CountSecond:    c.Second > 0,
		CountDeviated:  c.Deviated,
		CountRuled:     !c.Ruled.IsZero(),
		CountRefused:   c.Refused,
		CountLate:      c.Late || past(c.Dates.Promised, today),
		CountIllegal:   c.Illegal || past(c.Dates.Statutory, today),
		CountProlonged: c.Prolonged,
		CountUrged:     c.Urges > 0,
		CountEnded:     c.Stage == StageWithdrawn || c.Stage == StageTerminated,
		CountClosed:    c.Stage == StageClosed,
	}
}

// counts puts a department's own doing in the place of the case's.
func (p *StatPart) counts(m *[Measures]bool, today Date) {
	late := func(last Date) bool {
		if p.Waits {
			return past(last, today)
		}
		return !p.Ruled.IsZero() && past(last, DateOf(p.Ruled))
	}
	m[CountRuled], m[CountRefused] = !p.Ruled.IsZero(), p.Ruling == Refuse
	m[CountLate], m[CountIllegal] = late(p.Promised), late(p.Statutory)
}

// past reports whether there is a last day and it lies before another.
func past(last, day Date) bool { return !last.IsZero() && last.Before(day) }

// times says how long each step took, less than 0 for one that was not taken. A
// department has a case from the window's decision on, or from the day on which its
// own confirmation made that an acceptance.
func (c *StatCase) times(part *StatPart) [Steps]time.Duration {
	var had, taken, ruled time.Time
	if !c.Accepted.IsZero() {
		if had = c.Accepted.Start(); c.Decided.After(had) {
			had = c.Decided
		}
	}
	if part != nil {
		taken, ruled = part.Taken, part.Ruled
	}
	return [Steps]time.Duration{
		StepDecide: between(c.Received, c.Decided),
		StepTake:   between(had, taken),
		StepRule:   between(taken, ruled),
		StepReady:  between(ruled, c.Ready),
		StepHand:   between(c.Ready, c.Closed),
	}
}

// between is the time from one moment to another, 0 where clocks disagree and -1 where
// one of them has not come.
func between(a, b time.Time) time.Duration {
	if a.IsZero() || b.IsZero() {
		return -1
	}
	return max(b.Sub(a), 0)
}

// Statistics returns what was counted.
func (n *Count) Statistics() *Statistics {
	st := &Statistics{Query: n.query, Total: n.total.row()}
	for _, r := range n.rows {
		st.Rows = append(st.Rows, r.row())
	}
	slices.SortFunc(st.Rows, func(a, b StatRow) int {
		if n.query.By == ByDay {
			return cmp.Compare(a.Key, b.Key)
		}
		return cmp.Or(b.Counts[CountVolume]-a.Counts[CountVolume], cmp.Compare(a.Key, b.Key))
	})
	return st
}

func (r *counted) row() StatRow {
	for s, all := range r.times {
		if len(all) == 0 {
			continue
		}
		slices.Sort(all)
		var sum time.Duration
		for _, t := range all {
			sum += t / time.Duration(len(all)) // of a year of cases the sum itself may not fit
		}
		r.Steps[s] = StepTime{Cases: len(all), Mean: sum, Median: all[len(all)/2]}
	}
	return r.StatRow
}
