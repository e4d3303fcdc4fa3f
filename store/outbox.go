package store

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yichuang"
)

// The bounds of one stretch: what is longer goes in several.
const (
	stretchEvents = 4000
	stretchBytes  = 1 << 20
)

// lastOwn is the last event of an author a that was written here. Of an identity that
// this file had before there may be more, which came from the centre: the file is then
// an older copy of what the seat had.
const lastOwn = "coalesce((SELECT seq FROM events e WHERE e.terminal = a.terminal AND e.hash IS NOT NULL ORDER BY seq DESC LIMIT 1), 0)"

const selectLines = `SELECT n.number, e.seq, e.base, e.at, e.skew, e.by, e.kind, e.body, e.hash
	FROM events e JOIN numbers n ON n.id = e.case_id `

// Outbox returns the events of this file that the centre has not acknowledged, the
// oldest author's first, as much as goes at once; nil when it has them all.
func (s *Store) Outbox(ctx context.Context) (*yichuang.Stretch, error) {
	author, acked, err := s.firstUnsent(ctx)
	if err != nil || author == "" {
		return nil, s.fault(err)
	}
	key, err := s.Key(ctx)
	if err != nil {
		return nil, err
	}
	st, err := s.ownStretch(ctx, key, author, acked)
	return st, s.fault(err)
}

// firstUnsent finds an author with events behind the last acknowledged one. The
// present identity comes last, so that work of before it was enrolled comes first.
func (s *Store) firstUnsent(ctx context.Context) (author yichuang.TerminalID, acked int64, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT a.terminal, a.acked FROM authors a WHERE a.acked < "+lastOwn+
		" ORDER BY a.terminal = ?, a.terminal LIMIT 1", string(s.terminal.ID)).Scan(&author, &acked)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return author, acked, err
}

func (s *Store) ownStretch(ctx context.Context, key ed25519.PrivateKey, author yichuang.TerminalID, acked int64) (*yichuang.Stretch, error) {
	st := &yichuang.Stretch{Terminal: author, First: acked + 1}
	var head yichuang.ChainHash
	size := 0
	err := s.lines(ctx, s.read, author, acked, func(line, hash []byte) (more bool, err error) {
		if hash == nil { // from here on they came from the centre
			return false, nil
		}
		copy(head[:], hash)
		st.Lines = append(st.Lines, line)
		size += len(line)
		return size < stretchBytes && len(st.Lines) < stretchEvents, nil
	})
	if err != nil {
		return nil, err
	}
	if len(st.Lines) == 0 {
		return nil, damaged(s.path, fmt.Errorf("event %s/%d is missing", author, acked+1))
	}
	st.Voucher = yichuang.SignVoucher(key, author, st.Last(), head)
	return st, nil
}

// Pending hands over everything that the centre has not acknowledged, stretch by
// stretch, to be carried there by hand. Nothing counts as sent by that.
func (s *Store) Pending(ctx context.Context, f func(*yichuang.Stretch) error) error {
	key, err := s.Key(ctx)
	if err != nil {
		return err
	}
	for _, author := range s.Authors() {
		acked, err := scanInt(ctx, s.read, "SELECT acked FROM authors WHERE terminal = ?", string(author))
		if err != nil {
			return s.fault(err)
		}
		last, err := scanInt(ctx, s.read, "SELECT "+lastOwn+" FROM authors a WHERE a.terminal = ?", string(author))
		for err == nil && acked < last {
			var st *yichuang.Stretch
			if st, err = s.ownStretch(ctx, key, author, acked); err == nil {
				acked = st.Last()
				err = f(st)
			}
		}
		if err != nil {
			return s.fault(err)
		}
	}
	return nil
}

// lines hands over the lines of an author behind a seq, in order, until there is a
// gap or f has enough. hash is nil for events that came from the centre.
func (s *Store) lines(ctx context.Context, q querier, author yichuang.TerminalID, after int64, f func(line, hash []byte) (more bool, err error)) error {
	rows, err := q.QueryContext(ctx, selectLines+"WHERE e.terminal = ? AND e.seq > ? ORDER BY e.seq", string(author), after)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		e := yichuang.Event{Terminal: author}
		var at, skew int64
		var kind yichuang.EventKind
		var sealed, hash []byte
		if err := rows.Scan(&e.Case, &e.Seq, &e.Base, &at, &skew, &e.By, &kind, &sealed, &hash); err != nil {
			return err
		}
		if after++; e.Seq != after {
			break
		}
		raw, err := s.vault.Open(sealed, eventContext(author, e.Seq))
		if err != nil {
			return err
		}
		e.At, e.Skew, e.Body = moment(at), time.Duration(skew), &yichuang.Unknown{Name: kind} // only its name is needed
		line, err := e.LineWith(raw)
		if err != nil {
			return err
		}
		if more, err := f(line, hash); err != nil || !more {
			return err
		}
	}
	return rows.Err()
}

// Acked notes up to which event the centre has an author's. A lower one than was
// known before is kept as it was.
func (s *Store) Acked(ctx context.Context, author yichuang.TerminalID, seq int64) error {
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE authors SET acked = ? WHERE terminal = ? AND acked < ?", seq, string(author), seq)
		return err
	})
}

// SameChain reports whether a chain with this hash after an event may be that of an
// author of this file: not when it was another one here, and not when the author is
// the terminal as it is and has no such event. Of an identity that the file had before
// there may be more than is here.
func (s *Store) SameChain(ctx context.Context, author yichuang.TerminalID, seq int64, head yichuang.ChainHash) (bool, error) {
	if seq == 0 {
		return head == yichuang.ChainStart(author), nil
	}
	var hash []byte
	err := s.read.QueryRowContext(ctx, "SELECT hash FROM events WHERE terminal = ? AND seq = ?", string(author), seq).Scan(&hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, s.fault(err)
	}
	if hash == nil {
		return author != s.terminal.ID, nil
	}
	return bytes.Equal(hash, head[:]), nil
}

// Waiting counts what waits to be sent, and what the centre refused.
func (s *Store) Waiting(ctx context.Context) (w yichuang.Waiting, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT coalesce(sum(max("+lastOwn+" - a.acked, 0)), 0),"+
		"(SELECT count(*) FROM scans WHERE state = ?),"+
		"(SELECT count(*) FROM refusals r WHERE r.terminal IN (SELECT terminal FROM authors)) FROM authors a", string(yichuang.ScanUnsent)).
		Scan(&w.Unsent, &w.Scans, &w.Refused)
	return w, s.fault(err)
}

// Unsent returns the first of the events that the centre has not acknowledged.
func (s *Store) Unsent(ctx context.Context, limit int) ([]yichuang.Event, error) {
	events, err := s.someEvents(ctx, "JOIN authors a ON a.terminal = e.terminal WHERE e.seq > a.acked AND e.hash IS NOT NULL ORDER BY e.terminal, e.seq LIMIT ?", limit)
	return events, s.fault(err)
}

// Refused returns the steps that the centre refused and that nobody has dealt
// with: this terminal's own, or those of everybody it may see.
func (s *Store) Refused(ctx context.Context, own bool, limit int) ([]yichuang.Event, error) {
	where := "JOIN refusals r ON r.case_id = e.case_id AND r.terminal = e.terminal AND r.seq = e.seq "
	if own {
		where += "WHERE r.terminal IN (SELECT terminal FROM authors) "
	}
	events, err := s.someEvents(ctx, where+"ORDER BY e.at LIMIT ?", limit)
	return events, s.fault(err)
}

// someEvents reads events by the end of a statement.
func (s *Store) someEvents(ctx context.Context, end string, args ...any) ([]yichuang.Event, error) {
	rows, err := s.read.QueryContext(ctx, selectEvents+end, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var events []yichuang.Event
	for rows.Next() {
		_, _, e, err := s.scanEvent(rows)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, rows.Err()
}
