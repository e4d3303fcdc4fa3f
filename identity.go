package yichuang

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// idNumberLimit is the longest number of a document that papers have room for.
const idNumberLimit = 30

// The shapes of numbers.
var (
	shapeCitizen   = regexp.MustCompile(`^[0-9]{17}[0-9X]$`)
	shapeLegacy    = regexp.MustCompile(`^[0-9]{15}$`)
	shapeForeigner = regexp.MustCompile(`^[A-Z]{3}[0-9]{12}$`)
	shapeHongKong  = regexp.MustCompile(`^[HM]([0-9]{8}|[0-9]{10})$`)
	shapeTaiwan    = regexp.MustCompile(`^[0-9]{8}$`)
	shapePassport  = regexp.MustCompile(`^[A-Z0-9]{5,20}$`)
)

// provinces are the first two digits of the area codes (GB/T 2260) that resident
// numbers carry. Only the province is looked up: the areas below it were renamed
// and merged many times, and a number keeps the code of its first issue.
const provinces = " 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 "

// NormalizeID writes the number of a document as it is stored and compared:
// full-width forms become ordinary ones, spaces vanish, letters are upper case.
// In the kinds of 18 digits the signs that people type for the check character
// (×, Ⅹ, *) become X.
func NormalizeID(kind IDKind, s string) string {
	s = compact(s)
	switch kind {
	case ResidentID, ResidencePermit, ForeignerCard:
		for _, sign := range []string{"×", "Ⅹ", "*"} {
			if head, found := strings.CutSuffix(s, sign); found {
				return head + "X"
			}
		}
	}
	return s
}

// GuessIDKind names the kind of document whose numbers look like this one, ""
// when none does. A guess only preselects a form; Check is what decides.
func GuessIDKind(number string) IDKind {
	n := NormalizeID(ResidentID, number)
	switch {
	case shapeCitizen.MatchString(n) && hasPermitArea(n):
		return ResidencePermit
	case shapeCitizen.MatchString(n) && n[0] == '9':
		return ForeignerCard
	case shapeCitizen.MatchString(n), shapeLegacy.MatchString(n):
		return ResidentID
	case shapeForeigner.MatchString(n):
		return ForeignerCard
	case shapeHongKong.MatchString(n):
		return HongKongPermit
	case shapeTaiwan.MatchString(n):
		return TaiwanPermit
	case shapePassport.MatchString(n) && !allDigits(n):
		return Passport
	}
	return ""
}

// Check judges the number by the rules of its kind. Numbers that carry a check
// character (GB 11643-1999, ISO 7064 MOD 11-2) stop the intake when they fail:
// Invalid says what is wrong, never which number would be right. Permits and
// passports are only compared with their usual shape, which yields a warning.
func (id Identity) Check(today Date) (warning string, err error) {
	n := NormalizeID(id.Kind, id.Number)
	switch {
	case id.Kind == "":
		return "", invalid("未选择证件类型", "请先选择申请人出示的证件")
	case n == "":
		return "", invalid("未填写"+string(id.Kind)+"号码", "请读卡，或者对照证件逐位录入")
	case utf8.RuneCountInString(n) > idNumberLimit:
		return "", invalid(fmt.Sprintf("%s号码过长，最多%d位", id.Kind, idNumberLimit), "请对照证件重新录入")
	}
	switch id.Kind {
	case ResidentID, ResidencePermit:
		return checkCitizen(id.Kind, n, today)
	case ForeignerCard:
		return checkForeigner(n, today)
	case HongKongPermit:
		return warnShape(id.Kind, shapeHongKong, n, "H或者M加8位数字"), nil
	case TaiwanPermit:
		return warnShape(id.Kind, shapeTaiwan, n, "8位数字"), nil
	case Passport:
		return warnShape(id.Kind, shapePassport, n, "5至20位字母和数字"), nil
	}
	return "", invalid("不认识的证件类型“"+Clip(string(id.Kind), 20)+"”", "请从列表中选择证件类型")
}

func warnShape(kind IDKind, shape *regexp.Regexp, n, usual string) string {
	if shape.MatchString(n) {
		return ""
	}
	return fmt.Sprintf("%s号码一般为%s，请对照证件核对", kind, usual)
}

func checkCitizen(kind IDKind, n string, today Date) (warning string, err error) {
	if kind == ResidentID && shapeLegacy.MatchString(n) {
		return "", invalid("15位居民身份证号码已经停用，不能用于新的申请", "请按现行居民身份证填写18位号码")
	}
	if err := checkEighteen(kind, n); err != nil {
		return "", err
	}
	if err := checkArea(kind, n); err != nil {
		return "", err
	}
	birth, ok := citizenBirth(n)
	switch {
	case !ok:
		return "", idError(kind, "第7至14位不是存在的出生日期")
	case !today.IsZero() && birth.After(today):
		return "", idError(kind, "第7至14位的出生日期晚于今天")
	case !checksumHolds(n):
		return "", idError(kind, "校验码不符，请逐位核对")
	}
	if !today.IsZero() && fullYears(birth, today) > 120 {
		return fmt.Sprintf("按证件号码已满%d周岁，请核对出生日期", fullYears(birth, today)), nil
	}
	if kind == ResidentID && n[2:6] == "0000" {
		return "地址码只到省级，请对照证件核对前6位", nil
	}
	return "", nil
}

// checkForeigner takes both forms of the card: three letters and twelve digits,
// and since 2023-12-01 eighteen digits that begin with 9.
func checkForeigner(n string, today Date) (warning string, err error) {
	switch len([]rune(n)) {
	case 15:
		if !shapeForeigner.MatchString(n) {
			return "", idError(ForeignerCard, "旧版为3个字母加12位数字，现在的写法不符")
		}
		return "", nil
	case 18:
	default:
		return "", idError(ForeignerCard, fmt.Sprintf("应为18位（旧版15位），现在是%d位", len([]rune(n))))
	}
	if err := checkEighteen(ForeignerCard, n); err != nil {
		return "", err
	}
	if n[0] != '9' {
		return "", idError(ForeignerCard, "18位号码应以9开头")
	}
	if !checksumHolds(n) {
		return "", idError(ForeignerCard, "校验码不符，请逐位核对")
	}
	if birth, ok := citizenBirth(n); !ok || (!today.IsZero() && birth.After(today)) {
		return "外国人永久居留身份证号码第7至14位不像出生日期，请对照证件核对", nil
	}
	return "", nil
}

// checkEighteen looks at length and characters alone.
func checkEighteen(kind IDKind, n string) error {
	rs := []rune(n)
	if len(rs) != 18 {
		return idError(kind, fmt.Sprintf("应为18位，现在是%d位", len(rs)))
	}
	for i, r := range rs {
		switch {
		case r >= '0' && r <= '9':
		case i == 17 && r == 'X':
		case i == 17:
			return idError(kind, fmt.Sprintf("最后一位“%c”只能是数字或者X", r))
		default:
			return idError(kind, fmt.Sprintf("第%d位“%c”不是数字", i+1, r))
		}
	}
	return nil
}

func checkArea(kind IDKind, n string) error {
	switch {
	case kind == ResidencePermit && !hasPermitArea(n):
		return idError(kind, "应以810000、820000或者830000开头")
	case kind == ResidencePermit:
		return nil
	case hasPermitArea(n):
		return invalid("这是港澳台居民居住证的号码，证件类型选错了", "请把证件类型改为"+string(ResidencePermit))
	case n[0] == '9':
		return invalid("这是外国人永久居留身份证的号码，证件类型选错了", "请把证件类型改为"+string(ForeignerCard))
	case !strings.Contains(provinces, " "+n[:2]+" "):
		return idError(kind, "前两位不是任何省、自治区、直辖市的代码")
	}
	return nil
}

// hasPermitArea reports whether n carries an address code of the residence
// permit (国办发〔2018〕81号 第3条).
func hasPermitArea(n string) bool {
	return strings.HasPrefix(n, "810000") || strings.HasPrefix(n, "820000") || strings.HasPrefix(n, "830000")
}

func idError(kind IDKind, what string) error {
	return invalid(string(kind)+"号码"+what, "请读卡，或者对照证件逐位核对")
}

// checksumHolds checks the last of 18 characters (ISO 7064 MOD 11-2).
func checksumHolds(n string) bool {
	sum := 0
	for i := range 17 {
		sum = (sum + int(n[i]-'0')) * 2 % 11
	}
	return n[17] == "10X98765432"[sum]
}

// citizenBirth reads the birth date of an 18-digit number.
func citizenBirth(n string) (Date, bool) {
	d, err := ParseDate(n[6:14])
	return d, err == nil && d.Year >= 1800
}

// Birth returns the date of birth that the number carries; ok is false for
// numbers that carry none, or none that exists.
func (id Identity) Birth() (birth Date, ok bool) {
	n := NormalizeID(id.Kind, id.Number)
	switch id.Kind {
	case ResidentID, ResidencePermit, ForeignerCard:
		if shapeCitizen.MatchString(n) {
			return citizenBirth(n)
		}
	}
	if id.Kind == ResidentID && shapeLegacy.MatchString(n) {
		d, err := ParseDate("19" + n[6:12])
		return d, err == nil
	}
	return Date{}, false
}

// Male reads the sex from the parity of the sequence number; ok is false for
// numbers that do not tell.
func (id Identity) Male() (male, ok bool) {
	n := NormalizeID(id.Kind, id.Number)
	switch {
	case id.Kind != ResidentID && id.Kind != ResidencePermit:
		return false, false
	case shapeCitizen.MatchString(n):
		return n[16]%2 == 1, true
	case id.Kind == ResidentID && shapeLegacy.MatchString(n):
		return n[14]%2 == 1, true
	}
	return false, false
}

// Age returns the full years (周岁) on a day; ok is false when the number does
// not tell, or the day is before the birth.
func (id Identity) Age(on Date) (years int, ok bool) {
	birth, ok := id.Birth()
	if !ok || on.Before(birth) {
		return 0, false
	}
	return fullYears(birth, on), true
}
