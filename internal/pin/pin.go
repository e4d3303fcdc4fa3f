// Package pin says what may be a PIN and what is kept of one. Terminals and the
// centre share it: a PIN that was set at the centre opens every terminal of the
// hall, without a network, so both must hash it alike and refuse the same ones.
package pin

import (
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"yichuang"
)

// A hash of a PIN: argon2id over 19 MiB, twice; the figures stand with it, so
// that they can be raised for new PINs.
const (
	memory   = 19 * 1024 // KiB
	rounds   = 2
	saltSize = 16
	keySize  = 32
	format   = "argon2id m=%d t=%d %x %x"
)

// The bounds of a PIN, in digits.
const (
	least = 6
	most  = 20
)

// Nobodys stands for the PIN of an unknown number, so that looking one up takes as
// long as a wrong PIN. It fits nothing.
var Nobodys = fmt.Sprintf(format, memory, rounds, make([]byte, saltSize), make([]byte, keySize))

// Hash returns what is kept of a PIN. It takes about 0.1 s and 19 MiB.
func Hash(pin string) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	return fmt.Sprintf(format, memory, rounds, salt, argon2.IDKey([]byte(pin), salt, rounds, memory, 1, keySize)), nil
}

// Same compares a PIN with a hash. A hash that cannot be read fits nothing.
func Same(hash, pin string) bool {
	var m, t uint32
	var salt, key []byte
	if _, err := fmt.Sscanf(hash, format, &m, &t, &salt, &key); err != nil || t == 0 || len(key) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(pin), salt, t, m, 1, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1
}

// Check refuses a new PIN that is too easy for the person with this number, with
// Invalid.
func Check(id yichuang.UserID, pin string) error {
	if why := weak(string(id), pin); why != "" {
		return &yichuang.Error{Code: yichuang.Invalid, Message: "密码" + why, Hint: fmt.Sprintf("请用%d至%d位数字，不要连号、重复或者与工号相同", least, most)}
	}
	return nil
}

// weak says why a PIN is too easy, "" when it is not.
func weak(id, pin string) string {
	switch {
	case strings.Trim(pin, "0123456789") != "":
		return "只能用数字"
	case len(pin) < least || len(pin) > most:
		return fmt.Sprintf("应为%d至%d位数字", least, most)
	case pin == id || (len(id) >= least && strings.Contains(pin, id)):
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
