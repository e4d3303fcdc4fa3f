package tui

import (
	"strings"

	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// press passes a key on: to the shell if it is one of the few global keys, to
// the collector if a scanned code is coming in, else to the top screen.
func (s *Shell) press(msg tea.KeyPressMsg) tea.Cmd {
	now := s.env.Now()
	s.lastKey = now
	if s.visible() {
		s.note.fade(now)
	}
	if kit.Is(msg, kit.Exit) {
		return s.quit()
	}
	top := s.Top()
	if top == nil || !s.fits() {
		return nil // nobody acts on what he cannot see
	}
	if taken, cmd := s.typed(msg); taken {
		return cmd
	}
	return s.pressed(msg)
}

// pressed passes a key on that no machine has typed.
func (s *Shell) pressed(msg tea.KeyPressMsg) tea.Cmd {
	if taken, cmd := s.scanning(msg); taken {
		return cmd
	}
	top := s.Top()
	if top == nil {
		return nil
	}
	switch {
	case kit.Is(msg, kit.Help):
		return s.help()
	case kit.Is(msg, kit.LockNow):
		return tea.Batch(s.lock(kit.Lock{}), kit.Send(repaint{}))
	case msg.String() == "ctrl+c":
		s.say(kit.Warn, "要退出请按 F10")
		return nil
	case kit.Is(msg, kit.Esc) && !guards(top):
		return s.escape()
	}
	if b, why := s.whyNot(msg); why != "" {
		s.say(kit.Warn, b+"："+why)
		return nil
	}
	return s.deliver(top, msg)
}

// scanning gives a key to the collector where no caret is: there nobody types.
func (s *Shell) scanning(msg tea.KeyPressMsg) (taken bool, cmd tea.Cmd) {
	was := s.scan.Active()
	if !was {
		if kit.Typed(msg) != "*" || s.guarded() {
			return false, nil
		}
		if _, caret := s.Top().View(); caret != nil {
			return false, nil
		}
	}
	switch s.scan.Press(msg, s.env.Now()) {
	case kit.ScanTaken:
		if !was {
			cmd = s.env.Timer(kit.ScanPause, scanTick{})
		}
	case kit.ScanDone:
		cmd = s.scanned(nil, kit.Scanned{Ticket: s.scan.Code()})
	case kit.ScanRefused:
		s.say(kit.Warn, "扫到的不是本系统纸上的二维码")
	default:
		return false, nil
	}
	return true, cmd
}

// whyNot returns the key and the reason when the top screen has it switched off.
func (s *Shell) whyNot(msg tea.KeyPressMsg) (label, why string) {
	for _, b := range s.Top().Keys() {
		if why = kit.Why(b); why != "" && kit.Pressed(msg, b) {
			return strings.TrimSpace(b.Help().Key + " " + kit.Does(b)), why
		}
	}
	return "", ""
}

// escape leaves the top screen, unless it has another use for the key or holds
// something worth asking about.
func (s *Shell) escape() tea.Cmd {
	top := s.Top()
	if e, ok := top.(kit.Escaper); ok && e.Escape() {
		return nil
	}
	if len(s.stack) == 1 {
		s.say(kit.Plain, "已在首页；要退出请按 F10")
		return nil
	}
	return s.ask([]kit.Screen{top}, func() tea.Cmd {
		var result tea.Msg
		if p, ok := top.(kit.Parting); ok {
			result = p.Parting()
		}
		return s.close(top, result)
	})
}

// help shows all keys of the top screen, or takes the list away again.
func (s *Shell) help() tea.Cmd {
	if h, ok := s.Top().(*helpScreen); ok {
		return s.close(h, nil)
	}
	return s.push(s.Top(), newHelp(s.env, s.Top()))
}
