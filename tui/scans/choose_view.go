package scans

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

var fileColumns = []kit.Column{{Title: "", Width: 3}, {Title: "名称", Width: 24, Flex: 1}, {Title: "大小", Width: 8, Right: true}, {Title: "时间", Width: 11}, {Title: "", Width: 6}}

// files are the lines of the list.
type files struct{ c *chooser }

// Len returns the number of lines.
func (f files) Len() int { return len(f.c.shown) }

// Row returns the cells of a line.
func (f files) Row(i int) []string {
	e := f.c.shown[i]
	switch {
	case e.Name == up && e.Folder:
		return []string{"", "..（上一级文件夹）"}
	case e.Folder:
		return []string{"", e.Name + "/"}
	}
	mark, note := "[ ]", ""
	if slices.Contains(f.c.marked, f.c.path(e)) {
		mark = "[x]"
	}
	if f.c.attached(e) {
		note = "已添加"
	}
	return []string{mark, e.Name, kit.Bytes(e.Size), when(e.Time, f.c.env.Now()), note}
}

// Tone makes folders, and what is added already, less important.
func (f files) Tone(i int) kit.Tone {
	if e := f.c.shown[i]; e.Folder || f.c.attached(e) {
		return kit.Dim
	}
	return kit.Plain
}

// when writes day and time, and the year only when it is another one.
func when(t, now time.Time) string {
	t = t.In(yichuang.Shanghai)
	if t.Year() != now.In(yichuang.Shanghai).Year() {
		return t.Format("2006-01-02")
	}
	return t.Format("01-02 15:04")
}

// View draws the path, the files, and what is chosen so far.
func (c *chooser) View() (string, *tea.Cursor) {
	th, width := c.env.Theme, min(c.size.Width-2*left, mostWidth)
	const label = "路径："
	box := max(width-kit.Width(label), 1)
	text, x := c.field.View(box)
	text += th.Paint(kit.Blank, kit.Space(box-kit.Width(text)))
	lines := []string{
		th.Paint(kit.Dim, "添加到 ") + th.Paint(kit.Title, kit.Fit("《"+c.name+"》", width-7)),
		th.Paint(kit.Label, label) + text,
		th.Paint(kit.Dim, kit.Fit("边输边找，可以粘贴路径或者拖入文件。"+Kinds+"，"+fmt.Sprint(yichuang.MostScan>>20)+"MB以内", width)), "",
	}
	const footLines = 2
	c.list.Empty = c.empty()
	lines = append(lines, c.list.View(width, max(c.size.Height-len(lines)-footLines, 3))...)
	for len(lines) < c.size.Height-footLines {
		lines = append(lines, "")
	}
	lines = append(lines, th.Paint(kit.Dim, th.Rule(width)), c.foot(width))
	var cursor *tea.Cursor
	if x >= 0 {
		cursor = kit.Caret(left+kit.Width(label)+x, 1)
	}
	return inset(lines, c.size.Height), cursor
}

// foot says what is marked, or else the whole name under the mark.
func (c *chooser) foot(width int) string {
	th := c.env.Theme
	switch e := c.selected(); {
	case c.says != "":
		return th.Paint(kit.Warn, kit.Fit(c.says, width))
	case len(c.marked) > 0:
		names := make([]string, len(c.marked))
		for i, path := range c.marked {
			names[i] = base(path)
		}
		return th.Paint(kit.Strong, kit.Fit(fmt.Sprintf("选上了%d个：%s", len(names), strings.Join(names, "，")), width))
	case e != nil && e.Name != up:
		return th.Paint(kit.Dim, kit.Fit(e.Name, width))
	}
	return ""
}

// empty says why nothing is listed.
func (c *chooser) empty() string {
	_, rest := c.typed()
	switch {
	case c.dir.busy || !c.dir.known:
		return "正在读取…"
	case c.dir.err != nil:
		message, hint := yichuang.Explain(c.dir.err)
		return message + "\n" + hint
	case rest != "":
		return "没有名称里含“" + yichuang.Clip(yichuang.CleanLine(rest), 30) + "”的文件。\n按 F5 刷新，或者按 Esc 清空名称"
	}
	return "这个文件夹是空的。"
}
