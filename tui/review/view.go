package review

import (
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// The lines above and below the two panes: step and progress, who and what, a
// rule or a banner; what the last key did.
const (
	headLines = 3
	footLines = 1
)

// View draws the materials on the left and the points of the current one, or the
// question about it, on the right.
func (s *Screen) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, s.size.Width
	if s.c == nil {
		text := "正在读取办件 " + s.number.Pretty() + " …"
		if !s.work.busy {
			text = "办件没有读出来，按 Esc 返回后重试"
		}
		return kit.Lines(" "+kit.Steps(th, kit.StepReview), "", " "+kit.Fit(text, width-1)), nil
	}
	lines := s.head(width)
	height := max(s.size.Height-headLines-footLines, 1)
	left := min(max(width*38/100, 30), 70)
	right := min(width-left-4, 100)
	var pane []string
	var cursor *tea.Cursor
	switch {
	case s.c.Stage != yichuang.StageReview:
		pane = s.closed(right)
	case s.panel != nil:
		pane, cursor = s.panel.view(right, height)
	case len(s.rows) == 0:
		pane = s.nothing(right)
	default:
		pane = s.points(right, height)
	}
	if cursor != nil {
		cursor.X, cursor.Y = cursor.X+left+3, cursor.Y+headLines
	}
	list := s.list(left, height)
	bar := th.Bar()
	for i := range height {
		l, r := "", ""
		if i < len(list) {
			l = list[i]
		}
		if i < len(pane) {
			r = pane[i]
		}
		lines = append(lines, kit.Fill(l, left)+" "+bar+" "+r)
	}
	return kit.Lines(append(lines, s.foot(width))...), cursor
}

// head is where, how far, whose case, and what must not be overlooked.
func (s *Screen) head(width int) []string {
	th := s.env.Theme
	what := s.c.ItemName
	if s.c.ScenarioName != "" {
		what += "  " + s.c.ScenarioName
	}
	third := th.Paint(kit.Dim, th.Rule(width))
	if tone, text := s.banner(); text != "" {
		third = " " + th.Paint(tone, kit.Fit(text, width-1))
	}
	return []string{
		kit.Spread(" "+kit.Steps(th, kit.StepReview), th.Paint(kit.Strong, s.progress())+" ", width),
		th.Heading(what, s.c.Applicant.Name, width),
		third,
	}
}

// banner stands in the place of the rule, so that nothing moves when it comes.
func (s *Screen) banner() (kit.Tone, string) {
	switch {
	case s.lost != "": // the shell's account of the failure covers the foot
		return kit.Bad, s.lost
	case s.c.Ground != nil:
		return kit.Warn, "已标记不予受理情形：" + s.c.Ground.Reason
	case s.c.ReturnReason != "":
		return kit.Warn, "部门退回：" + s.c.ReturnReason
	case s.a.Deemed:
		return kit.Warn, "已过告知期限 " + s.a.NoticeDue.Date.String() + "，依法视为受理，不得再要求补正"
	}
	return kit.Plain, ""
}

// foot is what the last key did, and at the end what comes next.
func (s *Screen) foot(width int) string {
	th := s.env.Theme
	if len(s.work.queue) > 0 && s.work.busy {
		return " " + th.Paint(kit.Dim, "正在保存…")
	}
	next := ""
	if s.panel == nil && s.c.Stage == yichuang.StageReview && len(s.rows) > 0 {
		next = s.onward()
	}
	if kit.Width(kit.Text(s.says.text))+kit.Width(next)+3 > width && s.says.text != "" {
		next = "" // what the last key did is news, the next step is known
	}
	room := width - kit.Width(next) - 3
	return kit.Spread(" "+th.Paint(s.says.tone, kit.Fit(s.says.text, room)), th.Paint(kit.Strong, next)+" ", width)
}

// onward says that the decision is next, "" while there is more to review.
func (s *Screen) onward() string {
	switch {
	case s.c.Ground != nil:
		return "已标记不予受理情形，按 Enter 去决定"
	case s.left() > 0:
		return ""
	case s.c.ReturnReason != "":
		return "按退回理由改判有关要点；都改好了按 Enter 去决定"
	}
	return "已全部审完，按 Enter 去决定"
}

// closed stands where the points were once the case is decided.
func (s *Screen) closed(width int) []string {
	return append([]string{""}, kit.Wrap("本办件现在是“"+s.c.Stage.Name()+"”，不能再审查。按 Enter 查看办件，Esc 返回。", width)...)
}

// nothing stands there when the scenario asks for no material.
func (s *Screen) nothing(width int) []string {
	text := "本情形没有要审查的材料。按 Enter 去决定。"
	if s.c.Outcome == yichuang.DoNotCollect {
		text = "本情形不收件：" + s.c.ScenarioName + "。按 Enter 去决定（不予受理，当场告知）。"
	}
	return append([]string{""}, kit.Wrap(text, width)...)
}

// nameLines is how many lines the name of a material may take where there is room.
const nameLines = 3

// list draws the materials with their state, the current one always in view.
// Names are whole as long as all of them fit.
func (s *Screen) list(width, height int) []string {
	th := s.env.Theme
	room := width - 2 - 1 - 2 - 1 - 8
	names := s.names(room, height)
	s.leftTop = kit.Scroll(s.leftTop, s.at.row, len(s.rows), height)
	out := make([]string, 0, height)
	for i := s.leftTop; i < len(s.rows) && len(out) < height; i++ {
		r := s.rows[i]
		mark, owing, tone := kit.NoMark, "", kit.Plain
		if r.Owing.Allowed && !r.Primary {
			owing = "容"
		}
		if i == s.at.row {
			mark, tone = kit.Mark, kit.Strong
		}
		word, state := s.state(i)
		for k, l := range names[i] {
			text := kit.NoMark + th.Paint(tone, l)
			if k == 0 {
				text = mark + th.Paint(tone, kit.Pad(l, room)) + " " + th.Paint(kit.Dim, kit.Pad(owing, 2)) + " " + th.Paint(state, word)
			}
			out = append(out, text)
		}
	}
	return kit.Clip(out, 0, height)
}

// names breaks the names of the materials into as many lines as all of them have
// room for.
func (s *Screen) names(room, height int) [][]string {
	names := make([][]string, len(s.rows))
	for most := nameLines; most > 0; most-- {
		total := 0
		for i, r := range s.rows {
			lines := kit.Wrap(r.Name, room)
			if len(lines) > most {
				last := kit.Fit(strings.Join(lines[most-1:], ""), room)
				lines = append(lines[:most-1:most-1], last)
			}
			names[i] = lines
			total += len(lines)
		}
		if total <= height {
			break
		}
	}
	return names
}

// labelled draws a label with its text beside it, in at most most lines.
func labelled(th *kit.Theme, width int, label, text string, most int) []string {
	at := kit.Width(label) + 1
	lines := kit.Wrap(strings.TrimSpace(text), width-at)
	cut := len(lines) > most
	lines = kit.Clip(lines, 0, most)
	for i, l := range lines {
		if cut && i == most-1 {
			l = kit.Fit(l, width-at-2) + ".."
		}
		if i == 0 {
			lines[i] = th.Paint(kit.Label, label) + " " + l
		} else {
			lines[i] = kit.Space(at) + l
		}
	}
	return lines
}
