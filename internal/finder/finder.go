package finder

import (
	"sync"

	"yichuang"
)

// Entry is an item as it can be found.
type Entry struct {
	ID         yichuang.ItemID
	Name       string
	Code       string   // 实施编码 or 基本编码, may be empty
	Aliases    []string // everyday names
	Department string   // the office that answers for it
}

// Span is a run of characters of a name, from Start up to but not including
// End, counted in runes.
type Span struct {
	Start, End int
}

// Hit is an entry that a query found.
type Hit struct {
	ID    yichuang.ItemID
	Entry int    // the place of the entry in what New was given
	Score int    // comparable within one answer only
	Spans []Span // what to emphasize in the name, in order, without overlaps
	// Via is the alias or short form that was found in place of the name, ""
	// when the name itself was found. For an alias Spans is empty; for a short
	// form it covers the long form in the name.
	Via string
}

// Index searches entries. Its methods may be called from several goroutines.
type Index struct {
	entries []Entry
	own     *Abbreviations
	once    sync.Once
	data    *data
	scratch sync.Pool
}

// New returns an index of entries in catalogue order, with the abbreviations
// that come with the program. The entries must not be changed afterwards. The
// work is done by Prepare or the first Search.
func New(entries []Entry) *Index { return NewWith(entries, nil) }

// NewWith is New with an office's own abbreviations, which come before those of
// the program. own may be nil.
func NewWith(entries []Entry, own *Abbreviations) *Index {
	ix := &Index{entries: entries, own: own}
	ix.scratch.New = func() any { return new(scratch) }
	return ix
}

// Len returns the number of entries.
func (ix *Index) Len() int { return len(ix.entries) }

// Prepare builds the index unless it is built: about 1.5 ms for a hall's 40
// items, with the tables that are read then, and 15 ms for 5,000. Called away
// from the keyboard it spares the first keystroke the wait.
func (ix *Index) Prepare() {
	ix.once.Do(func() { ix.data = build(ix.entries, ix.own) })
}

// Search returns the best entries for query, at most limit, best first; equally
// good ones in catalogue order. used tells how often an item was taken, and may
// be nil. An empty query lists the most used entries first, then the rest in
// catalogue order. A limit of 0 or less finds nothing.
func (ix *Index) Search(query string, limit int, used func(yichuang.ItemID) int) []Hit {
	if limit <= 0 || len(ix.entries) == 0 {
		return nil
	}
	ix.Prepare()
	if used == nil {
		used = func(yichuang.ItemID) int { return 0 }
	}
	s := ix.scratch.Get().(*scratch)
	defer func() {
		s.end()
		ix.scratch.Put(s)
	}()
	s.begin(ix, min(limit, len(ix.entries)), used)
	if !s.parse(query) {
		return s.mostUsed()
	}
	for _, how := range []manner{contiguously, scattered} {
		s.collect(how)
		if s.best.full() {
			break
		}
	}
	if s.best.empty() && s.mayMiss() {
		s.collect(nearly)
	}
	return s.hits()
}
