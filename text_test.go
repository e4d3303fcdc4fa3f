package yichuang_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"yichuang"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		" 缺少 身份证\r\n第二行\r第三行\t完 ":    "缺少 身份证\n第二行\n第三行 完",
		"红\x1b[31m字\x07":             "红[31m字",
		"左\u202e右\u2066\u200b\ufeff": "左右",
		"一\u2028二\xff三":              "一二\uFFFD三",
		strings.Repeat("长", 2001):    strings.Repeat("长", yichuang.TextLimit),
		"":                           "",
	} {
		if got := yichuang.Clean(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	if got := yichuang.CleanLine(" 一\n二\t 三　四 "); got != "一 二 三 四" {
		t.Errorf("%q", got)
	}
}

func TestClip(t *testing.T) {
	for _, tt := range []struct {
		s    string
		n    int
		want string
	}{{"一二三", 3, "一二三"}, {"一二三四", 3, "一二…"}, {"一二", 1, "…"}, {"", 0, ""}, {"一", 0, "…"}} {
		if got := yichuang.Clip(tt.s, tt.n); got != tt.want {
			t.Errorf("%s to %d: %s", tt.s, tt.n, got)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add(" 一\r\n\x1b[2J\u202e\xff")
	f.Fuzz(func(t *testing.T, s string) {
		for _, clean := range []func(string) string{yichuang.Clean, yichuang.CleanLine} {
			c := clean(s)
			if clean(c) != c {
				t.Fatalf("%q becomes %q and then %q", s, c, clean(c))
			}
			if !utf8.ValidString(c) || utf8.RuneCountInString(c) > yichuang.TextLimit {
				t.Fatalf("%q becomes %q", s, c)
			}
			if strings.ContainsFunc(c, func(r rune) bool { return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) }) {
				t.Fatalf("%q keeps a control character: %q", s, c)
			}
		}
	})
}
