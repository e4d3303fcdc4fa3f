package main

import (
	"context"

	"yichuang"
	"yichuang/store"
)

// OpenCase takes an application in: it gets its number, and the item's edition
// is kept for it.
func (s *seat) OpenCase(ctx context.Context, by yichuang.UserID, id yichuang.ItemID, a yichuang.Applicant) (*yichuang.Case, error) {
	item, err := s.Item(id)
	if err != nil {
		return nil, err
	}
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	if err := s.keepItems(ctx, item); err != nil {
		return nil, err
	}
	a.Clean()
	made, err := db.OpenCase(ctx, by, s.settings().Hall.Region, item.Opening(yichuang.ChannelWindow, a))
	if err == nil {
		s.count(item.ID)
		s.acquainted(ctx, by, item.Ref())
		s.poke()
	}
	return made, err
}

// SameOpen lists the open cases of the same applicant and item on this terminal, of a
// bundle those of its items as well.
func (s *seat) SameOpen(ctx context.Context, a yichuang.Applicant, item yichuang.ItemID) ([]yichuang.Summary, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	a.Clean()
	ids := []yichuang.ItemID{item}
	if it, err := s.Item(item); err == nil {
		for _, ref := range it.Parts() {
			ids = append(ids, ref.ID)
		}
	}
	var all []yichuang.Summary
	for _, id := range ids {
		found, err := db.SameOpen(ctx, a.Key(), id)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// Load returns a case and its item in the case's own edition.
func (s *seat) Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error) {
	db, err := s.data()
	if err != nil {
		return nil, nil, err
	}
	c, err := db.Case(ctx, n)
	if err != nil {
		return nil, nil, err
	}
	item, err := s.itemOf(ctx, c.Item)
	if err != nil {
		return nil, nil, err
	}
	return c, item, nil
}

// Append commits facts about a case, all or none, and returns the case as it is
// then. Conflict is returned when another window has gone on with the case since
// it was read: a verdict given without having seen the other one would undo it.
// The screens are told to read again.
func (s *seat) Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	now, err := db.Case(ctx, c.Number)
	if err != nil {
		return nil, err
	}
	if now.Seen() != c.Seen() {
		s.freshen()
		return nil, goneOn(c.Number)
	}
	next, err := db.Append(ctx, by, c.Number, c.Seen(), bodies...)
	if err == nil {
		s.poke()
	}
	return next, err
}

func goneOn(n yichuang.CaseNumber) error {
	return &yichuang.Error{Code: yichuang.Conflict, Message: "办件" + n.Pretty() + "刚刚在别处办理过，这一步没有记录",
		Hint: "画面已换成最新内容，请看清后再做这一步"}
}

// History returns the events of a case, oldest first.
func (s *seat) History(ctx context.Context, n yichuang.CaseNumber) ([]yichuang.Event, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	return db.History(ctx, n)
}

// Window is the number of this seat's window.
func (s *seat) Window() int { return s.settings().Terminal.Window }

// Find looks for cases by number, name, initials, document number or phone;
// nothing typed lists the newest.
func (s *seat) Find(ctx context.Context, query string, limit int) ([]yichuang.Summary, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	n, err := s.TicketCase(query)
	switch {
	case err == nil:
		query = string(n)
	case yichuang.CodeOf(err) == yichuang.Denied: // a forged code; anything else is a text to look for
		return nil, err
	}
	found, err := db.Cases(ctx, store.Query{Text: query, Limit: limit})
	if err == nil && len(found) == 0 && n != "" && s.bring(ctx, n) {
		return db.Cases(ctx, store.Query{Text: query, Limit: limit})
	}
	return found, err
}

// Desk returns what needs this person today.
func (s *seat) Desk(ctx context.Context, u yichuang.User) (yichuang.DeskView, error) {
	db, err := s.data()
	if err != nil {
		return yichuang.DeskView{}, err
	}
	return db.Desk(ctx, u, yichuang.DateOf(s.now()))
}

// SaveDraft keeps what is being typed.
func (s *seat) SaveDraft(ctx context.Context, by yichuang.UserID, key string, value []byte) error {
	db, err := s.data()
	if err != nil {
		return err
	}
	return db.SaveDraft(ctx, by, key, value)
}

// Draft returns what was being typed, nil when nothing was.
func (s *seat) Draft(ctx context.Context, by yichuang.UserID, key string) ([]byte, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	value, err := db.Draft(ctx, by, key)
	if yichuang.CodeOf(err) == yichuang.NotFound {
		return nil, nil
	}
	return value, err
}

// DropDraft forgets what was being typed.
func (s *seat) DropDraft(ctx context.Context, by yichuang.UserID, key string) error {
	db, err := s.data()
	if err != nil {
		return err
	}
	return db.DropDraft(ctx, by, key)
}
