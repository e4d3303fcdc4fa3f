package testkit

import (
	"context"
	"fmt"
	"time"

	"yichuang"
	"yichuang/store"
)

// The shape of a filled store.
const (
	FillItems = 50  // different items
	perDay    = 120 // cases a day
	perBatch  = 2000
	fresh     = 1000 // the newest cases are in every stage; older ones are through
)

// FillEnd is the day of the last case of a filled store, a Friday.
var FillEnd = yichuang.Date{Year: 2026, Month: 11, Day: 20}

// FillClerk took in every other case of a filled store; FillOther the rest.
const (
	FillClerk yichuang.UserID = "1001"
	FillOther yichuang.UserID = "1002"
)

// Fill writes a store of n cases at path, as years at one window leave it: 120
// a day up to FillEnd, nearly all through with ten to twelve events, the last
// 1000 in every stage. 100,000 cases take less than a minute.
func Fill(ctx context.Context, path string, n int, opt store.Options) error {
	days := (n + perDay - 1) / perDay
	at := FillEnd.AddDays(1 - days).Start()
	opt.Terminal = Terminal
	opt.Now = func() time.Time { return at }
	s, err := store.Open(ctx, path, opt)
	if err != nil {
		return err
	}
	defer s.Close()
	if _, err := s.PutItems(ctx, Items(FillItems)); err != nil {
		return err
	}
	for from := 0; from < n; from += perBatch {
		err := s.Batch(ctx, func(b *store.Batch) error {
			for i := from; i < min(from+perBatch, n); i++ {
				at = FillEnd.AddDays(1 - days + i/perDay).Start().Add(9*time.Hour + time.Duration(i%perDay)*4*time.Minute)
				if err := fillCase(b, i, n-i <= fresh); err != nil {
					return fmt.Errorf("case %d: %w", i, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return s.Close()
}

func fillCase(b *store.Batch, i int, recent bool) error {
	by := FillClerk
	if i%2 == 1 {
		by = FillOther
	}
	promised := FillEnd.AddDays(5)
	var bodies []yichuang.Body
	switch {
	case recent && i%8 == 0: // just begun
		bodies = []yichuang.Body{Scenario()}
	case recent && i%8 == 1: // waits for the department
		decided := Accepted(promised, promised.AddDays(7))
		decided.Await, decided.Accepted, decided.Dues = true, yichuang.Date{}, yichuang.Dues{}
		bodies = append(Reviewed(false), decided)
	case recent && i%8 == 2: // waits for the applicant
		bodies = append(append(Reviewed(true), Corrected()), Papers(yichuang.CorrectNotice, i, true)...)
	case recent && i%8 == 3: // materials owed, paper not handed over yet
		decided := Accepted(promised, promised.AddDays(7))
		decided.Decision = yichuang.AcceptOwing
		decided.Owed = []yichuang.Owed{{Material: "m3", Name: "测试材料m3", What: "未提交", Due: FillEnd.AddDays(i % 7)}}
		bodies = append(append(Reviewed(false), decided), Papers(yichuang.AcceptNotice, i, false)...)
	default:
		bodies = append(append(Reviewed(false), Accepted(promised, promised.AddDays(7))), Papers(yichuang.AcceptNotice, i, true)...)
	}
	_, err := b.OpenCase(by, Region, Opened(i, FillItems), bodies...)
	return err
}
