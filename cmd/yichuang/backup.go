package main

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/store"

	"github.com/klauspost/compress/zstd"
	"github.com/spf13/cobra"
)

// A backup is one file: the database as it was at one moment, the imported calendar
// and the content of scans, in a tar that is compressed with zstd. Printed papers can
// be printed again and are not in it.
const (
	backupDatabase = "seat.db"
	backupCalendar = "calendar.json"
	backupScans    = "scans/"
)

func newBackup(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "write a backup of this seat, while it works",
		Long: `Writes everything this seat keeps to FILE, as it is at one moment, and reads the
copy through before it counts. Work at the screens goes on meanwhile. Whoever has
the file can read what this seat keeps: store it like the seat itself.`,
		Example: "  yichuang backup /media/usb/w07-2026-11-26.backup",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.withSeat(cmd, func(s *seat) error {
				h, err := s.backup(cmd.Context(), list[0])
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "已备份到 %s：%d个办件，%d步，已读回核对\n", list[0], h.Cases, h.Events)
				return nil
			})
		},
	}
}

// backup writes the file: there whole, or not at all.
func (s *seat) backup(ctx context.Context, name string) (h store.Health, err error) {
	if _, err := os.Lstat(name); err == nil {
		return h, cli.Wrong(&yichuang.Error{Code: yichuang.Conflict, Message: name + " 已经存在，没有备份", Hint: "请换一个文件名"})
	}
	db, err := s.data()
	if err != nil {
		return h, err
	}
	folder, err := os.MkdirTemp(s.settings().Data, ".backup-*")
	if err != nil {
		return h, backupFault(s.settings().Data, err)
	}
	defer os.RemoveAll(folder)
	copied := filepath.Join(folder, backupDatabase)
	if h, err = db.Backup(ctx, copied); err != nil {
		return h, err
	}
	out, err := os.CreateTemp(filepath.Dir(name), ".writing-*")
	if err != nil {
		return h, backupFault(name, err)
	}
	defer os.Remove(out.Name()) // gone already when all went well
	defer out.Close()
	if err := s.packBackup(out, copied); err != nil {
		return h, backupFault(name, err)
	}
	if err := errors.Join(out.Sync(), out.Close(), os.Chmod(out.Name(), 0o600)); err != nil {
		return h, backupFault(name, err)
	}
	if err := readBackup(out.Name(), func(string, int64, io.Reader) error { return nil }); err != nil {
		return h, err
	}
	return h, backupFault(name, os.Rename(out.Name(), name))
}

func backupFault(name string, err error) error {
	var known *yichuang.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &yichuang.Error{Code: yichuang.Full, Message: "备份写不到 " + name, Hint: "请检查磁盘空间和权限；本机的内容没有变化", Err: err}
}

func (s *seat) packBackup(to io.Writer, database string) error {
	zip, err := zstd.NewWriter(to)
	if err != nil {
		return err
	}
	out := tar.NewWriter(zip)
	if err := packFile(out, backupDatabase, database); err != nil {
		return err
	}
	c := s.settings()
	if _, err := os.Stat(calendarFile(c)); err == nil {
		if err := packFile(out, backupCalendar, calendarFile(c)); err != nil {
			return err
		}
	}
	return errors.Join(packScans(out, c.Data), out.Close(), zip.Close())
}

// packScans packs the content of scans. It may go on changing: content that takes the
// place of what was spoilt lets its files vanish for a moment, so the folders where that
// happened are packed once more, and what is gone for good belongs to no case.
func packScans(out *tar.Writer, data string) error {
	again, err := packFolder(out, data, filepath.Join(data, backupScans))
	for _, folder := range again {
		if err == nil {
			_, err = packFolder(out, data, folder)
		}
	}
	return err
}

// packFolder packs what lies below a folder, but for what is being added or fetched. It
// returns the folders that were listed and then not there, or not whole.
func packFolder(out *tar.Writer, data, folder string) (again []string, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && d == nil: // there is none
			return nil
		case errors.Is(err, fs.ErrNotExist):
			again = append(again, path)
			return nil
		case err != nil:
			return err
		case d.IsDir() && strings.HasSuffix(d.Name(), ".part"):
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		within, err := filepath.Rel(data, path)
		if err != nil {
			return err
		}
		if err = packFile(out, filepath.ToSlash(within), path); errors.Is(err, fs.ErrNotExist) {
			again = append(again, filepath.Dir(path))
			return fs.SkipDir // of the folder that it was in
		}
		return err
	})
	return again, err
}

func packFile(out *tar.Writer, name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := out.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return err
	}
	_, err = io.Copy(out, io.LimitReader(f, info.Size()))
	return err
}

// readBackup hands over what is in a backup, file by file. Invalid is returned for
// a file that is none, or not whole.
func readBackup(name string, each func(name string, size int64, content io.Reader) error) error {
	bad := func(err error) error {
		return &yichuang.Error{Code: yichuang.Invalid, Message: name + " 不是一窗的备份，或者不完整", Hint: "请换一份备份", Err: err}
	}
	f, err := os.Open(name)
	if err != nil {
		return cli.Wrong(&yichuang.Error{Code: yichuang.NotFound, Message: "读不到备份 " + name, Hint: "请核对路径", Err: err})
	}
	defer f.Close()
	zip, err := zstd.NewReader(f)
	if err != nil {
		return bad(err)
	}
	defer zip.Close()
	in := tar.NewReader(zip)
	for {
		h, err := in.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return bad(err)
		}
		if err := each(h.Name, h.Size, in); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, in); err != nil {
			return bad(err)
		}
	}
	if _, err := io.Copy(io.Discard, zip); err != nil { // the checksum at the end
		return bad(err)
	}
	return nil
}
