package main

import (
	"context"
	"fmt"
	"maps"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/internal/finder"
)

// load reads the catalogue once: what the centre publishes, else the folder of the
// configuration, or the sample inside the program. An item file that cannot be used
// is left out and listed; the rest works.
func (s *seat) load() error {
	it := s.catalogue()
	it.once.Do(func() {
		if it.catalog, it.err = s.readCatalogue(); it.err != nil {
			return
		}
		it.byID = make(map[yichuang.ItemID]*yichuang.Item, len(it.catalog.Items))
		entries := make([]finder.Entry, len(it.catalog.Items))
		for i, item := range it.catalog.Items {
			it.byID[item.ID] = item
			entries[i] = finder.Entry{ID: item.ID, Name: item.Name, Code: item.Code.Value, Aliases: item.Aliases, Department: item.Office.Department}
		}
		it.index = finder.New(entries)
	})
	return it.err
}

// catalogue returns the catalogue in use.
func (s *seat) catalogue() *items {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.items
}

func (s *seat) readCatalogue() (*catalog.Catalog, error) {
	c := s.settings()
	if c.enrolled {
		db, err := s.data()
		if err != nil {
			return nil, err
		}
		published, err := db.Catalogue(context.Background())
		if err != nil || len(published) > 0 {
			return &catalog.Catalog{Items: published}, err
		}
	}
	if c.Catalog != "" {
		return readFolder(c)
	}
	return catalog.Sample(), nil
}

// warm reads the catalogue and the usage counts ahead of the first search.
func (s *seat) warm(ctx context.Context) error {
	if err := s.load(); err != nil {
		return err
	}
	it := s.catalogue()
	it.index.Prepare()
	db, err := s.data()
	if err != nil {
		return err
	}
	used, err := db.Usage(ctx)
	if err != nil {
		return err
	}
	it.mu.Lock()
	it.used = used
	it.mu.Unlock()
	return nil
}

// Search finds items for what was typed so far, the best first; nothing typed
// lists the most used.
func (s *seat) Search(query string, limit int) []yichuang.ItemHit {
	if s.load() != nil {
		return nil
	}
	it := s.catalogue()
	it.mu.RLock()
	used := it.used // replaced as a whole, never changed
	it.mu.RUnlock()
	found := it.index.Search(query, limit, func(id yichuang.ItemID) int { return used[id] })
	hits := make([]yichuang.ItemHit, len(found))
	for i, h := range found {
		item := it.byID[h.ID]
		hits[i] = yichuang.ItemHit{ID: h.ID, Name: item.Name, Via: h.Via,
			Department: item.Office.Department, Window: item.Office.Window, Used: used[h.ID]}
		for _, span := range h.Spans {
			hits[i].Spans = append(hits[i].Spans, [2]int{span.Start, span.End})
		}
	}
	return hits
}

// Item returns the item in the edition that new cases use.
func (s *seat) Item(id yichuang.ItemID) (*yichuang.Item, error) {
	if err := s.load(); err != nil {
		return nil, err
	}
	if item := s.catalogue().byID[id]; item != nil {
		return item, nil
	}
	return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "事项目录里没有“" + string(id) + "”", Hint: "请用 yichuang catalog lint 检查事项文件，或者重新搜索"}
}

// itemOf returns the item of a case in the case's own edition.
func (s *seat) itemOf(ctx context.Context, ref yichuang.ItemRef) (*yichuang.Item, error) {
	if s.load() == nil {
		if item := s.catalogue().byID[ref.ID]; item != nil && item.Edition == ref.Edition {
			return item, nil
		}
	}
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	return db.Item(ctx, ref)
}

// count notes that an item was taken in once more.
func (s *seat) count(id yichuang.ItemID) {
	it := s.catalogue()
	it.mu.Lock()
	defer it.mu.Unlock()
	used := maps.Clone(it.used)
	if used == nil {
		used = map[yichuang.ItemID]int{}
	}
	used[id]++
	it.used = used
}

// Unusable names the item files that give no item, each once with the first
// reason.
func (s *seat) Unusable() []string {
	if err := s.load(); err != nil {
		message, _ := yichuang.Explain(err)
		return []string{message}
	}
	var out []string
	named := map[string]bool{}
	for _, u := range s.catalogue().catalog.Unusable {
		if named[u.File] {
			continue
		}
		named[u.File] = true
		out = append(out, fmt.Sprintf("%s 第%d行：%s", u.File, u.Line, u.Message))
	}
	return out
}
