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
}

// foldedLimit is how many cases stay folded: those a clerk goes back and forth
// between, so that judging a point costs one commit and no folding.
const foldedLimit = 64

// foldedCases remembers the cases written last, and the sequence number of the
// last event. Only the writer puts something in, after its commit. Another
// process may have gone on since: then the first event written on the strength of
// this memory meets one that is there already, by sequence number or by its place
// in the case, and everything is forgotten and done again. Nothing in it is
// changed: the writer works on copies.
type foldedCases struct {
	mu    sync.Mutex
	limit int
	known bool       // whether seq is
	seq   int64      // the last sequence number used
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

// lastSeq returns the last sequence number used, as far as is known here.
func (f *foldedCases) lastSeq() (seq int64, known bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seq, f.known
}

// forget forgets everything.
func (f *foldedCases) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.known = false
	f.order.Init()
	clear(f.at)
}

// remember takes over what a committed transaction folded.
func (f *foldedCases) remember(t *tx) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if t.numbered {
		f.seq, f.known = t.seq, true
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
