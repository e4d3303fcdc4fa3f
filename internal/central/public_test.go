package central_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
)

// asks sends requests until one is limited, and returns how many were let through and
// what the answer to the last one says.
func (v *visitor) asks(most int, path func(i int) string) (let int, retry time.Duration, page string) {
	v.t.Helper()
	for i := range most {
		r, page := v.get(path(i))
		if r.StatusCode != http.StatusTooManyRequests {
			continue
		}
		seconds, err := strconv.Atoi(r.Header.Get("Retry-After"))
		if err != nil || seconds < 1 {
			v.t.Errorf("Retry-After is %q", r.Header.Get("Retry-After"))
		}
		return i, time.Duration(seconds) * time.Second, page
	}
	return most, 0, ""
}

// Whoever guesses the code of a case has ten tries and then one in six minutes, from
// however many addresses; other cases are not touched, and time gives back.
func TestGuessesAreCountedForTheCase(t *testing.T) {
	now := pageTime
	c := pages(t, central.Options{Data: t.TempDir(), Now: func() time.Time { return now }})
	s := newScribe(t, c)
	n, m := s.writes(reviewed(false)...), s.writes(reviewed(false)...)
	v := visits(t, c, "")
	for range 20 { // the right code is no guess
		if got := v.status(pageOf(n)); got != http.StatusOK {
			t.Fatal(got)
		}
	}
	now = now.Add(time.Hour)
	guess := func(n yichuang.CaseNumber) func(int) string {
		return func(i int) string {
			v.from = fmt.Sprintf("198.51.100.%d:1", i)
			return fmt.Sprintf("/p/%s?c=%020d", n, i)
		}
	}
	let, retry, page := v.asks(50, guess(n))
	if let != 10 || retry != 6*time.Minute || !strings.Contains(page, "请6分钟以后再试") {
		t.Errorf("%d guesses, then wait %s:\n%s", let, retry, textOf(page))
	}
	if got := v.status(pageOf(n)); got != http.StatusTooManyRequests {
		t.Errorf("the right code among guesses: %d", got)
	}
	if got := v.status(pageOf(m)); got != http.StatusOK {
		t.Errorf("another case: %d", got)
	}
	if let, _, _ := v.asks(50, guess(s.next(9))); let != 10 {
		t.Errorf("%d guesses for a case that is not here, so they tell whether it is", let)
	}
	now = now.Add(6 * time.Minute)
	if got := v.status(pageOf(n)); got != http.StatusOK {
		t.Errorf("after six minutes: %d", got)
	}
}

// One address has its share, and so has one case, whoever asks.
func TestShares(t *testing.T) {
	c := pages(t, central.Options{Data: t.TempDir()})
	n := newScribe(t, c).writes(reviewed(false)...)
	v := visits(t, c, "")
	if let, _, _ := v.asks(1000, func(int) string { return "/p" }); let != 120 {
		t.Errorf("%d pages for one address", let)
	}
	v.from = "192.0.2.8:1"
	if got := v.status("/p"); got != http.StatusOK {
		t.Errorf("another address: %d", got)
	}
	if let, _, _ := v.asks(1000, func(i int) string { v.from = fmt.Sprintf("203.0.113.%d:1", i%250); return pageOf(n) }); let != 30 {
		t.Errorf("%d pages of one case", let)
	}
	if text := figures(t, c); !strings.Contains(text, `yichuang_progress_answers_total{answer="limited"} 2`) || !strings.Contains(text, `yichuang_progress_answers_total{answer="shown"} 30`) ||
		!strings.Contains(text, `yichuang_request_seconds_count{outcome="busy",path="/p/{number}"}`) {
		t.Errorf("the figures say something else:\n%s", text)
	}
}

func figures(t *testing.T, c *central.Centre) string {
	t.Helper()
	w := httptest.NewRecorder()
	c.AdminHandler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return w.Body.String()
}

// A header says who asks only where a proxy is configured, and then its last word
// alone: what stands before it, whoever asks may have written himself. A household on
// IPv6 is one.
func TestWhoAsks(t *testing.T) {
	for name, tt := range map[string]struct {
		configured string
		from       func(i int) (remote, header string)
		let        int
	}{
		"nobody's word is taken":    {"", func(i int) (string, string) { return "192.0.2.7:1", fmt.Sprintf("198.51.100.%d", i%250) }, 120},
		"the proxy's word is taken": {"X-Forwarded-For", func(i int) (string, string) { return "127.0.0.1:1", fmt.Sprintf("198.51.100.%d", i%250) }, 300},
		"its word with a port":      {"X-Forwarded-For", func(i int) (string, string) { return "127.0.0.1:1", fmt.Sprintf("198.51.100.7:%d", i+1) }, 120},
		"its last word alone":       {"X-Forwarded-For", func(i int) (string, string) { return "127.0.0.1:1", fmt.Sprintf("10.0.0.%d, 198.51.100.7", i%250) }, 120},
		"a proxy without a word":    {"X-Forwarded-For", func(int) (string, string) { return "127.0.0.1:1", "" }, 120},
		"a word that is none":       {"X-Forwarded-For", func(i int) (string, string) { return "127.0.0.1:1", fmt.Sprintf("nonsense %d", i) }, 120},
		"one household":             {"", func(i int) (string, string) { return fmt.Sprintf("[2001:db8:1:2::%x]:1", i+1), "" }, 120},
		"many households":           {"", func(i int) (string, string) { return fmt.Sprintf("[2001:db8:1:%x::1]:1", i+1), "" }, 300},
		"one address in two forms": {"", func(i int) (string, string) {
			if i%2 == 0 {
				return "192.0.2.7:1", ""
			}
			return "[::ffff:192.0.2.7]:1", ""
		}, 120},
	} {
		t.Run(name, func(t *testing.T) {
			v := visits(t, pages(t, central.Options{Data: t.TempDir()}), tt.configured)
			let, _, _ := v.asks(300, func(i int) string {
				var word string
				v.from, word = tt.from(i)
				v.header = map[string]string{"X-Forwarded-For": word}
				return "/p"
			})
			if let != tt.let {
				t.Errorf("%d were let through, want %d", let, tt.let)
			}
		})
	}
}

// FuzzPublic: whatever is asked for, the answer is a page, and it shows a case only
// to its number with its code.
func FuzzPublic(f *testing.F) {
	hours := 0
	c := pages(f, central.Options{Data: f.TempDir(), Now: func() time.Time { return pageTime.Add(time.Duration(hours) * time.Hour) }})
	n := newScribe(f, c).writes(reviewed(false)...)
	for _, number := range []string{string(n), n.Pretty(), strings.ToLower(string(n)), string(n[:20]), "", "１５０６２７", "<script>", "\x00\xff", "..", "150627261120007000" + strings.Repeat("9", 300)} {
		for _, code := range []string{string(pageCode), pageCode.Pretty(), "１２３", "", "%", "\"><script>"} {
			f.Add(number, code)
		}
	}
	v := visits(f, c, "")
	f.Fuzz(func(t *testing.T, number, code string) {
		hours++ // nothing is limited: it is the answers that count here
		v.t = t
		for _, path := range []string{"/p/" + url.PathEscape(number) + "?c=" + url.QueryEscape(code), "/p?n=" + url.QueryEscape(number) + "&c=" + url.QueryEscape(code)} {
			r, page := v.get(path)
			parts, wrong := yichuang.ParseNumber(number)
			q, mistyped := yichuang.ParseQueryCode(code)
			opens := wrong == nil && mistyped == nil && parts.Number() == n && q == pageCode
			if shown := strings.Contains(page, "正在审查材料"); shown != opens && r.StatusCode != http.StatusMovedPermanently && r.StatusCode != http.StatusTemporaryRedirect && r.StatusCode != http.StatusNotFound {
				t.Errorf("%q: shown %v, want %v: %s", path, shown, opens, r.Status)
			}
			if r.StatusCode >= 500 || strings.Contains(page, "<script") || strings.Contains(page, testkit.PersonName(0)) {
				t.Errorf("%q: %s\n%s", path, r.Status, page)
			}
		}
	})
}
