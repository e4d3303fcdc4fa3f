package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"yichuang"
)

// Due names a date by which cases are watched.
type Due string

// The dates.
const (
	DueNotice    Due = "notice"    // the correction notice must be given
	DueOwed      Due = "owed"      // owed materials must be in
	DuePromised  Due = "promised"  // 承诺办结
	DueStatutory Due = "statutory" // 法定办结
)

// Query says which cases are wanted. The zero Query wants all of them; every
// field that is set narrows it.
type Query struct {
	// Text is what a person types or scans: words out of names, initials, the
	// number of a document, a telephone or a case, or its last digits, words
	// out of the name of an item. Every word must fit.
	Text   string
	Stages []yichuang.Stage
	Open   bool // only those on which the window still has work
	Clerk  yichuang.UserID
	Item   yichuang.ItemID
	// Since and Until bound the day of receipt, both inclusive.
	Since, Until yichuang.Date
	// Due and DueBy want the cases whose date of that kind is DueBy or earlier.
	Due   Due
	DueBy yichuang.Date
	// Before goes on behind the last case of the page before.
	Before yichuang.CaseNumber
	Limit  int // at most this many; 0 means 50
}

const (
	defaultLimit = 50
	mostRows     = 1000
)

// Cases returns the cases that the query wants, the latest receipt first.
// NotFound is returned when Before is no case of this store.
func (s *Store) Cases(ctx context.Context, q Query) ([]yichuang.Summary, error) {
	limit := q.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	limit = min(limit, mostRows)
	var found []yichuang.Summary
	err := s.each(ctx, q, func(c *yichuang.Summary) bool {
		found = append(found, *c)
		return len(found) < limit
	})
	return found, s.fault(err)
}

// Count returns how many cases the query wants in all, Before and Limit left aside.
func (s *Store) Count(ctx context.Context, q Query) (n int, err error) {
	q.Before = ""
	if q.Text == "" && q.Due != DueNotice {
		f := s.filter(q)
		err = s.read.QueryRowContext(ctx, "SELECT count(*) FROM cases c"+f.where(), f.args...).Scan(&n)
		return n, s.fault(err)
	}
	err = s.each(ctx, q, func(*yichuang.Summary) bool { n++; return true })
	return n, s.fault(err)
}

// SameOpen returns the cases of the same applicant (yichuang.Applicant.Key) for
// the same item on which the window still has work: somebody registered twice.
func (s *Store) SameOpen(ctx context.Context, applicantKey string, item yichuang.ItemID) ([]yichuang.Summary, error) {
	if applicantKey == "" {
		return nil, nil
	}
	f := s.filter(Query{Item: item, Open: true})
	f.and("c.id IN (SELECT case_id FROM case_terms WHERE term = ?)", s.blind(termApplicant+applicantKey))
	var found []yichuang.Summary
	err := s.rows(ctx, f, newestFirst, func(c *yichuang.Summary, _ []string) bool {
		found = append(found, *c)
		return true
	})
	return found, s.fault(err)
}

const newestFirst = " ORDER BY c.received DESC, c.id DESC"

// each hands the cases that the query wants to f, until f has enough.
func (s *Store) each(ctx context.Context, q Query, f func(*yichuang.Summary) bool) error {
	where := s.filter(q)
	words, err := s.search(ctx, q.Text, where)
	if err != nil {
		return err
	}
	if q.Before != "" {
		var received, id int64
		err := s.read.QueryRowContext(ctx, `SELECT c.received, c.id FROM cases c JOIN numbers n ON n.id = c.id
			WHERE n.number = ?`, string(q.Before)).Scan(&received, &id)
		if err != nil {
			return notListed(q.Before, err)
		}
		where.and("(c.received, c.id) < (?, ?)", received, id)
	}
	return s.rows(ctx, where, newestFirst, func(c *yichuang.Summary, others []string) bool {
		if !s.fits(words, c, others) || (q.Due == DueNotice && !dueBy(c.Dates.Notice, q.DueBy)) {
			return true
		}
		return f(c)
	})
}

// dueBy reports whether there is a last day, and it is not after day.
func dueBy(last, day yichuang.Date) bool { return !last.IsZero() && !last.After(day) }

func notListed(number yichuang.CaseNumber, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return &yichuang.Error{Code: yichuang.NotFound, Message: "列表里没有办件" + number.Pretty(), Hint: "请从头列出"}
	}
	return err
}

// condition collects what a row must fulfil.
type condition struct {
	parts []string
	args  []any
}

func (f *condition) and(sql string, args ...any) {
	f.parts = append(f.parts, sql)
	f.args = append(f.args, args...)
}

func (f *condition) where() string {
	if len(f.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(f.parts, " AND ")
}

// filter turns everything but the text, the page and the notice date into SQL.
func (s *Store) filter(q Query) *condition {
	f := new(condition)
	if len(q.Stages) > 0 {
		f.stages(q.Stages)
	}
	if q.Open || q.Due == DueNotice {
		var open []yichuang.Stage
		for _, stage := range yichuang.Stages {
			if stage.Open() {
				open = append(open, stage)
			}
		}
		f.stages(open)
	}
	if q.Clerk != "" {
		f.and("c.clerk = ?", string(q.Clerk))
	}
	if q.Item != "" {
		f.and("c.item = ?", string(q.Item))
	}
	if !q.Since.IsZero() {
		f.and("c.received >= ?", q.Since.Start().UnixNano())
	}
	if !q.Until.IsZero() {
		f.and("c.received < ?", q.Until.AddDays(1).Start().UnixNano())
	}
	switch q.Due { // the columns have the same names
	case DueOwed: // few have one: look them up, or the whole list is gone through
		f.and("c.id IN (SELECT id FROM cases WHERE owed <= ?)", q.DueBy.String())
	case DuePromised, DueStatutory:
		f.and("c."+string(q.Due)+" <= ?", q.DueBy.String())
	}
	return f
}

func (f *condition) stages(stages []yichuang.Stage) {
	args := make([]any, len(stages))
	for i, stage := range stages {
		args[i] = string(stage)
	}
	f.and("c.stage IN (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
}
