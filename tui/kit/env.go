package kit

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"yichuang"

	tea "charm.land/bubbletea/v2"
)

// Env is what every screen needs of the world besides its own data: styles, the
// clock, and the one way to work away from the keyboard.
type Env struct {
	Theme *Theme
	Now   func() time.Time
	// Timer returns the command that delivers msg after d. It is tea.Tick in the
	// program and a list of due times in tests.
	Timer func(d time.Duration, msg tea.Msg) tea.Cmd
	// Context ends with the program; all work runs under it.
	Context context.Context
	// Log takes the cause of a failure nobody foresaw, with its stack. May be nil.
	Log func(err error)
}

// NewEnv returns the environment of a running program.
func NewEnv(ctx context.Context, now func() time.Time) *Env {
	return &Env{
		Theme: NewTheme(),
		Now:   now,
		Timer: func(d time.Duration, msg tea.Msg) tea.Cmd {
			return tea.Tick(d, func(time.Time) tea.Msg { return msg })
		},
		Context: ctx,
	}
}

// Do runs work away from the keyboard. What it returns reaches the screen to as
// a message; nothing arrives when the screen is gone by then or the message is
// nil. An error becomes a Failed of that screen and is shown even when the
// screen is gone: what did not happen must be known.
func (e *Env) Do(to Screen, work func(ctx context.Context) (tea.Msg, error)) tea.Cmd {
	return func() tea.Msg {
		msg, err := e.run(work)
		if err != nil {
			return Failed{To: to, Err: err}
		}
		return Reply{To: to, Msg: msg}
	}
}

// run turns a panic in the work of one screen into that screen's failure: the
// clerk keeps everything else.
func (e *Env) run(work func(ctx context.Context) (tea.Msg, error)) (msg tea.Msg, err error) {
	defer func() {
		if p := recover(); p != nil {
			cause := fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			if e.Log != nil {
				e.Log(cause)
			}
			err = &yichuang.Error{
				Code:    yichuang.Internal,
				Message: fmt.Sprintf("程序内部错误：%v", p),
				Hint:    "已保存的内容不受影响；请重试，仍不行请联系管理员",
				Err:     cause,
			}
		}
	}()
	ctx := e.Context
	if ctx == nil {
		ctx = context.Background()
	}
	return work(ctx)
}

// After delivers msg to the screen once d has passed, if it is still there.
func (e *Env) After(to Screen, d time.Duration, msg tea.Msg) tea.Cmd {
	return e.Timer(d, Reply{To: to, Msg: msg})
}
