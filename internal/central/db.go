package central

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver

	"yichuang"
	"yichuang/internal/wire"
)

//go:embed migrations/*.sql
var migrations embed.FS

// db is the centre's database, of either kind.
type db struct {
	write *sql.DB
	read  *sql.DB // the same for PostgreSQL
	lite  *lite   // the one writer of SQLite, nil for PostgreSQL
	name  string  // for messages
	dsn   string  // PostgreSQL, for listening

	packer *wire.Packer

	mu    sync.Mutex
	stmts map[string]*sql.Stmt // of read
}

func (d *db) pg() bool { return d.dsn != "" }

// lite is the connection that writes to SQLite. Its statements are few and
// constant, so each is prepared once and kept.
type lite struct {
	mu    sync.Mutex
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

func (l *lite) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := l.stmts[query]; s != nil {
		return s, nil
	}
	s, err := l.conn.PrepareContext(ctx, query)
	if err == nil {
		l.stmts[query] = s
	}
	return s, err
}

// The pragmas are those of a terminal, and for the same reasons; the cache is
// larger, because a centre reads everything.
var pragmas = []string{"_pragma=busy_timeout(10000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)",
	"_pragma=foreign_keys(1)", "_pragma=journal_size_limit(67108864)", "_pragma=cache_size(-32768)"}

// readers bounds the connections that read from SQLite.
const readers = 6

// openDB opens PostgreSQL for a URL and else a SQLite file in the data folder. The
// schema is as it is found; begin must follow when it is in order.
func openDB(ctx context.Context, o *Options) (*db, error) {
	d := &db{stmts: map[string]*sql.Stmt{}}
	var err error
	switch {
	case isPostgres(o.Database):
		err = d.openPostgres(o.Database)
	case o.Database != "":
		err = badDatabase(nil)
	default:
		err = d.openSQLite(ctx, o)
	}
	if err != nil {
		return nil, errors.Join(d.fault(err), d.close())
	}
	return d, nil
}

func badDatabase(err error) error {
	return &yichuang.Error{Code: yichuang.Invalid, Message: "the database URL cannot be read", Hint: "it looks like postgres://user:password@host:5432/name; SQLite needs none", Err: err}
}

func isPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

// safe checks that what SQLite says is written is on the disk.
func (d *db) safe(ctx context.Context) error {
	var mode string
	var synchronous int
	if err := d.write.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if err := d.write.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return err
	}
	if mode != "wal" || synchronous != 2 {
		return &yichuang.Error{Code: yichuang.Internal, Message: "the disk under " + d.name + " cannot write safely", Hint: "put the data folder on a local disk, not on a network share"}
	}
	return nil
}

// patience is how long a start waits for another one on the same SQLite file.
const patience = 10 * time.Second

// patiently tries again while the file is locked: SQLite does not wait by itself
// where two turn an empty file into a database at once.
func (d *db) patiently(ctx context.Context, f func() error) error {
	for end := time.Now().Add(patience); ; {
		err := f()
		if yichuang.CodeOf(d.fault(err)) != yichuang.Busy || d.pg() || time.Now().After(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// begin makes the database ready to be written to.
func (d *db) begin(ctx context.Context) (err error) {
	if !d.pg() {
		d.lite = &lite{stmts: map[string]*sql.Stmt{}}
		d.lite.conn, err = d.write.Conn(ctx)
	}
	return d.fault(err)
}

func (d *db) openPostgres(database string) error {
	config, err := pgx.ParseConfig(database)
	if err != nil {
		return badDatabase(err)
	}
	d.name, d.dsn = config.Host+"/"+config.Database, database
	d.write = stdlib.OpenDB(*config)
	d.write.SetMaxOpenConns(16)
	d.write.SetMaxIdleConns(8)
	d.read = d.write
	return nil
}

func (d *db) openSQLite(ctx context.Context, o *Options) error {
	path := filepath.Join(o.Data, "centre.db")
	d.name = path
	if _, err := os.Stat(path); o.Existing && errors.Is(err, fs.ErrNotExist) {
		return noCentre(o.Data)
	}
	if err := os.MkdirAll(o.Data, 0o700); err != nil {
		return &yichuang.Error{Code: yichuang.Denied, Message: "the data folder " + o.Data + " cannot be made", Hint: "check who may write there, or name another one with --data", Err: err}
	}
	if f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600); err == nil { // SQLite would let everybody read it; what is wrong with the file it says itself
		_ = f.Close()
	}
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed
	}
	open := func(params ...string) (*sql.DB, error) {
		u := url.URL{Scheme: "file", Path: slashed, RawQuery: strings.Join(append(params, pragmas...), "&")}
		return sql.Open("sqlite", u.String())
	}
	var err error
	if d.write, err = open("_txlock=immediate"); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	if err := d.patiently(ctx, func() error { return d.safe(ctx) }); err != nil {
		return err
	}
	if d.read, err = open("_pragma=query_only(1)"); err != nil {
		return err
	}
	d.read.SetMaxOpenConns(readers)
	d.read.SetMaxIdleConns(readers)
	return nil
}

func (d *db) close() error {
	var errs []error
	if d.lite != nil && d.lite.conn != nil {
		for _, s := range d.lite.stmts {
			errs = append(errs, s.Close())
		}
		errs = append(errs, d.lite.conn.Close())
	}
	if d.read != nil && d.read != d.write {
		errs = append(errs, d.read.Close())
	}
	if d.write != nil {
		errs = append(errs, d.write.Close())
	}
	return errors.Join(errs...)
}

// prepared keeps reading statements: they are few and constant.
func (d *db) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s := d.stmts[query]; s != nil {
		return s, nil
	}
	s, err := d.read.PrepareContext(ctx, query)
	if err == nil {
		d.stmts[query] = s
	}
	return s, err
}

// rows reads outside of a transaction.
func (d *db) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := d.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// scan reads one row outside of a transaction; sql.ErrNoRows when there is none.
func (d *db) scan(ctx context.Context, query string, args []any, into ...any) error {
	s, err := d.prepared(ctx, query)
	if err != nil {
		return err
	}
	return s.QueryRowContext(ctx, args...).Scan(into...)
}

// snapshot reads one state of the database, whatever is written meanwhile.
func (d *db) snapshot(ctx context.Context, f func(querier) error) error {
	var o *sql.TxOptions // a transaction of SQLite reads one state anyhow
	if d.pg() {
		o = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	t, err := d.read.BeginTx(ctx, o)
	if err != nil {
		return d.fault(err)
	}
	defer t.Rollback() // nothing was written
	return d.fault(f(still{t}))
}

// still reads inside a snapshot.
type still struct{ *sql.Tx }

func (s still) all(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.QueryContext(ctx, query, args...)
}

// tx is one writing transaction.
type tx struct {
	*db
	ctx context.Context
	pgx *sql.Tx // PostgreSQL
}

// update runs f in one transaction. A request that ends meanwhile does not cut it
// off: nobody would know whether it happened.
func (d *db) update(ctx context.Context, f func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t := &tx{db: d, ctx: context.WithoutCancel(ctx)}
	if d.pg() {
		return d.fault(t.inPostgres(f))
	}
	d.lite.mu.Lock()
	defer d.lite.mu.Unlock()
	return d.fault(t.inSQLite(f))
}

func (t *tx) inPostgres(f func(*tx) error) (err error) {
	if t.pgx, err = t.write.BeginTx(t.ctx, nil); err != nil {
		return err
	}
	if err := f(t); err != nil {
		_ = t.pgx.Rollback() // the first failure is the one to tell
		return err
	}
	return t.pgx.Commit()
}

func (t *tx) inSQLite(f func(*tx) error) error {
	if _, err := t.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := f(t)
	if err == nil {
		_, err = t.exec("COMMIT")
	}
	if err != nil {
		_, _ = t.exec("ROLLBACK") // SQLite may have rolled back by itself
	}
	return err
}

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	var r sql.Result
	if t.pg() {
		var err error
		if r, err = t.pgx.ExecContext(t.ctx, query, args...); err != nil {
			return 0, err
		}
		return r.RowsAffected()
	}
	s, err := t.lite.prepared(t.ctx, query)
	if err != nil {
		return 0, err
	}
	if r, err = s.ExecContext(t.ctx, args...); err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// rows reads inside the transaction.
func (t *tx) rows(query string, args ...any) (*sql.Rows, error) {
	if t.pg() {
		return t.pgx.QueryContext(t.ctx, query, args...)
	}
	s, err := t.lite.prepared(t.ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(t.ctx, args...)
}

// scan reads one row inside the transaction; sql.ErrNoRows when there is none.
func (t *tx) scan(query string, args []any, into ...any) error {
	if t.pg() {
		return t.pgx.QueryRowContext(t.ctx, query, args...).Scan(into...)
	}
	s, err := t.lite.prepared(t.ctx, query)
	if err != nil {
		return err
	}
	return s.QueryRowContext(t.ctx, args...).Scan(into...)
}

// alone waits until no other centre does the same: what is made once for all of
// them must not be made twice. SQLite lets one transaction write at a time anyhow.
func (t *tx) alone() error {
	if !t.pg() {
		return nil
	}
	_, err := t.exec("SELECT pg_advisory_xact_lock($1)", onceLock)
	return err
}

// onceLock is the number of the lock of alone.
const onceLock = 0x79696368

// places writes "$1, $2, $3" from one number on.
func places(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(from+i))
	}
	return b.String()
}
