package papers

import (
	"fmt"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// The lines above and below: step, case, rule; where the files are, what comes
// next.
const (
	headLines = 3
	footLines = 3
)

// beside is the width from which the preview stands beside the list.
const beside = 110

// listWidth is the width of the list there.
const listWidth = 44

// sheetWidth is the width the preview is drawn for, 0 before the first Size.
func (s *Screen) sheetWidth() int {
	width := s.size.Width - 2
	if s.size.Width >= beside && !s.sheet.large {
		width = s.size.Width - listWidth - 4
	}
	return max(min(width, sheetMost), 0)
}

// View draws the papers with their state, and the preview of the current one.
func (s *Screen) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, s.size.Width
	if s.c == nil {
		text := "正在读取办件 " + s.number.Pretty() + " …"
		if !s.job.busy {
			text = "办件没有读出来，按 Esc 返回后重试"
		}
		return kit.Lines(" "+kit.Steps(th, kit.StepPapers), "", " "+kit.Fit(text, width-1)), nil
	}
	room := max(s.size.Height-headLines-footLines, 1)
	var body []string
	switch {
	case len(s.papers) == 0:
		body = s.empty(width)
	case s.sheet.large:
		body = indent(s.sheet.view(width-2, room), 1)
	case width >= beside:
		bar, line := make([]string, room), th.Bar()
		for i := range bar {
			bar[i] = line
		}
		for i, l := range s.sheet.view(width-listWidth-4, room) {
			bar[i] += " " + l
		}
		body = kit.Beside(s.list(listWidth, room), listWidth, bar, 1)
	default:
		body = append(s.list(width, 5), th.Paint(kit.Dim, th.Rule(width)))
		body = append(body, indent(s.sheet.view(width-2, max(room-len(body), 1)), 1)...)
	}
	body = kit.Clip(body, 0, room)
	for len(body) < room {
		body = append(body, "")
	}
	lines := append(s.head(width), body...)
	return kit.Lines(append(lines, s.foot(width)...)...), nil
}

func indent(lines []string, by int) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = kit.Space(by) + l
	}
	return out
}

func (s *Screen) head(width int) []string {
	th := s.env.Theme
	handed := 0
	for _, p := range s.papers {
		if p.State == yichuang.PaperIsHanded {
			handed++
		}
	}
	return []string{
		kit.Spread(" "+kit.Steps(th, kit.StepPapers), th.Paint(kit.Strong, fmt.Sprintf("已交 %d/%d 份", handed, len(s.papers)))+" ", width),
		th.Heading(s.c.ItemName+"  "+s.c.Stage.Name(), s.c.Applicant.Name, width),
		th.Paint(kit.Dim, th.Rule(width)),
	}
}

func (s *Screen) empty(width int) []string {
	text := "本办件现在没有要出具的文书：作出决定后生成。按 Enter 回工作台。"
	if len(s.due(s.c)) > 0 {
		text = "文书还没有生成，按 F5 重新生成。"
	}
	return append([]string{""}, indent(kit.Wrap(text, width-2), 1)...)
}

// list draws one line for each paper; where there is room, with its number.
func (s *Screen) list(width, height int) []string {
	th := s.env.Theme
	top := kit.Scroll(0, s.cursor, len(s.papers), height)
	var out []string
	for i := top; i < min(len(s.papers), top+height); i++ {
		p := s.papers[i]
		word, tone := s.state(p)
		mark := kit.NoMark
		if i == s.cursor {
			mark = kit.Mark
		}
		number := "  "
		if i < 9 {
			number = fmt.Sprintf("%d ", i+1)
		}
		name := kit.Pad(mark+number+p.Kind.Name(), 24)
		rest := ""
		if width >= 80 {
			rest = "  " + p.Number
		}
		if i == s.cursor {
			out = append(out, th.Paint(kit.Selected, kit.Pad(name+kit.Pad(word, 20)+rest, width)))
			continue
		}
		out = append(out, name+th.Paint(tone, kit.Pad(word, 20))+th.Paint(kit.Dim, kit.Fit(rest, width-44)))
	}
	return out
}

// state is where a paper stands, in words.
func (s *Screen) state(p yichuang.Paper) (string, kit.Tone) {
	word, tone := p.State.Name(), kit.Plain
	switch p.State {
	case yichuang.PaperIsPrepared:
		tone = kit.Warn
	case yichuang.PaperIsHanded:
		tone = kit.Good
	}
	if s.job.now == p.Number {
		return "正在打印…", kit.Plain
	}
	if p.Count > 1 {
		word += fmt.Sprintf(" 补打%d", p.Count-1)
	}
	return word, tone
}

// foot says where the current paper was written, and what comes next.
func (s *Screen) foot(width int) []string {
	th := s.env.Theme
	text, tone := s.says.text, s.says.tone
	if p := s.current(); text == "" && p != nil && s.where[p.Number] != "" {
		text, tone = "已写到 "+s.where[p.Number], kit.Dim
	}
	if kit.Width(kit.Text(text)) > width-2 { // a file is found by its name: that stays whole
		if dir := folder(text); dir != text {
			text = dir + "\n" + text[len(dir):]
		}
	}
	lines := kit.Clip(kit.Wrap(text, width-2), 0, footLines-1)
	for i := range lines {
		lines[i] = " " + th.Paint(tone, lines[i])
	}
	for len(lines) < footLines-1 {
		lines = append([]string{""}, lines...)
	}
	return append(lines, " "+th.Paint(kit.Strong, kit.Fit(s.next(), width-2)))
}

// next is what the clerk does next.
func (s *Screen) next() string {
	p := s.current()
	switch {
	case p == nil:
		return ""
	case s.job.busy && s.job.now != "":
		return "正在打印“" + s.name(s.job.now) + "”…"
	case s.done() && s.beside != nil:
		return "这一件的文书办完了：Enter 接着办同一件事的“" + s.beside.ItemName + "”"
	case s.done():
		return "办完了：Enter 回工作台，F2 下一位"
	}
	if i := s.first(yichuang.PaperIsPrepared); i >= 0 {
		if p.State == yichuang.PaperIsPrepared {
			i = s.cursor
		}
		return "下一步：Enter 打印“" + s.papers[i].Kind.Name() + "”，p 全部打印"
	}
	return "下一步：看到纸、交给申请人后按 a（逐份确认：y 已出纸，h 已交）"
}

// folder is where a file is, whatever the system calls it.
func folder(path string) string {
	if i := strings.LastIndexAny(path, `/\`); i > 0 {
		return path[:i]
	}
	return path
}
