package review

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

var (
	keyMark  = kit.Bind("空格", "多选", "space")
	keyWrite = kit.Bind("0", "自己写", "0", "tab")
	keyWipe  = kit.Bind("Ctrl+X", "清空", "ctrl+x")
	keyBreak = kit.Bind("Ctrl+J", "换行", "ctrl+j", "shift+enter") // few terminals tell Shift+Enter from Enter
)

// finding asks what is wrong with a point: one of the typical errors with one
// key, several of them, or the clerk's own words.
type finding struct {
	s       *Screen
	at      place
	options []string
	marked  []bool
	cursor  int // row of the options; len(options) is the clerk's own text
	top     int
	own     *kit.Area
	draft   *kit.Draft
	value   string // what was read off the paper
	missed  string
}

// openFinding asks for the finding of the current point.
func (s *Screen) openFinding() tea.Cmd {
	return s.askFinding(s.read[s.ref(s.at)], "")
}

// askFinding opens the question; said is what a machine found, as a first option.
func (s *Screen) askFinding(value, said string) tea.Cmd {
	ref, p := s.ref(s.at), s.point(s.at)
	f := &finding{s: s, at: s.at, own: kit.NewArea(s.env.Theme), value: value}
	f.own.Placeholder = "（写明哪里不符合、应当怎样，Enter 记录）"
	f.draft = kit.NewDraft(s.seat, s.by, fmt.Sprintf("finding/%s/%s/%d", s.number, ref.Material, ref.No))
	add := func(text string) {
		if text != "" && !slices.Contains(f.options, text) {
			f.options = append(f.options, text)
		}
	}
	add(said)
	if j := s.judged(s.at); j.Verdict == yichuang.Fail {
		add(j.Finding)
	}
	add(s.told[ref])
	for _, e := range s.rows[s.at.row].Errors {
		add(e)
	}
	add(template(p))
	f.marked = make([]bool, len(f.options))
	s.panel = f
	s.work.busy = true // keys wait for the draft: they may be meant for it
	return s.env.Do(s, f.draft.Load)
}

// restore brings back a text that was not finished.
func (s *Screen) restore(msg kit.DraftRead) tea.Cmd {
	s.work.busy = false
	if s.panel != nil {
		s.panel.restore(msg)
	}
	return s.drain()
}

func (f *finding) restore(msg kit.DraftRead) {
	if msg.Of != f.draft || msg.Text == "" {
		return
	}
	f.own.SetValue(msg.Text)
	f.goTo(len(f.options))
	f.missed = "上次没写完的说明，可以接着写（Ctrl+X 清空）"
}

func (f *finding) unsaved() string { return f.own.Value() }

func (f *finding) writing() bool { return f.cursor == len(f.options) }

func (f *finding) goTo(i int) {
	f.cursor = max(0, min(i, len(f.options)))
	if f.writing() {
		f.own.Focus()
	} else {
		f.own.Blur()
	}
}

func (f *finding) press(msg tea.Msg) tea.Cmd {
	f.missed = ""
	if kit.Is(msg, kit.Enter) {
		if !f.writing() && !slices.Contains(f.marked, true) {
			f.marked[f.cursor] = true
		}
		return f.record()
	}
	if f.writing() {
		return f.write(msg)
	}
	switch n := kit.Digit(msg); {
	case n > len(f.options):
	case n > 0:
		f.marked[n-1] = true
		return f.record()
	case kit.Is(msg, kit.Up):
		f.goTo(f.cursor - 1)
	case kit.Is(msg, kit.Down):
		f.goTo(f.cursor + 1)
	case kit.Is(msg, keyMark):
		f.marked[f.cursor] = !f.marked[f.cursor]
	case kit.Is(msg, keyWrite):
		f.goTo(len(f.options))
	}
	return nil
}

// write takes a key for the clerk's own text.
func (f *finding) write(msg tea.Msg) tea.Cmd {
	switch {
	case kit.Is(msg, kit.Tab, kit.BackTab), kit.Is(msg, kit.Up) && f.own.AtTop():
		f.goTo(len(f.options) - 1)
		return nil
	case kit.Is(msg, keyWipe):
		f.own.SetValue("")
	case !f.own.Update(msg):
		return nil
	}
	if paste, ok := msg.(tea.PasteMsg); ok && cutShort(paste.Content, f.own.Value()) {
		f.missed = fmt.Sprintf("太长了，只收下%d字；请写要点，详细内容可另附", yichuang.TextLimit)
	}
	f.draft.Set(f.own.Value())
	return f.s.env.Do(f.s, f.draft.Flush)
}

// cutShort reports whether a paste did not fit into the text.
func cutShort(pasted, text string) bool {
	return len([]rune(text)) >= yichuang.TextLimit-1 && len([]rune(pasted)) > 1
}

// record puts the finding on record: the options marked, and the clerk's own
// words behind them.
func (f *finding) record() tea.Cmd {
	var parts []string
	for i, o := range f.options {
		if f.marked[i] {
			parts = append(parts, strings.TrimRight(o, "；。"))
		}
	}
	if own := f.own.Value(); own != "" {
		parts = append(parts, own)
	}
	text := yichuang.Clean(strings.Join(parts, "；"))
	if text == "" {
		f.missed = "请选一条，或者写明哪里不符合"
		return nil
	}
	s := f.s
	p := s.point(f.at)
	j := yichuang.Judgement{No: p.No, Verdict: yichuang.Fail, Finding: text, Value: f.value}
	r := s.rows[f.at.row]
	st := step{at: f.at, nos: []int{p.No}, takes: !r.here(), drop: f.draft,
		says: say{kit.Plain, fmt.Sprintf("第%d条不符，已记录", p.No)}}
	return s.commit(st, s.judge(r, j)...)
}

func (f *finding) keys() []key.Binding {
	if f.writing() {
		return []key.Binding{kit.As(kit.Enter, "记录"), kit.As(kit.Tab, "回到常见错误"),
			keyBreak, keyWipe, kit.As(kit.Esc, "不记录，返回")}
	}
	return []key.Binding{kit.As(kit.Digits, "选这条并记录"), kit.As(kit.Enter, "记录"), keyMark, keyWrite, kit.Up, kit.Down,
		kit.As(kit.Esc, "不记录，返回")}
}

// view draws the question in the place of the points. The list scrolls, the
// place for the clerk's own words stays at the foot.
func (f *finding) view(width, height int) ([]string, *tea.Cursor) {
	th, p := f.s.env.Theme, f.s.point(f.at)
	lines := []string{th.Paint(kit.Title, kit.Fit(fmt.Sprintf("第%d条 %s 哪里不符合？", p.No, p.Content), width))}
	lines = append(lines, labelled(th, width, "标准", p.Standard, 2)...)
	rows := 3
	if height >= 24 {
		rows = 6
	}
	room := max(height-len(lines)-rows-3, 2)
	var list []string
	from, to := 0, 0
	for i, o := range f.options {
		if i == f.cursor {
			from = len(list)
		}
		list = append(list, f.option(i, o, width)...)
		if i == f.cursor {
			to = len(list) - 1
		}
	}
	if !f.writing() {
		f.top = kit.Scroll(f.top, to, len(list), room)
		f.top = kit.Scroll(f.top, from, len(list), room)
	}
	lines = append(lines, "")
	lines = append(lines, kit.Clip(list, f.top, room)...)
	mark := kit.NoMark
	if f.writing() {
		mark = kit.Mark
	}
	lines = append(lines, mark+"0 自己写：")
	text, cursor := f.own.View(width-4, rows)
	if cursor != nil {
		cursor.X, cursor.Y = cursor.X+4, cursor.Y+len(lines)
	}
	for i := range rows {
		l := ""
		if i < len(text) {
			l = text[i]
		}
		lines = append(lines, "    "+l+th.Paint(kit.Blank, kit.Space(width-4-kit.Width(l))))
	}
	return append(lines, th.Paint(kit.Warn, kit.Fit(f.missed, width))), cursor
}

func (f *finding) option(i int, text string, width int) []string {
	box := "[ ] "
	if f.marked[i] {
		box = "[x] "
	}
	number := "  "
	if i < 9 {
		number = strconv.Itoa(i+1) + " "
	}
	lines := kit.Clip(kit.Wrap(text, width-8), 0, 3)
	for k := range lines {
		head := kit.Space(8)
		if k == 0 {
			head = kit.NoMark + number + box
			if i == f.cursor {
				head = kit.Mark + number + box
			}
		}
		lines[k] = head + lines[k]
		if i == f.cursor {
			lines[k] = f.s.env.Theme.Paint(kit.Selected, kit.Pad(lines[k], width))
		}
	}
	return lines
}
