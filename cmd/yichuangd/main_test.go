package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yichuang/internal/central"
	"yichuang/internal/cli"
	"yichuang/internal/testkit"
)

func TestMain(m *testing.M) {
	code := m.Run()
	testkit.StopPostgres()
	os.Exit(code)
}

// call runs the command in this process and returns what it printed and its
// exit code.
func call(t testing.TB, stdin string, arguments ...string) (out, problems string, code int) {
	t.Helper()
	root := newRoot()
	var o, e bytes.Buffer
	root.SetOut(&o)
	root.SetErr(&e)
	root.SetIn(strings.NewReader(stdin))
	root.SetArgs(arguments)
	if err := root.ExecuteContext(t.Context()); err != nil {
		code = cli.Report(&e, "yichuangd", err)
	}
	return o.String(), e.String(), code
}

// alone keeps a test away from any configuration of the person running it.
func alone(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range os.Environ() {
		if key, _, _ := strings.Cut(name, "="); strings.HasPrefix(key, "YICHUANG_") {
			t.Setenv(key, "")
		}
	}
	t.Setenv("HOME", dir)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "config"))
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "data"))
	return dir
}

// kinds runs a test with an existing, empty centre on each kind of database, whose
// flags and environment lead commands there.
func kinds(t *testing.T, f func(t *testing.T, o central.Options, run func(stdin string, arguments ...string) (string, string, int))) {
	test := func(t *testing.T, o central.Options) {
		alone(t)
		t.Setenv("YICHUANG_DATABASE", o.Database)
		c, err := central.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		f(t, o, func(stdin string, arguments ...string) (string, string, int) {
			t.Helper()
			return call(t, stdin, append(arguments, "--data", o.Data)...)
		})
	}
	t.Run("sqlite", func(t *testing.T) { test(t, central.Options{Data: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { test(t, central.Options{Database: testkit.Postgres(t), Data: t.TempDir()}) })
}
