package tuitest

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

var named = map[string]rune{
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
	"enter": tea.KeyEnter, "tab": tea.KeyTab, "esc": tea.KeyEscape, "backspace": tea.KeyBackspace,
	"delete": tea.KeyDelete, "insert": tea.KeyInsert, "space": tea.KeySpace,
	"f1": tea.KeyF1, "f2": tea.KeyF2, "f3": tea.KeyF3, "f4": tea.KeyF4, "f5": tea.KeyF5, "f6": tea.KeyF6,
	"f7": tea.KeyF7, "f8": tea.KeyF8, "f9": tea.KeyF9, "f10": tea.KeyF10, "f11": tea.KeyF11, "f12": tea.KeyF12,
}

var mods = map[string]tea.KeyMod{"ctrl": tea.ModCtrl, "alt": tea.ModAlt, "shift": tea.ModShift}

// keyPress returns the message of a key by its name.
func keyPress(name string) (press tea.KeyPressMsg, ok bool) {
	rest := name
	for {
		mod, after, found := strings.Cut(rest, "+")
		m, known := mods[mod]
		if !found || !known || after == "" {
			break
		}
		press.Mod |= m
		rest = after
	}
	if code, known := named[rest]; known {
		press.Code = code
		if rest == "space" && press.Mod == 0 {
			press.Text = " "
		}
		return press, true
	}
	r, n := utf8.DecodeRuneInString(rest)
	if n == 0 || n != len(rest) {
		return press, false
	}
	press.Code = r
	if press.Mod == 0 {
		press.Text = rest
	}
	return press, true
}

// letter returns the message of a typed character.
func letter(r rune) tea.KeyPressMsg {
	if r == '\n' || r == '\r' {
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	}
	return tea.KeyPressMsg{Code: r, Text: string(r)}
}
