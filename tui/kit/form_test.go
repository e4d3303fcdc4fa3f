package kit_test

import (
	"fmt"
	"strings"
	"testing"

	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// sheet is a screen of nothing but a form.
type sheet struct {
	form    *kit.Form
	size    kit.Size
	changed []string
	done    int
}

func (s *sheet) Init() tea.Cmd { return nil }

func (s *sheet) Update(msg tea.Msg) tea.Cmd {
	if size, ok := msg.(kit.Size); ok {
		s.size = size
	}
	if s.form.Update(msg) == kit.FormDone {
		s.done++
	}
	return nil
}

func (s *sheet) View() (string, *tea.Cursor) {
	lines, c := s.form.View(s.size.Width, s.size.Height)
	return kit.Lines(lines...), c
}

func (s *sheet) Keys() []key.Binding { return s.form.Keys() }

func applicantSheet(d *tuitest.Driver) *sheet {
	s := &sheet{form: kit.NewForm(d.Env.Theme,
		kit.Input{Label: "申请人"},
		kit.Input{Name: "name", Label: "姓名", Required: true, Hint: "与证件一致", Max: 50},
		kit.Input{Name: "kind", Label: "证件类型", Required: true, Options: []kit.Option{{Value: "id", Label: "身份证"}, {Value: "pass", Label: "护照"}}},
		kit.Input{Name: "number", Label: "证件号码", Accept: kit.UpperID, Max: 18, Check: func(v string) string {
			if len(v) != 18 {
				return "身份证号码应为 18 位，现在是 " + fmt.Sprint(len(v)) + " 位"
			}
			return ""
		}},
		kit.Input{Name: "note", Label: "备注", Lines: 3},
		kit.Input{Name: "phone", Label: "电话", Accept: kit.Phone},
	)}
	s.form.OnChange = func(name string) {
		if n := len(s.changed); n == 0 || s.changed[n-1] != name {
			s.changed = append(s.changed, name)
		}
	}
	return s
}

func TestFormFilledIn(t *testing.T) {
	d := tuitest.New(t)
	s := applicantSheet(d)
	d.Screen(s).Sees("*姓名：与证件一致", "* 必填").
		Type("张三").CaretAfter("姓名：张三").
		Press("enter").NoCaret().Sees("( )1 身份证  ( )2 护照").
		Press("2").Sees("(*)2 护照").Press("left").Sees("(*)1 身份证").
		Press("down").Type("１１０").CaretAfter("证件号码：110").
		Press("tab").Sees("! 身份证号码应为").Type("第一行").Press("enter").Type("第二行").CaretAfter("第二行").
		Press("up").CaretAfter("第一行").Press("up").CaretAfter("证件号码：110").
		Sees("! 证件号码：身份证号码应为 18 位，现在是 3 位").
		Type("10519491231002x").NotSees("应为").
		Press("tab", "tab").Type("010-1").Press("enter")
	if s.done != 1 {
		t.Fatalf("Enter in the last input ended the form %d times", s.done)
	}
	want := map[string]string{"name": "张三", "kind": "id", "number": "11010519491231002X", "note": "第一行\n第二行", "phone": "010-1"}
	for name, value := range want {
		if s.form.Value(name) != value || s.form.Values()[name] != value {
			t.Errorf("%s is %q, want %q", name, s.form.Value(name), value)
		}
	}
	if got := strings.Join(s.changed, " "); got != "name kind number note number phone" {
		t.Errorf("changes were told as %q", got)
	}
}

func TestFormIncomplete(t *testing.T) {
	d := tuitest.New(t)
	s := applicantSheet(d)
	d.Screen(s)
	s.form.Focus("phone")
	d.Press("enter").CaretAfter("*姓名：").Sees("! 姓名：请填写姓名", "! 请选择证件类型")
	if s.done != 0 {
		t.Error("an incomplete form is done")
	}
	s.form.Problem("name", "与库里的姓名不同")
	d.Sees("! 姓名：与库里的姓名不同").Type("李").NotSees("与库里")
	s.form.Warning("name", "同名同姓三人")
	d.Sees("! 同名同姓三人").Type("四").NotSees("同名同姓")
	s.form.Show("kind", false)
	d.NotSees("证件类型").Press("down").CaretAfter("证件号码：")
	if _, hidden := s.form.Values()["kind"]; hidden {
		t.Error("a hidden input is among the values")
	}
	s.form.Show("number", false)
	d.NotSees("证件号码").CaretAfter("备注：")
	if !s.form.Complete() {
		t.Error("hidden inputs are still required")
	}
}

// TestFormScrolls has more inputs than lines; the one with the caret is always
// in view, and its problem too.
func TestFormScrolls(t *testing.T) {
	d := tuitest.New(t)
	var inputs []kit.Input
	for i := range 60 {
		inputs = append(inputs, kit.Input{Name: fmt.Sprint("n", i), Label: fmt.Sprintf("第%d项", i), Required: true})
	}
	s := &sheet{form: kit.NewForm(d.Env.Theme, inputs...)}
	d.Screen(s)
	for i := range 60 {
		d.CaretAfter(fmt.Sprintf("*第%d项：", i)).Type("字").Press("down")
	}
	d.Resize(200, 50).CaretAfter("*第59项：字").Press("up").CaretAfter("*第58项：字")
	for range 58 {
		d.Press("shift+tab")
	}
	d.CaretAfter("*第0项：字")
}

// TestFormManyOptions shows a choice that has no room as its place.
func TestFormManyOptions(t *testing.T) {
	d := tuitest.New(t)
	var options []kit.Option
	for i := range 12 {
		options = append(options, kit.Option{Value: fmt.Sprint(i), Label: fmt.Sprintf("第%d种经营项目", i+1)})
	}
	s := &sheet{form: kit.NewForm(d.Env.Theme, kit.Input{Name: "kind", Label: "项目", Options: options})}
	d.Screen(s).Sees("项目：< 未选 0/12 >").Press("right", "right").Sees("项目：< 2/12 第2种经营项目 >").Press("9")
	if s.form.Value("kind") != "8" {
		t.Errorf("9 picks %q", s.form.Value("kind"))
	}
	s.form.Set("kind", "11")
	d.Sees("< 12/12 第12种经营项目 >").Press("right").Sees("12/12")
	s.form.Set("kind", "没有")
	d.Sees("未选")
}
