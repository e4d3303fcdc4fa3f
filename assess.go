package yichuang

import (
	"fmt"
	"slices"
	"time"
)

// Circumstances are what a decision depends on beside item and case.
type Circumstances struct {
	Now      time.Time
	Calendar *Calendar
	Online   bool // the department can be reached
	// Watch are the hall's figures for oversight; nil is DefaultWatchRules.
	Watch *WatchRules
}

// WatchRules returns the figures by which the hall watches.
func (n Circumstances) WatchRules() *WatchRules {
	if n.Watch == nil {
		r := DefaultWatchRules()
		return &r
	}
	return n.Watch
}

// Day returns the local day.
func (n Circumstances) Day() Date { return DateOf(n.Now) }

// Assessment is what a review comes to: the complete list of findings, what is
// still open, and what may be decided now, with the reason for each answer.
type Assessment struct {
	Findings []Finding // block acceptance: to correct, or to owe
	Barring  []Finding // bar acceptance for good
	Referred []Finding // for the department, block nothing
	Open     []PointRef
	Doubtful []MaterialID     // asked for only if a condition applies that nobody has settled
	Total    int              // points that apply
	Judged   int              // points judged so far
	Options  []DecisionOption // one for each decision, in a fixed order

	NoticeDue Due  // by when a correction notice about what came in on this visit must be given
	Deemed    bool // that day has passed without one: the law deems it accepted
	late      bool // that day has passed, and the law deems nothing
}

// DecisionOption is a decision with whether, and why or why not, it may be taken.
type DecisionOption struct {
	Decision DecisionKind
	Allowed  bool
	Why      string
	// Deviable is set when the clerk may take it against the review, with a reason.
	Deviable bool
	Owed     []Owed     // for AcceptOwing
	Ground   *Rejection // for Decline, when one is given
}

// Option returns the option for a decision.
func (a *Assessment) Option(k DecisionKind) DecisionOption {
	i := slices.IndexFunc(a.Options, func(o DecisionOption) bool { return o.Decision == k })
	if i < 0 {
		return DecisionOption{Decision: k}
	}
	return a.Options[i]
}

// OnSpot returns the findings that the applicant may mend at the window now.
func (a *Assessment) OnSpot() []Finding {
	return slices.DeleteFunc(slices.Clone(a.Findings), func(f Finding) bool { return f.Remedy != RemedyOnSpot })
}

// Assess says what the review of c against its item allows to decide now.
func Assess(it *Item, c *Case, now Circumstances) *Assessment {
	a := new(Assessment)
	for i := range c.Materials {
		a.material(it, &c.Materials[i])
	}
	rule := it.Terms.Correction
	received, told := c.awaits(rule.Kind)
	a.NoticeDue = rule.NoticeDue(received, now.Calendar)
	if c.Stage == StageReview {
		_, a.Deemed = rule.AcceptanceDate(received, now.Day(), told, now.Calendar)
		a.late = !a.Deemed && !told && !a.NoticeDue.Date.IsZero() && now.Day().After(a.NoticeDue.Date)
	}
	a.Options = []DecisionOption{a.accept(it, c), a.owing(it, c, now), a.correct(it, c), a.decline(it, c)}
	return a
}

func (a *Assessment) material(it *Item, s *MaterialState) {
	m := it.Material(s.Material)
	if m == nil || s.Applies == AppliesNo {
		return
	}
	if s.Applies == AppliesOpen {
		a.Doubtful = append(a.Doubtful, s.Material)
		return
	}
	found, open := findings(it, m, s)
	total := max(len(m.Points), 1)
	a.Total += total
	a.Judged += total - len(open)
	a.Open = append(a.Open, open...)
	for _, f := range found {
		switch f.Remedy {
		case RemedyDecline:
			a.Barring = append(a.Barring, f)
		case RemedyRefer:
			a.Referred = append(a.Referred, f)
		default:
			a.Findings = append(a.Findings, f)
		}
	}
}

// complete returns "" when everything has been looked at, or what is missing.
func (a *Assessment) incomplete() string {
	switch {
	case len(a.Doubtful) > 0:
		return fmt.Sprintf("还有%d种材料没有确认是否需要", len(a.Doubtful))
	case len(a.Open) > 0:
		return fmt.Sprintf("还有%d条要点未审", len(a.Open))
	}
	return ""
}
