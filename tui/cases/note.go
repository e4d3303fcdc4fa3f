package cases

import (
	"context"
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// note is the form for a remark. It stays, with what was typed, until that is on
// record.
type note struct {
	env    *kit.Env
	work   Work
	by     yichuang.UserID
	number yichuang.CaseNumber
	area   *kit.Area
	draft  *kit.Draft
	size   kit.Size
	busy   bool
}

func newNote(s *Screen) *note {
	n := &note{env: s.env, work: s.work, by: s.by, number: s.number, area: kit.NewArea(s.env.Theme)}
	n.area.Placeholder = "（记在办件里，不能删改；不印在文书上）"
	n.draft = kit.NewDraft(s.work, s.by, fmt.Sprintf("note/%s", s.number)) // the review keeps its remark there, too
	n.area.Focus()
	return n
}

// Init reads what was typed before and not finished.
func (n *note) Init() tea.Cmd { return n.env.Do(n, n.draft.Load) }

// Title names the form in the path.
func (n *note) Title() string { return "备注" }

// Leaving asks when something was typed.
func (n *note) Leaving() string {
	if n.area.Value() == "" {
		return ""
	}
	return "备注还没有记下。写的文字留作草稿，再打开时还在。"
}

// Update takes the remark.
func (n *note) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		n.size = msg
		return nil
	case appended:
		n.draft.Set("")
		return tea.Batch(n.env.Do(n, n.draft.Flush), kit.Back(msg))
	case kit.DraftRead:
		if n.area.Value() == "" {
			n.area.SetValue(msg.Text)
		}
		return nil
	case kit.DraftLost:
		return kit.Fail(msg.Err)
	}
	switch {
	case n.busy:
	case kit.Is(msg, kit.Enter):
		return n.save()
	case n.area.Update(msg):
		n.draft.Set(n.area.Value())
		return n.env.Do(n, n.draft.Flush)
	}
	return nil
}

func (n *note) save() tea.Cmd {
	text := yichuang.Clean(n.area.Value())
	if text == "" {
		return nil
	}
	n.busy = true
	return n.env.Do(n, func(ctx context.Context) (tea.Msg, error) {
		c, _, err := n.work.Load(ctx, n.number)
		if err != nil {
			return nil, err
		}
		_, err = n.work.Append(ctx, n.by, c, &yichuang.Noted{Text: text})
		return appended{said: "已记下备注"}, err
	})
}

// Failed ends the waiting; what was typed stays, the shell says what went wrong.
func (n *note) Failed(error) bool {
	n.busy = false
	return false
}

// View draws the remark.
func (n *note) View() (string, *tea.Cursor) {
	const lines = 6
	th, width := n.env.Theme, min(n.size.Width-2*left, 100)
	body := []string{th.Paint(kit.Title, kit.Fit("给办件 "+n.number.Pretty()+" 加备注", width)), ""}
	text, cursor := n.area.View(width, lines)
	if cursor != nil {
		cursor.X, cursor.Y = cursor.X+left, cursor.Y+len(body)
	}
	for len(text) < lines {
		text = append(text, "")
	}
	foot := th.Paint(kit.Dim, "Enter 记下，Ctrl+J 换行，Esc 不记")
	if n.busy {
		foot, cursor = th.Paint(kit.Strong, "正在保存…"), nil
	}
	return inset(append(append(body, text...), "", foot), n.size.Height), cursor
}

// Keys end the remark.
func (n *note) Keys() []key.Binding {
	return []key.Binding{kit.As(kit.Enter, "记下"), kit.Bind("Ctrl+J", "换行", "ctrl+j")}
}
