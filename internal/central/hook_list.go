package central

import (
	"context"
	"encoding/json"
	"time"

	"yichuang"
	"yichuang/internal/hooks"
)

// HookState is a subscription with its figures.
type HookState struct {
	ID         string          `json:"id"`
	Hall       yichuang.HallID `json:"hall"`
	URL        string          `json:"url"`
	Events     []hooks.Type    `json:"events,omitempty"` // none: all
	Grants     []hooks.Grant   `json:"grants,omitempty"`
	Portal     string          `json:"portal,omitempty"`
	Department string          `json:"department,omitempty"`
	State      HookStatus      `json:"state"`
	Why        string          `json:"why,omitempty"`
	Added      time.Time       `json:"added"`
	HookFigures
}

// HookFigures are how far a subscription is.
type HookFigures struct {
	Behind  int64     `json:"behind"`            // events of the hall that were not looked at
	Pending int64     `json:"pending"`           // messages that were not taken, without the dead
	Dead    int64     `json:"dead"`              // messages that wait for a person
	Oldest  time.Time `json:"oldest,omitzero"`   // since when the oldest pending one waits
	Failing string    `json:"failing,omitempty"` // why the oldest pending one was not taken
}

// Hooks lists the subscriptions.
func (c *Centre) Hooks(ctx context.Context) ([]HookState, error) {
	rows, err := c.db.rows(ctx, `SELECT h.id, h.hall, h.about, h.state, h.why, h.added, coalesce(a.position, 0) - h.position,
		(SELECT count(*) FROM deliveries d WHERE d.hook = h.id AND d.dead = 0), (SELECT count(*) FROM deliveries d WHERE d.hook = h.id AND d.dead <> 0),
		coalesce((SELECT min(d.added) FROM deliveries d WHERE d.hook = h.id AND d.dead = 0), 0),
		coalesce((SELECT d.why FROM deliveries d WHERE d.hook = h.id AND d.dead = 0 AND d.why <> '' ORDER BY d.pos, d.part LIMIT 1), '')
		FROM hooks h LEFT JOIN halls a ON a.id = h.hall ORDER BY h.id`)
	if err != nil {
		return nil, c.db.fault(err)
	}
	defer rows.Close()
	var all []HookState
	for rows.Next() {
		var s HookState
		var raw []byte
		var about HookAbout
		var added, oldest int64
		err := rows.Scan(&s.ID, &s.Hall, &raw, &s.State, &s.Why, &added, &s.Behind, &s.Pending, &s.Dead, &oldest, &s.Failing)
		if err == nil {
			err = json.Unmarshal(raw, &about)
		}
		if err != nil {
			return nil, c.db.fault(err)
		}
		s.URL, s.Events, s.Grants, s.Portal, s.Department = about.Target.URL, about.Events, about.Grants, about.Portal, about.Department
		s.Added, s.Oldest = moment(added), moment(oldest)
		all = append(all, s)
	}
	return all, c.db.fault(rows.Err())
}

// DeadLetter is a message that waits for a person. What comes after it in its case
// waits with it.
type DeadLetter struct {
	Hook   string              `json:"hook"`
	ID     string              `json:"id"` // of the message
	Type   string              `json:"type"`
	Case   yichuang.CaseNumber `json:"case"`
	Added  time.Time           `json:"added"`
	Dead   time.Time           `json:"dead"` // since when
	Why    string              `json:"why"`
	Behind int64               `json:"behind"` // messages of its case that wait behind it
}

// DeadLetters lists the messages that wait for a person, of one subscription or of
// all, in the order of events.
func (c *Centre) DeadLetters(ctx context.Context, hook string) ([]DeadLetter, error) {
	rows, err := c.db.rows(ctx, `SELECT d.hook, d.id, d.type, d.number, d.added, d.dead, d.why,
		(SELECT count(*) FROM deliveries e WHERE e.hook = d.hook AND e.number = d.number AND (e.pos > d.pos OR e.pos = d.pos AND e.part > d.part))
		FROM deliveries d WHERE d.dead <> 0 AND (d.hook = $1 OR $1 = '') ORDER BY d.hook, d.pos, d.part`, hook)
	if err != nil {
		return nil, c.db.fault(err)
	}
	defer rows.Close()
	var all []DeadLetter
	for rows.Next() {
		var l DeadLetter
		var added, dead int64
		if err := rows.Scan(&l.Hook, &l.ID, &l.Type, &l.Case, &added, &dead, &l.Why, &l.Behind); err != nil {
			return nil, c.db.fault(err)
		}
		l.Added, l.Dead = moment(added), moment(dead)
		all = append(all, l)
	}
	return all, c.db.fault(rows.Err())
}

// ResendDead has dead messages sent again, and those behind them after them: the
// ones named, or all of the subscription when none is. It returns how many. NotFound
// is returned for a message that is not dead, and then nothing is sent.
func (c *Centre) ResendDead(ctx context.Context, hook string, ids ...string) (int64, error) {
	return c.eachDead(ctx, hook, "UPDATE deliveries SET dead = 0, tries = 0, due = 0 WHERE hook = $1 AND dead <> 0", ids)
}

// DiscardDead drops dead messages: the ones named, or all of the subscription when
// none is. The receiver never gets them; what waits behind them is sent. It returns
// how many, and NotFound for a message that is not dead; then nothing is dropped.
func (c *Centre) DiscardDead(ctx context.Context, hook string, ids ...string) (int64, error) {
	return c.eachDead(ctx, hook, "DELETE FROM deliveries WHERE hook = $1 AND dead <> 0", ids)
}

func (c *Centre) eachDead(ctx context.Context, hook, query string, ids []string) (count int64, err error) {
	err = c.whileSent(ctx, func(t *tx) error {
		count = 0
		var there int
		err := t.scan("SELECT count(*) FROM hooks WHERE id = $1", []any{hook}, &there)
		if err == nil && there == 0 {
			err = noHook(hook)
		}
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			count, err = t.exec(query, hook)
			return err
		}
		for _, id := range ids {
			n, err := t.exec(query+" AND id = $2", hook, id)
			if err == nil && n == 0 {
				err = &yichuang.Error{Code: yichuang.NotFound, Message: "the message " + yichuang.Clip(id, 80) + " is not dead", Hint: "see: yichuangd hook dead " + hook}
			}
			if err != nil {
				return err
			}
			count += n
		}
		return nil
	})
	return count, err
}
