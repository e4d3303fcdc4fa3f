package store

import (
	"context"
	"database/sql"
	"errors"

	"yichuang"
)

var errNoUser = &yichuang.Error{Code: yichuang.NotFound, Message: "没有这个工号", Hint: "请核对工号，或者先添加人员"}

// AddUser adds a person with a PIN. Conflict is returned when the number is
// taken, Invalid for a number, name, role or PIN that cannot be.
func (s *Store) AddUser(ctx context.Context, u yichuang.User, pin string) error {
	u.Name = yichuang.CleanLine(u.Name)
	if err := u.Check(); err != nil {
		return err
	}
	sealed, err := s.sealPIN(u.ID, pin)
	if err != nil {
		return s.fault(err)
	}
	name, err := s.vault.Seal([]byte(u.Name), userContext(u.ID, "name"))
	if err != nil {
		return s.fault(err)
	}
	return s.update(ctx, func(t *tx) error {
		n, err := t.exec("INSERT OR IGNORE INTO users (id, name, role, also, department, pin) VALUES (?, ?, ?, ?, ?, ?)",
			string(u.ID), name, string(u.Role), string(u.Also), u.Department, sealed)
		if err == nil && n == 0 {
			err = &yichuang.Error{Code: yichuang.Conflict, Message: "工号" + string(u.ID) + "已经有人使用", Hint: "请核对工号"}
		}
		return err
	})
}

// SetPIN gives a person a new PIN and ends a lock-out. NotFound is returned for
// an unknown number, Invalid for a PIN that is too easy.
func (s *Store) SetPIN(ctx context.Context, id yichuang.UserID, pin string) error {
	sealed, err := s.sealPIN(id, pin)
	if err != nil {
		return s.fault(err)
	}
	return s.update(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE users SET pin = ?, failed = 0, locked_until = 0 WHERE id = ?", sealed, string(id))
		if err == nil && n == 0 {
			err = errNoUser
		}
		return err
	})
}

// RemoveUser takes a person away who no longer works here; what they did stays.
// NotFound is returned for an unknown number.
func (s *Store) RemoveUser(ctx context.Context, id yichuang.UserID) error {
	return s.update(ctx, func(t *tx) error {
		n, err := t.exec("DELETE FROM users WHERE id = ?", string(id))
		if err == nil && n == 0 {
			err = errNoUser
		}
		return err
	})
}

// Users returns everybody, by number.
func (s *Store) Users(ctx context.Context) ([]yichuang.User, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT id, name, role, also, department FROM users ORDER BY id")
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	var users []yichuang.User
	for rows.Next() {
		var u yichuang.User
		var sealed []byte
		if err := rows.Scan(&u.ID, &sealed, &u.Role, &u.Also, &u.Department); err != nil {
			return nil, s.fault(err)
		}
		name, err := s.vault.Open(sealed, userContext(u.ID, "name"))
		if err != nil {
			return nil, s.fault(err)
		}
		u.Name = string(name)
		users = append(users, u)
	}
	return users, s.fault(rows.Err())
}

// User returns one person. NotFound is returned for an unknown number.
func (s *Store) User(ctx context.Context, id yichuang.UserID) (yichuang.User, error) {
	u := yichuang.User{ID: id}
	var sealed []byte
	err := s.read.QueryRowContext(ctx, "SELECT name, role, also, department FROM users WHERE id = ?", string(id)).Scan(&sealed, &u.Role, &u.Also, &u.Department)
	if errors.Is(err, sql.ErrNoRows) {
		return yichuang.User{}, errNoUser
	}
	if err == nil {
		var name []byte
		name, err = s.vault.Open(sealed, userContext(id, "name"))
		u.Name = string(name)
	}
	if err != nil {
		return yichuang.User{}, s.fault(err)
	}
	return u, nil
}
