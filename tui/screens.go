package tui

import (
	"fmt"

	"yichuang"
	"yichuang/tui/kit"
)

// Routes is the table of screens by name: how screens open each other without
// knowing each other. A route takes the argument it was called with and returns
// the screen, or nil when the argument is not what it needs. The program fills
// the table, for only it knows what each area reads and writes.
type Routes map[string]func(arg any) kit.Screen

// With returns a route for screens that need an argument of one type; any other
// argument is refused.
func With[Arg any](open func(Arg) kit.Screen) func(arg any) kit.Screen {
	return func(arg any) kit.Screen {
		a, ok := arg.(Arg)
		if !ok {
			return nil
		}
		return open(a)
	}
}

// Plain returns a route for a screen that takes no argument.
func Plain(open func() kit.Screen) func(arg any) kit.Screen {
	return func(any) kit.Screen { return open() }
}

// screen makes the screen of a route, or the error that says why there is none.
func (r Routes) screen(to kit.Route) (kit.Screen, error) {
	open, ok := r[to.Name]
	if !ok {
		return nil, &yichuang.Error{
			Code:    yichuang.NotFound,
			Message: fmt.Sprintf("这个席位没有“%s”这项功能", to.Name),
			Hint:    "如确需使用，请联系管理员",
		}
	}
	screen := open(to.Arg)
	if screen == nil {
		return nil, &yichuang.Error{
			Code:    yichuang.Internal,
			Message: fmt.Sprintf("“%s”打不开：给它的内容（%T）不对", to.Name, to.Arg),
			Hint:    "请返回重试，仍不行请联系管理员",
		}
	}
	return screen, nil
}
