package central

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/internal/wire"
)

// Release is one publication of the catalogue.
type Release struct {
	Number    int64     `json:"number"` // from 1
	At        time.Time `json:"at"`
	Note      string    `json:"note,omitempty"`
	Changed   int       `json:"changed"`   // items with a new edition, new items among them
	Withdrawn int       `json:"withdrawn"` // items that are not taken in any more
	Items     int       `json:"items"`     // how many there are with it
	Revision  int64     `json:"revision"`  // terminals that have this one have the release
}

// Proposal is a catalogue that may be published.
type Proposal struct {
	Report  catalog.Report
	Changes []catalog.Change // against the present release
	next    *catalog.Catalog
}

// Propose reads and checks item files, and compares them with the present release.
// Invalid is returned, with the report, for files that have errors, NotFound for a
// folder without any.
func (c *Centre) Propose(ctx context.Context, files fs.FS) (*Proposal, error) {
	p := &Proposal{Report: catalog.LintDir(files, yichuang.DateOf(c.Now()))}
	switch {
	case p.Report.Files == 0:
		return p, &yichuang.Error{Code: yichuang.NotFound, Message: "there are no item files in the folder", Hint: "name a folder with item files (*.yaml)"}
	case p.Report.Errors > 0:
		return p, &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("the item files have %d errors, nothing was published", p.Report.Errors), Hint: "mend them; see: yichuang catalog lint DIR"}
	}
	p.next = catalog.Load(files)
	if len(p.next.Unusable) > 0 { // the files changed while they were read
		return p, &yichuang.Error{Code: yichuang.Invalid, Message: p.next.Unusable[0].File + " cannot be read: " + p.next.Unusable[0].Message, Hint: "try again; nothing was published"}
	}
	present, err := c.present(ctx, c.db)
	if err != nil {
		return p, c.db.fault(err)
	}
	p.Changes = catalog.Diff(present, p.next)
	return p, nil
}

// present is the catalogue as it is published now.
func (c *Centre) present(ctx context.Context, q querier) (*catalog.Catalog, error) {
	entries, err := c.entries(ctx, q, "", kindItem)
	if err != nil {
		return nil, err
	}
	present := new(catalog.Catalog)
	for _, e := range entries {
		if e.Item != nil && e.Item.Item != nil {
			present.Items = append(present.Items, e.Item.Item)
		}
	}
	slices.SortFunc(present.Items, func(a, b *yichuang.Item) int { return cmp.Compare(a.ID, b.ID) }) // databases may sort otherwise
	return present, nil
}

// Publish makes a proposal what new cases use from now on, as one release: changed
// editions and withdrawals go out, nothing else. nil is returned when there is
// nothing to publish.
func (c *Centre) Publish(ctx context.Context, p *Proposal, note string) (*Release, error) {
	if p.next == nil {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "the item files have errors, nothing was published", Hint: "see: yichuang catalog lint DIR"}
	}
	var made *Release
	err := c.publishing(ctx, func(out *publisher) error {
		present, err := c.present(out.ctx, inside{out.tx})
		if err != nil {
			return err
		}
		r := &Release{At: c.Now(), Note: yichuang.CleanLine(note), Items: len(p.next.Items)}
		if err := out.items(r, present, p.next); err != nil || r.Changed+r.Withdrawn == 0 {
			return err
		}
		r.Revision = out.revision
		made = r
		return out.addRelease(r)
	})
	return made, err
}

// items publishes what differs between two catalogues.
func (p *publisher) items(r *Release, was, is *catalog.Catalog) error {
	for _, it := range is.Items {
		if before := was.Item(it.ID); before != nil && before.Edition == it.Edition {
			continue
		}
		r.Changed++
		if err := p.keepItem(it); err != nil {
			return err
		}
		if err := p.put("", kindItem, string(it.ID), wire.Entry{Item: &wire.ItemEntry{ID: it.ID, Item: it}}); err != nil {
			return err
		}
	}
	for _, it := range was.Items {
		if is.Item(it.ID) != nil {
			continue
		}
		r.Withdrawn++
		if err := p.put("", kindItem, string(it.ID), wire.Entry{Item: &wire.ItemEntry{ID: it.ID, Withdrawn: true}}); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) addRelease(r *Release) error {
	if err := t.scan("SELECT coalesce(max(number), 0) + 1 FROM releases", nil, &r.Number); err != nil {
		return err
	}
	_, err := t.exec("INSERT INTO releases (number, at, note, changed, withdrawn, items, revision) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		r.Number, r.At.UnixNano(), r.Note, r.Changed, r.Withdrawn, r.Items, r.Revision)
	return err
}

// Releases lists the publications of the catalogue, the latest first.
func (c *Centre) Releases(ctx context.Context) ([]Release, error) {
	rows, err := c.db.rows(ctx, "SELECT number, at, note, changed, withdrawn, items, revision FROM releases ORDER BY number DESC")
	if err != nil {
		return nil, c.db.fault(err)
	}
	defer rows.Close()
	var all []Release
	for rows.Next() {
		var r Release
		var at int64
		if err := rows.Scan(&r.Number, &at, &r.Note, &r.Changed, &r.Withdrawn, &r.Items, &r.Revision); err != nil {
			return nil, c.db.fault(err)
		}
		r.At = moment(at)
		all = append(all, r)
	}
	return all, c.db.fault(rows.Err())
}

// Departments are those that the published items name, in order.
func (c *Centre) Departments(ctx context.Context) ([]string, error) {
	present, err := c.present(ctx, c.db)
	if err != nil {
		return nil, c.db.fault(err)
	}
	var all []string
	for _, it := range present.Items {
		all = append(all, it.Office.Department)
		for _, s := range it.Office.Shares {
			all = append(all, s.Department)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// ImportCalendar adds years to the calendar that is published for all halls, in
// place of the same years before, and returns the years that it has now.
func (c *Centre) ImportCalendar(ctx context.Context, added *yichuang.Calendar) ([]int, error) {
	all := added
	err := c.publishing(ctx, func(p *publisher) error {
		before, err := p.published("", kindCalendar, "")
		if err != nil {
			return err
		}
		if before != nil {
			was, err := yichuang.ReadCalendar(before.Calendar)
			if err != nil {
				return err
			}
			all = was.Merge(added)
		}
		raw, err := all.MarshalJSON()
		if err != nil {
			return err
		}
		return p.put("", kindCalendar, "", wire.Entry{Calendar: raw})
	})
	return all.Years(), err
}
