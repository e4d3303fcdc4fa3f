package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"yichuang"
)

// applicationID marks our files in their header ("YiCh"), see
// https://www.sqlite.org/fileformat.html#application_id.
const applicationID = 0x59694368

const (
	headerSize  = 100
	headerMagic = "SQLite format 3\x00"
)

// look judges a file before anything may write to it: Damaged for what is no
// sound database of ours, Newer for one of a later version, NotFound when there
// is none. It returns the version of its schema. The file and its log stay as
// they are, byte for byte.
func look(ctx context.Context, path string) (version int, err error) {
	size, header, err := readHeader(path)
	if errors.Is(err, fs.ErrNotExist) {
		if hasLog(path) {
			return 0, damaged(path, errors.New("the file is gone, but its write-ahead log is not"))
		}
		return 0, &yichuang.Error{Code: yichuang.NotFound, Message: "没有数据文件" + path, Hint: "请检查路径；第一次使用请先启动终端程序"}
	}
	if err != nil {
		return 0, fileFault(err, path)
	}
	logged := hasLog(path)
	if err := checkHeader(size, header, logged); err != nil {
		return 0, damaged(path, err)
	}
	id := int(binary.BigEndian.Uint32(header[68:]))
	version = int(int32(binary.BigEndian.Uint32(header[60:])))
	if logged {
		if id, version, err = readMarks(ctx, path); err != nil {
			return 0, fault(err, path)
		}
	}
	switch {
	case id != applicationID:
		return 0, damaged(path, fmt.Errorf("application id %#x", id))
	case version < 1:
		return 0, damaged(path, fmt.Errorf("schema version %d", version))
	case version > latest():
		return 0, newer(path, version)
	}
	return version, nil
}

// readMarks asks SQLite, on a connection that cannot write: with a log beside
// the file, the header may be older than what the log says.
func readMarks(ctx context.Context, path string) (id, version int, err error) {
	db, err := sql.Open("sqlite", dsn(path, "mode=ro", "_pragma=busy_timeout(5000)"))
	if err != nil {
		return 0, 0, err
	}
	defer db.Close()
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return 0, 0, err
	}
	err = db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return id, version, err
}

// hasLog reports whether something may lie in the write-ahead log that is not in
// the file yet.
func hasLog(path string) bool {
	info, err := os.Stat(path + "-wal")
	return err == nil && info.Size() > 0
}

func newer(path string, version int) error {
	return &yichuang.Error{Code: yichuang.Newer,
		Message: fmt.Sprintf("数据文件%s是更新版本的程序写的（第%d版，本程序只认识到第%d版）", path, version, latest()),
		Hint:    "程序没有改动它；请安装新版本的一窗后再打开"}
}

func readHeader(path string) (size int64, header []byte, err error) {
	// Opening a pipe would wait for somebody to write into it.
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return 0, nil, fmt.Errorf("%s is no file: %s", path, info.Mode())
	}
	f, err := os.Open(path)
	if err != nil {
		return 0, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, nil, err
	}
	header = make([]byte, headerSize)
	if n, err := io.ReadFull(f, header); err != nil {
		if info.Mode().IsRegular() && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)) {
			return info.Size(), header[:n], nil
		}
		return 0, nil, err
	}
	return info.Size(), header, nil
}

// checkHeader compares the header with the file format. A new file is created
// whole under another name, so one that is empty or short was never ours or is
// no longer.
func checkHeader(size int64, header []byte, logged bool) error {
	if len(header) < headerSize || !bytes.HasPrefix(header, []byte(headerMagic)) {
		return errors.New("no SQLite header")
	}
	page := int64(binary.BigEndian.Uint16(header[16:]))
	if page == 1 {
		page = 65536
	}
	if page < 512 || page&(page-1) != 0 {
		return fmt.Errorf("page size %d", page)
	}
	if logged { // a checkpoint that was cut off leaves a short file; the log completes it
		return nil
	}
	pages := int64(binary.BigEndian.Uint32(header[28:]))
	counted := bytes.Equal(header[24:28], header[92:96]) // the page count is kept up
	if size%page != 0 || (counted && size < pages*page) {
		return fmt.Errorf("%d bytes, %d pages of %d expected", size, pages, page)
	}
	return nil
}
