package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yichuang"
)

// DayBook returns what this terminal has of a day: the cases that it took in, by their
// numbers, under whatever identity it had then. alone says that the terminal belongs to no centre.
func (s *Store) DayBook(ctx context.Context, day yichuang.Date, alone bool) (*yichuang.DayBook, error) {
	t := s.opt.Terminal
	b := &yichuang.DayBook{Day: day, Seat: t.ID, Window: t.Window, Alone: alone, Cases: []yichuang.DayCase{}}
	if err := s.read.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM events WHERE terminal = ?", string(t.ID)).Scan(&b.Last); err != nil {
		return nil, s.fault(err)
	}
	where := new(condition)
	where.and("e.case_id IN (SELECT n.id FROM numbers n JOIN events o ON o.case_id = n.id AND o.n = 1 WHERE substr(n.number, 7, 6) = ? AND o.terminal IN (SELECT terminal FROM authors))", yichuang.NumberDay(day))
	err := s.foldWhere(ctx, s.read, where, func(fc foldedCase) error {
		if fc.c.Stage == "" { // an opening that was refused
			return nil
		}
		it, err := s.Item(ctx, fc.c.Item)
		if err != nil && yichuang.CodeOf(err) != yichuang.NotFound {
			return err
		}
		b.Cases = append(b.Cases, yichuang.NewDayCase(fc.c, it, t.ID.Seat()))
		return nil
	})
	b.Sort()
	return b, s.fault(err)
}

// CloseDay keeps a closing, with its number. A day may be closed again: the later
// closing stands for the earlier one, which stays.
func (s *Store) CloseDay(ctx context.Context, d yichuang.DayClosing) (*yichuang.DayClosing, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	err := s.update(ctx, func(t *tx) error {
		day := d.Book.Day
		var n int
		if err := t.scan("SELECT coalesce(max(n), 0) + 1 FROM days WHERE day = ?", []any{day.String()}, &n); err != nil {
			return err
		}
		d.Number, d.At = yichuang.SheetNumber(yichuang.DaySheet, t.terminal.ID, day, n), t.at
		return t.writeDay(&d, n)
	})
	if err != nil {
		return nil, err
	}
	return &d, nil
}

func (t *tx) writeDay(d *yichuang.DayClosing, n int) error {
	sealed, err := t.sealed(d, dayContext(d.Book.Day, n))
	if err != nil {
		return err
	}
	_, err = t.exec("INSERT OR REPLACE INTO days (day, n, at, pending, body) VALUES (?, ?, ?, ?, ?)", d.Book.Day.String(), n, d.At.UnixNano(), d.Pending(), sealed)
	return err
}

// Closing returns the closing of a day that stands. NotFound is returned for a day that
// was not closed.
func (s *Store) Closing(ctx context.Context, day yichuang.Date) (*yichuang.DayClosing, error) {
	d, _, err := s.closing(day, func(query string, args []any, into ...any) error {
		return s.read.QueryRowContext(ctx, query, args...).Scan(into...)
	})
	return d, err
}

// closing reads the closing that stands, and which of the day's it is. scan reads one
// row, inside of a transaction or outside.
func (s *Store) closing(day yichuang.Date, scan func(query string, args []any, into ...any) error) (d *yichuang.DayClosing, n int, err error) {
	var body []byte
	err = scan("SELECT n, body FROM days WHERE day = ? ORDER BY n DESC LIMIT 1", []any{day.String()}, &n, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, &yichuang.Error{Code: yichuang.NotFound, Message: day.String() + "还没有日清", Hint: "请核对后日清"}
	}
	if err == nil {
		d = new(yichuang.DayClosing)
		err = s.unseal(body, dayContext(day, n), d)
	}
	return d, n, s.fault(err)
}

// CompareDay adds to the closing that stands what the centre says of the day. now is
// what this terminal has of it by then.
func (s *Store) CompareDay(ctx context.Context, centre yichuang.CentreDay, now *yichuang.DayBook) (d *yichuang.DayClosing, err error) {
	err = s.update(ctx, func(t *tx) error {
		var n int
		if d, n, err = t.closing(now.Day, t.scan); err != nil {
			return err
		}
		d.Compare(centre, now, t.at)
		return t.writeDay(d, n)
	})
	return d, err
}

// PendingDays lists the days whose standing closing waits to be compared with the
// centre, the oldest first.
func (s *Store) PendingDays(ctx context.Context) ([]yichuang.Date, error) {
	return s.days(ctx, "SELECT day FROM days d WHERE pending = 1 AND n = (SELECT max(n) FROM days WHERE day = d.day) ORDER BY day")
}

// OpenDays lists the days between two, both left out, on which this terminal took cases
// in and that were never closed; the oldest first.
func (s *Store) OpenDays(ctx context.Context, after, before yichuang.Date) ([]yichuang.Date, error) {
	return s.days(ctx, "SELECT day FROM serials WHERE day > ? AND day < ? AND day NOT IN (SELECT day FROM days) ORDER BY day", after.String(), before.String())
}

func (s *Store) days(ctx context.Context, query string, args ...any) ([]yichuang.Date, error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	var all []yichuang.Date
	for rows.Next() {
		var day yichuang.Date
		if err := rows.Scan(date{&day}); err != nil {
			return nil, s.fault(err)
		}
		all = append(all, day)
	}
	return all, s.fault(rows.Err())
}

func dayContext(day yichuang.Date, n int) string { return fmt.Sprintf("day/%s/%d", day, n) }
