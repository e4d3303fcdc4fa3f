package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"yichuang"
)

// TakeJob gives the oldest job that waits for a printer to whoever hands it over; ok
// is false when none does. It is on the disk as being printed before this returns, and
// stays the caller's as long as that one says so with HoldJob.
func (s *Store) TakeJob(ctx context.Context, printer string) (j yichuang.Job, ok bool, err error) {
	err = s.update(ctx, func(t *tx) error {
		j, err = scanJob(func(into ...any) error {
			return t.scan(selectJobs+"WHERE state = ? AND printer = ? AND expires > ? ORDER BY id LIMIT 1",
				[]any{string(yichuang.JobWaiting), printer, t.at.UnixNano()}, into...)
		})
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		ok = true
		j.State, j.Attempts, j.Changed, j.Trouble, j.Problem = yichuang.JobPrinting, j.Attempts+1, t.at, "", ""
		return t.putJob(&j, t.at.Add(JobHold))
	})
	return j, ok && err == nil, err
}

// putJob writes what may change of a job. The paper of one that is through goes.
func (t *tx) putJob(j *yichuang.Job, held time.Time) error {
	_, err := t.exec(`UPDATE jobs SET printer = ?, state = ?, begun = ?, trouble = ?, problem = ?, attempts = ?, expires = ?, changed = ?, held = ?,
		document = CASE WHEN ? THEN document END WHERE id = ?`, j.Printer, string(j.State), j.Begun, j.Trouble, j.Problem, j.Attempts,
		j.Expires.UnixNano(), j.Changed.UnixNano(), held.UnixNano(), j.State.Open(), int64(j.ID))
	return err
}

// HoldJob says that a job is still being handed over. NotFound is returned when it is
// not that attempt's any more.
func (s *Store) HoldJob(ctx context.Context, j yichuang.Job) error {
	return s.update(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE jobs SET held = ? WHERE id = ? AND attempts = ? AND state = ?", t.at.Add(JobHold).UnixNano(), int64(j.ID), j.Attempts, string(yichuang.JobPrinting))
		if err == nil && n == 0 {
			err = errNoJob
		}
		return err
	})
}

// EndJob writes down what came of handing over a job that TakeJob gave. Whoever was
// too slow to be held for alive is believed all the same, unless somebody has decided
// about the job since; then NotFound is returned.
func (s *Store) EndJob(ctx context.Context, j yichuang.Job, out yichuang.JobOutcome) error {
	return s.changeJob(ctx, j.ID, func(now *yichuang.Job) error {
		if now.Attempts != j.Attempts || now.State != yichuang.JobPrinting && now.State != yichuang.JobAsked {
			return errNoJob
		}
		out.Begun = out.Begun || now.Begun && now.State == yichuang.JobPrinting
		now.JobOutcome = out
		return nil
	})
}

// OrderJob does what a person says about a job. NotFound is returned for a job that
// is not here, and what Job.Ordered refuses.
func (s *Store) OrderJob(ctx context.Context, id yichuang.JobID, o yichuang.JobOrder) error {
	return s.changeJob(ctx, id, func(now *yichuang.Job) (err error) {
		*now, err = now.Ordered(o)
		return err
	})
}

func (s *Store) changeJob(ctx context.Context, id yichuang.JobID, change func(*yichuang.Job) error) error {
	return s.update(ctx, func(t *tx) error {
		j, err := scanJob(func(into ...any) error { return t.scan(selectJobs+"WHERE id = ?", []any{int64(id)}, into...) })
		if errors.Is(err, sql.ErrNoRows) {
			return errNoJob
		}
		if err == nil {
			err = change(&j)
		}
		if err != nil {
			return err
		}
		j.Changed = t.at
		return t.putJob(&j, t.at)
	})
}

// SettleJobs has a person asked about every job that waited for too long or that
// nobody hands over any more, and about those whose printer is none of these. It
// returns how many there were, and when there may be more: the zero time where only a
// new job can make a difference.
func (s *Store) SettleJobs(ctx context.Context, printers []string) (settled int64, next time.Time, err error) {
	known, err := json.Marshal(printers)
	if err != nil {
		return 0, next, err
	}
	err = s.update(ctx, func(t *tx) error {
		now := t.at.UnixNano()
		for _, rule := range []struct {
			out   yichuang.JobOutcome
			where string
			args  []any
		}{
			// A clock that was set back must not hold a job for ever.
			{yichuang.JobBroken, "state = 'printing' AND (held <= ? OR held > ?)", []any{now, now + int64(JobHold)}},
			{yichuang.JobStale, "state = 'waiting' AND expires <= ?", []any{now}},
			{yichuang.JobOrphaned, "state = 'waiting' AND printer NOT IN (SELECT value FROM json_each(?))", []any{string(known)}},
		} {
			n, err := t.settleJobs(rule.out, rule.where, rule.args...)
			if err != nil {
				return err
			}
			settled += n
		}
		var first sql.NullInt64
		err := t.scan(`SELECT min(CASE state WHEN 'printing' THEN held ELSE expires END) FROM jobs WHERE state IN ('printing', 'waiting')`, nil, &first)
		if first.Valid {
			next = moment(first.Int64)
		}
		return err
	})
	return settled, next, err
}

func (t *tx) settleJobs(out yichuang.JobOutcome, where string, args ...any) (int64, error) {
	return t.exec("UPDATE jobs SET state = ?, begun = max(begun, ?), trouble = ?, problem = ?, changed = ? WHERE "+where,
		append([]any{string(out.State), out.Begun, out.Trouble, out.Problem, t.at.UnixNano()}, args...)...)
}
