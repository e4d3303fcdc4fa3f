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

	NoticeDue Due  // by when a correction notice must be given
	Deemed    bool // that day has passed without one: the law deems it accepted
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
	received := DateOf(c.Intake.At)
	a.NoticeDue = it.Terms.Correction.NoticeDue(received, now.Calendar)
	if c.Visit == 1 && c.Stage == StageReview {
		_, a.Deemed = it.Terms.Correction.AcceptanceDate(received, now.Day(), len(c.Notices) > 0, now.Calendar)
	}
	a.Options = []DecisionOption{a.accept(c), a.owing(it, c, now), a.correct(it, c), a.decline(it, c)}
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

func (a *Assessment) accept(c *Case) DecisionOption {
	o := DecisionOption{Decision: Accept}
	switch left := a.incomplete(); {
	case c.Outcome == DoNotCollect:
		o.Why = "本情形依法不收件"
	case c.Ground != nil:
		o.Why = "已标记不予受理情形：" + c.Ground.Reason
	case a.Deemed:
		o.Allowed = true
		o.Why = "收件后超过" + a.NoticeDue.Date.String() + "未告知补正，依法自收件之日起视为受理"
	case left != "":
		o.Why = left
	case len(a.Barring) > 0:
		o.Why = fmt.Sprintf("有%d条问题属于不予受理情形", len(a.Barring))
	case len(a.Findings) > 0:
		o.Why, o.Deviable = fmt.Sprintf("有%d项不符合要求", len(a.Findings)), true
	default:
		o.Allowed, o.Why = true, "材料齐全、符合法定形式，应当受理"
		if len(a.Referred) > 0 {
			o.Why += fmt.Sprintf("；%d条转部门核实", len(a.Referred))
		}
	}
	return o
}

func (a *Assessment) owing(it *Item, c *Case, now Circumstances) DecisionOption {
	o := DecisionOption{Decision: AcceptOwing}
	switch left := a.incomplete(); {
	case c.Outcome == DoNotCollect || c.Ground != nil || len(a.Barring) > 0:
		o.Why = "存在不予受理情形"
	case a.Deemed:
		o.Why = "依法已视为受理，无需容缺"
	case left != "":
		o.Why = left
	case len(a.Findings) == 0:
		o.Why = "没有欠缺的材料"
	case c.Applicant.BadCredit:
		o.Why = "申请人有失信记录，不适用容缺受理"
	}
	if o.Why != "" {
		return o
	}
	due := OwingDue(it.Terms, now.Day(), now.Calendar)
	for _, f := range a.Findings {
		m := it.Material(f.Material)
		if m.Primary || !m.Owing.Allowed {
			o.Owed = nil
			o.Why = "“" + m.Name + "”不得容缺：" + m.Owing.Reason
			return o
		}
		o.Owed = appendOwed(o.Owed, f, due.Date)
	}
	o.Allowed = true
	o.Why = fmt.Sprintf("欠缺的%d种都是可以容缺的次要材料，%s前补齐", len(o.Owed), due.Date)
	return o
}

// appendOwed joins several findings about one material into one owed material.
func appendOwed(owed []Owed, f Finding, due Date) []Owed {
	what := f.Defect
	if f.Content != "" {
		what = f.Content + "：" + what
	}
	if n := len(owed); n > 0 && owed[n-1].Material == f.Material {
		owed[n-1].What += "；" + what
		return owed
	}
	return append(owed, Owed{Material: f.Material, Name: f.Name, What: what, Due: due})
}

func (a *Assessment) correct(it *Item, c *Case) DecisionOption {
	o := DecisionOption{Decision: Correct}
	switch left := a.incomplete(); {
	case c.Outcome == DoNotCollect || c.Ground != nil || len(a.Barring) > 0:
		o.Why = "存在不予受理情形，补正无意义"
	case a.Deemed:
		o.Why = "已超过告知期限" + a.NoticeDue.Date.String() + "，依法视为受理，不得再要求补正"
	case left != "":
		o.Why = left + "，一次性告知必须完整"
	case len(a.Findings) == 0:
		o.Why = "没有需要补正的内容"
	default:
		o.Allowed = true
		o.Why = fmt.Sprintf("%d项问题一次全部告知", len(a.Findings))
		if it.Terms.Correction.Days > 0 {
			o.Why += "，最迟" + a.NoticeDue.Date.String()
		}
	}
	return o
}

func (a *Assessment) decline(it *Item, c *Case) DecisionOption {
	o := DecisionOption{Decision: Decline}
	switch {
	case c.Outcome == DoNotCollect:
		s := it.Scenario(c.Scenario)
		o.Ground = &Rejection{Reason: c.ScenarioName, Type: DeclineNotNeeded}
		if s != nil {
			o.Ground = &Rejection{Reason: s.Name, Type: s.Decline, Agency: s.Agency, Basis: s.Basis}
			if s.Note != "" {
				o.Ground.Reason = s.Name + "：" + s.Note
			}
		}
		o.Allowed, o.Why = true, "本情形不收件，应当告知申请人"
	case c.Ground != nil:
		o.Ground, o.Allowed, o.Why = c.Ground, true, c.Ground.Reason
	case len(a.Barring) > 0:
		f := a.Barring[0]
		o.Ground = &Rejection{Type: DeclineBarred, Reason: f.Name + "：" + f.Defect}
		o.Allowed, o.Why = true, fmt.Sprintf("有%d条问题属于不予受理情形", len(a.Barring))
	default:
		o.Why = "没有不予受理的情形（符合条件的不得拒收）"
	}
	return o
}
