package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

// migrations are numbered from 0001 without a gap. One that was released is
// never edited: a file of every version stays in testdata.
//
//go:embed migrations/*.sql
var migrations embed.FS

// steps returns the migrations in order; step i leads to version i+1.
func steps() []string {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil // the pattern is a constant, and a test counts the steps
	}
	return names
}

// latest is the version this program writes.
func latest() int { return len(steps()) }

// migrate brings the schema to the latest version, each step in a transaction
// of its own that also writes the new version down.
func migrate(ctx context.Context, conn *sql.Conn, path string) error {
	for {
		done, err := migrateStep(ctx, conn, path)
		if done || err != nil {
			return err
		}
	}
}

func migrateStep(ctx context.Context, conn *sql.Conn, path string) (done bool, err error) {
	var version int
	read := func() error { return conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version) }
	if err := read(); err != nil || version == latest() {
		return true, err
	}
	return false, within(ctx, conn, func() error {
		// Another process may have been quicker.
		if err := read(); err != nil || version == latest() {
			return err
		}
		if version > latest() {
			return newer(path, version)
		}
		text, err := migrations.ReadFile(steps()[version])
		if err != nil {
			return err
		}
		_, err = conn.ExecContext(ctx, fmt.Sprintf("%s\nPRAGMA application_id=%d;\nPRAGMA user_version=%d;", text, applicationID, version+1))
		return err
	})
}

// within runs f in one immediate transaction on conn.
func within(ctx context.Context, conn *sql.Conn, f func() error) error {
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := f()
	if err == nil {
		_, err = conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		// SQLite may have rolled back by itself, on a full disk for one; then
		// this fails, and rightly so.
		_, _ = conn.ExecContext(ctx, "ROLLBACK")
	}
	return err
}
