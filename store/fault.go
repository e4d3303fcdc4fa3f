package store

import (
	"context"
	"errors"
	"io/fs"

	"modernc.org/sqlite"

	"yichuang"
)

// SQLite's result codes (https://www.sqlite.org/rescode.html). Failures are told
// by code; the driver's words change.
const (
	sqliteError    = 1
	sqlitePerm     = 3
	sqliteBusy     = 5
	sqliteLocked   = 6
	sqliteReadOnly = 8
	sqliteIO       = 10
	sqliteCorrupt  = 11
	sqliteFull     = 13
	sqliteCantOpen = 14
	sqliteNotADB   = 26

	sqliteUnique      = 19 | 8<<8
	sqliteIORead      = sqliteIO | 1<<8
	sqliteIOShortRead = sqliteIO | 2<<8
	sqliteIOData      = sqliteIO | 32<<8
	sqliteIOCorruptFS = sqliteIO | 33<<8
)

// resultCode returns SQLite's extended result code, 0 for any other failure.
func resultCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// fault gives a failure of the database its code and its sentence. What has
// them already stays as it is.
func (s *Store) fault(err error) error { return fault(err, s.path) }

func fault(err error, path string) error {
	var known *yichuang.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &yichuang.Error{Code: yichuang.Busy, Message: "等待数据库超时", Hint: "请稍后再试", Err: err}
	}
	code := resultCode(err)
	switch code {
	case sqliteIORead, sqliteIOShortRead, sqliteIOData, sqliteIOCorruptFS:
		return damaged(path, err)
	}
	switch code & 0xff {
	case sqliteBusy, sqliteLocked:
		return &yichuang.Error{Code: yichuang.Busy, Message: "数据库正被另一个程序占用，这次没有写入",
			Hint: "请稍后再试；若一直如此，请检查是否有备份或者另一个一窗程序在运行", Err: err}
	case sqliteFull, sqliteIO:
		return &yichuang.Error{Code: yichuang.Full, Message: "磁盘已满或者无法写入，这一步没有保存；此前保存的内容完好",
			Hint: "请腾出磁盘空间后重做这一步（数据文件：" + path + "）", Err: err}
	case sqliteCorrupt, sqliteNotADB:
		return damaged(path, err)
	case sqliteReadOnly, sqlitePerm, sqliteCantOpen:
		return &yichuang.Error{Code: yichuang.Denied, Message: "没有权限读写数据文件" + path,
			Hint: "请联系管理员检查文件和文件夹的权限", Err: err}
	}
	return &yichuang.Error{Code: yichuang.Internal, Message: "数据库操作失败", Hint: "这一步没有保存；请重试，仍不行请联系管理员", Err: err}
}

// damaged says that the file cannot be trusted. Nothing has been written to it.
func damaged(path string, err error) error {
	return &yichuang.Error{Code: yichuang.Damaged, Message: "数据文件" + path + "已损坏，或者不是一窗的数据文件",
		Hint: "程序没有改动它；请保留原文件，用备份恢复，或者联系管理员", Err: err}
}

// fileFault gives a failure of the file system its code.
func fileFault(err error, path string) error {
	if errors.Is(err, fs.ErrPermission) {
		return &yichuang.Error{Code: yichuang.Denied, Message: "没有权限读写数据文件" + path,
			Hint: "请联系管理员检查文件和文件夹的权限", Err: err}
	}
	return &yichuang.Error{Code: yichuang.Internal, Message: "无法读取数据文件" + path, Hint: "请检查路径和磁盘", Err: err}
}
