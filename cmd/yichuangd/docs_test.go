package main

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/hooks"
	"yichuang/internal/testkit"
)

// Every figure, configuration key and command is in both manuals, and none that
// there is not.
func TestTheManualsAreComplete(t *testing.T) {
	alone(t)
	c, err := central.Open(t.Context(), central.Options{Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.AddHall(t.Context(), "test", yichuang.Hall{Name: "测试大厅", Region: testkit.Region}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.AddHook(t.Context(), central.Hook{Hall: "test", HookAbout: central.HookAbout{Target: hooks.Target{URL: "https://platform.example.invalid/in"}}}); err != nil {
		t.Fatal(err)
	}
	s := &server{config: &config{Listen: "127.0.0.1:0", Public: publicConfig{Listen: "127.0.0.1:0"}, Connections: 100}, centre: c, failed: make(chan error, 3), log: quiet(os.Stderr)}
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	defer s.main.Close()
	defer s.public.Close()
	c.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/healthz", nil))
	w := httptest.NewRecorder()
	c.AdminHandler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	served := map[string]bool{"yichuang_events_total": true, "yichuang_hook_deliveries_total": true} // they come with the first event and the first message
	for _, m := range regexp.MustCompile(`(?m)^# HELP (yichuang_\w+)`).FindAllStringSubmatch(w.Body.String(), -1) {
		served[m[1]] = true
	}
	for _, name := range []string{"../../docs/operations.md", "../../docs/operations.zh-CN.md"} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		told := map[string]bool{}
		for _, m := range regexp.MustCompile("(?m)^\\| `(yichuang_\\w+)`").FindAllStringSubmatch(text, -1) {
			told[m[1]] = true
		}
		if got, want := slices.Sorted(maps.Keys(told)), slices.Sorted(maps.Keys(served)); !slices.Equal(got, want) {
			t.Errorf("%s has the figures %v, there are %v", name, got, want)
		}
		for key := range defaults {
			if !strings.Contains(text, "`"+key+"`") && !strings.HasPrefix(key, "scans.s3.") {
				t.Errorf("%s does not name the key %s", name, key)
			}
		}
		for _, cmd := range newRoot().Commands() {
			if !slices.Contains([]string{"help", "completion", "serve"}, cmd.Name()) && !strings.Contains(text, "`"+cmd.Name()) {
				t.Errorf("%s does not name the command %s", name, cmd.Name())
			}
		}
	}
}
