package tui

import (
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// helpScreen lists the keys of the screen beneath it, those that are switched
// off with the reason.
type helpScreen struct {
	env  *kit.Env
	keys []key.Binding
	size kit.Size
	top  int
}

func newHelp(env *kit.Env, of kit.Screen) *helpScreen {
	keys := of.Keys()
	keys = append(keys[:len(keys):len(keys)], kit.Esc, kit.LockNow, kit.Exit)
	return &helpScreen{env: env, keys: keys}
}

// Init has nothing to do.
func (h *helpScreen) Init() tea.Cmd { return nil }

// Title names the list in the path.
func (h *helpScreen) Title() string { return "按键" }

// Update scrolls.
func (h *helpScreen) Update(msg tea.Msg) tea.Cmd {
	switch {
	case kit.Is(msg, kit.Up):
		h.top--
	case kit.Is(msg, kit.Down):
		h.top++
	case kit.Is(msg, kit.PageUp):
		h.top -= h.size.Height
	case kit.Is(msg, kit.PageDown):
		h.top += h.size.Height
	case kit.Is(msg, kit.Enter):
		return kit.Back(nil)
	}
	if size, ok := msg.(kit.Size); ok {
		h.size = size
	}
	return nil
}

// View draws the list.
func (h *helpScreen) View() (string, *tea.Cursor) {
	lines := []string{"", "  " + h.env.Theme.Paint(kit.Title, "这里能用的按键"), ""}
	seen := map[string]bool{}
	for _, k := range h.keys {
		label := k.Help().Key
		if label == "" || seen[label] || !k.Enabled() && kit.Why(k) == "" {
			continue
		}
		seen[label] = true
		text := "  " + h.env.Theme.Paint(kit.Hint, kit.Pad(label, 12)) + kit.Text(kit.Does(k))
		if why := kit.Why(k); why != "" {
			text += h.env.Theme.Paint(kit.Dim, "（现在不能用："+kit.Text(why)+"）")
		}
		lines = append(lines, text)
	}
	lines = append(lines, "", "  扫描纸上的二维码，直接打开那个办件（正在输入文字时除外）。")
	h.top = max(0, min(h.top, len(lines)-h.size.Height))
	return kit.Lines(kit.Clip(lines, h.top, h.size.Height)...), nil
}

// Keys are those of the list itself.
func (h *helpScreen) Keys() []key.Binding {
	return []key.Binding{kit.As(kit.Enter, "知道了"), kit.PageUp, kit.PageDown}
}
