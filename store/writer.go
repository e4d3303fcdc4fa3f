package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"yichuang"
)

// writer is the one connection that writes. Its statements are few and constant,
// so each is prepared once and kept.
type writer struct {
	mu    sync.Mutex
	db    *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

func newWriter(ctx context.Context, path string) (*writer, error) {
	db, conn, err := openWriting(ctx, path)
	if err != nil {
		return nil, err
	}
	w := &writer{db: db, conn: conn, stmts: map[string]*sql.Stmt{}}
	if err := migrate(ctx, conn, path); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *writer) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, stmt := range w.stmts {
		_ = stmt.Close() // the connection goes with it
	}
	return errors.Join(w.conn.Close(), w.db.Close())
}

func (w *writer) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := w.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := w.conn.PrepareContext(ctx, query)
	if err == nil {
		w.stmts[query] = stmt
	}
	return stmt, err
}

func (w *writer) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := w.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// tx is one writing transaction.
type tx struct {
	*Store
	ctx      context.Context // never ends: a transaction that began is finished
	at       time.Time
	numbered bool // whether tail is known
	tail
	fresh map[yichuang.CaseNumber]foldedCase // what is to be remembered after the commit
}

// tail is where a terminal's own events end, and how often those of others were
// taken in: as long as it is the same, what was folded before still holds.
type tail struct {
	seq        int64 // the last sequence number used
	head       yichuang.ChainHash
	generation int64
	skew       time.Duration // the clock's error, as new events state it
}

var errReadOnly = &yichuang.Error{Code: yichuang.Denied, Message: "数据文件是只读打开的，不能写入", Hint: "请在终端程序里办理"}

// update runs f in one transaction and makes it durable. When f or the disk
// fails, nothing of it stays. The time is fixed before f begins. A context that
// ends later does not cut the transaction off, for then nobody would know
// whether it happened.
func (s *Store) update(ctx context.Context, f func(*tx) error) error {
	if s.write == nil {
		return errReadOnly
	}
	s.write.mu.Lock()
	defer s.write.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.transact(context.WithoutCancel(ctx), f)
}

// roomy is update for work on many cases: the connection gets a larger cache for
// as long as it takes, or every page of the search table would go out and come
// back again and again.
func (s *Store) roomy(ctx context.Context, f func(*tx) error) error {
	if s.write == nil {
		return errReadOnly
	}
	s.write.mu.Lock()
	defer s.write.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	if _, err := s.write.conn.ExecContext(ctx, "PRAGMA cache_size = -65536"); err != nil { // KiB
		return s.fault(err)
	}
	err := s.transact(ctx, f)
	_, small := s.write.conn.ExecContext(ctx, "PRAGMA cache_size = -2000; PRAGMA shrink_memory") // the default
	if err == nil {
		err = s.fault(small)
	}
	return err
}

func (s *Store) transact(ctx context.Context, f func(*tx) error) error {
	if _, err := s.write.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return s.fault(err)
	}
	t := &tx{Store: s, ctx: ctx, at: s.now()}
	err := f(t)
	if err == nil {
		_, err = s.write.exec(ctx, "COMMIT")
	}
	if err != nil {
		// SQLite may have rolled back by itself, on a full disk for one; then
		// this fails, and rightly so.
		_, _ = s.write.exec(ctx, "ROLLBACK")
		return s.fault(err)
	}
	s.folded.remember(t)
	return nil
}

// exec runs a statement inside the transaction and returns how many rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	r, err := t.write.exec(t.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// scan reads one row inside the transaction; sql.ErrNoRows when there is none.
func (t *tx) scan(query string, args []any, into ...any) error {
	stmt, err := t.write.prepared(t.ctx, query)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(t.ctx, args...).Scan(into...)
}
