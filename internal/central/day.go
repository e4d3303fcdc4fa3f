package central

import (
	"context"
	"fmt"
	"net/http"

	"yichuang"
	"yichuang/internal/wire"
)

func (c *Centre) day(w http.ResponseWriter, r *http.Request, who *identity) error {
	day, err := yichuang.ParseDate(r.URL.Query().Get("day"))
	if err != nil {
		return &yichuang.Error{Code: yichuang.Invalid, Message: "day must be a day such as 2026-11-26", Hint: "see /v1/openapi.json", Err: err}
	}
	answer, err := c.Day(r.Context(), who, day)
	if err != nil {
		return err
	}
	return c.writeJSON(w, answer)
}

// Day is what the centre has of a terminal's day: the cases that it took in, under
// whatever identity it had then, and how much of its events is here. A number says on
// which day and by whom it was issued.
func (c *Centre) Day(ctx context.Context, who *identity, day yichuang.Date) (*wire.Day, error) {
	about, _, err := c.readHall(ctx, who.hall)
	if err != nil {
		return nil, err
	}
	answer := &wire.Day{Day: day, Cases: []yichuang.CaseNumber{}}
	if err := c.db.scan(ctx, "SELECT acked FROM terminals WHERE hall = $1 AND id = $2", []any{string(who.hall), string(who.terminal)}, &answer.Acked); err != nil {
		return nil, c.db.fault(err)
	}
	rows, err := c.db.rows(ctx, `SELECT t.number, t.epoch FROM terminals t JOIN terminals me ON me.hall = t.hall AND me.key = t.key
		WHERE me.hall = $1 AND me.id = $2 ORDER BY t.id`, string(who.hall), string(who.terminal))
	if err != nil {
		return nil, c.db.fault(err)
	}
	defer rows.Close()
	var begins []string
	for rows.Next() {
		var window int
		var epoch string
		if err := rows.Scan(&window, &epoch); err != nil {
			return nil, c.db.fault(err)
		}
		begins = append(begins, fmt.Sprintf("%s%s%03d%s", about.Region, yichuang.NumberDay(day), window, epoch))
	}
	if err := rows.Err(); err != nil {
		return nil, c.db.fault(err)
	}
	for _, begin := range begins {
		if err := c.numbersFrom(ctx, who.hall, begin, answer); err != nil {
			return nil, c.db.fault(err)
		}
	}
	return answer, nil
}

// numbersFrom adds the cases whose numbers begin so: a serial and a check digit follow.
func (c *Centre) numbersFrom(ctx context.Context, hall yichuang.HallID, begin string, answer *wire.Day) error {
	rows, err := c.db.rows(ctx, "SELECT number FROM cases WHERE hall = $1 AND number BETWEEN $2 AND $3 ORDER BY number", string(hall), begin+"00000", begin+"99999")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n yichuang.CaseNumber
		if err := rows.Scan(&n); err != nil {
			return err
		}
		answer.Cases = append(answer.Cases, n)
	}
	return rows.Err()
}
