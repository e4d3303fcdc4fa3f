package yichuang_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"yichuang"
)

// on reads a day that a test names.
func on(t testing.TB, s string) yichuang.Date {
	t.Helper()
	d, err := yichuang.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// withCheck appends the check character as the standard's table of weights has
// it, which is another way than the program's.
func withCheck(body string) string {
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(body[i]-'0')
	}
	return body + string("10X98765432"[sum%11])
}

var citizens = []string{"11010519491231002X", "440524188001010014"}

func TestResidentNumbersOfTheStandardHold(t *testing.T) {
	today := on(t, "2026-11-22")
	for _, n := range append(citizens, "11010519491231002x", "１１０１０５１９４９１２３１００２ｘ", " 110105 19491231 002X ", "11010519491231002×", "11010519491231002*") {
		id := yichuang.Identity{Kind: yichuang.ResidentID, Number: n}
		if _, err := id.Check(today); err != nil {
			t.Errorf("%s: %v", n, err)
		}
	}
	id := yichuang.Identity{Kind: yichuang.ResidentID, Number: citizens[1]}
	if warning, _ := id.Check(today); !strings.Contains(warning, "146周岁") {
		t.Errorf("born in 1880, warning %q", warning)
	}
}

func TestEveryChangedCharacterOfAResidentNumberIsRefused(t *testing.T) {
	today := on(t, "2026-11-22")
	refused := func(n string) {
		t.Helper()
		if _, err := (yichuang.Identity{Kind: yichuang.ResidentID, Number: n}).Check(today); yichuang.CodeOf(err) != yichuang.Invalid {
			t.Errorf("%s is taken: %v", n, err)
		}
	}
	for _, n := range citizens {
		for i := range n {
			for _, r := range "0123456789XA" {
				if byte(r) != n[i] {
					refused(n[:i] + string(r) + n[i+1:])
				}
			}
			if i > 0 && n[i-1] != n[i] {
				refused(n[:i-1] + string(n[i]) + string(n[i-1]) + n[i+1:])
			}
		}
	}
}

func TestIdentityCheckSaysWhatIsWrong(t *testing.T) {
	const resident, permit, card = yichuang.ResidentID, yichuang.ResidencePermit, yichuang.ForeignerCard
	tests := []struct {
		kind   yichuang.IDKind
		number string
		want   string
	}{
		{"", "11010519491231002X", "未选择证件类型"},
		{"工作证", "1", "不认识的证件类型"},
		{resident, "", "未填写居民身份证号码"},
		{resident, "1101051949123100", "应为18位，现在是16位"},
		{resident, "110105491231002", "15位居民身份证号码已经停用"},
		{resident, "1101O519491231002X", "第5位“O”不是数字"},
		{resident, "11010519491231002A", "最后一位“A”只能是数字或者X"},
		{resident, withCheck("99010519491231002"), "外国人永久居留身份证的号码"},
		{resident, withCheck("17010519491231002"), "前两位不是任何"},
		{resident, withCheck("81000019491231002"), "港澳台居民居住证的号码"},
		{resident, withCheck("11010519490230002"), "不是存在的出生日期"},
		{resident, withCheck("11010520261123002"), "晚于今天"},
		{resident, "110105194912310021", "校验码不符"},
		{resident, strings.Repeat("1", 31), "过长"},
		{permit, withCheck("11010519491231002"), "应以810000、820000或者830000开头"},
		{card, withCheck("11010519491231002"), "应以9开头"},
		{card, "AB123456789012", "应为18位（旧版15位），现在是14位"},
		{card, "123456789012345", "旧版为3个字母加12位数字"},
	}
	for _, tt := range tests {
		_, err := yichuang.Identity{Kind: tt.kind, Number: tt.number}.Check(on(t, "2026-11-22"))
		message, hint := yichuang.Explain(err)
		if yichuang.CodeOf(err) != yichuang.Invalid || !strings.Contains(message, tt.want) || hint == "" {
			t.Errorf("%s %s: %q (%q), want %q", tt.kind, tt.number, message, hint, tt.want)
		}
	}
}

func TestIdentityCheckTakesEveryKind(t *testing.T) {
	tests := []struct {
		kind   yichuang.IDKind
		number string
		warns  bool
	}{
		{yichuang.ResidentID, withCheck("46000319800101001"), false}, // an area of 1988, abolished since
		{yichuang.ResidentID, withCheck("15000019800101001"), true},  // names a province only
		{yichuang.ResidencePermit, withCheck("83000019800101001"), false},
		{yichuang.ForeignerCard, withCheck("91584019800101001"), false},
		{yichuang.ForeignerCard, withCheck("91584019809901001"), true},
		{yichuang.ForeignerCard, "CAN110181010101", false},
		{yichuang.HongKongPermit, "h12345678", false},
		{yichuang.HongKongPermit, "M1234567801", false},
		{yichuang.HongKongPermit, "12345678", true},
		{yichuang.TaiwanPermit, "12345678", false},
		{yichuang.TaiwanPermit, "1234567", true},
		{yichuang.Passport, "E12345678", false},
		{yichuang.Passport, "EA1234567", false},
		{yichuang.Passport, "E1", true},
		{yichuang.Passport, "护照号码", true},
	}
	for _, tt := range tests {
		warning, err := yichuang.Identity{Kind: tt.kind, Number: tt.number}.Check(on(t, "2026-11-22"))
		if err != nil || (warning != "") != tt.warns {
			t.Errorf("%s %s: warning %q, error %v", tt.kind, tt.number, warning, err)
		}
	}
}

func TestGuessIDKind(t *testing.T) {
	for number, want := range map[string]yichuang.IDKind{
		"11010519491231002x": yichuang.ResidentID, "110105491231002": yichuang.ResidentID,
		"810000199001010019": yichuang.ResidencePermit, "915840198001010010": yichuang.ForeignerCard,
		"CAN110181010101": yichuang.ForeignerCard, "H12345678": yichuang.HongKongPermit,
		"12345678": yichuang.TaiwanPermit, "E12345678": yichuang.Passport, "": "", "11": "", "1101051949": "",
	} {
		if got := yichuang.GuessIDKind(number); got != want {
			t.Errorf("%s: %q, want %q", number, got, want)
		}
	}
}

func TestWhatANumberTells(t *testing.T) {
	tests := []struct {
		kind    yichuang.IDKind
		number  string
		birth   string
		sex     string
		on      string
		age     int
		ageless bool
	}{
		{kind: yichuang.ResidentID, number: "11010519491231002X", birth: "1949-12-31", sex: "女", on: "2026-12-30", age: 76},
		{kind: yichuang.ResidentID, number: "11010519491231002X", birth: "1949-12-31", sex: "女", on: "2026-12-31", age: 77},
		{kind: yichuang.ResidentID, number: "440524188001010014", birth: "1880-01-01", sex: "男", on: "1879-12-31", ageless: true},
		{kind: yichuang.ResidentID, number: "110105491231002", birth: "1949-12-31", sex: "女", on: "1959-12-31", age: 10},
		{kind: yichuang.ForeignerCard, number: "915840198001010010", birth: "1980-01-01", on: "2026-01-01", age: 46},
		{kind: yichuang.Passport, number: "E12345678", on: "2026-01-01", ageless: true},
	}
	for _, tt := range tests {
		id := yichuang.Identity{Kind: tt.kind, Number: tt.number}
		birth, _ := id.Birth()
		sex := ""
		if male, ok := id.Male(); ok {
			sex = map[bool]string{true: "男", false: "女"}[male]
		}
		age, ok := id.Age(on(t, tt.on))
		if birth.String() != tt.birth || sex != tt.sex || age != tt.age || ok == tt.ageless {
			t.Errorf("%s on %s: born %s, %s, %d (%v)", tt.number, tt.on, birth, sex, age, ok)
		}
	}
}

func TestMasks(t *testing.T) {
	id := func(kind yichuang.IDKind, n string) string { return yichuang.Identity{Kind: kind, Number: n}.Masked() }
	for _, tt := range []struct{ got, want string }{
		{id(yichuang.ResidentID, "11010519491231002x"), "110105********002X"},
		{id(yichuang.HongKongPermit, "H12345678"), "H1*****78"},
		{id(yichuang.TaiwanPermit, "12345678"), "12****78"},
		{id(yichuang.Passport, "E1234"), "E****"},
		{id(yichuang.Passport, ""), ""},
		{yichuang.MaskName("张三"), "张*"},
		{yichuang.MaskName("张小三"), "张*三"},
		{yichuang.MaskName("阿拉坦·其其格"), "阿*****格"},
		{yichuang.MaskName("张"), "*"},
		{yichuang.MaskName(""), ""},
		{yichuang.MaskPhone("13800000000"), "138****0000"},
		{yichuang.MaskPhone("0477-8961234"), "0477-***1234"},
		{yichuang.MaskPhone("12345"), "***45"},
		{yichuang.MaskPhone("1"), "*"},
		{yichuang.MaskPhone(""), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}

func FuzzNormalizeID(f *testing.F) {
	for _, s := range []string{"11010519491231002x", "１１ ０１\t", "E12345678", "××", "\xff\u200b", "ⅹ"} {
		f.Add(s)
	}
	today := on(f, "2026-11-22")
	f.Fuzz(func(t *testing.T, s string) {
		for _, kind := range append(yichuang.IDKinds, "") {
			n := yichuang.NormalizeID(kind, s)
			if yichuang.NormalizeID(kind, n) != n || !utf8.ValidString(n) || strings.ContainsFunc(n, unicode.IsSpace) {
				t.Fatalf("%q becomes %q", s, n)
			}
			id := yichuang.Identity{Kind: kind, Number: s}
			warning, err := id.Check(today)
			if err != nil && warning != "" {
				t.Fatalf("%q: both %q and %v", s, warning, err)
			}
			if n == "" && err == nil {
				t.Fatalf("%q of %s is taken", s, kind)
			}
			if masked := id.Masked(); utf8.RuneCountInString(n) > 1 && (masked == n && !strings.Contains(n, "*")) {
				t.Fatalf("%q is not masked", s)
			}
			_, born := id.Birth()
			_, aged := id.Age(today)
			if aged && !born {
				t.Fatalf("%q has an age and no birth", s)
			}
		}
		if kind := yichuang.GuessIDKind(s); kind != "" && yichuang.NormalizeID(kind, s) == "" {
			t.Fatalf("%q is guessed to be %s", s, kind)
		}
	})
}

func ExampleIdentity_Check() {
	today := yichuang.Date{Year: 2026, Month: 11, Day: 22}
	_, err := yichuang.Identity{Kind: yichuang.ResidentID, Number: "110105194912310020"}.Check(today)
	fmt.Println(err)
	// Output: 居民身份证号码校验码不符，请逐位核对
}
