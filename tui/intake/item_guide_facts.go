package intake

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"yichuang"
)

// scenarioFacts tells when a scenario applies and what it asks for.
func scenarioFacts(it *yichuang.Item, s *yichuang.Scenario) []fact {
	var out []fact
	if when := conditionWords(it, s.When); when != "" {
		out = append(out, fact{"适用", when})
	}
	if s.Outcome == yichuang.DoNotCollect {
		out = append(out, declineFacts(s)...)
		return out
	}
	if names := partNames(it, s); names != "" {
		out = append(out, fact{"事项", names})
	}
	for i, n := range s.Needs {
		m := it.Material(n.Material)
		if m == nil {
			continue
		}
		text := m.Name + "  " + pieces(m) + "，" + owable(m)
		if only := needWords(it, n); only != "" {
			text += "；仅限：" + only
		}
		if m.Exempt != "" {
			text += "；" + m.Exempt
		}
		if by := len(it.Asking(m.ID)); by > 1 {
			text += fmt.Sprintf("；%d个事项共用", by)
		}
		out = append(out, fact{fmt.Sprintf("材料%d", i+1), text + sure(m.Provenance.Confidence)})
	}
	if s.Note != "" {
		out = append(out, fact{"说明", s.Note})
	}
	return out
}

// partNames names the items of a scenario of a bundle.
func partNames(it *yichuang.Item, s *yichuang.Scenario) string {
	var names []string
	for _, p := range s.Parts {
		if part := it.Part(p.Item); part != nil {
			names = append(names, part.Name)
		}
	}
	return strings.Join(names, "、")
}

// declineFacts tells why nothing is collected, and where to turn.
func declineFacts(s *yichuang.Scenario) []fact {
	out := []fact{{"不收件", s.Decline.Name()}}
	if s.Note != "" {
		out = append(out, fact{"理由", s.Note})
	}
	if s.Agency != "" {
		out = append(out, fact{"去哪里办", s.Agency})
	}
	if s.Basis != "" {
		out = append(out, fact{"依据", s.Basis})
	}
	return out
}

// conditionWords writes a condition with the words of questions and options.
func conditionWords(it *yichuang.Item, c yichuang.Condition) string {
	var parts []string
	for i := range it.Questions {
		q := &it.Questions[i]
		want, ok := c[q.ID]
		if !ok {
			continue
		}
		var names []string
		for _, id := range want {
			names = append(names, optionText(q, id))
		}
		parts = append(parts, q.Text+strings.Join(names, "或者"))
	}
	return strings.Join(parts, "；")
}

// needWords writes the condition of a material, "" when it is always asked for.
func needWords(it *yichuang.Item, n yichuang.Need) string {
	var parts []string
	when := maps.Clone(n.When)
	agent := n.Agent
	for i := range it.Questions {
		q := &it.Questions[i]
		if q.Agent != nil && slices.Equal(when[q.ID], []yichuang.OptionID{q.Agent.With}) {
			agent = true
			delete(when, q.ID)
		}
	}
	if agent {
		parts = append(parts, "委托代理人办理的")
	}
	if w := conditionWords(it, when); w != "" {
		parts = append(parts, w)
	}
	if n.If != "" {
		parts = append(parts, n.If)
	}
	return strings.Join(parts, "，")
}

func optionText(q *yichuang.Question, id yichuang.OptionID) string {
	for _, o := range q.Options {
		if o.ID == id {
			return o.Text
		}
	}
	return string(id)
}

func rejectionFacts(list []yichuang.Rejection) []fact {
	var out []fact
	for i, r := range list {
		text := r.Reason + "（" + r.Type.Name() + "）"
		if r.Agency != "" {
			text += "；应当到" + r.Agency
		}
		if r.Refer {
			text += "；须由部门核实，窗口不能自己认定"
		}
		if r.Basis != "" {
			text += "。依据：" + r.Basis
		}
		out = append(out, fact{fmt.Sprintf("%d", i+1), text})
	}
	return out
}

func faqFacts(list []yichuang.FAQ) []fact {
	var out []fact
	for _, q := range list {
		out = append(out, fact{"问", q.Question}, fact{"答", q.Answer + sure(q.Confidence)})
	}
	return out
}
