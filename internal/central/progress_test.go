package central_test

import (
	"bytes"
	"flag"
	"fmt"
	"html"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
)

var update = flag.Bool("update", false, "write the golden files anew")

// eachPages runs a test on pages of each kind of database.
func eachPages(t *testing.T, f func(t *testing.T, c *central.Centre)) {
	t.Run("sqlite", func(t *testing.T) { f(t, pages(t, central.Options{Data: t.TempDir()})) })
	t.Run("postgres", func(t *testing.T) {
		f(t, pages(t, central.Options{Database: testkit.Postgres(t), Data: t.TempDir()}))
	})
}

// visitor asks for pages as the world does.
type visitor struct {
	t       testing.TB
	handler http.Handler
	from    string
	header  map[string]string
}

func visits(t testing.TB, c *central.Centre, header string) *visitor {
	t.Helper()
	h, err := c.PublicHandler(header)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, handler: h, from: "192.0.2.7:40000"}
}

// get asks for a page.
func (v *visitor) get(path string) (*http.Response, string) {
	v.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.RemoteAddr = v.from
	for name, value := range v.header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	v.handler.ServeHTTP(w, r)
	raw, err := io.ReadAll(w.Result().Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return w.Result(), string(raw)
}

// status asks for a page and looks at its status alone.
func (v *visitor) status(path string) int {
	v.t.Helper()
	r, _ := v.get(path)
	return r.StatusCode
}

func pageOf(n yichuang.CaseNumber) string { return "/p/" + string(n) + "?c=" + string(pageCode) }

var (
	styles = regexp.MustCompile(`(?s)<style>.*</style>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
	blanks = regexp.MustCompile(`\s*\n\s*`)
)

// textOf is what a page says, a line for each thing.
func textOf(page string) string {
	text := html.UnescapeString(tags.ReplaceAllString(styles.ReplaceAllString(page, ""), "\n"))
	return strings.TrimSpace(blanks.ReplaceAllString(text, "\n")) + "\n"
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "progress", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != got {
		t.Errorf("%s differs (go test -update writes it anew), %v:\n%s", file, err, got)
	}
}

// Every stage has its page, in words for whoever waits; no page says more of a person
// than the masked name.
func TestPagesOfEveryStage(t *testing.T) {
	eachPages(t, func(t *testing.T, c *central.Centre) {
		s, seen := newScribe(t, c), map[yichuang.Stage]bool{}
		all := stories(s)
		v := visits(t, c, "")
		show := func(name string, n yichuang.CaseNumber) {
			r, page := v.get(pageOf(n))
			if r.StatusCode != http.StatusOK {
				t.Errorf("%s: %s\n%s", name, r.Status, page)
			}
			golden(t, name, textOf(page))
			stage, err := c.StageOf(t.Context(), hall, n)
			if err != nil {
				t.Fatal(err)
			}
			seen[stage] = true
			for _, secret := range []string{testkit.PersonName(0), testkit.PersonName(77), testkit.IDNumber(0), testkit.IDNumber(77), testkit.Phone(0), "测试路1号", "3号柜", "1001"} {
				if strings.Contains(page, secret) {
					t.Errorf("%s says %s", name, secret)
				}
			}
		}
		for _, name := range slices.Sorted(maps.Keys(all)) {
			show(name, s.writes(all[name]...))
		}
		leads, member := s.bundle()
		show("parted", leads)
		show("member", member)
		for _, stage := range yichuang.Stages {
			if !seen[stage] {
				t.Errorf("no page of stage %s", stage)
			}
		}
	})
}

// Without the code nobody learns anything, not even whether there is such a case: the
// answers for a case and for none are the same, byte for byte.
func TestNothingWithoutTheCode(t *testing.T) {
	eachPages(t, func(t *testing.T, c *central.Centre) {
		s := newScribe(t, c)
		here := s.writes(reviewed(false, acceptedFor(lead))...)
		bare := s.writes(append([]yichuang.Body{openedAs(nil)}, testkit.Reviewed(false)...)...) // without a receipt
		none := s.next(9)
		v := visits(t, c, "")
		wrong := "?c=11234567890123456789"
		for _, query := range []string{"", wrong, "?c=", "?c=1", "?c=%00", "?c=" + strings.Repeat("9", 5000)} {
			var pages []string
			for _, n := range []yichuang.CaseNumber{here, bare, none} {
				r, page := v.get("/p/" + string(n) + query)
				if query == wrong && r.StatusCode != http.StatusNotFound || r.StatusCode >= 500 {
					t.Errorf("%s: %s", query, r.Status)
				}
				for _, secret := range []string{"测试事项", "受理", testkit.PersonName(0)[:3], "子", lead} {
					if strings.Contains(styles.ReplaceAllString(page, ""), secret) {
						t.Errorf("%s says %q", query, secret)
					}
				}
				pages = append(pages, strings.NewReplacer(string(n), "N", n.Pretty(), "N").Replace(page))
			}
			if pages[0] != pages[1] || pages[0] != pages[2] {
				t.Errorf("%q tells whether there is such a case:\n%s\n%s", query, textOf(pages[0]), textOf(pages[2]))
			}
		}
		_, page := v.get("/p/" + string(none) + wrong)
		golden(t, "unknown", textOf(page))
		_, page = v.get("/p")
		golden(t, "form", textOf(page))
	})
}

// What a person types is taken as it comes, and comes back in the form when it is
// wrong.
func TestTheForm(t *testing.T) {
	c := pages(t, central.Options{Data: t.TempDir()})
	n := newScribe(t, c).writes(reviewed(false)...)
	v := visits(t, c, "")
	for _, path := range []string{"/p?n=" + strings.ReplaceAll(n.Pretty(), "-", "+") + "&c=0123+4567+8901+2345+6789", "/p?n=" + string(n) + "&c=" + string(pageCode),
		"/p/" + n.Pretty() + "?c=0123-4567-8901-2345-6789"} {
		if r, page := v.get(path); r.StatusCode != http.StatusOK || !strings.Contains(page, "正在审查材料") {
			t.Errorf("%s: %s\n%s", path, r.Status, textOf(page))
		}
	}
	for path, says := range map[string]string{
		"/p?n=150627&c=" + string(pageCode): "应为21位，现在是6位",
		"/p?n=" + string(n) + "&c=123":      "查询码应为20位数字",
		"/p/" + string(n[:20]) + "x?c=":     "应为数字",
		"/p/xyz":                            "应为21位",
		"/p?n=" + string(n[:20]) + string(n[20]^1) + "&c=" + string(pageCode): "抄错了",
	} {
		r, page := v.get(path)
		if r.StatusCode != http.StatusBadRequest || !strings.Contains(textOf(page), says) {
			t.Errorf("%s: %s, want %s in\n%s", path, r.Status, says, textOf(page))
		}
	}
	for path, want := range map[string]int{"/": 200, "/p": 200, "/p/": 404, "/p/" + string(n) + "/x": 404, "/robots.txt": 200, "/healthz": 200, "/readyz": 404, "/metrics": 404, "/v1/push": 404, "/v1/openapi.json": 404} {
		if got := v.status(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

// Every page, whatever it answers, is kept by nobody, found by no search engine and
// runs nothing.
func TestHeadersOfPages(t *testing.T) {
	c := pages(t, central.Options{Data: t.TempDir()})
	n := newScribe(t, c).writes(reviewed(false)...)
	v := visits(t, c, "")
	for _, path := range []string{"/p", pageOf(n), "/p/" + string(n) + "?c=1", "/nowhere"} {
		r, page := v.get(path)
		for name, want := range map[string]string{"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'sha256-", "Content-Type": "text/html; charset=utf-8"} {
			if got := r.Header.Get(name); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if strings.Contains(page, "<script") || strings.Contains(page, "src=") || strings.Contains(page, "//") && strings.Contains(page, "http") {
			t.Errorf("%s brings something along:\n%s", path, page)
		}
	}
}

// What officers and applicants wrote is text on the page, whatever it looks like.
func TestHostileTextStaysText(t *testing.T) {
	const evil = `</dd><script>alert(1)</script><img src=x onerror="alert(2)">'"&{{.}}`
	c := pages(t, central.Options{Data: t.TempDir()})
	s := newScribe(t, c)
	opened := openedAs(func(o *yichuang.Opened) { o.ItemName, o.Applicant.Name, o.Online = evil, evil, nil })
	correct := testkit.Corrected()
	correct.Findings[0].Name, correct.Findings[0].Defect, correct.Findings[0].Todo = evil, evil, evil
	all := append([]yichuang.Body{opened}, testkit.Reviewed(true)...)
	n := s.writes(append(all, receipt, correct)...)
	refusal := refuses(lead)
	refusal.Reasons, refusal.Basis = evil, evil
	m := s.writes(reviewed(false, acceptedFor(lead), refusal, &yichuang.ResultRegistered{Department: lead, Name: evil, Number: evil, Valid: evil})...)
	v := visits(t, c, "")
	for _, path := range []string{pageOf(n), pageOf(m), "/p?n=" + htmlQuery(evil) + "&c=" + htmlQuery(evil)} {
		_, page := v.get(path)
		for _, live := range []string{"<script", "<img", `onerror="`} {
			if strings.Contains(page, live) {
				t.Errorf("%s: %s is alive", path, live)
			}
		}
		if strings.HasPrefix(path, "/p/") && !strings.Contains(page, "&lt;script&gt;") {
			t.Errorf("%s: what was written is not there", path)
		}
	}
}

func htmlQuery(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

// A case that came back to its window with a newer receipt opens with either code; one
// whose receipt the centre has not seen with none.
func TestEveryCodeOfACaseOpensIt(t *testing.T) {
	c := pages(t, central.Options{Data: t.TempDir()})
	second := &yichuang.PaperPrepared{Paper: yichuang.Receipt, Number: "SJ2", Query: "99999999999999999999"}
	n := newScribe(t, c).writes(reviewed(false, second)...)
	v := visits(t, c, "")
	for _, code := range []yichuang.QueryCode{pageCode, second.Query} {
		if got := v.status("/p/" + string(n) + "?c=" + string(code)); got != http.StatusOK {
			t.Errorf("%s: %d", code, got)
		}
	}
}

// A database that does not answer is told as that, without a word of why.
func TestAPageThatFails(t *testing.T) {
	var log bytes.Buffer
	c := pages(t, central.Options{Data: t.TempDir(), Log: slog.New(slog.NewTextHandler(&log, nil))})
	n := newScribe(t, c).writes(reviewed(false)...)
	if err := c.Exec(t.Context(), "UPDATE runs SET body = $1", []byte("spoilt")); err != nil {
		t.Fatal(err)
	}
	again, err := central.Open(t.Context(), central.Options{Data: c.Data, Existing: true, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	v := visits(t, again, "")
	r, page := v.get(pageOf(n))
	if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" || !strings.Contains(page, "暂时不能查询") || strings.Contains(page, "position") {
		t.Errorf("%s\n%s", r.Status, textOf(page))
	}
	if !strings.Contains(log.String(), "the progress page failed") {
		t.Errorf("the log says nothing: %s", log.String())
	}
}
