package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"yichuang"
)

// The content of scans lies in a folder beside the file, a folder for each scan and
// in it a file for each chunk, sealed like everything personal:
//
//	scans/5c/5c5c…/0
//	scans/5c/5c5c….part/0   being fetched
//
// A folder without .part is whole: it got its name when everything in it was on the
// disk.

func (s *Store) scanFolder(hash yichuang.ScanHash) string {
	return filepath.Join(filepath.Dir(s.path), "scans", string(hash[:2]), string(hash))
}

func scanContext(hash yichuang.ScanHash, i int) string {
	return "scan/" + string(hash) + "/" + strconv.Itoa(i)
}

// AddScan keeps the content of a scan and returns what is known of it; name and
// type are the caller's to fill in. The content is read twice, first for its hash,
// so that nothing of it lies on the disk unsealed. Content that is here already is
// kept once. Invalid is returned for content that is empty, too large or changes
// while it is read, Full for a disk without room; then nothing stays.
func (s *Store) AddScan(ctx context.Context, content io.ReadSeeker) (scan yichuang.Scan, err error) {
	if s.write == nil {
		return scan, errReadOnly
	}
	sum := sha256.New()
	scan.Size, err = io.Copy(sum, io.LimitReader(content, yichuang.MostScan+1))
	if err != nil {
		return scan, scanFault(err)
	}
	if scan.Size == 0 || scan.Size > yichuang.MostScan {
		return scan, &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("文件是空的，或者超过%dMB，没有添加", yichuang.MostScan>>20), Hint: "请检查文件；太大的请分成几个文件，或者降低分辨率"}
	}
	scan.Hash = yichuang.ScanHash(hex.EncodeToString(sum.Sum(nil)))
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return scan, scanFault(err)
	}
	if err := s.keepScan(scan, content); err != nil {
		return scan, err
	}
	return scan, s.update(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO scans (hash, size, state, added) VALUES (?, ?, ?, ?)
			ON CONFLICT (hash) DO UPDATE SET state = CASE WHEN state IN (?, ?) THEN excluded.state ELSE state END`,
			string(scan.Hash), scan.Size, string(yichuang.ScanUnsent), t.at.UnixNano(), string(yichuang.ScanPartial), string(yichuang.ScanSpoilt))
		return err
	})
}

// keepScan writes the chunks of a scan in place of whatever is there.
func (s *Store) keepScan(scan yichuang.Scan, content io.Reader) error {
	folder := s.scanFolder(scan.Hash)
	part := folder + ".part"
	if err := errors.Join(os.RemoveAll(part), os.MkdirAll(part, 0o700)); err != nil {
		return scanFault(err)
	}
	defer os.RemoveAll(part) // gone already when all went well
	sum := sha256.New()
	chunk := make([]byte, yichuang.ScanChunkBytes)
	for i := range scan.Chunks() {
		n, err := io.ReadFull(content, chunk)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			return scanFault(err)
		}
		sum.Write(chunk[:n])
		if err := s.writeChunk(part, scan.Hash, i, chunk[:n]); err != nil {
			return err
		}
	}
	if hex.EncodeToString(sum.Sum(nil)) != string(scan.Hash) {
		return &yichuang.Error{Code: yichuang.Invalid, Message: "文件在读取的时候还在变化，没有添加", Hint: "等扫描或者保存完成后再添加"}
	}
	return placeFolder(part, folder)
}

// placeFolder gives a finished folder its name, in the place of one that is there.
func placeFolder(part, folder string) error {
	err := os.Rename(part, folder)
	if errors.Is(err, fs.ErrExist) || isNotEmpty(folder) && err != nil {
		if err = os.RemoveAll(folder); err == nil {
			err = os.Rename(part, folder)
		}
	}
	if err == nil {
		err = syncDir(filepath.Dir(folder))
	}
	return scanFault(err)
}

func isNotEmpty(folder string) bool {
	entries, err := os.ReadDir(folder)
	return err == nil && len(entries) > 0
}

func (s *Store) writeChunk(folder string, hash yichuang.ScanHash, i int, data []byte) error {
	sealed, err := s.vault.Seal(data, scanContext(hash, i))
	if err != nil {
		return s.fault(err)
	}
	name := filepath.Join(folder, strconv.Itoa(i))
	half := filepath.Join(folder, "."+strconv.Itoa(i)) // a chunk is there whole or not at all
	f, err := os.OpenFile(half, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return scanFault(err)
	}
	_, err = f.Write(sealed)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return scanFault(err)
	}
	return scanFault(os.Rename(half, name))
}

func scanFault(err error) error {
	var known *yichuang.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &yichuang.Error{Code: yichuang.Full, Message: "扫描件没有保存：磁盘已满或者无法写入", Hint: "请腾出磁盘空间后重新添加；此前保存的内容完好", Err: err}
}

// ScanChunk reads the i-th chunk of a scan's content. NotFound is returned for
// content that is not here, Damaged for what is not what was kept.
func (s *Store) ScanChunk(_ context.Context, hash yichuang.ScanHash, i int) ([]byte, error) {
	if err := hash.Check(); err != nil {
		return nil, err
	}
	sealed, err := os.ReadFile(filepath.Join(s.scanFolder(hash), strconv.Itoa(i)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "扫描件的内容不在本机", Hint: "连上中心以后可以取来"}
	}
	if err != nil {
		return nil, fileFault(err, s.scanFolder(hash))
	}
	data, err := s.vault.Open(sealed, scanContext(hash, i))
	if err != nil {
		return nil, s.fault(err)
	}
	return data, nil
}

// ReadScan writes the whole content of a scan, and returns Damaged when it is not
// what its hash says: then what was written is not to be used.
func (s *Store) ReadScan(ctx context.Context, scan yichuang.Scan, to io.Writer) error {
	sum := sha256.New()
	for i := range scan.Chunks() {
		data, err := s.ScanChunk(ctx, scan.Hash, i)
		if err != nil {
			return err
		}
		sum.Write(data)
		if _, err := to.Write(data); err != nil {
			return err
		}
	}
	if hex.EncodeToString(sum.Sum(nil)) != string(scan.Hash) {
		return spoiltScan()
	}
	return nil
}

func spoiltScan() error {
	return &yichuang.Error{Code: yichuang.Damaged, Message: "扫描件的内容已损坏", Hint: "请重新扫描；已上传到中心的，可以从中心重新取来"}
}

// ScanState says where the content of a scan is.
func (s *Store) ScanState(ctx context.Context, hash yichuang.ScanHash) (state yichuang.ScanState, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT state FROM scans WHERE hash = ?", string(hash)).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return state, s.fault(err)
}

// UnsentScans lists scans whose content the centre does not have, the oldest first.
func (s *Store) UnsentScans(ctx context.Context, limit int) ([]yichuang.Scan, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT hash, size FROM scans WHERE state = ? ORDER BY added, hash LIMIT ?", string(yichuang.ScanUnsent), limit)
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	var scans []yichuang.Scan
	for rows.Next() {
		var scan yichuang.Scan
		if err := rows.Scan(&scan.Hash, &scan.Size); err != nil {
			return nil, s.fault(err)
		}
		scans = append(scans, scan)
	}
	return scans, s.fault(rows.Err())
}

// ScanSent notes that the centre has the content.
func (s *Store) ScanSent(ctx context.Context, hash yichuang.ScanHash) error {
	return s.setScan(ctx, hash, yichuang.ScanSent)
}

// ScanSpoilt notes that what is here is not what it was.
func (s *Store) ScanSpoilt(ctx context.Context, hash yichuang.ScanHash, _ string) error {
	return s.setScan(ctx, hash, yichuang.ScanSpoilt)
}

func (s *Store) setScan(ctx context.Context, hash yichuang.ScanHash, state yichuang.ScanState) error {
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE scans SET state = ? WHERE hash = ?", string(state), string(hash))
		return err
	})
}

// FetchedChunks says which chunks of a scan that is being fetched are here, and
// begins to fetch it.
func (s *Store) FetchedChunks(ctx context.Context, scan yichuang.Scan) (here map[int]bool, err error) {
	if err := scan.Hash.Check(); err != nil {
		return nil, err
	}
	part := s.scanFolder(scan.Hash) + ".part"
	if err := os.MkdirAll(part, 0o700); err != nil {
		return nil, scanFault(err)
	}
	err = s.update(ctx, func(t *tx) error {
		_, err := t.exec("INSERT INTO scans (hash, size, state, added) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET state = excluded.state",
			string(scan.Hash), scan.Size, string(yichuang.ScanPartial), t.at.UnixNano())
		return err
	})
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(part)
	if err != nil {
		return nil, scanFault(err)
	}
	here = map[int]bool{}
	for _, e := range entries {
		i, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		sealed, err := os.ReadFile(filepath.Join(part, e.Name()))
		if err != nil {
			return nil, scanFault(err)
		}
		if _, err := s.vault.Open(sealed, scanContext(scan.Hash, i)); err == nil { // one that was cut off is fetched again
			here[i] = true
		}
	}
	return here, nil
}

// TakeChunk keeps a chunk of a scan that is being fetched.
func (s *Store) TakeChunk(_ context.Context, scan yichuang.Scan, i int, data []byte) error {
	return s.writeChunk(s.scanFolder(scan.Hash)+".part", scan.Hash, i, data)
}

// TakeScan ends the fetching: the whole content is held against the hash. Damaged
// is returned when it is not what it says; then nothing of it stays.
func (s *Store) TakeScan(ctx context.Context, scan yichuang.Scan) error {
	part := s.scanFolder(scan.Hash) + ".part"
	sum := sha256.New()
	for i := range scan.Chunks() {
		sealed, err := os.ReadFile(filepath.Join(part, strconv.Itoa(i)))
		if err != nil {
			return scanFault(err)
		}
		data, err := s.vault.Open(sealed, scanContext(scan.Hash, i))
		if err != nil {
			return s.fault(err)
		}
		sum.Write(data)
	}
	if hex.EncodeToString(sum.Sum(nil)) != string(scan.Hash) {
		return errors.Join(spoiltScan(), os.RemoveAll(part))
	}
	if err := placeFolder(part, s.scanFolder(scan.Hash)); err != nil {
		return err
	}
	return s.setScan(ctx, scan.Hash, yichuang.ScanSent)
}
