package central

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"slices"
	"sync"
)

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
