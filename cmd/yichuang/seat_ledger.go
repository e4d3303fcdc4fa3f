package main

import (
	"context"
	"fmt"

	"yichuang"
	"yichuang/internal/report"
	"yichuang/store"
)

// Owed returns the ledger of owed materials.
func (s *seat) Owed(ctx context.Context) ([]yichuang.OwedLine, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	return db.Owed(ctx, s.Circumstances())
}

// Originals lists where originals are.
func (s *seat) Originals(ctx context.Context, kind yichuang.PlaceKind, name string, limit int) ([]yichuang.OriginalsLine, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	return db.Originals(ctx, kind, name, limit)
}

// ExportOwed writes lines of that ledger to a file in the folder of reports.
func (s *seat) ExportOwed(_ context.Context, lines []yichuang.OwedLine, as string) (string, error) {
	return s.exportReport("容缺台账", report.Format(as), report.Owed(lines, yichuang.DateOf(s.now())))
}

// ExportOriginals writes lines of that ledger there.
func (s *seat) ExportOriginals(_ context.Context, lines []yichuang.OriginalsLine, as string) (string, error) {
	return s.exportReport("原件台账", report.Format(as), report.Originals(lines))
}

// HandOn moves every original that cases have in one place to another, with one slip.
func (s *seat) HandOn(ctx context.Context, by yichuang.UserID, from, to yichuang.Place, cases []yichuang.CaseNumber) (*yichuang.Slip, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	slip := yichuang.Slip{From: from, To: to}
	var moves []store.Move
	for _, n := range cases {
		c, item, err := s.Load(ctx, n)
		if err != nil {
			return nil, err
		}
		moved, line, err := yichuang.MoveOf(item, c, from, to)
		if err != nil {
			return nil, err
		}
		slip.Lines, moves = append(slip.Lines, line), append(moves, store.Move{Case: n, Base: c.Seen(), Moved: moved})
	}
	made, err := db.HandOn(ctx, by, slip, moves)
	if err == nil {
		s.poke()
	}
	return made, err
}

// Slips returns the slips that were made at this seat.
func (s *seat) Slips(ctx context.Context, limit int) ([]yichuang.Slip, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	return db.Slips(ctx, limit)
}

// PrintSlip prints a slip the way papers are printed.
func (s *seat) PrintSlip(ctx context.Context, slip *yichuang.Slip, again bool) (string, error) {
	return s.printSheet(yichuang.NewSlip(slip, s.hall(), s.clerk(ctx, slip.By)), slip.Number, again)
}

// printSheet prints a paper that belongs to no case. A reprint says so, and its file
// stands beside the first one.
func (s *seat) printSheet(d *yichuang.Document, name string, again bool) (string, error) {
	d.Print = yichuang.Print{Count: 1, At: s.now()}
	if again {
		d.Print.Count = 2
		name += fmt.Sprintf("-补打%s", s.now().Format("150405"))
	}
	where, warning, err := s.spool(d, name)
	return where + warning, err
}
