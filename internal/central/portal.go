package central

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"yichuang"
)

// Portal is a site on which people apply online. It is trusted with what it signs.
type Portal struct {
	ID      string
	Hall    yichuang.HallID
	Name    string
	Added   time.Time
	Revoked time.Time // zero: not
}

// portalSecretBytes is the length of a secret.
const portalSecretBytes = 32

// AddPortal lets a portal send applications to a hall, and returns the secret that
// it signs with: hexadecimal, shown once. Invalid is returned for an id or a name
// that cannot be, Conflict for an id that is taken, NotFound for an unknown hall.
func (c *Centre) AddPortal(ctx context.Context, p Portal) (secret string, err error) {
	p.Name = yichuang.CleanLine(p.Name)
	if err := p.check(); err != nil {
		return "", err
	}
	key := make([]byte, portalSecretBytes)
	_, _ = rand.Read(key) // it cannot fail
	err = c.db.update(ctx, func(t *tx) error {
		if _, err := t.hallAbout(p.Hall); err != nil {
			return err
		}
		n, err := t.exec("INSERT INTO portals (id, hall, name, secret, added, revoked) VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (id) DO NOTHING",
			p.ID, string(p.Hall), p.Name, key, c.Now().UnixNano())
		if err == nil && n == 0 {
			err = &yichuang.Error{Code: yichuang.Conflict, Message: "there is a portal " + p.ID + " already", Hint: "see: yichuangd portal list"}
		}
		return err
	})
	return hex.EncodeToString(key), err
}

func (p Portal) check() error {
	switch {
	case p.ID == "" || len(p.ID) > 20 || strings.Trim(p.ID, "0123456789abcdefghijklmnopqrstuvwxyz") != "":
		return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("the portal %q must be 1 to 20 small letters and digits", yichuang.Clip(p.ID, 30)), Hint: "for example mengsu"}
	case p.Name == "" || len([]rune(p.Name)) > 50:
		return &yichuang.Error{Code: yichuang.Invalid, Message: "a portal needs a name of at most 50 characters", Hint: "as people know it, with --name"}
	}
	return nil
}

// RotatePortal gives a portal a new secret; the old one holds no more. NotFound is
// returned for an unknown portal.
func (c *Centre) RotatePortal(ctx context.Context, id string) (secret string, err error) {
	key := make([]byte, portalSecretBytes)
	_, _ = rand.Read(key) // it cannot fail
	return hex.EncodeToString(key), c.changePortal(ctx, id, "UPDATE portals SET secret = $2, revoked = 0 WHERE id = $1", id, key)
}

// RevokePortal shuts a portal out. What it sent in stays. NotFound is returned for
// an unknown portal.
func (c *Centre) RevokePortal(ctx context.Context, id string) error {
	return c.changePortal(ctx, id, "UPDATE portals SET revoked = $2 WHERE id = $1", id, c.Now().UnixNano())
}

func (c *Centre) changePortal(ctx context.Context, id, query string, args ...any) error {
	return c.db.update(ctx, func(t *tx) error {
		n, err := t.exec(query, args...)
		if err == nil && n == 0 {
			err = &yichuang.Error{Code: yichuang.NotFound, Message: "there is no portal " + yichuang.Clip(id, 30), Hint: "see: yichuangd portal list"}
		}
		return err
	})
}

// Portals lists the portals.
func (c *Centre) Portals(ctx context.Context) ([]Portal, error) {
	rows, err := c.db.rows(ctx, "SELECT id, hall, name, added, revoked FROM portals ORDER BY id")
	if err != nil {
		return nil, c.db.fault(err)
	}
	defer rows.Close()
	var all []Portal
	for rows.Next() {
		var p Portal
		var added, revoked int64
		if err := rows.Scan(&p.ID, &p.Hall, &p.Name, &added, &revoked); err != nil {
			return nil, c.db.fault(err)
		}
		p.Added = time.Unix(0, added)
		if revoked != 0 {
			p.Revoked = time.Unix(0, revoked)
		}
		all = append(all, p)
	}
	return all, c.db.fault(rows.Err())
}

// portal looks a portal up that was not revoked, with its secret.
func (c *Centre) portal(ctx context.Context, id string) (p Portal, secret []byte, ok bool, err error) {
	p.ID = id
	err = c.db.scan(ctx, "SELECT hall, name, secret FROM portals WHERE id = $1 AND revoked = 0", []any{id}, &p.Hall, &p.Name, &secret)
	if errors.Is(err, sql.ErrNoRows) {
		return p, nil, false, nil
	}
	return p, secret, err == nil, c.db.fault(err)
}
