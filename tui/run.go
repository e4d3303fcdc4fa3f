package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"yichuang"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
)

// repaint asks for the whole frame again: after other output on the terminal,
// and when somebody wants to be sure that nothing is left on it.
type repaint struct{}

// Run shows the screens on this terminal until the person ends the program or
// ctx ends. Call Settle before. However it ends, the terminal is given back as
// it was. A crash comes back as an error with Code Internal and the stack in Err.
func Run(ctx context.Context, o Options) error {
	t, err := openTerminal()
	if err != nil {
		return err
	}
	defer t.close()
	if t.library {
		return runLibrary(ctx, o)
	}
	return run(ctx, o, t)
}

// runLibrary leaves keyboard and screen to the library, on systems where the
// terminal is more than a stream of characters.
func runLibrary(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	program := tea.NewProgram(NewShell(o), tea.WithContext(ctx), tea.WithFPS(120))
	if o.Feed != nil {
		go o.Feed(ctx, program.Send)
	}
	_, err := program.Run()
	return ending(ctx, err)
}

// ending tells the end of a program from a failure.
func ending(ctx context.Context, err error) error {
	if errors.Is(err, tea.ErrInterrupted) || ctx.Err() != nil && errors.Is(err, tea.ErrProgramKilled) {
		return nil
	}
	return err
}

// terminal is where a program shows itself. Tests have an emulator for it.
type terminal struct {
	in            io.Reader
	out           io.Writer
	env           []string
	width, height int
	// resized delivers new sizes until the program ends; may be nil.
	resized func(ctx context.Context, send func(tea.Msg))
	close   func()
	library bool // nothing of the above: see runLibrary
}

func run(ctx context.Context, o Options, t *terminal) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	m := &model{shell: NewShell(o), paint: newPainter(t.out), width: t.width}
	if err := m.paint.start(); err != nil {
		return err
	}
	defer func() {
		// The terminal first: a message on a screen that goes away helps nobody.
		m.paint.stop()
		if p := recover(); p != nil {
			err = crashed(p, debug.Stack())
		}
	}()
	// Nothing is drawn by the library: see painter. Its frame clock only flushes.
	program := tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(t.in), tea.WithOutput(io.Discard),
		tea.WithEnvironment(t.env), tea.WithWindowSize(t.width, t.height), tea.WithoutRenderer(), tea.WithFPS(1),
		tea.WithColorProfile(colorprofile.Detect(t.out, t.env)), tea.WithoutCatchPanics())
	go typeAhead(program.Send, o.Typed)
	if t.resized != nil {
		go t.resized(ctx, program.Send)
	}
	if o.Feed != nil {
		go o.Feed(ctx, program.Send)
	}
	_, err = program.Run()
	if m.crash != nil {
		return m.crash
	}
	return ending(ctx, err)
}

// typeAhead sends the keys that were pressed before the program listened.
func typeAhead(send func(tea.Msg), typed []byte) {
	var decoder uv.EventDecoder
	for len(typed) > 0 {
		n, event := decoder.Decode(typed)
		if n <= 0 {
			return
		}
		if press, ok := event.(uv.KeyPressEvent); ok {
			send(tea.KeyPressMsg(press))
		}
		typed = typed[n:]
	}
}

// model is the shell with its frames brought to the terminal.
type model struct {
	shell *Shell
	paint *painter
	width int
	all   bool
	crash error
}

// Init opens the first screen.
func (m *model) Init() tea.Cmd {
	m.all = true
	return careful(m.shell.Init())
}

// Update passes messages to the shell.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.all = msg.Width, true
	case repaint, tea.ResumeMsg:
		m.all = true
		return m, nil
	case crash:
		m.crash = msg.err
		return m, tea.Quit
	}
	_, cmd := m.shell.Update(msg)
	return m, careful(cmd)
}

// View paints the frame itself and leaves nothing for the library to draw.
func (m *model) View() tea.View {
	m.paint.show(frame{view: m.shell.View(), picture: m.shell.picture(), width: m.width, all: m.all})
	m.all = false
	return tea.View{}
}

// crash is a command that panicked.
type crash struct{ err error }

// careful turns a panic in a command, which runs in a goroutine of its own, into
// the orderly end of the program.
func careful(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if p := recover(); p != nil {
				msg = crash{crashed(p, debug.Stack())}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			safe := make(tea.BatchMsg, len(batch))
			for i, c := range batch {
				safe[i] = careful(c)
			}
			return safe
		}
		return msg
	}
}

func crashed(p any, stack []byte) error {
	return &yichuang.Error{
		Code:    yichuang.Internal,
		Message: "程序意外停止",
		Hint:    "已确认的内容都已保存，重新启动即可继续；请把这段文字交给管理员",
		Err:     fmt.Errorf("panic: %v\n%s", p, stack),
	}
}
