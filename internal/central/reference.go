package central

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"yichuang"
	"yichuang/internal/wire"
)

// The kinds of what is published.
const (
	kindItem     = "item"
	kindUser     = "user"
	kindTerminal = "terminal"
	kindHall     = "hall"
	kindCalendar = "calendar"
)

// publisher gives what is published its revisions. They are given under a lock, so
// that a reader by revision never misses one that was committed late.
type publisher struct {
	*tx
	revision int64 // of the last entry
}

func (t *tx) publisher() (*publisher, error) {
	if _, err := t.exec("UPDATE meta SET value = value WHERE key = $1", metaRevision); err != nil {
		return nil, err
	}
	p := &publisher{tx: t}
	return p, t.scan("SELECT coalesce(max(revision), 0) FROM reference", nil, &p.revision)
}

// publishing runs f in a transaction while nobody else publishes: what it reads of
// what is published still holds when it writes.
func (c *Centre) publishing(ctx context.Context, f func(*publisher) error) error {
	return c.db.update(ctx, func(t *tx) error {
		p, err := t.publisher()
		if err == nil {
			err = f(p)
		}
		return err
	})
}

// put puts an entry in the place of the one before it of the same thing, under the
// next revision; hall is "" for all halls.
func (p *publisher) put(hall yichuang.HallID, kind, id string, entry wire.Entry) error {
	p.revision++
	entry.Revision = p.revision
	raw, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	_, err = p.exec(`INSERT INTO reference (hall, kind, id, revision, body) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (hall, kind, id) DO UPDATE SET revision = excluded.revision, body = excluded.body`, string(hall), kind, id, entry.Revision, p.packer.Pack(raw))
	return err
}

// publish puts one entry.
func (t *tx) publish(hall yichuang.HallID, kind, id string, entry wire.Entry) error {
	p, err := t.publisher()
	if err == nil {
		err = p.put(hall, kind, id, entry)
	}
	return err
}

// published reads what is published of a thing now, nil when there is nothing.
func (t *tx) published(hall yichuang.HallID, kind, id string) (*wire.Entry, error) {
	var packed []byte
	err := t.scan("SELECT body FROM reference WHERE hall = $1 AND kind = $2 AND id = $3", []any{string(hall), kind, id}, &packed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return readEntry(t.packer, packed)
}

func readEntry(packer *wire.Packer, packed []byte) (*wire.Entry, error) {
	raw, err := packer.Unpack(packed)
	if err != nil {
		return nil, err
	}
	e := new(wire.Entry)
	return e, json.Unmarshal(raw, e)
}

// entries reads all that is published now of a kind, in the order of identifiers;
// hall is "" for what is published for all halls.
func (c *Centre) entries(ctx context.Context, q querier, hall yichuang.HallID, kind string) ([]*wire.Entry, error) {
	rows, err := q.all(ctx, "SELECT body FROM reference WHERE hall = $1 AND kind = $2 ORDER BY id", string(hall), kind)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []*wire.Entry
	for rows.Next() {
		var packed []byte
		if err := rows.Scan(&packed); err != nil {
			return nil, err
		}
		e, err := readEntry(c.packer, packed)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

func (t *tx) publishTerminal(hall yichuang.HallID, terminal yichuang.Terminal, key []byte, revoked bool) error {
	return t.publish(hall, kindTerminal, string(terminal.ID), wire.Entry{Terminal: &yichuang.PublishedTerminal{Terminal: terminal, Key: key, Revoked: revoked}})
}

// The bounds of one answer.
const (
	referenceEntries = 500
	referenceBytes   = 4 << 20
)

// reference gives what was published behind a revision: GET /v1/reference?after=….
func (c *Centre) reference(w http.ResponseWriter, r *http.Request, who *identity) error {
	after, err := number(r, "after", 0)
	if err != nil {
		return err
	}
	body, err := c.Reference(r.Context(), who.hall, after)
	if err != nil {
		return err
	}
	return c.writeLines(w, body)
}

// Reference writes what was published for a hall behind a revision, an entry a
// line, the last of which is an end.
func (c *Centre) Reference(ctx context.Context, hall yichuang.HallID, after int64) ([]byte, error) {
	end := wire.Entry{Revision: after, End: true}
	rows, err := c.db.rows(ctx, "SELECT revision, body FROM reference WHERE revision > $1 AND hall IN ($2, '') ORDER BY revision LIMIT $3", after, string(hall), referenceEntries+1)
	if err != nil {
		return nil, c.db.fault(err)
	}
	defer rows.Close()
	var body []byte
	for n := 0; rows.Next(); n++ {
		var revision int64
		var packed []byte
		if err := rows.Scan(&revision, &packed); err != nil {
			return nil, c.db.fault(err)
		}
		if n == referenceEntries || len(body) > referenceBytes {
			end.More = true
			break
		}
		raw, err := c.packer.Unpack(packed)
		if err != nil {
			return nil, fmt.Errorf("reference %d: %w", revision, err)
		}
		body = append(append(body, raw...), '\n')
		end.Revision = revision
	}
	if err := rows.Err(); err != nil {
		return nil, c.db.fault(err)
	}
	raw, err := json.Marshal(end)
	return append(append(body, raw...), '\n'), err
}
