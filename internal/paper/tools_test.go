package paper

import (
	"os/exec"
	"strings"
	"testing"
)

// requireTool skips a test that needs a program which is not installed.
func requireTool(t *testing.T, name, debianPackage string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed (Debian package %s)", name, debianPackage)
	}
}

// zbarimg returns what the codes in a picture say, or "" when none can be read.
// Its complaints about a missing message bus mean nothing.
func zbarimg(file string) string {
	out, err := exec.Command("zbarimg", "--raw", "-q", file).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
