package yichuang

import (
	"fmt"
	"strings"
)

// creditAlphabet are the characters of a credit code in the order of their
// values: digits and letters without I, O, S, V and Z (GB 32100-2015).
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// NormalizeCredit writes 统一社会信用代码 as it is stored and compared: full-width
// forms become ordinary ones, spaces and dashes vanish, letters are upper case.
func NormalizeCredit(s string) string {
	return strings.Map(func(r rune) rune {
		if isDash(r) {
			return -1
		}
		return r
	}, compact(s))
}

// CheckCredit compares a credit code with GB 32100-2015: 18 characters of its
// alphabet, the check character, and the check character of the organization
// code inside (GB 11714-1997). It returns "" for a code without fault and else
// what to look at; it never stops the intake, because codes of the first years
// exist that break the rule.
func CheckCredit(code string) (warning string) {
	rs := []rune(NormalizeCredit(code))
	if len(rs) != 18 {
		return fmt.Sprintf("统一社会信用代码应为18位，现在是%d位，请对照执照核对", len(rs))
	}
	for i, r := range rs {
		if !strings.ContainsRune(creditAlphabet, r) {
			return fmt.Sprintf("统一社会信用代码第%d位“%c”不是规定的字符（数字和I、O、S、V、Z以外的字母），请对照执照核对", i+1, r)
		}
	}
	c := string(rs)
	outer, inner := creditHolds(c), organizationHolds(c[8:17])
	switch {
	case outer && inner:
		return ""
	case outer:
		return "统一社会信用代码第9至17位的组织机构代码校验不符，请对照执照核对后确认"
	}
	return "统一社会信用代码校验码不符，请对照执照逐位核对后确认"
}

// creditHolds checks the last of 18 characters: weights 3^i mod 31.
func creditHolds(c string) bool {
	sum, weight := 0, 1
	for i := range 17 {
		sum += strings.IndexByte(creditAlphabet, c[i]) * weight
		weight = weight * 3 % 31
	}
	return c[17] == creditAlphabet[(31-sum%31)%31]
}

// organizationHolds checks the last of the 9 characters of 组织机构代码
// (GB 11714-1997), where A is 10 and Z is 35.
func organizationHolds(c string) bool {
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += base36Value(c[i]) * weight
	}
	return c[8] == "0X987654321"[sum%11]
}

// base36Value is the value of a digit or an upper-case letter, -1 of anything else.
func base36Value(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	}
	return -1
}
