package central

import (
	"context"
	"crypto/sha256"

	"yichuang"
)

// What tests outside the package need to see.

// Identity is a terminal as requests have it.
type Identity = identity

// Known looks a terminal up.
func (c *Centre) Known(ctx context.Context, hall yichuang.HallID, t yichuang.TerminalID) (*Identity, error) {
	k, err := c.known(ctx, hall, t)
	return &k.identity, err
}

// Hall returns the terminal's hall.
func (w *identity) Hall() yichuang.HallID { return w.hall }

// Terminal returns its identity.
func (w *identity) Terminal() yichuang.TerminalID { return w.terminal }

// Print is the digest of the centre's authority.
func (c *Centre) Print() [sha256.Size]byte { return c.authority.print() }

// Incarnation is what the data are called.
func (c *Centre) Incarnation() string { return c.incarnation.Load() }
