package central

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"yichuang"
)

// Backup is a dump that was read back whole.
type Backup struct {
	Made   time.Time        `json:"made"`
	Schema int64            `json:"schema"`
	Bytes  int64            `json:"bytes"`
	SHA256 string           `json:"sha256"` // over what is in it
	Rows   map[string]int64 `json:"rows"`   // of each table
	Chunks int64            `json:"chunks"` // of scans
	Halls  []Verified       `json:"halls"`  // whose chains were followed
	// Missing are chunks that the tables name and that the store of scans did not
	// have.
	Missing []string `json:"missing,omitempty"`
}

// Backup writes everything that the database holds into a file, as one state of
// it, while the centre works; with scans their content, too. The file takes its
// name when it was read back whole: its counts and checksum, and every chain in it.
func (c *Centre) Backup(ctx context.Context, file string, scans bool) (*Backup, error) {
	tmp, err := os.CreateTemp(filepath.Dir(file), ".writing-*")
	if err != nil {
		return nil, backupFault(file, err)
	}
	defer os.Remove(tmp.Name()) // gone already when all went well
	missing, err := c.writeDump(ctx, tmp, scans)
	if err == nil {
		err = tmp.Sync()
	}
	if err := errors.Join(err, tmp.Close()); err != nil {
		return nil, backupFault(file, err)
	}
	made, err := CheckBackup(ctx, tmp.Name())
	if err != nil {
		return nil, err
	}
	made.Missing = missing
	if err := os.Rename(tmp.Name(), file); err != nil {
		return nil, backupFault(file, err)
	}
	return made, backupFault(file, syncFolder(filepath.Dir(file)))
}

// disk is where a backup is written to; it tells its own failures from those of the
// database.
type disk struct {
	io.Writer
	err error
}

func (d *disk) Write(p []byte) (int, error) {
	n, err := d.Writer.Write(p)
	if err != nil {
		d.err = err
	}
	return n, err
}

func backupFault(file string, err error) error {
	var known *yichuang.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &yichuang.Error{Code: yichuang.Full, Message: "cannot write the backup " + file, Hint: "check the folder and the disk", Err: err}
}

// writeDump writes the dump, and returns the chunks that are not here.
func (c *Centre) writeDump(ctx context.Context, file io.Writer, scans bool) (missing []string, err error) {
	to := &disk{Writer: file}
	buffered := bufio.NewWriterSize(to, 1<<20)
	err = c.db.snapshot(ctx, func(q querier) error {
		m := manifest{Format: dumpFormat, Version: dumpVersion, Made: c.Now()}
		if m.Schema, err = c.db.version(ctx, q); err != nil {
			return err
		}
		if m.Tables, err = c.db.tables(ctx, q); err != nil {
			return err
		}
		w, err := newDump(buffered, m)
		if err != nil {
			return err
		}
		for _, t := range m.Tables {
			if err := dumpRows(ctx, q, w, t); err != nil {
				return err
			}
		}
		if scans {
			if missing, err = c.dumpScans(ctx, q, w); err != nil {
				return err
			}
		}
		return w.Close()
	})
	err = errors.Join(err, buffered.Flush())
	if to.err != nil {
		return nil, to.err // whatever else was said, it came of that
	}
	return missing, err
}

func (c *Centre) dumpScans(ctx context.Context, q querier, w *dumpWriter) (missing []string, err error) {
	plans, err := texts(q.all(ctx, "SELECT chunks FROM scans WHERE complete = 1 ORDER BY hash"))
	if err != nil {
		return nil, err
	}
	done := map[string]bool{}
	for _, plan := range plans {
		var chunks []string
		if err := json.Unmarshal([]byte(plan), &chunks); err != nil {
			return nil, err
		}
		for _, hash := range chunks {
			if done[hash] {
				continue
			}
			done[hash] = true
			data, err := c.kept(ctx, hash)
			if yichuang.CodeOf(err) == yichuang.NotFound {
				missing = append(missing, hash)
				continue
			}
			if err == nil {
				err = w.chunk(hash, data)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return missing, nil
}

// syncFolder makes the names in a folder durable.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" { // there a folder cannot be opened like this
		return nil
	}
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	err = f.Sync()
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("the folder %s: %w", folder, err)
	}
	return nil
}
