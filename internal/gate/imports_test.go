package gate_test

import (
	"slices"
	"strings"
	"testing"

	"yichuang/internal/gate"
)

// table is a small house with one room of every kind.
var table = []gate.Room{
	{Folder: ".", StdOnly: true, Never: []string{"os/...", "net/http"}, Calls: []string{"time.Now"}, Why: "rules are pure"},
	{Folder: "store", Imports: []string{"."}, Never: []string{"example.org/screen/..."}, Why: "it keeps"},
	{Folder: "tui/kit", Imports: []string{"."}, Why: "it draws"},
	{Folder: "tui/*", Imports: []string{".", "tui/kit"}, Why: "areas meet by message"},
	{Folder: "testkit", Imports: []string{gate.Everything}, Tests: true, Why: "it serves tests"},
	{Folder: "cmd/*", Imports: []string{gate.Everything}, Why: "it puts the house together"},
}

func TestTheTableHolds(t *testing.T) {
	read := tree(t, map[string]string{
		"hall.go":          "package hall\nimport \"time\"\nvar t time.Time\n",
		"hall_test.go":     "package hall_test\nimport (\"os\"; \"hall/testkit\"; \"time\")\nvar _ = os.Args\nvar _ = time.Now\n",
		"store/case.go":    "package store\nimport (\"hall\"; \"os\"; \"example.org/sql\"; \"time\")\nvar _ = time.Now\n",
		"store/fake.go":    "//go:build fake\n\npackage store\n",
		"tui/kit/form.go":  "package kit\nimport \"hall\"\n",
		"tui/desk/desk.go": "package desk\nimport (\"hall\"; \"hall/tui/kit\")\n",
		"testkit/kit.go":   "package testkit\nimport (\"hall/store\"; \"hall/tui/desk\")\n",
		"cmd/hall/main.go": "package main\nimport (\"hall\"; \"hall/store\"; \"hall/tui/desk\")\n",
	})
	sees(t, read.CheckImports(table))
	if unused := read.Unused(table); len(unused) > 0 {
		t.Errorf("unused rows: %v", unused)
	}
}

// TestEachRowIsEnforced breaks the table in one place at a time.
func TestEachRowIsEnforced(t *testing.T) {
	for _, tt := range []struct{ name, path, text, want string }{
		{"the root does I/O", "hall.go", "package hall\nimport \"os/exec\"\n", "2: [import] . must never see os/exec; rules are pure"},
		{"the root imports the network", "hall.go", "package hall\nimport \"net/http\"\n", "2: [import] . must never see net/http"},
		{"the root imports a room", "hall.go", "package hall\nimport \"hall/store\"\n", "2: [import] . may not import store (of ours it may import: nothing)"},
		{"the root imports a module", "hall.go", "package hall\nimport \"example.org/x\"\n", "2: [import] . may import the standard library only, not example.org/x"},
		{"the root reads the clock", "hall.go", "package hall\nimport \"time\"\nfunc f() { _ = time.Now() }\n", "3: [import] . must never use time.Now"},
		{"the root passes the clock on", "hall.go", "package hall\nimport \"time\"\nvar now = time.Now\n", "3: [import] . must never use time.Now"},
		{"the clock under another name", "hall.go", "package hall\nimport clock \"time\"\nvar now = clock.Now\n", "3: [import] . must never use clock.Now"},
		{"a dot import", "hall.go", "package hall\nimport . \"time\"\n", "2: [import] a dot import of time"},
		{"a blank import", "store/a.go", "package store\nimport _ \"hall/tui/kit\"\n", "2: [import] store may not import tui/kit (of ours it may import: .)"},
		{"the store sees a screen of others", "store/a.go", "package store\nimport \"example.org/screen/v2/list\"\n", "2: [import] store must never see example.org/screen/v2/list"},
		{"an area imports another", "tui/desk/a.go", "package desk\nimport \"hall/tui/guide\"\n", "2: [import] tui/* may not import tui/guide"},
		{"the kit imports an area", "tui/kit/a.go", "package kit\nimport \"hall/tui/guide\"\n", "2: [import] tui/kit may not import tui/guide"},
		{"somebody imports a program", "store/a.go", "package store\nimport \"hall/cmd/x\"\n", "2: [import] store may not import cmd/x"},
		{"a program imports what is for tests", "cmd/x/a.go", "package main\nimport \"hall/testkit\"\n", "2: [import] testkit is for tests only"},
		{"a room without a row", "sync/a.go", "package sync\n", "1: [import] package sync stands in no row of the import table: add one in imports_test.go"},
		{"a room below an area", "tui/desk/parts/a.go", "package parts\n", "1: [import] package tui/desk/parts stands in no row"},
		{"an import without a row", "cmd/x/a.go", "package main\nimport \"hall/sync\"\n", "2: [import] cmd/* imports sync, which stands in no row"},
		{"hidden by a build tag", "store/a.go", "//go:build never\n\npackage store\nimport \"hall/tui/kit\"\n", "4: [import] store may not import tui/kit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sees(t, tree(t, map[string]string{tt.path: tt.text}).CheckImports(table), tt.path+":"+tt.want)
		})
	}
}

func TestTheChainIsLimited(t *testing.T) {
	all := []gate.Room{{Folder: "*", Imports: []string{gate.Everything}}}
	files := map[string]string{"f/f.go": "package f\n"}
	for _, pair := range []string{"ab", "bc", "cd", "de", "ef", "af"} {
		from, to := pair[:1], pair[1:]
		files[from+"/"+to+".go"] = "package " + from + "\nimport \"hall/" + to + "\"\n"
	}
	six := tree(t, files)
	sees(t, six.CheckImports(all))
	if got := strings.Join(six.LongestChain(), ""); got != "abcdef" {
		t.Errorf("longest chain %s, want abcdef", got)
	}
	files["f/g.go"] = "package f\nimport \"hall/g\"\n"
	files["g/g.go"] = "package g\n"
	sees(t, tree(t, files).CheckImports(all), "a:0: [import] 7 packages import one another, limit 6: a → b → c → d → e → f → g")

	files["f/a.go"] = "package f\nimport \"hall/a\"\n" // a cycle ends the walk and does not hang it
	if chain := tree(t, files).LongestChain(); len(chain) < 6 {
		t.Errorf("chain in a tree with a cycle: %v", chain)
	}
}

func TestUnusedRows(t *testing.T) {
	read := tree(t, map[string]string{"hall.go": "package hall\n", "tui/desk/desk.go": "package desk\n"})
	if got, want := read.Unused(table), []string{"store", "tui/kit", "testkit", "cmd/*"}; !slices.Equal(got, want) {
		t.Errorf("unused %v, want %v", got, want)
	}
}
