package review

import (
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// note takes a remark on the case.
type note struct {
	s     *Screen
	text  *kit.Area
	draft *kit.Draft
}

func (s *Screen) openNote() tea.Cmd {
	n := &note{s: s, text: kit.NewArea(s.env.Theme), draft: kit.NewDraft(s.seat, s.by, fmt.Sprintf("note/%s", s.number))}
	n.text.Placeholder = "（记入办件的备注，不能删改，不印在文书上）"
	n.text.Focus()
	s.panel, s.work.busy = n, true
	return s.env.Do(s, n.draft.Load)
}

func (n *note) writing() bool { return true }

func (n *note) unsaved() string { return n.text.Value() }

func (n *note) restore(msg kit.DraftRead) {
	if msg.Of == n.draft && msg.Text != "" {
		n.text.SetValue(msg.Text)
	}
}

func (n *note) press(msg tea.Msg) tea.Cmd {
	switch {
	case kit.Is(msg, kit.Enter):
		text := yichuang.Clean(n.text.Value())
		if text == "" {
			return nil
		}
		return n.s.commit(step{at: n.s.at, stay: true, drop: n.draft, says: say{kit.Plain, "备注已记入办件"}}, &yichuang.Noted{Text: text})
	case kit.Is(msg, keyWipe):
		n.text.SetValue("")
	case !n.text.Update(msg):
		return nil
	}
	n.draft.Set(n.text.Value())
	return n.s.env.Do(n.s, n.draft.Flush)
}

func (n *note) keys() []key.Binding {
	return []key.Binding{kit.As(kit.Enter, "记录"), keyBreak, keyWipe, kit.As(kit.Esc, "不记录，返回")}
}

func (n *note) view(width, height int) ([]string, *tea.Cursor) {
	th := n.s.env.Theme
	rows := max(min(height-3, 10), 1)
	text, cursor := n.text.View(width, rows)
	if cursor != nil {
		cursor.Y += 2
	}
	lines := []string{th.Paint(kit.Title, "备注"), ""}
	for i := range rows {
		l := ""
		if i < len(text) {
			l = text[i]
		}
		lines = append(lines, l+th.Paint(kit.Blank, kit.Space(width-kit.Width(l))))
	}
	return lines, cursor
}
