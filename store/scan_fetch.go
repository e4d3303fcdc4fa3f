package store

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"yichuang"
)

func (s *Store) partFolder(hash yichuang.ScanHash) string { return s.scanFolder(hash) + ".part" }

// FetchedChunks says which chunks of a scan that is being fetched are here, and
// begins to fetch it. Of content that is here already it is all of them.
func (s *Store) FetchedChunks(ctx context.Context, scan yichuang.Scan) (here map[int]bool, err error) {
	if err := scan.Hash.Check(); err != nil {
		return nil, err
	}
	if s.write == nil {
		return nil, errReadOnly
	}
	here = map[int]bool{}
	part := s.partFolder(scan.Hash)
	whole := false
	err = s.update(ctx, func(t *tx) error {
		state, err := t.scanState(scan.Hash)
		if whole = state.Here(); whole || err != nil {
			return err
		}
		if err := os.MkdirAll(part, 0o700); err != nil {
			return scanFault(err, part)
		}
		_, err = t.exec("INSERT INTO scans (hash, size, state, added) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET state = excluded.state",
			string(scan.Hash), scan.Size, string(yichuang.ScanPartial), t.at.UnixNano())
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range scan.Chunks() {
		if whole {
			here[i] = true
			continue
		}
		data, err := s.readChunk(part, scan.Hash, i)
		if err == nil && int64(len(data)) == chunkSize(scan, i) { // one that is spoilt is fetched again
			here[i] = true
		}
	}
	return here, nil
}

// chunkSize is how many bytes the i-th chunk has.
func chunkSize(scan yichuang.Scan, i int) int64 {
	return min(scan.Size-int64(i)*yichuang.ScanChunkBytes, yichuang.ScanChunkBytes)
}

// TakeChunk keeps a chunk of a scan that is being fetched.
func (s *Store) TakeChunk(_ context.Context, scan yichuang.Scan, i int, data []byte) error {
	if s.write == nil {
		return errReadOnly
	}
	part := s.partFolder(scan.Hash)
	if err := os.MkdirAll(part, 0o700); err != nil { // it is gone when another process was faster
		return scanFault(err, part)
	}
	return s.writeChunk(part, scan.Hash, i, data)
}

// TakeScan ends the fetching: the whole content is held against the hash. Damaged
// is returned when it is not what it says; then nothing of it stays. NotFound is
// returned while chunks are missing; those that are here stay.
func (s *Store) TakeScan(ctx context.Context, scan yichuang.Scan) error {
	part := s.partFolder(scan.Hash)
	state, err := s.ScanState(ctx, scan.Hash)
	if state.Here() { // since it was begun
		err = scanFault(os.RemoveAll(part), part)
	}
	if err != nil || state.Here() {
		return err
	}
	err = s.holds(ctx, scan, part)
	var broken *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &yichuang.Error{Code: yichuang.NotFound, Message: "扫描件还没有取全", Hint: "请再取一次，已经取来的部分不用重取", Err: err}
	case yichuang.CodeOf(err) == yichuang.Damaged:
		return errors.Join(&yichuang.Error{Code: yichuang.Damaged, Message: "从中心取来的扫描件与登记的内容不符，没有留下", Hint: "请再取一次；一直如此，请原来的窗口重新添加"}, s.giveUp(ctx, scan))
	case errors.As(err, &broken):
		return fileFault(err, part)
	case err != nil:
		return s.fault(err)
	}
	if err := syncDir(part); err != nil {
		return scanFault(err, part)
	}
	err = s.update(ctx, func(t *tx) error {
		if state, err := t.scanState(scan.Hash); state.Here() || err != nil {
			return err
		}
		if err := t.setScan(scan.Hash, yichuang.ScanSent); err != nil {
			return err
		}
		return s.place(&staged{folder: part, replaces: isThere(s.scanFolder(scan.Hash))}, scan)
	})
	if err == nil {
		_ = os.RemoveAll(part) // there only when another process was faster
	}
	return err
}

// giveUp takes away what was fetched. What was here before was spoilt and is so
// still.
func (s *Store) giveUp(ctx context.Context, scan yichuang.Scan) error {
	err := os.RemoveAll(s.partFolder(scan.Hash))
	return errors.Join(err, s.update(ctx, func(t *tx) error {
		if isThere(s.scanFolder(scan.Hash)) {
			return t.setScan(scan.Hash, yichuang.ScanSpoilt)
		}
		_, err := t.exec("DELETE FROM scans WHERE hash = ?", string(scan.Hash))
		return err
	}))
}
