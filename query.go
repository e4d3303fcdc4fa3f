package yichuang

import (
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
)

// QueryCode is 查询码: twenty decimal digits on the papers that an applicant takes
// home. With the case number it opens the progress page. It is drawn at random, so
// that nothing that anybody knows about an application leads to it, and it is part
// of the paper's event, so that the centre knows it without a secret at the seats.
// Digits alone are typed right on every telephone and read out right over one.
type QueryCode string

// queryDigits make 66 bits.
const queryDigits = 20

var queryCodes = new(big.Int).Exp(big.NewInt(10), big.NewInt(queryDigits), nil)

// NewQueryCode draws a code. It returns what random fails with.
func NewQueryCode(random io.Reader) (QueryCode, error) {
	n, err := rand.Int(random, queryCodes)
	if err != nil {
		return "", err
	}
	return QueryCode(fmt.Sprintf("%0*d", queryDigits, n)), nil
}

// ParseQueryCode reads a code as a person gives it: in groups, with dashes, in
// full-width digits. It returns Invalid for what cannot be one.
func ParseQueryCode(s string) (QueryCode, error) {
	digits := strings.Map(func(r rune) rune {
		if isDash(r) {
			return -1
		}
		return r
	}, compact(s))
	if len(digits) != queryDigits || !allDigits(digits) {
		return "", invalid(fmt.Sprintf("查询码应为%d位数字", queryDigits), "请逐位核对凭证上的查询码")
	}
	return QueryCode(digits), nil
}

// Pretty writes the code in groups of four.
func (q QueryCode) Pretty() string {
	var groups []string
	for group := range slices.Chunk([]byte(q), 4) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, " ")
}

// Query is what a paper says of the progress page: its address, and the code. The
// zero Query says nothing.
type Query struct {
	Page string    `json:"page"` // Hall.Progress
	Code QueryCode `json:"code"`
}

// Address returns where the progress of a case is shown, "" for a Query that lacks
// something.
func (q Query) Address(n CaseNumber) string {
	if q.Page == "" || q.Code == "" || n == "" {
		return ""
	}
	return strings.TrimRight(q.Page, "/") + "/p/" + string(n) + "?c=" + string(q.Code)
}

// CarriesQuery reports whether a paper of this kind tells the applicant how to see
// the progress: those of the window that he keeps until the result is there. Papers
// that others get to see, such as the decision itself, do not.
func (k DocumentKind) CarriesQuery() bool {
	return k == Receipt || k == AcceptNotice || k == CorrectNotice || k == DeclineNotice
}

// QueryCode returns the code that the case's papers carry, "" before there is one.
func (c *Case) QueryCode() QueryCode {
	for _, p := range c.Papers {
		if p.Query != "" {
			return p.Query
		}
	}
	return ""
}

// mostPage is how long the address of the progress page may be: a QR code of 58 mm
// paper still has room for it.
const mostPage = 100

// CheckProgress refuses, with Invalid, an address of the progress page that cannot
// be printed as one. None at all is right.
func (h Hall) CheckProgress() error {
	scheme, rest, _ := strings.Cut(h.Progress, "://")
	odd := strings.ContainsFunc(rest, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("?#\"<>\\^`{|}", r) })
	web := (scheme == "https" || scheme == "http") && rest != "" && rest[0] != '/' && !strings.Contains(rest, "://")
	if h.Progress == "" || web && !odd && len(h.Progress) <= mostPage {
		return nil
	}
	return invalid("进度查询的网址“"+Clip(CleanLine(h.Progress), 60)+"”不对", fmt.Sprintf("应当像 https://jd.example.gov.cn ，不超过%d个字符，没有问号后面的部分", mostPage))
}
