package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"yichuang"
)

// dsn names a file to the driver. Pragmas stand here and are not run later,
// because a pool opens connections whenever it likes.
func dsn(path string, params ...string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/… on Windows
	}
	u := url.URL{Scheme: "file", Path: slashed, RawQuery: strings.Join(params, "&")}
	return u.String()
}

// The pragmas, and why:
//
//	journal_mode WAL    readers and the writer do not wait for each other
//	synchronous FULL    what is acknowledged survives a power cut
//	foreign_keys        no event without its number
//	busy_timeout        another process may be writing; wait for it, in ms
//	_txlock immediate   a transaction that begins as a reader gets Busy whatever
//	                    the timeout is when it wants to write
//	journal_size_limit  after a rebuild the log shrinks again, in bytes
//	query_only          a reading connection cannot write by mistake
var (
	writePragmas = []string{"_pragma=busy_timeout(5000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)",
		"_pragma=foreign_keys(1)", "_pragma=journal_size_limit(16777216)", "_txlock=immediate"}
	readPragmas = []string{"_pragma=busy_timeout(5000)", "_pragma=query_only(1)"}
)

// openPool opens the reading connections.
func openPool(ctx context.Context, path string, readOnly bool) (*sql.DB, error) {
	params := readPragmas
	if readOnly {
		params = append([]string{"mode=ro"}, params...)
	}
	db, err := sql.Open("sqlite", dsn(path, params...))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	if err := expect(ctx, db, "query_only", "1"); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// openWriting opens one connection with the pragmas of the writer, read back.
func openWriting(ctx context.Context, path string) (*sql.DB, *sql.Conn, error) {
	db, err := sql.Open("sqlite", dsn(path, writePragmas...))
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		db.Close()
		return nil, nil, err
	}
	for _, p := range [][2]string{{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"}, {"busy_timeout", "5000"}} {
		if err := expect(ctx, conn, p[0], p[1]); err != nil {
			return nil, nil, errors.Join(err, conn.Close(), db.Close())
		}
	}
	return db, conn, nil
}

// expect reads a pragma back: a setting that did not take would only show in a
// power cut.
func expect(ctx context.Context, q querier, pragma, want string) error {
	var got string
	if err := q.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
		return err
	}
	if got != want {
		return &yichuang.Error{Code: yichuang.Internal, Message: "数据文件所在的磁盘不支持安全写入",
			Hint: "请把数据文件放在本机硬盘上，不要放在网络盘或者共享文件夹", Err: fmt.Errorf("%s is %s, want %s", pragma, got, want)}
	}
	return nil
}

// create makes a file for a terminal. It is built whole under another name and
// then takes its place, so that nobody ever meets half of one; of two processes
// that do this at once, the second finds the file of the first.
func create(ctx context.Context, path string, terminal yichuang.Terminal) error {
	if err := checkTerminal(terminal); err != nil {
		return err
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fileFault(err, path)
	}
	f, err := os.CreateTemp(dir, filepath.Base(path)+".new*")
	if err != nil {
		return fileFault(err, path)
	}
	name := f.Name()
	defer os.Remove(name)
	if err := f.Close(); err != nil {
		return fileFault(err, path)
	}
	if err := build(ctx, name, terminal); err != nil {
		return fault(err, path)
	}
	if err := place(name, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fileFault(err, path)
	}
	return nil
}

// checkTerminal says whether a seat can issue numbers, by issuing one for a day
// and a region that do not matter.
func checkTerminal(t yichuang.Terminal) error {
	if t.ID == "" {
		return &yichuang.Error{Code: yichuang.Invalid, Message: "没有设置终端，不能新建数据文件", Hint: "请先在设置文件里写明窗口"}
	}
	_, err := yichuang.IssueNumber("000000", yichuang.Date{Year: 2026, Month: 1, Day: 1}, t.Window, t.Epoch, 1)
	return err
}

// build writes an empty store and closes it.
func build(ctx context.Context, path string, terminal yichuang.Terminal) error {
	db, conn, err := openWriting(ctx, path)
	if err != nil {
		return err
	}
	err = migrate(ctx, conn, path)
	if err == nil {
		var raw []byte
		if raw, err = json.Marshal(terminal); err == nil {
			_, err = conn.ExecContext(ctx, "INSERT INTO meta (key, value) VALUES (?, ?)", terminalKey, raw)
		}
		if err == nil {
			_, err = conn.ExecContext(ctx, "INSERT INTO authors (terminal, window) VALUES (?, ?)", string(terminal.ID), terminal.Window)
		}
	}
	return errors.Join(err, conn.Close(), db.Close())
}

// place gives a finished file its name, unless there is one already.
func place(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return errors.Join(err, syncDir(filepath.Dir(to)))
	}
	if _, statErr := os.Lstat(to); statErr == nil { // a file system without links
		return fs.ErrExist
	}
	return errors.Join(os.Rename(from, to), syncDir(filepath.Dir(to)))
}

// syncDir makes a new name survive a power cut. Systems that cannot sync a
// folder keep its names by themselves.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}
