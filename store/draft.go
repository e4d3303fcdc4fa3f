package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"yichuang"
)

// Draft is a form as it stood after the last keystroke.
type Draft struct {
	Key     string
	Value   []byte
	Updated time.Time
}

// SaveDraft keeps the value under a key of its owner, in place of the one
// before. When it returns, the value survives a power cut. The key is no place
// for personal data.
func (s *Store) SaveDraft(ctx context.Context, owner yichuang.UserID, key string, value []byte) error {
	sealed, err := s.vault.Seal(value, draftContext(owner, key))
	if err != nil {
		return s.fault(err)
	}
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO drafts (owner, key, value, updated) VALUES (?, ?, ?, ?)
			ON CONFLICT (owner, key) DO UPDATE SET value = excluded.value, updated = excluded.updated`, string(owner), key, sealed, t.at.UnixNano())
		return err
	})
}

// Draft returns what was saved last. NotFound is the code when there is nothing.
func (s *Store) Draft(ctx context.Context, owner yichuang.UserID, key string) ([]byte, error) {
	var sealed []byte
	err := s.read.QueryRowContext(ctx, "SELECT value FROM drafts WHERE owner = ? AND key = ?", string(owner), key).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "没有这份草稿", Hint: "可能已经办完或者放弃了"}
	}
	if err != nil {
		return nil, s.fault(err)
	}
	value, err := s.vault.Open(sealed, draftContext(owner, key))
	return value, s.fault(err)
}

// DropDraft forgets a draft. There being none is no error.
func (s *Store) DropDraft(ctx context.Context, owner yichuang.UserID, key string) error {
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM drafts WHERE owner = ? AND key = ?", string(owner), key)
		return err
	})
}

// Drafts returns the drafts of an owner, the latest first.
func (s *Store) Drafts(ctx context.Context, owner yichuang.UserID) ([]Draft, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT key, value, updated FROM drafts WHERE owner = ? ORDER BY updated DESC, key", string(owner))
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	var drafts []Draft
	for rows.Next() {
		var d Draft
		var sealed []byte
		var updated int64
		if err := rows.Scan(&d.Key, &sealed, &updated); err != nil {
			return nil, s.fault(err)
		}
		if d.Value, err = s.vault.Open(sealed, draftContext(owner, d.Key)); err != nil {
			return nil, s.fault(err)
		}
		d.Updated = moment(updated)
		drafts = append(drafts, d)
	}
	return drafts, s.fault(rows.Err())
}
