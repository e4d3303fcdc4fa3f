package hooks_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"yichuang/internal/hooks"
)

// scripts are the lines for a shell in docs/hooks.md.
func scripts(t *testing.T) (check, try string) {
	t.Helper()
	for _, program := range []string{"openssl", "curl", "od", "base64"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("there is no " + program + " here")
		}
	}
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", "hooks.md"))
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(raw), "```sh\n")
	if len(parts) != 3 {
		t.Fatalf("%d scripts", len(parts)-1)
	}
	check, _, _ = strings.Cut(parts[1], "```")
	try, _, _ = strings.Cut(parts[2], "```")
	return check, try
}

// shell runs a script beside a message.
func shell(t *testing.T, script, body string, variables ...string) (said string, err error) {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "body.json"), []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script)
	cmd.Dir, cmd.Env = folder, append(os.Environ(), variables...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// The lines for a shell in the manual check a message as it is sent, and refuse one
// that was changed.
func TestTheManualChecksSignatures(t *testing.T) {
	check, _ := scripts(t)
	secret := hooks.NewSecret()
	const body = `{"办件编号":"1", "b": 'x y $z'}`
	signature := hooks.Sign([]hooks.Secret{hooks.NewSecret(), secret}, "a_1", now, []byte(body))
	variables := []string{"secret=" + secret.Written(), "id=a_1", "timestamp=1795687200", "signature=" + signature}
	if now.Unix() != 1795687200 {
		t.Fatal("the time is another")
	}
	if said, err := shell(t, check, body, variables...); err != nil || !strings.Contains(said, "it is the centre's") {
		t.Errorf("%v: %s", err, said)
	}
	if said, err := shell(t, check, body+" ", variables...); err == nil {
		t.Errorf("a changed body: %s", said)
	}
}

// The other lines try a receiver.
func TestTheManualTriesAReceiver(t *testing.T) {
	_, try := scripts(t)
	secret := hooks.NewSecret()
	library, err := standardwebhooks.NewWebhook(secret.Written())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = library.Verify(body, r.Header)
		}
		if err != nil {
			t.Error(err)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(server.Close)
	message, err := hooks.Trial("test", "region", now).Write()
	if err != nil {
		t.Fatal(err)
	}
	said, err := shell(t, try, string(message), "secret="+secret.Written(), "url="+server.URL, "no_proxy=*")
	if err != nil || strings.TrimSpace(said) != "202" {
		t.Errorf("%v: %s", err, said)
	}
}
