package store

import (
	"context"
	"time"
)

// What tests outside the package need to see.

// DSN names a file as the writer opens it.
func DSN(path string) string { return dsn(path, writePragmas...) }

// LockTime is lockTime.
func LockTime(failed int) time.Duration { return lockTime(failed) }

// Pragma runs a pragma on the writing connection.
func (s *Store) Pragma(ctx context.Context, pragma string) error {
	s.write.mu.Lock()
	defer s.write.mu.Unlock()
	_, err := s.write.conn.ExecContext(ctx, "PRAGMA "+pragma)
	return err
}

// Latest is the newest version of the schema.
func Latest() int { return latest() }
