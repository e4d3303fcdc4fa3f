// Package tuitest drives the shell in tests as a clerk does: press, type, scan,
// look. It runs every command at once, in the test's own goroutine, until
// nothing is left; that is idle, so no test waits. The clock is the test's: a key
// press takes a second, typing a fifth of one for a character, a scanner five
// milliseconds, and time also passes by Advance; what was due on the way happens.
//
// After every single message the driver holds the frame against the terminal:
// no line too wide, no line too many, nothing but text and colours, the caret
// inside. Tests belong into an external package (package desk_test).
package tuitest

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"yichuang/tui"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// How long people and machines take for a key.
const (
	Glance  = time.Second            // before a key pressed on purpose
	Stroke  = 200 * time.Millisecond // from letter to letter
	Scanner = 5 * time.Millisecond   // from letter to letter, by machine
)

// Begin is when the clock of a test starts: a Monday morning in Shanghai.
var Begin = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))

// mostSteps ends a test whose messages never come to rest.
const mostSteps = 20000

// Driver is a terminal with a program in it and a clerk before it.
type Driver struct {
	// Env is what screens are made with; its clock is the driver's.
	Env *kit.Env

	t             testing.TB
	shell         *tui.Shell
	width, height int
	now           time.Time
	due           []alarm
	quit          bool
	steps         int
}

// alarm is a message that waits for its time.
type alarm struct {
	at  time.Time
	msg tea.Msg
}

// New returns a driver with an environment to make screens with. Nothing runs
// before Start or Screen.
func New(t testing.TB) *Driver {
	d := &Driver{t: t, now: Begin, width: 80, height: 24}
	d.Env = kit.NewEnv(context.Background(), func() time.Time { return d.now })
	d.Env.Timer = func(after time.Duration, msg tea.Msg) tea.Cmd {
		at := d.now.Add(after)
		return func() tea.Msg { return alarm{at, msg} }
	}
	return d
}

// Start begins the program with these options, whose Env may be left out, in a
// terminal of width by height.
func (d *Driver) Start(o tui.Options, width, height int) *Driver {
	d.t.Helper()
	o.Env = d.Env
	d.shell = tui.NewShell(o)
	d.width, d.height = width, height
	d.Send(tea.WindowSizeMsg{Width: width, Height: height})
	d.run(d.shell.Init())
	return d
}

// Screen begins a program of this one screen in a terminal of 80 by 24. routes
// are those the screen opens; none are needed to test it alone.
func (d *Driver) Screen(screen kit.Screen, routes ...tui.Routes) *Driver {
	d.t.Helper()
	const first = "tuitest: the screen"
	all := tui.Routes{first: tui.Plain(func() kit.Screen { return screen })}
	for _, table := range routes {
		for name, open := range table {
			all[name] = open
		}
	}
	return d.Start(tui.Options{Routes: all, Start: kit.Route{Name: first}}, 80, 24)
}

// Send gives the program a message and waits until it is idle.
func (d *Driver) Send(msg tea.Msg) *Driver {
	d.t.Helper()
	d.step(msg)
	return d
}

// Resize makes the terminal larger or smaller.
func (d *Driver) Resize(width, height int) *Driver {
	d.t.Helper()
	d.width, d.height = width, height
	return d.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// Press presses keys by name: "f2", "enter", "shift+tab", "ctrl+l", "7", "*".
func (d *Driver) Press(names ...string) *Driver {
	d.t.Helper()
	for _, name := range names {
		press, ok := keyPress(name)
		if !ok {
			d.t.Fatalf("no key is called %q", name)
		}
		d.Advance(Glance)
		d.step(press)
	}
	return d
}

// Type types text by hand.
func (d *Driver) Type(text string) *Driver {
	d.t.Helper()
	for _, r := range text {
		d.Advance(Stroke)
		d.step(letter(r))
	}
	return d
}

// Paste pastes text as a terminal does: line ends arrive as carriage returns.
func (d *Driver) Paste(text string) *Driver {
	d.t.Helper()
	d.Advance(Glance)
	return d.Send(tea.PasteMsg{Content: strings.ReplaceAll(text, "\n", "\r")})
}

// Scan lets a scanner type a code, with the Enter behind it.
func (d *Driver) Scan(code string) *Driver {
	d.t.Helper()
	for _, r := range code {
		d.Advance(Scanner)
		d.step(letter(r))
	}
	d.Advance(Scanner)
	return d.Send(tea.KeyPressMsg{Code: tea.KeyEnter})
}

// Advance lets time pass. What becomes due happens at its time and in order.
func (d *Driver) Advance(by time.Duration) *Driver {
	d.t.Helper()
	until := d.now.Add(by)
	for {
		next := -1
		for i, a := range d.due {
			if !a.at.After(until) && (next < 0 || a.at.Before(d.due[next].at)) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		a := d.due[next]
		d.due = append(d.due[:next], d.due[next+1:]...)
		if a.at.After(d.now) {
			d.now = a.at
		}
		d.step(a.msg)
	}
	d.now = until
	return d
}

// Waiting returns how many messages wait for their time.
func (d *Driver) Waiting() int { return len(d.due) }

// step gives the program one message and runs what follows from it.
func (d *Driver) step(msg tea.Msg) {
	d.t.Helper()
	if d.quit {
		d.t.Fatalf("the program has ended and cannot take %T", msg)
	}
	if d.steps++; d.steps > mostSteps {
		d.t.Fatalf("messages never come to rest; the last was %T", msg)
	}
	_, cmd := d.shell.Update(msg)
	d.check(msg)
	d.run(cmd)
}

// run runs a command and gives its message to the program.
func (d *Driver) run(cmd tea.Cmd) {
	d.t.Helper()
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	case alarm:
		d.due = append(d.due, msg)
	case tea.QuitMsg:
		d.quit = true
	case tea.Cmd:
		d.t.Fatal("a command returned a command: the program would lose it; answer the Reply with the next work")
	case kit.Reply:
		if reflect.TypeOf(msg.Msg) == reflect.TypeFor[tea.Cmd]() {
			d.t.Fatal("work returned a command: the program would lose it; answer the Reply with the next work")
		}
		d.step(msg)
	default:
		d.foreign(msg)
	}
}

// foreign sorts out the messages that Bubble Tea keeps for itself.
func (d *Driver) foreign(msg tea.Msg) {
	d.t.Helper()
	of := reflect.TypeOf(msg)
	own := strings.HasPrefix(of.PkgPath(), "charm.land/bubbletea") && strings.ToLower(of.Name()[:1]) == of.Name()[:1]
	switch {
	case own && of.Kind() == reflect.Slice:
		d.t.Fatal("tea.Sequence hides work from tests; answer the Reply with the next work")
	case own: // a question to the terminal, which here does not answer
	default:
		d.step(msg)
	}
}
