package store

import (
	"container/list"
	"sync"

	"yichuang"
)

// foldedCase is a case as its events left it, with its row of cases.
type foldedCase struct {
	id  int64 // numbers.id
	c   *yichuang.Case
	row row
	// stray is set while there are events without a place that are not of the
	// terminal's present identity: see Store.stray.
	stray bool
}

// foldedLimit is how many cases stay folded: those a clerk goes back and forth
// between, so that judging a point costs one commit and no folding.
const foldedLimit = 64

// foldedCases remembers the cases written last. Only the writer puts something
// in, after its commit; what it holds is right as long as tail is that of the
// file. Nothing in it is changed: the writer works on copies.
type foldedCases struct {
	mu    sync.Mutex
	limit int
	tail  tail
	order *list.List // of foldedCase, the newest first
	at    map[yichuang.CaseNumber]*list.Element
}

func newFoldedCases(limit int) *foldedCases {
	return &foldedCases{limit: limit, order: list.New(), at: map[yichuang.CaseNumber]*list.Element{}}
}

// get returns the case, if it is remembered.
func (f *foldedCases) get(number yichuang.CaseNumber) (foldedCase, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e, ok := f.at[number]
	if !ok {
		return foldedCase{}, false
	}
	f.order.MoveToFront(e)
	return e.Value.(foldedCase), true
}

// trust forgets everything unless the file still ends where it did: another
// process has gone on.
func (f *foldedCases) trust(now tail) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now.seq != f.tail.seq || now.generation != f.tail.generation {
		f.order.Init()
		clear(f.at)
	}
	f.tail = now
}

// forget forgets everything.
func (f *foldedCases) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.order.Init()
	clear(f.at)
}

// drop forgets one case.
func (f *foldedCases) drop(number yichuang.CaseNumber) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if e, ok := f.at[number]; ok {
		f.order.Remove(e)
		delete(f.at, number)
	}
}

// last returns where the file ends as far as is known here.
func (f *foldedCases) last() tail {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.tail
}

// remember takes over what a committed transaction folded.
func (f *foldedCases) remember(t *tx) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if t.numbered {
		f.tail = t.tail
	}
	for number, fc := range t.fresh {
		if e, ok := f.at[number]; ok {
			e.Value = fc
			f.order.MoveToFront(e)
			continue
		}
		f.at[number] = f.order.PushFront(fc)
	}
	for f.order.Len() > f.limit {
		last := f.order.Back()
		f.order.Remove(last)
		delete(f.at, last.Value.(foldedCase).c.Number)
	}
}
