package decide

import (
	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

var (
	keyPick    = kit.Bind("1-5", "选决定", "1", "2", "3", "4", "5")
	keyWritten = kit.As(kit.Enter, "写好了，看决定")
	keyBreak   = kit.Bind("Ctrl+J", "换行", "ctrl+j", "shift+enter")
)

// byHand reports whether a key is a hand's. A card reader types digits, which
// choose, and Enter, which confirms; what it chose is taken back.
func (s *Screen) byHand(msg tea.Msg) bool {
	if s.stage == reasoning || s.stage == naming || kit.Typed(msg) == "" && !kit.Is(msg, kit.Enter) {
		s.reader.Break()
		return true
	}
	if _, machine := s.reader.Press(s.env.Now()); machine {
		s.choose()
		s.says = "像是读卡器或者扫码枪输入，没有当作选择；请用键盘选择"
		return false
	}
	return true
}

// back is what Esc does while choosing.
func (s *Screen) back() string {
	if s.c.Outcome == yichuang.DoNotCollect {
		return "回到情形"
	}
	return "回到审查"
}

// press takes a key of the present stage.
func (s *Screen) press(msg tea.Msg) tea.Cmd {
	switch {
	case s.c.Stage != yichuang.StageReview:
		if kit.Is(msg, kit.Enter) {
			return kit.Instead("papers", s.number)
		}
		return nil
	case s.stage == reasoning:
		return s.writeReason(msg)
	case s.stage == naming:
		return s.writeAgency(msg)
	case s.scrolled(msg):
		return nil
	case s.stage == confirming:
		if kit.Is(msg, kit.Enter) {
			return s.confirm()
		}
		return nil
	}
	switch n := kit.Digit(msg); {
	case kit.Composed(msg):
		s.says = kit.ComposedNote
	case n > 0 && n <= len(s.options):
		return s.take(n - 1)
	case kit.Is(msg, kit.Enter):
		return s.take(s.cursor)
	case kit.Is(msg, kit.Up):
		s.mark(s.cursor - 1)
	case kit.Is(msg, kit.Down):
		s.mark(s.cursor + 1)
	}
	return nil
}

func (s *Screen) mark(i int) {
	s.cursor, s.top, s.says = max(0, min(i, len(s.options)-1)), 0, ""
}

// scrolled moves through details that are longer than their room; the view keeps
// top within bounds.
func (s *Screen) scrolled(msg tea.Msg) bool {
	switch {
	case kit.Is(msg, kit.PageDown):
		s.top += 5
	case kit.Is(msg, kit.PageUp):
		s.top = max(s.top-5, 0)
	default:
		return false
	}
	return true
}

func (s *Screen) writeReason(msg tea.Msg) tea.Cmd {
	if kit.Is(msg, kit.Enter) {
		if s.reason.Value() == "" {
			s.says = "请先写明理由"
			return nil
		}
		return s.summarize()
	}
	s.says = ""
	if !s.reason.Update(msg) {
		return nil
	}
	s.draft.Set(s.reason.Value())
	return s.env.Do(s, s.draft.Flush)
}

func (s *Screen) writeAgency(msg tea.Msg) tea.Cmd {
	if kit.Is(msg, kit.Enter) {
		if s.agency.Value() == "" {
			s.says = "请写明应当向哪个机关或者窗口申请"
			return nil
		}
		return s.summarize()
	}
	s.says = ""
	s.agency.Update(msg)
	return nil
}

// Keys returns what works here now.
func (s *Screen) Keys() []key.Binding {
	scroll := []key.Binding{kit.As(kit.PageDown, "往下看"), kit.As(kit.PageUp, "往上看")}
	switch {
	case s.matter == nil:
		return nil
	case s.c.Stage != yichuang.StageReview:
		return []key.Binding{kit.As(kit.Enter, "看文书")}
	case s.stage == reasoning:
		return []key.Binding{keyWritten, keyBreak, kit.As(kit.Esc, "重新选择")}
	case s.stage == naming:
		return []key.Binding{keyWritten, kit.As(kit.Esc, "重新选择")}
	case s.stage == confirming:
		return append([]key.Binding{kit.As(kit.Enter, "确认"), kit.As(kit.Esc, "重新选择")}, scroll...)
	}
	return append([]key.Binding{keyPick, kit.As(kit.Enter, "选定"), kit.As(kit.Up, "上一个"), kit.As(kit.Down, "下一个"), kit.As(kit.Esc, s.back())}, scroll...)
}
