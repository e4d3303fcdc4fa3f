package centre

import (
	"fmt"
	"time"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

var columns = []kit.Column{{Title: "", Width: 6}, {Title: "办件", Width: 12}, {Title: "时间", Width: 11}, {Title: "经办", Width: 6}, {Title: "内容", Width: 20, Flex: 1}}

const (
	margin      = 2
	mostWidth   = 150
	detailLines = 5 // kept below the list for the step under the mark
	labels      = 10
)

// rows are the steps that need a person, then those that wait to be sent.
type rows struct{ s *Screen }

// Len returns the number of steps.
func (r rows) Len() int { return len(r.s.waiting.Refused) + len(r.s.waiting.Unsent) }

// Row returns the cells of one step.
func (r rows) Row(i int) []string {
	kind, list := "待处理", r.s.waiting.Refused
	if i >= len(list) {
		kind, list, i = "待发送", r.s.waiting.Unsent, i-len(list)
	}
	step := &list[i]
	return []string{kind, kit.ShortNumber(step.Case), clockTime(step.Time(), r.s.env.Now()), string(step.By), step.Text}
}

// Tone marks the steps that need a person.
func (r rows) Tone(i int) kit.Tone {
	if i < len(r.s.waiting.Refused) {
		return kit.Warn
	}
	return kit.Plain
}

// clockTime writes a moment of today as a time, any other with its day.
func clockTime(t, now time.Time) string {
	t = t.In(yichuang.Shanghai)
	if yichuang.DateOf(t) == yichuang.DateOf(now) {
		return t.Format("15:04:05")
	}
	return t.Format("01-02 15:04")
}

// View draws the state, the steps, and the one under the mark in full.
func (s *Screen) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, min(s.size.Width-2*margin, mostWidth)
	lines := append([]string{""}, s.stateLines(width)...)
	lines = append(lines, "", th.Paint(kit.Title, s.count()))
	room := s.size.Height - len(lines) - detailLines
	if s.news.Known {
		lines = append(lines, s.list.View(width, max(room, 3))...)
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

func (s *Screen) count() string {
	text := fmt.Sprintf("待处理 %d步    等待发送 %d步", s.waiting.AllRefused, s.waiting.AllUnsent)
	if cut := s.waiting.AllUnsent - len(s.waiting.Unsent); cut > 0 {
		text += fmt.Sprintf("（列出前%d步）", len(s.waiting.Unsent))
	}
	if n := s.waiting.Scans; n > 0 {
		text += fmt.Sprintf("    待传扫描件 %d个", n)
	}
	return text
}

// detail says what the step under the mark is, why it waits and what to do.
func (s *Screen) detail(width int) []string {
	th, step := s.env.Theme, s.selected()
	if step == nil {
		return nil
	}
	lines := th.Hang("内容", step.Text, labels, width, kit.Plain)
	if r := step.Refused; r != nil {
		lines = append(lines, th.Hang("没有接受", r.Message, labels, width, kit.Bad)...)
		return append(lines, th.Hang("怎么办", r.Hint+"；处理后按 s 记录", labels, width, kit.Warn)...)
	}
	return append(lines, th.Hang("状态", "已存本机，连上中心后按先后次序自动发送", labels, width, kit.Dim)...)
}

// stateLines say how the centre is reached, and what that means.
func (s *Screen) stateLines(width int) []string {
	th, st, now := s.env.Theme, s.work.LinkState(), s.env.Now()
	if st.Alone {
		return th.Hang("中心", "本机单机使用，没有登记到中心；所有内容都在本机。需要联网的，请管理员发登记码后运行 yichuang enroll。", labels, width, kit.Plain)
	}
	tone, what := st.words(now)
	lines := th.Hang("中心", what, labels, width, tone)
	lines = append(lines, th.Hang("地址", st.Centre, labels, width, kit.Dim)...)
	if !st.Contact.IsZero() {
		lines = append(lines, th.Hang("最近联系", clockTime(st.Contact, now), labels, width, kit.Dim)...)
	}
	if tone, text := st.clockWords(); text != "" {
		lines = append(lines, th.Hang("本机时钟", text, labels, width, tone)...)
	}
	return lines
}

// words say how things stand and what to do, the most pressing first.
func (st *State) words(now time.Time) (kit.Tone, string) {
	since := clockTime(st.Since, now)
	switch {
	case st.Stopped != nil:
		message, hint := yichuang.Explain(st.Stopped)
		return kit.Bad, message + "。" + hint
	case !st.Online:
		return kit.Warn, "离线，从" + since + "起。办件照常办理，都已存在本机；网络恢复后自动补发。"
	case st.Load.On:
		return kit.Plain, fmt.Sprintf("在线，正在载入大厅的在办件：%d/%d。收件可以照常进行。", st.Load.Done, st.Load.Of)
	case st.Offering:
		return kit.Warn, "中心恢复过备份，正在把它缺的内容补交给它。"
	case st.Counts.Apart:
		return kit.Warn, fmt.Sprintf("在办件数不符：本机%d件，中心%d件。请告诉管理员核对；本机的内容都在。", st.Counts.Here, st.Counts.There)
	case st.Trouble != nil:
		message, hint := yichuang.Explain(st.Trouble)
		return kit.Warn, "在线，但有一项没有成功：" + message + "。" + hint
	}
	return kit.Good, "在线，从" + since + "起"
}

// clockOff is from how far on a clock is worth a word.
const clockOff = 2 * time.Second

// clockWorse is from how far on it is to be put right.
const clockWorse = time.Minute

func (st *State) clockWords() (kit.Tone, string) {
	skew, side := st.Skew, "快"
	if skew < 0 {
		skew, side = -skew, "慢"
	}
	switch {
	case skew < clockOff:
		return kit.Plain, ""
	case skew < clockWorse:
		return kit.Dim, fmt.Sprintf("比中心%s%d秒，记录时已经扣除", side, int(skew.Seconds()))
	}
	return kit.Warn, fmt.Sprintf("比中心%s%s，请管理员校正；记录时已经扣除", side, spanWords(skew))
}

func spanWords(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d天", int(d.Hours())/24)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d小时", int(d.Hours()))
	}
	return fmt.Sprintf("%d分钟", int(d.Minutes()))
}
