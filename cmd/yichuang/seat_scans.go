package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	gosync "sync"

	"yichuang"
	"yichuang/store"
	"yichuang/sync"
	"yichuang/tui/kit"
	"yichuang/tui/scans"
)

// errAttached says that a material has the content already.
var errAttached = &yichuang.Error{Code: yichuang.Conflict, Message: "这份材料已经有这个文件", Hint: "内容完全相同，不用再添加；要换成别的，请选别的文件"}

// Attach adds a file to a material of a case.
func (s *seat) Attach(ctx context.Context, a scans.Attaching) (yichuang.Scan, error) {
	path, err := s.local(a.Path)
	if err != nil {
		return yichuang.Scan{}, err
	}
	f, err := openScan(path)
	if err != nil {
		return yichuang.Scan{}, err
	}
	defer f.Close()
	f.told = a.Told
	return s.attach(ctx, a.By, a.To, f.scan, f)
}

// attach adds content to a material of a case: the content and the step that names it
// are durable together. scan says its name, type and pages.
func (s *seat) attach(ctx context.Context, by yichuang.UserID, to kit.ScansOf, scan yichuang.Scan, content io.ReadSeeker) (yichuang.Scan, error) {
	db, err := s.data()
	if err != nil {
		return scan, err
	}
	c, err := db.Case(ctx, to.Case)
	if err != nil {
		return scan, err
	}
	err = db.AddScan(ctx, content, func(b *store.Batch, known yichuang.Scan) error {
		scan.Hash, scan.Size = known.Hash, known.Size
		if m := c.MaterialState(to.Material); m != nil && hasScan(m, scan.Hash) {
			before, err := db.ScanState(ctx, scan.Hash)
			if err == nil && before.Here() {
				err = errAttached
			}
			return err // what was spoilt, or was not here, is now
		}
		_, err := b.Append(by, c.Number, c.Seen(), &yichuang.ScanAttached{Material: to.Material, Scan: scan})
		return err
	})
	if err != nil {
		return scan, about(scan.Name, err)
	}
	s.poke()
	s.freshen()
	return scan, nil
}

func hasScan(m *yichuang.MaterialState, hash yichuang.ScanHash) bool {
	return slices.ContainsFunc(m.Scans, func(scan yichuang.Scan) bool { return scan.Hash == hash })
}

// about says which file a failure is about.
func about(name string, err error) error {
	var e *yichuang.Error
	if !errors.As(err, &e) || strings.Contains(e.Message, name) {
		return err
	}
	return &yichuang.Error{Code: e.Code, Message: "“" + yichuang.Clip(name, 60) + "”：" + e.Message, Hint: e.Hint, Err: err}
}

// freshen has the screens read again.
func (s *seat) freshen() {
	select {
	case s.stale <- struct{}{}:
	default: // told already
	}
}

// ScanStates says where the content of scans is. A seat without a centre has nothing to
// send; when it is enrolled, it has.
func (s *seat) ScanStates(ctx context.Context, all []yichuang.Scan) (map[yichuang.ScanHash]yichuang.ScanState, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	states := make(map[yichuang.ScanHash]yichuang.ScanState, len(all))
	for _, scan := range all {
		state, err := db.ScanState(ctx, scan.Hash)
		if err != nil {
			return nil, err
		}
		if state == yichuang.ScanUnsent && !s.settings().enrolled {
			state = yichuang.ScanAlone
		}
		states[scan.Hash] = state
	}
	return states, nil
}

// fetches are the contents that are being fetched now.
type fetches struct {
	mu  gosync.Mutex
	now map[yichuang.ScanHash]*fetch
}

type fetch struct {
	here, all int // chunks
	done      chan struct{}
	err       error // once it is done
}

// Fetching says how far content has come that is being fetched now.
func (s *seat) Fetching(hash yichuang.ScanHash) (here, all int, on bool) {
	s.fetches.mu.Lock()
	defer s.fetches.mu.Unlock()
	if f := s.fetches.now[hash]; f != nil {
		return f.here, f.all, true
	}
	return 0, 0, false
}

// FetchScan fetches the content of a scan from the centre; who asks while it is being
// fetched waits for it. What has come stays when it is broken off.
func (s *seat) FetchScan(ctx context.Context, scan yichuang.Scan) error {
	s.mu.Lock()
	l := s.link
	s.mu.Unlock()
	if l == nil {
		return &yichuang.Error{Code: yichuang.NotFound, Message: "本机单机使用，没有中心可以取", Hint: "别的窗口添加的扫描件，请到那个窗口查看"}
	}
	f, first := s.fetches.begin(scan.Hash)
	if !first {
		select {
		case <-f.done:
			return f.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := s.fetchScan(ctx, l, scan, func(here, all int) { s.fetches.at(f, here, all) })
	s.fetches.end(scan.Hash, f, err)
	s.freshen()
	return err
}

// fetchScan fetches over a link, with what to do about a failure.
func (s *seat) fetchScan(ctx context.Context, l *link, scan yichuang.Scan, told func(here, all int)) error {
	db, err := s.data()
	if err != nil {
		return err
	}
	err = sync.FetchScan(ctx, l.centre, db, scan, told)
	var u *sync.Unreachable
	if errors.As(err, &u) {
		return &yichuang.Error{Code: yichuang.Busy, Message: "连不上中心，“" + yichuang.Clip(scan.Name, 40) + "”没有取完", Hint: "已取来的部分留在本机；网络恢复后再取，接着往下", Err: err}
	}
	return err
}

func (f *fetches) begin(hash yichuang.ScanHash) (now *fetch, first bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := f.now[hash]; now != nil {
		return now, false
	}
	if f.now == nil {
		f.now = map[yichuang.ScanHash]*fetch{}
	}
	f.now[hash] = &fetch{done: make(chan struct{})}
	return f.now[hash], true
}

func (f *fetches) at(now *fetch, here, all int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now.here, now.all = here, all
}

func (f *fetches) end(hash yichuang.ScanHash, now *fetch, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.now, hash)
	now.err = err
	close(now.done)
}

// scanOf finds a scan of a case by its hash or the beginning of it.
func scanOf(c *yichuang.Case, hash string) (yichuang.Scan, error) {
	var found []yichuang.Scan
	for _, scan := range c.Scans() {
		if hash != "" && strings.HasPrefix(string(scan.Hash), strings.ToLower(hash)) && !slices.ContainsFunc(found, func(s yichuang.Scan) bool { return s.Hash == scan.Hash }) {
			found = append(found, scan)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return yichuang.Scan{}, &yichuang.Error{Code: yichuang.NotFound, Message: "case " + c.Number.Pretty() + " has no scan " + yichuang.Clip(hash, 64), Hint: "yichuang scan list " + string(c.Number) + " shows them"}
	}
	return yichuang.Scan{}, &yichuang.Error{Code: yichuang.Invalid, Message: "more than one scan begins with " + yichuang.Clip(hash, 64), Hint: "give more of the hash"}
}
