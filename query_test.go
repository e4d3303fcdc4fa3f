package yichuang_test

import (
	"bytes"
	"crypto/rand"
	"math"
	"strings"
	"testing"

	"yichuang"
)

func TestQueryCodesAreDrawnAndRead(t *testing.T) {
	seen := map[yichuang.QueryCode]bool{}
	for range 1000 {
		q, err := yichuang.NewQueryCode(rand.Reader)
		if err != nil || seen[q] {
			t.Fatalf("%q again, %v", q, err)
		}
		seen[q] = true
		if got := strings.ReplaceAll(q.Pretty(), " ", ""); got != string(q) || strings.Count(q.Pretty(), " ") != 4 {
			t.Errorf("%q is written %q", q, q.Pretty())
		}
		for _, typed := range []string{string(q), q.Pretty(), wide(string(q)), strings.ReplaceAll(q.Pretty(), " ", "—") + "\n"} {
			if got, err := yichuang.ParseQueryCode(typed); err != nil || got != q {
				t.Errorf("%q is read as %q, %v", typed, got, err)
			}
		}
	}
	if bits := math.Log2(10) * 20; bits < 60 {
		t.Errorf("%.1f bits", bits)
	}
	for _, wrong := range []string{"", "1234567890123456789", "123456789012345678901", "1234567890123456789x", "*1234567890123456789"} {
		if q, err := yichuang.ParseQueryCode(wrong); yichuang.CodeOf(err) != yichuang.Invalid {
			t.Errorf("%q is read as %q, %v", wrong, q, err)
		}
	}
	if _, err := yichuang.NewQueryCode(bytes.NewReader(nil)); err == nil {
		t.Error("a code out of nothing")
	}
}

func TestAddressesOfTheProgressPage(t *testing.T) {
	n := issue(t, 7, 'K', 12)
	const code = "12345678901234567890"
	for page, want := range map[string]string{
		"https://jd.example.test":   "https://jd.example.test/p/" + string(n) + "?c=" + code,
		"https://example.test/jd/":  "https://example.test/jd/p/" + string(n) + "?c=" + code,
		"http://example.test/p/p/p": "http://example.test/p/p/p/p/" + string(n) + "?c=" + code,
		"":                          "",
	} {
		q := yichuang.Query{Page: page, Code: code}
		if got := q.Address(n); got != want {
			t.Errorf("%q gives %q, want %q", page, got, want)
		}
		if want == "" {
			continue
		}
		for _, scanned := range []string{want, wide(want), strings.ToUpper(want) + "\r\n"} {
			if got, err := yichuang.ParseTicket(scanned); err != nil || got.Case != n || got.Signed() {
				t.Errorf("%q is read as %+v, %v", scanned, got, err)
			}
		}
	}
	if got := (yichuang.Query{Page: "https://jd.example.test"}).Address(n); got != "" {
		t.Errorf("without a code there is no address: %q", got)
	}
	for _, other := range []string{"https://jd.example.test/p/", "https://jd.example.test/" + string(n), "/p/" + string(n), "https://jd.example.test/p/" + string(n[:20])} {
		if got, err := yichuang.ParseTicket(other); err == nil {
			t.Errorf("%q is read as %+v", other, got)
		}
	}
}

func TestWhatMayBeTheAddress(t *testing.T) {
	for page, fits := range map[string]bool{
		"": true, "https://jd.example.test": true, "http://10.0.0.5:8480/jd/": true,
		"jd.example.test": false, "https://": false, "https:///p": false, "http://https://x": false, "ftp://x": false, "https://x/?a=1": false, "https://x/#a": false,
		"https://进度.example": false, "https://x/ y": false, "https://x/\"onmouseover": false, "https://" + strings.Repeat("x", 100): false,
	} {
		if err := (yichuang.Hall{Progress: page}).CheckProgress(); (err == nil) != fits {
			t.Errorf("%q: %v", page, err)
		}
	}
}
