package central

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"yichuang"
)

// shown is a case that somebody may see on the progress page, with what its words
// are made of.
type shown struct {
	c    *yichuang.Case
	hall yichuang.Hall
	item *yichuang.Item     // nil where the centre has it not
	cal  *yichuang.Calendar // of a case under review
	code yichuang.QueryCode
	now  time.Time
	// members are the cases of a bundle as they stand, with the code of the lead.
	members []member
}

// member is a case of a bundle, and where it stands; no stage for one that is not
// here yet.
type member struct {
	yichuang.Member
	stage yichuang.Stage
}

// opened returns the case of a number and a code, nil where there is none with both.
func (c *Centre) opened(ctx context.Context, n yichuang.CaseNumber, code yichuang.QueryCode) (*shown, error) {
	at, err := c.placesOf(ctx, n)
	if err != nil {
		return nil, err
	}
	for _, place := range at {
		s, err := c.openedAt(ctx, place, n, code)
		if s != nil || err != nil {
			return s, err
		}
	}
	return nil, nil
}

// place is a hall that has a case of some number: numbers name a region, a window and
// a day, so no two halls have the same one, but nothing here rests on that.
type place struct {
	hall   yichuang.HallID
	about  yichuang.Hall
	events int
}

// selectPlaces looks into each hall by itself: joined, SQLite would go through all
// cases.
const selectPlaces = "SELECT h.id, h.about, coalesce((SELECT c.events FROM cases c WHERE c.hall = h.id AND c.number = $1), 0) FROM halls h ORDER BY h.id"

func (c *Centre) placesOf(ctx context.Context, n yichuang.CaseNumber) ([]place, error) {
	rows, err := c.db.rows(ctx, selectPlaces, string(n))
	if err != nil {
		return nil, c.db.fault(err)
	}
	defer rows.Close()
	var all []place
	for rows.Next() {
		var p place
		var raw []byte
		if err := rows.Scan(&p.hall, &raw, &p.events); err != nil {
			return nil, c.db.fault(err)
		}
		if err := json.Unmarshal(raw, &p.about); err != nil {
			return nil, err
		}
		if p.events > 0 {
			all = append(all, p)
		}
	}
	return all, c.db.fault(rows.Err())
}

// openedAt is opened in one hall. The papers of a bundle's lead open its members, too.
func (c *Centre) openedAt(ctx context.Context, at place, n yichuang.CaseNumber, code yichuang.QueryCode) (*shown, error) {
	h, err := c.hall(ctx, at.hall)
	if err != nil {
		return nil, err
	}
	made, err := h.folded(ctx, c.db, n, at.events)
	if err != nil {
		return nil, err
	}
	papers := made.Papers
	if b := made.Bundle; b != nil && b.Lead != "" {
		lead, err := h.caseNow(ctx, b.Lead)
		if err != nil {
			return nil, err
		}
		if lead != nil {
			papers = append(papers[:len(papers):len(papers)], lead.Papers...)
		}
	}
	if made.Stage == "" || !opens(papers, code) {
		return nil, nil
	}
	s := &shown{c: made, hall: at.about, item: c.itemOf(ctx, made.Item), code: code, now: c.Now()}
	if made.Stage.Open() {
		if s.cal, err = c.calendar(ctx); err != nil {
			return nil, err
		}
	}
	if made.Bundle != nil {
		s.members, err = c.membersOf(ctx, at.hall, made.Bundle.Members)
	}
	return s, err
}

// opens reports whether a paper carries the code. How long that takes says nothing
// about how much of it is right.
func opens(papers []yichuang.Paper, code yichuang.QueryCode) bool {
	found := 0
	for _, p := range papers {
		found |= subtle.ConstantTimeCompare([]byte(p.Query), []byte(code))
	}
	return found == 1 && code != ""
}

// caseNow returns a case as the database has it, nil for one that it has not.
func (h *hall) caseNow(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, error) {
	var events int
	err := h.centre.db.scan(ctx, "SELECT events FROM cases WHERE hall = $1 AND number = $2", []any{string(h.id), string(n)}, &events)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, h.centre.db.fault(err)
	}
	return h.folded(ctx, h.centre.db, n, events)
}

// membersOf reads where the cases of a bundle stand.
func (c *Centre) membersOf(ctx context.Context, hall yichuang.HallID, all []yichuang.Member) ([]member, error) {
	var members []member
	for _, m := range all {
		one := member{Member: m}
		err := c.db.scan(ctx, "SELECT stage FROM cases WHERE hall = $1 AND number = $2", []any{string(hall), string(m.Number)}, &one.stage)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, c.db.fault(err)
		}
		members = append(members, one)
	}
	return members, nil
}

// calendar is the published calendar over the one of the program, as terminals have it.
func (c *Centre) calendar(ctx context.Context) (*yichuang.Calendar, error) {
	cal := yichuang.BuiltinCalendar()
	published, err := c.entries(ctx, c.db, "", kindCalendar)
	if err != nil {
		return nil, c.db.fault(err)
	}
	for _, e := range published {
		added, err := yichuang.ReadCalendar(e.Calendar)
		if err != nil {
			return nil, err
		}
		cal = cal.Merge(added)
	}
	return cal, nil
}
