package papers

import (
	"context"
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

var (
	keyPrint   = kit.Bind("Enter", "打印", "enter", "p")
	keySeen    = kit.Bind("y", "已出纸", "y")
	keyHanded  = kit.Bind("h", "已交申请人", "h")
	keyReprint = kit.Bind("r", "补打这一份", "r")
	keyNext    = kit.Bind("F2", "下一位", "f2")
	keyDone    = kit.Bind("Enter", "办完，回工作台", "enter")
)

const tagReprint = "reprint"

// Keys are those that lead on from where the papers stand.
func (s *Screen) Keys() []key.Binding {
	var out []key.Binding
	switch {
	case s.busy:
		out = append(out, kit.Off(keyPrint, "正在打印"))
	case len(s.in(yichuang.PaperIsPrepared)) > 0:
		out = append(out, keyPrint)
	case len(s.in(yichuang.PaperIsPrinted, yichuang.PaperIsSeen)) > 0:
		out = append(out, keyHanded, keySeen)
	default:
		out = append(out, keyDone)
	}
	why := ""
	if p := s.current(); p == nil || p.Count == 0 {
		why = "这一份还没有打印过"
	}
	return append(out, keyNext, kit.OffIf(keyReprint, why), kit.As(kit.Up, "上一份"), kit.As(kit.Down, "下一份"),
		kit.As(kit.PageDown, "翻看"), kit.As(kit.PageUp, "翻回"))
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Is(msg, kit.PageDown):
		s.scroll(s.room() - 1)
	case kit.Is(msg, kit.PageUp):
		s.scroll(1 - s.room())
	case kit.Is(msg, kit.Up, kit.Down, kit.First, kit.Last):
		s.list.Update(msg)
		return s.show()
	case s.busy:
		return nil
	case kit.Is(msg, keyNext):
		return kit.Instead("item", nil)
	case kit.Is(msg, keyPrint):
		return s.enter()
	case kit.Is(msg, keySeen):
		return s.note(s.in(yichuang.PaperIsPrinted), false)
	case kit.Is(msg, keyHanded):
		return s.note(s.in(yichuang.PaperIsPrinted, yichuang.PaperIsSeen), true)
	case kit.Is(msg, keyReprint):
		return s.ask()
	}
	return nil
}

// enter prints what has not been printed; when nothing is left to do it ends.
func (s *Screen) enter() tea.Cmd {
	if waiting := s.in(yichuang.PaperIsPrepared); len(waiting) > 0 {
		return s.print(waiting)
	}
	if left := s.in(yichuang.PaperIsPrinted, yichuang.PaperIsSeen); len(left) > 0 {
		s.says = "文书已打印；纸出齐、交给申请人以后按 h"
		return nil
	}
	return kit.Send(kit.Home{})
}

// print prints papers one after the other. One that fails leaves those before
// it printed, and the rest waiting.
func (s *Screen) print(numbers []string) tea.Cmd {
	s.busy, s.says = true, "正在打印…"
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		var last changed
		for _, number := range numbers {
			where, c, err := s.seat.Print(ctx, s.by, s.number, number)
			if err != nil {
				return nil, err
			}
			last = changed{c: c, says: "已打印到 " + where}
		}
		if len(numbers) > 1 {
			last.says = fmt.Sprintf("%d份都已打印；最后一份在 %s", len(numbers), last.says[len("已打印到 "):])
		}
		return last, nil
	})
}

// note records that papers came out and, when handed, that the applicant has
// them, in one commit.
func (s *Screen) note(numbers []string, handed bool) tea.Cmd {
	if len(numbers) == 0 {
		s.says = "没有已打印的文书；先按 Enter 打印"
		return nil
	}
	var bodies []yichuang.Body
	for _, number := range numbers {
		if s.c.Paper(number).State == yichuang.PaperIsPrinted {
			bodies = append(bodies, &yichuang.PaperSeen{Number: number})
		}
		if handed {
			bodies = append(bodies, &yichuang.PaperHanded{Number: number})
		}
	}
	s.busy = true
	c, says := s.c, fmt.Sprintf("%d份已出纸", len(numbers))
	if handed {
		says = fmt.Sprintf("%d份已交申请人", len(numbers))
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		after, err := s.seat.Append(ctx, s.by, c, bodies...)
		return changed{c: after, says: says}, err
	})
}

// ask asks before a paper is printed again: every printing is numbered.
func (s *Screen) ask() tea.Cmd {
	p := s.current()
	if p == nil || p.Count == 0 {
		s.says = "这一份还没有打印过，按 Enter 打印"
		return nil
	}
	return kit.Show(kit.NewAsk(s.env, kit.Question{Tag: tagReprint, Title: "补打",
		Text:    fmt.Sprintf("补打%s（%s）？纸上会注明“补打第%s”。", p.Kind.Name(), p.Number, times(p.Count)),
		Choices: []string{"补打", "不打"}}))
}

func (s *Screen) answered(a kit.Answer) tea.Cmd {
	p := s.current()
	if a.Tag != tagReprint || !a.Yes() || p == nil || s.busy {
		return nil
	}
	return s.print([]string{p.Number})
}

func times(n int) string { return fmt.Sprintf("%d次", n) }
