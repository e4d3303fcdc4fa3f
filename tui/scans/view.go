package scans

import (
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

const (
	left        = 1
	mostWidth   = 120 // beyond that a row is too long to be read across
	detailLines = 3   // kept below the list for the line under the mark
	labels      = 8
)

// View draws the materials with their scans, and the line under the mark in full.
func (s *Screen) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, min(s.size.Width-2*left, mostWidth)
	switch {
	case s.news.err != nil && s.c == nil:
		lines := append([]string{""}, th.Failure(s.news.err, width)...)
		return inset(append(lines, "", th.Paint(kit.Dim, "按 Esc 返回")), s.size.Height), nil
	case s.c == nil:
		return inset([]string{"", th.Paint(kit.Dim, "正在读取…")}, s.size.Height), nil
	}
	lines := []string{
		kit.Spread(th.Paint(kit.Title, kit.Fit(s.c.ItemName, width/2)), kit.Fit(kit.ShortNumber(s.c.Number)+"  "+s.c.Applicant.Name, width/2), width),
		th.Paint(kit.Strong, kit.Fit(s.count(), width)),
		th.Paint(kit.Warn, kit.Fit(s.underWords(), width)),
	}
	if s.c.Scenario == "" && len(s.rows) == 0 {
		return inset(append(lines, kit.Wrap("还没有确定办理情形，不知道要收哪些材料；先选好情形，再添加扫描件。按 Esc 返回。", width)...), s.size.Height), nil
	}
	room := max(s.size.Height-len(lines)-detailLines-1, 3)
	lines = append(lines, s.list.View(width, room)...)
	for len(lines) < s.size.Height-detailLines-1 {
		lines = append(lines, "")
	}
	lines = append(lines, th.Paint(kit.Dim, th.Rule(width)))
	return inset(append(lines, kit.Clip(s.detail(width), 0, detailLines)...), s.size.Height), nil
}

// underWords say what is under way.
func (s *Screen) underWords() string {
	if words := s.adding.words(s.slow); words != "" {
		return words
	}
	return s.doing
}

// detail is the line under the mark in full, and what to do with it.
func (s *Screen) detail(width int) []string {
	th := s.env.Theme
	line := s.selected()
	if line.material == "" {
		return nil
	}
	scan := s.scan(line)
	if scan == nil {
		lines := th.Hang("材料", s.name(line.material), labels, width, kit.Plain)
		if m := s.state(line); wants(m) {
			return append(lines, th.Hang("", "按 s 用扫描仪扫描；按 Enter 添加文件："+Kinds, labels, width, kit.Dim)...)
		}
		return lines
	}
	lines := kit.Clip(th.Hang("文件", scan.Name, labels, width, kit.Plain), 0, detailLines-1)
	tone, text := s.advice(scan)
	return append(lines, th.Hang("内容", text, labels, width, tone)...)
}

// Kinds are the files that may be added, in the words of the clerk.
const Kinds = "PDF、JPG、PNG、TIFF、OFD"

// advice says where the content of a scan is, and what follows from it.
func (s *Screen) advice(scan *yichuang.Scan) (kit.Tone, string) {
	if here, all, on := s.work.Fetching(scan.Hash); on {
		return kit.Plain, fmt.Sprintf("正在从中心下载，已有%d块，共%d块（每块1MB）；可以离开，取完为止", here, max(all, scan.Chunks()))
	}
	switch s.states[scan.Hash] {
	case yichuang.ScanUnsent:
		return kit.Plain, "在本机；连上中心后自动上传。按 Enter 查看，d 撤下"
	case yichuang.ScanSent:
		return kit.Plain, "在本机，中心也有。按 Enter 查看，d 撤下"
	case yichuang.ScanPartial:
		return kit.Warn, "下载了一部分，没有取完；按 f 接着取，已有的不用重取"
	case yichuang.ScanSpoilt:
		return kit.Bad, "本机的内容已损坏。按 f 从中心取；中心没有的，撤下以后重新扫描"
	}
	return kit.Plain, "不在本机，是别的窗口添加的；按 f 从中心取来"
}

// inset puts the margin before the lines of a body.
func inset(lines []string, height int) string { return kit.Inset(lines, left, height) }
