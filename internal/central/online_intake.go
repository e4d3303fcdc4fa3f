package central

import (
	"context"
	"fmt"

	"yichuang"
	"yichuang/internal/wire"
)

// submitted takes in an application of a portal, by the rules of a window: what is
// applied for, who applies, which materials that takes. It waits in the inbox of
// the hall then. The same reference again is the same application.
func (c *Centre) submitted(ctx context.Context, s *signed, a wire.Application) (*yichuang.Case, error) {
	p := s.Portal
	it, answered, err := c.applies(ctx, p, &a)
	if err != nil {
		return nil, err
	}
	handed, err := c.handed(ctx, it, answered, a.Materials)
	if err != nil {
		return nil, err
	}
	h, err := c.hall(ctx, p.Hall)
	if err != nil {
		return nil, err
	}
	var n yichuang.CaseNumber
	var author online
	now := c.Now()
	err = c.db.update(ctx, func(t *tx) (err error) {
		if author, err = t.onlineAuthor(p.Hall, now); err == nil {
			n, err = t.onlineNumber(p, a.Reference, yichuang.DateOf(now), author)
		}
		if err == nil {
			err = t.keepItem(it)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	opened := it.Opening(yichuang.ChannelOnline, a.Applicant)
	opened.Window, opened.Online = author.Window, &yichuang.OnlineOrigin{Portal: p.ID, Reference: a.Reference}
	return h.state(ctx, s, n, func(k *yichuang.Case) ([]yichuang.Body, error) {
		if k.Stage != "" {
			return nil, &yichuang.Error{Code: yichuang.Conflict, Message: "the application " + yichuang.Clip(a.Reference, 40) + " was sent in already, as " + string(n), Hint: "ask where it stands; send corrections when the hall asks for them"}
		}
		return append([]yichuang.Body{&opened, answered}, handed...), nil
	})
}

// applies checks what is applied for, and by whom.
func (c *Centre) applies(ctx context.Context, p Portal, a *wire.Application) (*yichuang.Item, *yichuang.ScenarioAnswered, error) {
	a.Reference = yichuang.CleanLine(a.Reference)
	if a.Reference == "" || len(a.Reference) > 64 {
		return nil, nil, &yichuang.Error{Code: yichuang.Invalid, Message: "the reference must have 1 to 64 characters", Hint: "name the application as the portal does"}
	}
	it, err := c.currentItem(ctx, p.Hall, a.Item)
	if err != nil {
		return nil, nil, err
	}
	if a.Edition != "" && a.Edition != it.Edition {
		return nil, nil, &wire.Problem{Code: wire.CodeEdition, Class: wire.Never, Message: fmt.Sprintf("the item %s is edition %s by now, not %s", it.ID, it.Edition, yichuang.Clip(string(a.Edition), 20)),
			Hint: "fetch the item again and show the applicant what changed"}
	}
	a.Applicant.Clean()
	if _, bad := a.Applicant.Check(yichuang.DateOf(c.Now())); len(bad) > 0 {
		return nil, nil, &yichuang.Error{Code: yichuang.Invalid, Message: "applicant." + bad[0].Field + "：" + bad[0].Message, Hint: bad[0].Hint}
	}
	agent := a.Applicant.Agent != nil
	answers := it.Prefill(agent)
	for q, o := range a.Answers {
		answers[q] = o
	}
	answered, err := yichuang.Answer(it, agent, answers)
	if yichuang.CodeOf(err) == yichuang.NotFound {
		err = &yichuang.Error{Code: yichuang.Invalid, Message: "the answers lead to no scenario of " + string(it.ID), Hint: "answer each of its questions with one of the options that GET /v1/online/items/" + string(it.ID) + " gives"}
	}
	if err != nil {
		return nil, nil, err
	}
	if answered.Outcome != yichuang.Collect {
		return nil, nil, &wire.Problem{Code: wire.CodeNotNeeded, Class: wire.Never, Message: "不收件：" + answered.Name, Hint: it.Scenario(answered.Scenario).Note}
	}
	return it, answered, nil
}

// handed makes the facts of materials that were handed in. What the application
// needs and was not handed in is for the window to tell, all at once; a material
// that it does not need is refused (行政许可法 第31条).
func (c *Centre) handed(ctx context.Context, it *yichuang.Item, answered *yichuang.ScenarioAnswered, list []wire.SubmittedMaterial) ([]yichuang.Body, error) {
	given := map[yichuang.MaterialID]*wire.SubmittedMaterial{}
	asked := append(append([]yichuang.MaterialID{}, answered.Asked...), answered.Doubtful...)
	for i := range list {
		given[list[i].Material] = &list[i]
	}
	var bodies []yichuang.Body
	for _, id := range asked {
		m := given[id]
		delete(given, id)
		more, err := c.material(ctx, id, m)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, more...)
	}
	for id := range given {
		return nil, &wire.Problem{Code: wire.CodeNotAsked, Class: wire.Never, Message: "this application does not need the material " + yichuang.Clip(string(id), 40),
			Hint: "send what GET /v1/online/items/" + string(it.ID) + " asks for; nothing beyond it may be demanded"}
	}
	return bodies, nil
}

// material makes the facts of one material.
func (c *Centre) material(ctx context.Context, id yichuang.MaterialID, m *wire.SubmittedMaterial) ([]yichuang.Body, error) {
	switch {
	case m == nil || len(m.Files) == 0 && !m.Exempt:
		return []yichuang.Body{&yichuang.MaterialTaken{Material: id, Presence: yichuang.Missing}}, nil
	case m.Exempt:
		return []yichuang.Body{&yichuang.MaterialTaken{Material: id, Presence: yichuang.Exempt}}, nil
	case len(m.Files) > mostFiles:
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("%d files of one material are too many", len(m.Files)), Hint: fmt.Sprintf("at most %d", mostFiles)}
	}
	bodies := []yichuang.Body{&yichuang.MaterialTaken{Material: id, Presence: yichuang.Held, Digital: true}}
	var missing []string
	for _, f := range m.Files {
		kept, err := c.file(ctx, f.Hash)
		if yichuang.CodeOf(err) == yichuang.NotFound {
			missing = append(missing, yichuang.Clip(string(f.Hash), 64))
			continue
		}
		if err != nil {
			return nil, err
		}
		name := yichuang.CleanLine(f.Name)
		if name == "" {
			name = string(id)
		}
		bodies = append(bodies, &yichuang.ScanAttached{Material: id, Scan: yichuang.Scan{Hash: f.Hash, Size: kept.Size, Name: yichuang.Clip(name, 100), Type: kept.Type, Pages: kept.Pages}})
	}
	if len(missing) > 0 {
		return nil, missingFiles(missing)
	}
	return bodies, nil
}

// corrected takes in what an applicant hands in after a correction notice: another
// visit, as at the window.
func (c *Centre) corrected(ctx context.Context, s *signed, number string, x wire.Corrections) (*yichuang.Case, error) {
	made, h, err := c.ofPortal(ctx, s.Portal, number)
	if err != nil {
		return nil, err
	}
	var facts []yichuang.Body
	for i := range x.Materials {
		id := x.Materials[i].Material
		if m := made.MaterialState(id); m == nil || m.Applies == yichuang.AppliesNo {
			return nil, &wire.Problem{Code: wire.CodeNotAsked, Class: wire.Never, Message: "this application does not need the material " + yichuang.Clip(string(id), 40), Hint: "send what the correction notice asks for"}
		}
		more, err := c.material(ctx, id, &x.Materials[i])
		if err != nil {
			return nil, err
		}
		for _, old := range made.MaterialState(id).Scans { // what was there is replaced
			more = append([]yichuang.Body{&yichuang.ScanRemoved{Material: id, Hash: old.Hash}}, more...)
		}
		facts = append(facts, more...)
	}
	if len(facts) == 0 {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "the corrections name no material", Hint: "send every material that the correction notice names"}
	}
	return h.state(ctx, s, made.Number, func(k *yichuang.Case) ([]yichuang.Body, error) {
		if k.Stage != yichuang.StageCorrecting {
			return nil, &yichuang.Error{Code: yichuang.Conflict, Message: "the hall does not wait for corrections of " + string(k.Number) + ": " + k.Stage.Name(), Hint: "ask where it stands"}
		}
		return append([]yichuang.Body{&yichuang.Resubmitted{Note: yichuang.Clean(x.Note)}}, facts...), nil
	})
}
