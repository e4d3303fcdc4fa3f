package desk

import (
	"strconv"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// left is the margin.
const left = 1

// headLines stand above the board, whatever there is to say in them.
const headLines = 5

// View draws who sits here, the way to a new case, and the board.
func (s *Screen) View() (string, *tea.Cursor) {
	width := s.size.Width - 2*left
	lines := s.head(width)
	foot := s.foot(width)
	room := s.size.Height - len(lines)
	if foot != "" {
		room -= 2
	}
	lines = append(lines, s.body(width, room)...)
	if foot != "" {
		for len(lines) < s.size.Height-1 {
			lines = append(lines, "")
		}
		lines = append(lines, foot)
	}
	return kit.Inset(lines, left, s.size.Height), nil
}

func (s *Screen) head(width int) []string {
	th, u := s.env.Theme, s.seat.User
	who := greeting(s.env.Now()) + "，" + kit.Fit(u.Name, width/3) + "   " + u.Role.Name()
	switch {
	case u.Department != "":
		who += "   " + kit.Fit(u.Department, width/3)
	case s.seat.Window > 0:
		who += "   " + strconv.Itoa(s.seat.Window) + "号窗口"
	}
	taken, find := "", "F3 查找办件"
	if s.news.Known && s.whyNotNew() == "" {
		taken = "今天已收 " + strconv.Itoa(s.board.taken) + " 件"
	}
	ways := th.Paint(kit.Selected, "  "+find+"  ")
	if s.whyNotNew() == "" {
		ways = th.Paint(kit.Selected, "  F2 新收件  ") + "  " + find
	}
	ways += th.Paint(kit.Dim, "   或者扫凭证上的二维码")
	lines := []string{kit.Spread(th.Paint(kit.Title, kit.Text(who)), taken, width), "", ways, s.unfinished(width), ""}
	return lines[:headLines]
}

// unfinished is the line about a sheet that was left half filled in.
func (s *Screen) unfinished(width int) string {
	if s.draft == nil {
		return ""
	}
	what := s.draft.itemName
	if name := yichuang.CleanLine(s.draft.Texts.Name); name != "" {
		what = strings.TrimSuffix(kit.Fit(name, width/2)+"，"+what, "，")
	}
	if what == "" {
		what = "申请人信息"
	}
	th, action := s.env.Theme, "   按 d 接着填"
	const begin = "有未完成的填写："
	return th.Paint(kit.Warn, begin+kit.Fit(what, width-kit.Width(begin)-kit.Width(action))) + action
}

func (s *Screen) body(width, room int) []string {
	th := s.env.Theme
	switch {
	case s.board.len() > 0:
		return s.board.view(th, width, room)
	case s.news.err != nil:
		return append(kit.Clip(th.Failure(s.news.err, width), 0, max(room-2, 1)), "", "按 r 再试一次")
	case !s.news.Known:
		return []string{th.Paint(kit.Dim, "正在读取…")}
	}
	if s.whyNotNew() != "" {
		return []string{"没有等着办的事。"}
	}
	return []string{"没有等着办的事。", "", th.Paint(kit.Dim, "申请人来了，按 F2 开始收件。")}
}

// foot tells of what the clerk cannot mend but somebody must know: a desk that
// could not be read again, or item files that cannot be used; else of days that nobody
// closed.
func (s *Screen) foot(width int) string {
	th := s.env.Theme
	if s.news.err != nil && s.board.len() > 0 {
		message, _ := yichuang.Explain(s.news.err)
		return th.Paint(kit.Bad, kit.Fit("没有读到最新情况（按 r 再试）："+message, width))
	}
	if len(s.files) == 0 {
		return s.unclosed(width)
	}
	begin, end := strconv.Itoa(len(s.files))+"个事项文件不能用：", "，请通知管理员"
	names := kit.Fit(strings.Join(s.files, "、"), width-kit.Width(begin)-kit.Width(end))
	return th.Paint(kit.Warn, begin+names+end)
}

// unclosed tells of days that nobody closed.
func (s *Screen) unclosed(width int) string {
	open := s.board.open
	if len(open) == 0 {
		return ""
	}
	text := open[0].String() + "还没有日清"
	if len(open) > 1 {
		text = open[0].String() + "等" + strconv.Itoa(len(open)) + "天还没有日清"
	}
	return s.env.Theme.Paint(kit.Warn, kit.Fit(text+"，按 e 核对、签字", width))
}
