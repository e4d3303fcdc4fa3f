package main

import (
	"context"

	"yichuang"
	"yichuang/tui/centre"
)

// LinkState says how the centre is reached.
func (s *seat) LinkState() centre.State {
	s.mu.Lock()
	l := s.link
	s.mu.Unlock()
	if l == nil {
		return centre.State{Alone: !s.settings().enrolled}
	}
	st := l.engine.Status()
	return centre.State{Centre: l.centre.Address(), Online: st.Online, Since: st.Since, Load: centre.Load(st.Load), Offering: st.Offering,
		Counts: centre.Counts(st.Counts), Skew: st.Skew, Contact: st.Contact, Stopped: st.Stopped, Trouble: st.Trouble}
}

// WaitingSteps lists what waits to be sent, and what the centre did not take.
func (s *seat) WaitingSteps(ctx context.Context, limit int) (w centre.Waiting, err error) {
	db, err := s.data()
	if err != nil {
		return w, err
	}
	all, err := db.Waiting(ctx)
	if err != nil {
		return w, err
	}
	w.AllRefused = all.Refused
	refused, err := db.Refused(ctx, true, limit)
	if err != nil {
		return w, err
	}
	w.Refused = s.steps(ctx, refused)
	if !s.settings().enrolled { // nothing is to be sent anywhere
		return w, nil
	}
	w.AllUnsent, w.Scans = all.Unsent, all.Scans
	unsent, err := db.Unsent(ctx, limit)
	w.Unsent = s.steps(ctx, unsent)
	return w, err
}

func (s *seat) steps(ctx context.Context, events []yichuang.Event) []centre.Step {
	steps := make([]centre.Step, len(events))
	for i, e := range events {
		steps[i] = centre.Step{Event: e, Text: e.Say(s.itemOfCase(ctx, e.Case))}
	}
	return steps
}

// itemOfCase returns the item of a case, nil when it cannot be told.
func (s *seat) itemOfCase(ctx context.Context, n yichuang.CaseNumber) *yichuang.Item {
	db, err := s.data()
	if err != nil {
		return nil
	}
	c, err := db.Case(ctx, n)
	if err != nil {
		return nil
	}
	item, err := s.itemOf(ctx, c.Item)
	if err != nil {
		return nil
	}
	return item
}

// Retry has the centre asked at once.
func (s *seat) Retry() {
	s.mu.Lock()
	l := s.link
	s.mu.Unlock()
	if l != nil {
		l.engine.Hurry()
	}
}

// Settle notes what a person did about a step that the centre did not take.
func (s *seat) Settle(ctx context.Context, by yichuang.UserID, refused yichuang.Event, note string) error {
	db, err := s.data()
	if err != nil {
		return err
	}
	c, err := db.Case(ctx, refused.Case)
	if err != nil {
		return err
	}
	_, err = s.Append(ctx, by, c, &yichuang.RefusalSettled{Terminal: refused.Terminal, Seq: refused.Seq, Note: note})
	return err
}
