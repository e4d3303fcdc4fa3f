package sync

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"

	"yichuang"
	"yichuang/internal/wire"
)

// offerItem gives the centre an edition that is in use here and that it did not
// publish, before the first event that names it.
func (e *Engine) offerItem(ctx context.Context, l *yichuang.Link) (bool, error) {
	if l.Reference == 0 { // first of all it has to be known what it did
		if did, err := e.fetchReference(ctx, l); did || err != nil {
			return did, err
		}
	}
	if e.pauses.held(concernItem, e.opt.Now()) {
		return false, nil
	}
	refs, err := e.opt.Store.LocalItems(ctx, 1)
	if err != nil || len(refs) == 0 {
		return false, err
	}
	it, err := e.opt.Store.Shelf.Item(ctx, refs[0])
	if err != nil {
		return false, err
	}
	if err := e.opt.Centre.PutItem(ctx, it); err != nil {
		return false, concern(concernItem, err)
	}
	return true, e.opt.Store.ItemSettled(ctx, refs[0])
}

// fetchItem fetches an edition that a case of another terminal is of.
func (e *Engine) fetchItem(ctx context.Context, _ *yichuang.Link) (bool, error) {
	if e.pauses.held(concernItem, e.opt.Now()) {
		return false, nil
	}
	refs, err := e.opt.Store.UnknownItems(ctx, 1)
	if err != nil || len(refs) == 0 {
		return false, err
	}
	it, err := e.opt.Centre.Publications.Item(ctx, refs[0])
	if err != nil { // its author brings it, now or later
		return false, concern(concernItem, err)
	}
	if err := e.opt.Store.TakeItem(ctx, it); err != nil {
		return false, err
	}
	e.changed()
	return true, nil
}

// fetchReference fetches what was published since.
func (e *Engine) fetchReference(ctx context.Context, l *yichuang.Link) (bool, error) {
	now := e.opt.Now()
	if now.Before(e.due.reference) || e.pauses.held(concernNews, now) {
		return false, nil
	}
	p, more, err := e.opt.Centre.Reference(ctx, l.Reference)
	if err != nil {
		return false, concern(concernNews, err)
	}
	if !more {
		e.due.reference = now.Add(referenceEvery)
	}
	if p.Revision <= l.Reference {
		return false, nil
	}
	if err := e.opt.Store.TakePublished(ctx, p); err != nil {
		return false, err
	}
	e.changed()
	return true, nil
}

// sendScan sends the content of a scan: what it is made of, then what the centre
// lacks of it. A connection that breaks costs the chunk that was under way.
func (e *Engine) sendScan(ctx context.Context, _ *yichuang.Link) (bool, error) {
	if e.pauses.held(concernScan, e.opt.Now()) {
		return false, nil
	}
	scans, err := e.opt.Store.UnsentScans(ctx, 1)
	if err != nil || len(scans) == 0 {
		return false, err
	}
	scan := scans[0]
	plan, err := e.planOf(ctx, scan)
	if code := yichuang.CodeOf(err); code == yichuang.Damaged || code == yichuang.NotFound { // the file came without its scans
		return true, e.spoilt(ctx, scan.Hash, err)
	}
	if err != nil {
		return false, err
	}
	answer, err := e.opt.Centre.PutScan(ctx, scan.Hash, *plan)
	if err != nil {
		return e.scanRefused(ctx, scan.Hash, err)
	}
	for _, chunk := range answer.Missing {
		i := slices.Index(plan.Chunks, chunk)
		if i < 0 {
			continue
		}
		data, err := e.opt.Store.ScanChunk(ctx, scan.Hash, i)
		if err != nil {
			return false, err
		}
		if err := e.opt.Centre.PutChunk(ctx, chunk, data); err != nil {
			return false, concern(concernScan, err)
		}
	}
	if !answer.Complete {
		if answer, err = e.opt.Centre.PutScan(ctx, scan.Hash, *plan); err != nil {
			return e.scanRefused(ctx, scan.Hash, err)
		}
	}
	if !answer.Complete {
		return false, nil // somebody took a chunk away meanwhile: once more, later
	}
	if err := e.opt.Store.ScanSent(ctx, scan.Hash); err != nil {
		return false, err
	}
	e.changed()
	return true, nil
}

// scanRefused tells content that is not what its hash says from everything else:
// it is damaged here, and sending it again would not help.
func (e *Engine) scanRefused(ctx context.Context, hash yichuang.ScanHash, err error) (bool, error) {
	if isCode(err, wire.CodeMismatch) {
		return true, e.spoilt(ctx, hash, err)
	}
	return false, concern(concernScan, err)
}

func (e *Engine) spoilt(ctx context.Context, hash yichuang.ScanHash, err error) error {
	message, _ := yichuang.Explain(err)
	if err := e.opt.Store.ScanSpoilt(ctx, hash, message); err != nil {
		return err
	}
	e.changed()
	return nil
}

// planOf says what a scan is made of.
func (e *Engine) planOf(ctx context.Context, scan yichuang.Scan) (*wire.ScanPlan, error) {
	plan := &wire.ScanPlan{Size: scan.Size}
	for i := range int((scan.Size + wire.ChunkBytes - 1) / wire.ChunkBytes) {
		data, err := e.opt.Store.ScanChunk(ctx, scan.Hash, i)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		plan.Chunks = append(plan.Chunks, hex.EncodeToString(sum[:]))
	}
	return plan, nil
}

// agreement is whether the counts of both sides agree.
type agreement struct {
	fresh bool // the centre's count has just come
	head  int64
	open  int64
	tried int64 // the position at which the open cases were loaded anew for it
}

func (a *agreement) saw(end *wire.End) {
	if end.Position == end.Head && !end.More {
		a.fresh, a.head, a.open = true, end.Head, end.Open
	}
}

// compare holds the number of open cases here against the centre's, when nothing
// is under way. Where they differ, the open cases are loaded anew, once; when that
// does not help, it is told.
func (e *Engine) compare(ctx context.Context, l *yichuang.Link) (bool, error) {
	if !e.agree.fresh || l.Cursor != e.agree.head || l.Loading {
		return false, nil
	}
	if w, err := e.opt.Store.Waiting(ctx); err != nil || w.Unsent > 0 {
		return false, err
	}
	if wanted, err := e.opt.Store.Wanted(ctx, 1); err != nil || len(wanted) > 0 {
		return false, err
	}
	if some, err := e.opt.Store.SetAside(ctx); err != nil || some {
		e.changed()
		return some, err
	}
	here, err := e.opt.Store.OpenCases(ctx, l.Scope)
	if err != nil {
		return false, err
	}
	e.agree.fresh = false
	apart := here != e.agree.open
	e.set(func(s *Status) { s.Counts = Counts{apart, here, e.agree.open} })
	if apart && e.agree.tried != e.agree.head {
		e.agree.tried = e.agree.head
		return true, e.opt.Store.Reload(ctx)
	}
	return false, nil
}

func isCode(err error, code yichuang.Code) bool {
	var p *wire.Problem
	return errors.As(err, &p) && p.Code == code
}
