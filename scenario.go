package yichuang

import (
	"fmt"
	"slices"
	"strings"
)

// Question is asked of the applicant in plain words; its answer decides which
// materials apply.
type Question struct {
	ID      QuestionID `json:"id"`
	Text    string     `json:"text"`
	Options []Option   `json:"options"`
	// Agent is set when the application itself answers the question: the option
	// that holds with an agent, and the one without.
	Agent *AgentAnswer `json:"agent,omitempty"`
}

// Option is one answer to a question.
type Option struct {
	ID   OptionID `json:"id"`
	Text string   `json:"text"`
}

// AgentAnswer maps "is there an agent" to the options of a question.
type AgentAnswer struct {
	With    OptionID `json:"with"`
	Without OptionID `json:"without"`
}

// Answers are the options chosen so far.
type Answers map[QuestionID]OptionID

// Condition holds when every question it names is answered by one of the
// options listed; a question it does not name may have any answer.
type Condition map[QuestionID][]OptionID

// Holds reports whether the answers meet the condition.
func (c Condition) Holds(a Answers) bool {
	for q, options := range c {
		if !slices.Contains(options, a[q]) {
			return false
		}
	}
	return true
}

// possible reports whether answers still missing could make it hold.
func (c Condition) possible(a Answers) bool {
	for q, options := range c {
		if got, ok := a[q]; ok && !slices.Contains(options, got) {
			return false
		}
	}
	return true
}

// Outcome is what a scenario leads to.
type Outcome string

// The outcomes.
const (
	Collect      Outcome = "收件"      // take the application in
	DoNotCollect Outcome = "不收件（告知）" // nothing is collected; the applicant is told why
)

// Scenario is 情形: one path through the questions, with exactly the materials
// that it asks for.
type Scenario struct {
	ID      ScenarioID `json:"id"`
	Name    string     `json:"name"`
	When    Condition  `json:"when"`
	Outcome Outcome    `json:"outcome"`
	// Decline says of which kind the telling is when nothing is collected.
	Decline DeclineType `json:"decline,omitempty"`
	Agency  string      `json:"agency,omitempty"` // where to turn instead, for DeclineElsewhere and DeclineScope
	Basis   string      `json:"basis,omitempty"`  // law and article of the telling, as the notice cites them
	Needs   []Need      `json:"needs,omitempty"`
	Note    string      `json:"note,omitempty"`
	// Parts are the items that a scenario of a bundle is made of.
	Parts []PartAnswers `json:"parts,omitempty"`
}

// Need is a material that a scenario asks for: always, when answers say so,
// when there is an agent, or when a condition in words applies, which the clerk
// settles with the applicant.
type Need struct {
	Material MaterialID `json:"material"`
	When     Condition  `json:"when,omitempty"`  // machine form of the condition
	Agent    bool       `json:"agent,omitempty"` // only with an agent
	If       string     `json:"if,omitempty"`    // the condition in words
}

// Always reports whether the material is asked for without a condition.
func (n Need) Always() bool { return n.When == nil && !n.Agent && n.If == "" }

// Match finds the scenario that the answers lead to. Scenarios that collect
// nothing are looked at first. NotFound is returned when no scenario matches and
// Conflict when several do: in both cases the clerk stops and asks the
// department, because a guessed list of materials sends people home twice.
func (it *Item) Match(a Answers) (*Scenario, error) {
	var collect []*Scenario
	for i := range it.Scenarios {
		s := &it.Scenarios[i]
		if !s.When.Holds(a) {
			continue
		}
		if s.Outcome == DoNotCollect {
			return s, nil
		}
		collect = append(collect, s)
	}
	switch len(collect) {
	case 1:
		return collect[0], nil
	case 0:
		return nil, &Error{Code: NotFound, Message: "事项“" + it.Name + "”没有与这些回答对应的情形",
			Hint: "不要凭经验收件；请联系" + it.Office.Department + "确认，或重新选择"}
	}
	names := make([]string, len(collect))
	for i, s := range collect {
		names[i] = s.Name
	}
	return nil, conflict(fmt.Sprintf("这些回答同时符合%d个情形：%s", len(names), strings.Join(names, "、")),
		"情形划分有重叠，请联系"+it.Office.Department+"确认适用哪一个")
}

// NextQuestion returns the next question whose answer still matters: one that a
// scenario still possible, or a material of it, asks about. It returns nil when
// the scenario is settled. Questions that the application answers (an agent) are
// never asked.
func (it *Item) NextQuestion(a Answers) *Question {
	for i := range it.Questions {
		q := &it.Questions[i]
		if _, done := a[q.ID]; !done && it.matters(q.ID, a) {
			return q
		}
	}
	return nil
}

func (it *Item) matters(q QuestionID, a Answers) bool {
	for i := range it.Scenarios {
		if s := &it.Scenarios[i]; s.Outcome == DoNotCollect && s.When.Holds(a) {
			return false // settled: nothing is collected whatever else is said
		}
	}
	for i := range it.Scenarios {
		s := &it.Scenarios[i]
		if !s.When.possible(a) {
			continue
		}
		if _, ok := s.When[q]; ok {
			return true
		}
		for _, n := range s.Needs {
			if _, ok := n.When[q]; ok && n.When.possible(a) {
				return true
			}
		}
	}
	return false
}

// Prefill returns the answers that the application itself gives.
func (it *Item) Prefill(agent bool) Answers {
	a := Answers{}
	for _, q := range it.Questions {
		if q.Agent == nil {
			continue
		}
		a[q.ID] = q.Agent.Without
		if agent {
			a[q.ID] = q.Agent.With
		}
	}
	return a
}
