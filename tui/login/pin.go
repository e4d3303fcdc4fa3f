package login

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// weakPIN returns why a PIN is too easy to guess for the person with this
// number, or "". Those who stand at the counter see the fingers: runs and
// repetitions are read off at a glance.
func weakPIN(pin, number string) string {
	switch n := utf8.RuneCountInString(pin); {
	case n < pinMin:
		return fmt.Sprintf("至少%d位数字，现在是%d位", pinMin, n)
	case repeats(pin):
		return "是同几位数字的重复，太容易猜到"
	case runs(pin):
		return "是连续的数字，太容易猜到"
	case number != "" && strings.Contains(pin, number) && len(number) >= 4:
		return "里面有本人工号，太容易猜到"
	}
	return ""
}

// repeats reports whether the PIN is made of one piece again and again, be the
// last one whole or not: 111111, 121212, 123123, 12341234.
func repeats(pin string) bool {
	for n := 1; n <= len(pin)/2; n++ {
		if strings.HasPrefix(strings.Repeat(pin[:n], len(pin)/n+1), pin) {
			return true
		}
	}
	return false
}

// runs reports whether every digit follows the one before it, up or down, with
// 0 behind 9.
func runs(pin string) bool {
	step := (int(pin[1]) - int(pin[0]) + 10) % 10
	if step != 1 && step != 9 {
		return false
	}
	for i := 2; i < len(pin); i++ {
		if (int(pin[i])-int(pin[i-1])+10)%10 != step {
			return false
		}
	}
	return true
}
