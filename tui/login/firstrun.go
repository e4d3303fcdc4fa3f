package login

import (
	"context"

	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// FirstRun is the first screen of a terminal that has no hall yet: the
// demonstration with one key, or the form for a real hall.
type FirstRun struct {
	env   *kit.Env
	work  Founder
	size  kit.Size
	at    int
	busy  bool
	setup *setup // kept when it is left, so that nothing typed is lost
}

// ways are the two ways to begin.
var ways = []struct{ name, what string }{
	{"进入演示大厅", "一键进入，熟悉操作用；数据单独存放，文书标明“演示”"},
	{"设置本大厅", "填写大厅、窗口、经办人和督导人员，正式使用"},
}

var (
	keyDemo  = kit.Bind("1", "演示大厅", "1")
	keySetup = kit.Bind("2", "设置本大厅", "2")
)

// NewFirstRun returns the screen of the first start.
func NewFirstRun(env *kit.Env, work Founder) *FirstRun {
	return &FirstRun{env: env, work: work, setup: newSetup(env, work)}
}

// Init has nothing to do.
func (f *FirstRun) Init() tea.Cmd { return nil }

// Guards is true: there is no hall to work in yet.
func (f *FirstRun) Guards() bool { return true }

// Title names the screen in the path.
func (f *FirstRun) Title() string { return "首次使用" }

// Leaving asks before the program ends with a form half filled in.
func (f *FirstRun) Leaving() string {
	if !f.setup.touched {
		return ""
	}
	return "大厅设置填写了一部分，还没有保存；退出后要重新填写。"
}

// ready says that the demonstration hall is open.
type ready struct{}

// Update takes the choice.
func (f *FirstRun) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		f.size = msg
	case ready:
		return kit.Restart(routeSignIn, nil)
	case tea.KeyPressMsg:
		if !f.busy {
			return f.press(msg)
		}
	}
	return nil
}

func (f *FirstRun) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Is(msg, kit.Up, kit.Left, kit.BackTab):
		f.at = 0
	case kit.Is(msg, kit.Down, kit.Right, kit.Tab):
		f.at = 1
	case kit.Is(msg, keyDemo):
		return f.begin(0)
	case kit.Is(msg, keySetup):
		return f.begin(1)
	case kit.Is(msg, kit.Enter):
		return f.begin(f.at)
	}
	return nil
}

func (f *FirstRun) begin(way int) tea.Cmd {
	f.at = way
	if way == 1 {
		return kit.Show(f.setup)
	}
	f.busy = true
	return f.env.Do(f, func(ctx context.Context) (tea.Msg, error) {
		return ready{}, f.work.Demo(ctx)
	})
}

// Failed ends the waiting; the shell says what went wrong.
func (f *FirstRun) Failed(error) bool {
	f.busy = false
	return false
}

// View draws the two ways.
func (f *FirstRun) View() (string, *tea.Cursor) {
	th := f.env.Theme
	lines := []string{
		th.Paint(kit.Title, "欢迎使用一窗"), "",
		"这台终端还没有设置大厅，请选择怎样开始：", "",
	}
	for i, w := range ways {
		name := kit.NoMark + string(rune('1'+i)) + "  " + w.name
		if i == f.at {
			name = th.Paint(kit.Selected, kit.Pad(kit.Mark+name[len(kit.NoMark):], block))
		}
		lines = append(lines, name, "     "+th.Paint(kit.Dim, kit.Fit(w.what, block-5)), "")
	}
	foot := th.Paint(kit.Dim, "按 1 或者 2；也可以用 ↑↓ 选好后按 Enter。F10 退出")
	if f.busy {
		foot = th.Paint(kit.Strong, "正在准备演示大厅…")
	}
	lines, _, _ = middle(append(lines, foot), f.size)
	return kit.Lines(lines...), nil
}

// Keys are the two ways.
func (f *FirstRun) Keys() []key.Binding {
	return []key.Binding{keyDemo, keySetup, kit.As(kit.Enter, "选定"), kit.Up, kit.Down, kit.Exit}
}
