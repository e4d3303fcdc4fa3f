package intake

import (
	"fmt"
	"slices"

	"yichuang"
	"yichuang/tui/kit"
)

// outcome draws what the answers come to: the list of materials, why nothing is
// collected, or that nobody at the window may decide it.
func (s *Scenario) outcome(width int) []string {
	switch {
	case s.stop != nil:
		return s.halt(width)
	case s.scenario == nil:
		return nil
	case s.scenario.Outcome == yichuang.DoNotCollect:
		return s.refusal(width)
	}
	lines, parted := s.materials(width)
	if len(lines) > s.outcomeRoom() {
		lines = slices.Delete(lines, parted, parted+1)
	}
	return lines
}

// halt tells the clerk to ask the department: a guessed list sends people home
// twice.
func (s *Scenario) halt(width int) []string {
	th := s.env.Theme
	message, hint := yichuang.Explain(s.stop)
	var out []string
	for _, l := range kit.Wrap("停：不能确定情形", width-4) {
		out = append(out, "  "+th.Paint(kit.Bad, l))
	}
	facts := []fact{{"原因", message}, {"怎么办", hint}, {"承办部门", s.item.Office.Department}}
	if s.deps.Hall.Phone != "" {
		facts = append(facts, fact{"大厅电话", s.deps.Hall.Phone})
	}
	return append(out, indent(facts, th, width)...)
}

// refusal says plainly that nothing is collected, and why.
func (s *Scenario) refusal(width int) []string {
	th := s.env.Theme
	var out []string
	for _, l := range kit.Wrap("不收件："+s.scenario.Name, width-4) {
		out = append(out, "  "+th.Paint(kit.Strong, l))
	}
	facts := declineFacts(s.scenario)
	facts[0].label = "属于"
	paper := "需要书面告知的，在下一步出具。"
	if s.number == "" {
		paper = "需要书面告知的，请先收件登记。"
	}
	facts = append(facts, fact{"", ""}, fact{"", "请当面说清理由和去处；" + paper})
	return append(out, indent(facts, th, width)...)
}

func indent(facts []fact, th *kit.Theme, width int) []string {
	var out []string
	for _, f := range facts {
		for _, l := range f.lines(th, min(width-4, 110)) {
			out = append(out, "  "+l)
		}
	}
	return out
}

// material is one row of the list.
type material struct {
	*yichuang.Material
	only string // the condition in words, for those that may not apply
}

// needed lists the materials that the answers ask for, the doubtful ones last.
func (s *Scenario) needed() (sure, doubtful []material) {
	asked, open := yichuang.NeedsFor(s.scenario, s.answers, s.agent)
	for _, n := range s.scenario.Needs {
		m := s.item.Material(n.Material)
		switch {
		case m == nil:
		case slices.Contains(open, n.Material) && n.If != "":
			doubtful = append(doubtful, material{m, n.If})
		case slices.Contains(asked, n.Material) && n.If == "":
			sure = append(sure, material{m, ""})
		}
	}
	return slices.CompactFunc(sure, sameMaterial), slices.CompactFunc(doubtful, sameMaterial)
}

func sameMaterial(a, b material) bool { return a.ID == b.ID && a.only == b.only }

// materials draws the list; the line at parted is the empty one before it.
func (s *Scenario) materials(width int) (out []string, parted int) {
	th := s.env.Theme
	for _, l := range kit.Wrap("对应情形："+s.scenario.Name, width-4) {
		out = append(out, "  "+th.Paint(kit.Title, l))
	}
	if s.scenario.Note != "" {
		out = append(out, indent([]fact{{"说明", s.scenario.Note}}, th, width)...)
	}
	sure, doubtful := s.needed()
	count := fmt.Sprintf("应当提交%d种材料", len(sure))
	if len(doubtful) > 0 {
		count += fmt.Sprintf("，另有%d种看情况，请向申请人问清", len(doubtful))
	}
	parted = len(out) + 1
	out = append(out, "  "+kit.Fit(count, width-4), "")
	for i, m := range append(sure, doubtful...) {
		out = append(out, s.materialLines(i+1, m, width)...)
	}
	return out, parted
}

// The columns beside a material's name.
const (
	piecesWidth = 19
	owableWidth = 6
)

// materialLines draws one material: number, name, how many, whether it may be
// owed, and when it need not be handed in: beside it where there is room.
func (s *Scenario) materialLines(no int, m material, width int) []string {
	th := s.env.Theme
	name, note := width-4-3-piecesWidth-owableWidth-3*kit.Gap, 0
	if width >= wide {
		name, note = min(name/2, 50), width-4-3-piecesWidth-owableWidth-4*kit.Gap-min(name/2, 50)
	}
	name = max(name, 8)
	remarks := m.remarks()
	var out []string
	for i, l := range kit.Wrap(m.Name, name) {
		line := kit.Space(2 + 3 + kit.Gap)
		if i == 0 {
			line = kit.Space(2) + kit.PadLeft(fmt.Sprint(no), 3) + kit.Space(kit.Gap) + kit.Pad(l, name) +
				kit.Space(kit.Gap) + kit.Pad(pieces(m.Material), piecesWidth) + kit.Space(kit.Gap) + kit.Pad(owable(m.Material), owableWidth)
		} else {
			line += l
		}
		out = append(out, line)
	}
	indent := 2 + 3 + kit.Gap
	if note > 0 {
		indent += name + kit.Gap + piecesWidth + kit.Gap + owableWidth + kit.Gap
	} else {
		note = max(width-indent-2, 8)
	}
	row := len(out)
	if width >= wide {
		row = 0
	}
	for _, r := range remarks {
		for _, l := range kit.Wrap(r.text, note) {
			for len(out) <= row {
				out = append(out, "")
			}
			out[row] = kit.Fill(out[row], indent) + th.Paint(r.tone, l)
			row++
		}
	}
	return out
}

// remark is a sentence about a material.
type remark struct {
	tone kit.Tone
	text string
}

func (m material) remarks() []remark {
	var out []remark
	if m.only != "" {
		out = append(out, remark{kit.Warn, "仅限：" + m.only})
	}
	if m.Exempt != "" {
		out = append(out, remark{kit.Dim, m.Exempt})
	}
	return out
}
