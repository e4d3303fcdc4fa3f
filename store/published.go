package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"yichuang"
)

// TakePublished takes in what the centre has published, in one transaction: the
// items that new cases use from now on, the people, the seats, the hall and its
// holidays. People whom the centre looks after take the place of all who were
// entered here.
func (s *Store) TakePublished(ctx context.Context, p *yichuang.Published) error {
	return s.update(ctx, func(t *tx) error {
		steps := []func(*yichuang.Published) error{t.takeItems, t.takeUsers, t.takeTerminals, t.takeHall}
		for _, step := range steps {
			if err := step(p); err != nil {
				return err
			}
		}
		_, err := t.exec("UPDATE link SET reference = max(reference, ?)", p.Revision)
		return err
	})
}

func (t *tx) takeItems(p *yichuang.Published) error {
	for _, it := range p.Items {
		if _, err := t.putItem(it); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE items SET current = (edition = ?1), centre = max(centre, edition = ?1) WHERE id = ?2", string(it.Edition), string(it.ID)); err != nil {
			return err
		}
	}
	for _, id := range p.Withdrawn {
		if _, err := t.exec("UPDATE items SET current = 0 WHERE id = ?", string(id)); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) takeUsers(p *yichuang.Published) error {
	if len(p.Users) == 0 {
		return nil
	}
	if _, err := t.exec("DELETE FROM users WHERE centre = 0"); err != nil {
		return err
	}
	for _, u := range p.Users {
		if u.Removed {
			if _, err := t.exec("DELETE FROM users WHERE id = ?", string(u.ID)); err != nil {
				return err
			}
			continue
		}
		name, err := t.vault.Seal([]byte(u.Name), userContext(u.ID, "name"))
		if err != nil {
			return err
		}
		pin, err := t.vault.Seal([]byte(u.PIN), userContext(u.ID, "pin"))
		if err != nil {
			return err
		}
		// A lock-out outlives an entry, but not a new PIN.
		_, err = t.exec(`INSERT INTO users (id, name, role, also, department, pin, centre) VALUES (?, ?, ?, ?, ?, ?, 1)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, also = excluded.also, department = excluded.department, centre = 1,
			failed = CASE WHEN pin = excluded.pin THEN failed ELSE 0 END, locked_until = CASE WHEN pin = excluded.pin THEN locked_until ELSE 0 END,
			pin = excluded.pin`, string(u.ID), name, string(u.Role), string(u.Also), u.Department, pin)
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) takeTerminals(p *yichuang.Published) error {
	for _, terminal := range p.Terminals {
		_, err := t.exec("INSERT OR REPLACE INTO terminals (id, window, key, revoked) VALUES (?, ?, ?, ?)", string(terminal.ID), terminal.Window, terminal.Key, terminal.Revoked)
		if err != nil {
			return err
		}
	}
	return nil
}

// The keys of meta for what is published once for a hall.
const (
	hallKey     = "hall"
	calendarKey = "calendar"
)

func (t *tx) takeHall(p *yichuang.Published) error {
	if p.Hall != nil {
		raw, err := json.Marshal(p.Hall)
		if err != nil {
			return err
		}
		if _, err := t.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", hallKey, raw); err != nil {
			return err
		}
	}
	if p.Calendar == nil {
		return nil
	}
	_, err := t.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", calendarKey, p.Calendar)
	return err
}

// Hall returns what the centre has published of the hall; ok is false when there is
// nothing yet.
func (s *Store) Hall(ctx context.Context) (hall yichuang.Hall, ok bool, err error) {
	raw, err := s.metaValue(ctx, hallKey)
	if raw != nil {
		err = json.Unmarshal(raw, &hall)
	}
	return hall, raw != nil && err == nil, s.fault(err)
}

// Calendar returns the calendar that the centre has published, nil for none.
func (s *Store) Calendar(ctx context.Context) ([]byte, error) {
	raw, err := s.metaValue(ctx, calendarKey)
	return raw, s.fault(err)
}

func (s *Store) metaValue(ctx context.Context, key string) (raw []byte, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", key).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return raw, err
}

// Terminals returns the terminals of the hall that are known here, by their
// identities, with the keys that papers are signed with.
func (s *Store) Terminals(ctx context.Context) ([]yichuang.PublishedTerminal, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT id, window, key, revoked FROM terminals ORDER BY id")
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	var all []yichuang.PublishedTerminal
	for rows.Next() {
		var t yichuang.PublishedTerminal
		if err := rows.Scan(&t.ID, &t.Window, &t.Key, &t.Revoked); err != nil {
			return nil, s.fault(err)
		}
		t.Epoch = t.ID[len(t.ID)-1]
		all = append(all, t)
	}
	return all, s.fault(rows.Err())
}

// Catalogue returns the items that the centre publishes for new cases, by their
// ids; none when it publishes none.
func (s *Store) Catalogue(ctx context.Context) ([]*yichuang.Item, error) {
	return s.itemBodies(ctx, "SELECT body FROM items WHERE current = 1 ORDER BY id")
}

// Editions returns the editions of an item that are here, in no order.
func (s *Store) Editions(ctx context.Context, id yichuang.ItemID) ([]*yichuang.Item, error) {
	return s.itemBodies(ctx, "SELECT body FROM items WHERE id = ?", string(id))
}

func (s *Store) itemBodies(ctx context.Context, query string, args ...any) ([]*yichuang.Item, error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	var items []*yichuang.Item
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, s.fault(err)
		}
		it, err := unpack(body)
		if err != nil {
			return nil, damaged(s.path, err)
		}
		items = append(items, it)
	}
	return items, s.fault(rows.Err())
}

// UnknownItems lists editions that cases here are of and that are not here.
func (s *Store) UnknownItems(ctx context.Context, limit int) ([]yichuang.ItemRef, error) {
	return s.itemRefs(ctx, "SELECT id, edition FROM wanted_items ORDER BY id, edition LIMIT ?", limit)
}

// LocalItems lists editions in use here that the centre may not have.
func (s *Store) LocalItems(ctx context.Context, limit int) ([]yichuang.ItemRef, error) {
	return s.itemRefs(ctx, "SELECT id, edition FROM items WHERE centre = 0 ORDER BY id, edition LIMIT ?", limit)
}

func (s *Store) itemRefs(ctx context.Context, query string, limit int) ([]yichuang.ItemRef, error) {
	rows, err := s.read.QueryContext(ctx, query, limit)
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	var refs []yichuang.ItemRef
	for rows.Next() {
		var ref yichuang.ItemRef
		if err := rows.Scan(&ref.ID, &ref.Edition); err != nil {
			return nil, s.fault(err)
		}
		refs = append(refs, ref)
	}
	return refs, s.fault(rows.Err())
}

// TakeItem keeps an edition that the centre has; of a bundle, the parts that are not
// here become unknown items.
func (s *Store) TakeItem(ctx context.Context, it *yichuang.Item) error {
	return s.update(ctx, func(t *tx) error {
		if _, err := t.putItem(it); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE items SET centre = 1 WHERE id = ? AND edition = ?", string(it.ID), string(it.Edition)); err != nil {
			return err
		}
		for _, ref := range it.Parts() { // who is to part a bundle needs them
			if err := t.wantItem(ref); err != nil {
				return err
			}
		}
		_, err := t.exec("DELETE FROM wanted_items WHERE id = ? AND edition = ?", string(it.ID), string(it.Edition))
		return err
	})
}

// ItemSettled notes that the centre has an edition, or that it has none that this
// terminal wants: it is not asked about again.
func (s *Store) ItemSettled(ctx context.Context, ref yichuang.ItemRef) error {
	return s.update(ctx, func(t *tx) error {
		if _, err := t.exec("UPDATE items SET centre = 1 WHERE id = ? AND edition = ?", string(ref.ID), string(ref.Edition)); err != nil {
			return err
		}
		_, err := t.exec("DELETE FROM wanted_items WHERE id = ? AND edition = ?", string(ref.ID), string(ref.Edition))
		return err
	})
}

// wantItem notes that an edition of another terminal's case is not here.
func (t *tx) wantItem(ref yichuang.ItemRef) error {
	_, err := t.exec(`INSERT OR IGNORE INTO wanted_items (id, edition) SELECT ?1, ?2
		WHERE NOT EXISTS (SELECT 1 FROM items WHERE id = ?1 AND edition = ?2)`, string(ref.ID), string(ref.Edition))
	return err
}

// Acquainted returns the edition of an item with which a person has worked last,
// "" for none.
func (s *Store) Acquainted(ctx context.Context, person yichuang.UserID, item yichuang.ItemID) (edition yichuang.Edition, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT edition FROM acquainted WHERE person = ? AND item = ?", string(person), string(item)).Scan(&edition)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return edition, s.fault(err)
}

// Acquaint notes that a person has seen what an edition of an item changes.
func (s *Store) Acquaint(ctx context.Context, person yichuang.UserID, ref yichuang.ItemRef) error {
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec("INSERT OR REPLACE INTO acquainted (person, item, edition) VALUES (?, ?, ?)", string(person), string(ref.ID), string(ref.Edition))
		return err
	})
}
