package central

import (
	"context"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// identity is the terminal that a request comes from, by its certificate.
type identity struct {
	hall     yichuang.HallID
	terminal yichuang.TerminalID
	scope    string   // as it is stored: departments, JSON; "" for all of the hall
	of       []string // the same
	authors  []any    // itself, and the identities it had before: those with its key
}

// only narrows cases k to those that the terminal may see; from is the number of
// the first parameter.
func (w *identity) only(from int) (condition string, args []any) {
	if w.scope == "" {
		return "", nil
	}
	for _, d := range w.of {
		args = append(args, d)
	}
	mine := places(from, len(args))
	return " AND (k.department IN (" + mine + ") OR EXISTS (SELECT 1 FROM shares s WHERE s.hall = k.hall AND s.number = k.number AND s.department IN (" + mine + ")))", args
}

// counted narrows open cases k to those that the terminal counts, to compare: of the
// departments that it sees, and those in which they have a part now. One that was
// returned to the window stays to be seen, but is nobody else's until it is accepted
// again.
func (w *identity) counted(from int) (condition string, args []any) {
	condition, args = w.only(from)
	if condition != "" {
		condition += " AND (k.department IN (" + places(from, len(args)) + ") OR k.stage IN ('accepted', 'ruled', 'ready'))"
	}
	return condition, args
}

// onlyRuns narrows runs r to those of such cases, and to the terminal's own: it is
// told what became of every step of its own, also of one on a case that it may not
// see any more.
func (w *identity) onlyRuns(from int) (condition string, args []any) {
	return w.onlyOr("r.terminal IN (%s)", from)
}

// onlyWorked narrows runs r to those of such cases, and of cases that the terminal
// itself has worked on.
func (w *identity) onlyWorked(from int) (condition string, args []any) {
	return w.onlyOr("EXISTS (SELECT 1 FROM runs o WHERE o.hall = r.hall AND o.number = r.number AND o.terminal IN (%s))", from)
}

func (w *identity) onlyOr(own string, from int) (condition string, args []any) {
	condition, args = w.only(from)
	if condition == "" {
		return "", nil
	}
	own = fmt.Sprintf(own, places(from+len(args), len(w.authors)))
	return " AND (" + own + " OR EXISTS (SELECT 1 FROM cases k WHERE k.hall = r.hall AND k.number = r.number" + condition + "))", append(args, w.authors...)
}

// who identifies the terminal of a request. The certificate was verified when the
// connection was made; whether the terminal still belongs to the hall is looked up.
func (c *Centre) who(r *http.Request) (*identity, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, &wire.Problem{Code: yichuang.Denied, Class: wire.Stop, Message: "this needs the certificate of an enrolled terminal", Hint: "run: yichuang enroll URL CODE"}
	}
	hall, terminal, ok := named(r.TLS.VerifiedChains[0][0])
	if !ok {
		return nil, &wire.Problem{Code: yichuang.Denied, Class: wire.Stop, Message: "the certificate names no terminal", Hint: "run: yichuang enroll URL CODE"}
	}
	known, err := c.known(r.Context(), hall, terminal)
	if err != nil {
		return nil, err
	}
	if known.gone {
		return nil, revoked(terminal)
	}
	return &known.identity, nil
}

// named reads hall and terminal out of a certificate that this centre has issued.
func named(cert *x509.Certificate) (yichuang.HallID, yichuang.TerminalID, bool) {
	s := cert.Subject
	if len(s.Organization) != 1 || s.CommonName == "" {
		return "", "", false
	}
	return yichuang.HallID(s.Organization[0]), yichuang.TerminalID(s.CommonName), true
}

// knownFor is how long a terminal that was looked up is believed in: revoking it
// works after that at the latest.
const knownFor = time.Second

// known is a terminal as it was looked up last.
type known struct {
	identity
	gone bool // revoked, or its seat was enrolled anew
	at   time.Time
}

// registry remembers terminals for a moment, so that hundreds of requests a second
// do not ask the same.
type registry struct {
	mu sync.Mutex
	at map[[2]string]known
}

// forget has everybody looked up again.
func (r *registry) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.at)
}

// known looks a terminal up.
func (c *Centre) known(ctx context.Context, hall yichuang.HallID, terminal yichuang.TerminalID) (known, error) {
	key := [2]string{string(hall), string(terminal)}
	now := c.Now()
	c.registry.mu.Lock()
	k, ok := c.registry.at[key]
	c.registry.mu.Unlock()
	if age := now.Sub(k.at); ok && age >= 0 && age < knownFor {
		return k, nil
	}
	k = known{identity: identity{hall: hall, terminal: terminal}, at: now}
	var enrolled, replaced, revoked int64
	err := c.db.scan(ctx, "SELECT scope, enrolled, replaced, revoked FROM terminals WHERE hall = $1 AND id = $2",
		[]any{string(hall), string(terminal)}, &k.scope, &enrolled, &replaced, &revoked)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		k.gone = true
	case err != nil:
		return k, c.db.fault(err)
	default:
		k.gone = enrolled == 0 || replaced != 0 || revoked != 0
	}
	if k.scope != "" {
		if err := json.Unmarshal([]byte(k.scope), &k.of); err != nil {
			return k, err
		}
		if k.authors, err = c.sameKey(ctx, hall, terminal); err != nil {
			return k, err
		}
	}
	c.registry.mu.Lock()
	defer c.registry.mu.Unlock()
	if len(c.registry.at) > 20_000 {
		clear(c.registry.at)
	}
	c.registry.at[key] = k
	return k, nil
}

// sameKey lists the identities of a hall that have the terminal's key.
func (c *Centre) sameKey(ctx context.Context, hall yichuang.HallID, terminal yichuang.TerminalID) ([]any, error) {
	rows, err := c.db.rows(ctx, `SELECT o.id FROM terminals t JOIN terminals o ON o.key = t.key AND o.hall = t.hall WHERE t.hall = $1 AND t.id = $2`, string(hall), string(terminal))
	if err != nil {
		return nil, c.db.fault(err)
	}
	defer rows.Close()
	var all []any
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, c.db.fault(err)
		}
		all = append(all, id)
	}
	return all, c.db.fault(rows.Err())
}

// gone reports whether a terminal that was let in does not belong here any more.
func (c *Centre) gone(ctx context.Context, who *identity) (bool, error) {
	k, err := c.known(ctx, who.hall, who.terminal)
	return k.gone, err
}
