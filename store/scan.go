package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
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
//	scans/5c/5c5c…/0        whole
//	scans/5c/5c5c….part/0   being fetched; what is here of it is kept
//	scans/new-….part/0      being added; goes with the process that adds it
//
// A whole folder got its name when everything in it was on the disk, inside the
// transaction that says so in the table. What the table says counts.

const scansFolder = "scans"

func (s *Store) scansRoot() string { return filepath.Join(filepath.Dir(s.path), scansFolder) }

func (s *Store) scanFolder(hash yichuang.ScanHash) string {
	return filepath.Join(s.scansRoot(), string(hash[:2]), string(hash))
}

func chunkFile(folder string, i int) string { return filepath.Join(folder, strconv.Itoa(i)) }

func scanContext(hash yichuang.ScanHash, i int) string {
	return "scan/" + string(hash) + "/" + strconv.Itoa(i)
}

// writeChunk keeps a chunk in a folder: there whole, or not at all.
func (s *Store) writeChunk(folder string, hash yichuang.ScanHash, i int, data []byte) error {
	sealed, err := s.vault.Seal(data, scanContext(hash, i))
	if err != nil {
		return s.fault(err)
	}
	f, err := os.CreateTemp(folder, ".half-*")
	if err != nil {
		return scanFault(err, folder)
	}
	defer os.Remove(f.Name()) // gone already when all went well
	_, err = f.Write(sealed)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return scanFault(err, folder)
	}
	return scanFault(os.Rename(f.Name(), chunkFile(folder, i)), folder)
}

// readChunk reads what writeChunk kept. Damaged is returned for what is not what was
// kept, the file system's own error for what is not there.
func (s *Store) readChunk(folder string, hash yichuang.ScanHash, i int) ([]byte, error) {
	sealed, err := os.ReadFile(chunkFile(folder, i))
	if err != nil {
		return nil, err
	}
	if len(sealed) == 0 {
		return nil, spoiltScan(nil)
	}
	data, err := s.vault.Open(sealed, scanContext(hash, i))
	if yichuang.CodeOf(err) == yichuang.Damaged {
		return nil, spoiltScan(err)
	}
	return data, err
}

// pour writes a scan's chunks, one after the other, as read gives them. Damaged is
// returned when all of them together are not what the hash says.
func pour(ctx context.Context, scan yichuang.Scan, to io.Writer, read func(i int) ([]byte, error)) error {
	sum := sha256.New()
	for i := range scan.Chunks() {
		if err := ctx.Err(); err != nil {
			return err
		}
		data, err := read(i)
		if err != nil {
			return err
		}
		sum.Write(data)
		if _, err := to.Write(data); err != nil {
			return err
		}
	}
	if hex.EncodeToString(sum.Sum(nil)) != string(scan.Hash) {
		return spoiltScan(nil)
	}
	return nil
}

// holds holds the chunks in a folder against the hash, as pour does.
func (s *Store) holds(ctx context.Context, scan yichuang.Scan, folder string) error {
	return pour(ctx, scan, io.Discard, func(i int) ([]byte, error) { return s.readChunk(folder, scan.Hash, i) })
}

// scanFault gives a failure to keep content its sentence.
func scanFault(err error, folder string) error {
	var known *yichuang.Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, fs.ErrPermission):
		return fileFault(err, folder)
	}
	return &yichuang.Error{Code: yichuang.Full, Message: "扫描件没有保存：磁盘已满或者无法写入", Hint: "请腾出磁盘空间后再做一次；此前保存的内容完好", Err: err}
}

func spoiltScan(err error) error {
	return &yichuang.Error{Code: yichuang.Damaged, Message: "扫描件的内容已损坏", Hint: "请重新扫描；已上传到中心的，可以从中心重新取来", Err: err}
}

// ScanChunk reads the i-th chunk of a scan's content. NotFound is returned for
// content that is not here, Damaged for what is not what was kept.
func (s *Store) ScanChunk(ctx context.Context, hash yichuang.ScanHash, i int) ([]byte, error) {
	if err := hash.Check(); err != nil {
		return nil, err
	}
	data, err := s.readChunk(s.scanFolder(hash), hash, i)
	var broken *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		state, stateErr := s.ScanState(ctx, hash)
		if stateErr != nil {
			return nil, stateErr
		}
		if state.Here() {
			return nil, spoiltScan(err)
		}
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "扫描件的内容不在本机", Hint: "连上中心以后可以取来"}
	case errors.As(err, &broken):
		return nil, fileFault(err, s.scanFolder(hash))
	}
	return data, s.fault(err)
}

// ReadScan writes the whole content of a scan, and returns Damaged when it is not
// what its hash says: then what was written is not to be used. NotFound is returned
// for content that is not here.
func (s *Store) ReadScan(ctx context.Context, scan yichuang.Scan, to io.Writer) error {
	return pour(ctx, scan, to, func(i int) ([]byte, error) { return s.ScanChunk(ctx, scan.Hash, i) })
}

// ScanState says where the content of a scan is.
func (s *Store) ScanState(ctx context.Context, hash yichuang.ScanHash) (state yichuang.ScanState, err error) {
	err = s.read.QueryRowContext(ctx, scanStateOf, string(hash)).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return state, s.fault(err)
}

const scanStateOf = "SELECT state FROM scans WHERE hash = ?"

// scanState is ScanState inside a transaction.
func (t *tx) scanState(hash yichuang.ScanHash) (state yichuang.ScanState, err error) {
	err = t.scan(scanStateOf, []any{string(hash)}, &state)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return state, err
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
	return s.update(ctx, func(t *tx) error { return t.setScan(hash, state) })
}

func (t *tx) setScan(hash yichuang.ScanHash, state yichuang.ScanState) error {
	_, err := t.exec("UPDATE scans SET state = ? WHERE hash = ?", string(state), string(hash))
	return err
}
