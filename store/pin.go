package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yichuang"
	"yichuang/internal/pin"
)

// After so many wrong PINs in a row the number is locked, each time twice as long.
const (
	pinTries  = 5
	firstLock = 5 * time.Minute
	lockMost  = 8 * time.Hour
)

// SignIn returns the person with this number and PIN. A wrong number and a wrong
// PIN give the same Denied, after the same time. After five wrong PINs in a row
// the number is locked for five minutes, then ten, twenty … up to eight hours;
// the lock survives a restart, and Denied says how long it lasts.
func (s *Store) SignIn(ctx context.Context, id yichuang.UserID, typed string) (yichuang.User, error) {
	s.pins.Lock()
	defer s.pins.Unlock()
	sealed, err := s.countTry(ctx, id)
	if err != nil {
		return yichuang.User{}, err
	}
	hash := pin.Nobodys
	if sealed != nil {
		plain, err := s.vault.Open(sealed, userContext(id, "pin"))
		if err != nil {
			return yichuang.User{}, s.fault(err)
		}
		hash = string(plain)
	}
	if !pin.Same(hash, typed) || sealed == nil {
		return yichuang.User{}, &yichuang.Error{Code: yichuang.Denied, Message: "工号或者密码不对",
			Hint: fmt.Sprintf("连续%d次不对会锁定%s；忘记密码请找督导重设", pinTries, span(firstLock))}
	}
	err = s.update(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE users SET failed = 0, locked_until = 0 WHERE id = ?", string(id))
		return err
	})
	if err != nil {
		return yichuang.User{}, err
	}
	return s.User(ctx, id)
}

// countTry counts a try as wrong before it is looked at, so that pulling the
// plug does not give another one. It returns the sealed hash, nil for an unknown
// number, and Denied while the number is locked.
func (s *Store) countTry(ctx context.Context, id yichuang.UserID) (sealed []byte, err error) {
	err = s.update(ctx, func(t *tx) error {
		var failed int
		var until int64
		err := t.scan("SELECT pin, failed, locked_until FROM users WHERE id = ?", []any{string(id)}, &sealed, &failed, &until)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if left := lockLeft(t.at, until, failed); left > 0 {
			return &yichuang.Error{Code: yichuang.Denied, Message: fmt.Sprintf("工号%s连续%d次输错密码，已锁定，还要等%s", id, failed, span(left)),
				Hint: "请稍后再试，或者请督导重设密码"}
		}
		failed++
		until = t.at.Add(lockTime(failed)).UnixNano()
		_, err = t.exec("UPDATE users SET failed = ?, locked_until = ? WHERE id = ?", failed, until, string(id))
		return err
	})
	return sealed, err
}

// lockTime is how long a number is locked after so many wrong PINs in a row.
func lockTime(failed int) time.Duration {
	if failed == 0 || failed%pinTries != 0 {
		return 0
	}
	d := firstLock
	for i := failed / pinTries; i > 1 && d < lockMost; i-- {
		d *= 2
	}
	return min(d, lockMost)
}

// lockLeft is how long the lock still lasts. A clock that was set back does not
// make it longer than it was.
func lockLeft(now time.Time, until int64, failed int) time.Duration {
	return min(moment(until).Sub(now), lockTime(failed))
}

// span writes a time for a person, rounded up.
func span(d time.Duration) string {
	seconds := int((d + time.Second - 1) / time.Second)
	hours, minutes := seconds/3600, seconds%3600/60
	switch {
	case hours > 0 && minutes > 0:
		return fmt.Sprintf("%d小时%d分钟", hours, minutes)
	case hours > 0:
		return fmt.Sprintf("%d小时", hours)
	case minutes > 0 && seconds%60 > 0:
		return fmt.Sprintf("%d分%d秒", minutes, seconds%60)
	case minutes > 0:
		return fmt.Sprintf("%d分钟", minutes)
	}
	return fmt.Sprintf("%d秒", seconds)
}

// sealPIN checks a new PIN and returns what is kept of it.
func (s *Store) sealPIN(id yichuang.UserID, typed string) ([]byte, error) {
	if err := pin.Check(id, typed); err != nil && !s.opt.WeakPINs {
		return nil, err
	}
	s.pins.Lock()
	defer s.pins.Unlock()
	hash, err := pin.Hash(typed)
	if err != nil {
		return nil, err
	}
	return s.vault.Seal([]byte(hash), userContext(id, "pin"))
}
