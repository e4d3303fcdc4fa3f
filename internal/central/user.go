package central

import (
	"context"

	"yichuang"
	"yichuang/internal/pin"
	"yichuang/internal/wire"
)

// AddUser adds a person to a hall. They sign in at every terminal of it, without a
// network too. Conflict is returned when the number is taken, Invalid for a number,
// name, role or PIN that cannot be, NotFound for an unknown hall.
func (c *Centre) AddUser(ctx context.Context, hall yichuang.HallID, u yichuang.User, typed string) error {
	u.Name, u.Department = yichuang.CleanLine(u.Name), yichuang.CleanLine(u.Department)
	if err := checkUser(u); err != nil {
		return err
	}
	hash, err := hashPIN(u.ID, typed)
	if err != nil {
		return err
	}
	return c.publishing(ctx, func(p *publisher) error {
		if _, err := p.hallAbout(hall); err != nil {
			return err
		}
		before, err := p.user(hall, u.ID)
		if err != nil {
			return err
		}
		if before != nil {
			return &yichuang.Error{Code: yichuang.Conflict, Message: "the number " + string(u.ID) + " is taken in hall " + string(hall), Hint: "see: yichuangd user list --hall " + string(hall)}
		}
		return p.putUser(hall, yichuang.PublishedUser{User: u, PIN: hash})
	})
}

func checkUser(u yichuang.User) error {
	if err := u.Check(); err != nil {
		return err
	}
	switch {
	case u.Is(yichuang.RoleOfficer) && u.Department == "":
		return &yichuang.Error{Code: yichuang.Invalid, Message: "an officer needs a department", Hint: "give it as items name it, with --department"}
	case !u.Is(yichuang.RoleOfficer) && u.Department != "":
		return &yichuang.Error{Code: yichuang.Invalid, Message: "only an officer has a department", Hint: "leave --department out, or give --role officer"}
	}
	return nil
}

func hashPIN(id yichuang.UserID, typed string) (string, error) {
	if err := pin.Check(id, typed); err != nil {
		return "", err
	}
	return pin.Hash(typed)
}

// SetPIN gives a person a new PIN, which also ends a lock-out. NotFound is returned
// for an unknown number, Invalid for a PIN that is too easy.
func (c *Centre) SetPIN(ctx context.Context, hall yichuang.HallID, id yichuang.UserID, typed string) error {
	hash, err := hashPIN(id, typed)
	if err != nil {
		return err
	}
	return c.changeUser(ctx, hall, id, func(u *yichuang.PublishedUser) { u.PIN = hash })
}

// RemoveUser takes a person away who no longer works there; what they did stays.
// NotFound is returned for an unknown number.
func (c *Centre) RemoveUser(ctx context.Context, hall yichuang.HallID, id yichuang.UserID) error {
	return c.changeUser(ctx, hall, id, func(u *yichuang.PublishedUser) {
		*u = yichuang.PublishedUser{User: yichuang.User{ID: id}, Removed: true}
	})
}

func (c *Centre) changeUser(ctx context.Context, hall yichuang.HallID, id yichuang.UserID, change func(*yichuang.PublishedUser)) error {
	return c.publishing(ctx, func(p *publisher) error {
		if _, err := p.hallAbout(hall); err != nil {
			return err
		}
		u, err := p.user(hall, id)
		if err != nil {
			return err
		}
		if u == nil {
			return &yichuang.Error{Code: yichuang.NotFound, Message: "there is nobody with the number " + yichuang.Clip(string(id), 20) + " in hall " + string(hall), Hint: "see: yichuangd user list --hall " + string(hall)}
		}
		change(u)
		return p.putUser(hall, *u)
	})
}

// Users lists the people of a hall, by number. NotFound is returned for an unknown
// hall.
func (c *Centre) Users(ctx context.Context, hall yichuang.HallID) ([]yichuang.User, error) {
	if _, _, err := c.readHall(ctx, hall); err != nil {
		return nil, err
	}
	entries, err := c.entries(ctx, c.db, hall, kindUser)
	if err != nil {
		return nil, c.db.fault(err)
	}
	var all []yichuang.User
	for _, e := range entries {
		if e.User != nil && !e.User.Removed {
			all = append(all, e.User.User)
		}
	}
	return all, nil
}

// user reads a person, nil when there is none with this number.
func (t *tx) user(hall yichuang.HallID, id yichuang.UserID) (*yichuang.PublishedUser, error) {
	e, err := t.published(hall, kindUser, string(id))
	if err != nil || e == nil || e.User == nil || e.User.Removed {
		return nil, err
	}
	return e.User, nil
}

func (p *publisher) putUser(hall yichuang.HallID, u yichuang.PublishedUser) error {
	if err := p.put(hall, kindUser, string(u.ID), wire.Entry{User: &u}); err != nil || u.Removed {
		return err
	}
	return p.notePost(hall, u.User)
}
