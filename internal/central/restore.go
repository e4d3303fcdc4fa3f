package central

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"yichuang"
)

// Restored is what a restore came to.
type Restored struct {
	Backup
	Incarnation string `json:"incarnation"`
	// Lost is how many scans have no content here: terminals that still have it send
	// it again.
	Lost int `json:"lost"`
}

// Restore puts a backup into an empty database, of either kind, and declares a new
// incarnation, so that terminals offer again what it lacks. A restore that was
// broken off leaves a database that no centre serves; the same again goes on.
// Conflict is returned when there is a centre already; see CheckBackup for what is
// wrong with files.
func Restore(ctx context.Context, o Options, file string) (*Restored, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	checked, err := CheckBackup(ctx, file)
	if err != nil {
		return nil, err
	}
	d, err := openDB(ctx, &o)
	if err != nil {
		return nil, err
	}
	r := &restore{db: d, scans: o.Scans, made: &Restored{Backup: *checked}}
	err = r.run(ctx, file)
	return r.made, errors.Join(d.fault(err), d.close())
}

// restore is a restore on its way.
type restore struct {
	*db
	scans Blobs
	made  *Restored
}

func (r *restore) run(ctx context.Context, file string) error {
	if err := r.prepare(ctx); err != nil {
		return err
	}
	if err := r.load(ctx, file); err != nil {
		return err
	}
	if err := r.lose(ctx); err != nil {
		return err
	}
	return r.update(ctx, func(t *tx) (err error) {
		if r.made.Incarnation, err = t.newIncarnation(); err != nil {
			return err
		}
		_, err = t.exec("DELETE FROM meta WHERE key = $1", metaRestoring)
		return err
	})
}

// prepare makes the tables as they were when the backup was made, and marks the
// database: from here on no centre serves it until all is done.
func (r *restore) prepare(ctx context.Context) error {
	if err := r.empty(ctx); err != nil {
		return err
	}
	if err := r.up(ctx, r.made.Schema); err != nil {
		return err
	}
	if err := r.begin(ctx); err != nil {
		return err
	}
	return r.update(ctx, func(t *tx) error {
		tables, err := r.tables(ctx, inside{t})
		if err != nil {
			return err
		}
		for _, table := range tables { // what an earlier try has left
			if _, err := t.exec("DELETE FROM " + table.Name); err != nil {
				return err
			}
		}
		return t.setMeta(metaRestoring, []byte(r.made.SHA256))
	})
}

// empty refuses a database in which there is a centre. One that is marked holds
// but half of a backup.
func (r *restore) empty(ctx context.Context) error {
	there, err := r.there(ctx)
	if err != nil || !there {
		return err
	}
	var marks, rows, version int64
	if err := r.write.QueryRowContext(ctx, "SELECT count(*) FROM meta WHERE key = $1", metaRestoring).Scan(&marks); err != nil {
		return err
	}
	if err := r.write.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM meta) + (SELECT count(*) FROM halls)").Scan(&rows); err != nil {
		return err
	}
	if err := r.write.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil {
		return err
	}
	if rows > 0 && marks == 0 || version > r.made.Schema {
		return &yichuang.Error{Code: yichuang.Conflict, Message: "there is a centre in " + r.name + " already, or what is left of one", Hint: "restore into an empty database or folder; nothing was changed"}
	}
	return nil
}

// load fills the tables, and the store of scans.
func (r *restore) load(ctx context.Context, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	_, _, err = dumpReader{
		Rows: func(t *dumpTable, rows [][]any) error {
			return r.update(ctx, func(x *tx) error { return x.load(t, rows) })
		},
		Chunk: func(hash string, data []byte) error { return r.scans.Put(ctx, hash, data) },
	}.read(bufio.NewReaderSize(f, 1<<20))
	return err
}

func (t *tx) load(table *dumpTable, rows [][]any) error {
	var args []any
	for _, row := range rows {
		args = append(args, row...)
	}
	return t.insert("INSERT INTO "+table.Name+" ("+strings.Join(table.Columns, ", ")+") VALUES ", "", len(table.Columns), args)
}

// lose forgets scans whose content is not here, so that they are not shown as
// present.
func (r *restore) lose(ctx context.Context) error {
	lost, err := r.lost(ctx)
	if err != nil {
		return err
	}
	r.made.Lost = len(lost)
	return r.update(ctx, func(t *tx) error {
		for _, hash := range lost {
			if _, err := t.exec("DELETE FROM scans WHERE hash = $1", hash); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *restore) lost(ctx context.Context) ([]string, error) {
	rows, err := r.rows(ctx, "SELECT hash, chunks FROM scans ORDER BY hash")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var lost []string
	for rows.Next() {
		var hash string
		var raw []byte
		var chunks []string
		if err := rows.Scan(&hash, &raw); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(raw, &chunks); err != nil {
			return nil, fmt.Errorf("scan %s: %w", hash, err)
		}
		for _, chunk := range chunks {
			has, err := r.scans.Has(ctx, chunk)
			if err != nil {
				return nil, err
			}
			if !has {
				lost = append(lost, hash)
				break
			}
		}
	}
	return lost, rows.Err()
}
