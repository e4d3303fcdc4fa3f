package central

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// AddHall adds a hall. Conflict is returned when there is one of that name, Invalid
// for a name or a region that cannot be.
func (c *Centre) AddHall(ctx context.Context, id yichuang.HallID, about yichuang.Hall) error {
	if err := checkHall(id, about); err != nil {
		return err
	}
	raw, err := json.Marshal(about)
	if err != nil {
		return err
	}
	return c.db.update(ctx, func(t *tx) error {
		n, err := t.exec("INSERT INTO halls (id, about, position, cases, open) VALUES ($1, $2, 0, 0, 0) ON CONFLICT (id) DO NOTHING", string(id), string(raw))
		if err == nil && n == 0 {
			err = &yichuang.Error{Code: yichuang.Conflict, Message: "there is a hall " + string(id) + " already", Hint: "see: yichuangd hall list; change it with: yichuangd hall set"}
		}
		if err != nil {
			return err
		}
		return t.publish(id, kindHall, string(id), wire.Entry{Hall: &about})
	})
}

func checkHall(id yichuang.HallID, about yichuang.Hall) error {
	switch {
	case id == "" || len(id) > 32 || strings.Trim(string(id), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "":
		return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("the hall %q must be 1 to 32 letters, digits and dashes", yichuang.Clip(string(id), 40)), Hint: "for example ejinhoro"}
	case strings.TrimSpace(about.Name) == "":
		return &yichuang.Error{Code: yichuang.Invalid, Message: "a hall needs a name", Hint: "give the name that its papers show, with --name"}
	case len(about.Region) != 6 || strings.Trim(about.Region, "0123456789") != "":
		return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("the region %q must be six digits", yichuang.Clip(about.Region, 20)), Hint: "the code of the county, GB/T 2260, with --region"}
	}
	if err := about.CheckProgress(); err != nil {
		return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("the progress page %q must be an address like https://jd.example.gov.cn, at most 100 characters", yichuang.Clip(about.Progress, 60)),
			Hint: "give the address by which telephones reach the listener of public.listen, with --progress", Err: err}
	}
	return nil
}

// SetHall changes what papers say of a hall; its region stays. NotFound is returned
// for an unknown hall, Conflict for another region.
func (c *Centre) SetHall(ctx context.Context, id yichuang.HallID, about yichuang.Hall) error {
	if err := checkHall(id, about); err != nil {
		return err
	}
	raw, err := json.Marshal(about)
	if err != nil {
		return err
	}
	return c.db.update(ctx, func(t *tx) error {
		before, err := t.hallAbout(id)
		if err != nil {
			return err
		}
		if before.Region != about.Region {
			return &yichuang.Error{Code: yichuang.Conflict, Message: "the region of a hall stands in its case numbers and cannot be changed", Hint: "add another hall"}
		}
		if _, err := t.exec("UPDATE halls SET about = $1 WHERE id = $2", string(raw), string(id)); err != nil {
			return err
		}
		return t.publish(id, kindHall, string(id), wire.Entry{Hall: &about})
	})
}

// HallState is a hall with its figures.
type HallState struct {
	ID       yichuang.HallID `json:"id"`
	Hall     yichuang.Hall   `json:"hall"`
	Position int64           `json:"position"` // of the last event
	Cases    int64           `json:"cases"`
	Open     int64           `json:"open"`
}

// Halls lists the halls.
func (c *Centre) Halls(ctx context.Context) ([]HallState, error) {
	rows, err := c.db.rows(ctx, "SELECT id, about, position, cases, open FROM halls ORDER BY id")
	if err != nil {
		return nil, c.db.fault(err)
	}
	defer rows.Close()
	var all []HallState
	for rows.Next() {
		var s HallState
		var raw []byte
		if err := rows.Scan(&s.ID, &raw, &s.Position, &s.Cases, &s.Open); err != nil {
			return nil, c.db.fault(err)
		}
		if err := json.Unmarshal(raw, &s.Hall); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, c.db.fault(rows.Err())
}

// TerminalState is a terminal as the centre has it.
type TerminalState struct {
	Hall        yichuang.HallID     `json:"hall"`
	ID          yichuang.TerminalID `json:"id"`
	Window      int                 `json:"window"`
	Departments []string            `json:"departments,omitempty"`
	Acked       int64               `json:"acked"` // its last event here
	Enrolled    time.Time           `json:"enrolled,omitzero"`
	Replaced    time.Time           `json:"replaced,omitzero"` // its seat was enrolled anew
	Revoked     time.Time           `json:"revoked,omitzero"`
}

// Terminals lists the terminals of all halls, or of one.
func (c *Centre) Terminals(ctx context.Context, hall yichuang.HallID) ([]TerminalState, error) {
	rows, err := c.db.rows(ctx, `SELECT hall, id, number, scope, acked, enrolled, replaced, revoked FROM terminals
		WHERE hall = $1 OR $1 = '' ORDER BY hall, number, epoch`, string(hall))
	if err != nil {
		return nil, c.db.fault(err)
	}
	defer rows.Close()
	var all []TerminalState
	for rows.Next() {
		var s TerminalState
		var scope string
		var enrolled, replaced, revoked int64
		if err := rows.Scan(&s.Hall, &s.ID, &s.Window, &scope, &s.Acked, &enrolled, &replaced, &revoked); err != nil {
			return nil, c.db.fault(err)
		}
		if scope != "" {
			if err := json.Unmarshal([]byte(scope), &s.Departments); err != nil {
				return nil, err
			}
		}
		s.Enrolled, s.Replaced, s.Revoked = moment(enrolled), moment(replaced), moment(revoked)
		all = append(all, s)
	}
	return all, c.db.fault(rows.Err())
}

// moment makes a time of what the tables hold; 0 is none.
func moment(nanoseconds int64) time.Time {
	if nanoseconds == 0 {
		return time.Time{}
	}
	return time.Unix(0, nanoseconds).In(yichuang.Shanghai)
}

// Revoke puts a terminal out of the hall: neither its certificate nor its events
// are taken any more, and every other terminal learns not to trust its papers.
// NotFound is returned for an unknown one.
func (c *Centre) Revoke(ctx context.Context, hall yichuang.HallID, id yichuang.TerminalID) error {
	return c.db.update(ctx, func(t *tx) error {
		terminal := yichuang.Terminal{ID: id}
		var epoch string
		var key []byte
		err := t.scan("SELECT number, epoch, key FROM terminals WHERE hall = $1 AND id = $2", []any{string(hall), string(id)}, &terminal.Window, &epoch, &key)
		if errors.Is(err, sql.ErrNoRows) {
			return &yichuang.Error{Code: yichuang.NotFound, Message: "there is no terminal " + string(id) + " in hall " + string(hall), Hint: "see: yichuangd terminal list"}
		}
		if err != nil {
			return err
		}
		terminal.Epoch = epoch[0]
		if _, err := t.exec("UPDATE terminals SET revoked = $1 WHERE hall = $2 AND id = $3", c.Now().UnixNano(), string(hall), string(id)); err != nil {
			return err
		}
		return t.publishTerminal(hall, terminal, key, true)
	})
}
