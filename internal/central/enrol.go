package central

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// Seat is a seat that is to be enrolled.
type Seat struct {
	Hall        yichuang.HallID
	Name        string   // "W07"
	Window      int      // 1 to 999, part of every case number of the region
	Departments []string // whose cases it may see; none for all of the hall
}

// CodeLife is how long an enrolment code works.
const CodeLife = 15 * time.Minute

// AddSeat makes a code with which one terminal may enrol as the seat, once and
// within a quarter of an hour. A seat that was enrolled before gets another epoch
// when the code is used. NotFound is returned for an unknown hall, Invalid for a
// seat that cannot be, Conflict for a window number that another seat of the
// region has.
func (c *Centre) AddSeat(ctx context.Context, s Seat) (wire.Code, error) {
	if err := s.check(); err != nil {
		return wire.Code{}, err
	}
	scope := ""
	if len(s.Departments) > 0 {
		raw, err := json.Marshal(s.Departments)
		if err != nil {
			return wire.Code{}, err
		}
		scope = string(raw)
	}
	code := wire.NewCode(c.authority.print())
	secret := sha256.Sum256([]byte(code.Secret))
	err := c.db.update(ctx, func(t *tx) error {
		if err := t.alone(); err != nil {
			return err
		}
		if err := t.freeWindow(s); err != nil {
			return err
		}
		_, err := t.exec("INSERT INTO codes (secret, hall, seat, number, scope, expires, used) VALUES ($1, $2, $3, $4, $5, $6, 0)",
			secret[:], string(s.Hall), s.Name, s.Window, scope, c.Now().Add(CodeLife).UnixNano())
		return err
	})
	return code, err
}

func (s Seat) check() error {
	switch {
	case s.Name == "" || len(s.Name) > 12 || strings.Trim(s.Name, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "":
		return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("the seat %q must be 1 to 12 capital letters and digits", yichuang.Clip(s.Name, 20)), Hint: "for example W07"}
	case s.Name == onlineSeat:
		return &yichuang.Error{Code: yichuang.Conflict, Message: "the seat " + onlineSeat + " is the centre's own, for online applications", Hint: "give the seat another name"}
	case s.Window < 1 || s.Window > 999:
		return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("the window number %d must be 1 to 999", s.Window), Hint: "give one with --window"}
	}
	return nil
}

// freeWindow refuses a window number that another seat has, in this hall or in
// another one of the same region: their case numbers would be the same.
func (t *tx) freeWindow(s Seat) error {
	about, err := t.hallAbout(s.Hall)
	if err != nil {
		return err
	}
	rows, err := t.rows(`SELECT t.hall, t.seat, h.about FROM terminals t JOIN halls h ON h.id = t.hall WHERE t.number = $1
		UNION SELECT c.hall, c.seat, h.about FROM codes c JOIN halls h ON h.id = c.hall WHERE c.number = $1`, s.Window)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var hall yichuang.HallID
		var seat string
		var raw []byte
		var other yichuang.Hall
		if err := rows.Scan(&hall, &seat, &raw); err != nil {
			return err
		}
		if err := json.Unmarshal(raw, &other); err != nil {
			return err
		}
		if other.Region == about.Region && (hall != s.Hall || seat != s.Name) {
			return &yichuang.Error{Code: yichuang.Conflict, Message: fmt.Sprintf("window %d of region %s is seat %s of hall %s", s.Window, about.Region, seat, hall),
				Hint: "give another number with --window; it stands in every case number"}
		}
	}
	return rows.Err()
}

func (t *tx) hallAbout(id yichuang.HallID) (about yichuang.Hall, err error) {
	var raw []byte
	err = t.scan("SELECT about FROM halls WHERE id = $1", []any{string(id)}, &raw)
	if errors.Is(err, sql.ErrNoRows) {
		return about, noHall(id)
	}
	if err == nil {
		err = json.Unmarshal(raw, &about)
	}
	return about, err
}

// enrol gives a terminal its certificate against a code: POST /v1/enrol.
func (c *Centre) enrol(w http.ResponseWriter, r *http.Request) error {
	var ask wire.Enrol
	if err := c.readJSON(w, r, mostEnrol, &ask); err != nil {
		return err
	}
	answer, err := c.Enrol(r.Context(), ask)
	if err != nil {
		if c.refusals.now() {
			c.Log.Warn("enrolment refused", "from", r.RemoteAddr, "err", err)
		}
		return err
	}
	c.registry.forget() // the seat's former identity ends at once
	c.Log.Info("terminal enrolled", "hall", answer.HallID, "terminal", answer.Terminal.ID, "window", answer.Terminal.Window, "from", r.RemoteAddr)
	return c.writeJSON(w, answer)
}

// Enrol gives a terminal its identity and certificate. Denied is returned for a
// code that is unknown, used or too old, Conflict for an earlier identity that
// belongs to another key, Full when the seat's epochs are used up. The code is
// used up only by a success.
func (c *Centre) Enrol(ctx context.Context, ask wire.Enrol) (*wire.Enrolled, error) {
	var answer *wire.Enrolled
	err := c.db.update(ctx, func(t *tx) error {
		if err := t.alone(); err != nil { // neither a code nor an epoch is given twice
			return err
		}
		s, scope, err := t.useCode(ask.Secret, c.Now())
		if err != nil {
			return err
		}
		answer, err = c.enrolAs(t, s, scope, ask)
		return err
	})
	return answer, err
}

func (t *tx) useCode(secret string, now time.Time) (s Seat, scope string, err error) {
	sum := sha256.Sum256([]byte(secret))
	var expires, used int64
	err = t.scan("SELECT hall, seat, number, scope, expires, used FROM codes WHERE secret = $1", []any{sum[:]}, &s.Hall, &s.Name, &s.Window, &scope, &expires, &used)
	deny := func(message string) error {
		return &wire.Problem{Code: yichuang.Denied, Class: wire.Never, Message: message, Hint: "请管理员重新发登记码：yichuangd terminal add"}
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return s, "", deny("中心没有发过这个登记码")
	case err != nil:
		return s, "", err
	case used != 0:
		return s, "", deny("这个登记码已经用过了")
	case now.UnixNano() > expires:
		return s, "", deny(fmt.Sprintf("这个登记码已经过期（有效%d分钟）", int(CodeLife.Minutes())))
	}
	_, err = t.exec("UPDATE codes SET used = $1 WHERE secret = $2", now.UnixNano(), sum[:])
	return s, scope, err
}

func (c *Centre) enrolAs(t *tx, s Seat, scope string, ask wire.Enrol) (*wire.Enrolled, error) {
	about, err := t.hallAbout(s.Hall)
	if err != nil {
		return nil, err
	}
	epoch, err := t.nextEpoch(s, ask.Before)
	if err != nil {
		return nil, err
	}
	terminal := yichuang.Terminal{ID: yichuang.NewTerminalID(s.Name, epoch), Window: s.Window, Epoch: epoch}
	cert, key, err := c.authority.terminalCert(ask.CSR, s.Hall, terminal.ID, c.Now())
	if err != nil {
		return nil, err
	}
	for _, before := range ask.Before {
		if err := t.knowAuthor(s.Hall, before, key); err != nil {
			return nil, err
		}
	}
	if err := t.addTerminal(s.Hall, terminal, scope, key, c.Now()); err != nil {
		return nil, err
	}
	began, err := t.began(s.Hall)
	if err != nil {
		return nil, err
	}
	incarnation, err := t.meta(metaIncarnation)
	if err != nil {
		return nil, err
	}
	return &wire.Enrolled{Hall: about, HallID: s.Hall, Terminal: terminal, Certificate: cert, Authority: c.authority.cert.Raw,
		Incarnation: string(incarnation), Began: began, Recipient: c.recipient()}, nil
}

const epochs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// nextEpoch returns the first epoch behind all that the window ever had.
func (t *tx) nextEpoch(s Seat, before []yichuang.Terminal) (byte, error) {
	rows, err := t.rows("SELECT epoch FROM terminals WHERE hall = $1 AND number = $2", string(s.Hall), s.Window)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	last := -1
	for rows.Next() {
		var e string
		if err := rows.Scan(&e); err != nil {
			return 0, err
		}
		last = max(last, strings.Index(epochs, e))
	}
	for _, b := range before {
		if b.Window == s.Window {
			last = max(last, strings.IndexByte(epochs, b.Epoch))
		}
	}
	if last+1 >= len(epochs) {
		return 0, &wire.Problem{Code: yichuang.Full, Class: wire.Never, Message: fmt.Sprintf("窗口%d已经登记过%d次，不能再登记", s.Window, len(epochs)), Hint: "请管理员给这个座位换一个窗口号"}
	}
	return epochs[last+1], rows.Err()
}

// knowAuthor lets events come in that a terminal signed before it was enrolled.
func (t *tx) knowAuthor(hall yichuang.HallID, before yichuang.Terminal, key []byte) error {
	var have []byte
	err := t.scan("SELECT key FROM terminals WHERE hall = $1 AND id = $2", []any{string(hall), string(before.ID)}, &have)
	switch {
	case err == nil && string(have) == string(key):
		return nil
	case err == nil:
		return &wire.Problem{Code: yichuang.Conflict, Class: wire.Never, Message: "终端" + string(before.ID) + "在本大厅已经由另一台机器登记",
			Hint: "这台机器的数据是按同一个窗口号办理的，编号可能重复；请联系管理员"}
	case !errors.Is(err, sql.ErrNoRows):
		return err
	case before.Window < 1 || before.Window > 999 || strings.IndexByte(epochs, before.Epoch) < 0 || before.ID == "" || len(before.ID) > 20:
		return &wire.Problem{Code: yichuang.Invalid, Class: wire.Never, Message: "an earlier identity of the terminal cannot be: " + yichuang.Clip(string(before.ID), 20), Hint: "update the terminal's program"}
	}
	head := yichuang.ChainStart(before.ID)
	_, err = t.exec(`INSERT INTO terminals (hall, id, seat, number, epoch, scope, key, acked, head, enrolled, replaced, revoked)
		VALUES ($1, $2, $3, $4, $5, '', $6, 0, $7, 0, 0, 0)`, string(hall), string(before.ID), before.ID.Seat(), before.Window, string(rune(before.Epoch)), key, head[:])
	if err != nil {
		return err
	}
	return t.publishTerminal(hall, before, key, false)
}

func (t *tx) addTerminal(hall yichuang.HallID, terminal yichuang.Terminal, scope string, key []byte, now time.Time) error {
	head := yichuang.ChainStart(terminal.ID)
	_, err := t.exec("UPDATE terminals SET replaced = $1 WHERE hall = $2 AND seat = $3 AND enrolled > 0 AND replaced = 0", now.UnixNano(), string(hall), terminal.ID.Seat())
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO terminals (hall, id, seat, number, epoch, scope, key, acked, head, enrolled, replaced, revoked)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, 0, 0)`, string(hall), string(terminal.ID), terminal.ID.Seat(), terminal.Window,
		string(rune(terminal.Epoch)), scope, key, head[:], now.UnixNano())
	if err != nil {
		return err
	}
	return t.publishTerminal(hall, terminal, key, false)
}

// renew gives a terminal a new certificate under its old one: POST /v1/renew.
func (c *Centre) renew(w http.ResponseWriter, r *http.Request, who *identity) error {
	var ask wire.Renew
	if err := c.readJSON(w, r, mostEnrol, &ask); err != nil {
		return err
	}
	cert, key, err := c.authority.terminalCert(ask.CSR, who.hall, who.terminal, c.Now())
	if err != nil {
		return err
	}
	var have []byte
	err = c.db.scan(r.Context(), "SELECT key FROM terminals WHERE hall = $1 AND id = $2", []any{string(who.hall), string(who.terminal)}, &have)
	if err != nil {
		return c.db.fault(err)
	}
	if string(have) != string(key) {
		return &wire.Problem{Code: yichuang.Denied, Class: wire.Never, Message: "the request is for another key than the terminal's", Hint: "enrol the terminal anew"}
	}
	return c.writeJSON(w, wire.Renewed{Certificate: cert, Authority: c.authority.cert.Raw})
}
