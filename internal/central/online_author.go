package central

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// onlineSeat is the seat under which the centre states what portals send in: an
// author like any terminal, so that online applications are events like all others
// and are merged by the same rules.
const onlineSeat = "ONLINE"

// onlineWindow is the window in the numbers of online applications; where that is
// taken in the region, the next lower that is free.
const onlineWindow = 999

// online is the author of a hall's online applications.
type online struct {
	yichuang.Terminal
	key ed25519.PrivateKey
}

// onlineAuthor returns the author of a hall, and makes it when there is none. A
// centre that was put back to an older state makes another: terminals have events of
// the one before, which this centre lacks, and will offer them again. The hall's row
// is locked from here on: no other centre gives out the same number.
func (t *tx) onlineAuthor(hall yichuang.HallID, now time.Time) (a online, err error) {
	if _, err := t.exec("UPDATE halls SET position = position WHERE id = $1", string(hall)); err != nil {
		return a, err
	}
	incarnation, err := t.meta(metaIncarnation)
	if err != nil {
		return a, err
	}
	var key []byte
	err = t.scan(`SELECT o.terminal, o.key, t.number, t.epoch FROM online_authors o JOIN terminals t ON t.hall = o.hall AND t.id = o.terminal WHERE o.hall = $1 AND o.incarnation = $2`,
		[]any{string(hall), string(incarnation)}, &a.ID, &key, &a.Window, (*epoch)(&a.Epoch))
	if err == nil {
		a.key = key
		return a, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return a, err
	}
	if a.Terminal, err = t.onlineIdentity(hall); err != nil {
		return a, err
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return a, err
	}
	a.key = private
	if err := t.addTerminal(hall, a.Terminal, "", public, now); err != nil {
		return a, err
	}
	_, err = t.exec(`INSERT INTO online_authors (hall, incarnation, terminal, key) VALUES ($1, $2, $3, $4)
		ON CONFLICT (hall) DO UPDATE SET incarnation = excluded.incarnation, terminal = excluded.terminal, key = excluded.key`,
		string(hall), string(incarnation), string(a.ID), []byte(private))
	return a, err
}

// onlineIdentity finds a window for the author of a hall, and an epoch that it never
// had there.
func (t *tx) onlineIdentity(hall yichuang.HallID) (yichuang.Terminal, error) {
	s := Seat{Hall: hall, Name: onlineSeat, Window: onlineWindow}
	for ; ; s.Window-- {
		err := t.freeWindow(s)
		var epoch byte
		if err == nil {
			epoch, err = t.nextEpoch(s, nil)
		}
		if err == nil {
			return yichuang.Terminal{ID: yichuang.NewTerminalID(s.Name, epoch), Window: s.Window, Epoch: epoch}, nil
		}
		if code := yichuang.CodeOf(err); code != yichuang.Conflict && code != yichuang.Full || s.Window == 1 {
			return yichuang.Terminal{}, err
		}
	}
}

// epoch reads an epoch, which is kept as text.
type epoch byte

// Scan reads one.
func (e *epoch) Scan(value any) error {
	text, _ := value.(string)
	if len(text) != 1 {
		return fmt.Errorf("%v is no epoch", value)
	}
	*e = epoch(text[0])
	return nil
}

// onlineNumber returns the number of a portal's application: the one that its reference
// was given before, or the next of the day.
func (t *tx) onlineNumber(p Portal, reference string, day yichuang.Date, a online) (n yichuang.CaseNumber, err error) {
	err = t.scan("SELECT number FROM online WHERE portal = $1 AND reference = $2", []any{p.ID, reference}, &n)
	if !errors.Is(err, sql.ErrNoRows) {
		return n, err
	}
	about, err := t.hallAbout(p.Hall)
	if err != nil {
		return "", err
	}
	var serial int
	err = t.scan("INSERT INTO online_serials (hall, day, last) VALUES ($1, $2, 1) ON CONFLICT (hall, day) DO UPDATE SET last = online_serials.last + 1 RETURNING last",
		[]any{string(p.Hall), day.String()}, &serial)
	if err != nil {
		return "", err
	}
	if n, err = yichuang.IssueNumber(about.Region, day, a.Window, a.Epoch, serial); err != nil {
		return "", err
	}
	_, err = t.exec("INSERT INTO online (portal, reference, hall, number) VALUES ($1, $2, $3, $4)", p.ID, reference, string(p.Hall), string(n))
	return n, err
}

// state has the online author of a hall state facts about a case, all of them or
// none. facts sees the case as it is in the same transaction. What the rules refuse
// is returned and nothing is kept of it, other than with terminals: the portal is
// there to be told.
func (h *hall) state(ctx context.Context, asked *signed, n yichuang.CaseNumber, facts func(*yichuang.Case) ([]yichuang.Body, error)) (*yichuang.Case, error) {
	s := &stating{asked: asked, number: n, facts: facts, now: h.centre.Now()}
	err := h.centre.db.update(ctx, func(t *tx) (err error) {
		s.author, err = t.onlineAuthor(h.id, s.now)
		return err
	})
	if err != nil {
		return nil, err
	}
	p := &pushed{done: make(chan struct{}), offers: []*offer{{Stretch: yichuang.Stretch{Terminal: s.author.ID}}}, online: s}
	if err := h.enqueue(ctx, p); err != nil {
		return nil, err
	}
	return s.made, nil
}

// stating is what the online author is to state, once it is its turn.
type stating struct {
	author online
	asked  *signed
	number yichuang.CaseNumber
	now    time.Time
	facts  func(*yichuang.Case) ([]yichuang.Body, error)
	made   *yichuang.Case // as it is then
}

// compose makes the offer of what a portal wants stated, on the case as the
// transaction has it. What the rules refuse is told as a problem.
func (b *batch) compose(p *pushed) error {
	s := p.online
	a := b.authors[s.author.ID]
	if a == nil {
		return unknownAuthor(s.author.ID)
	}
	w, err := b.work(s.number)
	if err != nil {
		return err
	}
	s.made = w.c.Clone()
	bodies, err := s.facts(s.made)
	if err != nil || len(bodies) == 0 {
		p.offers = nil
		return told(err)
	}
	st := yichuang.Stretch{Terminal: s.author.ID, First: a.acked + 1}
	head := a.head
	for _, body := range bodies {
		e := yichuang.Event{Terminal: s.author.ID, Seq: a.acked + 1 + int64(len(st.Lines)), Case: s.number, Base: s.made.Seen(), At: s.now, By: yichuang.UserID(s.asked.ID), Body: body}
		line, err := e.Line()
		if err != nil {
			return err
		}
		e.Pos = 1 // it will have one
		if err := s.made.Apply(e); err != nil {
			return told(err)
		}
		st.Lines = append(st.Lines, line)
		head = head.Next(line)
	}
	st.Voucher = yichuang.SignVoucher(s.author.key, s.author.ID, st.Last(), head)
	o := &offer{Stretch: st}
	p.offers = []*offer{o}
	return o.read()
}

// told makes a refusal a problem of the request alone; a failure of the database
// stays what it is.
func told(err error) error {
	var refused *yichuang.Error
	if errors.As(err, &refused) {
		return wire.ProblemOf(err)
	}
	return err
}
