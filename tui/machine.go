package tui

import (
	"time"

	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// machine is what a reader or a scanner that plays keyboard may be typing now.
type machine struct {
	kit.Machine
	keys    []tea.KeyPressMsg // held back
	strokes []kit.Stroke
}

// machineTick asks whether what was held back goes on.
type machineTick struct{}

func (m *machine) drop() { m.keys, m.strokes = nil, nil }

// typed gives a key to the machine. With a prefix its keys are held back until it is
// clear whose they are; without one, where nobody writes, they go to the screen as
// well, which takes no notice of a machine's (kit.Burst), and only the Enter at their
// end is kept from it.
func (s *Shell) typed(msg tea.KeyPressMsg) (taken bool, cmd tea.Cmd) {
	m := &s.machine
	if m.Recognize == nil || s.guarded() || s.scan.Active() {
		m.drop()
		return false, nil
	}
	text := kit.Typed(msg)
	if kit.Is(msg, kit.Enter) {
		text = "\n"
	}
	m.strokes = append(m.strokes, kit.Stroke{Text: text, At: s.env.Now()})
	if m.Prefixed {
		m.keys = append(m.keys, msg)
	}
	switch read, state := m.Recognize(m.strokes); {
	case state == kit.Complete:
		if m.drop(); !m.Prefixed && s.caret() {
			return false, nil // it stands in the field already
		}
		return true, s.read(read)
	case state == kit.Coming && m.Prefixed:
		if len(m.keys) == 1 {
			cmd = s.env.Timer(kit.ScanPause, machineTick{})
		}
		return true, cmd
	case state == kit.ByHand && m.Prefixed:
		return s.release()
	case state == kit.ByHand:
		m.strokes = append(m.strokes[:0], kit.Stroke{Text: text, At: s.env.Now()})
	}
	return false, nil
}

// release gives the screen the keys that were held back. A single one is the caller's.
func (s *Shell) release() (taken bool, cmd tea.Cmd) {
	keys := s.machine.keys
	s.machine.drop()
	if len(keys) < 2 {
		return false, nil
	}
	var cmds []tea.Cmd
	for _, key := range keys {
		cmds = append(cmds, s.pressed(key))
	}
	return true, tea.Batch(cmds...)
}

// machineOver releases what does not go on.
func (s *Shell) machineOver() tea.Cmd {
	m := &s.machine
	if len(m.keys) == 0 {
		return nil
	}
	if left := kit.ScanPause - s.env.Now().Sub(m.strokes[len(m.strokes)-1].At); left > 0 {
		return s.env.Timer(max(left, time.Millisecond), machineTick{})
	}
	if len(m.keys) == 1 {
		key := m.keys[0]
		m.drop()
		return s.pressed(key)
	}
	_, cmd := s.release()
	return cmd
}

// caret reports whether the top screen is being typed into.
func (s *Shell) caret() bool {
	if top := s.Top(); top != nil {
		_, caret := top.View()
		return caret != nil
	}
	return false
}

// read does what follows from a machine's text: a code on one of our papers opens its
// case, in a field it is what was to be typed there, and elsewhere the program is asked
// what it stands for.
func (s *Shell) read(text string) tea.Cmd {
	switch ticket := kit.Ticket(text); {
	case ticket != "":
		return s.scanned(nil, kit.Scanned{Ticket: ticket})
	case s.caret():
		return tea.Batch(s.toTop(tea.PasteMsg{Content: text}), s.pressed(tea.KeyPressMsg{Code: tea.KeyEnter}))
	case s.routes[kit.RouteRead] == nil:
		return nil
	}
	return s.open(s.Top(), kit.Route{Name: kit.RouteRead, Arg: text})
}
