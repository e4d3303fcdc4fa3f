package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"yichuang"
)

// AddScan keeps the content of a scan and whatever attach adds to cases about it:
// both or neither. attach gets what is known of the scan; name, type and pages are
// its to fill in. The content is read twice, first for its hash, so that nothing of
// it lies on the disk unsealed. Content that is here already is kept once. Invalid
// is returned for content that is empty, too large or changes while it is read,
// Full for a disk without room, Internal for content that cannot be read, and what
// attach returns; then nothing stays.
func (s *Store) AddScan(ctx context.Context, content io.ReadSeeker, attach func(*Batch, yichuang.Scan) error) error {
	if s.write == nil {
		return errReadOnly
	}
	content = &patient{ctx, content}
	scan, err := measure(content)
	if err != nil {
		return err
	}
	added, err := s.stage(ctx, scan, content)
	if err != nil {
		return err
	}
	defer added.release()
	placed := false
	err = s.update(ctx, func(t *tx) error {
		b := &Batch{t: t}
		err := t.addScan(scan)
		if err == nil {
			err = attach(b, scan)
		}
		if err == nil {
			err = b.err
		}
		if err == nil {
			placed = true
			err = s.place(added, scan)
		}
		return err
	})
	if err != nil {
		if placed {
			s.unplace(ctx, scan.Hash)
		}
		return err
	}
	_ = os.RemoveAll(s.partFolder(scan.Hash)) // what was fetched of it is not needed any more
	return nil
}

// addScan enters content that was added here: it is to be sent, unless the centre
// has it already.
func (t *tx) addScan(scan yichuang.Scan) error {
	_, err := t.exec(`INSERT INTO scans (hash, size, state, added) VALUES (?, ?, ?, ?)
		ON CONFLICT (hash) DO UPDATE SET state = CASE WHEN state IN (?, ?) THEN excluded.state ELSE state END`,
		string(scan.Hash), scan.Size, string(yichuang.ScanUnsent), t.at.UnixNano(), string(yichuang.ScanPartial), string(yichuang.ScanSpoilt))
	return err
}

// patient reads on until the context ends.
type patient struct {
	ctx context.Context
	io.ReadSeeker
}

func (p *patient) Read(to []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.ReadSeeker.Read(to)
}

// measure reads content for its size and its hash, and leaves it at its beginning.
func measure(content io.ReadSeeker) (scan yichuang.Scan, err error) {
	sum := sha256.New()
	scan.Size, err = io.Copy(sum, io.LimitReader(content, yichuang.MostScan+1))
	switch {
	case err != nil:
		return scan, unreadable(err)
	case scan.Size == 0:
		return scan, &yichuang.Error{Code: yichuang.Invalid, Message: "文件是空的，没有添加", Hint: "扫描或者保存可能没有完成，请重新扫描"}
	case scan.Size > yichuang.MostScan:
		return scan, &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("文件超过%dMB，没有添加", yichuang.MostScan>>20), Hint: "请分成几个文件，或者降低分辨率重新扫描"}
	}
	scan.Hash = yichuang.ScanHash(hex.EncodeToString(sum.Sum(nil)))
	_, err = content.Seek(0, io.SeekStart)
	return scan, unreadable(err)
}

// unreadable gives a failure to read what is to be added its sentence.
func unreadable(err error) error {
	var known *yichuang.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &yichuang.Error{Code: yichuang.Internal, Message: "文件读到一半读不出来了，没有添加", Hint: "请检查U盘或者网络盘是否断开，再添加一次", Err: err}
}

// staged is content on its way to its place.
type staged struct {
	folder   string // "" when the content is in its place already
	replaces bool   // what is in its place is spoilt
	claim    *Claim // on the folder, where it was staged here
}

// release takes away what did not come to its place.
func (a *staged) release() {
	if a.claim != nil {
		a.claim.Release()
	}
}

// stage writes the chunks of a scan where nobody else does, unless it is here.
func (s *Store) stage(ctx context.Context, scan yichuang.Scan, content io.Reader) (*staged, error) {
	a := new(staged)
	err := s.holds(ctx, scan, s.scanFolder(scan.Hash))
	switch {
	case err == nil || ctx.Err() != nil:
		return a, ctx.Err()
	case errors.Is(err, fs.ErrNotExist):
		a.replaces = isThere(s.scanFolder(scan.Hash))
	case yichuang.CodeOf(err) == yichuang.Damaged:
		a.replaces = true
	default: // what cannot be read may still be good
		return nil, scanFault(err, s.scanFolder(scan.Hash))
	}
	if a.claim, err = ClaimFolder(s.scansRoot(), newPrefix+"*.part"); err != nil {
		return nil, scanFault(err, s.scansRoot())
	}
	a.folder = a.claim.Folder
	if err := s.copyInto(a.folder, scan, content); err != nil {
		a.release()
		return nil, err
	}
	return a, nil
}

// copyInto writes the chunks of a scan into a folder. Invalid is returned when the
// content is not any more what was measured.
func (s *Store) copyInto(folder string, scan yichuang.Scan, content io.Reader) error {
	sum := sha256.New()
	chunk := make([]byte, yichuang.ScanChunkBytes)
	left := scan.Size
	for i := range scan.Chunks() {
		piece := chunk[:min(left, yichuang.ScanChunkBytes)]
		if _, err := io.ReadFull(content, piece); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return errChanging
		} else if err != nil {
			return unreadable(err)
		}
		left -= int64(len(piece))
		sum.Write(piece)
		if err := s.writeChunk(folder, scan.Hash, i, piece); err != nil {
			return err
		}
	}
	more, err := io.ReadFull(content, chunk[:1])
	switch {
	case more > 0 || hex.EncodeToString(sum.Sum(nil)) != string(scan.Hash):
		return errChanging
	case !errors.Is(err, io.EOF):
		return unreadable(err)
	}
	return scanFault(syncDir(folder), folder)
}

var errChanging = &yichuang.Error{Code: yichuang.Invalid, Message: "文件在读取的时候还在变化，没有添加", Hint: "等扫描或者保存完成后再添加"}

// place gives a finished folder its name. It is called under the write lock, so only
// one process does it at a time. Whatever came there since it was staged is the same
// content and stays; what is spoilt makes room.
func (s *Store) place(a *staged, scan yichuang.Scan) error {
	folder := s.scanFolder(scan.Hash)
	if a.folder == "" || !a.replaces && isThere(folder) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return scanFault(err, folder)
	}
	if a.replaces {
		if err := os.RemoveAll(folder); err != nil {
			return scanFault(err, folder)
		}
	}
	err := os.Rename(a.folder, folder)
	for _, dir := range []string{filepath.Dir(folder), s.scansRoot(), filepath.Dir(s.path)} {
		if err == nil {
			err = syncDir(dir)
		}
	}
	return scanFault(err, folder)
}

func isThere(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// unplace takes content away that was placed and then not entered, as when the disk
// was full for the table.
func (s *Store) unplace(ctx context.Context, hash yichuang.ScanHash) {
	_ = s.update(context.WithoutCancel(ctx), func(t *tx) error { // the failure before it is the one to tell
		state, err := t.scanState(hash)
		if err == nil && state == "" {
			err = os.RemoveAll(s.scanFolder(hash))
		}
		return err
	})
}

// newPrefix begins the names of folders of content that is being added. They end like
// those of content that is being fetched: a backup takes neither.
const newPrefix = "new-"
