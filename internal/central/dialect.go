package central

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"yichuang"
	"yichuang/internal/wire"
)

// forSQLite gives the migrations as SQLite takes them: with what stands in
// comments for it.
type forSQLite struct{ files *embed.FS }

var liteComment = regexp.MustCompile(`/\*sqlite (.*?)\*/`)

// Open opens a migration.
func (f forSQLite) Open(name string) (fs.File, error) {
	if !strings.HasSuffix(name, ".sql") {
		return f.files.Open(name)
	}
	text, err := f.files.ReadFile(name)
	return &liteFile{Reader: bytes.NewReader(liteComment.ReplaceAll(text, []byte("$1"))), name: name}, err
}

// liteFile is one migration in memory.
type liteFile struct {
	*bytes.Reader
	name string
}

func (f *liteFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *liteFile) Close() error               { return nil }
func (f *liteFile) Name() string               { return f.name }
func (f *liteFile) Mode() fs.FileMode          { return 0o444 }
func (f *liteFile) ModTime() time.Time         { return time.Time{} }
func (f *liteFile) IsDir() bool                { return false }
func (f *liteFile) Sys() any                   { return nil }

// fault gives a failure of the database its code and its sentence. What has them
// already stays as it is.
func (d *db) fault(err error) error {
	var known *yichuang.Error
	var problem *wire.Problem
	if err == nil || errors.As(err, &known) || errors.As(err, &problem) || errors.Is(err, context.Canceled) {
		return err
	}
	busy := func(message string) error {
		return &yichuang.Error{Code: yichuang.Busy, Message: message, Hint: "程序会自动再试", Err: err}
	}
	full := &yichuang.Error{Code: yichuang.Full, Message: "中心的磁盘已满或者无法写入", Hint: "请通知管理员；终端上的内容都在，恢复后自动补发", Err: err}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case 5, 6: // SQLITE_BUSY, SQLITE_LOCKED
			return busy("中心的数据库正忙")
		case 10, 13: // SQLITE_IOERR, SQLITE_FULL
			return full
		case 11, 26: // SQLITE_CORRUPT, SQLITE_NOTADB
			return &yichuang.Error{Code: yichuang.Damaged, Message: "the database " + d.name + " is damaged, or none of this program", Hint: "nothing was written to it; restore the backup", Err: err}
		case 8, 14: // SQLITE_READONLY, SQLITE_CANTOPEN
			return &yichuang.Error{Code: yichuang.Denied, Message: "the database " + d.name + " cannot be read or written", Hint: "check who may use the file and its folder", Err: err}
		}
	}
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &pg):
		switch pg.Code[:2] {
		case "53":
			return full
		case "40", "55", "57", "08": // rolled back, in use, shut down, connection
			return busy("中心的数据库暂时不可用")
		}
	case errors.Is(err, context.DeadlineExceeded), pgconn.Timeout(err), pgconn.SafeToRetry(err):
		return busy("中心的数据库没有及时回答")
	}
	return &yichuang.Error{Code: yichuang.Internal, Message: "中心的数据库操作失败", Hint: "程序会自动再试；一直如此请通知管理员", Err: err}
}
