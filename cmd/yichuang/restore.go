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

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/internal/finder"
	"yichuang/store"

	"github.com/spf13/cobra"
)

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
	if c.Data == "" {
		return noData()
	}
	if _, err := os.Lstat(c.database()); !errors.Is(err, fs.ErrNotExist) {
		return cli.Wrong(&yichuang.Error{Code: yichuang.Conflict, Message: "数据目录 " + c.Data + " 里已经有数据，没有恢复", Hint: "确实要换掉的，请先把那个目录移到别处"})
	}
	// The database gets its name last, with everything done to it: whenever the power
	// goes, the folder is one without data, or nothing can be authored under the old
	// identity in it.
	half := filepath.Join(c.Data, ".restoring-"+backupDatabase)
	discard(half)
	defer discard(half)
	if err := unpackBackup(c, name, half); err != nil {
		return err
	}
	next, err := readied(cmd.Context(), half)
	if err != nil {
		return err
	}
	if err := os.Rename(half, c.database()); err != nil {
		return backupFault(c.database(), err)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "已恢复到 %s：%s", c.Data, next)
	return nil
}

// discard takes a database away with what SQLite keeps beside it.
func discard(database string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		_ = os.Remove(database + suffix) // mostly there is none
	}
}

// readied marks a database that was unpacked, reads it through and, for a seat that
// works alone, gives it its next epoch. It returns what to tell.
func readied(ctx context.Context, database string) (words string, err error) {
	if err := store.MarkRestored(ctx, database); err != nil {
		return "", err
	}
	db, err := store.Open(ctx, database, store.Options{Restored: true, Initials: finder.Initials})
	if err != nil {
		return "", err
	}
	h, err := db.Check(ctx)
	next := "请管理员发登记码（yichuangd terminal add），再在本机运行 yichuang enroll。"
	if err == nil {
		if _, err = db.Membership(ctx); yichuang.CodeOf(err) == yichuang.NotFound {
			next, err = standAlone(ctx, db)
		}
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return "", err
	}
	if _, err := os.Lstat(database + "-wal"); err == nil { // it would not go with the name
		return "", backupFault(database, errors.New("the log was not merged"))
	}
	return fmt.Sprintf("%d个办件，%d步，已核对\n%s\n", h.Cases, h.Events, next), nil
}

// standAlone gives a seat that works alone its next epoch.
func standAlone(ctx context.Context, db *store.Store) (next string, err error) {
	const epochs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	t := db.Terminal()
	at := strings.IndexByte(epochs, t.Epoch) + 1
	if at >= len(epochs) {
		return "", &yichuang.Error{Code: yichuang.Full, Message: "这个窗口的登记批次已经用完", Hint: "请给这个座位换一个窗口号，另建数据"}
	}
	t.Epoch = epochs[at]
	t.ID = yichuang.NewTerminalID(t.ID.Seat(), t.Epoch)
	return fmt.Sprintf("请把配置中的 terminal.epoch 改为 \"%c\" 再启动，以免办件编号重复。", t.Epoch), db.Become(ctx, t)
}

// unpackBackup writes the files of a backup into the data folder, the database under
// another name.
func unpackBackup(c *config, name, database string) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return backupFault(c.Data, err)
	}
	found := false
	err := readBackup(name, func(piece string, _ int64, content io.Reader) error {
		to := filepath.Join(c.Data, filepath.FromSlash(piece))
		switch {
		case piece == backupDatabase:
			to, found = database, true
		case piece == backupCalendar || strings.HasPrefix(piece, backupScans) && filepath.IsLocal(filepath.FromSlash(piece)):
		default:
			return nil // of a newer program
		}
		return backupFault(to, unpackFile(to, content))
	})
	if err == nil && !found {
		err = &yichuang.Error{Code: yichuang.Invalid, Message: name + " 里没有数据文件", Hint: "请换一份备份"}
	}
	return err
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
