package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yichuang"
)

// originalsAt are the originals of a case that lie in one place.
type originalsAt struct {
	place  yichuang.Place
	pieces int
	slip   string
	since  int64
}

// originalsOf gathers the originals of a case by place. Under review they come and go
// with every key and nobody moves them.
func originalsOf(c *yichuang.Case) []originalsAt {
	if c.Decision == nil && c.Ending == nil {
		return nil
	}
	var all []originalsAt
	for _, o := range c.OriginalsHeld() {
		at := -1
		for i := range all {
			if all[i].place == o.Place {
				at = i
			}
		}
		if at < 0 {
			at, all = len(all), append(all, originalsAt{place: o.Place})
		}
		x := &all[at]
		x.pieces += o.Pieces
		if since := unixNano(o.Since); since >= x.since {
			x.since, x.slip = since, o.Slip
		}
	}
	return all
}

func originalLines(c *yichuang.Case) string {
	var b strings.Builder
	for _, x := range originalsOf(c) {
		fmt.Fprintln(&b, string(x.place.Kind), x.place.Name, x.pieces, x.slip, x.since)
	}
	return b.String()
}

func (t *tx) writeOriginals(id int64, c *yichuang.Case) error {
	if _, err := t.exec("DELETE FROM originals WHERE case_id = ?", id); err != nil {
		return err
	}
	for i, x := range originalsOf(c) {
		if _, err := t.exec("INSERT INTO originals (case_id, rank, kind, name, pieces, slip, since) VALUES (?, ?, ?, ?, ?, ?, ?)",
			id, i, string(x.place.Kind), x.place.Name, x.pieces, x.slip, x.since); err != nil {
			return err
		}
	}
	return nil
}

// Originals lists where originals are, a line for each case and place, those that came
// there last first. Kind and name narrow to a place; "" are all.
func (s *Store) Originals(ctx context.Context, kind yichuang.PlaceKind, name string, limit int) ([]yichuang.OriginalsLine, error) {
	where := new(condition)
	if kind != "" {
		where.and("o.kind = ?", string(kind))
	}
	if name != "" {
		where.and("o.name = ?", name)
	}
	rows, err := s.read.QueryContext(ctx, "SELECT o.case_id, n.number, o.kind, o.name, o.pieces, o.slip, o.since FROM originals o JOIN numbers n ON n.id = o.case_id"+where.where()+
		" ORDER BY o.since DESC, o.case_id DESC LIMIT ?", append(where.args, limit)...)
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	var list []yichuang.OriginalsLine
	var ids []int64
	for rows.Next() {
		var l yichuang.OriginalsLine
		var id, since int64
		if err := rows.Scan(&id, &l.Number, &l.Place.Kind, &l.Place.Name, &l.Pieces, &l.Slip, &since); err != nil {
			return nil, s.fault(err)
		}
		l.Since = moment(since)
		list, ids = append(list, l), append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, s.fault(err)
	}
	known, err := s.summaries(ctx, ids)
	if err != nil {
		return nil, s.fault(err)
	}
	for i := range list {
		list[i].Summary = known[list[i].Number]
	}
	return list, nil
}

// summaries reads the lines of some cases.
func (s *Store) summaries(ctx context.Context, ids []int64) (map[yichuang.CaseNumber]yichuang.Summary, error) {
	all := map[yichuang.CaseNumber]yichuang.Summary{}
	for part := range slices.Chunk(ids, foldAtOnce) {
		where := new(condition)
		where.in("c.id", part)
		err := s.rows(ctx, where, "", func(c *yichuang.Summary, _ []string) bool {
			all[c.Number] = *c
			return true
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
