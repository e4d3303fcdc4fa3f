package main

import (
	"context"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/tui/intake"
)

// news returns what changed about an item since the person at the seat took it in
// last, nil when nothing did, or when he never took it in here.
func (s *seat) news(ctx context.Context, id yichuang.ItemID) *intake.News {
	db, err := s.data()
	if err != nil {
		return nil // told by the screen that opens instead
	}
	item, err := s.Item(id)
	if err != nil {
		return nil
	}
	last, err := db.Acquainted(ctx, s.user().ID, id)
	if err != nil || last == "" || last == item.Edition {
		return nil
	}
	news := &intake.News{Item: item.Ref(), Name: item.Name, Revised: item.Revised}
	was, err := db.Item(ctx, yichuang.ItemRef{ID: id, Edition: last})
	if err != nil { // the old text is gone; that there is a new one is worth a word
		news.Changes = []string{"事项文件已更新为" + string(item.Edition) + "版，请看办事指南（F4）"}
		return news
	}
	for _, c := range catalog.Diff(&catalog.Catalog{Items: []*yichuang.Item{was}}, &catalog.Catalog{Items: []*yichuang.Item{item}}) {
		if c.Weight < catalog.WeightNothing {
			news.Changes = append(news.Changes, c.Text)
		}
	}
	if len(news.Changes) == 0 {
		s.acquainted(ctx, s.user().ID, item.Ref())
		return nil
	}
	return news
}

// Acquaint notes that a person has read what changed about an item.
func (s *seat) Acquaint(ctx context.Context, person yichuang.UserID, ref yichuang.ItemRef) error {
	db, err := s.data()
	if err != nil {
		return err
	}
	return db.Acquaint(ctx, person, ref)
}

// acquainted notes that a person works with an edition. That it cannot be noted
// costs a hint that was read before, and is no failure of the work at hand.
func (s *seat) acquainted(ctx context.Context, person yichuang.UserID, ref yichuang.ItemRef) {
	db, err := s.data()
	if err != nil {
		return
	}
	if last, err := db.Acquainted(ctx, person, ref.ID); err == nil && last != ref.Edition {
		_ = db.Acquaint(ctx, person, ref)
	}
}
