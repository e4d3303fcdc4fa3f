package central

import (
	"context"
	"time"
)

// watchEvery is how often a centre looks for what commands and other centres have
// changed: whom terminals are taken for, what is published, and whether the data
// are still the same at all.
const watchEvery = time.Second

// watch looks until the centre ends.
func (c *Centre) watch(life context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	blind := false
	for {
		select {
		case <-life.Done():
			return
		case <-tick.C:
		}
		err := c.look(life)
		if err != nil && !blind && life.Err() == nil {
			c.Log.Error("the database does not answer", "err", err)
		}
		if err == nil && blind {
			c.Log.Info("the database answers again")
		}
		blind = err != nil
	}
}

// look compares the database with what this centre knows.
func (c *Centre) look(ctx context.Context) error {
	var incarnation []byte
	var revision int64
	err := c.db.scan(ctx, "SELECT m.value, (SELECT coalesce(max(revision), 0) FROM reference) FROM meta m WHERE m.key = $1", []any{metaIncarnation}, &incarnation, &revision)
	if err != nil {
		return c.db.fault(err)
	}
	if string(incarnation) != c.incarnation.Load() {
		if err := c.reborn(ctx, string(incarnation)); err != nil {
			return err
		}
	}
	if revision != c.revision.Swap(revision) {
		// Whoever was revoked, replaced or given another scope was published as well.
		c.registry.forget()
		for _, h := range c.activeHalls() {
			h.news.published(revision)
		}
	}
	return nil
}

// reborn forgets what was known of the data before: they were restored.
func (c *Centre) reborn(ctx context.Context, incarnation string) error {
	for _, h := range c.activeHalls() {
		_, position, err := c.readHall(ctx, h.id)
		if err != nil {
			return err
		}
		h.cases.clear()
		h.news.restart(position)
	}
	c.registry.forget()
	c.incarnation.Store(incarnation)
	c.Log.Warn("the data were restored to an older state; terminals offer again what is missing", "incarnation", incarnation)
	return nil
}

// activeHalls returns the halls that are being worked on.
func (c *Centre) activeHalls() []*hall {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := make([]*hall, 0, len(c.halls))
	for _, h := range c.halls {
		all = append(all, h)
	}
	return all
}
