package intake

import (
	"context"
	"maps"
	"slices"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// confirm puts the scenario on record, unless it is there already, and goes on.
func (s *Scenario) confirm() tea.Cmd {
	switch {
	case s.scenario == nil:
		return nil
	case s.number == "" && s.scenario.Outcome == yichuang.DoNotCollect:
		return kit.Back(nil)
	case s.number == "":
		return kit.Back(take{s.item.ID})
	case s.held.Stage != yichuang.StageReview:
		return s.onward()
	}
	body, err := yichuang.Answer(s.item, s.agent, maps.Clone(s.answers))
	switch {
	case err != nil:
		return kit.Fail(err)
	case s.recorded(body):
		return s.onward()
	}
	s.busy = true
	held := s.held
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, err := s.deps.Cases.Append(ctx, s.by.ID, held, body)
		return appended{c}, err
	})
}

// recorded reports whether the case has just these answers, and asks for the
// materials that follow from them.
func (s *Scenario) recorded(b *yichuang.ScenarioAnswered) bool {
	ids := make([]yichuang.MaterialID, len(s.held.Materials))
	for i := range s.held.Materials {
		ids[i] = s.held.Materials[i].Material
	}
	return s.held.Scenario == b.Scenario && maps.Equal(s.held.Answers, b.Answers) && slices.Equal(ids, slices.Concat(b.Asked, b.Doubtful))
}

// whyNotAmend says why the applicant cannot be corrected here, "" when he can.
func (s *Scenario) whyNotAmend() string {
	switch {
	case s.held == nil:
		return "导办没有登记申请人"
	case s.held.Stage != yichuang.StageReview:
		return "办件现在是“" + s.held.Stage.Name() + "”，申请人信息不能再改"
	}
	return ""
}

// onward opens the review; with nothing to collect it goes straight to the
// decision, from where Esc leads back to the answers.
func (s *Scenario) onward() tea.Cmd {
	if s.held.Outcome == yichuang.DoNotCollect && s.held.Stage == yichuang.StageReview {
		return kit.Go(routeDecide, s.number)
	}
	return kit.Instead(routeReview, s.number)
}
