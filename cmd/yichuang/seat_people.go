package main

import (
	"context"
	"slices"
	"strconv"

	"yichuang"
	"yichuang/internal/cli"
)

// SignIn checks a clerk's number and PIN.
func (s *seat) SignIn(ctx context.Context, id yichuang.UserID, pin string) (yichuang.User, error) {
	db, err := s.data()
	if err != nil {
		return yichuang.User{}, err
	}
	return db.SignIn(ctx, id, pin)
}

// Supervise checks the number and PIN of a supervisor who gives leave at a
// clerk's screen.
func (s *seat) Supervise(ctx context.Context, id yichuang.UserID, pin string) (yichuang.User, error) {
	u, err := s.SignIn(ctx, id, pin)
	if err != nil {
		return yichuang.User{}, err
	}
	if u.Role != yichuang.RoleSupervisor {
		return yichuang.User{}, &yichuang.Error{Code: yichuang.Denied, Message: "工号" + string(id) + "不是督导人员", Hint: "请由大厅督导人员输入工号和密码"}
	}
	return u, nil
}

// clerk returns a user's name and number as papers have it.
func (s *seat) clerk(ctx context.Context, id yichuang.UserID) string {
	db, err := s.data()
	if err != nil {
		return string(id)
	}
	users, err := db.Users(ctx)
	if err != nil {
		return string(id)
	}
	for _, u := range users {
		if u.ID == id {
			return u.Name + "（工号" + string(id) + "）"
		}
	}
	return string(id)
}

// mayWrite refuses a command in the name of somebody who may not state a fact in this
// hall: the centre would refuse it later, and the case would wait for a person. A seat
// that works alone takes the name of another system, too, and so does a hall without
// people. c is the case before it.
func (s *seat) mayWrite(ctx context.Context, by yichuang.UserID, c *yichuang.Case, b yichuang.Body) error {
	if !s.settings().enrolled {
		return nil
	}
	db, err := s.data()
	if err != nil {
		return err
	}
	people, err := db.Users(ctx)
	if err != nil || len(people) == 0 {
		return err
	}
	i := slices.IndexFunc(people, func(u yichuang.User) bool { return u.ID == by })
	if i < 0 {
		return cli.Wrong(&yichuang.Error{Code: yichuang.Denied, Message: "nobody in this hall has the number " + quoted(by) + "; nothing was written",
			Hint: "say with --by who does it; yichuang user list shows the numbers, and whoever was added just now is known after yichuang sync now"})
	}
	if err := yichuang.MayState(people[i], c, b); err != nil {
		return cli.Wrong(&yichuang.Error{Code: yichuang.Denied, Message: "the person " + quoted(by) + " has no post for this; nothing was written",
			Hint: "say with --by who does it; yichuang user list shows everybody's posts", Err: err})
	}
	return nil
}

func quoted(by yichuang.UserID) string { return strconv.Quote(yichuang.Clip(string(by), 20)) }
