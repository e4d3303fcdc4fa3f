package main

import (
	"context"

	"yichuang"
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
