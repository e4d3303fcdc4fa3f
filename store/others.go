package store

import "context"

// Others returns a number that changes when another process has written to the
// file, and never through what this store writes itself. A store opened to be
// read only has none to tell by and returns 0.
func (s *Store) Others(ctx context.Context) (int64, error) {
	if s.write == nil {
		return 0, nil
	}
	s.write.mu.Lock()
	defer s.write.mu.Unlock()
	n, err := scanInt(ctx, s.write.conn, "PRAGMA data_version")
	return n, s.fault(err)
}
