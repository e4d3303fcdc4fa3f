package central

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"yichuang"
)

// querier reads inside or outside of a transaction.
type querier interface {
	all(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (d *db) all(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return d.rows(ctx, query, args...)
}

// inside reads what a transaction sees.
type inside struct{ *tx }

func (t inside) all(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.rows(query, args...)
}

const selectRuns = `SELECT r.pos, r.n, r.number, r.idx, r.terminal, r.seq, r.refused, r.body, r.voucher FROM runs r `

// ofCase picks the runs of a case. The positions are asked for by themselves: SQLite
// would else go through all runs of the hall, because it holds an index that leads to
// the rows to be dearer.
const ofCase = "WHERE r.hall = $1 AND r.pos IN (SELECT i.pos FROM runs i WHERE i.hall = $1 AND i.number = $2)"

// placed is a run with the voucher behind it, nil where a push went on.
type placed struct {
	yichuang.Run
	voucher []byte
}

func (p *placed) placedVoucher() yichuang.PlacedVoucher {
	return yichuang.PlacedVoucher{Voucher: yichuang.Voucher{Terminal: p.Terminal, Seq: p.Seq + int64(p.N) - 1, Signature: p.voucher}, Pos: p.End()}
}

// runs reads rows of selectRuns, with their lines.
func (c *Centre) runs(ctx context.Context, q querier, end string, args ...any) ([]placed, error) {
	var all []placed
	err := c.eachRun(ctx, q, func(p *placed) error { all = append(all, *p); return nil }, end, args...)
	return all, err
}

// eachRun hands over rows of selectRuns, with their lines, one after the other.
// What it hands over is the receiver's.
func (c *Centre) eachRun(ctx context.Context, q querier, f func(*placed) error, end string, args ...any) error {
	rows, err := q.all(ctx, selectRuns+end, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		p := new(placed)
		var refused, body []byte
		if err := rows.Scan(&p.Pos, &p.N, &p.Case, &p.Index, &p.Terminal, &p.Seq, &refused, &body, &p.voucher); err != nil {
			return err
		}
		if err := unpackRun(p, refused, body); err != nil {
			return err
		}
		if err := f(p); err != nil {
			return err
		}
	}
	return rows.Err()
}

// unpackRun fills in what a row holds packed. Damaged is returned for one that
// cannot be read.
func unpackRun(p *placed, refused, body []byte) (err error) {
	if refused != nil {
		p.Refused = new(yichuang.Refusal)
		err = json.Unmarshal(refused, p.Refused)
	}
	if err == nil {
		p.Lines, err = unpackLines(body, p.N)
	}
	if err != nil {
		return &yichuang.Error{Code: yichuang.Damaged, Message: fmt.Sprintf("the events of terminal %s from %d on, at position %d, cannot be read", p.Terminal, p.Seq, p.Pos), Hint: "restore the backup; see yichuangd verify", Err: err}
	}
	return nil
}

// caseRuns reads everything that the centre has of a case, in order.
func (c *Centre) caseRuns(ctx context.Context, q querier, hall yichuang.HallID, n yichuang.CaseNumber) ([]placed, error) {
	return c.runs(ctx, q, ofCase+" ORDER BY r.pos", string(hall), string(n))
}

// fold makes a case out of its runs.
func fold(runs []placed) (*yichuang.Case, error) {
	made := new(yichuang.Case)
	for _, r := range runs {
		for i, line := range r.Lines {
			e, err := yichuang.ReadLine(r.Terminal, line)
			if err != nil {
				return nil, err
			}
			e.Pos, e.Refused = r.Pos+int64(i), r.Refused
			if err := made.Take(e); err != nil {
				return nil, err
			}
		}
	}
	return made, nil
}

// folded returns a case of so many events as the database has it: from memory,
// where that is not behind, else from its runs. It is the caller's to read only.
func (h *hall) folded(ctx context.Context, q querier, n yichuang.CaseNumber, events int) (*yichuang.Case, error) {
	if made := h.cases.get(n); made != nil && made.Events == events {
		return made, nil
	}
	runs, err := h.centre.caseRuns(ctx, q, h.id, n)
	if err != nil {
		return nil, err
	}
	made, err := fold(runs)
	if err != nil {
		return nil, &yichuang.Error{Code: yichuang.Damaged, Message: "the events of case " + string(n) + " do not follow each other", Hint: "see yichuangd verify", Err: err}
	}
	return made, nil
}
