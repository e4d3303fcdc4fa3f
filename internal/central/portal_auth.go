package central

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// signed is a request that a portal signed.
type signed struct {
	Portal
	key    string // for repeats, "" where nothing changes
	digest [sha256.Size]byte
	body   []byte
}

// The bounds of an online request.
const (
	mostFile  = 20 << 20 // bytes
	mostFiles = 200      // of one application
)

// repeatsKept is how long an answer is kept to be given again.
const repeatsKept = 30 * 24 * time.Hour

var errSignature = &wire.Problem{Code: wire.CodeSignature, Class: wire.Never, Message: "the request is not signed by a portal that is enrolled here",
	Hint: "check portal, secret and what is signed: method, path, timestamp, nonce, idempotency key and the body's sha-256; see docs/online.md"}

// signed reads a request of at most so many bytes and tells whose it is. A request
// is good once, within the replay window: CodeSignature and CodeReplay are the
// problems with others.
func (c *Centre) signed(w http.ResponseWriter, r *http.Request, most int64) (*signed, error) {
	h := r.Header
	p, secret, ok, err := c.portal(r.Context(), h.Get(wire.HeaderPortal))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errSignature // before the body: strangers send nothing large
	}
	body, err := c.readBody(w, r, most)
	if err != nil {
		return nil, err
	}
	ask := wire.PortalRequest{Method: r.Method, Path: r.URL.RequestURI(), Timestamp: h.Get(wire.HeaderTimestamp), Nonce: h.Get(wire.HeaderNonce),
		Idempotency: h.Get(wire.HeaderIdempotency), Body: body}
	if !hmac.Equal([]byte(ask.Sign(secret)), []byte(h.Get(wire.HeaderSignature))) {
		return nil, errSignature
	}
	if err := c.fresh(r.Context(), p.ID, ask); err != nil {
		return nil, err
	}
	return &signed{Portal: p, key: ask.Idempotency, body: body, digest: sha256.Sum256(append([]byte(ask.Method+" "+ask.Path+"\n"), body...))}, nil
}

// fresh refuses what is too old or was asked before.
func (c *Centre) fresh(ctx context.Context, portal string, ask wire.PortalRequest) error {
	seconds, err := strconv.ParseInt(ask.Timestamp, 10, 64)
	off := c.Now().Sub(time.Unix(seconds, 0)).Abs()
	const alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	switch {
	case err != nil || off > wire.ReplayWindow:
		return &wire.Problem{Code: wire.CodeReplay, Class: wire.Never, Message: "the request's timestamp is not within 5 minutes of the centre's clock, " + c.Now().UTC().Format(time.RFC3339),
			Hint: "send the time in seconds since 1970, and set the portal's clock"}
	case len(ask.Nonce) < 16 || len(ask.Nonce) > 64 || strings.Trim(ask.Nonce, alphabet) != "":
		return &yichuang.Error{Code: yichuang.Invalid, Message: "the nonce must be 16 to 64 letters and digits", Hint: "make a new one for every request"}
	}
	return c.db.update(ctx, func(t *tx) error {
		now := c.Now().UnixNano()
		if _, err := t.exec("DELETE FROM nonces WHERE at < $1", now-int64(3*wire.ReplayWindow)); err != nil {
			return err
		}
		n, err := t.exec("INSERT INTO nonces (portal, nonce, at) VALUES ($1, $2, $3) ON CONFLICT (portal, nonce) DO NOTHING", portal, ask.Nonce, now)
		if err == nil && n == 0 {
			err = &wire.Problem{Code: wire.CodeReplay, Class: wire.Never, Message: "the request was seen before", Hint: "sign it anew, with another nonce; the idempotency key may stay"}
		}
		return err
	})
}

// answered returns the answer that was given under the key of a request, nil when
// there was none. CodeSpent is the problem with a key that stood for another request.
func (c *Centre) answered(ctx context.Context, s *signed) ([]byte, error) {
	if len(s.key) < 8 || len(s.key) > 100 {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "the idempotency key must have 8 to 100 characters", Hint: "the same for every repeat of one request; see docs/online.md"}
	}
	var digest, answer []byte
	err := c.db.scan(ctx, "SELECT digest, answer FROM repeats WHERE portal = $1 AND key = $2", []any{s.ID, s.key}, &digest, &answer)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, c.db.fault(err)
	case string(digest) != string(s.digest[:]):
		return nil, &wire.Problem{Code: wire.CodeSpent, Class: wire.Never, Message: "the idempotency key stood for another request", Hint: "take a new one for a new request"}
	}
	return answer, nil
}

// keepAnswer keeps the answer to a request for its repeats, in the transaction that
// does what it asks for: it is done and answered the same for ever, or neither.
func (t *tx) keepAnswer(s *signed, made *yichuang.Case, now time.Time) error {
	answer, err := json.Marshal(standing(made))
	if err != nil {
		return err
	}
	if _, err := t.exec("DELETE FROM repeats WHERE at < $1", now.Add(-repeatsKept).UnixNano()); err != nil {
		return err
	}
	_, err = t.exec("INSERT INTO repeats (portal, key, digest, answer, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (portal, key) DO NOTHING", s.ID, s.key, s.digest[:], answer, now.UnixNano())
	return err
}
