package review

import (
	"fmt"
	"strings"

	"yichuang"
	"yichuang/tui/kit"
)

// verdictWidth is the room for a verdict behind a point.
const verdictWidth = 9

// detail says how much of the points that are not current is shown.
type detail int

const (
	brief detail = iota // one line, and what is wrong
	full                // the standard too, where there is room for all of them
)

// points draws the current material: what it is and what is here of it, its
// points with the current one opened, its typical errors.
func (s *Screen) points(width, height int) []string {
	head := s.material(width)
	if s.rows[s.at.row].st.Applies == yichuang.AppliesNo {
		return kit.Clip(head, 0, height)
	}
	room := max(height-len(head), 4)
	body, from, to := s.body(width, full)
	if len(body) > room {
		body, from, to = s.body(width, brief)
	}
	s.rightTop = kit.Scroll(s.rightTop, to, len(body), room)
	s.rightTop = kit.Scroll(s.rightTop, from, len(body), room)
	return kit.Clip(append(head, kit.Clip(body, s.rightTop, room)...), 0, height)
}

// body returns the points and typical errors, and which lines are the current
// point's.
func (s *Screen) body(width int, d detail) (lines []string, from, to int) {
	for k := range s.rows[s.at.row].Points {
		p := place{s.at.row, k}
		if p == s.at {
			from = len(lines)
			lines = append(lines, s.openPoint(p, width)...)
			to = len(lines) - 1
			continue
		}
		lines = append(lines, s.otherPoint(p, width, d)...)
	}
	return append(lines, s.errors(width, d)...), from, to
}

// material draws what the current material is, and what is here of it.
func (s *Screen) material(width int) []string {
	th, r := s.env.Theme, s.rows[s.at.row]
	lines := kit.Clip(kit.Wrap(r.Name, width), 0, 2)
	for i := range lines {
		lines[i] = th.Paint(kit.Title, lines[i])
	}
	kind := "次要材料"
	if r.Primary {
		kind = "主要材料"
	}
	facts := []string{kind}
	if r.Owing.Allowed && !r.Primary {
		facts = append(facts, "可容缺")
	} else {
		facts = append(facts, "不得容缺")
	}
	if r.Form != "" {
		facts = append(facts, r.Form)
	}
	lines = append(lines, th.Paint(kit.Dim, kit.Fit(strings.Join(facts, "  "), width)), s.received(width))
	if due, ok := s.told[yichuang.PointRef{Material: r.ID}]; ok {
		lines = append(lines, th.Paint(kit.Warn, kit.Fit("上次告知："+due, width)))
	}
	if c := s.condition(s.at.row); c != "" && r.st.Applies != yichuang.AppliesYes {
		lines = append(lines, labelled(th, width, "条件", c, 3)...)
	}
	switch {
	case r.st.Applies == yichuang.AppliesOpen:
		return append(lines, th.Paint(kit.Strong, kit.Fit("本次需要这件材料吗？  y 需要  x 不需要", width)), "")
	case r.Exempt != "" && !r.here() && r.st.Applies == yichuang.AppliesYes:
		lines = append(lines, labelled(th, width, "免交", strings.TrimSuffix(r.Exempt, "。")+"（按 e）", 2)...)
	}
	if len(r.Points) == 0 && r.st.Applies == yichuang.AppliesYes {
		lines = append(lines, kit.Fit("没有审查要点，核对份数即可：Enter 收到", width))
	}
	return append(lines, "")
}

// received says what is here against what is asked for.
func (s *Screen) received(width int) string {
	th, r := s.env.Theme, s.rows[s.at.row]
	want := pieces(r.Originals, r.Copies)
	switch {
	case r.st.Applies == yichuang.AppliesNo:
		return th.Paint(kit.Dim, kit.Fit("本次不需要（按 y 改为需要）", width))
	case r.st.Presence == yichuang.Missing:
		return th.Paint(kit.Bad, kit.Fit("未提交", width)) + kit.Fit("  应交 "+want, width-6)
	case r.st.Presence == yichuang.Exempt:
		return th.Paint(kit.Good, "免提交")
	case r.st.Presence == "":
		return kit.Fit("应交 "+want, width)
	case r.st.Digital:
		return th.Paint(kit.Good, "已收电子件")
	}
	text := pieces(r.st.Originals, r.st.Copies)
	if r.short() {
		text = ofAsked(r)
		return kit.Fit("已收 "+text, width-8) + th.Paint(kit.Bad, "  份数缺")
	}
	return kit.Fit("已收 "+text, width)
}

// pieces writes "原件1份、复印件2份".
func pieces(originals, copies int) string {
	switch {
	case copies == 0:
		return fmt.Sprintf("原件%d份", originals)
	case originals == 0:
		return fmt.Sprintf("复印件%d份", copies)
	}
	return fmt.Sprintf("原件%d份、复印件%d份", originals, copies)
}

// ofAsked writes "原件1/1份、复印件0/2份", of what is asked for.
func ofAsked(r row) string {
	var parts []string
	if r.Originals > 0 {
		parts = append(parts, fmt.Sprintf("原件%d/%d份", r.st.Originals, r.Originals))
	}
	if r.Copies > 0 {
		parts = append(parts, fmt.Sprintf("复印件%d/%d份", r.st.Copies, r.Copies))
	}
	return strings.Join(parts, "、")
}

// pointHead is number, content and verdict of a point, in width columns less the
// mark.
func (s *Screen) pointHead(p place, width int) (head, word string, tone kit.Tone) {
	pt := s.point(p)
	word, tone = s.verdictWord(p)
	return kit.Pad(fmt.Sprintf("%d %s", pt.No, pt.Content), width-2-verdictWidth-1), word, tone
}

// otherPoint draws a point that is not the current one.
func (s *Screen) otherPoint(p place, width int, d detail) []string {
	th, j := s.env.Theme, s.judged(p)
	head, word, tone := s.pointHead(p, width)
	lines := []string{kit.NoMark + head + " " + th.Paint(tone, word)}
	if d == full {
		for _, l := range kit.Wrap(s.point(p).Standard, width-9) {
			lines = append(lines, kit.Space(9)+th.Paint(kit.Dim, l))
		}
	}
	if j.Verdict == yichuang.Fail && j.Finding != "" {
		lines = append(lines, "    "+kit.Fit(j.Finding, width-4))
	}
	return lines
}

// openPoint draws the current point with everything that is needed to judge it.
func (s *Screen) openPoint(p place, width int) []string {
	th, pt, j := s.env.Theme, s.point(p), s.judged(p)
	head, word, _ := s.pointHead(p, width)
	lines := []string{th.Paint(kit.Selected, kit.Pad(kit.Mark+head+" "+word, width))}
	add := func(label, text string, most int) {
		for _, l := range labelled(th, width-4, label, text, most) {
			lines = append(lines, "    "+l)
		}
	}
	add("标准", pt.Standard, 5)
	method, remedy := pt.Method, "不符时"+string(pt.OnFail)
	if kit.Width(method)+kit.Width(remedy)+11 <= width {
		add("方法", method+"  "+remedy, 1)
	} else {
		add("方法", method, 2)
		add("不符", string(pt.OnFail), 2)
	}
	if text := s.machineSays(p); text != "" {
		add("机检", text, 3)
	}
	if j.Value != "" {
		add("录入", j.Value, 1)
	}
	if j.Verdict == yichuang.Fail {
		add("问题", j.Finding, 4)
		if pt.OnFail == yichuang.RemedyOnSpot {
			add("更正", "可以当场更正，改好后按 s", 1)
		}
	} else if t := s.told[s.ref(p)]; t != "" {
		add("上次", "告知过："+t, 3)
	}
	return lines
}

// verdictWord is what stands behind a point.
func (s *Screen) verdictWord(p place) (string, kit.Tone) {
	j := s.judged(p)
	word, tone := j.Verdict.Name(), kit.Plain
	switch j.Verdict {
	case yichuang.Pass:
		tone = kit.Good
	case yichuang.Fail:
		tone = kit.Bad
	case yichuang.NotApplicable:
		tone = kit.Dim
	}
	switch {
	case j.Verdict == "":
		return word, kit.Plain
	case j.Verdict == yichuang.Fail && j.Visit < s.c.Visit && s.open(p):
		return "须补正", kit.Warn
	case j.Visit < s.c.Visit:
		return "上次" + word, tone
	case j.OnSpot:
		return "更正 " + word, tone
	case j.Machine:
		return "机检 " + word, tone
	}
	return word, tone
}

// machineSays tells what a machine can do of the point, or has done.
func (s *Screen) machineSays(p place) string {
	j := s.judged(p)
	res := s.check(s.rows[p.row], s.point(p), j.Value)
	switch {
	case j.Machine && j.Verdict == yichuang.Fail: // the finding says it
		return ""
	case j.Machine:
		return "已自动核对，" + res.Say
	case res.Ability == yichuang.ByItself:
		return res.Verdict.Name() + "，" + res.Say
	case res.Ability == yichuang.ByValue && res.Ask != "" && j.Verdict == "":
		return "按 v 录入" + res.Ask
	case res.Say != "":
		return res.Say + "（人工判定）"
	}
	return ""
}

// errors lists the typical errors of the material: a paragraph, or a list where
// there is room.
func (s *Screen) errors(width int, d detail) []string {
	r := s.rows[s.at.row]
	if len(r.Errors) == 0 {
		return nil
	}
	parts := make([]string, len(r.Errors))
	for i, e := range r.Errors {
		parts[i] = fmt.Sprintf("%d %s", i+1, strings.TrimSuffix(e, "。"))
	}
	sep := "；"
	if d == full {
		sep = "\n"
	}
	return append([]string{""}, labelled(s.env.Theme, width, "常见错误", strings.Join(parts, sep), 12)...)
}
