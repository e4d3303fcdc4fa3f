package tui

import (
	"reflect"
	"slices"

	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// sent is a message that moves between screens, with the screen it came from.
type sent struct {
	from kit.Screen
	msg  tea.Msg
}

// moves reports whether the shell itself acts on a message, in the name of the
// screen that sent it.
func moves(msg tea.Msg) bool {
	switch msg.(type) {
	case kit.Open, kit.Route, kit.Close, kit.Replace, kit.Home, kit.Reset,
		kit.Lock, kit.Quit, kit.Scanned, kit.Notice, kit.Failed:
		return true
	}
	return false
}

// from notes on the messages of a command which screen sent them.
func from(screen kit.Screen, cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			named := make(tea.BatchMsg, len(batch))
			for i, c := range batch {
				named[i] = from(screen, c)
			}
			return named
		}
		if moves(msg) {
			return sent{screen, msg}
		}
		return msg
	}
}

// navigate acts on a message that moves. sender is nil when it came from outside.
func (s *Shell) navigate(sender kit.Screen, msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Open:
		return s.push(sender, msg.Screen)
	case kit.Route:
		return s.open(sender, msg)
	case kit.Close:
		return s.close(sender, msg.Result)
	case kit.Replace:
		return s.replace(sender, msg)
	case kit.Home:
		return s.ask(s.above(), s.home)
	case kit.Reset:
		return s.reset(msg.Route)
	case kit.Lock:
		return s.lock(msg)
	case kit.Quit:
		return s.quit()
	case kit.Scanned:
		return s.scanned(sender, msg)
	case kit.Notice:
		s.tell(sender, msg.Text)
	case kit.Failed:
		if msg.To == nil {
			msg.To = sender
		}
		s.failed(msg)
	}
	return nil
}

// find returns the place of a screen on the stack, -1 when it is not there.
func (s *Shell) find(screen kit.Screen) int {
	if screen == nil {
		return -1
	}
	return slices.Index(s.stack, screen)
}

func guards(screen kit.Screen) bool {
	g, ok := screen.(kit.Guard)
	return ok && g.Guards()
}

// guarded reports whether somebody has to sign in or unlock first.
func (s *Shell) guarded() bool { return slices.ContainsFunc(s.stack, guards) }

// push puts a screen on top, or beneath the guard that another screen than the
// sender keeps there.
func (s *Shell) push(sender, screen kit.Screen) tea.Cmd {
	if screen == nil || s.find(screen) >= 0 {
		return nil
	}
	at := len(s.stack)
	if first := slices.IndexFunc(s.stack, guards); first >= 0 && s.find(sender) < first {
		at = first
	}
	return s.insert(at, screen)
}

func (s *Shell) insert(at int, screen kit.Screen) tea.Cmd {
	s.stack = slices.Insert(s.stack, at, screen)
	return tea.Batch(s.deliver(screen, s.Room()), from(screen, screen.Init()))
}

// opened is what a route led to last. A key that is pressed twice, quicker than the
// screen can change, asks twice for the same; one screen comes of it.
type opened struct {
	sender, screen kit.Screen
	to             kit.Route
}

// again reports whether the screen on top is what the sender asks for.
func (o *opened) again(sender, top kit.Screen, to kit.Route) bool {
	return sender != nil && o.sender == sender && o.screen == top && reflect.DeepEqual(o.to, to)
}

// open puts the screen of a route on the stack.
func (s *Shell) open(sender kit.Screen, to kit.Route) tea.Cmd {
	if s.opened.again(sender, s.Top(), to) {
		return nil
	}
	screen, err := s.routes.screen(to)
	if err != nil {
		s.failed(kit.Failed{Err: err})
		return nil
	}
	s.opened = opened{sender, screen, to}
	return s.push(sender, screen)
}

// close takes a screen away, with what stands above it but for guards, and hands
// the result to the screen below. The first screen stays.
func (s *Shell) close(screen kit.Screen, result tea.Msg) tea.Cmd {
	if screen == nil {
		screen = s.Top()
	}
	at := s.find(screen)
	if s.question.is(screen) {
		s.cut(at)
		return s.question.answered(result)
	}
	if at < 1 {
		return nil
	}
	s.cut(at)
	return s.uncovered(s.stack[at-1], result)
}

// uncovered gives a screen the result of the one that stood on it, and has it
// read again what may have changed meanwhile. A result that moves is acted on in
// the name of the screen.
func (s *Shell) uncovered(screen kit.Screen, result tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch {
	case result == nil:
	case moves(result):
		cmd = s.navigate(screen, result)
	default:
		cmd = s.deliver(screen, result)
	}
	if s.Top() != screen {
		return cmd
	}
	return tea.Batch(cmd, s.deliver(screen, kit.Changed{}))
}

// cut takes away the screen at a place and those above it. A guard that stands
// above stays with whatever stands on it.
func (s *Shell) cut(at int) {
	if at < 0 {
		return
	}
	end := len(s.stack)
	if g := slices.IndexFunc(s.stack[at+1:], guards); g >= 0 {
		end = at + 1 + g
	}
	s.stack = slices.Delete(s.stack, at, end)
}

func (s *Shell) replace(sender kit.Screen, msg kit.Replace) tea.Cmd {
	screen := msg.Screen
	if screen == nil {
		var err error
		if screen, err = s.routes.screen(msg.Route); err != nil {
			s.failed(kit.Failed{Err: err})
			return nil
		}
	}
	at := s.find(sender)
	if sender == nil {
		at = len(s.stack) - 1
	}
	if at < 0 {
		return nil
	}
	s.cut(at)
	return s.insert(at, screen)
}

// home takes everything away but the first screen and guards.
func (s *Shell) home() tea.Cmd {
	if len(s.stack) < 2 || guards(s.stack[1]) {
		return nil
	}
	s.cut(1)
	return s.uncovered(s.stack[0], nil)
}

// reset begins again with nothing but the screen of a route.
func (s *Shell) reset(to kit.Route) tea.Cmd {
	screen, err := s.routes.screen(to)
	if err != nil {
		s.failed(kit.Failed{Err: err})
		return nil
	}
	s.stack = nil
	s.scan.Drop()
	return s.insert(0, screen)
}

// lock puts the lock screen in front, once.
func (s *Shell) lock(msg kit.Lock) tea.Cmd {
	if s.guarded() || s.routes[kit.RouteLock] == nil {
		return nil
	}
	s.scan.Drop()
	return s.open(s.Top(), kit.Route{Name: kit.RouteLock, Arg: msg})
}

func (s *Shell) scanned(sender kit.Screen, msg kit.Scanned) tea.Cmd {
	if s.guarded() {
		return nil
	}
	return s.open(sender, kit.Route{Name: kit.RouteCase, Arg: msg})
}
