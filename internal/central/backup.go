package central

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"sync"
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

func backupFault(file string, err error) error {
	var known *yichuang.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &yichuang.Error{Code: yichuang.Full, Message: "cannot write the backup " + file, Hint: "check the folder and the disk", Err: err}
}

// writeDump writes the dump, and returns the chunks that are not here.
func (c *Centre) writeDump(ctx context.Context, to io.Writer, scans bool) (missing []string, err error) {
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
	return missing, errors.Join(err, buffered.Flush())
}

// version is the version of the tables.
func (d *db) version(ctx context.Context, q querier) (version int64, err error) {
	rows, err := q.all(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&version); err != nil {
			return 0, err
		}
	}
	return version, rows.Err()
}

// tables lists the tables of a centre, small ones first: whoever reads a dump knows
// the terminals before their events. Somebody else's in the same database are left
// alone.
func (d *db) tables(ctx context.Context, q querier) ([]dumpTable, error) {
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	if d.pg() {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
	}
	names, err := texts(q.all(ctx, query))
	if err != nil {
		return nil, err
	}
	own := ownTables()
	names = slices.DeleteFunc(names, func(n string) bool { return !slices.Contains(own, n) })
	late := []string{"scans", "items", "cases", "runs"}
	slices.SortFunc(names, func(a, b string) int {
		if d := slices.Index(late, a) - slices.Index(late, b); d != 0 {
			return d
		}
		if a < b {
			return -1
		}
		return 1
	})
	var all []dumpTable
	for _, n := range names {
		rows, err := q.all(ctx, "SELECT * FROM "+n+" LIMIT 0")
		if err != nil {
			return nil, err
		}
		columns, err := rows.Columns()
		if err := errors.Join(err, rows.Close()); err != nil {
			return nil, err
		}
		all = append(all, dumpTable{n, columns})
	}
	return all, nil
}

var createTable = regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`)

// ownTables are the tables that the migrations make.
var ownTables = sync.OnceValue(func() []string {
	var own []string
	files, err := migrations.ReadDir("migrations")
	if err != nil { // they are embedded
		return nil
	}
	for _, f := range files {
		text, err := migrations.ReadFile("migrations/" + f.Name())
		if err != nil { // as above
			return nil
		}
		for _, m := range createTable.FindAllSubmatch(text, -1) {
			own = append(own, string(m[1]))
		}
	}
	return own
})

// texts reads rows of one text.
func texts(rows *sql.Rows, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}

// dumpRows writes a table, in the order of its first columns: that of positions,
// for events.
func dumpRows(ctx context.Context, q querier, w *dumpWriter, t dumpTable) error {
	rows, err := q.all(ctx, "SELECT * FROM "+t.Name+" ORDER BY 1, 2")
	if err != nil {
		return err
	}
	defer rows.Close()
	values := make([]any, len(t.Columns))
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := w.row(t.Name, values); err != nil {
			return err
		}
	}
	return rows.Err()
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

// CheckBackup reads a backup whole: its counts and checksum, and every chain in
// it. Invalid is returned for a file that is damaged, cut off or none, Newer for one
// of a newer program, Damaged for one whose events are not as they were signed.
func CheckBackup(ctx context.Context, file string) (*Backup, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "cannot read the backup " + file, Hint: "check the path", Err: err}
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	check := &dumpCheck{halls: map[yichuang.HallID]*chains{}, positions: map[yichuang.HallID]int64{}}
	// A file that is damaged says so at its end at the latest, and then that is what
	// is wrong.
	var broken error
	m, end, err := dumpReader{Rows: func(t *dumpTable, rows [][]any) error {
		if broken == nil {
			broken = check.rows(t, rows)
		}
		return ctx.Err()
	}}.read(bufio.NewReaderSize(f, 1<<20))
	if err == nil {
		err = broken
	}
	if err != nil {
		return nil, err
	}
	b := &Backup{Made: m.Made, Schema: m.Schema, Bytes: info.Size(), SHA256: end.SHA256, Rows: end.Rows, Chunks: end.Chunks}
	b.Halls, err = check.close()
	return b, err
}

// dumpCheck follows the chains in a dump.
type dumpCheck struct {
	halls     map[yichuang.HallID]*chains
	positions map[yichuang.HallID]int64
}

// fields is a row by the names of its columns.
type fields map[string]any

func (f fields) text(name string) string  { s, _ := f[name].(string); return s }
func (f fields) number(name string) int64 { n, _ := f[name].(int64); return n }
func (f fields) bytes(name string) []byte { b, _ := f[name].([]byte); return b }

func (d *dumpCheck) rows(t *dumpTable, rows [][]any) error {
	for _, row := range rows {
		f := fields{}
		for i, column := range t.Columns {
			f[column] = row[i]
		}
		if err := d.row(t.Name, f); err != nil {
			return err
		}
	}
	return nil
}

func (d *dumpCheck) row(table string, f fields) error {
	hall := yichuang.HallID(f.text("hall"))
	switch table {
	case "halls":
		hall = yichuang.HallID(f.text("id"))
		d.halls[hall], d.positions[hall] = newChains(hall), f.number("position")
	case "terminals", "runs":
		chain := d.halls[hall]
		if chain == nil {
			return badDump("it has events of a hall that is not in it: " + yichuang.Clip(string(hall), 40))
		}
		if table == "terminals" {
			return chain.terminal(yichuang.TerminalID(f.text("id")), f.bytes("key"), f.number("acked"), f.bytes("head"))
		}
		p := &placed{Run: yichuang.Run{Pos: f.number("pos"), N: int(f.number("n")), Case: yichuang.CaseNumber(f.text("number")), Index: int(f.number("idx")),
			Terminal: yichuang.TerminalID(f.text("terminal")), Seq: f.number("seq")}, voucher: f.bytes("voucher")}
		var refused []byte
		if text := f.text("refused"); text != "" {
			refused = []byte(text)
		}
		if err := unpackRun(p, refused, f.bytes("body")); err != nil {
			return err
		}
		return chain.follow(p)
	}
	return nil
}

func (d *dumpCheck) close() ([]Verified, error) {
	var all []Verified
	for _, hall := range slices.Sorted(maps.Keys(d.halls)) {
		if err := d.halls[hall].close(d.positions[hall]); err != nil {
			return all, err
		}
		all = append(all, d.halls[hall].Verified)
	}
	return all, nil
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
