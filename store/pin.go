package store

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"yichuang"
)

// A hash of a PIN: argon2id over 19 MiB, twice; the figures stand with it, so
// that they can be raised for new PINs.
const (
	pinMemory = 19 * 1024 // KiB
	pinRounds = 2
	pinSalt   = 16
	pinKey    = 32
	pinFormat = "argon2id m=%d t=%d %x %x"
)

// The bounds of a PIN.
const (
	pinLeast = 6
	pinMost  = 20
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
func (s *Store) SignIn(ctx context.Context, id yichuang.UserID, pin string) (yichuang.User, error) {
	s.pins.Lock()
	defer s.pins.Unlock()
	sealed, err := s.countTry(ctx, id)
	if err != nil {
		return yichuang.User{}, err
	}
	hash := nobodysHash
	if sealed != nil {
		plain, err := s.vault.Open(sealed, userContext(id, "pin"))
		if err != nil {
			return yichuang.User{}, s.fault(err)
		}
		hash = string(plain)
	}
	if !samePIN(hash, pin) || sealed == nil {
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
func (s *Store) sealPIN(id yichuang.UserID, pin string) ([]byte, error) {
	if why := weakPIN(string(id), pin); why != "" && !s.opt.WeakPINs {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "密码" + why, Hint: fmt.Sprintf("请用%d至%d位数字，不要连号、重复或者与工号相同", pinLeast, pinMost)}
	}
	salt := make([]byte, pinSalt)
	if _, err := rand.Read(salt); err != nil {
		return nil, err
	}
	s.pins.Lock()
	defer s.pins.Unlock()
	key := argon2.IDKey([]byte(pin), salt, pinRounds, pinMemory, 1, pinKey)
	return s.vault.Seal(fmt.Appendf(nil, pinFormat, pinMemory, pinRounds, salt, key), userContext(id, "pin"))
}

// nobodysHash stands for the PIN of an unknown number, so that looking one up
// takes as long as a wrong PIN.
var nobodysHash = fmt.Sprintf(pinFormat, pinMemory, pinRounds, make([]byte, pinSalt), make([]byte, pinKey))

// samePIN compares a PIN with a hash. A hash that cannot be read fits nothing.
func samePIN(hash, pin string) bool {
	var memory, rounds uint32
	var salt, key []byte
	if _, err := fmt.Sscanf(hash, pinFormat, &memory, &rounds, &salt, &key); err != nil || rounds == 0 || len(key) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(pin), salt, rounds, memory, 1, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1
}

// weakPIN says why a PIN is too easy, "" when it is not.
func weakPIN(id, pin string) string {
	switch {
	case strings.Trim(pin, "0123456789") != "":
		return "只能用数字"
	case len(pin) < pinLeast || len(pin) > pinMost:
		return fmt.Sprintf("应为%d至%d位数字", pinLeast, pinMost)
	case pin == id || (len(id) >= pinLeast && strings.Contains(pin, id)):
		return "不能与工号相同"
	case runs(pin):
		return "不能是连号"
	case repeats(pin):
		return "不能是重复的数字"
	}
	return ""
}

// runs reports a PIN whose digits go up or down by one: 123456, 987654, 890123.
func runs(pin string) bool {
	up, down := true, true
	for i := 1; i < len(pin); i++ {
		step := (pin[i] - pin[i-1] + 10) % 10
		up, down = up && step == 1, down && step == 9
	}
	return up || down
}

// repeats reports a PIN made of one group again and again: 111111, 121212, 123123.
func repeats(pin string) bool {
	for n := 1; n <= len(pin)/2; n++ {
		if len(pin)%n == 0 && strings.Repeat(pin[:n], len(pin)/n) == pin {
			return true
		}
	}
	return false
}
