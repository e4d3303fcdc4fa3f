package store

import (
	"context"
	"slices"
	"strings"
	"sync"

	"yichuang"
)

// watchedCases remembers what is watched of the open cases, so that looking again
// folds only what has changed since. What has to happen by a day follows from the
// events, the hall's figures and its calendar; the lights are worked out anew for
// each day.
type watchedCases struct {
	mu    sync.Mutex
	rules watchRules
	seen  mark
	by    map[int64]*watched
	items map[yichuang.ItemRef]*yichuang.Item
}

// watchRules is what the list of a case's points depends on besides the case.
type watchRules struct {
	calendar                      *yichuang.Calendar
	take, answer, collect, redder int
}

// mark is how far the events in the file have come: as long as it is the same, no case
// is another. The zero mark is none.
type mark struct{ seq, generation int64 }

// state tells whether a case is still what it was: a step came, one got its place at
// the centre, or was refused.
type state struct{ events, pos, refused int64 }

// watched is one open case.
type watched struct {
	state
	yichuang.WatchedCase // without lights
	points               []yichuang.Watch
	owed                 []yichuang.OwedLine
}

// Watched returns the open cases with their monitored points, the most urgent first.
// An item that has not come from the centre yet leaves out what follows from its rules.
func (s *Store) Watched(ctx context.Context, now yichuang.Circumstances) ([]yichuang.WatchedCase, error) {
	s.watched.mu.Lock()
	defer s.watched.mu.Unlock()
	if err := s.lookAtOpen(ctx, now); err != nil {
		return nil, s.fault(err)
	}
	rules, day := now.WatchRules(), now.Day()
	list := make([]yichuang.WatchedCase, 0, len(s.watched.by))
	for _, w := range s.watched.by {
		c := w.WatchedCase
		c.Signals = rules.Signals(w.points, c.Handling, now.Calendar, day)
		list = append(list, c)
	}
	yichuang.SortWatched(list)
	return list, nil
}

// Owed returns what is owed in the open cases: what is still to come first, by its
// last day, then what was delivered.
func (s *Store) Owed(ctx context.Context, now yichuang.Circumstances) ([]yichuang.OwedLine, error) {
	s.watched.mu.Lock()
	defer s.watched.mu.Unlock()
	if err := s.lookAtOpen(ctx, now); err != nil {
		return nil, s.fault(err)
	}
	var list []yichuang.OwedLine
	for _, w := range s.watched.by {
		list = append(list, w.owed...)
	}
	slices.SortFunc(list, func(a, b yichuang.OwedLine) int {
		if came := !a.Owed.Delivered.IsZero(); came != !b.Owed.Delivered.IsZero() {
			if came {
				return 1
			}
			return -1
		}
		if c := a.Owed.Due.Compare(b.Owed.Due); c != 0 {
			return c
		}
		return strings.Compare(string(a.Number)+string(a.Owed.Material), string(b.Number)+string(b.Owed.Material))
	})
	return list, nil
}

// lookAtOpen brings what is remembered to what the file says.
func (s *Store) lookAtOpen(ctx context.Context, now yichuang.Circumstances) error {
	w := &s.watched
	rules := now.WatchRules()
	if is := (watchRules{now.Calendar, rules.Take, rules.Answer, rules.Collect, rules.RedFirst}); w.by == nil || w.rules != is {
		w.rules, w.by, w.seen = is, map[int64]*watched{}, mark{}
	}
	seen, err := s.mark(ctx)
	if err != nil || seen == w.seen {
		return err
	}
	open, err := s.openStates(ctx)
	if err != nil {
		return err
	}
	for id := range w.by {
		if _, still := open[id]; !still {
			delete(w.by, id)
		}
	}
	var changed []int64
	for id, is := range open {
		if had := w.by[id]; had == nil || had.state != is {
			changed = append(changed, id)
		}
	}
	slices.Sort(changed) // neighbouring pages
	for part := range slices.Chunk(changed, foldAtOnce) {
		where := new(condition)
		where.in("e.case_id", part)
		err := s.foldWhere(ctx, s.read, where, func(fc foldedCase) error {
			it, err := s.watchedItem(ctx, fc.c.Item)
			if err != nil {
				return err
			}
			now := s.watch(fc.c, it, now)
			if it != nil {
				now.state = open[fc.id]
			} else {
				seen = mark{} // look again: the item is on its way
			}
			w.by[fc.id] = now
			return nil
		})
		if err != nil {
			return err
		}
	}
	w.seen = seen
	return nil
}

// mark reads how far the events have come.
func (s *Store) mark(ctx context.Context) (m mark, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT coalesce((SELECT max(seq) FROM events WHERE terminal = ?), 0), generation + 1 FROM link", string(s.terminal.ID)).Scan(&m.seq, &m.generation)
	return m, err
}

// foldAtOnce is how many cases are read with one statement.
const foldAtOnce = 500

// in adds that a column must be one of these numbers.
func (f *condition) in(column string, ids []int64) {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	f.and(column+" IN (?"+strings.Repeat(", ?", len(ids)-1)+")", args...)
}

// openStates reads the states of the open cases.
func (s *Store) openStates(ctx context.Context) (map[int64]state, error) {
	where := new(condition)
	var open []yichuang.Stage
	for _, stage := range yichuang.Stages {
		if !stage.Ended() {
			open = append(open, stage)
		}
	}
	where.stages(open)
	rows, err := s.read.QueryContext(ctx, `SELECT c.id, count(*), coalesce(max(e.pos), 0), count(e.refused)
		FROM cases c JOIN events e ON e.case_id = c.id AND e.n > 0`+where.where()+" GROUP BY c.id", where.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[int64]state{}
	for rows.Next() {
		var id int64
		var is state
		if err := rows.Scan(&id, &is.events, &is.pos, &is.refused); err != nil {
			return nil, err
		}
		all[id] = is
	}
	return all, rows.Err()
}

// watchedItem returns what of an item oversight needs, nil for one that is not here.
// A hall has more items than stay unpacked otherwise.
func (s *Store) watchedItem(ctx context.Context, ref yichuang.ItemRef) (*yichuang.Item, error) {
	if it, ok := s.watched.items[ref]; ok {
		return it, nil
	}
	it, err := s.Item(ctx, ref)
	if yichuang.CodeOf(err) == yichuang.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if s.watched.items == nil {
		s.watched.items = map[yichuang.ItemRef]*yichuang.Item{}
	}
	part := &yichuang.Item{ID: it.ID, Edition: it.Edition, Handling: it.Handling, Terms: it.Terms, Guide: yichuang.Guide{Fee: it.Guide.Fee}}
	s.watched.items[ref] = part
	return part, nil
}

// watch makes what is remembered of a case.
func (s *Store) watch(c *yichuang.Case, it *yichuang.Item, now yichuang.Circumstances) *watched {
	w := &watched{points: yichuang.Monitored(it, c, now.WatchRules(), now.Calendar)}
	w.WatchedCase = yichuang.WatchedCase{Summary: yichuang.NewSummary(c), Department: c.Intake.Department}
	if it != nil {
		w.Handling = it.Handling
	}
	for _, p := range w.points {
		if p.Point == yichuang.WatchNotice && c.Visit == 1 {
			w.Dates.Notice = p.Due
		}
	}
	for i := range c.Approvals {
		w.Departments = append(w.Departments, c.Approvals[i].Department)
	}
	for _, o := range c.Obligations {
		line := yichuang.OwedLine{Summary: w.Summary, Department: w.Department, Owed: o}
		for _, r := range c.Reminders {
			if r.Kind == yichuang.RemindOwed {
				line.Reminded++
				line.Last = r.At
			}
		}
		w.owed = append(w.owed, line)
	}
	return w
}
