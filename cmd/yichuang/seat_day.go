package main

import (
	"context"
	"time"

	"yichuang"
)

// DayBook returns what this seat has of a day.
func (s *seat) DayBook(ctx context.Context, day yichuang.Date) (*yichuang.DayBook, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	return db.DayBook(ctx, day, !s.settings().enrolled)
}

// Closing returns the closing of a day that stands, nil while there is none.
func (s *seat) Closing(ctx context.Context, day yichuang.Date) (*yichuang.DayClosing, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	d, err := db.Closing(ctx, day)
	if yichuang.CodeOf(err) == yichuang.NotFound {
		return nil, nil
	}
	return d, err
}

// overlooked is how many days back a day is looked for that nobody closed.
const overlooked = 60

// UnfinishedDays lists the days before today that were not closed, or were closed
// without the centre's count; the oldest first.
func (s *seat) UnfinishedDays(ctx context.Context) ([]yichuang.Date, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	today := yichuang.DateOf(s.now())
	open, err := db.OpenDays(ctx, today.AddDays(-overlooked), today)
	if err != nil || !s.settings().enrolled {
		return open, err
	}
	pending, err := db.PendingDays(ctx)
	return append(pending, open...), err
}

// CloseDay closes a day: the clerk signs with his PIN.
func (s *seat) CloseDay(ctx context.Context, pin string, d yichuang.DayClosing) (*yichuang.DayClosing, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	if err := d.Check(); err != nil { // before a PIN is counted as wrong
		return nil, err
	}
	if _, err := db.SignIn(ctx, d.By, pin); err != nil {
		return nil, err
	}
	return db.CloseDay(ctx, d)
}

// askTime is how long the centre may take to say what it has of a day.
const askTime = 10 * time.Second

// CentreDay asks the centre what it has of this seat's day. Busy is returned while it
// cannot be reached.
func (s *seat) CentreDay(ctx context.Context, day yichuang.Date) (*yichuang.CentreDay, error) {
	s.mu.Lock()
	l := s.link
	s.mu.Unlock()
	if !l.online() {
		return nil, errDayOffline
	}
	return askDay(ctx, l, day)
}

var errDayOffline = &yichuang.Error{Code: yichuang.Busy, Message: "现在连不上中心，中心有几件还不知道", Hint: "可以先日清；网络恢复后再核对这一天，结果记在同一份日清里"}

func askDay(ctx context.Context, l *link, day yichuang.Date) (*yichuang.CentreDay, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	return l.centre.Day(ctx, day)
}

// CompareDay adds to the closing of a day what the centre says now.
func (s *seat) CompareDay(ctx context.Context, day yichuang.Date) (*yichuang.DayClosing, error) {
	centre, err := s.CentreDay(ctx, day)
	if err != nil {
		return nil, err
	}
	return s.compareDay(ctx, centre)
}

func (s *seat) compareDay(ctx context.Context, centre *yichuang.CentreDay) (*yichuang.DayClosing, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	now, err := s.DayBook(ctx, centre.Day)
	if err != nil {
		return nil, err
	}
	return db.CompareDay(ctx, *centre, now)
}

// Fetch brings a case here that only the centre has.
func (s *seat) Fetch(ctx context.Context, n yichuang.CaseNumber) error {
	if !s.bring(ctx, n) {
		return &yichuang.Error{Code: yichuang.Busy, Message: "没有取来办件" + n.Pretty(), Hint: "请在联网后再取；一直取不来请联系管理员"}
	}
	s.freshen()
	return nil
}

// PrintDay prints the 日清单 of a closed day the way papers are printed.
func (s *seat) PrintDay(ctx context.Context, d *yichuang.DayClosing, again bool) (string, error) {
	return s.printSheet(yichuang.NewDaySheet(d, s.hall(), s.clerk(ctx, d.By)), d.Number, again)
}
