package central

import (
	"context"
	"fmt"

	"yichuang"
)

// Verify checks everything that is stored of a hall, "" for all halls: every place,
// chain and voucher, and that every case is what its events make of it. It reads
// one state, whatever is pushed meanwhile. Damaged names the first thing that does
// not hold; what was found sound before is returned with it.
func (c *Centre) Verify(ctx context.Context, hall yichuang.HallID) ([]Verified, error) {
	var all []Verified
	err := c.db.snapshot(ctx, func(q querier) error {
		halls, err := readHalls(ctx, q)
		if err != nil {
			return err
		}
		known := false
		for _, h := range halls {
			if hall != "" && h.id != hall {
				continue
			}
			known = true
			v, err := c.verifyHall(ctx, q, h)
			if err != nil {
				return err
			}
			all = append(all, *v)
		}
		if hall != "" && !known {
			return noHall(hall)
		}
		return nil
	})
	return all, err
}

// hallRow is the row of a hall.
type hallRow struct {
	id                    yichuang.HallID
	position, cases, open int64
}

func readHalls(ctx context.Context, q querier) ([]hallRow, error) {
	rows, err := q.all(ctx, "SELECT id, position, cases, open FROM halls ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []hallRow
	for rows.Next() {
		var h hallRow
		if err := rows.Scan(&h.id, &h.position, &h.cases, &h.open); err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, rows.Err()
}

func (c *Centre) verifyHall(ctx context.Context, q querier, h hallRow) (*Verified, error) {
	chain := newChains(h.id)
	if err := chain.readTerminals(ctx, q); err != nil {
		return nil, err
	}
	if err := c.eachRun(ctx, q, chain.follow, "WHERE r.hall = $1 ORDER BY r.pos", string(h.id)); err != nil {
		return nil, err
	}
	if err := chain.close(h.position); err != nil {
		return nil, err
	}
	f := &folds{centre: c, hall: h, q: q}
	if err := f.all(ctx); err != nil {
		return nil, err
	}
	chain.Cases = f.cases
	return &chain.Verified, nil
}

func (c *chains) readTerminals(ctx context.Context, q querier) error {
	rows, err := q.all(ctx, "SELECT id, key, acked, head FROM terminals WHERE hall = $1", string(c.Hall))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id yichuang.TerminalID
		var key, head []byte
		var acked int64
		if err := rows.Scan(&id, &key, &acked, &head); err != nil {
			return err
		}
		if err := c.terminal(id, key, acked, head); err != nil {
			return err
		}
	}
	return rows.Err()
}

// folds folds every case of a hall and compares it with its row.
type folds struct {
	centre      *Centre
	hall        hallRow
	q           querier
	cases, open int64
}

// foldCases is how many cases are looked at together.
const foldCases = 500

func (f *folds) all(ctx context.Context) error {
	for after := ""; ; {
		names, rows, err := f.rows(ctx, after)
		if err != nil {
			return err
		}
		last := ""
		if len(names) == foldCases {
			last = names[len(names)-1]
		}
		if err := f.compare(ctx, after, last, rows); err != nil {
			return err
		}
		if after = last; last == "" {
			break
		}
	}
	if f.cases != f.hall.cases || f.open != f.hall.open {
		return &yichuang.Error{Code: yichuang.Damaged, Message: fmt.Sprintf("hall %s has %d cases, %d of them open; its row says %d and %d", f.hall.id, f.cases, f.open, f.hall.cases, f.hall.open),
			Hint: "keep everything as it is, and restore a backup from before"}
	}
	return nil
}

// caseRow is the row of a case.
type caseRow struct {
	events            int
	stage, department string
	open              bool
}

func (f *folds) rows(ctx context.Context, after string) (names []string, known map[yichuang.CaseNumber]caseRow, err error) {
	rows, err := f.q.all(ctx, "SELECT number, events, stage, open, department FROM cases WHERE hall = $1 AND number > $2 ORDER BY number LIMIT $3", string(f.hall.id), after, foldCases)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	known = map[yichuang.CaseNumber]caseRow{}
	for rows.Next() {
		var n string
		var r caseRow
		var open int64
		if err := rows.Scan(&n, &r.events, &r.stage, &open, &r.department); err != nil {
			return nil, nil, err
		}
		r.open = open != 0
		names, known[yichuang.CaseNumber(n)] = append(names, n), r
	}
	return names, known, rows.Err()
}

// compare folds the cases behind one up to another, "" for all that are left.
func (f *folds) compare(ctx context.Context, after, last string, known map[yichuang.CaseNumber]caseRow) error {
	until, args := "", []any{string(f.hall.id), after}
	if last != "" {
		until, args = " AND r.number <= $3", append(args, last)
	}
	var runs []placed
	end := func() error {
		if len(runs) == 0 {
			return nil
		}
		n := runs[0].Case
		row, ok := known[n]
		if !ok {
			return f.broken(&runs[0], "the case has no row")
		}
		delete(known, n)
		err := f.one(runs, row)
		runs = runs[:0]
		return err
	}
	err := f.centre.eachRun(ctx, f.q, func(p *placed) error {
		if len(runs) > 0 && runs[0].Case != p.Case {
			if err := end(); err != nil {
				return err
			}
		}
		runs = append(runs, *p)
		return nil
	}, "WHERE r.hall = $1 AND r.number > $2"+until+" ORDER BY r.number, r.pos", args...)
	if err == nil {
		err = end()
	}
	if err != nil {
		return err
	}
	for n := range known {
		return f.broken(&placed{Run: yichuang.Run{Case: n}}, "the case has a row and no events")
	}
	return nil
}

func (f *folds) one(runs []placed, row caseRow) error {
	events := 0
	for i := range runs {
		if runs[i].Index != events {
			return f.broken(&runs[i], fmt.Sprintf("%d events of the case stand before it, it says %d", events, runs[i].Index))
		}
		events += runs[i].N
	}
	last := &runs[len(runs)-1]
	made, err := fold(runs)
	if err != nil {
		return f.broken(last, "the events of the case do not follow each other: "+err.Error())
	}
	is := caseRow{made.Events, string(made.Stage), made.Intake.Department, opened(made)}
	if is != row {
		return f.broken(last, fmt.Sprintf("the case is %+v by its events, and %+v by its row", is, row))
	}
	f.cases++
	if is.open {
		f.open++
	}
	return nil
}

func (f *folds) broken(at *placed, what string) error {
	return &yichuang.Error{Code: yichuang.Damaged, Message: fmt.Sprintf("hall %s, case %s, terminal %s, event %d, position %d: %s", f.hall.id, at.Case, at.Terminal, at.Seq, at.Pos, what),
		Hint: "keep everything as it is, and restore a backup from before; terminals offer again what it lacks"}
}

// opened reports whether somebody still has work on a case.
func opened(c *yichuang.Case) bool { return c.Stage != "" && !c.Stage.Ended() }
