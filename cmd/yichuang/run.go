package main

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"syscall"
	"time"

	"yichuang"
	"yichuang/store"
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
	defer s.endPresses()
	defer s.closeBridge()
	defer s.endLooking()
	start := kit.Route{Name: "firstrun"}
	switch {
	case c.ready():
		if err := s.open(ctx, false); err != nil {
			return err
		}
		start.Name = "signin"
		s.endLooking() // what a program left that was killed
	case c.unread != nil:
		return c.unread
	}
	if c.demo {
		if err := s.furnish(ctx); err != nil {
			return err
		}
	}
	if !s.settings().cached() {
		fmt.Println("事项目录有变化，正在读取……")
		_ = s.load() // the feed tells why there are no items; what was taken in can go on without them
	}
	env := kit.NewEnv(ctx, s.now)
	return tui.Run(ctx, tui.Options{
		Env: env, Routes: routes(env, s), Start: start, Header: s.header,
		IdleLock: time.Duration(c.Lock.Minutes) * time.Minute,
		Feed:     s.feed, Machine: c.Card.machine(), Typed: typed,
	})
}

// feed reads the catalogue and the counts of use ahead of the first search, so
// that no key waits for them. Then it tells the screens to read again whenever
// another window, or a command, has written to the same data.
func (s *seat) feed(ctx context.Context, send func(tea.Msg)) {
	if err := s.warm(ctx); err != nil && s.settings().ready() {
		send(kit.Failed{Err: err})
	}
	if err := s.clockBehind(ctx); err != nil {
		send(kit.Failed{Err: err})
	}
	if err := s.follow(ctx, send); err != nil {
		send(kit.Failed{Err: err})
	}
	if err := errors.Join(s.startPresses(ctx, send), s.openBridge()); err != nil {
		send(kit.Failed{Err: err})
	}
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	seen := s.others(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.stale:
			send(kit.Changed{})
		case <-look.C:
			if err := s.startPresses(ctx, send); err != nil { // a hall was set up just now
				send(kit.Failed{Err: err})
			}
			now := s.others(ctx)
			if seen != 0 && now != 0 && now != seen {
				s.poke()
				send(kit.Changed{})
			}
			seen = now
		}
	}
}

// clockBehind returns Conflict when the machine's clock stands before the last
// intake: an empty battery sets it years back, and every date on paper with it.
func (s *seat) clockBehind(ctx context.Context) error {
	db, err := s.data()
	if err != nil {
		return nil // no hall yet
	}
	rows, err := db.Cases(ctx, store.Query{Limit: 1})
	if err != nil || len(rows) == 0 || !rows[0].Received.After(s.now().Add(clockSlack)) {
		return err
	}
	return &yichuang.Error{Code: yichuang.Conflict, Message: "本机时间" + s.now().Format("2006-01-02 15:04") + "早于最近一次收件的时间" +
		rows[0].Received.In(yichuang.Shanghai).Format("2006-01-02 15:04"), Hint: "请先校正本机的日期和时间，再收件和作决定"}
}

// clockSlack is how far a clock may be set back without a word.
const clockSlack = 10 * time.Minute

// others returns a number that changes when another process has written, 0 when
// there is no hall yet or the disk fails; the next key that needs it says so.
func (s *seat) others(ctx context.Context) int64 {
	db, err := s.data()
	if err != nil {
		return 0
	}
	n, err := db.Others(ctx)
	if err != nil {
		return 0
	}
	return n
}

// lookEvery is how long another window's work may stay unseen.
const lookEvery = 2 * time.Second
