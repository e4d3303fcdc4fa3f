package sync_test

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"time"

	"yichuang"
	"yichuang/store"
	"yichuang/sync"
)

// disk is the file of a machine, and what its people put on it: that is there as long
// as the disk is.
type disk struct {
	path   string
	has    map[yichuang.EventID]*made
	last   map[yichuang.TerminalID]int64 // the last of each author that is in has
	copies []*disk                       // older states of it
	table  string                        // the table that cannot be written now
}

func (w *world) newDisk() *disk {
	w.hall.disks++
	dir := w.path("disks", itoa(w.hall.disks))
	must(w, os.MkdirAll(dir, 0o700))
	return &disk{path: dir + "/seat.db", has: map[yichuang.EventID]*made{}, last: map[yichuang.TerminalID]int64{}}
}

// fresh reports whether there is no file on it yet.
func (d *disk) fresh() bool {
	_, err := os.Stat(d.path)
	return errors.Is(err, fs.ErrNotExist)
}

// copy copies a disk that nobody writes to.
func (d *disk) copy(w *world) *disk {
	c := w.newDisk()
	copyFiles(w, d.path, c.path)
	c.has, c.last = maps.Clone(d.has), maps.Clone(d.last)
	return c
}

// brittle is the store as the engine has it, on a machine that may die before or
// behind every call, and on a disk that may be full.
type brittle struct {
	*store.Store
	m *machine
}

var errDead = errors.New("the machine is off")

func (b brittle) all() sync.Store {
	return sync.Store{Outbox: b, Inbox: b, Book: b, Offering: b, Library: b, Shelf: b, Scans: b}
}

// write is a call that changes something.
func (b brittle) write(what string, f func() error) error {
	w := b.m.w
	switch {
	case b.m.dead:
		return errDead
	case w.strikes(crashInStore):
		b.m.crash("before " + what)
		return errDead
	case w.strikes(fullInStore):
		w.log("%s: no room for %s", b.m, what)
		return &yichuang.Error{Code: yichuang.Full, Message: "磁盘已满", Hint: "请腾出磁盘空间"}
	}
	err := f()
	if err != nil {
		w.log("%s: %s: %v", b.m, what, err)
	}
	if w.strikes(crashInStore) {
		b.m.crash("behind " + what)
		return errDead
	}
	return err
}

// read is a call that changes nothing.
func (b brittle) read() error {
	if b.m.dead {
		return errDead
	}
	return nil
}

func (b brittle) Outbox(ctx context.Context) (*yichuang.Stretch, error) {
	if err := b.read(); err != nil {
		return nil, err
	}
	return b.Store.Outbox(ctx)
}

func (b brittle) Link(ctx context.Context) (yichuang.Link, error) {
	if err := b.read(); err != nil {
		return yichuang.Link{}, err
	}
	return b.Store.Link(ctx)
}

func (b brittle) Wanted(ctx context.Context, limit int) ([]yichuang.CaseNumber, error) {
	if err := b.read(); err != nil {
		return nil, err
	}
	return b.Store.Wanted(ctx, limit)
}

func (b brittle) Offer(ctx context.Context, after int64, heads map[yichuang.TerminalID]int64) (*yichuang.Stretch, int64, error) {
	if err := b.read(); err != nil {
		return nil, 0, err
	}
	return b.Store.Offer(ctx, after, heads)
}

func (b brittle) OfferAside(ctx context.Context) error {
	return b.write("OfferAside", func() error { return b.Store.OfferAside(ctx) })
}

func (b brittle) SetAside(ctx context.Context) (some bool, err error) {
	err = b.write("SetAside", func() error {
		some, err = b.Store.SetAside(ctx)
		if some {
			b.m.w.log("%s sets steps aside", b.m)
		}
		return err
	})
	return some, err
}

func (b brittle) Acked(ctx context.Context, author yichuang.TerminalID, seq int64) error {
	return b.write("Acked", func() error { return b.Store.Acked(ctx, author, seq) })
}

func (b brittle) TakeRuns(ctx context.Context, news yichuang.News, cursor int64) error {
	return b.write("TakeRuns", func() error { return b.Store.TakeRuns(ctx, news, cursor) })
}

func (b brittle) TakeCase(ctx context.Context, n yichuang.CaseNumber, news yichuang.News) error {
	return b.write("TakeCase", func() error { return b.Store.TakeCase(ctx, n, news) })
}

func (b brittle) Unwant(ctx context.Context, n yichuang.CaseNumber) error {
	return b.write("Unwant", func() error { return b.Store.Unwant(ctx, n) })
}

func (b brittle) Met(ctx context.Context, skew time.Duration, at time.Time) error {
	return b.write("Met", func() error { return b.Store.Met(ctx, skew, at) })
}

func (b brittle) Begin(ctx context.Context, position int64, heads map[yichuang.TerminalID]int64) error {
	return b.write("Begin", func() error { return b.Store.Begin(ctx, position, heads) })
}

func (b brittle) Loaded(ctx context.Context, upTo yichuang.CaseNumber, scope string, done bool) error {
	return b.write("Loaded", func() error { return b.Store.Loaded(ctx, upTo, scope, done) })
}

func (b brittle) Reload(ctx context.Context) error {
	return b.write("Reload", func() error { return b.Store.Reload(ctx) })
}

func (b brittle) Rewind(ctx context.Context, incarnation string, since int64, heads map[yichuang.TerminalID]int64) error {
	b.m.w.log("%s: back to %d", b.m, since)
	return b.write("Rewind", func() error { return b.Store.Rewind(ctx, incarnation, since, heads) })
}

func (b brittle) Offered(ctx context.Context, upTo int64, done bool) error {
	return b.write("Offered", func() error { return b.Store.Offered(ctx, upTo, done) })
}

func (b brittle) TakePublished(ctx context.Context, p *yichuang.Published) error {
	return b.write("TakePublished", func() error { return b.Store.TakePublished(ctx, p) })
}

func (b brittle) TakeItem(ctx context.Context, it *yichuang.Item) error {
	return b.write("TakeItem", func() error { return b.Store.TakeItem(ctx, it) })
}

func (b brittle) ItemSettled(ctx context.Context, ref yichuang.ItemRef) error {
	return b.write("ItemSettled", func() error { return b.Store.ItemSettled(ctx, ref) })
}

func (b brittle) ScanSent(ctx context.Context, hash yichuang.ScanHash) error {
	return b.write("ScanSent", func() error { return b.Store.ScanSent(ctx, hash) })
}

func (b brittle) ScanSpoilt(ctx context.Context, hash yichuang.ScanHash, why string) error {
	return b.write("ScanSpoilt", func() error { return b.Store.ScanSpoilt(ctx, hash, why) })
}

// listen asks the feed for what came behind the last page, and puts it into the mail.
func (m *machine) listen() {
	w := m.w
	if !m.running() || m.offline() || !w.up() || !m.engine.Status().Online {
		return
	}
	l, err := m.db.Link(w.ctx())
	if err != nil || l.Loading {
		return
	}
	if m.feed < l.Cursor {
		m.feed = l.Cursor
	}
	_ = m.http.Listen(w.ctx(), m.feed, func(s sync.Said) { // it ends when the connection does
		at := w.now
		if w.strikes(lateFeed) {
			at = at.Add(w.between(0, 2*time.Minute))
		}
		m.mail = append(m.mail, letter{at: at, said: s, incarnation: l.Incarnation})
		if s.Page != nil {
			m.feed = s.Page.End.Position
		}
	})
}

func (m *machine) hear(l letter) {
	if p := l.said.Page; p != nil {
		m.w.log("%s hears of %d to %d", m, p.End.After, p.End.Position)
	}
	m.engine.Hear(m.w.ctx(), l.incarnation, l.said)
	m.due = m.w.now
}
