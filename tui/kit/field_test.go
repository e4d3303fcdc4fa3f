package kit

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func typeInto(update func(tea.Msg) bool, text string) {
	for _, r := range text {
		update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func stroke(code rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: code} }

// TestFieldCaret has the columns that the input method needs: the prompt 姓名：
// before the field takes six.
func TestFieldCaret(t *testing.T) {
	const prompt = 6
	left := stroke(tea.KeyLeft)
	for _, tt := range []struct {
		name  string
		text  string
		keys  []tea.KeyPressMsg
		width int
		want  int
		shows string
	}{
		{"empty", "", nil, 40, 6, "请输入姓名"},
		{"Chinese", "中文", nil, 40, 10, "中文"},
		{"mixed", "中文ab国", nil, 40, 14, "中文ab国"},
		{"left of a wide one", "中文ab国", []tea.KeyPressMsg{left}, 40, 12, "中文ab国"},
		{"scrolled", "一二三四五六七", nil, 10, 14, "四五六七"},
		{"scrolled and three back", "一二三四五六七", []tea.KeyPressMsg{left, left, left}, 10, 8, "四五六七"},
		{"back to the beginning", "一二三四五六七", []tea.KeyPressMsg{stroke(tea.KeyHome)}, 10, 6, "一二三四五"},
		{"rare characters", "𠮷野家", []tea.KeyPressMsg{left, left}, 40, 8, "𠮷野家"},
		{"accent is one step", "e\u0301x", []tea.KeyPressMsg{left, left}, 40, 6, "e\u0301x"},
		{"quotation marks", "“甲”", nil, 40, 6 + Width("“甲”"), "“甲”"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := NewField(nil)
			f.Placeholder = "请输入姓名"
			f.Focus()
			typeInto(f.Update, tt.text)
			for _, k := range tt.keys {
				f.View(tt.width)
				f.Update(k)
			}
			shown, x := f.View(tt.width)
			if prompt+x != tt.want || shown != tt.shows {
				t.Errorf("caret in column %d showing %q, want %d and %q", prompt+x, shown, tt.want, tt.shows)
			}
		})
	}
}

// TestFieldEdits compares random editing with a plain slice of characters, and
// the caret with the width of what is drawn before it.
func TestFieldEdits(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	letters := []rune("中文，ab1国（𠮷")
	for range 300 {
		f := NewField(nil)
		f.Focus()
		var model []rune
		at := 0
		width := 1 + random.IntN(20)
		for range 60 {
			switch random.IntN(9) {
			case 0:
				f.Update(stroke(tea.KeyLeft))
				at = max(at-1, 0)
			case 1:
				f.Update(stroke(tea.KeyRight))
				at = min(at+1, len(model))
			case 2:
				f.Update(stroke(tea.KeyHome))
				at = 0
			case 3:
				f.Update(stroke(tea.KeyBackspace))
				if at > 0 {
					at--
					model = slices.Delete(model, at, at+1)
				}
			case 4:
				f.Update(stroke(tea.KeyDelete))
				if at < len(model) {
					model = slices.Delete(model, at, at+1)
				}
			default:
				r := letters[random.IntN(len(letters))]
				typeInto(f.Update, string(r))
				model = slices.Insert(model, at, r)
				at++
			}
			if f.Value() != string(model) {
				t.Fatalf("field holds %q, want %q", f.Value(), string(model))
			}
			shown, x := f.View(width)
			if Width(shown) > width || x < 0 || x >= width && width > 1 {
				t.Fatalf("%q with the caret at %d does not fit into %d", shown, x, width)
			}
			before := string(model[:at])
			drawn := shown[:len(prefixOf(shown, x))]
			if !strings.HasSuffix(before, drawn) {
				t.Fatalf("before the caret stands %q, drawn is %q of %q", before, drawn, shown)
			}
		}
	}
}

// prefixOf returns as much of s as takes x columns.
func prefixOf(s string, x int) string {
	w := 0
	for i, r := range s {
		if w >= x {
			return s[:i]
		}
		w += Width(string(r))
	}
	return s
}

func TestFieldInput(t *testing.T) {
	for _, tt := range []struct {
		name   string
		accept func(rune) (rune, bool)
		limit  int
		paste  string
		want   string
	}{
		{"line ends become spaces", nil, 0, "粘贴\r两行\r\n三", "粘贴 两行 三"},
		{"controls disappear", nil, 0, "a\x1b[31mb\x00\u202ec", "a[31mbc"},
		{"invalid UTF-8", nil, 0, "\xff甲", "\uFFFD甲"},
		{"at most", nil, 3, "一二三四五", "一二三"},
		{"full-width ID number", UpperID, 18, "１１０１０５19491231 002ｘ", "11010519491231002X"},
		{"digits", DigitsOnly, 0, "12a３-4", "1234"},
		{"telephone", Phone, 0, "＋86 010-1234转5", "+86 010-12345"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := NewField(nil)
			f.Accept, f.Max = tt.accept, tt.limit
			f.Focus()
			f.Update(tea.PasteMsg{Content: tt.paste})
			if f.Value() != tt.want {
				t.Errorf("pasted %q, holds %q, want %q", tt.paste, f.Value(), tt.want)
			}
		})
	}
}

func TestFieldSecret(t *testing.T) {
	f := NewField(nil)
	f.Secret = true
	f.Focus()
	typeInto(f.Update, "口令123 ")
	shown, x := f.View(20)
	if shown != "******" || x != 6 {
		t.Errorf("a secret shows %q with the caret at %d", shown, x)
	}
	if f.Value() != "口令123 " {
		t.Errorf("a secret was changed to %q", f.Value())
	}
}

func TestFieldBlurred(t *testing.T) {
	f := NewField(nil)
	f.SetValue("一二三四五六")
	if f.Update(tea.KeyPressMsg{Code: 'x', Text: "x"}) || f.Value() != "一二三四五六" {
		t.Error("a field without the caret took a key")
	}
	if shown, x := f.View(7); shown != "一二.." || x != -1 {
		t.Errorf("shows %q with the caret at %d", shown, x)
	}
}

func TestFieldWords(t *testing.T) {
	f := NewField(nil)
	f.Focus()
	typeInto(f.Update, "东风路 12号abc")
	f.Update(tea.KeyPressMsg{Code: 'w', Mod: tea.ModCtrl})
	if f.Value() != "东风路" {
		t.Errorf("ctrl+w leaves %q", f.Value())
	}
	f.Update(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
	if f.Value() != "" {
		t.Errorf("ctrl+u leaves %q", f.Value())
	}
	if f.Update(tea.KeyPressMsg{Code: 'x', Mod: tea.ModCtrl}) {
		t.Error("ctrl+x was taken for a letter")
	}
}

func TestArea(t *testing.T) {
	a := NewArea(nil)
	a.Focus()
	caret := func(x, y int) {
		t.Helper()
		lines, c := a.View(9, 3)
		if c == nil || c.X != x || c.Y != y {
			t.Fatalf("caret at %v, want %d,%d in %q", c, x, y, lines)
		}
		for _, l := range lines {
			if Width(l) > 9 {
				t.Fatalf("%q is wider than 9", l)
			}
		}
	}
	caret(0, 0)
	typeInto(a.Update, "一二三四五六") // breaks behind four, the caret needs a column
	caret(4, 1)
	a.Update(stroke(tea.KeyUp))
	caret(4, 0)
	a.Update(stroke(tea.KeyEnd))
	a.Update(stroke(tea.KeyDown))
	caret(4, 1)
	a.Update(stroke(tea.KeyEnter))
	caret(0, 2)
	typeInto(a.Update, "七\t") // a typed tab is no text here
	a.Update(stroke(tea.KeyEnter))
	caret(0, 2) // scrolled: four lines in three
	if a.Value() != "一二三四五六\n七" {
		t.Errorf("holds %q", a.Value())
	}
	if !a.AtEnd() || a.AtTop() {
		t.Error("the caret is not in the last line")
	}
	a.Update(tea.PasteMsg{Content: "八\r九"})
	caret(2, 2)
	a.Update(stroke(tea.KeyBackspace))
	a.Update(stroke(tea.KeyBackspace))
	caret(2, 2)
}
