package main

import (
	"context"

	"yichuang"
	"yichuang/store"
)

// Parts returns the items that a bundle is made of, in the editions that it names, as
// far as they are here; none for any other item.
func (s *seat) Parts(ctx context.Context, it *yichuang.Item) ([]*yichuang.Item, error) {
	var all []*yichuang.Item
	for _, ref := range it.Parts() {
		part, err := s.itemOf(ctx, ref)
		if yichuang.CodeOf(err) == yichuang.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, part)
	}
	return all, nil
}

// keepItems has an item at hand whatever is published later, and of a bundle the items
// whose cases it will become.
func (s *seat) keepItems(ctx context.Context, it *yichuang.Item) error {
	db, err := s.data()
	if err != nil {
		return err
	}
	parts, err := s.Parts(ctx, it)
	if err == nil {
		_, err = db.PutItems(ctx, append(parts, it))
	}
	return err
}

// Part opens the cases of a bundle, with their papers, and notes them on it: all or
// nothing. Conflict is returned when another window has gone on with the bundle.
func (s *seat) Part(ctx context.Context, by yichuang.UserID, lead *yichuang.Case, made []yichuang.PartedCase) (next *yichuang.Case, err error) {
	db, err := s.data()
	if err == nil {
		_, err = s.key(ctx) // from now on others sign the papers who may only read
	}
	if err != nil {
		return nil, err
	}
	now, err := db.Case(ctx, lead.Number)
	if err != nil {
		return nil, err
	}
	if now.Seen() != lead.Seen() {
		s.freshen()
		return nil, goneOn(lead.Number)
	}
	err = db.Batch(ctx, func(b *store.Batch) error {
		next, err = s.part(ctx, b, by, lead, made)
		return err
	})
	if err == nil {
		s.poke()
	}
	return next, err
}

// part is Part inside a batch.
func (s *seat) part(ctx context.Context, b *store.Batch, by yichuang.UserID, lead *yichuang.Case, made []yichuang.PartedCase) (*yichuang.Case, error) {
	parted := new(yichuang.Parted)
	for i := range made {
		p := &made[i]
		p.Of(lead.Number)
		c, err := b.OpenCase(by, s.settings().Hall.Region, p.Opened, p.Bodies...)
		if err != nil {
			return nil, err
		}
		papers, err := s.papersDue(ctx, by, record{c, p.Item}, "")
		if err == nil && len(papers) > 0 {
			_, err = b.Append(by, c.Number, c.Seen(), papers...)
		}
		if err != nil {
			return nil, err
		}
		parted.Members = append(parted.Members, p.Member(c.Number))
	}
	return b.Append(by, lead.Number, lead.Seen(), parted)
}

// Bundle returns the cases of the bundle that a case belongs to, the lead first, as far
// as they are here; none for any other case.
func (s *seat) Bundle(ctx context.Context, c *yichuang.Case) ([]*yichuang.Case, error) {
	if c.Bundle == nil {
		return nil, nil
	}
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	return db.Bundle(ctx, c.Bundle.Of(c.Number))
}
