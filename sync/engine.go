package sync

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// The centre, as the engine asks it. Errors are *wire.Problem for what the centre
// said, and anything else for a centre that could not be asked.
type (
	// Events brings and fetches events.
	Events interface {
		Push(ctx context.Context, st *yichuang.Stretch) (*wire.PushAnswer, error)
		Pull(ctx context.Context, after int64) (*wire.Page, error)
		Load(ctx context.Context, after yichuang.CaseNumber) (*wire.Page, error)
		Case(ctx context.Context, n yichuang.CaseNumber) (*wire.Page, error)
		Heads(ctx context.Context) (map[yichuang.TerminalID]int64, error)
	}
	// Publications fetches what is published, and items that cases are of.
	Publications interface {
		Reference(ctx context.Context, after int64) (p *yichuang.Published, more bool, err error)
		Item(ctx context.Context, ref yichuang.ItemRef) (*yichuang.Item, error)
		PutItem(ctx context.Context, it *yichuang.Item) error
	}
	// Contents brings and fetches the content of scans.
	Contents interface {
		PutScan(ctx context.Context, hash yichuang.ScanHash, plan wire.ScanPlan) (*wire.ScanAnswer, error)
		PutChunk(ctx context.Context, hash string, data []byte) error
		Scan(ctx context.Context, hash yichuang.ScanHash) (*wire.ScanPlan, error)
		Chunk(ctx context.Context, hash string) ([]byte, error)
	}
	// Meeting tells what a contact showed of the centre's clock.
	Meeting interface {
		// Skew returns how far this machine's clock is ahead, as the last answers
		// showed; ok is false before the first.
		Skew() (skew time.Duration, ok bool)
		// Knows tells the centre with every request which incarnation of it is meant.
		Knows(incarnation string)
	}
	// Feed listens until the context or the connection ends, and hands over what the
	// centre says.
	Feed interface {
		Listen(ctx context.Context, after int64, say func(Said)) error
	}
)

// The store, as the engine needs it; *store.Store is all of these.
type (
	// Outbox is what this terminal did and the centre has not acknowledged.
	Outbox interface {
		Outbox(ctx context.Context) (*yichuang.Stretch, error)
		Acked(ctx context.Context, author yichuang.TerminalID, seq int64) error
		SameChain(ctx context.Context, author yichuang.TerminalID, seq int64, head yichuang.ChainHash) (bool, error)
		Waiting(ctx context.Context) (yichuang.Waiting, error)
	}
	// Inbox takes in what the centre has placed.
	Inbox interface {
		TakeRuns(ctx context.Context, news yichuang.News, cursor int64) error
		TakeCase(ctx context.Context, n yichuang.CaseNumber, news yichuang.News) error
		Wanted(ctx context.Context, limit int) ([]yichuang.CaseNumber, error)
		Unwant(ctx context.Context, n yichuang.CaseNumber) error
		OpenCases(ctx context.Context, scope string) (int64, error)
	}
	// Book keeps how far this terminal is.
	Book interface {
		Link(ctx context.Context) (yichuang.Link, error)
		Met(ctx context.Context, skew time.Duration, at time.Time) error
		Begin(ctx context.Context, position int64, heads map[yichuang.TerminalID]int64) error
		Loaded(ctx context.Context, upTo yichuang.CaseNumber, scope string, done bool) error
		Reload(ctx context.Context) error
	}
	// Offering gives a restored centre again what it lacks.
	Offering interface {
		Rewind(ctx context.Context, incarnation string, since int64, heads map[yichuang.TerminalID]int64) error
		Offer(ctx context.Context, after int64, heads map[yichuang.TerminalID]int64) (*yichuang.Stretch, int64, error)
		Offered(ctx context.Context, upTo int64, done bool) error
		OfferAside(ctx context.Context) error
		SetAside(ctx context.Context) (some bool, err error)
	}
	// Library keeps what is published, and items.
	Library interface {
		TakePublished(ctx context.Context, p *yichuang.Published) error
		UnknownItems(ctx context.Context, limit int) ([]yichuang.ItemRef, error)
		LocalItems(ctx context.Context, limit int) ([]yichuang.ItemRef, error)
		TakeItem(ctx context.Context, it *yichuang.Item) error
		ItemSettled(ctx context.Context, ref yichuang.ItemRef) error
	}
	// Shelf is where items are read.
	Shelf interface {
		Item(ctx context.Context, ref yichuang.ItemRef) (*yichuang.Item, error)
	}
	// Scans keeps the content of scans.
	Scans interface {
		// UnsentScans lists scans whose content the centre does not have.
		UnsentScans(ctx context.Context, limit int) ([]yichuang.Scan, error)
		// ScanChunk reads the i-th chunk of a scan's content.
		ScanChunk(ctx context.Context, hash yichuang.ScanHash, i int) ([]byte, error)
		// ScanSent notes that the centre has it, ScanSpoilt that it cannot be sent.
		ScanSent(ctx context.Context, hash yichuang.ScanHash) error
		ScanSpoilt(ctx context.Context, hash yichuang.ScanHash, why string) error
	}
)

// Centre is all that the engine asks of a centre.
type Centre struct {
	Events
	Publications
	Contents
	Meeting
	Feed
}

// Store is all that the engine needs of a store.
type Store struct {
	Outbox
	Inbox
	Book
	Offering
	Library
	Shelf
	Scans
}

// Options are what an engine works with.
type Options struct {
	Centre Centre
	Store  Store
	Now    func() time.Time
	// Rand spreads retries; nil is the machine's.
	Rand *rand.Rand
	// Changed is told when the store holds something new, Told when the status is
	// another one. Both may be nil, and must not block.
	Changed func()
	Told    func(Status)
}

// Engine keeps one terminal and its centre in step. Turn is for one goroutine at a
// time; Poke and Status may be called by anybody.
type Engine struct {
	opt Options

	wake   chan struct{} // something was done here
	asked  chan struct{} // somebody does not want to wait
	heard  chan heard    // from the feed
	pauses pauses
	agree  agreement
	// heads is what a restored centre has of each author, while it is offered the rest.
	heads map[yichuang.TerminalID]int64
	begun bool // what was set aside was looked for

	due struct { // what is to be asked again, and when
		pull, reference time.Time
	}
	news bool // the centre has said, or may have, that there is something behind the cursor

	mu     sync.Mutex
	status Status
}

// New returns an engine that has done nothing yet.
func New(o Options) *Engine {
	if o.Rand == nil {
		o.Rand = rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	}
	e := &Engine{opt: o, wake: make(chan struct{}, 1), asked: make(chan struct{}, 1), heard: make(chan heard, 16), news: true}
	e.status.Since = o.Now()
	return e
}

// Hurry ends all waiting: a person asks for it.
func (e *Engine) Hurry() {
	select {
	case e.asked <- struct{}{}:
	default: // it hurries already
	}
}

// Poke says that there is something to send.
func (e *Engine) Poke() {
	select {
	case e.wake <- struct{}{}:
	default: // it is awake
	}
}

// settleTime is how long the engine waits for more keys before it sends what one
// did: a clerk judges several points a second.
const settleTime = 100 * time.Millisecond

// Run works until the context ends: turns, one after the other, and the feed
// beside them.
func (e *Engine) Run(ctx context.Context) {
	var feed sync.WaitGroup
	feed.Go(func() { e.listen(ctx) })
	defer feed.Wait()
	for ctx.Err() == nil {
		wait := e.Turn(ctx)
		if wait == 0 {
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case h := <-e.heard:
			e.hear(ctx, h)
		case <-e.wake:
			pause(ctx, settleTime)
		case <-e.asked:
			e.pauses.hurry()
		}
		timer.Stop()
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// listen keeps the feed open while the centre can be reached.
func (e *Engine) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if l, err := e.opt.Store.Link(ctx); err == nil && e.Status().Online && !l.Loading {
			say := func(s Said) {
				select {
				case e.heard <- heard{l.Incarnation, s}:
				case <-ctx.Done():
				}
			}
			if err := e.opt.Centre.Listen(ctx, l.Cursor, say); err != nil {
				say(Said{}) // the line may be down: better to ask, and know
			}
		}
		pause(ctx, feedPause/2+time.Duration(e.rand(int64(feedPause))))
	}
}

// feedPause is about how long the feed is left closed after it broke.
const feedPause = time.Second

// rand is Rand for goroutines other than that of the turns.
func (e *Engine) rand(n int64) int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.opt.Rand.Int64N(n)
}

// Said is one thing that the feed says: the page that comes next, that something was
// published, or, when it is neither, that there is news.
type Said struct {
	Page      *wire.Page
	Published bool
}

// heard is what was said while an incarnation was known.
type heard struct {
	incarnation string
	Said
}

// hear takes in what the feed said. A page that is what comes next here is taken in as
// it is; anything else makes the engine ask.
func (e *Engine) hear(ctx context.Context, h heard) {
	if h.Published {
		e.due.reference = time.Time{}
		return
	}
	e.news = true
	if h.Page == nil {
		return
	}
	l, err := e.opt.Store.Link(ctx)
	if err != nil || l.Loading || l.Offering || h.incarnation != l.Incarnation || h.Page.End.After != l.Cursor {
		return
	}
	if e.takePage(ctx, &l, h.Page) == nil {
		e.news = false
	}
}
