package kit

import "strings"

// Step is a step of taking in an application.
type Step int

// The steps, in order.
const (
	StepItem Step = iota
	StepApplicant
	StepScenario
	StepReview
	StepDecide
	StepPapers
)

var stepNames = []string{"事项", "申请人", "情形", "审查", "决定", "文书"}

// Steps draws the line that says where in the intake a screen stands. The
// present step is in brackets, so that it can be told without colour.
func Steps(t *Theme, now Step) string {
	parts := make([]string, len(stepNames))
	for i, name := range stepNames {
		switch {
		case Step(i) == now:
			parts[i] = t.Paint(Title, "["+name+"]")
		case Step(i) < now:
			parts[i] = name
		default:
			parts[i] = t.Paint(Dim, name)
		}
	}
	return strings.Join(parts, t.Paint(Dim, " > "))
}
