package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The lines of docs/online.md do what the page says, in a shell, with curl and openssl,
// against a running centre.
func TestTheLinesForPortals(t *testing.T) {
	for _, tool := range []string{"sh", "curl", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s here", tool)
		}
	}
	page, err := os.ReadFile("../../docs/online.md")
	if err != nil {
		t.Fatal(err)
	}
	data, here := t.TempDir(), t.TempDir()
	p := start(t, data)
	p.command("hall", "add", "test", "--name", "测试大厅", "--region", "150627")
	p.command("catalog", "publish", samples(t, 100))
	secret := strings.TrimSpace(regexp.MustCompile(`\n  (\w{64})\n`).FindString(p.command("portal", "add", "mengsu", "--name", "测试网")))
	for name, text := range map[string]string{"centre.pem": p.command("authority"), "id-card.pdf": "%PDF-1.4\n%%EOF\n"} {
		if err := os.WriteFile(filepath.Join(here, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}

	script := "set -e\n"
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	for _, b := range blocks {
		script += b[1] + "\nprintf '\\n--\\n'\n"
	}
	run := exec.CommandContext(t.Context(), "sh", "-c", script)
	run.Dir = here
	run.Env = append(os.Environ(), "CENTRE="+strings.TrimPrefix(p.url, "https://"), "PORTAL=mengsu", "SECRET="+secret, "CA=centre.pem")
	raw, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	said := strings.Split(string(raw), "\n--\n")
	want := []string{"", `"name":"食品经营许可（新办）"`, `"type":"application/pdf"`, `"stage":"submitted"`, `"stage_name":"网上待收"`, `"code":"conflict"`, `"ended":"不再办理"`, ""}
	if len(said) != len(want) {
		t.Fatalf("%d answers, want %d: %s", len(said), len(want), raw)
	}
	for i := range want {
		if !strings.Contains(said[i], want[i]) {
			t.Errorf("block %d:\n%s\nsaid %s\nwant %s", i+1, blocks[i][1], said[i], want[i])
		}
	}
}
