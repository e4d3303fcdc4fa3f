package central

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/hooks"
)

// Hook is a subscription: who is told what becomes of the cases of a hall.
type Hook struct {
	ID   string          // a name for it here; "" has one made
	Hall yichuang.HallID // whose cases
	HookAbout
	FromStart bool // with everything that ever was; else from now on
}

// HookAbout is where messages go, and of what.
type HookAbout struct {
	Target     hooks.Target  `json:"target"`
	Events     []hooks.Type  `json:"events,omitempty"`     // none: all
	Grants     []hooks.Grant `json:"grants,omitempty"`     // personal data beyond masked names
	Portal     string        `json:"portal,omitempty"`     // only what this portal sent in
	Department string        `json:"department,omitempty"` // only cases in which it has a part
}

// HookStatus is whether a subscription is being served.
type HookStatus string

// The states of a subscription.
const (
	HookActive  HookStatus = "active"
	HookPaused  HookStatus = "paused"  // by an administrator; nothing is lost
	HookStopped HookStatus = "stopped" // the receiver said that it wants no more
)

// AddHook adds a subscription, and returns its name and the secret that its
// messages are signed with, as receivers keep it; it is shown once. Invalid is
// returned for a subscription that cannot be, Conflict for a name that is taken,
// NotFound for an unknown hall or portal.
func (c *Centre) AddHook(ctx context.Context, h Hook) (id, secret string, err error) {
	if h.ID == "" {
		h.ID = strings.ToLower(rand.Text()[:8])
	}
	if err := h.check(); err != nil {
		return "", "", err
	}
	about, err := json.Marshal(h.HookAbout)
	if err != nil {
		return "", "", err
	}
	key := hooks.NewSecret()
	err = c.db.update(ctx, func(t *tx) error {
		var position int64
		err := t.scan("SELECT position FROM halls WHERE id = $1", []any{string(h.Hall)}, &position)
		if errors.Is(err, sql.ErrNoRows) {
			return noHall(h.Hall)
		}
		if err == nil && h.Portal != "" {
			err = t.hasPortal(h.Hall, h.Portal)
		}
		if err != nil {
			return err
		}
		if h.FromStart {
			position = 0
		}
		n, err := t.exec(`INSERT INTO hooks (id, hall, about, secret, former, until, position, state, why, added, holder, beat)
			VALUES ($1, $2, $3, $4, $5, 0, $6, $7, '', $8, '', 0) ON CONFLICT (id) DO NOTHING`,
			h.ID, string(h.Hall), string(about), []byte(key), []byte{}, position, string(HookActive), c.Now().UnixNano())
		if err == nil && n == 0 {
			err = &yichuang.Error{Code: yichuang.Conflict, Message: "there is a subscription " + h.ID + " already", Hint: "see: yichuangd hook list"}
		}
		return err
	})
	return h.ID, key.Written(), err
}

// hasPortal returns NotFound where a hall has no such portal.
func (t *tx) hasPortal(hall yichuang.HallID, portal string) error {
	var n int
	err := t.scan("SELECT count(*) FROM portals WHERE id = $1 AND hall = $2", []any{portal, string(hall)}, &n)
	if err == nil && n == 0 {
		err = &yichuang.Error{Code: yichuang.NotFound, Message: "the hall " + string(hall) + " has no portal " + yichuang.Clip(portal, 30), Hint: "see: yichuangd portal list"}
	}
	return err
}

func (h *Hook) check() error {
	if len(h.ID) > 32 || strings.Trim(h.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("the name %q must be 1 to 32 small letters, digits and dashes", yichuang.Clip(h.ID, 40)), Hint: "for example region"}
	}
	h.Department = yichuang.CleanLine(h.Department)
	return h.Target.Check()
}

// noHook says that there is no such subscription.
func noHook(id string) error {
	return &yichuang.Error{Code: yichuang.NotFound, Message: "there is no subscription " + yichuang.Clip(id, 40), Hint: "see: yichuangd hook list"}
}

// changeHook runs a statement that concerns one subscription.
func (c *Centre) changeHook(ctx context.Context, id, query string, args ...any) error {
	return c.db.update(ctx, func(t *tx) error {
		n, err := t.exec(query, append([]any{id}, args...)...)
		if err == nil && n == 0 {
			err = noHook(id)
		}
		return err
	})
}

// PauseHook stops sending until it is resumed; what happens meanwhile is sent then.
// NotFound is returned for an unknown subscription.
func (c *Centre) PauseHook(ctx context.Context, id string) error {
	return c.changeHook(ctx, id, "UPDATE hooks SET state = $2, why = '' WHERE id = $1", string(HookPaused))
}

// ResumeHook goes on sending, also to a receiver that had said that it wants no
// more. NotFound is returned for an unknown subscription.
func (c *Centre) ResumeHook(ctx context.Context, id string) error {
	return c.changeHook(ctx, id, "UPDATE hooks SET state = $2, why = '' WHERE id = $1", string(HookActive))
}

// RemoveHook ends a subscription; what it still had to send is dropped. NotFound is
// returned for an unknown one.
func (c *Centre) RemoveHook(ctx context.Context, id string) error {
	return c.whileSent(ctx, func(t *tx) error {
		n, err := t.exec("DELETE FROM hooks WHERE id = $1", id)
		if err == nil && n == 0 {
			err = noHook(id)
		}
		if err == nil {
			_, err = t.exec("DELETE FROM deliveries WHERE hook = $1", id)
		}
		return err
	})
}

// whileSent is an update of messages that are being written off meanwhile. Two who
// lock the same rows in another order are parted by PostgreSQL, at the cost of one.
func (c *Centre) whileSent(ctx context.Context, f func(*tx) error) (err error) {
	for range 5 {
		if err = c.db.update(ctx, f); yichuang.CodeOf(err) != yichuang.Busy {
			return err
		}
	}
	return err
}

// RotateHook gives a subscription a new secret and returns it. For so long messages
// are signed with the one before, too. NotFound is returned for an unknown
// subscription.
func (c *Centre) RotateHook(ctx context.Context, id string, both time.Duration) (secret string, err error) {
	key := hooks.NewSecret()
	err = c.changeHook(ctx, id, "UPDATE hooks SET former = secret, until = $2, secret = $3 WHERE id = $1", c.Now().Add(max(both, 0)).UnixNano(), []byte(key))
	return key.Written(), err
}

// TryHook sends a message that only tries whether the receiver answers, and returns
// what it answered. NotFound is returned for an unknown subscription.
func (c *Centre) TryHook(ctx context.Context, id string) (hooks.Answer, error) {
	h, err := c.readHook(ctx, id)
	if err != nil {
		return hooks.Answer{}, err
	}
	s, err := hooks.NewSender(h.about.Target, 1, 0)
	if err != nil {
		return hooks.Answer{}, err
	}
	defer s.Close()
	now := c.Now()
	m := hooks.Trial(h.hall, id, now)
	body, err := m.Write()
	if err != nil {
		return hooks.Answer{}, err
	}
	return s.Send(ctx, hooks.Envelope{ID: m.ID, Body: body, At: now, Secrets: h.secrets(now)}), nil
}

// hook is a subscription as it stands in the database.
type hook struct {
	id       string
	hall     yichuang.HallID
	raw      string // about, as it is written
	about    HookAbout
	secret   []byte
	former   []byte
	until    int64
	position int64
	state    HookStatus
}

// secrets are those that a message of now is signed with.
func (h *hook) secrets(now time.Time) []hooks.Secret {
	all := []hooks.Secret{h.secret}
	if len(h.former) > 0 && now.UnixNano() < h.until {
		all = append(all, h.former)
	}
	return all
}

// readHook reads a subscription, NotFound where there is none.
func (c *Centre) readHook(ctx context.Context, id string) (*hook, error) {
	h := &hook{id: id}
	err := c.db.scan(ctx, "SELECT hall, about, secret, former, until, position, state FROM hooks WHERE id = $1", []any{id},
		&h.hall, &h.raw, &h.secret, &h.former, &h.until, &h.position, &h.state)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, noHook(id)
	}
	if err == nil {
		err = json.Unmarshal([]byte(h.raw), &h.about)
	}
	return h, c.db.fault(err)
}
