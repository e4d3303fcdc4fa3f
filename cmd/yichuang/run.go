package main

import (
	"context"
	"fmt"
	"os/signal"
	"syscall"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// runTerminal is the terminal: it settles what this terminal draws, opens the
// hall's data and runs the screens until the clerk leaves.
func runTerminal(ctx context.Context, o *options) error {
	typed, err := tui.Settle()
	if err != nil {
		return err
	}
	c, err := o.load()
	if err != nil {
		return err
	}
	// A terminal window that is closed ends the program in order, like F10.
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP)
	defer stop()
	s := newSeat(c)
	defer s.close()
	start := kit.Route{Name: "firstrun"}
	if c.ready() {
		if err := s.open(ctx, false); err != nil {
			return err
		}
		start.Name = "signin"
	}
	if c.demo {
		if err := s.furnish(ctx); err != nil {
			return err
		}
	}
	if !s.settings().cached() {
		fmt.Println("事项目录有变化，正在读取……")
		if err := s.load(); err != nil {
			return err
		}
	}
	env := kit.NewEnv(ctx, s.now)
	return tui.Run(ctx, tui.Options{
		Env: env, Routes: routes(env, s), Start: start, Header: s.header,
		IdleLock: time.Duration(c.Lock.Minutes) * time.Minute,
		Feed:     s.feed, Typed: typed,
	})
}

// feed reads the catalogue and the counts of use ahead of the first search, so
// that no key waits for them.
func (s *seat) feed(ctx context.Context, send func(tea.Msg)) {
	if err := s.warm(ctx); err != nil && yichuang.CodeOf(err) != yichuang.NotFound {
		send(kit.Failed{Err: err})
	}
}
