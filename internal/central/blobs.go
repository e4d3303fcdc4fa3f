package central

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"yichuang"
)

// Files keeps chunks as files in a folder. Several centres on one database need
// a folder that all of them see, or an object store.
func Files(folder string) Blobs { return files{folder} }

type files struct{ folder string }

func (f files) path(hash string) string { return filepath.Join(f.folder, hash[:2], hash) }

func (f files) Has(_ context.Context, hash string) (bool, error) {
	_, err := os.Stat(f.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, blobFault(err)
}

func (f files) Put(_ context.Context, hash string, data []byte) error {
	name := f.path(hash)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return blobFault(err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".writing-*")
	if err != nil {
		return blobFault(err)
	}
	defer os.Remove(tmp.Name()) // gone already when all went well
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if err := errors.Join(err, tmp.Close()); err != nil {
		return blobFault(err)
	}
	if err := os.Rename(tmp.Name(), name); err != nil {
		return blobFault(err)
	}
	return blobFault(syncFolder(filepath.Dir(name)))
}

func (f files) Get(_ context.Context, hash string) ([]byte, error) {
	data, err := os.ReadFile(f.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, noChunk()
	}
	if err != nil {
		return nil, &yichuang.Error{Code: yichuang.Internal, Message: "中心读不出扫描件", Hint: "请通知管理员检查中心的磁盘", Err: err}
	}
	return data, nil
}

func noChunk() error {
	return &yichuang.Error{Code: yichuang.NotFound, Message: "中心没有扫描件的这一段", Hint: "程序会请原来的窗口再上传"}
}

func blobFault(err error) error {
	if err == nil {
		return nil
	}
	return &yichuang.Error{Code: yichuang.Full, Message: "中心存不下扫描件", Hint: "请通知管理员检查中心的磁盘；本机的扫描件都在，恢复后自动补传", Err: err}
}
