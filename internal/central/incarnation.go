package central

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"yichuang"
)

// NewIncarnation declares that the data were put back to an older state: from here
// on they are another incarnation, which begins at the present position of every
// hall. Terminals that know an earlier one learn so at their next request, and
// offer again what is missing. A running centre notices within a second.
func (c *Centre) NewIncarnation(ctx context.Context) error {
	var id string
	err := c.db.update(ctx, func(t *tx) (err error) {
		id, err = t.newIncarnation()
		return err
	})
	if err != nil {
		return err
	}
	return c.reborn(ctx, id)
}

// newIncarnation writes the next incarnation and returns its name.
func (t *tx) newIncarnation() (string, error) {
	if err := t.alone(); err != nil {
		return "", err
	}
	id := incarnationName()
	_, err := t.exec(`INSERT INTO incarnations (n, id, hall, began)
		SELECT (SELECT coalesce(max(n), 0) + 1 FROM incarnations), $1, h.hall, h.position
		FROM (SELECT '' AS hall, 0 AS position UNION ALL SELECT id, position FROM halls) h`, id)
	if err != nil {
		return "", err
	}
	return id, t.setMeta(metaIncarnation, []byte(id))
}

// began returns the lowest position at which an incarnation began in a hall: up to
// there it has the same as any that this centre had before. A hall without a row in
// one began with its first event, and so did everything in the first incarnation.
func (t *tx) began(hall yichuang.HallID) (began int64, err error) {
	err = t.scan(`SELECT coalesce(min(coalesce(h.began, 0)), 0) FROM incarnations i LEFT JOIN incarnations h ON h.n = i.n AND h.hall = $1
		WHERE i.hall = '' AND i.n > 1`, []any{string(hall)}, &began)
	return began, err
}

func incarnationName() string {
	var raw [8]byte
	_, _ = rand.Read(raw[:]) // never fails
	return hex.EncodeToString(raw[:])
}
