package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"yichuang"
)

// writer is the one connection that writes. The statements of the hot path, one
// more event of a case, stay prepared on it.
type writer struct {
	mu       sync.Mutex
	db       *sql.DB
	conn     *sql.Conn
	begin    *sql.Stmt
	commit   *sql.Stmt
	lastSeq  *sql.Stmt
	addEvent *sql.Stmt
	addTerm  *sql.Stmt
	addDraft *sql.Stmt
}

func newWriter(ctx context.Context, path string) (*writer, error) {
	db, conn, err := openWriting(ctx, path)
	if err != nil {
		return nil, err
	}
	w := &writer{db: db, conn: conn}
	if err := migrate(ctx, conn, path); err != nil {
		return nil, errors.Join(err, w.close())
	}
	for query, into := range map[string]**sql.Stmt{
		"BEGIN IMMEDIATE": &w.begin,
		"COMMIT":          &w.commit,
		"SELECT coalesce(max(seq), 0) FROM events WHERE terminal = ?": &w.lastSeq,
		insertEvent: &w.addEvent,
		"INSERT OR IGNORE INTO case_terms (term, case_id) VALUES (?, ?)": &w.addTerm,
		`INSERT INTO drafts (owner, key, value, updated) VALUES (?, ?, ?, ?)
		ON CONFLICT (owner, key) DO UPDATE SET value = excluded.value, updated = excluded.updated`: &w.addDraft,
	} {
		if *into, err = conn.PrepareContext(ctx, query); err != nil {
			return nil, errors.Join(err, w.close())
		}
	}
	return w, nil
}

func (w *writer) close() error {
	for _, stmt := range []*sql.Stmt{w.begin, w.commit, w.lastSeq, w.addEvent, w.addTerm, w.addDraft} {
		if stmt != nil {
			_ = stmt.Close() // the connection goes with it
		}
	}
	return errors.Join(w.conn.Close(), w.db.Close())
}

// tx is one writing transaction.
type tx struct {
	*Store
	ctx   context.Context // never ends: a transaction that began is finished
	conn  *sql.Conn
	at    time.Time
	asked bool                               // whether seq is known
	seq   int64                              // the last sequence number used
	fresh map[yichuang.CaseNumber]foldedCase // what is to be remembered after the commit
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
	if err := ctx.Err(); err != nil {
		return err
	}
	s.write.mu.Lock()
	defer s.write.mu.Unlock()
	ctx = context.WithoutCancel(ctx)
	if _, err := s.write.begin.ExecContext(ctx); err != nil {
		return s.fault(err)
	}
	t := &tx{Store: s, ctx: ctx, conn: s.write.conn, at: s.now()}
	err := f(t)
	if err == nil {
		_, err = s.write.commit.ExecContext(ctx)
	}
	if err != nil {
		// SQLite may have rolled back by itself, on a full disk for one; then
		// this fails, and rightly so.
		_, _ = s.write.conn.ExecContext(ctx, "ROLLBACK")
		return s.fault(err)
	}
	s.folded.remember(t)
	return nil
}

// exec runs a statement inside the transaction.
func (t *tx) exec(query string, args ...any) error {
	_, err := t.conn.ExecContext(t.ctx, query, args...)
	return err
}
