package cases_test

import (
	"slices"
	"testing"

	"yichuang/tui"
	"yichuang/tui/cases"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// desk stands below and notes what it is told.
type desk struct{ told []tea.Msg }

func (p *desk) Init() tea.Cmd               { return nil }
func (p *desk) Update(msg tea.Msg) tea.Cmd  { p.told = append(p.told, msg); return nil }
func (p *desk) View() (string, *tea.Cursor) { return "此处是工作台", nil }
func (p *desk) Keys() []key.Binding         { return nil }

// onDesk begins with a desk from which cases are found.
func onDesk(t *testing.T, h *hall) (*tuitest.Driver, *desk) {
	t.Helper()
	d := tuitest.New(t)
	below := &desk{}
	all := routes(d, h)
	all["desk"] = tui.Plain(func() kit.Screen { return below })
	all["find"] = tui.Plain(func() kit.Screen { return cases.NewFind(d.Env, h) })
	d.Start(tui.Options{Routes: all, Start: kit.Route{Name: "desk"}}, 80, 24)
	return d, below
}

// Who takes in the next person must not find the last one's case below.
func TestTheNextPersonLeavesNothingBehind(t *testing.T) {
	h := newHall(t)
	h.open(zhang())
	d, below := onDesk(t, h)
	d.Send(kit.Route{Name: "find"}).Press("enter").Sees("办件 007", "张三").Press("f2").Sees("此处是工作台")
	if !slices.Contains(below.told, tea.Msg(kit.NextPerson{})) {
		t.Errorf("the desk was told %v", below.told)
	}
	below.told = nil
	d.Send(kit.Route{Name: "find"}).Press("f2").Sees("此处是工作台")
	if !slices.Contains(below.told, tea.Msg(kit.NextPerson{})) {
		t.Errorf("the desk was told %v", below.told)
	}
}

// A code that opens nothing names the way out that works.
func TestACodeThatOpensNothingLeadsToTheSearch(t *testing.T) {
	h := newHall(t)
	h.open(zhang())
	d, _ := onDesk(t, h)
	d.Send(kit.Scanned{Ticket: "*123"}).Sees("出错：", "按 F3", "F3 查找办件").Press("f3").Sees("查找办件", "张三").Press("esc").Sees("此处是工作台")
}

func TestTheInputMethodIsNoCommand(t *testing.T) {
	h := newHall(t)
	n := h.open(zhang())
	show(t, h, n).Type("好").Sees("输入法在中文状态")
}
