package cases

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yichuang"
	"yichuang/tui/kit"
)

// materials lists what is asked for and what became of it.
func (s *Screen) materials(width int) []string {
	c := s.c
	if len(c.Materials) == 0 {
		return nil
	}
	th := s.env.Theme
	lines := []string{kit.Spread(th.Paint(kit.Title, fmt.Sprintf("材料  %d种", len(c.Materials))), th.Paint(kit.Dim, s.scanWords(c.Scans())), width)}
	a := yichuang.Assess(s.it, c, s.now)
	columns := []kit.Column{{Width: 3, Right: true}, {Width: 16, Flex: 1}, {Width: 13}, {Width: 10}}
	widths := kit.Columns(columns, width)
	indent := widths[0] + kit.Gap
	for i := range c.Materials {
		m := &c.Materials[i]
		name := string(m.Material)
		if it := s.it.Material(m.Material); it != nil {
			name = it.Name
		}
		tone, words := s.reviewed(m, a)
		names := kit.Wrap(name, max(widths[1], 8))
		row := kit.Row(columns[:3], widths[:3], []string{strconv.Itoa(i + 1), names[0], taken(m)})
		lines = append(lines, kit.Fill(row, width-widths[3])+th.Paint(tone, kit.Fit(words, widths[3])))
		for _, more := range kit.Clip(names, 1, 3) {
			lines = append(lines, kit.Space(indent)+more)
		}
		if words := s.scanWords(m.Scans); words != "" {
			lines = append(lines, kit.Space(indent)+th.Paint(kit.Dim, words))
		}
	}
	return lines
}

// scanWords say how many scans there are and what is not at the centre or not as it
// was, "" for none.
func (s *Screen) scanWords(scans []yichuang.Scan) string {
	if len(scans) == 0 {
		return ""
	}
	count := map[yichuang.ScanState]int{}
	for _, scan := range scans {
		count[s.record.scans[scan.Hash]]++
	}
	text := fmt.Sprintf("扫描件%d个", len(scans))
	for _, of := range []struct {
		state yichuang.ScanState
		words string
	}{{yichuang.ScanUnsent, "待上传"}, {yichuang.ScanSpoilt, "已损坏"}} {
		if n := count[of.state]; n > 0 {
			text += fmt.Sprintf("，%d个%s", n, of.words)
		}
	}
	return text
}

// taken says whether a material is here.
func taken(m *yichuang.MaterialState) string {
	switch {
	case m.Applies == yichuang.AppliesNo:
		return "本次不需要"
	case m.Applies == yichuang.AppliesOpen:
		return "待确认需要否"
	case m.Presence == yichuang.Missing:
		return "未提交"
	case m.Presence == yichuang.Exempt:
		return "免提交"
	case m.Presence == "":
		return "未登记"
	case m.Digital:
		return "电子件"
	}
	var words []string
	if m.Originals > 0 {
		words = append(words, "原件"+strconv.Itoa(m.Originals))
	}
	if m.Copies > 0 {
		words = append(words, "复印件"+strconv.Itoa(m.Copies))
	}
	return or(strings.Join(words, " "), "已收")
}

// reviewed says what the review of a material came to so far.
func (s *Screen) reviewed(m *yichuang.MaterialState, a *yichuang.Assessment) (kit.Tone, string) {
	it := s.it.Material(m.Material)
	if it == nil || m.Applies != yichuang.AppliesYes || m.Presence == "" {
		return kit.Dim, ""
	}
	if m.Presence == yichuang.Missing {
		return kit.Bad, "缺"
	}
	if m.Produced != "" {
		return kit.Dim, "由部门核对"
	}
	failed, judged := 0, 0
	for _, p := range it.Points {
		switch m.Points[p.No].Verdict {
		case yichuang.Fail:
			failed++
			judged++
		case yichuang.Pass, yichuang.NotApplicable:
			judged++
		}
	}
	short := slices.ContainsFunc(a.Findings, func(f yichuang.Finding) bool { return f.Material == m.Material && f.No == 0 })
	switch {
	case short:
		return kit.Bad, "份数不足"
	case failed > 0:
		return kit.Bad, fmt.Sprintf("%d条不符", failed)
	case judged < len(it.Points):
		return kit.Plain, fmt.Sprintf("已审%d/%d条", judged, len(it.Points))
	}
	return kit.Good, "符合"
}

// findings are what was found and told: what the review holds now, the notices
// given, and what the decision says.
func (s *Screen) findings(width int) []string {
	c, th := s.c, s.env.Theme
	var lines []string
	block := func(title string, list []yichuang.Finding) {
		if len(list) == 0 {
			return
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, th.Paint(kit.Title, fmt.Sprintf("%s  %d项", title, len(list))))
		for i, f := range list {
			lines = append(lines, numbered(i+1, findingWords(&f), width)...)
		}
	}
	if c.Stage == yichuang.StageReview {
		a := yichuang.Assess(s.it, c, s.now)
		block("目前发现的问题", a.Findings)
		block("不得受理的问题", a.Barring)
		block("转审批部门核实", a.Referred)
	}
	for _, n := range c.Notices {
		block(fmt.Sprintf("第%d次到窗口告知补正（%s）", n.Visit, yichuang.DateOf(n.At)), n.Findings)
	}
	if c.Decision == nil {
		return lines
	}
	facts := &c.Decision.Facts
	if facts.Decision != yichuang.Correct { // told above
		block("决定时的问题", facts.Findings)
	}
	block("转审批部门核实", facts.Referred)
	for _, f := range s.reasons(facts) {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, th.Paint(kit.Title, f.label))
		lines = append(lines, indented(f.text, width)...)
	}
	return lines
}

// reasons are the texts of a decision: why it was declined, what is owed, why the
// clerk deviated.
func (s *Screen) reasons(d *yichuang.Decided) []fact {
	var list []fact
	if g := d.Ground; g != nil {
		text := g.Type.Name() + "：" + g.Reason
		if g.Agency != "" {
			text += "。应当向" + g.Agency + "申请"
		}
		list = append(list, fact{label: "不予受理的理由", text: text})
	}
	for _, o := range d.Owed {
		list = append(list, fact{label: "容缺材料《" + kit.Text(o.Name) + "》", text: o.What + "；" + o.Due.String() + "前补齐"})
	}
	if d.Deviation != "" {
		list = append(list, fact{label: "偏离审查结论的理由", text: d.Deviation})
	}
	return list
}

func findingWords(f *yichuang.Finding) string {
	text := "《" + f.Name + "》"
	if f.Content != "" {
		text += f.Content + "："
	}
	text += f.Defect
	if f.Todo != "" {
		text += "。" + f.Todo
	}
	return text
}

// numbered hangs a text beside its number.
func numbered(n int, text string, width int) []string {
	lines := kit.Wrap(text, max(width-5, 8))
	for i, l := range lines {
		mark := ""
		if i == 0 {
			mark = strconv.Itoa(n) + "."
		}
		lines[i] = kit.PadLeft(mark, 4) + " " + l
	}
	return lines
}

func indented(text string, width int) []string {
	lines := kit.Wrap(text, max(width-2, 8))
	for i, l := range lines {
		lines[i] = "  " + l
	}
	return lines
}

// papers lists the papers of a case with their state, and those that are due.
func (s *Screen) papers(width int) []string {
	due := yichuang.PapersDue(s.c)
	if len(s.c.Papers) == 0 && len(due) == 0 {
		return nil
	}
	th := s.env.Theme
	lines := []string{th.Paint(kit.Title, fmt.Sprintf("文书  %d份", len(s.c.Papers)+len(due)))}
	columns := []kit.Column{{Width: 20, Flex: 1}, {Width: 10}, {Width: 20}}
	widths := kit.Columns(columns, width-2)
	before := 2 + widths[0] + kit.Gap
	row := func(name, day string, tone kit.Tone, state string) {
		text := "  " + kit.Row(columns[:2], widths[:2], []string{name, day})
		lines = append(lines, kit.Fill(text, before+widths[1]+kit.Gap)+th.Paint(tone, kit.Fit(state, widths[2])))
	}
	for _, p := range s.c.Papers {
		tone, state := kit.Warn, p.State.Name()
		if p.State == yichuang.PaperIsHanded {
			tone = kit.Good
		}
		if p.Count > 1 {
			state += fmt.Sprintf("，补打%d次", p.Count-1)
		}
		row(p.Kind.Name(), p.On.String(), tone, state)
	}
	for _, k := range due {
		row(k.Name(), "", kit.Warn, "还没有生成，按 p")
	}
	return lines
}

// told tells an event, and what the centre said of it where that was not taking it.
func (s *Screen) told(e *yichuang.Event) string {
	text := e.Say(s.it)
	if e.Refused != nil {
		text += "（中心没有接受：" + e.Refused.Message + "）"
	}
	return text
}

// history tells everything that happened, the latest first: that is what one
// asks for.
func (s *Screen) history(width int) []string {
	th := s.env.Theme
	lines := []string{th.Paint(kit.Title, "办理过程") + th.Paint(kit.Dim, "  最近的在前")}
	const before = 11 + kit.Gap + 6 + kit.Gap
	for i := len(s.events) - 1; i >= 0; i-- {
		e := &s.events[i]
		head := kit.Pad(shortTime(e.Time(), s.now.Now), 11) + kit.Space(kit.Gap) + kit.Pad(string(e.By), 6) + kit.Space(kit.Gap)
		for n, l := range kit.Wrap(s.told(e), max(width-before, 8)) {
			if n > 0 {
				head = kit.Space(before)
			}
			lines = append(lines, head+l)
		}
	}
	return lines
}
