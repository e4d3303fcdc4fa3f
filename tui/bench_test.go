package tui_test

import (
	"fmt"
	"testing"

	"yichuang/tui"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// cases are rows like those of a long day.
type cases int

func (c cases) Len() int { return int(c) }

func (c cases) Row(i int) []string {
	return []string{
		fmt.Sprintf("440524202611230030%03d", i%1000), "食品经营许可证核发（新办）", "东风路“老字号”餐饮管理有限公司",
		"440***********0014", "审查中", "3号窗口", "2026-11-23 09:00",
	}
}

// heavy is the heaviest page there is: a form beside a list that fills the rest.
type heavy struct {
	form *kit.Form
	list *kit.List
	size kit.Size
}

func (h *heavy) Init() tea.Cmd { return nil }

func (h *heavy) Update(msg tea.Msg) tea.Cmd {
	if size, ok := msg.(kit.Size); ok {
		h.size = size
	}
	if kit.Is(msg, kit.Up, kit.Down) {
		h.list.Update(msg)
		return nil
	}
	h.form.Update(msg)
	return nil
}

func (h *heavy) View() (string, *tea.Cursor) {
	left := h.size.Width / 3
	form, c := h.form.View(left, h.size.Height)
	return kit.Lines(kit.Beside(form, left, h.list.View(h.size.Width-left-2, h.size.Height), 2)...), c
}

func (h *heavy) Keys() []key.Binding { return append(h.form.Keys(), kit.Up, kit.Down) }

// BenchmarkKey is what a key costs between keyboard and terminal, without
// writing: Update and the frame, at 200 by 50.
func BenchmarkKey(b *testing.B) {
	env := kit.NewEnv(b.Context(), nowhen)
	h := &heavy{list: kit.NewList(env.Theme, kit.Column{Title: "编号", Width: 21}, kit.Column{Title: "事项", Width: 26, Flex: 1},
		kit.Column{Title: "申请人", Width: 20, Flex: 1}, kit.Column{Title: "证件", Width: 18}, kit.Column{Title: "状态", Width: 6}, kit.Column{Title: "窗口", Width: 8}, kit.Column{Title: "时间", Width: 16})}
	h.list.SetRows(cases(100_000))
	var inputs []kit.Input
	for i := range 40 {
		inputs = append(inputs, kit.Input{Name: fmt.Sprint(i), Label: fmt.Sprintf("第%d项内容", i), Hint: "与证件一致", Required: i%2 == 0})
	}
	h.form = kit.NewForm(env.Theme, inputs...)
	s := tui.NewShell(tui.Options{Env: env, Start: kit.Route{Name: "it"}, Routes: tui.Routes{"it": tui.Plain(func() kit.Screen { return h })}})
	s.Init()
	s.Update(tea.WindowSizeMsg{Width: 200, Height: 50})
	for _, bench := range []struct {
		name string
		msgs []tea.Msg
	}{
		{"typing", []tea.Msg{tea.KeyPressMsg{Code: '中', Text: "中"}, tea.KeyPressMsg{Code: tea.KeyBackspace}}},
		{"moving", []tea.Msg{tea.KeyPressMsg{Code: tea.KeyDown}, tea.KeyPressMsg{Code: tea.KeyDown}, tea.KeyPressMsg{Code: tea.KeyUp}}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.Update(bench.msgs[i%len(bench.msgs)])
				if s.View().Content == "" {
					b.Fatal("nothing is drawn")
				}
			}
		})
	}
}
