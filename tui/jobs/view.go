package jobs

import (
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

var columns = []kit.Column{{Title: "时间", Width: 11}, {Title: "文书", Width: 16}, {Title: "办件", Width: 12}, {Title: "打印机", Width: 9}, {Title: "情况", Width: 20, Flex: 1}}

const (
	margin      = 2
	mostWidth   = 150
	detailLines = 4 // kept below the list for the job under the mark
	labels      = 10
	mostShown   = 4 // printers with a line of their own
)

// rows are the jobs.
type rows struct{ s *Screen }

// Len returns the number of jobs.
func (r rows) Len() int { return len(r.s.jobs) }

// Row returns the cells of one job.
func (r rows) Row(i int) []string {
	j := &r.s.jobs[i]
	name := j.Name()
	if j.Count > 1 {
		name += " 补打"
	}
	number := ""
	if j.Case != "" {
		number = kit.ShortNumber(j.Case)
	}
	return []string{r.s.clock(j), name, number, j.Printer, j.Words()}
}

// Tone marks the jobs that need somebody.
func (r rows) Tone(i int) kit.Tone {
	switch j := &r.s.jobs[i]; {
	case j.State.Stuck():
		return kit.Bad
	case j.State.Open() && j.Trouble != "":
		return kit.Warn
	case j.State.Open():
		return kit.Plain
	}
	return kit.Dim
}

// clock writes when a job was queued: a moment of today as a time, any other with
// its day.
func (s *Screen) clock(j *yichuang.Job) string {
	t := j.Queued.In(yichuang.Shanghai)
	if yichuang.DateOf(t) == yichuang.DateOf(s.env.Now()) {
		return t.Format("15:04:05")
	}
	return t.Format("01-02 15:04")
}

// words say how a printer stands.
func (p *Printer) words() string {
	if p.Trouble != "" {
		return p.Trouble
	}
	return p.State
}

// View draws the printers, the jobs, and the one under the mark in full.
func (s *Screen) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, min(s.size.Width-2*margin, mostWidth)
	lines := append([]string{""}, s.printerLines(width)...)
	lines = append(lines, "")
	if s.news.Known {
		lines = append(lines, s.list.View(width, max(s.size.Height-len(lines)-detailLines, 3))...)
	} else {
		lines = append(lines, th.Paint(kit.Dim, "正在读取…"))
	}
	for len(lines) < s.size.Height-detailLines {
		lines = append(lines, "")
	}
	lines = append(lines, kit.Clip(s.detail(width), 0, detailLines)...)
	for i := range lines {
		lines[i] = kit.Space(margin) + lines[i]
	}
	return kit.Lines(kit.Clip(lines, 0, s.size.Height)...), nil
}

// printerLines say how the printers stand: those in trouble with what to do, the
// others in one line.
func (s *Screen) printerLines(width int) []string {
	th, printers := s.env.Theme, s.work.Printers()
	if len(printers) == 0 {
		return th.Hang("打印机", "没有设置打印机：文书写成文件。需要打印机的，请管理员在配置的 printers 里写明。", labels, width, kit.Plain)
	}
	var lines []string
	var well []string
	for _, p := range printers {
		switch {
		case p.Problem != "" && len(lines) < mostShown:
			tone := kit.Warn
			if p.Trouble != "" {
				tone = kit.Bad
			}
			lines = append(lines, kit.Clip(th.Hang(p.Name, p.Problem, max(labels, kit.Width(p.Name)+2), width, tone), 0, 2)...)
		default:
			well = append(well, p.Name+" "+p.words())
		}
	}
	if len(well) > 0 {
		lines = append(lines, kit.Clip(th.Hang("打印机", strings.Join(well, "，"), labels, width, kit.Plain), 0, 2)...)
	}
	return lines
}

// detail says how the job under the mark stands and what to do.
func (s *Screen) detail(width int) []string {
	th, j := s.env.Theme, s.current()
	if j.ID == 0 {
		return nil
	}
	what := j.Name()
	if j.Paper != "" {
		what += "  " + j.Paper
	}
	lines := th.Hang("文书", what, labels, width, kit.Plain)
	switch {
	case j.Problem != "" && j.State.Open():
		lines = append(lines, th.Hang("情况", j.Problem, labels, width, kit.Warn)...)
	case j.State == yichuang.JobAsked, j.State == yichuang.JobFailed:
		lines = append(lines, th.Hang("情况", j.Words()+"。p 现在打印，m 换打印机，y 已经出纸，x 不打了", labels, width, kit.Warn)...)
	case j.State == yichuang.JobWaiting:
		lines = append(lines, th.Hang("情况", j.Words()+"；到"+j.Expires.In(yichuang.Shanghai).Format("15:04")+"还没有打出来会再问一次", labels, width, kit.Dim)...)
	case j.State.Unsure():
		lines = append(lines, th.Hang("情况", j.Words()+"；看到纸后按 y", labels, width, kit.Dim)...)
	default:
		lines = append(lines, th.Hang("情况", j.Words(), labels, width, kit.Dim)...)
	}
	return lines
}
