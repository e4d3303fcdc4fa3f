package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"sync"

	"yichuang"
)

// PutItems keeps the editions that are not here yet and returns how many were
// added. An edition is one exact text, so one that is here already stays as it is.
func (s *Store) PutItems(ctx context.Context, items []*yichuang.Item) (added int, err error) {
	known, err := s.editions(ctx)
	if err != nil {
		return 0, s.fault(err)
	}
	var fresh []*yichuang.Item
	for _, it := range items {
		if it.ID == "" || it.Edition == "" {
			return 0, &yichuang.Error{Code: yichuang.Invalid, Message: "事项“" + it.Name + "”没有代号或者版本", Hint: "请检查事项文件"}
		}
		if !known[it.Ref()] {
			known[it.Ref()] = true
			fresh = append(fresh, it)
		}
	}
	if len(fresh) == 0 {
		return 0, nil
	}
	err = s.update(ctx, func(t *tx) error {
		for _, it := range fresh {
			n, err := t.putItem(it)
			if err != nil {
				return err
			}
			added += n
		}
		return nil
	})
	return added, err
}

func (s *Store) editions(ctx context.Context) (map[yichuang.ItemRef]bool, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT id, edition FROM items")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	known := map[yichuang.ItemRef]bool{}
	for rows.Next() {
		var ref yichuang.ItemRef
		if err := rows.Scan(&ref.ID, &ref.Edition); err != nil {
			return nil, err
		}
		known[ref] = true
	}
	return known, rows.Err()
}

func (t *tx) putItem(it *yichuang.Item) (int, error) {
	body, err := pack(it)
	if err != nil {
		return 0, err
	}
	correction, err := json.Marshal(it.Terms.Correction)
	if err != nil {
		return 0, err
	}
	n, err := t.exec("INSERT OR IGNORE INTO items (id, edition, body, correction, added) VALUES (?, ?, ?, ?, ?)",
		string(it.ID), string(it.Edition), body, string(correction), t.at.UnixNano())
	return int(n), err
}

func pack(it *yichuang.Item) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := errors.Join(json.NewEncoder(z).Encode(it), z.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func unpack(body []byte) (*yichuang.Item, error) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	it := new(yichuang.Item)
	return it, json.Unmarshal(raw, it)
}

// Item returns an item in one edition. It is shared: nobody changes it. NotFound
// is returned for an edition that was never put here, Damaged for one that
// cannot be read.
func (s *Store) Item(ctx context.Context, ref yichuang.ItemRef) (*yichuang.Item, error) {
	if it := s.items.get(ref); it != nil {
		return it, nil
	}
	var body []byte
	err := s.read.QueryRowContext(ctx, "SELECT body FROM items WHERE id = ? AND edition = ?", string(ref.ID), string(ref.Edition)).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, unknownItem(ref)
	}
	if err != nil {
		return nil, s.fault(err)
	}
	it, err := unpack(body)
	if err != nil {
		return nil, damaged(s.path, err)
	}
	s.items.put(it)
	return it, nil
}

func unknownItem(ref yichuang.ItemRef) error {
	return &yichuang.Error{Code: yichuang.NotFound, Message: "数据文件里没有事项" + string(ref.ID) + "的" + string(ref.Edition) + "版",
		Hint: "请重新启动程序载入事项目录；仍不行请联系管理员"}
}

// knowsItem refuses a case whose item could not be shown again later.
func (t *tx) knowsItem(ref yichuang.ItemRef) error {
	var one int
	err := t.scan("SELECT 1 FROM items WHERE id = ? AND edition = ?", []any{string(ref.ID), string(ref.Edition)}, &one)
	if errors.Is(err, sql.ErrNoRows) {
		return unknownItem(ref)
	}
	return err
}

// Usage returns how often each item was taken in here.
func (s *Store) Usage(ctx context.Context) (map[yichuang.ItemID]int, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT item, sum(count) FROM usage GROUP BY item HAVING sum(count) > 0")
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	usage := map[yichuang.ItemID]int{}
	for rows.Next() {
		var item yichuang.ItemID
		var n int
		if err := rows.Scan(&item, &n); err != nil {
			return nil, s.fault(err)
		}
		usage[item] = n
	}
	return usage, s.fault(rows.Err())
}

// itemsKept is how many items stay unpacked: those of the cases at hand.
const itemsKept = 32

// itemCache keeps unpacked items; an edition never changes.
type itemCache struct {
	mu   sync.Mutex
	kept map[yichuang.ItemRef]*yichuang.Item
}

func (c *itemCache) get(ref yichuang.ItemRef) *yichuang.Item {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept[ref]
}

func (c *itemCache) put(it *yichuang.Item) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= itemsKept {
		c.kept = map[yichuang.ItemRef]*yichuang.Item{} // seldom: a clerk works on a few
	}
	c.kept[it.Ref()] = it
}
