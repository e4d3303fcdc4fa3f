package gate_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yichuang/internal/gate"
)

// tree reads a small module made of the given files.
func tree(t *testing.T, files map[string]string) *gate.Tree {
	t.Helper()
	fsys := fstest.MapFS{"go.mod": {Data: []byte("module hall\n\ngo 1.26\n")}}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	read, err := gate.Read(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// sees checks that the findings are exactly the wanted ones: each wanted text
// is "file:line: [rule]" and may go on with words of the finding.
func sees(t *testing.T, found []gate.Finding, want ...string) {
	t.Helper()
	left := slices.Clone(found)
	for _, w := range want {
		i := slices.IndexFunc(left, func(f gate.Finding) bool { return strings.HasPrefix(f.String(), w) })
		if i < 0 {
			t.Errorf("not found: %s", w)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, f := range left {
		t.Errorf("found without being wanted: %s", f)
	}
}

func TestReadSkipsWhatTheGoCommandSkips(t *testing.T) {
	broken := "package broken\nfunc ("
	read := tree(t, map[string]string{
		"hall.go":               "// Package hall is the hall.\npackage hall\n",
		"testdata/x.go":         broken,
		"vendor/v/v.go":         broken,
		".hidden/x.go":          broken,
		"_old/x.go":             broken,
		"store/testdata/y/y.go": broken,
	})
	sees(t, read.CheckBudgets())
}

func TestReadRefusesWhatItCannotJudge(t *testing.T) {
	for name, fsys := range map[string]fstest.MapFS{
		"no go.mod":   {"hall.go": {Data: []byte("package hall\n")}},
		"no module":   {"go.mod": {Data: []byte("go 1.26\n")}},
		"broken file": {"go.mod": {Data: []byte("module hall\n")}, "hall.go": {Data: []byte("package hall\nfunc (")}},
	} {
		if _, err := gate.Read(fsys); err == nil {
			t.Errorf("%s: read without an error", name)
		}
	}
}

// TestTree holds the tree itself against the budgets. With -v it prints what
// comes closest to each of the larger ones.
func TestTree(t *testing.T) {
	read, err := gate.Read(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range read.CheckBudgets() {
		t.Error(found)
	}
	for _, rule := range []gate.Rule{gate.Func, gate.Update, gate.File, gate.Screen, gate.Fields, gate.Methods, gate.Params, gate.TestFunc, gate.TestFile} {
		t.Logf("largest, %s:", rule)
		for _, s := range read.Top(rule, 5) {
			t.Logf("%5d  %s:%d %s", s.Value, s.File, s.Line, s.What)
		}
	}
}
