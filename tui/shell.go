// Package tui is the terminal: the shell that holds the stack of screens, draws
// the frame around them and passes messages on, the table of routes, and the
// start and end of the terminal itself.
//
// Routing needs no list of message types and so never grows:
//
//  1. Keys and pastes go to the top screen, but for a few global keys, none of
//     which is printable.
//  2. An answer (kit.Reply) goes to the screen that asked, if it is still on the
//     stack; else it is dropped.
//  3. Everything else goes to every screen on the stack.
//  4. A failure is shown in one place, by the shell.
//
// Messages that move between screens (kit.Open, kit.Close …) concern the screen
// that sent them, wherever it stands by the time they arrive.
package tui

import (
	"context"
	"time"

	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Options is what the program tells the shell.
type Options struct {
	Env    *kit.Env
	Routes Routes
	Start  kit.Route     // the first screen
	Header func() Header // asked for every frame; must be quick and never block
	// IdleLock locks the screen after that long without a key; 0 never does.
	IdleLock time.Duration
	// Feed runs beside the screens and sends what they must know, such as
	// kit.Changed, until the context ends. May be nil.
	Feed func(ctx context.Context, send func(tea.Msg))
	// Machine tells readers and scanners that play keyboard from hands; may be zero.
	Machine kit.Machine
	// Typed is what Settle returned: keys pressed before the first frame.
	Typed []byte
}

// Shell is the one model of the program.
type Shell struct {
	env    *kit.Env
	routes Routes
	start  kit.Route
	header func() Header
	idle   time.Duration

	stack         []kit.Screen
	opened        opened // by the last route
	width, height int
	scan          kit.Collector
	machine       machine
	note          note
	question      question
	lastKey       time.Time
}

// idleTick asks whether the keyboard has been still for long enough to lock,
// scanTick whether a code that was begun will still be finished.
type (
	idleTick struct{}
	scanTick struct{}
)

// NewShell returns the shell with no screen yet; Init opens the first one.
func NewShell(o Options) *Shell {
	s := &Shell{env: o.Env, routes: o.Routes, start: o.Start, header: o.Header, idle: o.IdleLock, machine: machine{Machine: o.Machine}, width: minWidth, height: minHeight}
	if s.header == nil {
		s.header = func() Header { return Header{} }
	}
	s.lastKey = s.env.Now()
	return s
}

// Init opens the first screen and starts the idle clock.
func (s *Shell) Init() tea.Cmd {
	cmd := s.open(nil, s.start)
	if s.idle > 0 {
		return tea.Batch(cmd, s.env.Timer(s.idle, idleTick{}))
	}
	return cmd
}

// Update passes a message on to whom it concerns.
func (s *Shell) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s, s.press(msg)
	case tea.PasteMsg, tea.MouseMsg:
		return s, s.toTop(msg)
	case tea.WindowSizeMsg:
		s.width, s.height = msg.Width, msg.Height
		return s, s.toAll(s.Room())
	case tea.BackgroundColorMsg:
		s.env.Theme.Adapt(kit.Look{Dark: msg.IsDark(), Colour: s.env.Theme.Look().Colour})
	case tea.ColorProfileMsg:
		s.env.Theme.Adapt(kit.Look{Dark: s.env.Theme.Look().Dark, Colour: msg.Profile >= colorprofile.ANSI})
	case kit.Reply:
		return s, s.reply(msg)
	case sent:
		return s, s.navigate(msg.from, msg.msg)
	case idleTick:
		return s, s.idleOver()
	case scanTick:
		return s, s.scanOver()
	case machineTick:
		return s, s.machineOver()
	case tea.KeyReleaseMsg, tea.EnvMsg, repaint:
	default:
		if moves(msg) {
			return s, s.navigate(nil, msg)
		}
		return s, s.toAll(msg)
	}
	return s, nil
}

// Top returns the screen that has the keyboard, nil before the first one.
func (s *Shell) Top() kit.Screen {
	if len(s.stack) == 0 {
		return nil
	}
	return s.stack[len(s.stack)-1]
}

// Room returns the size of the body.
func (s *Shell) Room() kit.Size {
	return kit.Size{Width: s.width, Height: max(s.height-frameLines, 1)}
}

// deliver gives one screen a message, and its work the screen's name.
func (s *Shell) deliver(to kit.Screen, msg tea.Msg) tea.Cmd {
	return from(to, to.Update(msg))
}

func (s *Shell) toTop(msg tea.Msg) tea.Cmd {
	if top := s.Top(); top != nil && s.fits() {
		return s.deliver(top, msg)
	}
	return nil
}

// toAll gives a message to every screen on the stack.
func (s *Shell) toAll(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, screen := range s.stack {
		cmds = append(cmds, s.deliver(screen, msg))
	}
	return tea.Batch(cmds...)
}

func (s *Shell) reply(r kit.Reply) tea.Cmd {
	if r.Msg == nil || s.find(r.To) < 0 {
		return nil
	}
	if moves(r.Msg) {
		return s.navigate(r.To, r.Msg)
	}
	return s.deliver(r.To, r.Msg)
}

func (s *Shell) idleOver() tea.Cmd {
	left := s.idle - s.env.Now().Sub(s.lastKey)
	if left > 0 {
		return s.env.Timer(left, idleTick{})
	}
	s.lastKey = s.env.Now()
	return tea.Batch(s.lock(kit.Lock{Idle: true}), s.env.Timer(s.idle, idleTick{}))
}

// scanOver drops a code that was begun and not finished.
func (s *Shell) scanOver() tea.Cmd {
	if !s.scan.Active() {
		return nil
	}
	if !s.scan.Expired(s.env.Now()) {
		return s.env.Timer(kit.ScanPause, scanTick{})
	}
	s.scan.Drop()
	s.say(kit.Warn, "扫码没有完成，请重新扫描")
	return nil
}
