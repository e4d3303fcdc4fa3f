package tuitest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// spy stands for a test that is expected to fail.
type spy struct {
	testing.TB
	said string
}

type stopped struct{}

func (s *spy) Helper() {}

func (s *spy) Fatal(args ...any) { s.Fatalf("%s", fmt.Sprint(args...)) }

func (s *spy) Fatalf(format string, args ...any) {
	s.said = fmt.Sprintf(format, args...)
	panic(stopped{})
}

// fails runs part of a test and returns what it failed with, "" when it did not.
func fails(part func(t testing.TB)) (said string) {
	s := &spy{}
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(stopped); !ok {
				panic(p)
			}
			said = s.said
		}
	}()
	part(s)
	return ""
}

// odd is a screen with one fault.
type odd struct {
	body   string
	cursor *tea.Cursor
	cmd    tea.Cmd
}

func (o *odd) Init() tea.Cmd { return nil }

func (o *odd) Update(msg tea.Msg) tea.Cmd {
	if kit.Is(msg, kit.Enter) {
		return o.cmd
	}
	return nil
}

func (o *odd) View() (string, *tea.Cursor) { return o.body, o.cursor }
func (o *odd) Keys() []key.Binding         { return nil }

// TestFaultsAreFound gives the driver every fault it promises to find.
func TestFaultsAreFound(t *testing.T) {
	nothing := func() tea.Msg { return nil }
	env := kit.NewEnv(context.Background(), time.Now)
	for _, tt := range []struct {
		name string
		o    odd
		want string
	}{
		{"nothing wrong", odd{body: "好", cmd: tea.Batch(kit.Tell("好"), nothing, kit.Send(nil))}, ""},
		{"a wide line", odd{body: strings.Repeat("宽", 41)}, "line 0 takes 82 columns of 80"},
		{"too many lines", odd{body: strings.Repeat("\n", 20)}, "21 lines, there is room for 20"},
		{"a control byte", odd{body: "响\x07"}, "control byte 0x7"},
		{"an escape sequence", odd{body: "\x1b[2J"}, "no colour"},
		{"a tab", odd{body: "a\tb"}, "control byte 0x9"},
		{"invalid UTF-8", odd{body: "\xff"}, "invalid UTF-8"},
		{"disputed width", odd{body: "👨\u200d👩\u200d👧"}, "terminals disagree"},
		{"a caret outside", odd{body: "好", cursor: kit.Caret(80, 0)}, "the caret at 80,0"},
		{"a command from a command", odd{body: "好", cmd: func() tea.Msg { return tea.Cmd(nothing) }}, "a command returned a command"},
		{"a command from a batch", odd{body: "好", cmd: tea.Batch(nothing, func() tea.Msg { return tea.Cmd(nothing) })}, "a command returned a command"},
		{"a command from work", odd{body: "好"}, "work returned a command"},
		{"a sequence", odd{body: "好", cmd: tea.Sequence(nothing, nothing)}, "tea.Sequence hides work"},
		{"a storm", odd{body: "好"}, "never come to rest"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := tt.o
			switch tt.name {
			case "a command from work":
				o.cmd = env.Do(&o, func(context.Context) (tea.Msg, error) { return tea.Cmd(nothing), nil })
			case "a storm":
				o.cmd = func() tea.Msg { return kit.Reply{To: &o, Msg: tea.KeyPressMsg{Code: tea.KeyEnter}} }
			}
			said := fails(func(t testing.TB) { tuitest.New(t).Screen(&o).Press("enter") })
			if tt.want == "" && said != "" || !strings.Contains(said, tt.want) {
				t.Errorf("the driver says %q, want %q", said, tt.want)
			}
		})
	}
}

// TestLooksCanFail has every question a test may ask answered with no.
func TestLooksCanFail(t *testing.T) {
	o := &odd{body: "姓名：张三", cursor: kit.Caret(6, 0)}
	for name, part := range map[string]func(d *tuitest.Driver){
		"Sees":       func(d *tuitest.Driver) { d.Sees("李四") },
		"NotSees":    func(d *tuitest.Driver) { d.NotSees("张三") },
		"Caret":      func(d *tuitest.Driver) { d.Caret(6, 0) },
		"CaretAfter": func(d *tuitest.Driver) { d.CaretAfter("张三") },
		"NoCaret":    func(d *tuitest.Driver) { d.NoCaret() },
		"Ended":      func(d *tuitest.Driver) { d.Ended() },
		"Press":      func(d *tuitest.Driver) { d.Press("f99") },
	} {
		if fails(func(t testing.TB) { part(tuitest.New(t).Screen(o)) }) == "" {
			t.Errorf("%s does not fail", name)
		}
	}
	tuitest.New(t).Screen(o).Sees("张三").NotSees("李四").Caret(6, 2).CaretAfter("姓名：")
}

// TestClock has what is due happen in its order, and not before.
func TestClock(t *testing.T) {
	d := tuitest.New(t)
	d.Start(tui.Options{Start: kit.Route{Name: "it"}, IdleLock: time.Minute, Routes: tui.Routes{
		"it":   tui.Plain(func() kit.Screen { return &odd{body: "开着"} }),
		"lock": tui.Plain(func() kit.Screen { return &odd{body: "锁着"} }),
	}}, 80, 24)
	d.Advance(59 * time.Second).Sees("开着").Advance(time.Second).Sees("锁着")
	if got := d.Env.Now().Sub(tuitest.Begin); got != time.Minute {
		t.Errorf("%s have passed", got)
	}
}
