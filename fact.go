package yichuang

import (
	"fmt"
	"slices"
	"time"
)

// The points that are facts: what happened and cannot be made undone. What the law
// forbids outright is not among them, because Case.Apply refuses it: a refusal or a
// termination without reasons and law, a decline without a reason, and asking for
// what is not on the list.
const (
	FactLate      WatchPoint = "late"      // decided after the promised or the statutory day
	FactSlow      WatchPoint = "slow"      // one step took too long, though the whole may not have
	FactDeemed    WatchPoint = "deemed"    // nobody told the applicant in time (行政许可法 第32条第1款第4项)
	FactSecond    WatchPoint = "second"    // 二次告知 (行政许可法 第72条第4项)
	FactRepeat    WatchPoint = "repeat"    // more than one correction notice
	FactDeviation WatchPoint = "deviation" // accepted against the review
	FactAside     WatchPoint = "aside"     // confirmed outside of the system, by telephone or on paper
	FactExtended  WatchPoint = "extended"  // 延长期限 (行政许可法 第42条)
	FactOverlong  WatchPoint = "overlong"  // a special procedure took longer than the applicant was told
	FactFee       WatchPoint = "fee"       // charged without a basis (行政许可法 第58条)
)

// FactPoints lists the points that are facts, the gravest first.
var FactPoints = []WatchPoint{FactLate, FactDeemed, FactSecond, FactFee, FactSlow, FactOverlong, FactDeviation, FactRepeat, FactAside, FactExtended}

// Monitored lists every monitored point of a case: the clocks that run, and the facts.
func Monitored(it *Item, c *Case, r *WatchRules, cal *Calendar) []Watch {
	return append(Watches(it, c, r, cal), Facts(it, c, r, cal)...)
}

// Facts lists what a supervisor must know of a case whatever becomes of it. A nil item
// leaves out what follows from its rules.
func Facts(it *Item, c *Case, r *WatchRules, cal *Calendar) []Watch {
	w := watcher{item: it, Case: c, rules: r, cal: cal}
	w.factsOfIntake()
	for i := range c.Approvals {
		w.factsOfApproval(&c.Approvals[i])
	}
	w.factsOfDelivery()
	slices.SortStableFunc(w.found, func(a, b Watch) int {
		return slices.Index(FactPoints, a.Point) - slices.Index(FactPoints, b.Point)
	})
	return w.found
}

// fact adds one. Departments are those that answer for it, "" is the window.
func (w *watcher) fact(p WatchPoint, department string, day Date, shown Light, text string) {
	w.add(Watch{Point: p, Department: department, From: day, Fact: text, Shown: shown})
}

func (w *watcher) factsOfIntake() {
	if w.SecondNotices > 0 {
		w.fact(FactSecond, "", DateOf(w.Received()), Red1, fmt.Sprintf("二次告知%d条", w.SecondNotices))
	}
	if n := len(w.Notices); n > 1 {
		w.fact(FactRepeat, "", DateOf(w.Notices[n-1].At), Yellow, fmt.Sprintf("告知补正%d次", n))
	}
	if w.item != nil && w.item.Guide.Fee.Charged && w.item.Guide.Fee.Basis == "" {
		w.fact(FactFee, w.Intake.Department, DateOf(w.Intake.At), Red1, "事项收费没有写明依据")
	}
	d := w.Decision
	if d == nil {
		return
	}
	if d.Facts.Deemed {
		w.fact(FactDeemed, "", DateOf(d.At), Red1, "逾期没有告知补正，视为自"+d.Facts.Accepted.String()+"起受理")
	}
	if d.Facts.Deviation != "" {
		w.fact(FactDeviation, "", DateOf(d.At), Yellow, "工号"+string(d.By)+"："+d.Facts.Deviation)
	}
	if k := w.Confirmation; k != nil {
		if k.Via != ViaSystem {
			w.fact(FactAside, w.Intake.Department, DateOf(k.At), Yellow, "初审确认不在系统内（"+k.Via+"），"+k.Officer)
		}
		w.slow("部门初审", w.Intake.Department, DateOf(d.At), k.At, w.confirmDays())
	}
}

func (w *watcher) factsOfApproval(a *Approval) {
	if w.Decision != nil {
		w.slow("部门领办", a.Department, w.handedOn(), a.Taken, w.rules.Take)
	}
	if q := a.Inquiry; q != nil {
		w.slow("窗口答复部门", "", DateOf(q.At), q.Answered, w.rules.Answer)
	}
	if x := a.Extended; x != nil {
		w.fact(FactExtended, a.Department, x.At, Yellow, "延长"+Limit{Value: x.Value, Unit: x.Unit}.String()+"，批准人"+x.Approver)
	}
	for _, p := range a.Pauses {
		if n := w.cal.Workdays(p.Expected, p.To); n > 0 {
			w.fact(FactOverlong, a.Department, p.To, Yellow, fmt.Sprintf("“%s”比告知的多用了%d个工作日", p.Name, n))
		}
	}
	if a.Ruling == nil || a.sharesResult() {
		return
	}
	day := DateOf(a.Ruling.At)
	switch statutory, promised := w.cal.Workdays(a.Dues.Statutory.Date, day), w.cal.Workdays(a.Dues.Promised.Date, day); {
	case statutory > 0:
		w.fact(FactLate, a.Department, day, Black, fmt.Sprintf("超过法定期限%d个工作日才作出决定", statutory))
	case promised > 0:
		shown := Red1
		if promised > w.rules.RedFirst {
			shown = Red2
		}
		w.fact(FactLate, a.Department, day, shown, fmt.Sprintf("超过承诺期限%d个工作日才作出决定", promised))
	}
}

// handedOn is the day on which departments got the case: that of the decision, or of
// the confirmation that it waited for.
func (w *watcher) handedOn() Date {
	day := DateOf(w.Decision.At)
	if w.Decision.Facts.Accepted.After(day) {
		return w.Decision.Facts.Accepted
	}
	return day
}

// slow adds a step that was done, but after its last day.
func (w *watcher) slow(step, department string, from Date, done time.Time, days int) {
	if done.IsZero() {
		return
	}
	if n := w.cal.Workdays(w.after(from, days), DateOf(done)); n > 0 {
		w.fact(FactSlow, department, DateOf(done), Yellow, fmt.Sprintf("%s超时%d个工作日", step, n))
	}
}

// factsOfDelivery tells of a result that reached the applicant, or the desk where he
// collects it, later than the law allows (行政许可法 第44条).
func (w *watcher) factsOfDelivery() {
	for i := range w.Approvals {
		a := &w.Approvals[i]
		if a.Ruling == nil || a.Result == nil || a.Result.State == ResultIssued || a.sharesResult() {
			continue
		}
		if n := w.cal.Workdays(a.Ruling.Deliver.Date, DateOf(a.Result.Arrived)); n > 0 {
			w.fact(FactSlow, a.Department, DateOf(a.Result.Arrived), Black, fmt.Sprintf("决定后超过法定期限%d个工作日才送到出件窗口", n))
		}
	}
}
