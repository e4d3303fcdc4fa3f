package yichuang_test

import (
	"os"
	"strings"
	"testing"

	"yichuang/internal/gate"
)

// What packages must never see, by what it stands for.
var (
	machine   = []string{"os/...", "net/...", "syscall", "log/...", "io/fs"}
	network   = []string{"net/http/...", "net/rpc/...", "net/smtp"}
	databases = []string{"database/sql/...", "modernc.org/sqlite/...", "github.com/spf13/viper"}
	screens   = []string{"charm.land/...", "github.com/charmbracelet/..."}
	clocks    = []string{"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "time.AfterFunc", "time.Tick", "time.NewTimer", "time.NewTicker"}
	ports     = []string{"github.com/signintech/gopdf/...", "github.com/boombuler/barcode/..."}
)

// house is the import table: who may know whom, and why. It is the drawing of
// the architecture, from the inside out; "." is the root. Everybody may import
// the root, nobody imports a sibling, only cmd imports everybody. Test files
// are free, for they bring the real parts together.
var house = []gate.Room{
	{
		Folder: ".", StdOnly: true,
		Never: join(machine, databases, screens), Calls: clocks,
		Why: "the nouns and the rules give the same answer at every seat and in every year: no I/O, and the caller brings the time",
	},
	{
		Folder: "store", Imports: []string{"."},
		Never: join(screens, network, ports),
		Why:   "what a terminal keeps is tested without a screen, a network or a printer",
	},
	{
		Folder: "internal/wire", Imports: []string{"."},
		Never: join(databases, screens),
		Why:   "the protocol is the same for both ends and belongs to neither",
	},
	{
		Folder: "sync", Imports: []string{".", "internal/wire"},
		Never: join(databases, screens),
		Why:   "the engine declares the small interfaces it needs, so that a story of many seats runs in memory",
	},
	{
		Folder: "internal/central", Imports: []string{".", "internal/wire", "internal/catalog"},
		Never: screens,
		Why:   "the centre has its own database and runs the same rules; it shares nothing with a terminal but the protocol",
	},
	{
		Folder: "internal/catalog", Imports: []string{"."},
		Never: join(databases, screens, network), Calls: clocks,
		Why: "an item file means the same wherever it is read",
	},
	{
		Folder: "internal/finder", Imports: []string{"."},
		Never: join(databases, screens, network, machine), Calls: clocks,
		Why: "finding an item is a function of the catalogue and the keys typed",
	},
	{
		Folder: "internal/paper", Imports: []string{"."},
		Never: join(databases, screens, network), Calls: clocks,
		Why: "a document becomes the same bytes again when it is printed once more",
	},
	{
		Folder: "internal/device/*", Imports: []string{".", "internal/paper"},
		Never: join(databases, screens),
		Why:   "the last step opens a port and knows no case",
	},
	{
		Folder: "internal/demo", Imports: []string{".", "internal/catalog"},
		Never: join(databases, screens, network), Calls: clocks,
		Why: "what is shown for practice is made of the same events as real work",
	},
	{
		Folder: "internal/testkit", Imports: []string{gate.Everything}, Tests: true,
		Why: "fixtures serve tests, never the program",
	},
	{
		Folder: "internal/gate", Tests: true,
		Never: join(databases, screens, network),
		Why:   "whoever judges the house belongs to no room of it",
	},
	{
		Folder: "tui/kit", Imports: []string{"."},
		Never: join(databases, network, ports, []string{"os/exec"}),
		Why:   "forms, tables and keys are the same in every area, so they know none",
	},
	{
		Folder: "tui/tuitest", Imports: []string{".", "tui/kit", "tui"}, Tests: true,
		Never: join(databases, network),
		Why:   "it drives the shell as a clerk does, from outside",
	},
	{
		Folder: "tui/*", Imports: []string{".", "tui/kit"},
		Never: join(databases, machine, ports), Calls: clocks,
		Why: "an area meets others by message and the store by the small interface it declares; work and the clock come from Env",
	},
	{
		Folder: "tui", Imports: []string{".", "tui/kit", "tui/*"},
		Never: join(databases, network, ports),
		Why:   "the shell knows every screen by its route and no table of the store",
	},
	{
		Folder: "cmd/*", Imports: []string{gate.Everything},
		Why: "only a program puts the house together",
	},
}

// TestImports holds the whole tree against the table. How each kind of breach
// is found is proven in internal/gate. With -v it prints the longest chain and
// the rows that wait for their package.
func TestImports(t *testing.T) {
	tree, err := gate.Read(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range tree.CheckImports(house) {
		t.Error(found)
	}
	t.Logf("longest chain: %s", strings.Join(tree.LongestChain(), " → "))
	t.Logf("rows without a package: %s", strings.Join(tree.Unused(house), ", "))
}

func join(lists ...[]string) []string {
	var all []string
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}
