package kit_test

import (
	"testing"
	"time"

	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// bell makes an asker ask by itself.
type bell struct{}

// asker is a screen that opens a question: by Enter, or by itself.
type asker struct {
	env     *kit.Env
	q       kit.Question
	answers []kit.Answer
}

func (a *asker) Init() tea.Cmd { return nil }

func (a *asker) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case bell:
		return kit.Show(kit.NewAsk(a.env, a.q))
	case kit.Answer:
		a.answers = append(a.answers, msg)
	case tea.KeyPressMsg:
		if kit.Is(msg, kit.Enter) {
			return kit.Show(kit.NewAsk(a.env, a.q))
		}
	}
	return nil
}

func (a *asker) View() (string, *tea.Cursor) { return "下面的屏幕", nil }
func (a *asker) Keys() []key.Binding         { return []key.Binding{kit.Enter} }

func ask(t *testing.T, q kit.Question) (*tuitest.Driver, *asker) {
	d := tuitest.New(t)
	a := &asker{env: d.Env, q: q}
	return d.Screen(a), a
}

func TestAskChoices(t *testing.T) {
	for _, tt := range []struct {
		keys []string
		want int
	}{
		{[]string{"enter"}, 1},
		{[]string{"up", "enter"}, 0},
		{[]string{"down", "enter"}, 2},
		{[]string{"down", "down", "down", "enter"}, 2},
		{[]string{"tab", "enter"}, 2},
		{[]string{"1"}, 0},
		{[]string{"3"}, 2},
		{[]string{"4", "x", "esc"}, -1},
	} {
		d, a := ask(t, kit.Question{Tag: "t", Text: "怎么办？", Choices: []string{"受理", "补正", "不予受理"}, Default: 1})
		d.Press("enter").Sees("怎么办？", "> 2 补正").Press(tt.keys...).Sees("下面的屏幕")
		if len(a.answers) != 1 || a.answers[0] != (kit.Answer{Tag: "t", Choice: tt.want}) {
			t.Errorf("%v answers %v, want choice %d", tt.keys, a.answers, tt.want)
		}
	}
}

// TestAskUnarmed shows the rule that a scanner, which types fast and ends with
// Enter, must never answer a question that opened by itself.
func TestAskUnarmed(t *testing.T) {
	q := kit.Question{Text: "同步中心拒收一件，现在处理吗？", Unasked: true}
	d, a := ask(t, q)
	d.Send(bell{}).Sees("现在处理吗")
	d.Scan("6901234567892").Sees("现在处理吗", "刚才的按键没有算数")
	if len(a.answers) != 0 {
		t.Fatalf("a scanner answered %v", a.answers)
	}
	d.Advance(kit.Quiet - time.Millisecond).Send(keyOf(tea.KeyEscape)).Sees("现在处理吗")
	d.Advance(kit.Quiet - time.Millisecond).Send(keyOf(tea.KeyEnter)).Sees("现在处理吗")
	d.Advance(kit.Quiet).Send(keyOf(tea.KeyEnter)).NotSees("现在处理吗")
	if len(a.answers) != 1 || !a.answers[0].Yes() {
		t.Errorf("answered %v", a.answers)
	}
}

// TestAskArmed has a question somebody asked for: it takes the next key at once.
func TestAskArmed(t *testing.T) {
	d, a := ask(t, kit.Question{Text: "继续吗？"})
	d.Press("enter").Send(keyOf(tea.KeyEnter))
	if len(a.answers) != 1 || !a.answers[0].Yes() {
		t.Errorf("answered %v", a.answers)
	}
}

func TestAskReason(t *testing.T) {
	d, a := ask(t, kit.Question{Text: "第二次告知新的问题", Choices: []string{"仍要告知", "不告知"}, Default: 1, Reason: "为什么上次没有告知", ReasonFor: []int{0}})
	d.Press("enter").NotSees("为什么上次").Press("up").Sees("为什么上次没有告知").NoCaret().
		Press("enter").Sees("请先写明理由").
		Type("规定 2 条").CaretAfter("规定 2 条").
		Press("tab").NoCaret().Press("enter")
	if len(a.answers) != 1 || a.answers[0].Reason != "规定 2 条" || !a.answers[0].Yes() {
		t.Errorf("answered %v", a.answers)
	}
	d.Press("enter", "enter")
	if len(a.answers) != 2 || a.answers[1] != (kit.Answer{Choice: 1}) {
		t.Errorf("the other choice needs no reason: %v", a.answers)
	}
}
