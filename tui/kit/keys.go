package kit

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// The keys that mean the same everywhere. Areas add their own with Bind; help
// and the printed key card are made of them.
var (
	Up       = Bind("↑", "上一行", "up")
	Down     = Bind("↓", "下一行", "down")
	Left     = Bind("←", "向左", "left")
	Right    = Bind("→", "向右", "right")
	PageUp   = Bind("PgUp", "上一页", "pgup")
	PageDown = Bind("PgDn", "下一页", "pgdown")
	First    = Bind("Home", "最前", "home")
	Last     = Bind("End", "最后", "end")
	Enter    = Bind("Enter", "确定", "enter")
	Esc      = Bind("Esc", "返回", "esc")
	Tab      = Bind("Tab", "下一项", "tab")
	BackTab  = Bind("Shift+Tab", "上一项", "shift+tab")
	Digits   = Bind("1-9", "直接选", "1", "2", "3", "4", "5", "6", "7", "8", "9")

	Scans   = Bind("F7", "扫描件", "f7") // opens RouteScans
	Help    = Bind("F1", "帮助", "f1")
	Exit    = Bind("F10", "退出", "f10", "ctrl+q")
	LockNow = Bind("Ctrl+L", "锁屏", "ctrl+l")
)

// Bind names a key: how it is written on the keyboard, what it does here, and
// the keystrokes that are it.
func Bind(label, does string, strokes ...string) key.Binding {
	return key.NewBinding(key.WithKeys(strokes...), key.WithHelp(label, does))
}

// As returns the same key with another word for what it does here.
func As(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}

// whyMark parts what a key does from the reason it does not do so now. It stands
// in the binding's own help text because a binding has no other room, and it is
// a control character so that no text contains it.
const whyMark = "\x00"

// Off returns the key switched off, with the reason: a clerk who presses it is
// told why, and help says so too.
func Off(b key.Binding, why string) key.Binding {
	b.SetEnabled(false)
	does, _, _ := strings.Cut(b.Help().Desc, whyMark)
	b.SetHelp(b.Help().Key, does+whyMark+why)
	return b
}

// OffIf switches the key off when there is a reason, and leaves it alone when
// why is empty.
func OffIf(b key.Binding, why string) key.Binding {
	if why == "" {
		return b
	}
	return Off(b, why)
}

// Why returns the reason a key is switched off, empty when it works.
func Why(b key.Binding) string {
	if b.Enabled() {
		return ""
	}
	_, why, _ := strings.Cut(b.Help().Desc, whyMark)
	return why
}

// Does returns what a key does, without the reason why it may be off.
func Does(b key.Binding) string {
	does, _, _ := strings.Cut(b.Help().Desc, whyMark)
	return does
}

// Is reports whether msg is a press of one of these keys, switched on.
func Is(msg tea.Msg, keys ...key.Binding) bool {
	press, ok := msg.(tea.KeyPressMsg)
	return ok && key.Matches(press, keys...)
}

// Pressed reports whether msg is a press of b, switched on or off.
func Pressed(msg tea.Msg, b key.Binding) bool {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return false
	}
	stroke := press.String()
	for _, s := range b.Keys() {
		if s == stroke {
			return true
		}
	}
	return false
}

// Digit returns 1 to 9 for a press of that key alone, else 0.
func Digit(msg tea.Msg) int {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok || press.Mod&(tea.ModCtrl|tea.ModAlt) != 0 {
		return 0
	}
	s := press.String()
	if len(s) == 1 && s[0] >= '1' && s[0] <= '9' {
		return int(s[0] - '0')
	}
	return 0
}

// Typed returns the text of a key press, empty for every other message and for
// keys that are not text.
func Typed(msg tea.Msg) string {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok || press.Mod&(tea.ModCtrl|tea.ModAlt|tea.ModMeta|tea.ModSuper) != 0 {
		return ""
	}
	return press.Text
}
