package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"yichuang"
)

// JobHold is for how long whoever hands a job over is taken to be at it without a
// word (HoldJob). A job that nobody holds any more was interrupted.
const JobHold = 6 * time.Second

// jobsKept is for how long jobs that are through can be looked at.
const jobsKept = 7 * 24 * time.Hour

func jobContext(id yichuang.JobID) string { return "job/" + strconv.FormatInt(int64(id), 10) }

// AddJob queues a printing, with the facts about its case that stand beside it in the
// batch. doc is the paper itself where it belongs to no case, nil for any other: that
// one is made again from its case. State, times and number are the store's to fill in,
// but for Expires.
func (b *Batch) AddJob(j yichuang.Job, doc *yichuang.Document) (yichuang.Job, error) {
	b.t.at = b.t.now()
	j.JobOutcome, j.Queued, j.Changed, j.Attempts = yichuang.JobOutcome{State: yichuang.JobWaiting}, b.t.at, b.t.at, 0
	err := b.t.addJob(&j, doc)
	if err = b.t.fault(err); err != nil && b.err == nil {
		b.err = err
	}
	return j, err
}

func (t *tx) addJob(j *yichuang.Job, doc *yichuang.Document) error {
	_, err := t.exec("DELETE FROM jobs WHERE changed < ? AND state NOT IN (SELECT value FROM json_each(?))", t.at.Add(-jobsKept).UnixNano(), openJobs)
	if err != nil {
		return err
	}
	err = t.scan(`INSERT INTO jobs (number, kind, paper, count, printer, by, state, begun, trouble, problem, attempts, queued, expires, changed, held)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, '', '', 0, ?, ?, ?, 0) RETURNING id`, []any{string(j.Case), string(j.Kind), j.Paper, j.Count, j.Printer,
		string(j.By), string(j.State), j.Queued.UnixNano(), j.Expires.UnixNano(), j.Changed.UnixNano()}, &j.ID)
	if err != nil || doc == nil {
		return err
	}
	raw, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	sealed, err := t.vault.Seal(raw, jobContext(j.ID))
	if err != nil {
		return err
	}
	_, err = t.exec("UPDATE jobs SET document = ? WHERE id = ?", sealed, int64(j.ID))
	return err
}

// openJobs lists the states of jobs that are not through, for json_each.
var openJobs = func() string {
	raw, _ := json.Marshal(yichuang.OpenJobs) // texts
	return string(raw)
}()

const selectJobs = `SELECT id, number, kind, paper, count, printer, by, state, begun, trouble, problem, attempts, queued, expires, changed FROM jobs `

func scanJob(scan func(...any) error) (j yichuang.Job, err error) {
	var queued, expires, changed int64
	err = scan(&j.ID, &j.Case, &j.Kind, &j.Paper, &j.Count, &j.Printer, &j.By, &j.State, &j.Begun, &j.Trouble, &j.Problem, &j.Attempts, &queued, &expires, &changed)
	j.Queued, j.Expires, j.Changed = moment(queued), moment(expires), moment(changed)
	return j, err
}

// Jobs returns the jobs that are not through, oldest first, and behind them up to
// many that are, newest first.
func (s *Store) Jobs(ctx context.Context, through int) ([]yichuang.Job, error) {
	open, err := s.jobs(ctx, "WHERE state IN (SELECT value FROM json_each(?)) ORDER BY id", openJobs)
	if err != nil || through <= 0 {
		return open, err
	}
	done, err := s.jobs(ctx, "WHERE state NOT IN (SELECT value FROM json_each(?)) ORDER BY changed DESC, id DESC LIMIT ?", openJobs, through)
	return append(open, done...), err
}

// JobsOf returns the jobs of a case that are kept, oldest first.
func (s *Store) JobsOf(ctx context.Context, n yichuang.CaseNumber) ([]yichuang.Job, error) {
	return s.jobs(ctx, "WHERE number = ? AND number <> '' ORDER BY id", string(n))
}

func (s *Store) jobs(ctx context.Context, where string, args ...any) (list []yichuang.Job, err error) {
	rows, err := s.read.QueryContext(ctx, selectJobs+where, args...)
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		j, err := scanJob(rows.Scan)
		if err != nil {
			return nil, s.fault(err)
		}
		list = append(list, j)
	}
	return list, s.fault(rows.Err())
}

// JobDocument returns the paper of a job that belongs to no case. NotFound is
// returned for any other, and once the job is through.
func (s *Store) JobDocument(ctx context.Context, id yichuang.JobID) (*yichuang.Document, error) {
	var sealed []byte
	err := s.read.QueryRowContext(ctx, "SELECT document FROM jobs WHERE id = ? AND document IS NOT NULL", int64(id)).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNoJob
	}
	var raw []byte
	if err == nil {
		raw, err = s.vault.Open(sealed, jobContext(id))
	}
	doc := new(yichuang.Document)
	if err == nil {
		err = json.Unmarshal(raw, doc)
	}
	return doc, s.fault(err)
}

var errNoJob = &yichuang.Error{Code: yichuang.NotFound, Message: "没有这个打印任务", Hint: "可能已经打完或者取消了；要再打一份请到文书画面补打"}
