package main

import (
	"crypto/tls"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// page asks for a page; certificates are not what it is about.
func page(t *testing.T, url string) (status int, text string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	defer client.CloseIdleConnections()
	answer, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(raw)
}

// The world has a listener of its own, with an ordinary certificate or behind a proxy:
// there is the progress page, and nothing of what terminals ask; where terminals ask
// there is no progress page. Figures of it are with the others.
func TestTheWorldHasAListenerOfItsOwn(t *testing.T) {
	folder := t.TempDir()
	cert, key := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	certificate(t, cert, key, 1, time.Now())
	for scheme, environment := range map[string][]string{
		"http":  {"YICHUANG_PUBLIC_LISTEN=127.0.0.1:0"},
		"https": {"YICHUANG_PUBLIC_LISTEN=127.0.0.1:0", "YICHUANG_PUBLIC_CERT=" + cert, "YICHUANG_PUBLIC_KEY=" + key},
	} {
		t.Run(scheme, func(t *testing.T) {
			p := start(t, t.TempDir(), environment...)
			at := regexp.MustCompile(`the progress page at (127\.0\.0\.1:\d+)`).FindStringSubmatch(p.text())
			if at == nil {
				t.Fatalf("it does not say where the page is:\n%s", p.text())
			}
			world := scheme + "://" + at[1]
			if status, text := page(t, world+"/p"); status != http.StatusOK || !strings.Contains(text, "查询办件进度") {
				t.Errorf("%d %s", status, text)
			}
			for _, path := range []string{"/v1/openapi.json", "/v1/pull", "/readyz", "/metrics"} {
				if status, _ := page(t, world+path); status != http.StatusNotFound {
					t.Errorf("the world is answered %d at %s", status, path)
				}
			}
			if status, _ := page(t, p.url+"/p"); status != http.StatusNotFound {
				t.Errorf("where terminals ask, /p is answered %d", status)
			}
			if text := p.served(t, "/metrics"); !strings.Contains(text, `yichuang_progress_answers_total{answer="asked"} 1`) {
				t.Errorf("the figures do not count it:\n%s", text)
			}
		})
	}
}

// Without being asked for, nothing is served to the world; what cannot be served is
// told before anything is.
func TestNothingForTheWorldUnlessConfigured(t *testing.T) {
	p := start(t, t.TempDir())
	if strings.Contains(p.text(), "the progress page") {
		t.Errorf("%s", p.text())
	}
	for _, environment := range [][]string{
		{"YICHUANG_PUBLIC_LISTEN=" + strings.TrimPrefix(p.url, "https://")},
		{"YICHUANG_PUBLIC_LISTEN=127.0.0.1:0", "YICHUANG_PUBLIC_CERT=/nowhere/cert.pem", "YICHUANG_PUBLIC_KEY=/nowhere/key.pem"},
	} {
		q := launch(t, t.TempDir(), environment...)
		if code := q.ends(); code == 0 || !strings.Contains(q.text(), "public.listen") && !strings.Contains(q.text(), "/nowhere/cert.pem") {
			t.Errorf("%v: exit code %d\n%s", environment, code, q.text())
		}
	}
}
