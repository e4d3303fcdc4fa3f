package intake

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// corrected says that the correction is on record.
type corrected struct{}

// newCorrection returns the sheet on which the applicant of an open case is
// corrected: what was typed wrong stands on every paper.
func newCorrection(env *kit.Env, deps Deps, by yichuang.User, held *yichuang.Case, it *yichuang.Item) *Applicant {
	s := &Applicant{env: env, deps: deps, by: by, item: it, held: held, sheet: newSheet(env.Theme, held.Applicant.Kind)}
	s.confirmed = map[yichuang.Problem]bool{}
	s.sheet.fill(&held.Applicant)
	s.ready = true
	s.judge()
	for _, w := range s.warnings { // confirmed when the case was opened
		s.confirmed[w] = true
	}
	return s
}

// fill writes an applicant into the sheet.
func (s *sheet) fill(a *yichuang.Applicant) {
	s.bad, s.agent = a.BadCredit, a.Agent != nil
	texts, kinds := written(a)
	if g := a.Agent; g != nil {
		texts[fieldAgent], texts[fieldAgentNumber], texts[fieldAgentPhone] = g.Name, g.ID.Number, g.Phone
		kinds[fieldAgentNumber] = g.ID.Kind
	}
	for name, text := range texts {
		s.put(name, text)
		s.entries[name].seen = true
	}
	for name, kind := range kinds {
		if kind != "" && texts[name] != "" && kind != yichuang.GuessIDKind(texts[name]) {
			s.idKinds[name] = kind
		}
	}
}

// written is an applicant without his agent as the fields of a sheet have him.
func written(a *yichuang.Applicant) (texts map[string]string, kinds map[string]yichuang.IDKind) {
	return map[string]string{fieldName: a.Name, fieldAddress: a.Address, fieldPhone: a.Phone, fieldCredit: a.Credit,
			fieldNumber: a.ID.Number, fieldLegal: a.Legal.Name, fieldLegalNumber: a.Legal.ID.Number},
		map[string]yichuang.IDKind{fieldNumber: a.ID.Kind, fieldLegalNumber: a.Legal.ID.Kind}
}

// changed reports whether the sheet says something else than the case.
func (s *Applicant) changed() bool {
	is, was := s.sheet.applicant(), s.held.Applicant
	if (is.Agent == nil) != (was.Agent == nil) || is.Agent != nil && *is.Agent != *was.Agent {
		return true
	}
	is.Agent, was.Agent = nil, nil
	return is != was
}

// correct puts the correction on record with what follows from it: machine
// verdicts that no longer hold are taken back, and the materials are those of an
// application with or without an agent.
func (s *Applicant) correct() tea.Cmd {
	if !s.changed() {
		s.busy, s.done = false, true
		return kit.Back(nil)
	}
	a, held, it := s.sheet.applicant(), s.held, s.item
	bodies := []yichuang.Body{&yichuang.ApplicantChanged{Applicant: a}}
	bodies = append(bodies, outdated(it, held, &a)...)
	if (a.Agent == nil) != (held.Applicant.Agent == nil) && held.Scenario != "" {
		if b := settleAgain(it, held, a.Agent != nil); b != nil {
			bodies = append(bodies, b)
		}
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		_, err := s.deps.Cases.Append(ctx, s.by.ID, held, bodies...)
		return corrected{}, err
	})
}

// outdated takes back what a machine found by comparing with the applicant as it
// was, where it would find something else now.
func outdated(it *yichuang.Item, c *yichuang.Case, a *yichuang.Applicant) []yichuang.Body {
	day := yichuang.DateOf(c.Intake.At)
	if !c.VisitAt.IsZero() {
		day = yichuang.DateOf(c.VisitAt)
	}
	var out []yichuang.Body
	for i := range c.Materials {
		st := &c.Materials[i]
		m := it.Material(st.Material)
		if m == nil {
			continue
		}
		b := &yichuang.PointsJudged{Material: m.ID}
		for k := range m.Points {
			p := &m.Points[k]
			j := st.Points[p.No]
			was, is := yichuang.MachineCheck(p, &c.Applicant, j.Value, day), yichuang.MachineCheck(p, a, j.Value, day)
			if j.Machine && j.Verdict != "" && is.Verdict != was.Verdict {
				b.Points = append(b.Points, yichuang.Judgement{No: p.No})
			}
		}
		if len(b.Points) > 0 {
			out = append(out, b)
		}
	}
	return out
}

// settleAgain answers the scenario anew with the answers given before, nil when
// they no longer lead to an end: then the questions are asked again.
func settleAgain(it *yichuang.Item, c *yichuang.Case, agent bool) yichuang.Body {
	p := newPath(it, agent)
	p.follow(c.Answers)
	if p.next() != nil {
		return nil
	}
	b, err := yichuang.Answer(it, agent, p.answers)
	if err != nil {
		return nil
	}
	return b
}
