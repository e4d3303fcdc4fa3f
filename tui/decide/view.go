package decide

import (
	"fmt"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// labelWidth is the room for the labels of an account.
const labelWidth = 12

// View draws the options and what follows from the marked one, or the question
// of the present stage.
func (s *Screen) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, s.size.Width
	if s.matter == nil {
		text := "正在读取办件 " + s.number.Pretty() + " …"
		if !s.busy {
			text = "办件没有读出来，按 Esc 返回后重试"
		}
		return kit.Lines(" "+kit.Steps(th, kit.StepDecide), "", " "+kit.Fit(text, width-1)), nil
	}
	lines := s.head(width)
	room := s.size.Height - len(lines) - 1
	var body []string
	var cursor *tea.Cursor
	switch {
	case s.c.Stage != yichuang.StageReview:
		for _, l := range kit.Wrap("本办件已经是“"+s.c.Stage.Name()+"”。按 Enter 看文书，Esc 返回。", width-2) {
			body = append(body, " "+l)
		}
	case s.stage == reasoning:
		body, cursor = s.asking(width, room, s.reasonLines)
	case s.stage == naming:
		body, cursor = s.asking(width, room, s.agencyLines)
	case s.stage == confirming:
		body = s.summary(width, room)
	default:
		body = s.choices(width, room)
	}
	if cursor != nil {
		cursor.Y += len(lines)
	}
	body = kit.Clip(body, 0, room)
	for len(body) < room {
		body = append(body, "")
	}
	lines = append(append(lines, body...), " "+th.Paint(kit.Warn, kit.Fit(s.says, width-2)))
	if s.busy {
		lines[len(lines)-1] = " " + th.Paint(kit.Dim, "正在保存…")
	}
	return kit.Lines(lines...), cursor
}

func (s *Screen) head(width int) []string {
	th := s.env.Theme
	var found []string
	if s.a.Total > 0 {
		found = append(found, fmt.Sprintf("已审 %d/%d", s.a.Judged, s.a.Total))
	}
	if n := len(s.a.Findings) + len(s.a.Barring); n > 0 {
		found = append(found, fmt.Sprintf("问题 %d", n))
	}
	if n := len(s.a.Referred); n > 0 {
		found = append(found, fmt.Sprintf("转部门 %d", n))
	}
	what := s.c.ItemName
	if s.c.ScenarioName != "" {
		what += "  " + s.c.ScenarioName
	}
	return []string{
		kit.Spread(" "+kit.Steps(th, kit.StepDecide), th.Paint(kit.Strong, strings.Join(found, "  "))+" ", width),
		th.Heading(what, s.c.Applicant.Name, width),
		th.Paint(kit.Dim, th.Rule(width)),
	}
}

// choices draws one row for each decision, and below what the marked one comes
// to.
func (s *Screen) choices(width, room int) []string {
	th := s.env.Theme
	var lines []string
	for i, o := range s.options {
		word, tone := "不能", kit.Dim
		switch {
		case o.allowed:
			word, tone = "可以", kit.Good
		case o.deviable:
			word = "须理由"
		}
		mark := kit.NoMark
		if i == s.cursor {
			mark = kit.Mark
		}
		name := kit.Pad(fmt.Sprintf("%s%d %s", mark, i+1, o.name), 20)
		why := kit.Fit(o.why, width-20-8-2)
		if i == s.cursor {
			lines = append(lines, th.Paint(kit.Selected, kit.Pad(name+kit.Pad(word, 8)+why, width)))
			continue
		}
		if !o.allowed {
			name, why = th.Paint(kit.Dim, name), th.Paint(kit.Dim, why)
		}
		lines = append(lines, name+th.Paint(tone, kit.Pad(word, 8))+why)
	}
	lines = append(lines, th.Paint(kit.Dim, th.Rule(width)))
	return append(lines, s.scroll(s.details(width), width, room-len(lines))...)
}

// details is what follows from the marked option, taken or not.
func (s *Screen) details(width int) []string {
	o := s.options[s.cursor]
	switch {
	case o.kind == mendNow:
		var out []line
		for i, f := range s.a.OnSpot() {
			out = append(out, numbered("当场更正", i, finding(f)+"。"+f.Todo))
		}
		if len(out) == 0 {
			out = append(out, line{label: "说明", text: o.why})
		}
		return s.columns(out, width)
	case !o.allowed && !o.deviable:
		out := []line{{label: "不能的原因", text: o.why}}
		if len(s.a.Open) > 0 || len(s.a.Doubtful) > 0 {
			out = append(out, line{"怎么办", "按 Esc " + s.back() + "，把没有审的要点审完", true})
		}
		for i, f := range append(s.a.Barring, s.a.Findings...) {
			out = append(out, numbered("审查发现", i, finding(f)))
		}
		return s.columns(out, width)
	}
	choice := yichuang.Choice{Decision: o.kind}
	var out []line
	if !o.allowed {
		choice.Deviation = "（按 Enter 写理由）"
		out = append(out, line{"审查结论", o.why, true})
	}
	if o.kind == yichuang.Decline && s.needsAgency() {
		g := *o.ground
		g.Agency = "（按 Enter 填写）"
		choice.Ground = &g
	}
	d, err := s.decide(choice)
	if err != nil {
		message, _ := yichuang.Explain(err)
		return s.columns([]line{{label: "说明", text: message}}, width)
	}
	return s.columns(append(out, s.matter.account(d)...), width)
}

// columns draws labels and texts in two columns.
func (s *Screen) columns(lines []line, width int) []string {
	var out []string
	for _, l := range lines {
		tone := kit.Plain
		if l.warn {
			tone = kit.Warn
		}
		for _, t := range s.env.Theme.Hang(l.label, l.text, labelWidth, min(width-3, 100+labelWidth), tone) {
			out = append(out, "  "+t)
		}
	}
	return out
}

// scroll shows the part of the details that was scrolled to, and says how much
// more there is.
func (s *Screen) scroll(lines []string, width, room int) []string {
	if len(lines) <= room {
		s.top = 0
		return lines
	}
	s.top = max(0, min(s.top, len(lines)-(room-1)))
	shown := append([]string(nil), kit.Clip(lines, s.top, room-1)...)
	more := fmt.Sprintf("第%d至%d行，共%d行（PgDn 往下看）", s.top+1, s.top+len(shown), len(lines))
	return append(shown, "  "+s.env.Theme.Paint(kit.Dim, kit.Fit(more, width-2)))
}

// summary shows the decision as it will be written.
func (s *Screen) summary(width, room int) []string {
	th := s.env.Theme
	lines := []string{" " + th.Paint(kit.Title, "确认决定："+s.d.Decision.Name()), ""}
	foot := "按 Enter 确认，决定记入办件并生成文书；按 Esc 重新选择"
	if s.d.Decision == yichuang.AcceptOwing {
		foot = "申请人已提出容缺受理的，按 Enter 确认；没有提出的，按 Esc 重新选择"
	}
	lines = append(lines, s.scroll(s.columns(s.matter.account(s.d), width), width, room-len(lines)-2)...)
	return append(lines, "", " "+th.Paint(kit.Strong, kit.Fit(foot, width-2)))
}

// asking frames a question with the decision it is about.
func (s *Screen) asking(width, room int, ask func(width, room int) ([]string, *tea.Cursor)) ([]string, *tea.Cursor) {
	o := s.options[s.cursor]
	lines := []string{" " + s.env.Theme.Paint(kit.Title, kit.Fit(o.name+"："+o.why, width-2)), ""}
	more, cursor := ask(width-2, room-len(lines))
	for _, l := range more {
		lines = append(lines, " "+l)
	}
	if cursor != nil {
		cursor.X, cursor.Y = cursor.X+1, cursor.Y+2
	}
	return lines, cursor
}

func (s *Screen) reasonLines(width, room int) ([]string, *tea.Cursor) {
	th := s.env.Theme
	lines := kit.Wrap("审查没有通过而仍要受理的，须写明理由。理由连同经办人记入办件，责任由窗口承担。", width)
	lines = append(lines, "", th.Paint(kit.Label, "理由："))
	width = min(width, 100)
	rows := max(min(room-len(lines), 8), 1)
	text, cursor := s.reason.View(width, rows)
	if cursor != nil {
		cursor.Y += len(lines)
	}
	for i := range rows {
		l := ""
		if i < len(text) {
			l = text[i]
		}
		lines = append(lines, l+th.Paint(kit.Blank, kit.Space(width-kit.Width(l))))
	}
	return lines, cursor
}

func (s *Screen) agencyLines(width, _ int) ([]string, *tea.Cursor) {
	th := s.env.Theme
	lines := kit.Wrap("不属于本机关职权范围或者一窗范围的，必须告知申请人应当向哪里申请（行政许可法第32条第1款第2项）。", width)
	lines = append(lines, "")
	label := "应当向："
	text, x := s.agency.View(min(width, 80) - kit.Width(label))
	cursor := kit.Caret(x+kit.Width(label), len(lines))
	return append(lines, th.Paint(kit.Label, label)+text+th.Paint(kit.Blank, kit.Space(min(width, 80)-kit.Width(label)-kit.Width(text)))), cursor
}
