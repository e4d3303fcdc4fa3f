package store_test

import (
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/store"
)

const (
	pin   = "481516"
	wrong = "481517"
)

var wang = yichuang.User{ID: "1001", Name: "测试人员甲", Role: yichuang.RoleWindow}

func TestUsers(t *testing.T) {
	s := openAt(t, newPath(t), store.Options{})
	ctx := t.Context()
	if err := s.AddUser(ctx, wang, pin); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.AddUser(ctx, wang, pin), yichuang.Conflict)
	for _, u := range []yichuang.User{{ID: "", Name: "甲", Role: yichuang.RoleWindow}, {ID: "10 01", Name: "甲", Role: yichuang.RoleWindow},
		{ID: "1002", Name: " ", Role: yichuang.RoleWindow}, {ID: "1002", Name: "甲", Role: "king"}} {
		wantCode(t, s.AddUser(ctx, u, pin), yichuang.Invalid)
	}
	if err := s.AddUser(ctx, yichuang.User{ID: "0900", Name: "测试人员乙", Role: yichuang.RoleSupervisor}, pin); err != nil {
		t.Fatal(err)
	}
	users, err := s.Users(ctx)
	if err != nil || len(users) != 2 || users[0].ID != "0900" || users[1] != wang {
		t.Errorf("%+v, %v", users, err)
	}
	if got, err := s.SignIn(ctx, wang.ID, pin); err != nil || got != wang {
		t.Errorf("%+v, %v", got, err)
	}
	wantCode(t, s.SetPIN(ctx, "7777", pin), yichuang.NotFound)
	if err := s.SetPIN(ctx, wang.ID, "739105"); err != nil {
		t.Fatal(err)
	}
	_, err = s.SignIn(ctx, wang.ID, pin)
	wantCode(t, err, yichuang.Denied)
	if _, err := s.SignIn(ctx, wang.ID, "739105"); err != nil {
		t.Error(err)
	}
	if err := s.RemoveUser(ctx, wang.ID); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.RemoveUser(ctx, wang.ID), yichuang.NotFound)
	_, err = s.User(ctx, wang.ID)
	wantCode(t, err, yichuang.NotFound)
	_, err = s.SignIn(ctx, wang.ID, "739105")
	wantCode(t, err, yichuang.Denied)
}

// TestUnknownNumberLooksLikeWrongPIN: who has no number must not learn which
// numbers there are.
func TestUnknownNumberLooksLikeWrongPIN(t *testing.T) {
	s := openAt(t, newPath(t), store.Options{})
	if err := s.AddUser(t.Context(), wang, pin); err != nil {
		t.Fatal(err)
	}
	_, known := s.SignIn(t.Context(), wang.ID, wrong)
	_, unknown := s.SignIn(t.Context(), "8888", wrong)
	if known == nil || unknown == nil || known.Error() != unknown.Error() {
		t.Errorf("%v\n%v", known, unknown)
	}
	_, empty := s.SignIn(t.Context(), "", "")
	wantCode(t, empty, yichuang.Denied)
}

// TestLockOut counts wrong PINs over restarts and shows that the right one does
// not open a locked number.
func TestLockOut(t *testing.T) {
	clk := newClock()
	path := newPath(t)
	s := openAt(t, path, store.Options{Now: clk.now})
	if err := s.AddUser(t.Context(), wang, pin); err != nil {
		t.Fatal(err)
	}
	try := func(with string) string {
		t.Helper()
		_, err := s.SignIn(t.Context(), wang.ID, with)
		if err == nil {
			return ""
		}
		wantCode(t, err, yichuang.Denied)
		message, _ := yichuang.Explain(err)
		return message
	}
	wantLocked := func(left string) {
		t.Helper()
		if got := try(pin); !strings.Contains(got, "已锁定") || !strings.HasSuffix(got, "还要等"+left) {
			t.Fatalf("%q, want locked for %s", got, left)
		}
	}
	for range 4 {
		try(wrong)
	}
	if got := try(pin); got != "" {
		t.Fatalf("the fifth try is the right one: %s", got)
	}
	for range 5 { // counted from the start again
		if got := try(wrong); got != "工号或者密码不对" {
			t.Fatal(got)
		}
	}
	wantLocked("5分钟")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, store.Options{Now: clk.now})
	clk.move(30 * time.Second)
	wantLocked("4分30秒")
	clk.move(-48 * time.Hour) // the clock is set back: not two days
	wantLocked("5分钟")
	clk.move(48*time.Hour + 4*time.Minute + 30*time.Second)
	for range 5 {
		try(wrong)
	}
	wantLocked("10分钟")
	if err := s.SetPIN(t.Context(), wang.ID, pin); err != nil {
		t.Fatal(err)
	}
	if got := try(pin); got != "" {
		t.Errorf("a new PIN ends the lock: %s", got)
	}
}

func TestLockTime(t *testing.T) {
	for failed, want := range map[int]time.Duration{0: 0, 1: 0, 4: 0, 5: 5 * time.Minute, 6: 0, 10: 10 * time.Minute, 15: 20 * time.Minute,
		20: 40 * time.Minute, 35: 320 * time.Minute, 40: 8 * time.Hour, 5000: 8 * time.Hour} {
		if got := store.LockTime(failed); got != want {
			t.Errorf("after %d: %s, want %s", failed, got, want)
		}
	}
}

func TestWeakPINs(t *testing.T) {
	s := openAt(t, newPath(t), store.Options{})
	wantCode(t, s.AddUser(t.Context(), wang, "123456"), yichuang.Invalid)
	demo := openAt(t, newPath(t), store.Options{WeakPINs: true})
	if err := demo.AddUser(t.Context(), wang, "123456"); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.SignIn(t.Context(), wang.ID, "123456"); err != nil {
		t.Error(err)
	}
}
