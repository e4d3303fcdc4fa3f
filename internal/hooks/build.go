package hooks

import (
	"slices"
	"time"

	"yichuang"
)

// moment writes a time as GB/T 39046-2020 does: YYYYMMDDThhmmss, in Shanghai.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(yichuang.Shanghai).Format("20060102T150405")
}

// Source is what a message is made of beside the case.
type Source struct {
	HallID yichuang.HallID
	Hall   yichuang.Hall
	Item   *yichuang.Item // nil where its edition is not known here
	Grants []Grant
}

func (s *Source) granted(g Grant) bool { return slices.Contains(s.Grants, g) }

// data says what one step was. c is the case after the event.
func (s *Source) data(n Notice, c *yichuang.Case, e *yichuang.Event) *Data {
	d := &Data{Case: s.about(c), Applicant: s.applicant(&c.Applicant)}
	d.Step = Step{Name: n.Type.Name(), Action: "其他", By: string(e.By), At: moment(e.Time()), Unit: n.Department, State: "2"}
	if d.Step.Unit == "" {
		d.Step.Unit = s.Hall.Name
	}
	d.window(n, c, e)
	d.department(n, c, e)
	d.ending(n, c, e)
	return d
}

func (s *Source) about(c *yichuang.Case) Case {
	a := Case{Number: string(c.Number), ItemName: c.ItemName, Region: s.Hall.Region, Applied: moment(c.Intake.At), Channel: string(c.Intake.Channel),
		Scenario: c.ScenarioName, Stage: c.Stage.Name(), StageCode: string(c.Stage)}
	if s.Item != nil {
		a.ItemCode, a.Handling = s.Item.Code.Value, string(s.Item.Handling)
		switch s.Item.Handling {
		case yichuang.Instant:
			a.HandlingCode = "1"
		case yichuang.Promised:
			a.HandlingCode = "2"
		}
	}
	if c.Online != nil {
		a.Portal, a.Reference = c.Online.Portal, c.Online.Reference
	}
	if c.Bundle != nil {
		a.Lead = string(c.Bundle.Lead)
	}
	return a
}

// creditKind is the kind of document of an organization.
const creditKind = "统一社会信用代码"

func (s *Source) applicant(a *yichuang.Applicant) Applicant {
	d := Applicant{Kind: "自然人", Name: yichuang.MaskName(a.Name)}
	if a.Kind == yichuang.Organization {
		d.Kind, d.Name, d.ID = "法人或者其他组织", a.Name, a.Credit
		if a.Credit != "" {
			d.IDKind = creditKind
		}
	}
	agent := a.Agent
	if agent == nil {
		agent = new(yichuang.Agent)
	}
	if s.granted(GrantName) {
		d.Name, d.Legal, d.Agent = a.Name, a.Legal.Name, agent.Name
	}
	if s.granted(GrantID) {
		d.AgentID = agent.ID.Number
		if a.Kind != yichuang.Organization {
			d.IDKind, d.ID = string(a.ID.Kind), a.ID.Number
		}
	}
	if s.granted(GrantContact) {
		d.Address, d.Phone = a.Address, agent.Phone
		if d.Phone == "" {
			d.Phone = a.Phone
		}
	}
	return d
}

// window fills in what the window did.
func (d *Data) window(n Notice, c *yichuang.Case, e *yichuang.Event) {
	switch n.Type {
	case Prereviewed, Accepted:
		d.Step.Action = "通过"
		d.Acceptance = &Acceptance{Unit: c.Intake.Department, By: string(c.Decision.By), Decision: c.Decision.Kind.Name(), Deemed: c.Decision.Facts.Deemed}
		if n.Type == Accepted {
			d.Acceptance.accepted(c, e)
		}
		d.owed(c)
	case Supplied:
		d.owed(c)
	case Corrections:
		d.Step.Action = "退回"
		for _, f := range c.Decision.Facts.Findings {
			d.Lists.Corrections = append(d.Lists.Corrections, Correction{Material: f.Name, Defect: f.Defect, Todo: f.Todo, Basis: f.Basis})
		}
	case Returned:
		d.Step.Action, d.Step.Opinion, d.Step.Unit = "退回", c.ReturnReason, c.Intake.Department
	case Resubmitted:
		if b, ok := e.Body.(*yichuang.Resubmitted); ok {
			d.Step.Opinion = b.Note
		}
	case Parted:
		if c.Bundle != nil {
			for _, m := range c.Bundle.Members {
				d.Lists.Members = append(d.Lists.Members, Member{Number: string(m.Number), Item: m.Name, Unit: m.Department})
			}
		}
	}
}

// accepted fills in from when on a case is accepted, and until when it is decided.
func (a *Acceptance) accepted(c *yichuang.Case, e *yichuang.Event) {
	f := &c.Decision.Facts
	a.At = moment(e.Time())
	if f.Deemed { // on receipt, not when the window noticed
		a.At = moment(f.Accepted.Start())
	}
	a.dues(f.Dues)
}

func (a *Acceptance) dues(d yichuang.Dues) {
	if !d.Promised.Date.IsZero() {
		a.Promised = d.Promised.Date.String()
	}
	if !d.Statutory.Date.IsZero() {
		a.Statutory = d.Statutory.Date.String()
	}
}

func (d *Data) owed(c *yichuang.Case) {
	for _, o := range c.Obligations {
		d.Lists.Owed = append(d.Lists.Owed, Owed{Material: o.Name, What: o.What, Due: o.Due.String(), Supplied: moment(o.Delivered)})
	}
}

// department fills in what one department did.
func (d *Data) department(n Notice, c *yichuang.Case, e *yichuang.Event) {
	a := c.Approval(n.Department)
	if a == nil {
		return
	}
	switch b := e.Body.(type) {
	case *yichuang.Paused:
		d.paused(&b.Pause)
		d.left(b.Dues)
	case *yichuang.Resumed:
		d.paused(&a.Pauses[len(a.Pauses)-1])
		d.left(b.Dues)
	case *yichuang.LimitExtended:
		x := b.Granted
		d.Special = &Special{Name: "延长审批", Code: "1", From: moment(x.At.Start()), Why: x.Reason, Extended: yichuang.Limit{Value: x.Value, Unit: x.Unit}.String()}
		d.Step.Opinion = "批准人：" + x.Approver
		d.left(b.Dues)
	case *yichuang.Ruled:
		d.Finish = &Finish{Result: b.Ruling.Name(), Basis: b.Basis}
		if _, all := c.Ruled(); all {
			d.Finish.At = moment(e.Time())
		}
		d.Step.Action, d.Step.Opinion = "通过", b.Reasons
		if b.Ruling == yichuang.Refuse {
			d.Step.Action = "退回"
		}
	case *yichuang.ResultRegistered:
		d.Finish = &Finish{Result: a.Ruling.Kind.Name(), Document: b.Name, DocumentNo: b.Number, Valid: b.Valid, Unit: b.Department}
	}
	if n.Type == Assigned {
		d.Step.State = "1"
		d.Acceptance = &Acceptance{Unit: c.Intake.Department, Mode: a.Mode.Name(), Part: a.Part}
		d.Acceptance.dues(a.Dues)
	}
}

// left says until when it is decided now.
func (d *Data) left(dues yichuang.Dues) {
	d.Acceptance = new(Acceptance)
	d.Acceptance.dues(dues)
}

// paused says what stops the work. A receiver is told why in the words and by the
// law that the department gave.
func (d *Data) paused(p *yichuang.Pause) {
	d.Special = &Special{Name: p.Name, Code: "2", From: moment(p.From.Start()), Why: p.Reason, Stops: p.Stops, Result: p.Note}
	if p.Basis != "" {
		d.Special.Why += "（" + p.Basis + "）"
	}
	if !p.To.IsZero() {
		d.Special.To = moment(p.To.Start())
	}
	if !p.Expected.IsZero() {
		d.Special.Expected = p.Expected.String()
	}
}

// ending fills in how a case came to its end.
func (d *Data) ending(n Notice, c *yichuang.Case, e *yichuang.Event) {
	now := moment(e.Time())
	switch n.Type {
	case Declined:
		g := c.Decision.Facts.Ground
		d.Step.Action, d.Step.Opinion = "退回", g.Reason
		d.Finish = &Finish{At: now, Result: Declined.Name(), Basis: g.Basis, Elsewhere: g.Agency}
	case Withdrawn, Ended:
		d.Step.Opinion = c.Ending.Reason
		d.Finish = &Finish{At: now, Result: n.Type.Name(), Basis: c.Ending.Basis}
	case Delivered:
		d.Finish = &Finish{Result: c.OutcomeName(), Posted: "0", Method: string(c.Delivery.Method)}
		if c.Delivery.Method == yichuang.DeliverByPost {
			d.Finish.Posted = "1"
		}
	}
}
