package review

import (
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// hands tells the clerk's keys from those of a card reader, whose digits would be
// verdicts. A key that comes too soon after another for a hand waits until it is
// clear what it belongs to; only the first one of a machine is taken.
type hands struct {
	reader kit.Burst
	held   []tea.Msg
}

// handsOff says that the keyboard was still for as long as a machine never is.
type handsOff struct{}

// typist is a panel that may have a caret: what is typed there is text, whoever
// types it.
type typist interface{ writing() bool }

// typing reports whether keys are text.
func (s *Screen) typing() bool {
	t, ok := s.panel.(typist)
	return ok && t.writing()
}

// key takes a key from the keyboard, or from what pretends to be one.
func (s *Screen) key(msg tea.KeyPressMsg) tea.Cmd {
	if s.typing() || kit.Typed(msg) == "" && !kit.Is(msg, kit.Enter) {
		s.reader.Break()
		return tea.Batch(s.release(), s.take(msg))
	}
	fast, machine := s.reader.Press(s.env.Now())
	switch {
	case machine:
		if s.held = nil; s.c != nil {
			s.says = say{kit.Warn, "像是读卡器或者扫码枪输入，没有当作审查；如果多判了一条，按 u 撤回"}
		}
		return nil
	case fast:
		s.held = append(s.held, msg)
		return s.env.After(s, kit.BurstPause, handsOff{})
	}
	return tea.Batch(s.release(), s.take(msg))
}

// rested takes the keys that waited, unless more have come meanwhile.
func (s *Screen) rested() tea.Cmd {
	if len(s.held) > 0 && !s.reader.Still(s.env.Now()) {
		return s.env.After(s, kit.BurstPause, handsOff{})
	}
	return s.release()
}

// release takes the keys that waited.
func (s *Screen) release() tea.Cmd {
	held := s.held
	s.held = nil
	var cmds []tea.Cmd
	for _, msg := range held {
		cmds = append(cmds, s.take(msg))
	}
	return tea.Batch(cmds...)
}

// take acts on a key, or has it wait for the commit under way.
func (s *Screen) take(msg tea.Msg) tea.Cmd {
	if s.work.busy {
		s.work.queue = append(s.work.queue, msg)
		return nil
	}
	return s.press(msg)
}
