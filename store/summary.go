package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"yichuang"
)

const selectSummaries = `SELECT c.number, c.item, c.item_name, c.stage, c.window, c.clerk, c.received, c.visit,
	c.unconfirmed, c.papers, c.promised, c.statutory, c.owed, c.summary, coalesce(i.correction, ''),
	(SELECT e.at - e.skew FROM events e WHERE e.case_id = c.id AND e.refused IS NULL AND e.n > 0 ORDER BY e.n DESC LIMIT 1)
	FROM cases c LEFT JOIN items i ON i.id = c.item AND i.edition = c.edition`

// rows reads rows of cases. f gets the summary and the other names in the
// application, and says whether it wants more.
func (s *Store) rows(ctx context.Context, where *condition, order string, f func(*yichuang.Summary, []string) bool) error {
	rows, err := s.read.QueryContext(ctx, selectSummaries+where.where()+order, where.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	notices := newNoticeDays(s.opt.Calendar)
	for rows.Next() {
		c, others, correction, err := s.scanSummary(rows)
		if err != nil {
			return err
		}
		c.Dates.Notice = notices.of(c.Stage, c.Visit, yichuang.DateOf(c.Received), correction)
		if !f(&c, others) {
			break
		}
	}
	return rows.Err()
}

func (s *Store) scanSummary(rows *sql.Rows) (c yichuang.Summary, others []string, correction string, err error) {
	var received, touched int64
	var sealed []byte
	promised, statutory, owed := date{&c.Dates.Promised}, date{&c.Dates.Statutory}, date{&c.Dates.Owed}
	err = rows.Scan(&c.Number, &c.Item, &c.ItemName, &c.Stage, &c.Window, &c.Clerk, &received, &c.Visit,
		&c.Unconfirmed, &c.Papers, promised, statutory, owed, &sealed, &correction, &touched)
	if err != nil {
		return c, nil, "", err
	}
	c.Received, c.Touched = moment(received), moment(touched)
	plain, err := s.vault.Open(sealed, summaryContext(c.Number))
	if err != nil {
		return c, nil, "", err
	}
	var p person
	if err := json.Unmarshal(plain, &p); err != nil {
		return c, nil, "", damaged(s.path, err)
	}
	c.Applicant, c.Identity = p.Name, p.Identity
	return c, p.Others, correction, nil
}

// date reads a day from a table, NULL as none.
type date struct{ into *yichuang.Date }

// Scan reads one value.
func (d date) Scan(value any) error {
	text, _ := value.(string)
	return d.into.UnmarshalText([]byte(text))
}

// noticeDays works out the last day for a correction notice. It follows from the
// item's rule and the calendar, which may be put right after the fact, so it is
// no column. The rules and days of one list are few.
type noticeDays struct {
	calendar *yichuang.Calendar
	rules    map[string]yichuang.CorrectionRule
	days     map[noticeKey]yichuang.Date
}

type noticeKey struct {
	correction string
	received   yichuang.Date
}

func newNoticeDays(calendar *yichuang.Calendar) *noticeDays {
	return &noticeDays{calendar, map[string]yichuang.CorrectionRule{}, map[noticeKey]yichuang.Date{}}
}

// of returns the day for a case that may still need a notice: on its first
// visit, before the decision is final. correction is the item's rule in JSON.
func (n *noticeDays) of(stage yichuang.Stage, visit int, received yichuang.Date, correction string) yichuang.Date {
	if visit != 1 || (stage != yichuang.StageReview && stage != yichuang.StageConfirm) || correction == "" {
		return yichuang.Date{}
	}
	key := noticeKey{correction, received}
	if day, ok := n.days[key]; ok {
		return day
	}
	rule, ok := n.rules[correction]
	if !ok {
		if err := json.Unmarshal([]byte(correction), &rule); err != nil {
			rule = yichuang.CorrectionRule{} // written by ourselves; no rule, no day
		}
		n.rules[correction] = rule
	}
	day := rule.NoticeDue(received, n.calendar).Date
	n.days[key] = day
	return day
}
