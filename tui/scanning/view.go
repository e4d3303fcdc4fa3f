package scanning

import (
	"fmt"
	"slices"
	"strings"

	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

var columns = []kit.Column{{Title: "页", Width: 4}, {Title: "大小", Width: 8}, {Title: "尺寸", Width: 14}, {Title: "方式", Width: 12}, {Title: "注意", Width: 20, Flex: 1}}

const (
	left      = 1
	mostWidth = 120
	labels    = 10
	footLines = 3
)

// rows are the pages.
type rows struct{ s *Screen }

// Len returns the number of pages.
func (r rows) Len() int { return len(r.s.pages) }

// Row returns the cells of one page.
func (r rows) Row(i int) []string {
	p := &r.s.pages[i]
	return []string{fmt.Sprint(i + 1), kit.Bytes(int64(len(p.JPEG))), p.paper(), fmt.Sprintf("%s %.0fdpi", colourWord(p.Colour), p.DPI), strings.Join(p.Doubts, "；")}
}

// Tone marks the pages that somebody should look at.
func (r rows) Tone(i int) kit.Tone {
	if len(r.s.pages[i].Doubts) > 0 {
		return kit.Warn
	}
	return kit.Plain
}

// paper is how large the page is, in millimetres.
func (p *Page) paper() string {
	if p.DPI <= 0 {
		return ""
	}
	return fmt.Sprintf("%.0f×%.0fmm", float64(p.Width)/p.DPI*25.4, float64(p.Height)/p.DPI*25.4)
}

func colourWord(colour bool) string {
	if colour {
		return "彩色"
	}
	return "灰度"
}

// offeredDPI is the resolution that the next scan asks for, 0 where the device decides.
func (c *choice) offeredDPI() int {
	offered := c.source().DPI
	if len(offered) == 0 || slices.Contains(offered, c.dpi) {
		if len(offered) == 0 {
			return 0
		}
		return c.dpi
	}
	for _, d := range offered {
		if d >= usualDPI {
			return d
		}
	}
	return offered[len(offered)-1]
}

// otherDPI chooses the next resolution that is worth scanning a paper in.
func (c *choice) otherDPI() {
	var worth []int
	for _, d := range c.source().DPI {
		if d == 150 || d == 200 || d == 300 {
			worth = append(worth, d)
		}
	}
	if len(worth) == 0 {
		worth = c.source().DPI
	}
	if len(worth) > 0 {
		c.dpi = worth[(slices.Index(worth, c.offeredDPI())+1)%len(worth)]
	}
}

// offeredColour is whether the next scan is in colour.
func (c *choice) offeredColour() bool {
	offered := c.source().Colours
	if len(offered) == 0 || slices.Contains(offered, c.colour) {
		return c.colour
	}
	return offered[0]
}

// words say what the next scan is.
func (c *choice) words() string {
	src := c.source()
	text := src.Name
	if d := c.offeredDPI(); d > 0 {
		text += fmt.Sprintf("，%d dpi", d)
	}
	if len(src.Colours) > 0 {
		text += "，" + colourWord(c.offeredColour())
	}
	if len(c.sources) > 1 {
		text += fmt.Sprintf("（%d/%d，o 换）", c.at+1, len(c.sources))
	}
	return text
}

// View draws the source, the pages, and what is under way.
func (s *Screen) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, min(s.size.Width-2*left, mostWidth)
	lines := th.Hang("材料", s.name, labels, width, kit.Title)
	lines = append(lines, s.sourceLines(width)...)
	lines = append(lines, th.Paint(kit.Strong, kit.Fit(s.count(), width)), "")
	lines = append(lines, s.list.View(width, max(s.size.Height-len(lines)-footLines-1, 3))...)
	for len(lines) < s.size.Height-footLines-1 {
		lines = append(lines, "")
	}
	lines = append(lines, th.Paint(kit.Dim, th.Rule(width)))
	lines = append(lines, kit.Clip(s.foot(width), 0, footLines)...)
	return kit.Inset(lines, left, s.size.Height), nil
}

// sourceLines say what is scanned with.
func (s *Screen) sourceLines(width int) []string {
	th, src := s.env.Theme, s.choice.source()
	switch {
	case s.choice.looking:
		return th.Hang("扫描仪", "正在找扫描仪，要几秒钟…", labels, width, kit.Dim)
	case s.choice.err != nil:
		return append(th.Hang("扫描仪", "没有找到", labels, width, kit.Bad), kit.Clip(th.Failure(s.choice.err, width), 0, 3)...)
	case len(s.choice.sources) == 0:
		return th.Hang("扫描仪", "没有找到。请看扫描仪是否开着，按 F5 重新找；也可以按 Esc 返回，从文件添加。", labels, width, kit.Bad)
	case src.Trouble != nil:
		return append(th.Hang("扫描仪", s.choice.words(), labels, width, kit.Bad), kit.Clip(th.Failure(src.Trouble, width), 0, 3)...)
	}
	return th.Hang("扫描仪", s.choice.words(), labels, width, kit.Plain)
}

// count says how many pages there are.
func (s *Screen) count() string {
	size, doubts := 0, 0
	for _, p := range s.pages {
		if size += len(p.JPEG); len(p.Doubts) > 0 {
			doubts++
		}
	}
	if len(s.pages) == 0 {
		return "还没有页"
	}
	text := fmt.Sprintf("%d页，共%s", len(s.pages), kit.Bytes(int64(size)))
	if doubts > 0 {
		text += fmt.Sprintf("，%d页要看一下", doubts)
	}
	return text
}

// summary says what the scan that is over has brought.
func (s *Screen) summary() string {
	switch s.run.came {
	case 0:
		return "没有扫到新的页"
	case 1:
		return "扫到1页"
	}
	return fmt.Sprintf("扫到%d页", s.run.came)
}

// foot says what is under way, and what to do.
func (s *Screen) foot(width int) []string {
	th := s.env.Theme
	switch {
	case s.busy != "":
		return []string{th.Paint(kit.Strong, kit.Fit(s.busy, width))}
	case s.run.scan != nil && s.choice.source().Endless:
		return []string{th.Paint(kit.Strong, kit.Fit(fmt.Sprintf("等高拍仪拍第%d页…", max(s.run.number, 1)), width)), th.Paint(kit.Dim, "在高拍仪程序里拍照，照片自动进来；拍完按 x")}
	case s.run.scan != nil:
		return []string{th.Paint(kit.Strong, kit.Fit(fmt.Sprintf("正在扫描第%d页  %d%%", max(s.run.number, 1), s.run.percent), width)), th.Paint(kit.Dim, "按 x 停止，已扫的都留下")}
	}
	says := s.says
	if at := s.list.Selected(); says.text == "" && at >= 0 {
		says = say{kit.Warn, strings.Join(s.pages[at].Doubts, "；")}
	}
	lines := kit.Clip(kit.Wrap(says.text, width), 0, footLines-1)
	for i := range lines {
		lines[i] = th.Paint(says.tone, lines[i])
	}
	next := "放好材料，Enter 开始扫描"
	if len(s.pages) > 0 {
		next = "还有就放好按 Enter 接着扫；够了按 F8 存成一个文件，放进这件材料"
	}
	return append(lines, th.Paint(kit.Strong, kit.Fit(next, width)))
}
