package cases

import (
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// page is everything about a case below the head, drawn when the case or the
// size changes, and how far it is scrolled.
type page struct {
	bare     bool // numbers are shown in full
	head     []string
	left     []string
	right    []string // beside left where there is room
	sections []int    // the lines of left where a section begins
	top      int
	height   int
}

// sideGap parts the two columns of a wide page.
const sideGap = 4

// lay draws the page anew.
func (s *Screen) lay() {
	if s.c == nil || s.size.Width <= 0 {
		return
	}
	p := &s.page
	width := min(s.size.Width-2*left, mostWidth)
	p.head = s.head(width)
	wide := s.size.Width >= wideFrom
	column := width
	if wide {
		column = (width - sideGap) / 2
	}
	p.left, p.right, p.sections = nil, nil, nil
	for _, lines := range [][]string{s.facts(column), s.bundled(column), s.course(column), s.materials(column), s.findings(column), s.papers(column)} {
		p.add(lines)
	}
	if wide {
		p.right = s.history(width - sideGap - column)
	} else {
		p.add(s.history(column))
	}
	p.height = max(s.size.Height-len(p.head)-1, 1)
	p.scrollTo(p.top)
}

// add appends a section, which begins with its heading.
func (p *page) add(lines []string) {
	if len(lines) == 0 {
		return
	}
	if len(p.left) > 0 {
		p.left = append(p.left, "")
	}
	p.sections = append(p.sections, len(p.left))
	p.left = append(p.left, lines...)
}

func (p *page) lines() int { return max(len(p.left), len(p.right)) }

func (p *page) scrollTo(top int) { p.top = max(0, min(top, p.lines()-p.height)) }

func (p *page) press(msg tea.Msg) {
	step := max(p.height-1, 1)
	switch {
	case kit.Is(msg, kit.Up):
		p.scrollTo(p.top - 1)
	case kit.Is(msg, kit.Down):
		p.scrollTo(p.top + 1)
	case kit.Is(msg, kit.PageUp):
		p.scrollTo(p.top - step)
	case kit.Is(msg, kit.PageDown):
		p.scrollTo(p.top + step)
	case kit.Is(msg, kit.First):
		p.scrollTo(0)
	case kit.Is(msg, kit.Last):
		p.scrollTo(p.lines())
	case kit.Is(msg, kit.Tab):
		p.section(1)
	case kit.Is(msg, kit.BackTab):
		p.section(-1)
	}
}

// section goes to the next section in that direction, and from the end to the
// beginning.
func (p *page) section(step int) {
	to, before := 0, p.top
	for _, at := range p.sections {
		if step < 0 && at < before {
			to = at
		}
		if step > 0 && at > before {
			to = at
			break
		}
	}
	if p.scrollTo(to); p.top == before {
		p.scrollTo(0)
	}
}

// view draws what is in view, and below it how much is not.
func (p *page) view(th *kit.Theme, size kit.Size) []string {
	body := kit.Clip(p.left, p.top, p.height)
	if p.right != nil {
		width := min(size.Width-2*left, mostWidth)
		top := min(p.top, max(len(p.right)-p.height, 0))
		column := (width - sideGap) / 2
		mine := kit.Clip(p.left, min(p.top, max(len(p.left)-p.height, 0)), p.height)
		body = kit.Beside(mine, column, kit.Clip(p.right, top, p.height), sideGap)
	}
	lines := append(append([]string{}, p.head...), body...)
	if more := p.lines() - p.top - p.height; more > 0 {
		for len(lines) < size.Height-1 {
			lines = append(lines, "")
		}
		lines = append(lines, th.Paint(kit.Dim, fmt.Sprintf("下面还有%d行，PgDn 翻页", more)))
	}
	return lines
}

// View draws the case.
func (s *Screen) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, s.size.Width-2*left
	switch {
	case s.news.err != nil && s.c == nil:
		lines := append([]string{""}, th.Failure(s.news.err, width)...)
		return inset(append(lines, "", th.Paint(kit.Dim, "按 Esc 返回；按 F3 可以用编号或者姓名查找")), s.size.Height), nil
	case s.c == nil:
		return inset([]string{"", th.Paint(kit.Dim, "正在读取…")}, s.size.Height), nil
	}
	return inset(s.page.view(th, s.size), s.size.Height), nil
}

// nextLines are kept for what comes next.
const nextLines = 2

// head says which case this is, where it stands and what comes next.
func (s *Screen) head(width int) []string {
	th, c := s.env.Theme, s.c
	stage := stageWords(c.Stage, c.Unconfirmed)
	if c.Visit > 1 {
		stage += fmt.Sprintf("（第%d次到窗口）", c.Visit)
	}
	lines := []string{
		kit.Spread(th.Paint(kit.Title, c.Number.Pretty()), th.Paint(stageTone(c.Stage), stage), width),
		kit.Spread(kit.Fit(c.ItemName, width-24), th.Paint(kit.Dim, "版次 "+kit.Fit(string(c.Item.Edition), 16)), width),
	}
	for _, p := range s.people() {
		lines = append(lines, p.lines(th, width)...)
	}
	lines = append(lines, "")
	say := kit.Clip(kit.Wrap("下一步："+s.next.say, width), 0, nextLines)
	for len(say) < nextLines {
		say = append(say, "")
	}
	for _, l := range say {
		lines = append(lines, th.Paint(kit.Strong, l))
	}
	return append(lines, th.Paint(kit.Dim, th.Rule(width)))
}

func stageTone(s yichuang.Stage) kit.Tone {
	switch s {
	case yichuang.StageAccepted, yichuang.StageParted:
		return kit.Good
	case yichuang.StageDeclined:
		return kit.Bad
	}
	return kit.Warn
}

// person is a line about somebody in the application.
type person struct {
	role, name, document, phone string
}

// people are those in the application, with their numbers as far as they may be
// seen now.
func (s *Screen) people() []person {
	a := &s.c.Applicant
	number, phone := yichuang.Identity.Masked, yichuang.MaskPhone
	if s.page.bare {
		number = func(id yichuang.Identity) string { return yichuang.NormalizeID(id.Kind, id.Number) }
		phone = yichuang.CleanLine
	}
	document := func(id yichuang.Identity) string {
		if id.Number == "" {
			return "证件未登记"
		}
		return string(id.Kind) + " " + number(id)
	}
	list := []person{{"申请人", a.Name, document(a.ID), phone(a.Phone)}}
	if a.Kind == yichuang.Organization {
		if list[0].document = "信用代码未登记"; a.Credit != "" {
			list[0].document = "统一社会信用代码 " + a.Credit
		}
		list = append(list, person{"法定代表人", a.Legal.Name, document(a.Legal.ID), ""})
	}
	if g := a.Agent; g != nil {
		list = append(list, person{"代理人", g.Name, document(g.ID), phone(g.Phone)})
	}
	return list
}

// lines draws the person on one line, on more when the name is long: a name must
// be read in full.
func (p person) lines(th *kit.Theme, width int) []string {
	rest := kit.Fit(p.document, width/2)
	if p.phone != "" {
		rest += "   电话 " + kit.Fit(p.phone, 20)
	}
	role := th.Paint(kit.Label, kit.Pad(p.role, labelWidth))
	room := width - labelWidth
	if kit.Width(p.name)+3+kit.Width(rest) <= room {
		return []string{role + kit.Text(p.name) + "   " + rest}
	}
	names := kit.Clip(kit.Wrap(p.name, max(room, 8)), 0, 2)
	names[0] = role + names[0]
	if len(names) > 1 {
		names[1] = kit.Space(labelWidth) + names[1]
	}
	return append(names, kit.Space(labelWidth)+kit.Fit(rest, room))
}
