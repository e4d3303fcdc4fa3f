package e2e

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // the driver
)

// inspect has a database check its own structures, and returns what is wrong, "" for
// nothing. url is that of PostgreSQL, "" for the SQLite file.
func inspect(ctx context.Context, file, url string) (problem string, err error) {
	if url == "" {
		db, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
		if err != nil {
			return "", err
		}
		defer db.Close()
		if err = db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&problem); problem == "ok" {
			problem = ""
		}
		return problem, err
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "CREATE EXTENSION IF NOT EXISTS amcheck"); err != nil {
		return "", err
	}
	// Every row has its entry in every index, and every entry is in its place.
	if _, err := conn.Exec(ctx, `SELECT bt_index_check(i.indexrelid, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace WHERE a.amname = 'btree' AND n.nspname = 'public'`); err != nil {
		return err.Error(), nil
	}
	err = conn.QueryRow(ctx, `SELECT coalesce(string_agg(c.relname || ': ' || v.msg, '; '), '') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
		LATERAL verify_heapam(c.oid) v WHERE c.relkind = 'r' AND n.nspname = 'public'`).Scan(&problem)
	return problem, err
}
