package dayend

import (
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

var columns = []kit.Column{{Title: "不符事项", Width: 30, Flex: 1}, {Title: "怎么办", Width: 14}}

// left is the margin, mostWidth the widest text, labels the column of labels.
const (
	left      = 1
	mostWidth = 130
	labels    = 12
)

// differences are those of the closing that stands, else what there is now.
func (s *Screen) differences() []yichuang.DayDifference {
	switch {
	case s.book == nil:
		return nil
	case s.closing != nil:
		return s.closing.Differences()
	}
	d := s.draft()
	return d.Differences()
}

// rows are the differences.
type rows []yichuang.DayDifference

// Len returns the number of differences.
func (r rows) Len() int { return len(r) }

// Row returns the cells of one difference.
func (r rows) Row(i int) []string { return []string{r[i].Text, r[i].Do.Name()} }

// Tone is that of what must be seen to.
func (r rows) Tone(int) kit.Tone { return kit.Warn }

func (s *Screen) lay() { s.list.SetRows(rows(s.differences())) }

// selected returns the difference under the mark, nil when there is none.
func (s *Screen) selected() *yichuang.DayDifference {
	all := s.differences()
	if i := s.list.Selected(); i >= 0 && i < len(all) {
		return &all[i]
	}
	return nil
}

// View draws the four figures, and what does not agree.
func (s *Screen) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, min(s.size.Width-2*left, mostWidth)
	if s.book == nil {
		return kit.Inset([]string{"", th.Paint(kit.Dim, "正在核对…")}, left, s.size.Height), nil
	}
	lines := []string{kit.Spread(th.Paint(kit.Title, s.day.Chinese()+"  "+s.book.Seat.Seat()), s.state(), width), ""}
	for _, f := range s.figures() {
		lines = append(lines, th.Hang(f.label, f.text, labels, width, f.tone)...)
	}
	lines = append(lines, "")
	if more := s.waiting(); more != "" {
		lines = append(lines, th.Paint(kit.Warn, kit.Fit(more, width)), "")
	}
	s.list.Empty = "没有不符。按 k 清点原件，点清以后按 j 签字日清。"
	if len(s.tallies) == 0 || s.closing != nil {
		s.list.Empty = "各项相符。"
	}
	lines = append(lines, s.list.View(width, max(s.size.Height-len(lines), 3))...)
	return kit.Inset(lines, left, s.size.Height), nil
}

// state says whether the day is closed.
func (s *Screen) state() string {
	d := s.closing
	switch {
	case d == nil:
		return s.env.Theme.Paint(kit.Warn, "还没有日清")
	case d.Pending():
		return s.env.Theme.Paint(kit.Warn, "已日清，等待与中心核对")
	}
	return s.env.Theme.Paint(kit.Good, "已日清")
}

// figure is a labelled figure.
type figure struct {
	label, text string
	tone        kit.Tone
}

// figures are the four that must agree, as they were closed or as they are.
func (s *Screen) figures() []figure {
	d := s.draft()
	if s.closing != nil {
		d = *s.closing
	}
	t := d.Book.Totals(d.Centre, d.Tallies)
	agree := func(n int) kit.Tone {
		if n == t.Cases {
			return kit.Good
		}
		return kit.Warn
	}
	list := []figure{
		{"收件", fmt.Sprintf("%d件", t.Cases), kit.Strong},
		{"收件凭证", fmt.Sprintf("已打印%d份，已交申请人%d份", t.Printed, t.Handed), agree(t.Handed)},
		s.centreFigure(&d, t, agree),
	}
	list = append(list, originals(&d, t))
	if s.closing != nil {
		list = append(list, figure{"签字", d.At.In(yichuang.Shanghai).Format("2006-01-02 15:04") + "，工号" + string(d.By) + "，" + d.Number, kit.Plain})
		if d.Note != "" {
			list = append(list, figure{"情况说明", d.Note, kit.Plain})
		}
		if n := len(s.closing.SinceClosed(s.book)); n > 0 {
			list = append(list, figure{"日清以后", fmt.Sprintf("又收了%d件，请再日清一次", n), kit.Warn})
		}
	}
	return list
}

func (s *Screen) centreFigure(d *yichuang.DayClosing, t yichuang.DayTotals, agree func(int) kit.Tone) figure {
	switch {
	case d.Book.Alone:
		return figure{"中心", "单机使用，没有中心", kit.Dim}
	case d.Centre != nil:
		return figure{"中心", fmt.Sprintf("%d件，%s核对", t.Centre, d.Checked.In(yichuang.Shanghai).Format("01-02 15:04")), agree(t.Centre)}
	case s.why != nil:
		message, hint := yichuang.Explain(s.why)
		return figure{"中心", message + "。" + hint, kit.Warn}
	}
	return figure{"中心", "还没有核对，按 n 核对", kit.Warn}
}

func originals(d *yichuang.DayClosing, t yichuang.DayTotals) figure {
	f := figure{"材料原件", fmt.Sprintf("应有%d份，清点%d份", t.Originals, t.Counted), kit.Good}
	for _, y := range d.Tallies {
		if y.Counted == yichuang.NotCounted {
			return figure{"材料原件", fmt.Sprintf("应有%d份，还没有清点", t.Originals), kit.Warn}
		}
		if y.Counted != y.Due {
			f.tone = kit.Warn
		}
	}
	return f
}

// waiting tells of other days that are not finished.
func (s *Screen) waiting() string {
	n := 0
	for _, d := range s.days {
		if d != s.day && d != yichuang.DateOf(s.env.Now()) {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("另有%d天没有日清或者没有与中心核对，按 d 换日期", n)
}
