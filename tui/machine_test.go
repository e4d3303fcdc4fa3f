package tui_test

import (
	"strings"
	"testing"
	"time"

	"yichuang/internal/device/card"
	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// desk is a screen that takes keys as orders, and paper one that is written on.
type (
	desk   struct{ got string }
	paper  struct{ field *kit.Field }
	opened struct{ text string }
)

func (d *desk) Init() tea.Cmd { return nil }
func (d *desk) Update(msg tea.Msg) tea.Cmd {
	d.got += kit.Typed(msg)
	if kit.Is(msg, kit.Enter) {
		d.got += "\n"
	}
	return nil
}
func (d *desk) View() (string, *tea.Cursor) { return "桌面", nil }
func (d *desk) Keys() []key.Binding         { return nil }

func (p *paper) Init() tea.Cmd { return nil }
func (p *paper) Update(msg tea.Msg) tea.Cmd {
	if kit.Is(msg, kit.Enter) {
		p.field.SetValue(p.field.Value() + "。")
		return nil
	}
	p.field.Update(msg)
	return nil
}
func (p *paper) View() (string, *tea.Cursor) { return p.field.Value(), kit.Caret(0, 0) }
func (p *paper) Keys() []key.Binding         { return nil }

func (r *opened) Init() tea.Cmd               { return nil }
func (r *opened) Update(tea.Msg) tea.Cmd      { return nil }
func (r *opened) View() (string, *tea.Cursor) { return "读到" + r.text, nil }
func (r *opened) Keys() []key.Binding         { return nil }

// wedge is how the program tells a machine from a hand.
func wedge(rule card.WedgeRule) kit.Machine {
	return kit.Machine{Prefixed: rule.Prefix != "", Recognize: func(strokes []kit.Stroke) (string, kit.Typing) {
		var own []card.Stroke
		for _, k := range strokes {
			own = append(own, card.Stroke(k))
		}
		text, state := rule.Recognize(own)
		return text, kit.Typing(state)
	}}
}

func sit(t *testing.T, start string, rule card.WedgeRule) *tuitest.Driver {
	d := tuitest.New(t)
	d.Start(tui.Options{Start: kit.Route{Name: start}, Machine: wedge(rule), Routes: tui.Routes{
		"desk":        tui.Plain(func() kit.Screen { return new(desk) }),
		"paper":       tui.Plain(func() kit.Screen { f := kit.NewField(d.Env.Theme); f.Focus(); return &paper{f} }),
		kit.RouteRead: tui.With(func(text string) kit.Screen { return &opened{"：" + text} }),
		kit.RouteCase: tui.With(func(s kit.Scanned) kit.Screen { return &opened{"凭证" + s.Ticket} }),
	}}, 80, 24)
	return d
}

const cardNumber, slipCode = "11010519491231002X", "*150627261123001100010"

// A prefix holds the keys of a machine back, whatever they are, also where there is a
// caret; what begins like it and is no machine's comes late and whole.
func TestMachinesWithAPrefix(t *testing.T) {
	rule := card.WedgeRule{Prefix: "~#"}
	d := sit(t, "desk", rule)
	d.Scan("~#" + cardNumber).Sees("读到：" + cardNumber)
	d.Press("esc").Scan("~#" + slipCode).Sees("凭证" + slipCode)
	d.Press("esc").Scan(slipCode).Sees("凭证" + slipCode) // ours needs no prefix
	d.Press("esc").Type("~").Advance(time.Second).Type("ab")
	if got := d.Top().(*desk).got; got != "~ab" {
		t.Errorf("the desk got %q", got)
	}
	d.Type("~#").Advance(2 * time.Second)
	if got := d.Top().(*desk).got; got != "~ab~#" {
		t.Errorf("the desk got %q", got)
	}
	d = sit(t, "paper", rule)
	d.Type("张").Scan("~#" + cardNumber).Sees("张" + cardNumber + "。")
	d.Type("~x").Sees(cardNumber + "。~x")
	d.Scan("~#" + slipCode).Sees("凭证" + slipCode)
}

// Without a prefix a machine is known by its speed, where nobody writes; a hand is
// never slowed down, and a field keeps what was typed into it.
func TestMachinesWithoutAPrefix(t *testing.T) {
	d := sit(t, "desk", card.WedgeRule{})
	d.Scan(cardNumber).Sees("读到：" + cardNumber).Press("esc")
	below := d.Top().(*desk)
	if strings.Contains(below.got, "\n") {
		t.Errorf("the Enter of a machine came through: %q", below.got)
	}
	below.got = ""
	for _, k := range []string{"1", "2", "enter", "3", "4", "5", "6", "enter"} {
		d.Advance(120 * time.Millisecond).Press(k)
	}
	if below.got != "12\n3456\n" {
		t.Errorf("a hand wrote %q", below.got)
	}
	d.Advance(time.Second).Scan("12345") // too short to be sure
	if !strings.HasSuffix(below.got, "12345\n") {
		t.Errorf("a short burst gave %q", below.got)
	}
	d.Advance(time.Second).Scan(slipCode).Sees("凭证" + slipCode)
	d = sit(t, "paper", card.WedgeRule{})
	d.Scan(cardNumber).Sees(cardNumber + "。")
}
