package yichuang

import (
	"fmt"
	"slices"
)

// PartedCase is one case of a bundle as it is to be opened.
type PartedCase struct {
	Item   *Item
	Opened Opened
	Bodies []Body // what follows the opening
	Case   *Case  // as it will be, but for its number: under review where its own rule allows no acceptance
}

// Of makes it a member of a bundle that got its number only now: an application in a
// file is gone through before it is entered.
func (p *PartedCase) Of(lead CaseNumber) {
	place := *p.Opened.Bundle
	place.Lead = lead
	p.Opened.Bundle = &place
}

// Member is what the lead notes of the case once it has a number.
func (p *PartedCase) Member(number CaseNumber) Member {
	m := Member{Number: number, Item: p.Item.ID, Name: p.Item.Name, Department: p.Item.Office.Department}
	if p.Case.Accepted() {
		m.Promised = p.Case.Decision.Facts.Dues.Promised
	}
	return m
}

// PartBundle takes a bundle apart whose lead was reviewed: a case for each item of the
// scenario, with everything that was found on the lead as far as the item asks for it,
// and the decision by the item's own rules. parts are the items in the editions that
// the bundle names (Item.Parts). Whatever Decide refuses for the lead is refused; Invalid
// is returned for a choice that accepts nothing, NotFound when an item is not among
// parts, Damaged when bundle and items do not fit together.
func PartBundle(it *Item, lead *Case, choice Choice, parts []*Item, now Circumstances) ([]PartedCase, error) {
	if !choice.Decision.Accepts() {
		return nil, invalid("“一件事”只在受理时分办", "补正和不予受理在“一件事”上一次告知")
	}
	if _, err := Decide(it, lead, choice, now); err != nil {
		return nil, err
	}
	s := it.Scenario(lead.Scenario)
	if s == nil || len(s.Parts) == 0 {
		return nil, misfit(it, "没有情形“"+string(lead.Scenario)+"”")
	}
	p := parter{it: it, lead: lead, choice: choice, now: now, holds: map[MaterialID]string{}}
	var all []PartedCase
	for _, a := range s.Parts {
		part := it.Part(a.Item)
		if part == nil {
			return nil, misfit(it, "没有事项“"+string(a.Item)+"”")
		}
		i := slices.IndexFunc(parts, func(x *Item) bool { return x.Ref() == part.Item })
		if i < 0 {
			return nil, &Error{Code: NotFound, Message: "本机没有事项“" + part.Name + "”的" + string(part.Item.Edition) + "版，不能分办",
				Hint: "连上中心后程序会取来；一直没有请联系管理员"}
		}
		made, err := p.member(part, parts[i], a.Answers)
		if err != nil {
			return nil, err
		}
		all = append(all, *made)
	}
	return all, nil
}

func misfit(it *Item, what string) error {
	return &Error{Code: Damaged, Message: "“" + it.Name + "”与办件对不上：" + what, Hint: "请联系管理员核对事项文件的版次"}
}

// parter takes one bundle apart.
type parter struct {
	it     *Item
	lead   *Case
	choice Choice
	now    Circumstances
	holds  map[MaterialID]string // which member has the originals of a material of the lead
}

func (p *parter) member(part *Part, it *Item, answers Answers) (*PartedCase, error) {
	agent := p.lead.Applicant.Agent != nil
	answered, err := Answer(it, agent, partAnswers(it, answers, agent))
	if err != nil {
		return nil, err
	}
	carried, err := p.carry(part, it, append(slices.Clone(answered.Asked), answered.Doubtful...))
	if err != nil {
		return nil, err
	}
	c := new(Case)
	m := &PartedCase{Item: it, Case: c, Opened: it.Opening(p.lead.Intake.Channel, p.lead.Applicant), Bodies: []Body{answered, carried}}
	m.Opened.Received = p.lead.Intake.At
	m.Opened.Bundle = &BundlePlace{Name: p.it.Name, Lead: p.lead.Number}
	for _, body := range append([]Body{&m.Opened}, m.Bodies...) {
		if err := c.Apply(p.event(c, body)); err != nil {
			return nil, err
		}
	}
	d, err := p.decide(it, c)
	if err != nil || d == nil {
		return m, err
	}
	if err := c.Apply(p.event(c, d)); err != nil {
		return nil, err
	}
	m.Bodies = append(m.Bodies, d)
	return m, nil
}

// event makes the next event of a case that has no number yet.
func (p *parter) event(c *Case, body Body) Event {
	return Event{Base: c.Seen(), At: p.now.Now, Body: body}
}

// decide accepts a member as the clerk chose for the bundle, as far as the member's
// own rule allows it: owed is only what it asks for, a deviation is one only where
// something of it is wrong, and only what its own law deems accepted is.
func (p *parter) decide(it *Item, c *Case) (*Decided, error) {
	a := Assess(it, c, p.now)
	accept, choice := a.Option(Accept), Choice{Decision: Accept, Deviation: p.choice.Deviation}
	switch {
	case accept.Allowed || accept.Deviable && choice.Deviation != "":
		return Decide(it, c, choice, p.now)
	case p.choice.Decision == AcceptOwing && a.Option(AcceptOwing).Allowed:
		return Decide(it, c, Choice{Decision: AcceptOwing}, p.now)
	}
	return nil, nil
}

// carry is what was found on the lead, in the words of the member.
func (p *parter) carry(part *Part, it *Item, asked []MaterialID) (*ReviewCarried, error) {
	b := &ReviewCarried{Visit: p.lead.Visit, VisitAt: p.lead.VisitAt}
	for _, id := range asked {
		i := slices.IndexFunc(part.Materials, func(m PartMaterial) bool { return m.Material == id })
		if i < 0 {
			return nil, misfit(p.it, fmt.Sprintf("“%s”的材料“%s”没有列入", part.Name, id))
		}
		at := &part.Materials[i]
		if at.As == "" {
			b.Materials = append(b.Materials, MaterialState{Material: id, Applies: AppliesYes, Presence: Exempt, Visit: p.lead.Visit, Produced: p.nameOf(at.By)})
			continue
		}
		state := p.lead.MaterialState(at.As)
		if state == nil {
			return nil, misfit(p.it, fmt.Sprintf("“%s”的材料“%s”没有审查", part.Name, id))
		}
		m := state.clone()
		m.Material = id
		if m.Points != nil {
			m.Points = renumbered(it.Material(id), at, state.Points)
		}
		b.Materials = append(b.Materials, m)
		b.Custody = append(b.Custody, p.custody(part, at)...)
	}
	for _, n := range p.lead.Notices {
		b.Notices = append(b.Notices, Notice{Visit: n.Visit, At: n.At, Findings: told(part, it, n.Findings)})
	}
	return b, nil
}

func (p *parter) nameOf(id ItemID) string {
	if part := p.it.Part(id); part != nil {
		return part.Name
	}
	return string(id)
}

// renumbered are the verdicts on the points of a member's material.
func renumbered(m *Material, at *PartMaterial, points map[int]Judged) map[int]Judged {
	out := map[int]Judged{}
	for i, no := range at.Points {
		j, judged := points[no]
		if !judged || m == nil || i >= len(m.Points) {
			continue
		}
		j.No = m.Points[i].No
		out[j.No] = j
	}
	return out
}

// custody says where the originals are. One original cannot lie in two cases: the
// first member that asks for it has it.
func (p *parter) custody(part *Part, at *PartMaterial) []Custody {
	state := p.lead.MaterialState(at.As)
	if p.lead.Originals(state) == 0 {
		return nil
	}
	if holder, held := p.holds[at.As]; held {
		return []Custody{{Material: at.Material, Place: Place{Kind: WithCase, Name: holder}}}
	}
	p.holds[at.As] = part.Name
	for _, k := range p.lead.Custody {
		if k.Material == at.As {
			k.Material = at.Material
			return []Custody{k}
		}
	}
	return nil
}

// told is what of a notice concerns a member, in its own words.
func told(part *Part, it *Item, findings []Finding) []Finding {
	var out []Finding
	for _, f := range findings {
		for i := range part.Materials {
			at := &part.Materials[i]
			m := it.Material(at.Material)
			if at.As != f.Material || m == nil {
				continue
			}
			if f.No > 0 {
				k := slices.Index(at.Points, f.No)
				if k < 0 || k >= len(m.Points) {
					continue // a point that only others ask
				}
				f.No, f.Remedy = m.Points[k].No, m.Points[k].OnFail
			}
			f.Material, f.Name, f.Basis = m.ID, m.Name, it.cites(m.ID)
			out = append(out, f)
			break
		}
	}
	return out
}
