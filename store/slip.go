package store

import (
	"context"
	"encoding/json"
	"fmt"

	"yichuang"
)

// Move is what one case gives to a slip: Base is how much of the case was seen.
type Move struct {
	Case  yichuang.CaseNumber
	Base  int
	Moved *yichuang.PapersMoved
}

// HandOn moves originals of several cases with one slip, all of them or none, and
// returns the slip with its number. Conflict is returned when originals lie elsewhere by
// then.
func (s *Store) HandOn(ctx context.Context, by yichuang.UserID, slip yichuang.Slip, moves []Move) (*yichuang.Slip, error) {
	err := s.Batch(ctx, func(b *Batch) error {
		b.t.at = b.t.now()
		slip.By, slip.At = by, b.t.at
		day := yichuang.DateOf(slip.At)
		var n int
		if err := b.t.scan("SELECT coalesce(max(n), 0) + 1 FROM slips WHERE day = ?", []any{day.String()}, &n); err != nil {
			return err
		}
		slip.Number = yichuang.SheetNumber(yichuang.TransferSlip, b.t.terminal.ID, day, n)
		for _, m := range moves {
			m.Moved.Slip = slip.Number
			if _, err := b.Append(by, m.Case, m.Base, m.Moved); err != nil {
				return err
			}
		}
		sealed, err := b.t.sealed(&slip, slipContext(day, n))
		if err == nil {
			_, err = b.t.exec("INSERT INTO slips (day, n, at, clerk, body) VALUES (?, ?, ?, ?, ?)", day.String(), n, slip.At.UnixNano(), string(by), sealed)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &slip, nil
}

// Slips returns the slips that were made here, the latest first.
func (s *Store) Slips(ctx context.Context, limit int) ([]yichuang.Slip, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT day, n, body FROM slips ORDER BY day DESC, n DESC LIMIT ?", limit)
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	var all []yichuang.Slip
	for rows.Next() {
		var day yichuang.Date
		var n int
		var body []byte
		var slip yichuang.Slip
		if err := rows.Scan(date{&day}, &n, &body); err != nil {
			return nil, s.fault(err)
		}
		if err := s.unseal(body, slipContext(day, n), &slip); err != nil {
			return nil, s.fault(err)
		}
		all = append(all, slip)
	}
	return all, s.fault(rows.Err())
}

func slipContext(day yichuang.Date, n int) string { return fmt.Sprintf("slip/%s/%d", day, n) }

// sealed writes a value as JSON that only this store can read.
func (t *tx) sealed(value any, context string) ([]byte, error) {
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return t.vault.Seal(raw, context)
}

// unseal reads what sealed wrote.
func (s *Store) unseal(body []byte, context string, into any) error {
	raw, err := s.vault.Open(body, context)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}
