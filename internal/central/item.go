package central

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"

	"yichuang"
	"yichuang/internal/wire"
)

// item gives one edition of an item: GET /v1/items/{id}/{edition}.
func (c *Centre) item(w http.ResponseWriter, r *http.Request, _ *identity) error {
	raw, err := c.Item(r.Context(), itemRef(r))
	if err != nil {
		return err
	}
	c.answer(w, answer{kind: wire.TypeJSON, body: raw})
	return nil
}

func itemRef(r *http.Request) yichuang.ItemRef {
	return yichuang.ItemRef{ID: yichuang.ItemID(r.PathValue("id")), Edition: yichuang.Edition(r.PathValue("edition"))}
}

// Item returns an item in one edition, as JSON. NotFound is returned for one that
// no terminal has used and that was never published.
func (c *Centre) Item(ctx context.Context, ref yichuang.ItemRef) ([]byte, error) {
	var packed []byte
	err := c.db.scan(ctx, "SELECT body FROM items WHERE id = $1 AND edition = $2", []any{string(ref.ID), string(ref.Edition)}, &packed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "中心没有事项" + yichuang.Clip(string(ref.ID), 40) + "的" + yichuang.Clip(string(ref.Edition), 40) + "版", Hint: "等用过它的终端连上中心以后再试"}
	}
	if err != nil {
		return nil, c.db.fault(err)
	}
	return c.packer.Unpack(packed)
}

// putItem takes in an edition that a terminal uses and that was not published
// here, so that its cases can be shown everywhere: PUT /v1/items/{id}/{edition}.
func (c *Centre) putItem(w http.ResponseWriter, r *http.Request, _ *identity) error {
	raw, err := c.readBody(w, r, mostJSON)
	if err != nil {
		return err
	}
	var it yichuang.Item
	if err := json.Unmarshal(raw, &it); err != nil || it.Ref() != itemRef(r) || it.ID == "" || it.Edition == "" {
		return &yichuang.Error{Code: yichuang.Invalid, Message: "the body is not the item that the path names", Hint: "send yichuang.Item as JSON", Err: err}
	}
	if err := c.db.update(r.Context(), func(t *tx) error { return t.keepItem(&it) }); err != nil {
		return err
	}
	return c.writeJSON(w, struct{}{})
}

// keepItem keeps an edition that is not here yet. An edition is one exact text, so
// one that is here stays as it is.
func (t *tx) keepItem(it *yichuang.Item) error {
	raw, err := json.Marshal(it)
	if err != nil {
		return err
	}
	_, err = t.exec("INSERT INTO items (id, edition, body) VALUES ($1, $2, $3) ON CONFLICT (id, edition) DO NOTHING", string(it.ID), string(it.Edition), t.packer.Pack(raw))
	return err
}
