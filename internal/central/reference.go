package central

import (
	"context"
	"encoding/json"
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

// publish puts an entry in the place of the one before it of the same thing, under
// the next revision. Revisions are given under a lock, so that a reader by revision
// never misses one that was committed late.
func (t *tx) publish(hall yichuang.HallID, kind, id string, entry wire.Entry) error {
	if _, err := t.exec("UPDATE meta SET value = value WHERE key = $1", metaRevision); err != nil {
		return err
	}
	if err := t.scan("SELECT coalesce(max(revision), 0) + 1 FROM reference", nil, &entry.Revision); err != nil {
		return err
	}
	raw, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO reference (hall, kind, id, revision, body) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (hall, kind, id) DO UPDATE SET revision = excluded.revision, body = excluded.body`, string(hall), kind, id, entry.Revision, t.packer.Pack(raw))
	return err
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
