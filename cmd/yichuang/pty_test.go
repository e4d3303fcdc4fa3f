package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yichuang/internal/e2e"
)

// console is the built program on a real pseudo-terminal, under the short names that
// the tests here read by.
type console struct {
	*e2e.Screen
	t testing.TB
}

// program builds the program once for all tests of a run.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "yichuang-e2e-")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "yichuang")
	out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return bin, nil
})

// sit starts the program in a home of its own. Everything it keeps is below
// home, so that a second start there finds it.
func sit(t testing.TB, home string, width, height int, arguments ...string) *console {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, arguments...)
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home+"/config", "XDG_DATA_HOME="+home+"/data",
		"YICHUANG_TERMINAL_WINDOW=7", "YICHUANG_TERMINAL_EPOCH=1", "TERM=xterm-256color", "LANG=zh_CN.UTF-8", "LC_ALL=C.UTF-8")
	return attach(t, cmd, width, height)
}

// attach starts any program on a pseudo-terminal of its own.
func attach(t testing.TB, cmd *exec.Cmd, width, height int) *console {
	t.Helper()
	return &console{e2e.Attach(t, cmd, width, height), t}
}

func (d *console) kill()                               { d.Kill() }
func (d *console) ends()                               { d.Ends() }
func (d *console) text() string                        { return d.Text() }
func (d *console) sees(text string) *console           { d.Sees(text); return d }
func (d *console) gone(text string) *console           { d.Gone(text); return d }
func (d *console) press(names ...string) *console      { d.Press(names...); return d }
func (d *console) types(text string) *console          { d.Types(text); return d }
func (d *console) raw(text string)                     { d.Types(text) }
func (d *console) quiet(pause time.Duration) time.Time { return d.Quiet(pause) }

// settled is how long the program writes nothing once it has done everything
// that a key asked for.
const settled = 150 * time.Millisecond
