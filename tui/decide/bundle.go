package decide

import (
	"slices"
	"strings"

	"yichuang"
)

// outcome is a decision as it would be written. Where a bundle is accepted it becomes
// cases, one for each of its items, and is itself not decided.
type outcome struct {
	*yichuang.Decided
	made []yichuang.PartedCase
}

// decide says what a choice comes to.
func (m *matter) decide(choice yichuang.Choice) (*outcome, error) {
	d, err := yichuang.Decide(m.it, m.c, choice, m.now)
	if err != nil {
		return nil, err
	}
	out := &outcome{Decided: d}
	if m.it.Bundled() && d.Decision.Accepts() {
		out.made, err = yichuang.PartBundle(m.it, m.c, choice, m.parts, m.now)
	}
	return out, err
}

// parting is what becomes of each item of a bundle, with its own last days.
func (m *matter) parting(d *outcome) []line {
	out := against(d.Decided)
	for i := range d.made {
		p := &d.made[i]
		l := numbered("分办", i, p.Item.Name+"，"+p.Item.Office.Department+"："+fate(p))
		l.warn = !p.Case.Accepted()
		out = append(out, l)
	}
	return out
}

// fate says in what state a case of a bundle begins.
func fate(p *yichuang.PartedCase) string {
	c := p.Case
	switch {
	case c.Stage == yichuang.StageConfirm:
		return "先送初审确认，确认之日为受理日期"
	case !c.Accepted():
		return "按自己的规定现在不能受理，分出后单独审查"
	}
	words := "受理，"
	switch due := c.Decision.Facts.Dues.Promised; {
	case p.Item.Terms.Promised.Value == 0:
		words += "即时办结"
	default:
		words += "承诺" + dueLine("", p.Item.Terms.Promised, due).text
	}
	if c.Unconfirmed {
		words += "；部门事后确认"
	}
	return words
}

// papers names the papers that the cases of a bundle give by themselves.
func (d *outcome) papers() string {
	var names []string
	for i := range d.made {
		for _, k := range yichuang.PapersDue(d.made[i].Case) {
			if name := k.Name(); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return "各办件现在没有其他文书"
	}
	return "各办件另出" + strings.Join(names, "、")
}
