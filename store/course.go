package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"yichuang"
)

// projections is the version of what the projections say. A file with an older one
// is projected anew when it is opened.
const projections = 2

// course is what the tables say of a case behind the counter. It compares with ==,
// like the row it is part of: rows of other tables are kept as text until they are
// written.
type course struct {
	figures   figures
	approvals string // a line for each department
	urges     string // the identities of those that nobody answered
	originals string // a line for each place where there are some
	asked     int
	online    bool
}

// figures is a row of the table of that name; moments are in nanoseconds, 0 for none.
type figures struct {
	received, decided, ruled, ready, closed     int64
	decision                                    yichuang.DecisionKind
	accepted                                    yichuang.Date
	refused, late, illegal, deviated, prolonged bool
	notices, second, urges                      int
}

func figuresOf(c *yichuang.Case) figures {
	f := yichuang.FiguresOf(c)
	return figures{received: unixNano(f.Received), decided: unixNano(f.Decided), ruled: unixNano(f.Ruled), ready: unixNano(f.Ready), closed: unixNano(f.Closed),
		decision: f.Decision, accepted: f.Accepted, refused: f.Refused, late: f.Late, illegal: f.Illegal, deviated: f.Deviated, prolonged: f.Prolonged,
		notices: f.Notices, second: f.Second, urges: f.Urges}
}

func unixNano(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func courseOf(c *yichuang.Case) course {
	k := course{figures: figuresOf(c), online: c.Online != nil}
	if len(c.Approvals) > 0 {
		k.approvals, k.asked = approvalLines(c)
	}
	if len(c.Urges) > 0 && !c.Stage.Ended() {
		var lines strings.Builder
		for _, u := range c.Urges {
			if u.Answered.IsZero() {
				fmt.Fprintln(&lines, u.ID.Terminal, u.ID.Seq)
			}
		}
		k.urges = lines.String()
	}
	k.originals = originalLines(c)
	return k
}

func approvalLines(c *yichuang.Case) (lines string, asked int) {
	var b strings.Builder
	for i := range c.Approvals {
		a := &c.Approvals[i]
		fmt.Fprintln(&b, approvalOf(c, a)...)
		if a.State() == yichuang.ApprovalIsAsking {
			asked++
		}
	}
	return b.String(), asked
}

// approvalOf is a row of the table approvals, behind the case.
func approvalOf(c *yichuang.Case, a *yichuang.Approval) []any {
	var ruled int64
	ruling, result := "", ""
	if a.Ruling != nil {
		ruled, ruling = unixNano(a.Ruling.At), string(a.Ruling.Kind)
	}
	if a.Result != nil {
		result = string(a.Result.State)
	}
	state := a.State()
	if c.Stage.Ended() && state != yichuang.ApprovalIsRuled {
		state = "" // nobody has work on it any more
	}
	return []any{a.Department, string(state), string(a.Officer), result, a.Dues.Promised.Date.String(), a.Dues.Statutory.Date.String(),
		c.Decision.Facts.Accepted.String(), unixNano(a.Taken), ruled, ruling, papersOf(c, a.Department)}
}

// papersOf counts the papers of a department that the applicant does not hold yet.
func papersOf(c *yichuang.Case, department string) int {
	if department == "" { // of cases of before departments were recorded
		return 0
	}
	return c.PapersToHand(department)
}

// writeCourse brings the tables about the case behind the counter from what they
// say to what they must say.
func (t *tx) writeCourse(id int64, before, next *course, c *yichuang.Case) error {
	if before.figures != next.figures {
		if err := t.writeFigures(id, &next.figures); err != nil {
			return err
		}
	}
	if before.approvals != next.approvals {
		if _, err := t.exec("DELETE FROM approvals WHERE case_id = ?", id); err != nil {
			return err
		}
		for i := range c.Approvals {
			_, err := t.exec("INSERT INTO approvals (case_id, rank, department, state, officer, result, promised, statutory, accepted, taken, ruled, ruling, papers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
				append([]any{id, i}, approvalOf(c, &c.Approvals[i])...)...)
			if err != nil {
				return err
			}
		}
	}
	if before.urges != next.urges {
		if err := t.writeUrges(id, next.urges != "", c); err != nil {
			return err
		}
	}
	if before.originals != next.originals {
		return t.writeOriginals(id, c)
	}
	return nil
}

func (t *tx) writeFigures(id int64, f *figures) error {
	_, err := t.exec(`INSERT OR REPLACE INTO figures (case_id, received, decided, decision, accepted, ruled, ready, closed,
		refused, late, illegal, notices, second, deviated, prolonged, urges) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, f.received, f.decided, string(f.decision), f.accepted.String(), f.ruled, f.ready, f.closed,
		f.refused, f.late, f.illegal, f.notices, f.second, f.deviated, f.prolonged, f.urges)
	return err
}

// storedCourse reads what the tables say, in the form in which it is compared.
func (s *Store) storedCourse(ctx context.Context, q querier, id int64) (k course, err error) {
	f := &k.figures
	err = q.QueryRowContext(ctx, `SELECT f.received, f.decided, f.decision, f.accepted, f.ruled, f.ready, f.closed, f.refused, f.late, f.illegal,
		f.notices, f.second, f.deviated, f.prolonged, f.urges, c.asked, c.online FROM figures f JOIN cases c ON c.id = f.case_id WHERE f.case_id = ?`, id).Scan(
		&f.received, &f.decided, &f.decision, date{&f.accepted}, &f.ruled, &f.ready, &f.closed, &f.refused, &f.late, &f.illegal,
		&f.notices, &f.second, &f.deviated, &f.prolonged, &f.urges, &k.asked, &k.online)
	if err != nil {
		return k, err
	}
	k.approvals, err = lines(ctx, q, 11, "SELECT department, state, officer, result, promised, statutory, accepted, taken, ruled, ruling, papers FROM approvals WHERE case_id = ? ORDER BY rank", id)
	if err == nil {
		k.urges, err = lines(ctx, q, 2, "SELECT terminal, seq FROM urges WHERE case_id = ? ORDER BY rank", id)
	}
	if err == nil {
		k.originals, err = lines(ctx, q, 5, "SELECT kind, name, pieces, slip, since FROM originals WHERE case_id = ? ORDER BY rank", id)
	}
	return k, err
}

// lines reads rows as text, as fmt.Fprintln writes their columns.
func lines(ctx context.Context, q querier, columns int, query string, args ...any) (string, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		values, into := make([]any, columns), make([]any, columns)
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		fmt.Fprintln(&b, values...)
	}
	return b.String(), rows.Err()
}

func (t *tx) writeUrges(id int64, any bool, c *yichuang.Case) error {
	if _, err := t.exec("DELETE FROM urges WHERE case_id = ?", id); err != nil || !any {
		return err
	}
	for i, u := range c.Urges {
		if !u.Answered.IsZero() {
			continue
		}
		if _, err := t.exec("INSERT INTO urges (case_id, rank, terminal, seq, department, due) VALUES (?, ?, ?, ?, ?, ?)",
			id, i, string(u.ID.Terminal), u.ID.Seq, u.Department, u.Due.String()); err != nil {
			return err
		}
	}
	return nil
}
