package intake

import (
	"fmt"
	"strconv"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// prospectWidth is the column that says what an option leads to.
const prospectWidth = 22

// View draws the answers so far, and below them the question or what they come to.
func (s *Scenario) View() (string, *tea.Cursor) {
	th, width, height := s.env.Theme, s.size.Width, s.size.Height
	if s.path == nil {
		note := s.note
		if note == "" {
			note = "正在读取办件…"
		}
		return kit.Lines(" "+kit.Steps(th, kit.StepScenario), "", "  "+note), nil
	}
	lines := s.head(width)
	foot := s.foot(width)
	room := max(height-len(lines)-len(foot), 1)
	var body []string
	if s.question != nil {
		body = s.ask(width, room)
	} else {
		all := s.outcome(width)
		s.top = max(0, min(s.top, len(all)-room))
		body = kit.Clip(all, s.top, room)
		foot[0] = s.more(len(all), room)
	}
	for len(body) < room {
		body = append(body, "")
	}
	lines = append(append(lines, body...), foot...)
	return kit.Lines(kit.Clip(lines, 0, height)...), nil
}

// head is steps, item and applicant, and the answers so far in as many lines as
// there are questions: the question below does not move.
func (s *Scenario) head(width int) []string {
	th := s.env.Theme
	steps, right := " "+kit.Steps(th, kit.StepScenario), ""
	if s.held != nil {
		name := s.held.Applicant.Name
		right = name + "  " + s.held.Number.Pretty()
		if kit.Width(kit.Text(s.item.Name+right))+6 > width {
			right = kit.Fit(name, max(width/2-14, 8)) + "  " + kit.ShortNumber(s.held.Number)
		}
	} else {
		steps, right = " "+th.Paint(kit.Title, "导办：看要交哪些材料，不登记"), "代理人：没有"
		if s.agent {
			right = "代理人：有"
		}
	}
	lines := []string{steps, th.Heading(s.item.Name, right, width), th.Paint(kit.Dim, th.Rule(width))}
	told := s.told()
	rows := min(len(s.item.Questions), 6)
	if s.question == nil { // no question moves any more, and the list below needs the room
		rows = min(len(told), rows)
	}
	told = told[max(len(told)-rows, 0):]
	left := min((width-6)*54/100, 70)
	for _, f := range told {
		lines = append(lines, "  "+th.Paint(kit.Dim, kit.Pad(f.label, left))+"  "+kit.Fit(f.text, width-left-5))
	}
	for range rows - len(told) {
		lines = append(lines, "")
	}
	return append(lines, th.Paint(kit.Dim, th.Rule(width)))
}

// ask draws the question and its options, the marked one always in view.
func (s *Scenario) ask(width, height int) []string {
	th := s.env.Theme
	var lines []string
	for _, l := range kit.Wrap(fmt.Sprintf("第%d问  %s", len(s.order)+1, s.question.Text), max(width-4, 8)) {
		lines = append(lines, "  "+th.Paint(kit.Strong, l))
	}
	lines = append(kit.Clip(lines, 0, 3), "")
	text := max(min(width-prospectWidth-8, 80), 8)
	var options []string
	from, to := 0, 0
	for i, o := range s.question.Options {
		if i == s.at {
			from = len(options)
		}
		options = append(options, s.option(i, o, text)...)
		if i == s.at {
			to = len(options) - 1
		}
	}
	room := max(height-len(lines), 1)
	top := kit.Scroll(0, to, len(options), room)
	top = kit.Scroll(top, from, len(options), room)
	return append(lines, kit.Clip(options, top, room)...)
}

// option draws one option, in at most three lines, and what it leads to.
func (s *Scenario) option(i int, o yichuang.Option, width int) []string {
	th := s.env.Theme
	mark, number := kit.NoMark, "  "
	if i == s.at {
		mark = kit.Mark
	}
	if i < 9 {
		number = strconv.Itoa(i+1) + " "
	}
	var out []string
	for k, l := range kit.Clip(kit.Wrap(o.Text, width), 0, 3) {
		lead, ahead := kit.Space(4), ""
		if k == 0 {
			lead, ahead = mark+number, s.options[i].String()
		}
		text := kit.Pad(lead+l, width+4) + "  " + kit.Pad(ahead, prospectWidth)
		if i == s.at {
			out = append(out, th.Paint(kit.Selected, text))
			continue
		}
		out = append(out, kit.Pad(lead+l, width+4)+"  "+th.Paint(kit.Dim, ahead))
	}
	return out
}

// foot is a line for remarks and one for the main key.
func (s *Scenario) foot(width int) []string {
	th := s.env.Theme
	remark := ""
	switch {
	case s.note != "":
		remark = "  " + th.Paint(kit.Warn, kit.Fit(s.note, width-4))
	case s.question != nil && s.all.collects:
		remark = "  " + th.Paint(kit.Dim, kit.Fit("按现在的回答："+s.all.String(), width-4))
	}
	return []string{remark, "  " + s.onwards(width-4)}
}

// onwards says what the main key does here.
func (s *Scenario) onwards(width int) string {
	th := s.env.Theme
	switch {
	case s.busy:
		return th.Paint(kit.Strong, "正在保存，请稍候…")
	case s.question != nil:
		if len(s.order) == 0 {
			return th.Paint(kit.Dim, kit.Fit("按数字直接回答", width))
		}
		return th.Paint(kit.Dim, kit.Fit("按数字直接回答，← 改上一个答案", width))
	case s.scenario == nil:
		return th.Paint(kit.Dim, kit.Fit("← 改上一个答案   F4 全部重答   Esc 离开，办件留在收件审查中", width))
	}
	text := s.enterDoes()
	if why := s.locked(); why != "" {
		text += "（" + why + "）"
	}
	return th.Paint(kit.Hint, "Enter") + " " + th.Paint(kit.Strong, kit.Fit(text, width-6))
}

// more says how much of the list is out of view.
func (s *Scenario) more(n, room int) string {
	th := s.env.Theme
	switch below := n - s.top - room; {
	case s.note != "":
		return "  " + th.Paint(kit.Warn, s.note)
	case below > 0:
		return "  " + th.Paint(kit.Dim, fmt.Sprintf("下面还有%d行，↓ 或者 PgDn", below))
	}
	return ""
}

// outcomeRoom is how many lines of the outcome are in view.
func (s *Scenario) outcomeRoom() int {
	return max(s.size.Height-len(s.head(s.size.Width))-len(s.foot(s.size.Width)), 1)
}

// enterDoes names what Enter does at the end of the path.
func (s *Scenario) enterDoes() string {
	switch {
	case s.number == "" && s.scenario.Outcome == yichuang.DoNotCollect:
		return "返回选事项"
	case s.number == "":
		return "收这个事项"
	case s.scenario.Outcome == yichuang.DoNotCollect:
		return "不收件，去告知"
	case s.held.Stage != yichuang.StageReview:
		return "查看审查"
	}
	return "确认情形，开始审查"
}
