package paper

import (
	"os/exec"
	"testing"
)

// requireTool skips a test that needs a program which is not installed.
func requireTool(t *testing.T, name, debianPackage string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed (Debian package %s)", name, debianPackage)
	}
}
