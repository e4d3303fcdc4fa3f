package store

import (
	"context"

	"yichuang"
)

// Offer returns events that a restored centre may lack, as the next voucher behind an
// old place allows, and that place; nil with a place for a voucher whose events are
// not all here, and 0 at the end. heads says what the centre has of each author.
func (s *Store) Offer(ctx context.Context, after int64, heads map[yichuang.TerminalID]int64) (*yichuang.Stretch, int64, error) {
	v, err := s.nextVoucher(ctx, after, heads)
	if err != nil || v.Pos == 0 {
		return nil, 0, s.fault(err)
	}
	st := &yichuang.Stretch{Terminal: v.Terminal, Voucher: v.Voucher}
	// Everything that has no place, back to where there is one or a gap, or to what the
	// centre has.
	st.First, err = scanInt(ctx, s.read, `WITH RECURSIVE back (seq) AS (
			VALUES (?2)
			UNION ALL SELECT e.seq FROM back b JOIN events e ON e.terminal = ?1 AND e.seq = b.seq - 1 WHERE e.pos IS NULL AND e.seq > ?3)
		SELECT min(seq) FROM back`, string(v.Terminal), v.Seq, heads[v.Terminal])
	if err != nil {
		return nil, 0, s.fault(err)
	}
	err = s.lines(ctx, s.read, v.Terminal, st.First-1, func(line, _ []byte) (bool, error) {
		st.Lines = append(st.Lines, line)
		return st.Last() < v.Seq, nil
	})
	if err == nil && st.Last() != v.Seq {
		st = nil
	}
	return st, v.Pos, s.fault(err)
}

// nextVoucher finds the next voucher for something that the centre does not have.
func (s *Store) nextVoucher(ctx context.Context, after int64, heads map[yichuang.TerminalID]int64) (v yichuang.PlacedVoucher, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT v.terminal, v.seq, v.signature, v.pos FROM vouchers v
		JOIN events e ON e.terminal = v.terminal AND e.seq = v.seq WHERE v.pos > ? AND e.pos IS NULL ORDER BY v.pos`, after)
	if err != nil {
		return v, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&v.Terminal, &v.Seq, &v.Signature, &v.Pos); err != nil {
			return v, err
		}
		if v.Seq > heads[v.Terminal] {
			return v, nil
		}
	}
	return yichuang.PlacedVoucher{}, rows.Err()
}
