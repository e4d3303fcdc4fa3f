package yichuang_test

import (
	"fmt"
	"strings"
	"testing"

	"yichuang"
)

// issue makes a number of the hall's region on 2026-11-22.
func issue(t testing.TB, window int, epoch byte, serial int) yichuang.CaseNumber {
	t.Helper()
	n, err := yichuang.IssueNumber("150627", on(t, "2026-11-22"), window, epoch, serial)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

const base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// someNumbers issues numbers of many windows, every epoch and spread serials.
func someNumbers(t testing.TB) (numbers []yichuang.CaseNumber) {
	for i := range 720 {
		numbers = append(numbers, issue(t, 1+i*7%999, base36[i%36], 1+i*137%9999))
	}
	return numbers
}

func TestIssuedNumbersAreReadBack(t *testing.T) {
	seen := map[yichuang.CaseNumber]bool{}
	for _, n := range someNumbers(t) {
		p, err := yichuang.ParseNumber(string(n))
		if err != nil || p.Number() != n || n.Check() != nil || len(n) != 21 || seen[n] {
			t.Fatalf("%s: %+v, %v", n, p, err)
		}
		seen[n] = true
		if q, err := yichuang.ParseNumber(n.Pretty()); err != nil || q != p {
			t.Errorf("%s: %v", n.Pretty(), err)
		}
	}
	n := issue(t, 7, '1', 1)
	p, err := yichuang.ParseNumber(string(n))
	want := yichuang.NumberParts{Region: "150627", Day: on(t, "2026-11-22"), Window: 7, Epoch: '1', Serial: 1}
	if err != nil || p != want || !strings.HasPrefix(string(n), "15062726112200710001") || !strings.HasPrefix(n.Pretty(), "150627-261122-007-1-0001-") {
		t.Errorf("%s (%s): %+v, %v", n, n.Pretty(), p, err)
	}
}

// The check digit computed with plain tables of ISO 7064 MOD 11,10: the product
// is looked up rather than computed.
func TestCheckDigitFollowsTheStandard(t *testing.T) {
	doubled := [...]int{1: 2, 2: 4, 3: 6, 4: 8, 5: 10, 6: 1, 7: 3, 8: 5, 9: 7, 10: 9}
	check := func(values []int) int {
		product := 10
		for _, v := range values {
			product = doubled[(product+v+9)%10+1]
		}
		for c := range 10 {
			if (product+c)%10 == 1 {
				return c
			}
		}
		return -1
	}
	if check([]int{0, 7, 9, 4}) != 5 { // the standard's own example
		t.Fatal("the test's own check digit is wrong")
	}
	for _, n := range someNumbers(t) {
		values := make([]int, 20)
		for i := range values {
			values[i] = strings.IndexByte(base36, n[i])
		}
		if want := check(values); int(n[20]-'0') != want {
			t.Errorf("%s, want check digit %d", n, want)
		}
	}
}

func TestEveryWrongCharacterIsDetected(t *testing.T) {
	for _, n := range someNumbers(t) {
		s := string(n)
		for i := range s {
			for v, r := range base36 {
				if byte(r) == s[i] {
					continue
				}
				_, err := yichuang.ParseNumber(s[:i] + string(r) + s[i+1:])
				// The documented exception: epochs ten, twenty or thirty apart weigh the same.
				blind := i == 15 && (v-strings.IndexByte(base36, s[i]))%10 == 0
				if (err == nil) != blind {
					t.Fatalf("%s with %c at %d: %v", s, r, i+1, err)
				}
			}
		}
	}
}

func TestSwappedNeighboursAreDetected(t *testing.T) {
	swaps, missed := 0, 0
	for _, n := range someNumbers(t) {
		s := string(n)
		for i := 1; i < len(s); i++ {
			a, b := s[i-1], s[i]
			if a == b {
				continue
			}
			swaps++
			_, err := yichuang.ParseNumber(s[:i-1] + string(b) + string(a) + s[i+1:])
			if err != nil {
				continue
			}
			missed++
			// What MOD 11,10 misses are digits next to each other in counting, in
			// one of ten states of the sum.
			if d := (int(a) - int(b) + 10) % 10; d != 1 && d != 9 {
				t.Errorf("%s: swapping %c and %c is not seen", s, a, b)
			}
		}
	}
	if missed*45 > swaps*2 {
		t.Errorf("%d of %d swaps are not seen", missed, swaps)
	}
}

func TestIssueRefuses(t *testing.T) {
	day := on(t, "2026-11-22")
	tests := []struct {
		region string
		day    yichuang.Date
		window int
		epoch  byte
		serial int
		want   yichuang.Code
	}{
		{"150627", day, 999, 'Z', 9999, ""},
		{"150627", day, 7, '1', 10000, yichuang.Full},
		{"150627", day, 7, '1', 0, yichuang.Invalid},
		{"15062", day, 7, '1', 1, yichuang.Invalid},
		{"15O627", day, 7, '1', 1, yichuang.Invalid},
		{"150627", yichuang.Date{}, 7, '1', 1, yichuang.Invalid},
		{"150627", on(t, "2100-01-01"), 7, '1', 1, yichuang.Invalid},
		{"150627", day, 0, '1', 1, yichuang.Invalid},
		{"150627", day, 1000, '1', 1, yichuang.Invalid},
		{"150627", day, 7, 'a', 1, yichuang.Invalid},
		{"150627", day, 7, '-', 1, yichuang.Invalid},
	}
	for _, tt := range tests {
		n, err := yichuang.IssueNumber(tt.region, tt.day, tt.window, tt.epoch, tt.serial)
		if yichuang.CodeOf(err) != tt.want || (err != nil && n != "") {
			t.Errorf("%+v: %q, %v", tt, n, err)
		}
	}
}

func TestParseNumberTakesWhatPeopleType(t *testing.T) {
	n := issue(t, 7, 'K', 12)
	s := string(n)
	for _, typed := range []string{" " + s + "\r\n", strings.ToLower(s), n.Pretty(), strings.ReplaceAll(n.Pretty(), "-", "－"),
		strings.ReplaceAll(n.Pretty(), "-", "——"), strings.ReplaceAll(n.Pretty(), "-", "　"), wide(s)} {
		if p, err := yichuang.ParseNumber(typed); err != nil || p.Number() != n {
			t.Errorf("%s: %v", typed, err)
		}
	}
	if err := yichuang.CaseNumber(n.Pretty()).Check(); yichuang.CodeOf(err) != yichuang.Invalid {
		t.Errorf("the pretty form is no stored form: %v", err)
	}
}

// wide writes s as an input method in full-width mode does.
func wide(s string) string {
	return strings.Map(func(r rune) rune { return r - '!' + '！' }, s)
}

func TestParseNumberSaysWhatIsWrong(t *testing.T) {
	s := string(issue(t, 7, '1', 1))
	for typed, want := range map[string]string{
		"":                                    "没有填写办件编号",
		s[:20]:                                "应为21位，现在是20位",
		s + "0":                               "应为21位，现在是22位",
		"O" + s[1:]:                           "第1位“O”应为数字",
		s[:15] + "号" + s[16:]:                 "第16位“号”应为数字或者字母",
		s[:6] + "261322" + s[12:]:             "“261322”不是日期",
		s[:12] + "000" + s[15:]:               "不能是000",
		s[:16] + "0000" + s[20:]:              "不能是0000",
		s[:20] + string((s[20]-'0'+1)%10+'0'): "校验不符",
	} {
		_, err := yichuang.ParseNumber(typed)
		if message, hint := yichuang.Explain(err); yichuang.CodeOf(err) != yichuang.Invalid || !strings.Contains(message, want) || hint == "" {
			t.Errorf("%s: %v, want %q", typed, err, want)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	n := issue(f, 7, '1', 1)
	for _, s := range []string{string(n), n.Pretty(), wide(string(n)), strings.ToLower(string(n)), "", "*", "１５０６２７"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := yichuang.ParseNumber(s)
		if err != nil {
			if yichuang.CodeOf(err) != yichuang.Invalid {
				t.Fatal(err)
			}
			return
		}
		n := p.Number()
		if err := n.Check(); err != nil {
			t.Fatalf("%q gives %s: %v", s, n, err)
		}
		again, err := yichuang.IssueNumber(p.Region, p.Day, p.Window, p.Epoch, p.Serial)
		if err != nil || again != n {
			t.Fatalf("%q: %s, %v", s, again, err)
		}
	})
}

func ExampleParseNumber() {
	n, _ := yichuang.IssueNumber("150627", yichuang.Date{Year: 2026, Month: 11, Day: 22}, 7, '1', 1)
	fmt.Println(n, n.Pretty())
	_, err := yichuang.ParseNumber("150627-261322-007-1-0001-1")
	fmt.Println(err)
	// Output:
	// 150627261122007100019 150627-261122-007-1-0001-9
	// 办件编号第7至12位“261322”不是日期（年月日各两位）
}
