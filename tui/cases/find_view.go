package cases

import (
	"strconv"
	"time"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// From wideFrom columns on there is room for whole numbers and documents; beyond
// mostWidth a row is too long to be read across.
const (
	wideFrom  = 110
	mostWidth = 160
)

var (
	findColumns = []kit.Column{{Title: "编号", Width: 12}, {Title: "收件", Width: 11}, {Title: "申请人", Width: 12, Flex: 1},
		{Title: "事项", Width: 14, Flex: 1}, {Title: "状态", Width: 10}}
	wideColumns = []kit.Column{{Title: "编号", Width: 26}, {Title: "收件", Width: 11}, {Title: "申请人", Width: 12, Flex: 1},
		{Title: "证件", Width: 18}, {Title: "事项", Width: 14, Flex: 2}, {Title: "状态", Width: 10}}
)

// rows are the cases found.
type rows struct{ f *Find }

// Len returns the number of cases.
func (r rows) Len() int { return len(r.f.found.cases) }

// Row returns the cells of one case.
func (r rows) Row(i int) []string {
	c := &r.f.found.cases[i]
	at := shortTime(c.Received, r.f.env.Now())
	if r.f.size.Width >= wideFrom {
		return []string{c.Number.Pretty(), at, c.Applicant, c.Identity, c.ItemName, stageWords(c.Stage, c.Unconfirmed)}
	}
	return []string{kit.ShortNumber(c.Number), at, c.Applicant, c.ItemName, stageWords(c.Stage, c.Unconfirmed)}
}

// shortTime writes day and time, and the year only when it is another one.
func shortTime(t, now time.Time) string {
	t = t.In(yichuang.Shanghai)
	if t.Year() != now.In(yichuang.Shanghai).Year() {
		return t.Format("2006-01-02")
	}
	return t.Format("01-02 15:04")
}

func stageWords(s yichuang.Stage, unconfirmed bool) string {
	if s == yichuang.StageAccepted && unconfirmed {
		return "先行受理"
	}
	return s.Name()
}

// countWidth is kept for how many were found, so that the field keeps its width.
const countWidth = 24

// detailLines are kept below the list for the selected case.
const detailLines = 3

// View draws the field, the list and the selected case in full.
func (f *Find) View() (string, *tea.Cursor) {
	th, width := f.env.Theme, min(f.size.Width-2*left, mostWidth)
	const label = "查找："
	count := f.count()
	box := max(width-kit.Width(label)-countWidth-kit.Gap, 1)
	text, x := f.field.View(box)
	text += th.Paint(kit.Blank, kit.Space(box-kit.Width(text)))
	lines := []string{
		kit.Spread(th.Paint(kit.Label, label)+text, th.Paint(kit.Dim, kit.Fit(count, countWidth)), width),
		th.Paint(kit.Dim, kit.Fit("边输边找，↑↓ 选择，Enter 打开；扫凭证上的二维码直接打开", width)), "",
	}
	f.list.Columns = findColumns
	if f.size.Width >= wideFrom {
		f.list.Columns = wideColumns
	}
	f.list.Empty = f.empty()
	room := f.size.Height - len(lines) - detailLines
	lines = append(lines, f.list.View(width, room)...)
	if c := f.selected(); c != nil {
		for len(lines) < f.size.Height-detailLines {
			lines = append(lines, "")
		}
		lines = append(lines, th.Paint(kit.Dim, th.Rule(width)))
		lines = append(lines, detail(th, c, width)...)
	}
	var cursor *tea.Cursor
	if x >= 0 {
		cursor = kit.Caret(left+kit.Width(label)+x, 0)
	}
	return inset(lines, f.size.Height), cursor
}

// count says how many were found.
func (f *Find) count() string {
	switch n := len(f.found.cases); {
	case !f.found.known || n == 0:
		return ""
	case n >= most:
		return f.list.Position() + "，只列出最新的"
	default:
		return f.list.Position()
	}
}

func (f *Find) empty() string {
	switch {
	case f.found.err != nil:
		message, hint := yichuang.Explain(f.found.err)
		return "查找出错：" + message + "\n" + hint
	case !f.found.known:
		return "正在查找…"
	case f.found.query == "":
		return "还没有办件。"
	}
	return "没有找到“" + yichuang.Clip(yichuang.CleanLine(f.found.query), 30) + "”。\n试试编号末四位、姓名，或者证件号码末四位。"
}

// detail is the selected case in full.
func detail(th *kit.Theme, c *yichuang.Summary, width int) []string {
	taken := c.Received.In(yichuang.Shanghai).Format("2006-01-02 15:04") + " " + strconv.Itoa(c.Window) + "号窗口收件"
	if c.Visit > 1 {
		taken += "，第" + strconv.Itoa(c.Visit) + "次到窗口"
	}
	identity := kit.Fit(c.Identity, 24)
	who := kit.Fit(c.Applicant, width-kit.Width(identity)-kit.Width(taken)-2*kit.Gap) + kit.Space(kit.Gap) + identity
	return []string{
		th.Paint(kit.Title, c.Number.Pretty()) + "  " + kit.Fit(c.ItemName, width-kit.Width(c.Number.Pretty())-2),
		kit.Spread(who, taken, width),
	}
}
