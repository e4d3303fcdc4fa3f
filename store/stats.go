package store

import (
	"context"
	"database/sql"
	"time"

	"yichuang"
)

// statRows reads cases c with their figures f and what departments made of them a, a
// row for each department.
const statRows = `SELECT c.id, c.window, c.clerk, c.item, c.item_name, c.department, c.stage, c.promised, c.statutory,
	f.received, f.decided, f.decision, f.accepted, f.ruled, f.ready, f.closed, f.refused, f.late, f.illegal, f.notices, f.second, f.deviated, f.prolonged, f.urges,
	a.department, a.promised, a.statutory, a.taken, a.ruled, a.ruling, a.state
	FROM figures f JOIN cases c ON c.id = f.case_id LEFT JOIN approvals a ON a.case_id = f.case_id`

// Statistics counts the cases that were received in a period. Invalid is returned for
// an unknown grouping.
func (s *Store) Statistics(ctx context.Context, q yichuang.StatQuery) (*yichuang.Statistics, error) {
	count, err := yichuang.NewCount(q)
	if err != nil {
		return nil, err
	}
	where := new(condition)
	if !q.From.IsZero() {
		where.and("f.received >= ?", q.From.Start().UnixNano())
	}
	if !q.To.IsZero() {
		where.and("f.received < ?", q.To.AddDays(1).Start().UnixNano())
	}
	rows, err := s.read.QueryContext(ctx, statRows+where.where()+" ORDER BY c.id, a.rank", where.args...)
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	var id int64
	var one *yichuang.StatCase
	for rows.Next() {
		next, c, part, err := statRow(rows)
		switch {
		case err != nil:
			return nil, s.fault(err)
		case one == nil || next != id:
			if one != nil {
				count.Add(one)
			}
			id, one = next, c
		}
		if part != nil {
			one.Parts = append(one.Parts, *part)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, s.fault(err)
	}
	if one != nil {
		count.Add(one)
	}
	st := count.Statistics()
	return st, s.nameClerks(ctx, st)
}

// statRow reads one row: a case and what one department made of it, nil for none.
func statRow(rows *sql.Rows) (id int64, c *yichuang.StatCase, part *yichuang.StatPart, err error) {
	c = new(yichuang.StatCase)
	f := &c.Figures
	var received, decided, ruled, ready, closed int64
	var department, promised, statutory, ruling, state sql.NullString
	var taken, partRuled sql.NullInt64
	err = rows.Scan(&id, &c.Window, &c.Clerk, &c.Item, &c.ItemName, &c.Department, &c.Stage, date{&c.Dates.Promised}, date{&c.Dates.Statutory},
		&received, &decided, &f.Decision, date{&f.Accepted}, &ruled, &ready, &closed, &f.Refused, &f.Late, &f.Illegal, &f.Notices, &f.Second, &f.Deviated, &f.Prolonged, &f.Urges,
		&department, &promised, &statutory, &taken, &partRuled, &ruling, &state)
	if err != nil {
		return 0, nil, nil, err
	}
	f.Received, f.Decided, f.Ruled, f.Ready, f.Closed = moment(received), momentIfAny(decided), momentIfAny(ruled), momentIfAny(ready), momentIfAny(closed)
	if !department.Valid {
		return id, c, nil, nil
	}
	part = &yichuang.StatPart{Department: department.String, Taken: momentIfAny(taken.Int64), Ruled: momentIfAny(partRuled.Int64), Ruling: yichuang.RulingKind(ruling.String),
		Waits: partRuled.Int64 == 0 && state.String != "" && c.Stage == yichuang.StageAccepted}
	if err = (date{&part.Promised}).Scan(promised.String); err == nil {
		err = (date{&part.Statutory}).Scan(statutory.String)
	}
	return id, c, part, err
}

// momentIfAny reads what unixNano writes.
func momentIfAny(nanoseconds int64) time.Time {
	if nanoseconds == 0 {
		return time.Time{}
	}
	return moment(nanoseconds)
}

// nameClerks puts the names of people beside their numbers, as far as they are known
// here.
func (s *Store) nameClerks(ctx context.Context, st *yichuang.Statistics) error {
	if st.Query.By != yichuang.ByClerk {
		return nil
	}
	users, err := s.Users(ctx)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, u := range users {
		names[string(u.ID)] = u.Name
	}
	for i := range st.Rows {
		if name := names[st.Rows[i].Key]; name != "" {
			st.Rows[i].Name = st.Rows[i].Key + " " + name
		}
	}
	return nil
}
