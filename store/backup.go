package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	"yichuang"
)

// Backup writes a copy of the file as it is at one moment, while work goes on, and
// reads the copy through before it gets its name. Conflict is returned when there is
// something of that name, Full for a disk without room; then nothing stays.
func (s *Store) Backup(ctx context.Context, to string) (Health, error) {
	if _, err := os.Lstat(to); err == nil {
		return Health{}, &yichuang.Error{Code: yichuang.Conflict, Message: to + " 已经存在，没有备份", Hint: "请换一个文件名"}
	}
	half := filepath.Join(filepath.Dir(to), ".writing-"+filepath.Base(to))
	defer os.Remove(half) // gone already when all went well
	if err := os.Remove(half); err != nil && !errors.Is(err, os.ErrNotExist) {
		return Health{}, fileFault(err, to)
	}
	if err := s.copyTo(ctx, half); err != nil {
		return Health{}, err
	}
	h, err := checkCopy(ctx, half, s.opt)
	if err != nil {
		return h, err
	}
	if err := place(half, to); err != nil {
		return h, fileFault(err, to)
	}
	return h, nil
}

// copyTo has SQLite write the file anew, compact and without a log.
func (s *Store) copyTo(ctx context.Context, name string) error {
	db, err := sql.Open("sqlite", dsn(s.path, "mode=ro", "_pragma=busy_timeout(5000)"))
	if err != nil {
		return s.fault(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", name); err != nil {
		return s.fault(err)
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return fileFault(err, name)
	}
	return fileFaultOf(errors.Join(f.Chmod(0o600), f.Sync(), f.Close()), name)
}

func fileFaultOf(err error, name string) error {
	if err == nil {
		return nil
	}
	return fileFault(err, name)
}

// checkCopy opens a copy and reads all of it.
func checkCopy(ctx context.Context, name string, opt Options) (Health, error) {
	opt.ReadOnly, opt.Terminal = true, yichuang.Terminal{}
	copied, err := Open(ctx, name, opt)
	if err != nil {
		return Health{}, err
	}
	h, err := copied.Check(ctx)
	err = errors.Join(err, copied.Close())
	if err == nil && len(h.Problems) > 0 {
		err = &yichuang.Error{Code: yichuang.Damaged, Message: "备份里有错：" + h.Problems[0], Hint: "请先运行 yichuang rebuild 再备份；仍不行请联系管理员"}
	}
	return h, err
}

const restoredKey = "restored"

// MarkRestored notes in a copy that it was put in the place of a file that may have
// gone on since. Under the identity that it has, nothing may be authored in it any
// more: the numbers could be on paper already. Become gives it another one.
func MarkRestored(ctx context.Context, path string) error {
	s, err := Open(ctx, path, Options{Restored: true})
	if err != nil {
		return err
	}
	err = s.update(ctx, func(t *tx) error {
		_, err := t.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, x'01')", restoredKey)
		if err == nil { // what was to be printed then may be on paper
			_, err = t.settleJobs(yichuang.JobRestored, "state IN ('waiting', 'printing')")
		}
		return err
	})
	return errors.Join(err, s.Close())
}

// unrestored refuses a file that waits for another identity.
func (s *Store) unrestored(ctx context.Context) error {
	if s.opt.Restored || s.write == nil {
		return nil
	}
	raw, err := s.metaValue(ctx, restoredKey)
	if err != nil || raw == nil {
		return err
	}
	return &yichuang.Error{Code: yichuang.Denied, Message: "这份数据是从备份恢复的，要先换成新的登记批次才能办理", Hint: "属于中心的，请管理员发登记码后运行 yichuang enroll；单机的，见 yichuang restore 的提示"}
}
