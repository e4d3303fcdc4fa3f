package yichuang

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest texts, in characters, that papers have room for.
const (
	nameLimit    = 100
	addressLimit = 200
	codeLimit    = 40 // telephone numbers and credit codes, with what people write beside them
)

// Problem is something wrong, or to be looked at, in one field. Field is the
// path of the field in JSON, such as "agent.id.number".
type Problem struct {
	Field   string `json:"field"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Check looks at everything entered of the applicant. Errors stop the intake:
// what is missing and a failed ID number. Warnings are for the clerk to look at
// and confirm. It judges what Clean would make of the applicant and changes
// nothing.
func (a *Applicant) Check(today Date) (warnings, errs []Problem) {
	c := a.cleaned()
	v := review{today: today}
	switch c.Kind {
	case Person:
		v.person(&c)
	case Organization:
		v.organization(&c)
	default:
		v.fail("kind", "未选择申请人类型", "请选择个人或者单位")
		v.name("name", "申请人姓名或者名称", c.Name)
	}
	v.phone("phone", "申请人", c.Phone)
	v.short("address", "地址", c.Address, addressLimit)
	if c.Agent != nil {
		v.agent(&c)
	}
	return v.warnings, v.errs
}

// review collects the problems of one applicant.
type review struct {
	today          Date
	warnings, errs []Problem
}

func (v *review) warn(field, message, hint string) {
	v.warnings = append(v.warnings, Problem{field, message, hint})
}

func (v *review) fail(field, message, hint string) {
	v.errs = append(v.errs, Problem{field, message, hint})
}

func (v *review) person(a *Applicant) {
	v.name("name", "申请人姓名", a.Name)
	v.personName("name", "申请人姓名", a.Name)
	v.identity("id", a.ID)
	if a.Credit != "" {
		v.credit(a.Credit)
	}
	if years, ok := a.ID.Age(v.today); ok && years < 18 && a.Agent == nil {
		v.warn("agent", fmt.Sprintf("申请人%d周岁，未成年", years), "请核对是否由监护人代为申请")
	}
}

func (v *review) organization(a *Applicant) {
	v.name("name", "单位名称", a.Name)
	if a.Credit == "" {
		v.warn("credit", "未填写统一社会信用代码", "尚未设立的单位可以不填，其他单位请对照执照录入")
	} else {
		v.credit(a.Credit)
	}
	v.name("legal.name", "法定代表人（负责人）姓名", a.Legal.Name)
	v.personName("legal.name", "法定代表人（负责人）姓名", a.Legal.Name)
	if a.Legal.ID.Number == "" {
		v.warn("legal.id.number", "未填写法定代表人（负责人）证件号码", "事项需要核验身份的，请读卡录入")
		return
	}
	v.identity("legal.id", a.Legal.ID)
}

func (v *review) agent(a *Applicant) {
	g := a.Agent
	v.name("agent.name", "代理人姓名", g.Name)
	v.personName("agent.name", "代理人姓名", g.Name)
	v.identity("agent.id", g.ID)
	v.phone("agent.phone", "代理人", g.Phone)
	if g.ID.Number != "" && g.ID == a.Principal().ID {
		v.warn("agent.id.number", "代理人与申请人（法定代表人）是同一人", "本人申请的请去掉代理人")
	}
	if years, ok := g.ID.Age(v.today); ok && years < 18 {
		v.warn("agent.id.number", fmt.Sprintf("代理人%d周岁，未成年", years), "请核对代理人是否具有完全民事行为能力")
	}
}

// name requires a name and bounds its length.
func (v *review) name(field, what, name string) {
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		v.fail(field, "未填写"+what, "请对照证件录入")
	case n > nameLimit:
		v.fail(field, fmt.Sprintf("%s过长，最多%d个字", what, nameLimit), "请对照证件录入全称")
	}
}

// personName warns of a name that no person's document would carry.
func (v *review) personName(field, what, name string) {
	switch {
	case name == "":
	case strings.ContainsFunc(name, unicode.IsDigit):
		v.warn(field, what+"中有数字", "请对照证件核对")
	case utf8.RuneCountInString(name) == 1:
		v.warn(field, what+"只有一个字", "请对照证件核对")
	}
}

func (v *review) identity(field string, id Identity) {
	warning, err := id.Check(v.today)
	switch {
	case err != nil && id.Kind == "":
		message, hint := Explain(err)
		v.fail(field+".kind", message, hint)
	case err != nil:
		message, hint := Explain(err)
		v.fail(field+".number", message, hint)
	case warning != "":
		v.warn(field+".number", warning, "确认无误后可以继续")
	}
}

// short bounds the length of a text.
func (v *review) short(field, what, text string, limit int) bool {
	if utf8.RuneCountInString(text) <= limit {
		return true
	}
	v.fail(field, fmt.Sprintf("%s过长，最多%d个字", what, limit), "请重新录入")
	return false
}

func (v *review) credit(code string) {
	if !v.short("credit", "统一社会信用代码", code, codeLimit) {
		return
	}
	if warning := CheckCredit(code); warning != "" {
		v.warn("credit", warning, "确认与执照一致后可以继续")
	}
}

func (v *review) phone(field, who, phone string) {
	switch {
	case !v.short(field, who+"联系电话", phone, codeLimit):
	case phone == "":
		v.warn(field, "未填写"+who+"联系电话", "没有电话就无法通知补正和领取结果")
	case !shapeMobile.MatchString(phone) && !shapeLandline.MatchString(phone) && !shapeService.MatchString(phone):
		v.warn(field, who+"联系电话不像手机号码（11位）或者带区号的固定电话", "请与本人核对")
	}
}

// The shapes of telephone numbers of the mainland.
var (
	shapeMobile   = regexp.MustCompile(`^1[3-9][0-9]{9}$`)
	shapeLandline = regexp.MustCompile(`^(0[0-9]{2,3}-?)?[2-8][0-9]{6,7}(-[0-9]{1,6})?$`)
	shapeService  = regexp.MustCompile(`^[48]00-?[0-9]{3}-?[0-9]{4}$`)
	shapeCountry  = regexp.MustCompile(`^(\+86|0086|86)-?(1[3-9][0-9]{9}|0?[0-9]{2,3}-?[0-9]{7,8})$`)
)

// NormalizePhone writes a telephone number as it is stored: ordinary digits, no
// spaces, no country code of the mainland, a mobile number without dashes and
// the area code of a landline before one dash.
func NormalizePhone(s string) string {
	s = strings.Map(func(r rune) rune {
		if isDash(r) {
			return '-'
		}
		return r
	}, compact(CleanLine(s)))
	s = strings.Trim(strings.NewReplacer("(", "", ")", "-").Replace(s), "-")
	if bare := strings.ReplaceAll(s, "-", ""); shapeMobile.MatchString(bare) || shapeCountry.MatchString(bare) {
		if m := shapeCountry.FindStringSubmatch(bare); m != nil && shapeMobile.MatchString(m[2]) {
			return m[2]
		} else if m == nil {
			return bare
		}
	}
	if m := shapeCountry.FindStringSubmatch(s); m != nil {
		return "0" + strings.TrimPrefix(m[2], "0")
	}
	return s
}

// middleDots are the signs that stand for the dot in names of several parts.
const middleDots = "•・･‧∙⋅．.·"

// cleanName is CleanLine for a name: spaces between Chinese characters, which
// card readers and forms put in for looks, vanish, and the dot in names of
// several parts is always the same one, U+00B7.
func cleanName(s string) string {
	rs := []rune(CleanLine(s))
	han := func(i int) bool { return i >= 0 && i < len(rs) && unicode.Is(unicode.Han, rs[i]) }
	var b strings.Builder
	for i, r := range rs {
		switch {
		case r == ' ' && han(i-1) && han(i+1):
		case han(i-1) && han(i+1) && strings.ContainsRune(middleDots, r):
			b.WriteRune('·')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
