package central

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"yichuang"
)

// Refused is an event that the centre did not take into its case and that nobody
// has dealt with.
type Refused struct {
	Hall     yichuang.HallID     `json:"hall"`
	Case     yichuang.CaseNumber `json:"case"`
	ItemName string              `json:"item_name,omitempty"`
	Terminal yichuang.TerminalID `json:"terminal"`
	Seq      int64               `json:"seq"`
	Position int64               `json:"position"`
	At       time.Time           `json:"at"` // when it was done
	By       yichuang.UserID     `json:"by"`
	Step     string              `json:"step"` // what was done, in words
	Why      yichuang.Refusal    `json:"why"`
}

// Refusals lists the refused events of a hall that nobody has settled, "" for all
// halls, in the order of cases and positions.
func (c *Centre) Refusals(ctx context.Context, hall yichuang.HallID) ([]Refused, error) {
	if hall != "" {
		if _, _, err := c.readHall(ctx, hall); err != nil {
			return nil, err
		}
	}
	cases, err := c.refusedCases(ctx, hall)
	if err != nil {
		return nil, c.db.fault(err)
	}
	var all []Refused
	for _, k := range cases {
		some, err := c.refusedOf(ctx, k)
		if err != nil {
			return nil, c.db.fault(err)
		}
		all = append(all, some...)
	}
	return all, nil
}

// caseKey names a case at the centre.
type caseKey struct {
	hall   yichuang.HallID
	number yichuang.CaseNumber
}

// refusedCases are the cases of which something was ever refused.
func (c *Centre) refusedCases(ctx context.Context, hall yichuang.HallID) ([]caseKey, error) {
	rows, err := c.db.rows(ctx, "SELECT DISTINCT hall, number FROM runs WHERE refused IS NOT NULL AND (hall = $1 OR $1 = '') ORDER BY hall, number", string(hall))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []caseKey
	for rows.Next() {
		var k caseKey
		if err := rows.Scan(&k.hall, &k.number); err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

func (c *Centre) refusedOf(ctx context.Context, k caseKey) ([]Refused, error) {
	runs, err := c.caseRuns(ctx, c.db, k.hall, k.number)
	if err != nil {
		return nil, err
	}
	made, err := fold(runs)
	if err != nil || len(made.Unsettled) == 0 {
		return nil, err
	}
	it := c.itemOf(ctx, made.Item)
	var all []Refused
	for _, r := range runs {
		if r.Refused == nil {
			continue
		}
		for i, line := range r.Lines {
			seq := r.Seq + int64(i)
			if !slices.Contains(made.Unsettled, yichuang.EventID{Terminal: r.Terminal, Seq: seq}) {
				continue
			}
			e, err := yichuang.ReadLine(r.Terminal, line)
			if err != nil {
				return nil, err
			}
			all = append(all, Refused{Hall: k.hall, Case: k.number, ItemName: made.ItemName, Terminal: r.Terminal, Seq: seq, Position: r.Pos + int64(i),
				At: e.Time(), By: e.By, Step: e.Say(it), Why: *r.Refused})
		}
	}
	return all, nil
}

// itemOf returns an edition of an item for its names, nil where it is not here.
func (c *Centre) itemOf(ctx context.Context, ref yichuang.ItemRef) *yichuang.Item {
	raw, err := c.Item(ctx, ref)
	if err != nil {
		return nil
	}
	it := new(yichuang.Item)
	if json.Unmarshal(raw, it) != nil {
		return nil
	}
	return it
}
