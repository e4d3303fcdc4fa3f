package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"yichuang"
	"yichuang/internal/sniff"
	"yichuang/store"
	"yichuang/tui/scans"
)

// Folder lists a folder of this machine: folders, and regular files that may be
// looked at. Everything else is left out.
func (s *seat) Folder(ctx context.Context, path string) (scans.Folder, error) {
	path, err := s.local(path)
	if err != nil {
		return scans.Folder{}, err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return scans.Folder{}, folderFault(path, err)
	}
	f := scans.Folder{Path: path}
	if up := filepath.Dir(path); up != path {
		f.Up = up
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return scans.Folder{}, err
		}
		info, err := os.Stat(filepath.Join(path, e.Name())) // what a link leads to
		if err != nil {
			continue // it has gone meanwhile, or leads nowhere
		}
		if info.IsDir() || info.Mode().IsRegular() {
			f.Entries = append(f.Entries, scans.Entry{Name: e.Name(), Folder: info.IsDir(), Size: info.Size(), Time: info.ModTime()})
		}
	}
	return f, nil
}

// local is a path in full: ~ is the home, and what begins nowhere begins where files
// are looked for.
func (s *seat) local(path string) (string, error) {
	home, err := os.UserHomeDir()
	if rest, ok := strings.CutPrefix(filepath.ToSlash(path), "~/"); ok && err == nil {
		return filepath.Join(home, rest), nil
	}
	if filepath.IsAbs(path) {
		return filepath.Clean(path), nil
	}
	from := s.settings().Scan.Folder
	if from == "" {
		from = home
	}
	if from == "" {
		return "", &yichuang.Error{Code: yichuang.NotFound, Message: "不知道从哪个文件夹开始：没有用户主目录", Hint: "请输入完整的路径，或者请管理员在配置 scan.folder 里写明", Err: err}
	}
	return filepath.Join(from, path), nil
}

func folderFault(path string, err error) error {
	e := &yichuang.Error{Code: yichuang.Internal, Message: "打不开文件夹 " + path, Hint: "请检查U盘或者网络盘是否断开", Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Code, e.Message, e.Hint = yichuang.NotFound, "没有文件夹 "+path, "请核对路径；在U盘上的，请检查U盘是否插好"
	case errors.Is(err, syscall.ENOTDIR):
		e.Code, e.Message, e.Hint = yichuang.Invalid, path+" 是文件，不是文件夹", "要添加这个文件，去掉最后的“/”"
	case errors.Is(err, fs.ErrPermission):
		e.Code, e.Message, e.Hint = yichuang.Denied, "没有权限打开文件夹 "+path, "请换一个文件夹，或者联系管理员"
	}
	return e
}

// scanFile is a file that may be added.
type scanFile struct {
	*os.File
	scan yichuang.Scan // name, type and pages
	size int64
	told func(done, all int64)
	read int64
}

// Read counts: content is read twice.
func (f *scanFile) Read(to []byte) (int, error) {
	n, err := f.File.Read(to)
	if f.read += int64(n); f.told != nil {
		f.told(min(f.read/2, f.size), f.size)
	}
	return n, err
}

// openScan opens a file to be added. What cannot be is told with its reason, from
// the folder to the wrong content. Devices and pipes are not opened: some never
// answer.
func openScan(path string) (f *scanFile, err error) {
	name := yichuang.CleanLine(filepath.Base(path))
	no := func(code yichuang.Code, why, hint string) error {
		return &yichuang.Error{Code: code, Message: "“" + yichuang.Clip(name, 60) + "”" + why, Hint: hint, Err: err}
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		return nil, no(yichuang.NotFound, "不存在", "请核对路径；文件可能已经移走、改名，或者U盘没有插好")
	case errors.Is(err, fs.ErrPermission):
		return nil, no(yichuang.Denied, "没有权限读取", "请换一个文件，或者联系管理员")
	case err != nil:
		return nil, no(yichuang.Internal, "读不出来", "请检查U盘或者网络盘是否断开")
	case info.IsDir():
		return nil, no(yichuang.Invalid, "是文件夹，不是文件", "请打开它，选里面的文件")
	case !info.Mode().IsRegular():
		return nil, no(yichuang.Invalid, "是设备或者管道，不是普通文件", "请先保存成文件再添加")
	case info.Size() == 0:
		return nil, no(yichuang.Invalid, "是空的", "扫描或者保存可能没有完成，请重新扫描")
	case info.Size() > yichuang.MostScan:
		return nil, no(yichuang.Invalid, fmt.Sprintf("有%dMB，超过%dMB", info.Size()>>20, yichuang.MostScan>>20), "请分成几个文件，或者降低分辨率重新扫描")
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil, no(yichuang.Denied, "没有权限读取", "请换一个文件，或者联系管理员")
	}
	if err != nil {
		return nil, no(yichuang.Internal, "读不出来", "请检查U盘或者网络盘是否断开")
	}
	kind := sniff.Sniff(file, info.Size())
	if kind == sniff.Unknown {
		err = file.Close()
		return nil, no(yichuang.Invalid, "不是能添加的文件", "能添加："+sniff.Names+"（看内容，不看后缀）；别的请先转成 PDF")
	}
	f = &scanFile{File: file, size: info.Size()}
	f.scan = yichuang.Scan{Name: yichuang.Clip(name, mostText), Type: string(kind), Pages: sniff.Pages(file, info.Size(), kind)}
	return f, nil
}

// readScan writes content to a file that is there whole or not at all.
func (s *seat) readScan(ctx context.Context, scan yichuang.Scan, name string, mode fs.FileMode) error {
	db, err := s.data()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".writing-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already when all went well
	err = s.pour(ctx, db, scan, f)
	if err := errors.Join(err, f.Chmod(mode), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// pour writes content, and notes when it turns out to be spoilt.
func (s *seat) pour(ctx context.Context, db *store.Store, scan yichuang.Scan, to io.Writer) error {
	err := db.ReadScan(ctx, scan, to)
	if yichuang.CodeOf(err) == yichuang.Damaged {
		err = errors.Join(err, db.ScanSpoilt(ctx, scan.Hash, "read"))
		s.freshen()
	}
	return err
}
