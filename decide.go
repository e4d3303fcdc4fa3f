package yichuang

import (
	"slices"
	"strings"
)

// Choice is what the clerk chose on the decision screen.
type Choice struct {
	Decision  DecisionKind
	Ground    *Rejection // for Decline: overrides the one the review gives
	Deviation string     // the reason, when the review does not allow it
}

// Decide makes the decision of a case out of the clerk's choice and what the
// review allows. Denied is returned, with the reason, when the review does not
// allow the choice and no deviation is possible or none is explained; Conflict
// when the clock stands before the day on which the papers came in, because no
// notice may carry such a date.
func Decide(it *Item, c *Case, choice Choice, now Circumstances) (*Decided, error) {
	if received := DateOf(c.Received()); now.Day().Before(received) {
		return nil, conflict("本机日期"+now.Day().String()+"早于收件日期"+received.String()+"，不能作出决定", "请先校正本机的日期和时间")
	}
	a := Assess(it, c, now)
	o := a.Option(choice.Decision)
	d := &Decided{Decision: choice.Decision, Referred: a.Referred, Rule: it.Terms.Correction.Kind}
	if !o.Allowed {
		d.Deviation = Clean(choice.Deviation)
		if !o.Deviable || d.Deviation == "" {
			hint := "请按审查结论办理"
			if o.Deviable {
				hint = "确需这样决定的，须写明理由，并记入办件"
			}
			return nil, &Error{Code: Denied, Message: "现在不能“" + choice.Decision.Name() + "”：" + o.Why, Hint: hint}
		}
	}
	switch choice.Decision {
	case Accept, AcceptOwing:
		d.Owed = o.Owed
		if d.Deviation != "" {
			d.Findings = a.Findings
		}
		if a.Deemed { // too late to tell the applicant, not to tell the department
			d.Findings = append(slices.Clone(a.Findings), a.Barring...)
		}
		d.accept(it, c, a, now)
	case Correct:
		d.Findings = a.Findings
	case Decline:
		d.Findings = a.Barring
		d.Ground = o.Ground
		if choice.Ground != nil {
			d.Ground = choice.Ground
		}
		if strings.TrimSpace(d.Ground.Agency) != "" {
			break
		}
		switch d.Ground.Type {
		case DeclineElsewhere:
			return nil, invalid("不属于本机关职权范围的，必须告知应向哪个机关申请", "请填写有权机关名称（行政许可法第32条第1款第2项）")
		case DeclineScope:
			return nil, invalid("不在综合一窗范围的，必须告知到哪个窗口办理", "请填写窗口名称")
		}
	}
	return d, nil
}

// accept fills in what an acceptance says: from which day, and when it is due.
func (d *Decided) accept(it *Item, c *Case, a *Assessment, now Circumstances) {
	d.Accepted, d.Deemed = now.Day(), a.Deemed
	if a.Deemed {
		d.Accepted = DateOf(c.Received())
	}
	d.Dues = DuesFrom(it, c, d.Accepted, now)
	d.Assigned = Assign(it, c, d.Accepted, now)
	rule := it.Terms.Initial
	if !rule.Needed || a.Deemed {
		return
	}
	if now.Online || rule.Offline != OfflineAccept {
		d.Await = true
		d.Accepted, d.Dues = Date{}, DuesFrom(it, c, Date{}, now) // a limit from receipt runs meanwhile
		d.Assigned = nil
		return
	}
	d.Provisional = true
}

// Confirm makes the department's confirmation of a waiting case: acceptance
// counts from the day of confirmation, and from the day of receipt when that
// comes after the period of the correction notice and the item's rule deems the
// application accepted (行政许可法 第32条第1款第4项).
func Confirm(it *Item, c *Case, officer, via string, now Circumstances) *Confirmed {
	b := &Confirmed{Officer: CleanLine(officer), Via: via}
	if c.Stage == StageConfirm {
		received, told := c.awaits(it.Terms.Correction.Kind)
		b.Accepted, b.Deemed = it.Terms.Correction.AcceptanceDate(received, now.Day(), told, now.Calendar)
		b.Dues = DuesFrom(it, c, b.Accepted, now)
		b.Assigned = Assign(it, c, b.Accepted, now)
	}
	return b
}

// DuesFrom computes the two due dates of an application accepted on that day.
func DuesFrom(it *Item, c *Case, accepted Date, now Circumstances) Dues {
	return Dues{
		Statutory: dueOf(it.Terms.Statutory, c, accepted, now.Calendar),
		Promised:  dueOf(it.Terms.Promised, c, accepted, now.Calendar),
	}
}

// dueOf picks the day a limit counts from. Receipt is that of a complete
// application: after a correction the limit counts from the day on which the
// corrections came in, or it would have run out before they did. A limit that
// counts from acceptance, or from the close of a batch, has no date before.
func dueOf(l Limit, c *Case, accepted Date, cal *Calendar) Due {
	return Clock{Start: startOf(l, c, accepted), Limit: l}.Due(cal)
}

func startOf(l Limit, c *Case, accepted Date) Date {
	switch l.Start {
	case FromReceipt, FromAllPapers:
		return DateOf(c.Received())
	case FromWindowClose:
		return Date{}
	}
	return accepted
}

// NeedsFor settles which materials a scenario asks of this application: surely,
// and only if a condition in words applies.
func NeedsFor(s *Scenario, a Answers, agent bool) (asked, doubtful []MaterialID) {
	for _, n := range s.Needs {
		switch {
		case n.When != nil && !n.When.Holds(a), n.Agent && !agent:
			continue
		case n.If != "":
			doubtful = append(doubtful, n.Material)
		default:
			asked = append(asked, n.Material)
		}
	}
	return asked, doubtful
}

// Answer settles the scenario of a case from the answers.
func Answer(it *Item, agent bool, answers Answers) (*ScenarioAnswered, error) {
	s, err := it.Match(answers)
	if err != nil {
		return nil, err
	}
	b := &ScenarioAnswered{Answers: answers, Scenario: s.ID, Name: s.Name, Outcome: s.Outcome}
	b.Asked, b.Doubtful = NeedsFor(s, answers, agent)
	return b, nil
}
