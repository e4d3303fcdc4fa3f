package yichuang

// WatchPoint is a monitored point of 电子监察: something that has to happen by a day,
// or a fact that a supervisor must know of (fact.go).
type WatchPoint string

// The points.
const (
	WatchNotice   WatchPoint = "notice"   // 一次性告知, from receipt
	WatchConfirm  WatchPoint = "confirm"  // 收件→初审确认, an inner limit
	WatchTake     WatchPoint = "take"     // 受理→领办, an inner limit
	WatchAnswer   WatchPoint = "answer"   // 窗口答复部门, an inner limit
	WatchApproval WatchPoint = "approval" // 承诺办结 and 法定办结
	WatchPause    WatchPoint = "pause"    // a special procedure, as the applicant was told
	WatchOwed     WatchPoint = "owed"     // 容缺材料补齐
	WatchDeliver  WatchPoint = "deliver"  // 决定→送达 (行政许可法 第44条)
	WatchCollect  WatchPoint = "collect"  // a result that nobody collects
	WatchUrge     WatchPoint = "urge"     // 催办、督办 to be answered
)

// WatchPoints lists the points that are clocks, in the order of a case's life.
var WatchPoints = []WatchPoint{WatchNotice, WatchConfirm, WatchTake, WatchAnswer, WatchApproval, WatchPause, WatchOwed, WatchDeliver, WatchCollect, WatchUrge}

var watchNames = map[WatchPoint]string{
	WatchNotice: "一次性告知", WatchConfirm: "部门初审", WatchTake: "部门领办", WatchAnswer: "窗口答复部门", WatchApproval: "审批办结",
	WatchPause: "特别程序", WatchOwed: "容缺补齐", WatchDeliver: "决定送达", WatchCollect: "结果领取", WatchUrge: "催办答复",
	FactLate: "逾期决定", FactSlow: "环节超时", FactDeemed: "逾期视为受理", FactSecond: "二次告知", FactRepeat: "多次补正", FactDeviation: "偏离审查结论",
	FactAside: "系统外确认", FactExtended: "延长期限", FactOverlong: "特别程序超时", FactFee: "收费无依据",
}

// Name returns the point in Chinese.
func (p WatchPoint) Name() string {
	if n, ok := watchNames[p]; ok {
		return n
	}
	return string(p)
}

// Watch is one thing of a case that has to happen by a day, or a fact.
type Watch struct {
	Point      WatchPoint `json:"point"`
	Department string     `json:"department,omitempty"` // who has to do it; empty: the window, or the applicant
	From       Date       `json:"from"`
	Due        Date       `json:"due,omitzero"`
	Statutory  Date       `json:"statutory,omitzero"` // the law's own last day, where there is one
	Standing   bool       `json:"standing,omitempty"` // the clock stands
	// Fact says what happened, for a point that is a fact: From is the day, Shown the
	// light, which does not change any more.
	Fact  string `json:"fact,omitempty"`
	Shown Light  `json:"-"`
}

// IsFact reports whether nothing can be done about the point any more.
func (w *Watch) IsFact() bool { return w.Fact != "" }

// WatchRules are the figures by which a hall watches. There are no national ones.
type WatchRules struct {
	Thresholds                         // when lights change
	Handling   map[Handling]Thresholds `json:"handling,omitempty"` // over them, for a way of handling
	Take       int                     `json:"take"`               // working days from acceptance until a department takes a case
	Answer     int                     `json:"answer"`             // until the window answers a department
	Collect    int                     `json:"collect"`            // until the applicant is reminded of a result
}

// DefaultWatchRules are the recommended figures.
func DefaultWatchRules() WatchRules {
	return WatchRules{Thresholds: DefaultThresholds(), Take: 1, Answer: 1, Collect: 10}
}

// of returns the thresholds for a way of handling.
func (r *WatchRules) of(h Handling) Thresholds {
	if t, ok := r.Handling[h]; ok {
		return t
	}
	return r.Thresholds
}

// Watches lists what of a case has to happen by a day and has not. A nil item
// leaves out what follows from its rules.
func Watches(it *Item, c *Case, r *WatchRules, cal *Calendar) []Watch {
	w := watcher{item: it, Case: c, rules: r, cal: cal}
	switch c.Stage {
	case StageReview, StageSubmitted, StageConfirm:
		w.intake()
	case StageAccepted:
		w.approvals()
	case StageRuled, StageReady:
		w.delivery()
	}
	if due := c.OwedDue(); !due.IsZero() && !c.Stage.Ended() {
		w.add(Watch{Point: WatchOwed, From: c.Decision.Facts.Accepted, Due: due})
	}
	for _, u := range c.Urges {
		if u.Answered.IsZero() && !u.Due.IsZero() && !c.Stage.Ended() {
			w.add(Watch{Point: WatchUrge, Department: u.Department, From: DateOf(u.At), Due: u.Due})
		}
	}
	return w.found
}

type watcher struct {
	*Case
	item  *Item
	rules *WatchRules
	cal   *Calendar
	found []Watch
}

func (w *watcher) add(x Watch) { w.found = append(w.found, x) }

func (w *watcher) after(d Date, days int) Date { return w.cal.AddWorkdays(d, days).Date }

func (w *watcher) intake() {
	if w.item == nil {
		return
	}
	received, told := w.awaits(w.item.Terms.Correction.Kind)
	if due := w.item.Terms.Correction.NoticeDue(received, w.cal); !told && !due.Date.IsZero() {
		w.add(Watch{Point: WatchNotice, From: received, Due: due.Date})
	}
	if w.Stage == StageConfirm && w.Decision != nil {
		w.confirm()
	}
}

func (w *watcher) confirm() {
	at := DateOf(w.Decision.At)
	w.add(Watch{Point: WatchConfirm, Department: w.Intake.Department, From: at, Due: w.after(at, w.confirmDays())})
}

// confirmDays is within how many working days the department confirms.
func (w *watcher) confirmDays() int {
	if w.item == nil {
		return 1
	}
	return max(w.item.Terms.Initial.Days, 1)
}

func (w *watcher) approvals() {
	for i := range w.Approvals {
		a := &w.Approvals[i]
		if a.Ruling != nil {
			continue
		}
		w.add(Watch{Point: WatchApproval, Department: a.Department, From: a.Promised.Start, Due: a.Dues.Promised.Date,
			Statutory: a.Dues.Statutory.Date, Standing: a.Dues.Promised.Standing})
		if a.Officer == "" {
			w.add(Watch{Point: WatchTake, Department: a.Department, From: w.handedOn(), Due: w.after(w.handedOn(), w.rules.Take)})
		}
		if p := a.Pause(); p != nil && !p.Expected.IsZero() {
			w.add(Watch{Point: WatchPause, Department: a.Department, From: p.From, Due: p.Expected})
		}
		if q := a.Inquiry; q != nil && q.Answered.IsZero() {
			w.add(Watch{Point: WatchAnswer, From: DateOf(q.At), Due: w.after(DateOf(q.At), w.rules.Answer)})
		}
	}
	if w.Unconfirmed {
		w.confirm()
	}
}

func (w *watcher) delivery() {
	var from, ready Date
	var deliver Due
	for i := range w.Approvals {
		a := &w.Approvals[i]
		if r := a.Ruling; r != nil && (from.IsZero() || DateOf(r.At).After(from)) {
			from, deliver = DateOf(r.At), r.Deliver
		}
		if a.Result != nil && (ready.IsZero() || DateOf(a.Result.Arrived).After(ready)) {
			ready = DateOf(a.Result.Arrived)
		}
	}
	if w.Stage == StageReady && !ready.IsZero() {
		w.add(Watch{Point: WatchCollect, From: ready, Due: w.after(ready, w.rules.Collect)})
	}
	if w.Stage == StageRuled {
		w.add(Watch{Point: WatchDeliver, From: from, Due: deliver.Date, Statutory: deliver.Date})
	}
}

// Light returns the light of a watched point on a day, for a way of handling. A
// clock that stands shows green, whatever was left.
func (r *WatchRules) Light(w Watch, h Handling, cal *Calendar, day Date) Light {
	if w.IsFact() {
		return w.Shown
	}
	if w.Standing || w.Due.IsZero() && w.Statutory.IsZero() {
		return Green
	}
	p := Progress{}
	if !w.Due.IsZero() {
		p = Progress{Promised: cal.Workdays(w.From, w.Due), Remaining: cal.Workdays(day, w.Due), Overdue: cal.Workdays(w.Due, day)}
	}
	if !w.Statutory.IsZero() {
		p.StatutoryOverdue = cal.Workdays(w.Statutory, day)
	}
	return r.of(h).Light(p)
}

// Signal is a monitored point with the light that it shows on a day.
type Signal struct {
	Watch
	Light Light `json:"light"`
}

// Signals gives monitored points their lights on a day, for a way of handling.
func (r *WatchRules) Signals(list []Watch, h Handling, cal *Calendar, day Date) []Signal {
	all := make([]Signal, len(list))
	for i, w := range list {
		all[i] = Signal{w, r.Light(w, h, cal, day)}
	}
	return all
}

// Worst returns the signal that is most urgent: the worst light among the clocks, of
// several the first to be due. Facts are none of it, for nothing can be done about
// them. It is nil where no clock runs.
func Worst(list []Signal) *Signal {
	var worst *Signal
	for i := range list {
		s := &list[i]
		switch {
		case s.IsFact():
		case worst == nil, s.Light > worst.Light, s.Light == worst.Light && earlier(s.Due, worst.Due) != worst.Due:
			worst = s
		}
	}
	return worst
}
