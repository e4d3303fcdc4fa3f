package intake

import (
	"yichuang"
	"yichuang/tui/kit"
)

// The columns beside the name.
const (
	departmentWidth = 22
	windowWidth     = 8
)

// columns returns the room for the name, the department and the window group.
// Where the facts stand beside the list they name the group, and the name gets
// its room.
func (p *Picker) columns(width int) (name, department, window int) {
	department, window = departmentWidth, windowWidth
	switch {
	case p.size.Width >= wide:
		window = 0
	case width < 2*(departmentWidth+windowWidth+2*kit.Gap):
		department = 0
	}
	name = width - len(kit.NoMark) - 1
	for _, w := range []int{department, window} {
		if w > 0 {
			name -= w + kit.Gap
		}
	}
	return max(name, 1), department, window
}

// list draws the hits in view.
func (p *Picker) list(width, height int) []string {
	p.rows = max(height, 1)
	p.top = kit.Scroll(p.top, p.at, len(p.hits), p.rows)
	lines := make([]string, 0, p.rows)
	for i := p.top; i < min(len(p.hits), p.top+p.rows); i++ {
		lines = append(lines, p.hit(&p.hits[i], i == p.at, width))
	}
	return lines
}

// hit draws one row: name, the alias that matched, department and window group.
func (p *Picker) hit(h *yichuang.ItemHit, selected bool, width int) string {
	pen := pen{theme: p.env.Theme, selected: selected}
	mark := kit.NoMark
	if selected {
		mark = kit.Mark
	}
	room, department, window := p.columns(width)
	row := pen.draw(mark) + p.name(pen, h, room)
	if department > 0 {
		row += pen.quiet(kit.Space(kit.Gap) + kit.Pad(h.Department, department))
	}
	if window > 0 {
		row += pen.quiet(kit.Space(kit.Gap) + kit.Pad(h.Window, window))
	}
	return row + pen.draw(" ")
}

// cut reports whether the list has no room for the name of the selected hit, so
// that it must be said elsewhere.
func (p *Picker) cut(width int) bool {
	h := p.chosen()
	if h == nil {
		return false
	}
	room, _, _ := p.columns(width)
	return kit.Width(kit.Text(h.Name))+kit.Width(via(h, room)) > room
}

// via is the alias that matched, in at most half the room for the name.
func via(h *yichuang.ItemHit, room int) string {
	if h.Via == "" {
		return ""
	}
	return "  " + kit.Fit("又名 "+h.Via, max(room/2-2, 1))
}

// name draws the name with what matched, in exactly width columns. An alias that
// matched is always to be seen: without it nobody knows why the row is there.
func (p *Picker) name(pen pen, h *yichuang.ItemHit, width int) string {
	alias := via(h, width)
	text := kit.Fit(h.Name, max(width-kit.Width(alias), 1))
	return pen.matched(text, h) + pen.quiet(alias) + pen.draw(kit.Space(width-kit.Width(text)-kit.Width(alias)))
}

// pen draws pieces of one row, which may be the selected one.
type pen struct {
	theme    *kit.Theme
	selected bool
}

func (p pen) draw(s string) string {
	if p.selected {
		return p.theme.Paint(kit.Selected, s)
	}
	return s
}

func (p pen) quiet(s string) string {
	if p.selected {
		return p.theme.Paint(kit.Selected, s)
	}
	return p.theme.Paint(kit.Dim, s)
}

// Bold and underlined, in a row that may be reversed: these are no colours, so
// they are seen in every terminal.
const (
	sgrMatch         = "\x1b[1;4m"
	sgrMatchSelected = "\x1b[1;4;7m"
	sgrOff           = "\x1b[m"
)

func (p pen) hot(s string) string {
	switch {
	case s == "":
		return ""
	case p.selected:
		return sgrMatchSelected + s + sgrOff
	}
	return sgrMatch + s + sgrOff
}

// matched draws text, which is the hit's name or what fits of it, with the spans
// that matched. Spans count the characters of the name as the catalogue has it;
// for a name that had to be cleaned they would be wrong and are left out.
func (p pen) matched(text string, h *yichuang.ItemHit) string {
	shown, whole := []rune(text), []rune(h.Name)
	same := 0
	for same < min(len(shown), len(whole)) && shown[same] == whole[same] {
		same++
	}
	out, at := "", 0
	for _, span := range h.Spans {
		from, to := span[0], min(span[1], same)
		if from < at || from >= to {
			continue
		}
		out += p.draw(string(shown[at:from])) + p.hot(string(shown[from:to]))
		at = to
	}
	return out + p.draw(string(shown[at:]))
}

// nothing says what to try, and what to tell the applicant.
func (p *Picker) nothing(width int) []string {
	th := p.env.Theme
	if p.search.Value() == "" {
		return []string{"", "  " + th.Paint(kit.Strong, "本窗口还没有可以收件的事项"),
			"  事项由各部门维护，请联系大厅管理员导入事项目录。"}
	}
	lines := []string{"", "  " + th.Paint(kit.Strong, kit.Fit("没有找到“"+yichuang.Clip(p.search.Value(), 30)+"”", width-4)), ""}
	facts := []fact{
		{"可以试试", "拼音首字母：食品经营打 spjy；\n简称或者平时的叫法：开饭店、低保；\n少打几个字，或者只打最有把握的两个字。Esc 清空重打。"},
		{"还是没有", "这一事项不在综合一窗受理范围，不能收件，也不要让申请人白等。"},
		{"告知", "请向大厅督导问清由哪个部门、哪个窗口办理，再告诉申请人去哪里、带什么。" + p.phone()},
	}
	for _, f := range facts {
		for _, l := range f.lines(th, min(width-4, 90)) {
			lines = append(lines, "  "+l)
		}
		lines = append(lines, "")
	}
	return lines
}

func (p *Picker) phone() string {
	if p.deps.Hall.Phone == "" {
		return ""
	}
	return "咨询电话 " + p.deps.Hall.Phone + "。"
}
