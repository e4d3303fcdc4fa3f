package store

import (
	"context"

	"yichuang"
)

// Bundle returns the cases of a bundle (一件事) that are here, the lead first, then in
// the order of their numbers. None are returned for a number that leads no bundle.
func (s *Store) Bundle(ctx context.Context, lead yichuang.CaseNumber) ([]*yichuang.Case, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT number FROM cases WHERE bundle = ? AND bundle <> '' ORDER BY number <> bundle, number", string(lead))
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	var numbers []yichuang.CaseNumber
	for rows.Next() {
		var n yichuang.CaseNumber
		if err := rows.Scan(&n); err != nil {
			return nil, s.fault(err)
		}
		numbers = append(numbers, n)
	}
	if err := rows.Err(); err != nil {
		return nil, s.fault(err)
	}
	var all []*yichuang.Case
	for _, n := range numbers {
		c, err := s.Case(ctx, n)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}
