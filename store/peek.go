package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"path/filepath"

	"yichuang"
)

// Peeked is what a file says of itself before it is opened.
type Peeked struct {
	Terminal yichuang.Terminal
	Enrolled bool          // it belongs to a terminal of a centre
	Hall     yichuang.Hall // what the centre published of it, when it did
}

// Peek looks into a file without opening it for work, whatever version it is of.
// NotFound is returned when there is none, Damaged and Newer as by Open. The file
// stays as it is.
func Peek(ctx context.Context, path string) (p Peeked, err error) {
	if path, err = filepath.Abs(path); err != nil {
		return p, fileFault(err, path)
	}
	if _, err := look(ctx, path); err != nil {
		return p, err
	}
	db, err := sql.Open("sqlite", dsn(path, "mode=ro", "_pragma=busy_timeout(5000)"))
	if err != nil {
		return p, fault(err, path)
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "SELECT key, value FROM meta WHERE key IN (?, ?, ?)", terminalKey, hallKey, membershipKey)
	if err != nil {
		return p, fault(err, path)
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		var value []byte
		if err := rows.Scan(&key, &value); err != nil {
			return p, fault(err, path)
		}
		switch key {
		case terminalKey:
			err = json.Unmarshal(value, &p.Terminal)
		case hallKey:
			err = json.Unmarshal(value, &p.Hall)
		case membershipKey:
			p.Enrolled = true
		}
		if err != nil {
			return p, damaged(path, err)
		}
	}
	return p, fault(rows.Err(), path)
}
