package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"yichuang"
)

// ready brings the schema up to date, and the database into use. NotFound is
// returned where there must be a centre already and is none, Newer for a database
// of a newer program, Conflict for one of an older program that a command must not
// change under a running centre, Damaged for one that is half restored.
func (d *db) ready(ctx context.Context, existing bool) error {
	err := d.oneByOne(ctx, func() error { return d.schema(ctx, existing) })
	if err == nil {
		err = d.begin(ctx)
	}
	if err == nil {
		err = d.whole(ctx)
	}
	return d.fault(err)
}

// oneByOne has several centres that start at once bring the schema up to date one
// after the other.
func (d *db) oneByOne(ctx context.Context, f func() error) error {
	if !d.pg() {
		return d.patiently(ctx, f)
	}
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", onceLock); err != nil {
		return err
	}
	err = f()
	_, unlocked := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", onceLock)
	return errors.Join(err, unlocked)
}

func (d *db) schema(ctx context.Context, existing bool) error {
	if existing {
		there, err := d.there(ctx)
		if err != nil {
			return err
		}
		if !there {
			return noCentre(d.name)
		}
	}
	p, err := d.provider()
	if err != nil {
		return err
	}
	version, err := p.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	switch {
	case version > latest(p):
		return &yichuang.Error{Code: yichuang.Newer, Message: fmt.Sprintf("the database %s is of a newer program (version %d)", d.name, version), Hint: "install that program; nothing was changed"}
	case version < latest(p) && existing:
		return &yichuang.Error{Code: yichuang.Conflict, Message: fmt.Sprintf("the database %s is of an older program (version %d of %d)", d.name, version, latest(p)), Hint: "start the new yichuangd first: it brings the database up to date"}
	}
	return d.up(ctx, latest(p))
}

func noCentre(where string) error {
	return &yichuang.Error{Code: yichuang.NotFound, Message: "there is no centre in " + where, Hint: "start yichuangd once, or name its data with --data or --config"}
}

// there reports whether a centre has ever been made here.
func (d *db) there(ctx context.Context) (there bool, err error) {
	query := "SELECT count(*) > 0 FROM sqlite_master WHERE name = 'meta'"
	if d.pg() {
		query = "SELECT to_regclass('meta') IS NOT NULL"
	}
	err = d.write.QueryRowContext(ctx, query).Scan(&there)
	return there, err
}

// up brings the schema to a version. Of two that meet at SQLite one fails, and
// finds it done.
func (d *db) up(ctx context.Context, version int64) error {
	for try := int64(0); ; try++ {
		p, err := d.provider()
		if err != nil {
			return err
		}
		have, err := p.GetDBVersion(ctx)
		if err == nil && have >= version {
			return nil
		}
		if err == nil {
			_, err = p.UpTo(ctx, version)
		}
		if err == nil || d.pg() || try > version {
			return err
		}
	}
}

func (d *db) provider() (*goose.Provider, error) {
	dialect, files := goose.DialectPostgres, fs.FS(migrations)
	if !d.pg() {
		dialect, files = goose.DialectSQLite3, forSQLite{&migrations}
	}
	folder, err := fs.Sub(files, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, d.write, folder, goose.WithDisableGlobalRegistry(true))
}

// latest is the version of the schema of this program.
func latest(p *goose.Provider) int64 {
	sources := p.ListSources()
	return sources[len(sources)-1].Version
}

// whole refuses a database into which a backup was restored by half.
func (d *db) whole(ctx context.Context) error {
	var mark []byte
	err := d.scan(ctx, "SELECT value FROM meta WHERE key = $1", []any{metaRestoring}, &mark)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = &yichuang.Error{Code: yichuang.Damaged, Message: "a restore into " + d.name + " was broken off", Hint: "run the same yichuangd restore again"}
	}
	return err
}
