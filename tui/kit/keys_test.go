package kit

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestKeysSwitchedOff(t *testing.T) {
	print := Bind("F8", "打印", "f8")
	press := tea.KeyPressMsg{Code: tea.KeyF8}
	if !Is(press, print) || !Pressed(press, print) || Why(print) != "" || Does(print) != "打印" {
		t.Error("a key that is on does not work")
	}
	off := Off(print, "还没有文书")
	if Is(press, off) || !Pressed(press, off) || Why(off) != "还没有文书" || Does(off) != "打印" {
		t.Errorf("switched off: is %v, pressed %v, why %q, does %q", Is(press, off), Pressed(press, off), Why(off), Does(off))
	}
	if again := Off(off, "打印机没有纸"); Why(again) != "打印机没有纸" || Does(again) != "打印" {
		t.Errorf("another reason: %q %q", Why(again), Does(again))
	}
	if !Is(press, print) {
		t.Error("switching off a copy switched off the key")
	}
}

func TestTypedAndDigit(t *testing.T) {
	for _, tt := range []struct {
		msg   tea.Msg
		typed string
		digit int
	}{
		{tea.KeyPressMsg{Code: '7', Text: "7"}, "7", 7},
		{tea.KeyPressMsg{Code: '0', Text: "0"}, "0", 0},
		{tea.KeyPressMsg{Code: '中', Text: "中"}, "中", 0},
		{tea.KeyPressMsg{Code: '7', Mod: tea.ModAlt}, "", 0},
		{tea.KeyPressMsg{Code: tea.KeyEnter}, "", 0},
		{tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}, " ", 0},
		{tea.PasteMsg{Content: "7"}, "", 0},
	} {
		if Typed(tt.msg) != tt.typed || Digit(tt.msg) != tt.digit {
			t.Errorf("%#v is typed %q and digit %d", tt.msg, Typed(tt.msg), Digit(tt.msg))
		}
	}
}

// TestTheme has every tone readable on both grounds and without colours.
func TestTheme(t *testing.T) {
	th := NewTheme()
	for tone := range tones {
		for _, dark := range []bool{true, false} {
			for _, colour := range []bool{true, false} {
				th.Adapt(Look{Dark: dark, Colour: colour})
				got := th.Paint(tone, "字")
				if !strings.Contains(got, "字") || Width(got) != 2 || Line(got, 9) != got {
					t.Errorf("tone %d draws %q", tone, got)
				}
				if !colour && strings.ContainsAny(strings.TrimPrefix(got, "\x1b["), "39") {
					t.Errorf("tone %d has a colour where there are none: %q", tone, got)
				}
			}
		}
	}
	if (*Theme)(nil).Paint(Bad, "字") != "字" || th.Paint(Bad, "") != "" || th.Paint(tones, "字") != "字" {
		t.Error("a theme paints what it must leave alone")
	}
	if Width(th.Rule(40)) != 40 || th.Rule(-1) != "" {
		t.Error("a rule has the wrong width")
	}
}

func TestTicket(t *testing.T) {
	for text, want := range map[string]string{
		"*123": "*123", " *123\n": "*123", "*": "", "": "", "123": "", "*12a": "", "**12": "", "*１２": "", "*12 3": "",
	} {
		if got := Ticket(text); got != want {
			t.Errorf("Ticket(%q) = %q, want %q", text, got, want)
		}
	}
}
