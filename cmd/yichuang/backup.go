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
	"yichuang/internal/finder"
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
	scans := filepath.Join(c.Data, backupScans)
	err = filepath.WalkDir(scans, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // none, or taken away meanwhile
			return nil
		case err != nil || d.IsDir() && strings.HasSuffix(d.Name(), ".part"):
			return errors.Join(err, skip(d))
		case d.IsDir():
			return nil
		}
		within, err := filepath.Rel(c.Data, path)
		if err != nil {
			return err
		}
		return packFile(out, filepath.ToSlash(within), path)
	})
	return errors.Join(err, out.Close(), zip.Close())
}

// skip passes over what is still being fetched.
func skip(d fs.DirEntry) error {
	if d != nil && d.IsDir() {
		return fs.SkipDir
	}
	return nil
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

func newRestore(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "put a backup of this seat into an empty data folder",
		Long: `Puts a backup into the data folder, which must be empty, and reads it through. The
seat may have gone on after the backup was made, so what it issued since may be on
paper: it must begin anew under another epoch before it works again. A seat of a
centre gets that by "yichuang enroll" with a new code; what it did since is at the
centre and comes back. For a seat that works alone this command says which epoch to
write into the configuration.`,
		Example: "  yichuang restore /media/usb/w07-2026-11-26.backup",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			c, err := o.load()
			if err != nil {
				return err
			}
			return restore(cmd, c, list[0])
		},
	}
}

func restore(cmd *cobra.Command, c *config, name string) error {
	ctx := cmd.Context()
	if c.Data == "" {
		return noData()
	}
	if _, err := os.Lstat(c.database()); !errors.Is(err, fs.ErrNotExist) {
		return cli.Wrong(&yichuang.Error{Code: yichuang.Conflict, Message: "数据目录 " + c.Data + " 里已经有数据，没有恢复", Hint: "确实要换掉的，请先把那个目录移到别处"})
	}
	if err := unpackBackup(c, name); err != nil {
		return err
	}
	if err := store.MarkRestored(ctx, c.database()); err != nil {
		return err
	}
	db, err := store.Open(ctx, c.database(), store.Options{Restored: true, Initials: finder.Initials})
	if err != nil {
		return err
	}
	defer db.Close()
	h, err := db.Check(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "已恢复到 %s：%d个办件，%d步，已核对\n", c.Data, h.Cases, h.Events)
	if _, err := db.Membership(ctx); yichuang.CodeOf(err) != yichuang.NotFound {
		fmt.Fprintln(cmd.OutOrStdout(), "请管理员发登记码（yichuangd terminal add），再在本机运行 yichuang enroll。")
		return err
	}
	return standAlone(cmd, db)
}

// standAlone gives a seat that works alone its next epoch.
func standAlone(cmd *cobra.Command, db *store.Store) error {
	const epochs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	t := db.Terminal()
	next := strings.IndexByte(epochs, t.Epoch) + 1
	if next >= len(epochs) {
		return &yichuang.Error{Code: yichuang.Full, Message: "这个窗口的登记批次已经用完", Hint: "请给这个座位换一个窗口号，另建数据"}
	}
	t.Epoch = epochs[next]
	t.ID = yichuang.NewTerminalID(t.ID.Seat(), t.Epoch)
	if err := db.Become(cmd.Context(), t); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "请把配置中的 terminal.epoch 改为 \"%c\" 再启动，以免办件编号重复。\n", t.Epoch)
	return nil
}

// unpackBackup writes the files of a backup into the data folder. The database comes
// last: until it is there, the folder is one without data.
func unpackBackup(c *config, name string) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return backupFault(c.Data, err)
	}
	half := filepath.Join(c.Data, ".restoring-"+backupDatabase)
	defer os.Remove(half) // gone already when all went well
	found := false
	err := readBackup(name, func(piece string, _ int64, content io.Reader) error {
		to := filepath.Join(c.Data, filepath.FromSlash(piece))
		switch {
		case piece == backupDatabase:
			to, found = half, true
		case piece == backupCalendar || strings.HasPrefix(piece, backupScans) && filepath.IsLocal(filepath.FromSlash(piece)):
		default:
			return nil // of a newer program
		}
		return backupFault(to, unpackFile(to, content))
	})
	switch {
	case err != nil:
		return err
	case !found:
		return &yichuang.Error{Code: yichuang.Invalid, Message: name + " 里没有数据文件", Hint: "请换一份备份"}
	}
	return backupFault(c.database(), os.Rename(half, c.database()))
}

func unpackFile(to string, content io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
