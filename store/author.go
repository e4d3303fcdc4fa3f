package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"yichuang"
)

// Authors are the identities whose events begin in this file: the terminal's own
// of today, and those it had before it was enrolled anew. All of them sign with
// the key of the file.

// Authors returns them, sorted.
func (s *Store) Authors() []yichuang.TerminalID {
	s.authors.RLock()
	defer s.authors.RUnlock()
	return slices.Sorted(maps.Keys(s.authors.own))
}

// mine reports whether the terminal is an author of this file.
func (s *Store) mine(id yichuang.TerminalID) bool {
	s.authors.RLock()
	defer s.authors.RUnlock()
	return s.authors.own[id]
}

func (s *Store) readAuthors(ctx context.Context, q querier) error {
	rows, err := q.QueryContext(ctx, "SELECT terminal FROM authors")
	if err != nil {
		return err
	}
	defer rows.Close()
	own := map[yichuang.TerminalID]bool{}
	for rows.Next() {
		var id yichuang.TerminalID
		if err := rows.Scan(&id); err != nil {
			return err
		}
		own[id] = true
	}
	s.authors.Lock()
	defer s.authors.Unlock()
	s.authors.own = own
	return rows.Err()
}

// Identities returns the authors of this file with their windows and epochs, as a
// centre wants to know them.
func (s *Store) Identities(ctx context.Context) ([]yichuang.Terminal, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT terminal, window FROM authors ORDER BY terminal")
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	var all []yichuang.Terminal
	for rows.Next() {
		var t yichuang.Terminal
		if err := rows.Scan(&t.ID, &t.Window); err != nil {
			return nil, s.fault(err)
		}
		t.Epoch = t.ID[len(t.ID)-1]
		all = append(all, t)
	}
	return all, s.fault(rows.Err())
}

// Become gives the file another identity: the seat was enrolled, or enrolled anew.
// What was authored before keeps its author and is still offered to the centre.
// The store must be opened again to work under the new identity. Conflict is
// returned for an identity that the file had before, Invalid for one that cannot
// issue numbers.
func (s *Store) Become(ctx context.Context, terminal yichuang.Terminal) error {
	return s.update(ctx, func(t *tx) error { return t.become(terminal) })
}

func (t *tx) become(terminal yichuang.Terminal) error {
	if err := checkTerminal(terminal); err != nil {
		return err
	}
	n, err := t.exec("INSERT OR IGNORE INTO authors (terminal, window) VALUES (?, ?)", string(terminal.ID), terminal.Window)
	if err == nil && n == 0 {
		err = &yichuang.Error{Code: yichuang.Conflict, Message: "这个数据文件曾经是终端" + string(terminal.ID) + "，不能再登记成同一个",
			Hint: "请用新的登记码重新登记"}
	}
	if err != nil {
		return err
	}
	raw, err := json.Marshal(terminal)
	if err == nil {
		_, err = t.exec("UPDATE meta SET value = ? WHERE key = ?", raw, terminalKey)
	}
	if err == nil {
		_, err = t.exec("DELETE FROM meta WHERE key = ?", restoredKey)
	}
	return err
}

// chain gives the events of a file of before there was a chain their hashes, once.
func (s *Store) chain(ctx context.Context) error {
	done, err := scanInt(ctx, s.read, "SELECT chained FROM link")
	if err != nil || done == 1 {
		return err
	}
	return s.roomy(ctx, func(t *tx) error {
		for _, author := range s.Authors() {
			if err := t.chainOf(author); err != nil {
				return err
			}
		}
		_, err := t.exec("UPDATE link SET chained = 1")
		return err
	})
}

func (t *tx) chainOf(author yichuang.TerminalID) error {
	rows, err := t.write.conn.QueryContext(t.ctx, selectEvents+"WHERE e.terminal = ? ORDER BY e.seq", string(author))
	if err != nil {
		return err
	}
	defer rows.Close()
	head := yichuang.ChainStart(author)
	var hashes []yichuang.ChainHash
	for rows.Next() {
		_, _, e, err := t.scanEvent(rows)
		if err != nil {
			return err
		}
		if e.Seq != int64(len(hashes))+1 {
			return damaged(t.path, fmt.Errorf("event %s/%d where %d belongs", author, e.Seq, len(hashes)+1))
		}
		line, err := e.Line()
		if err != nil {
			return err
		}
		head = head.Next(line)
		hashes = append(hashes, head)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if err := rows.Close(); err != nil {
		return err
	}
	for i, hash := range hashes {
		if _, err := t.exec("UPDATE events SET hash = ? WHERE terminal = ? AND seq = ?", hash[:], string(author), i+1); err != nil {
			return err
		}
	}
	return nil
}
