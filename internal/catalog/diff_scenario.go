package catalog

import (
	"fmt"
	"slices"
	"strings"

	"yichuang"
)

func (d *differ) questions() {
	for _, q := range d.is.Questions {
		was := d.was.Question(q.ID)
		if was == nil {
			d.add(WeightScenario, "新增问题“%s”", q.Text)
			continue
		}
		d.text(WeightScenario, "问题", was.Text, q.Text)
		d.options(was, &q)
		d.text(WeightScenario, "问题“"+q.Text+"”由代理情况得出的回答", agentText(was), agentText(&q))
	}
	for _, q := range d.was.Questions {
		if d.is.Question(q.ID) == nil {
			d.add(WeightScenario, "不再问“%s”", q.Text)
		}
	}
}

func (d *differ) options(was, is *yichuang.Question) {
	for _, o := range is.Options {
		i := slices.IndexFunc(was.Options, func(x yichuang.Option) bool { return x.ID == o.ID })
		if i < 0 {
			d.add(WeightScenario, "问题“%s”新增选项“%s”", is.Text, o.Text)
			continue
		}
		d.text(WeightScenario, "问题“"+is.Text+"”的选项", was.Options[i].Text, o.Text)
	}
	for _, o := range was.Options {
		if !slices.ContainsFunc(is.Options, func(x yichuang.Option) bool { return x.ID == o.ID }) {
			d.add(WeightScenario, "问题“%s”不再有选项“%s”", is.Text, o.Text)
		}
	}
}

func agentText(q *yichuang.Question) string {
	if q.Agent == nil {
		return ""
	}
	return "有代理人：" + optionText(q, q.Agent.With) + "，没有代理人：" + optionText(q, q.Agent.Without)
}

func optionText(q *yichuang.Question, id yichuang.OptionID) string {
	for _, o := range q.Options {
		if o.ID == id {
			return o.Text
		}
	}
	return string(id)
}

func (d *differ) scenarios() {
	for _, s := range d.is.Scenarios {
		if was := d.was.Scenario(s.ID); was != nil {
			d.scenario(was, &s)
			continue
		}
		what := "提交" + d.needNames(&s)
		if len(s.Parts) > 0 {
			what = "包含" + partNames(d.is, s.Parts)
		}
		if s.Outcome == yichuang.DoNotCollect {
			what = "不收件，" + s.Decline.Name()
		}
		d.add(WeightScenario, "新增情形“%s”：%s", s.Name, what)
	}
	for _, s := range d.was.Scenarios {
		if d.is.Scenario(s.ID) == nil {
			d.add(WeightScenario, "取消情形“%s”", s.Name)
		}
	}
}

func (d *differ) needNames(s *yichuang.Scenario) string {
	out := make([]string, len(s.Needs))
	for i, n := range s.Needs {
		out[i] = d.materialName(n.Material)
	}
	return strings.Join(out, "、")
}

// materialName calls a material by its present name, or its last one.
func (d *differ) materialName(id yichuang.MaterialID) string {
	for _, it := range []*yichuang.Item{d.is, d.was} {
		if m := it.Material(id); m != nil {
			return m.Name
		}
	}
	return string(id)
}

func (d *differ) scenario(was, is *yichuang.Scenario) {
	if was.Name != is.Name {
		d.add(WeightScenario, "情形“%s”改名为“%s”", was.Name, is.Name)
	}
	what := "情形“" + is.Name + "”"
	d.text(WeightScenario, what+"的条件", conditionText(d.was, was.When), conditionText(d.is, is.When))
	d.plain(WeightScenario, what, string(was.Outcome), string(is.Outcome))
	d.plain(WeightScenario, what+"的事项", partNames(d.was, was.Parts), partNames(d.is, is.Parts))
	d.text(WeightScenario, what+"不收件的类型", declineName(was.Decline), declineName(is.Decline))
	d.text(WeightScenario, what+"应当去的机关", was.Agency, is.Agency)
	d.text(WeightGuide, what+"的依据", was.Basis, is.Basis)
	d.text(WeightGuide, what+"的说明", was.Note, is.Note)
	lists[yichuang.Need]{
		was: was.Needs, is: is.Needs,
		name:   func(n yichuang.Need) string { return string(n.Material) },
		label:  func(n yichuang.Need) string { return d.materialName(n.Material) },
		weight: WeightScenario, what: what + "的材料",
		each: func(a, b yichuang.Need) {
			d.plain(WeightScenario, what+"的材料“"+d.materialName(b.Material)+"”", needText(d.was, a), needText(d.is, b))
		},
	}.compare(d)
}

// partNames calls the items of a bundle by their names.
func partNames(it *yichuang.Item, list []yichuang.PartAnswers) string {
	names := make([]string, len(list))
	for i, p := range list {
		if names[i] = string(p.Item); it.Part(p.Item) != nil {
			names[i] = it.Part(p.Item).Name
		}
	}
	return strings.Join(names, "、")
}

func declineName(t yichuang.DeclineType) string {
	if t == "" {
		return ""
	}
	return t.Name()
}

// needText says when a scenario asks for a material.
func needText(it *yichuang.Item, n yichuang.Need) string {
	if n.Always() {
		return "必须提交"
	}
	var out []string
	if len(n.When) > 0 {
		out = append(out, conditionText(it, n.When))
	}
	if n.Agent {
		out = append(out, "有代理人")
	}
	if n.If != "" {
		out = append(out, n.If)
	}
	return "“" + strings.Join(out, "，并且") + "”时提交"
}

// conditionText writes a condition in the words of its questions and options.
func conditionText(it *yichuang.Item, c yichuang.Condition) string {
	var out []string
	for i := range it.Questions {
		q := &it.Questions[i]
		options, ok := c[q.ID]
		if !ok {
			continue
		}
		texts := make([]string, len(options))
		for j, o := range options {
			texts[j] = optionText(q, o)
		}
		out = append(out, fmt.Sprintf("%s %s", q.Text, strings.Join(texts, "或者")))
	}
	if len(out) == 0 {
		return "任何回答"
	}
	return strings.Join(out, "；")
}
