package store

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
)

const keyKey = "key"

// Key returns the terminal's private key, with which it signs its papers. The
// first call makes it; Denied is returned when that call finds the store
// read-only.
func (s *Store) Key(ctx context.Context) (ed25519.PrivateKey, error) {
	key, err := s.readKey(ctx, s.read)
	if !errors.Is(err, sql.ErrNoRows) {
		return key, s.fault(err)
	}
	err = s.update(ctx, func(t *tx) error {
		var err error
		if key, err = s.readKey(t.ctx, t.write.conn); !errors.Is(err, sql.ErrNoRows) {
			return err // another process was quicker
		}
		if _, key, err = ed25519.GenerateKey(nil); err != nil {
			return err
		}
		sealed, err := s.vault.Seal(key.Seed(), keyContext)
		if err != nil {
			return err
		}
		_, err = t.exec("INSERT INTO meta (key, value) VALUES (?, ?)", keyKey, sealed)
		return err
	})
	if err != nil {
		return nil, err
	}
	return key, nil
}

func (s *Store) readKey(ctx context.Context, q querier) (ed25519.PrivateKey, error) {
	var sealed []byte
	if err := q.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", keyKey).Scan(&sealed); err != nil {
		return nil, err
	}
	seed, err := s.vault.Open(sealed, keyContext)
	if err != nil {
		return nil, err
	}
	if len(seed) != ed25519.SeedSize {
		return nil, damaged(s.path, fmt.Errorf("a key of %d bytes", len(seed)))
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
