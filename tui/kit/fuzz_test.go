package kit_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"yichuang"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	tea "charm.land/bubbletea/v2"
)

// hostile is text that has torn frames before, in other programs.
var hostile = []string{
	strings.Repeat("长", 10_000),
	strings.Repeat("w", 10_000),
	strings.Repeat("a\u0301", 3000),
	strings.Repeat("\n", 500) + "底",
	"\x1b[2J\x1b[31m\x1b]0;x\x07\x9b1m\x1bPq\x1b\\",
	"\xff\xfe\x00\x07\x08\x0b\r\t",
	"\u202e\u2066翻\u2069\u200d\u200b\ufeff",
	"👨\u200d👩\u200d👧 🇨🇳 ☑\uFE0F 1\uFE0F\u20E3 ❤️‍🔥",
	"བོད་སྐྱིད་ ᠮᠣᠩᠭᠣᠯ ئۇيغۇر नमस्ते กำ 한글\u1112\u1161\u11AB",
	"“”·—…①②㈠№℃√×÷±≤≥│─┌★●◆→",
	"\u0301\u0302开头就是附加符号",
	"\U000E0100葛\U000E0100\uFE00",
}

// widgets is a screen with everything of the kit on it that takes text, one
// under the other.
type widgets struct {
	form *kit.Form
	list *kit.List
	size kit.Size
	note string
}

func (w *widgets) update(msg tea.Msg) { w.form.Update(msg); w.list.Update(msg) }

func (w *widgets) view() (string, *tea.Cursor) {
	half := w.size.Height / 2
	lines, c := w.form.View(w.size.Width, half)
	lines = append(lines, kit.Beside(w.list.View(w.size.Width/2, w.size.Height-half-1), w.size.Width/2, kit.Clip(kit.Wrap(w.note, w.size.Width/3), 0, 3), 1)...)
	lines = append(lines, kit.Spread(kit.Text(w.note), kit.PadLeft(w.note, 10), w.size.Width))
	return kit.Lines(kit.Clip(lines, 0, w.size.Height)...), c
}

func newWidgets(text string, size kit.Size) *widgets {
	th := kit.NewTheme()
	w := &widgets{size: size, note: text, list: kit.NewList(th, kit.Column{Title: text, Width: 9}, kit.Column{Title: "二", Flex: 1}, kit.Column{Width: 6, Right: true})}
	w.list.Digits = true
	w.list.SetRows(kit.Table{{text, text, text}, {"1"}, nil, {text, "", text, "多一格"}})
	w.form = kit.NewForm(th,
		kit.Input{Name: "a", Label: text, Hint: text, Required: true},
		kit.Input{Label: text},
		kit.Input{Name: "b", Label: "选", Options: []kit.Option{{Value: "1", Label: text}, {Value: "2", Label: "乙"}}},
		kit.Input{Name: "c", Label: "多行", Lines: 3, Hint: text},
		kit.Input{Name: "d", Label: "口令", Secret: true},
	)
	return w
}

func checkWidgets(t *testing.T, w *widgets, after string) {
	t.Helper()
	body, c := w.view()
	if fault := tuitest.Fault(body, c, w.size); fault != "" {
		t.Fatalf("%v after %s: %s", w.size, after, fault)
	}
}

var sizes = []kit.Size{{Width: 80, Height: 20}, {Width: 200, Height: 46}, {Width: 31, Height: 9}, {Width: 9, Height: 4}, {Width: 2, Height: 2}}

// TestHostileText puts every hostile text everywhere, as labels, hints, rows,
// problems and what somebody types and pastes, at several sizes.
func TestHostileText(t *testing.T) {
	for _, text := range hostile {
		for _, size := range sizes {
			w := newWidgets(text, size)
			checkWidgets(t, w, "the beginning")
			for _, name := range []string{"a", "b", "c", "d"} {
				w.form.Focus(name)
				w.form.Problem(name, text)
				checkWidgets(t, w, "a problem with "+name)
				w.update(tea.PasteMsg{Content: text})
				checkWidgets(t, w, "a paste into "+name)
				for _, k := range []rune{tea.KeyLeft, tea.KeyHome, tea.KeyRight, tea.KeyUp, tea.KeyEnd, tea.KeyBackspace} {
					w.update(tea.KeyPressMsg{Code: k})
					checkWidgets(t, w, "a key in "+name)
				}
			}
		}
	}
}

// TestHostileScreens has the shell draw hostile titles, failures and questions,
// and a screen that pays no heed to its size.
func TestHostileScreens(t *testing.T) {
	for _, text := range hostile {
		if strings.Count(text, "\n") > 5 {
			continue // a body with too many lines is the screen's own fault, found by the driver
		}
		d := tuitest.New(t)
		d.Screen(kit.NewAsk(d.Env, kit.Question{Title: text, Text: text, Choices: []string{text, "否"}, Reason: text}))
		d.Send(kit.Failed{Err: &yichuang.Error{Message: text, Hint: text}}).Send(kit.Notice{Text: text})
		d.Press("tab").Paste(text).Press("left", "home", "f1", "esc").Resize(200, 50).Resize(81, 24)
	}
}

// FuzzWidgets plays keys and pastes made of any bytes.
func FuzzWidgets(f *testing.F) {
	for _, text := range hostile {
		f.Add(text[:min(len(text), 150)], uint64(len(text))) // long ones stand in TestHostileText
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		random := rand.New(rand.NewPCG(seed, 1))
		size := sizes[random.IntN(len(sizes))]
		w := newWidgets(text, size)
		checkWidgets(t, w, "the beginning")
		keys := []rune{tea.KeyLeft, tea.KeyRight, tea.KeyUp, tea.KeyDown, tea.KeyHome, tea.KeyEnd, tea.KeyTab, tea.KeyEnter, tea.KeyBackspace, tea.KeyDelete, tea.KeyPgDown}
		for range 12 {
			if random.IntN(3) == 0 {
				w.update(tea.PasteMsg{Content: text[random.IntN(len(text)+1):]})
			} else {
				w.update(tea.KeyPressMsg{Code: keys[random.IntN(len(keys))]})
			}
			checkWidgets(t, w, "a key")
		}
	})
}

func FuzzLine(f *testing.F) {
	for _, text := range hostile {
		f.Add(text[:min(len(text), 150)], 40)
	}
	f.Fuzz(func(t *testing.T, text string, width int) {
		width = 1 + int(uint(width)%120)
		for _, line := range []string{kit.Line(text, width), kit.Fit(text, width), kit.Pad(text, width), kit.Fill(text, width)} {
			if fault := tuitest.Fault(line, nil, kit.Size{Width: width, Height: 1}); fault != "" {
				t.Fatalf("%q in %d columns: %s", text, width, fault)
			}
		}
		for _, line := range kit.Wrap(text, width) {
			if fault := tuitest.Fault(line, nil, kit.Size{Width: width, Height: 1}); fault != "" {
				t.Fatalf("%q wrapped to %d columns: %s", text, width, fault)
			}
		}
	})
}
