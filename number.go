package yichuang

import (
	"fmt"
	"strconv"
	"strings"
)

// CaseNumber is 办件编号, 21 characters: region(6) date(6) window(3) epoch(1)
// serial(4) check(1). It is issued at the terminal without a network and is
// never issued twice.
//
// region is the GB/T 2260 code of the county, date the local day as YYMMDD,
// window and serial are decimal, epoch is 0–9 or A–Z. The check digit follows
// ISO 7064 MOD 11,10 over the 20 characters before it; the epoch enters as one
// value from 0 to 35.
//
// Every wrong digit is detected, and of swapped neighbours 44 in 45: MOD 11,10
// misses ten of its 450 pairs. Epoch values that differ by 10, 20 or 30 weigh the
// same (1, B, L and V; 0, A, K and U), so such a change of the epoch alone is
// not; the letters that look like digits (O, I, S, Z, B) are all told apart from
// them.
type CaseNumber string

const (
	numberLength = 21
	epochAt      = 15 // index of the epoch
	serialLimit  = 9999
	windowLimit  = 999
)

// NumberParts is what a case number says.
type NumberParts struct {
	Region string // six digits (GB/T 2260)
	Day    Date   // the local day on which it was issued, 2000 to 2099
	Window int    // 1 to 999
	Epoch  byte   // 0–9 or A–Z, changes when a terminal is enrolled anew
	Serial int    // 1 to 9999, from 1 each day
}

// IssueNumber makes the case number of one serial. Whoever calls sees to it that
// a serial is used once for a window, day and epoch. It returns Full when the
// day's serials are used up, and Invalid for a part that has no place in a number.
func IssueNumber(region string, day Date, window int, epoch byte, serial int) (CaseNumber, error) {
	const hint = "请检查本窗口的设置"
	switch {
	case len(region) != 6 || !allDigits(region):
		return "", invalid("行政区划代码“"+Clip(region, 12)+"”应为6位数字", hint)
	case day.Year < 2000 || day.Year > 2099:
		return "", invalid("日期"+day.String()+"不能用于办件编号", "请检查本机的日期")
	case window < 1 || window > windowLimit:
		return "", invalid(fmt.Sprintf("窗口编号%d应在1至%d之间", window, windowLimit), hint)
	case base36Value(epoch) < 0:
		return "", invalid("登记批次应为一位数字或者大写字母", hint)
	case serial > serialLimit:
		return "", &Error{Code: Full, Message: fmt.Sprintf("窗口%03d在%s的%d个办件编号已经用完", window, day, serialLimit),
			Hint: "请换一个窗口收件，并告诉大厅管理员"}
	case serial < 1:
		return "", invalid(fmt.Sprintf("办件流水号%d应从1开始", serial), "请联系管理员")
	}
	return NumberParts{region, day, window, epoch, serial}.Number(), nil
}

// Number writes the parts, which must be those of a number.
func (p NumberParts) Number() CaseNumber {
	body := fmt.Sprintf("%s%02d%02d%02d%03d%c%04d", p.Region, p.Day.Year%100, p.Day.Month, p.Day.Day, p.Window, p.Epoch, p.Serial)
	return CaseNumber(body + string(rune('0'+checkDigit(body))))
}

// NumberDay is how a day stands in a case number, behind the region.
func NumberDay(day Date) string { return fmt.Sprintf("%02d%02d%02d", day.Year%100, day.Month, day.Day) }

// checkDigit is ISO 7064 MOD 11,10 over the values of digits and letters.
func checkDigit(body string) int {
	product := 10
	for i := range len(body) {
		sum := (product + base36Value(body[i])) % 10
		if sum == 0 {
			sum = 10
		}
		product = sum * 2 % 11
	}
	return (11 - product) % 10
}

// ParseNumber reads a case number as a person or a scanner gives it: with spaces
// or dashes, in full-width or lower-case characters. It returns Invalid, with
// one sentence that says what is wrong.
func ParseNumber(s string) (NumberParts, error) {
	rs := []rune(strings.Map(func(r rune) rune {
		if isDash(r) {
			return -1
		}
		return r
	}, compact(s)))
	switch {
	case len(rs) == 0:
		return NumberParts{}, numberError("没有填写办件编号")
	case len(rs) != numberLength:
		return NumberParts{}, numberError(fmt.Sprintf("办件编号应为%d位，现在是%d位", numberLength, len(rs)))
	}
	for i, r := range rs {
		switch {
		case r >= '0' && r <= '9':
		case i != epochAt:
			return NumberParts{}, numberError(fmt.Sprintf("办件编号第%d位“%c”应为数字", i+1, r))
		case r < 'A' || r > 'Z':
			return NumberParts{}, numberError(fmt.Sprintf("办件编号第%d位“%c”应为数字或者字母", i+1, r))
		}
	}
	n := string(rs)
	day, err := ParseDate("20" + n[6:12])
	p := NumberParts{Region: n[:6], Day: day, Window: atoi(n[12:15]), Epoch: n[epochAt], Serial: atoi(n[16:20])}
	switch {
	case err != nil:
		return NumberParts{}, numberError("办件编号第7至12位“" + n[6:12] + "”不是日期（年月日各两位）")
	case p.Window == 0:
		return NumberParts{}, numberError("办件编号第13至15位的窗口编号不能是000")
	case p.Serial == 0:
		return NumberParts{}, numberError("办件编号第17至20位的流水号不能是0000")
	case p.Number() != CaseNumber(n):
		return NumberParts{}, numberError("办件编号校验不符，有一位抄错了或者前后颠倒")
	}
	return p, nil
}

func numberError(message string) error {
	return invalid(message, "请扫描凭证上的条码，或者逐位核对21位办件编号")
}

// atoi reads digits that are known to be some.
func atoi(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// Check returns nil for a case number in its stored form of 21 characters, and
// else the Invalid of ParseNumber.
func (n CaseNumber) Check() error {
	p, err := ParseNumber(string(n))
	if err == nil && p.Number() != n {
		return numberError("办件编号不是21位的标准写法")
	}
	return err
}

// Pretty groups the number for reading aloud and copying by hand:
// 150627-261122-007-1-0001-5. ParseNumber reads it back. What is no number stays
// as it is.
func (n CaseNumber) Pretty() string {
	if len(n) != numberLength {
		return string(n)
	}
	return strings.Join([]string{string(n[:6]), string(n[6:12]), string(n[12:15]), string(n[15:16]), string(n[16:20]), string(n[20:])}, "-")
}

// Barcode writes the number for a bar code: a star and 22 digits, the epoch as
// two. Digits alone pass through a keyboard scanner and a Chinese input method
// unharmed. ParseTicket reads it back; what is no number has no bar code.
func (n CaseNumber) Barcode() string {
	if n.Check() != nil {
		return ""
	}
	return string(ticketMark) + n.digits()
}

// digits writes a valid number with the epoch as two digits.
func (n CaseNumber) digits() string {
	return fmt.Sprintf("%s%02d%s", n[:epochAt], base36Value(n[epochAt]), n[epochAt+1:])
}

// numberFromDigits reads what digits writes.
func numberFromDigits(s string) (CaseNumber, error) {
	epoch := atoi(s[epochAt : epochAt+2])
	if epoch > 35 {
		return "", numberError("条码里的登记批次不对")
	}
	p, err := ParseNumber(s[:epochAt] + strings.ToUpper(strconv.FormatInt(int64(epoch), 36)) + s[epochAt+2:])
	if err != nil {
		return "", err
	}
	return p.Number(), nil
}
