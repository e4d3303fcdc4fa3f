package yichuang_test

import (
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"yichuang/internal/gate"
)

// What packages must never see, by what it stands for.
var (
	machine   = []string{"os/...", "net/...", "syscall", "log/...", "io/fs"}
	network   = []string{"net/http/...", "net/rpc/...", "net/smtp"}
	databases = []string{"database/sql/...", "modernc.org/sqlite/...", "github.com/spf13/viper"}
	screens   = []string{"charm.land/...", "github.com/charmbracelet/x/vt", "github.com/charmbracelet/x/term"} // x/ansi measures text and may be anywhere
	clocks    = []string{"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "time.AfterFunc", "time.Tick", "time.NewTimer", "time.NewTicker"}
	printing  = []string{"github.com/signintech/gopdf/...", "github.com/boombuler/barcode/..."}
)

// house is the import table: who may know whom, and why. It is the drawing of
// the architecture, from the inside out; "." is the root. Everybody may import
// the root, nobody imports a sibling, only cmd imports everybody. Test files
// are free, for they bring the real parts together. A row whose room does not
// stand yet holds from its first file on.
var house = []gate.Room{
	{
		Folder: ".", StdOnly: true,
		Never: join(machine, databases, screens), Calls: clocks,
		Why: "the nouns and the rules give the same answer at every seat and in every year: no I/O, and the caller brings the time",
	},
	{
		Folder: "internal/pin", Imports: []string{"."},
		Never: join(databases, screens, network, machine), Calls: clocks,
		Why: "a PIN that was set at the centre opens every terminal, so both hash it and refuse it alike",
	},
	{
		Folder: "store", Imports: []string{".", "internal/pin"},
		Never: join(screens, network, printing),
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
		Folder: "internal/central", Imports: []string{".", "internal/wire", "internal/catalog", "internal/pin", "internal/sniff", "internal/hooks"},
		Never: screens,
		Why:   "the centre has its own database and runs the same rules; it shares nothing with a terminal but the protocol",
	},
	{
		Folder: "internal/hooks", Imports: []string{"."},
		Never: join(databases, screens), Calls: clocks,
		Why: "what receivers are told follows from a case and what was granted; when it is sent, and what is still to be sent, is the centre's",
	},
	{
		Folder: "internal/load", Imports: []string{".", "internal/wire", "internal/catalog", "internal/central"},
		Never: screens,
		Why:   "many terminals are played against a centre over the protocol; the centre is touched only as an administrator does",
	},
	{
		Folder: "internal/catalog", Imports: []string{"."},
		Never: join(databases, screens, network), Calls: clocks,
		Why: "an item file means the same wherever it is read",
	},
	{
		Folder: "internal/report", Imports: []string{"."},
		Never: join(databases, screens, network, machine), Calls: clocks,
		Why: "a table means the same on the screen, in a script and in a spreadsheet; whoever asks for it says where it goes",
	},
	{
		Folder: "internal/finder", Imports: []string{"."},
		Never: join(databases, screens, network, machine), Calls: clocks,
		Why: "finding an item is a function of the catalogue and the keys typed",
	},
	{
		Folder: "internal/sniff",
		Never:  join(databases, screens, network, machine), Calls: clocks,
		Why: "what a file is follows from its content, whoever brings it",
	},
	{
		Folder: "internal/paper", Imports: []string{"."},
		Never: join(databases, screens, network), Calls: clocks,
		Why: "a document becomes the same bytes again when it is printed once more",
	},
	{
		Folder: "internal/device", Imports: []string{"."},
		Never: join(databases, screens, printing),
		Why:   "what the terminal asks of a device is the same for every make of it",
	},
	{
		Folder: "internal/device/devicetest", Imports: []string{".", "internal/device", "internal/readback"}, Tests: true,
		Never: join(databases, screens),
		Why:   "one suite holds a device and its stand-in to the same words",
	},
	{
		Folder: "internal/device/*", Imports: []string{".", "internal/paper", "internal/device"},
		Never: join(databases, screens),
		Why:   "the last step opens a port and knows no case",
	},
	{
		Folder: "internal/readback", Imports: []string{}, Tests: true,
		Never: join(databases, screens, network),
		Why:   "whoever reads back what was printed shares no code with what printed it",
	},
	{
		Folder: "internal/demo", Imports: []string{".", "internal/catalog"},
		Never: join(databases, screens, network), Calls: clocks,
		Why: "what is shown for practice is made of the same events as real work",
	},
	{
		Folder: "internal/cli", Imports: []string{"."},
		Never: []string{"database/sql/...", "modernc.org/sqlite/...", "net/http/...", "charm.land/..."},
		Why:   "both programs are called, configured and wrong in the same way",
	},
	{
		Folder: "internal/clock", Imports: []string{},
		Never: join(databases, screens, network),
		Why:   "a test moves the clock of both programs in one place",
	},
	{
		Folder: "internal/bucket", Imports: []string{"."},
		Never: join(databases, screens),
		Why:   "an object store is heavy, and only the program of the centre carries it",
	},
	{
		Folder: "internal/testkit", Imports: []string{gate.Everything}, Tests: true,
		Why: "fixtures serve tests, never the program",
	},
	{
		Folder: "internal/e2e", Imports: []string{".", "store", "sync", "internal/wire", "internal/finder"}, Tests: true,
		Never: []string{"charm.land/..."},
		Why:   "the programs are played from outside; what they keep is read with their own code, and the centre is asked over the protocol",
	},
	{
		Folder: "internal/gate", Tests: true,
		Never: join(databases, screens, network),
		Why:   "whoever judges the house belongs to no room of it",
	},
	{
		Folder: "tui/kit", Imports: []string{"."},
		Never: join(databases, network, printing, []string{"os/exec"}),
		Why:   "forms, tables and keys are the same in every area, so they know none",
	},
	{
		Folder: "tui/tuitest", Imports: []string{".", "tui/kit", "tui"}, Tests: true,
		Never: join(databases, network),
		Why:   "it drives the shell as a clerk does, from outside",
	},
	{
		Folder: "tui/*", Imports: []string{".", "tui/kit"},
		Never: join(databases, machine, printing), Calls: clocks,
		Why: "an area meets others by message and the store by the small interface it declares; work and the clock come from Env",
	},
	{
		Folder: "tui", Imports: []string{".", "tui/kit", "tui/*"},
		Never: join(databases, network, printing),
		Why:   "the shell knows every screen by its route and no table of the store",
	},
	{
		Folder: "cmd/*", Imports: []string{gate.Everything},
		Why: "only a program puts the house together",
	},
}

// TestImports holds the whole tree against the table. How each kind of breach
// is found is proven in internal/gate, and below for this table. With -v it prints the longest chain and
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

// TestImportsAreRefused writes one forbidden import into an empty house at a
// time, so that no row can lose its meaning unnoticed.
func TestImportsAreRefused(t *testing.T) {
	for _, tt := range []struct {
		folder, imports string
		refused         bool
	}{
		{".", "strings", false},
		{".", "os", true},
		{".", "net/http", true},
		{".", "database/sql", true},
		{".", "charm.land/bubbletea/v2", true},
		{".", "golang.org/x/text/width", true},
		{".", "yichuang/store", true},
		{"store", "modernc.org/sqlite", false},
		{"store", "yichuang", false},
		{"store", "yichuang/internal/pin", false},
		{"store", "yichuang/tui", true},
		{"store", "yichuang/sync", true},
		{"store", "yichuang/internal/device/escpos", true},
		{"store", "charm.land/lipgloss/v2", true},
		{"sync", "yichuang/internal/wire", false},
		{"sync", "yichuang/store", true},
		{"sync", "yichuang/tui/kit", true},
		{"internal/catalog", "yichuang/store", true},
		{"internal/paper", "yichuang/internal/catalog", true},
		{"internal/paper", "github.com/charmbracelet/x/ansi", false},
		{"internal/paper", "charm.land/lipgloss/v2", true},
		{"internal/finder", "os", true},
		{"internal/sniff", "archive/zip", false},
		{"internal/sniff", "os", true},
		{"internal/sniff", "yichuang", true},
		{"internal/device/escpos", "yichuang/internal/paper", false},
		{"internal/device/escpos", "yichuang/internal/device", false},
		{"internal/device/escpos", "yichuang/store", true},
		{"internal/device/escpos", "yichuang/internal/device/ipp", true},
		{"internal/device/escpos", "yichuang/internal/device/devicetest", true},
		{"internal/device", "yichuang/internal/device/escpos", true},
		{"internal/device", "github.com/signintech/gopdf", true},
		{"internal/readback", "yichuang/internal/paper", true},
		{"internal/central", "yichuang/internal/wire", false},
		{"internal/central", "yichuang/internal/pin", false},
		{"internal/central", "yichuang/store", true},
		{"internal/central", "yichuang/sync", true},
		{"internal/central", "yichuang/internal/bucket", true},
		{"internal/central", "yichuang/internal/hooks", false},
		{"internal/hooks", "yichuang/internal/central", true},
		{"internal/hooks", "database/sql", true},
		{"tui/kit", "yichuang/tui/intake", true},
		{"tui/kit", "modernc.org/sqlite", true},
		{"tui/intake", "yichuang/tui/kit", false},
		{"tui/intake", "yichuang/tui/desk", true},
		{"tui/intake", "yichuang/store", true},
		{"tui/intake", "yichuang/internal/paper", true},
		{"tui/intake", "os", true},
		{"tui", "yichuang/tui/intake", false},
		{"tui", "yichuang/store", true},
		{"cmd/yichuang", "yichuang/store", false},
		{"cmd/yichuang", "yichuang/tui/intake", false},
		{"cmd/yichuang", "yichuang/tui/tuitest", true},
		{"internal/elsewhere", "strings", true},
	} {
		found := checkOne(t, tt.folder, "import _ \""+tt.imports+"\"")
		if (len(found) > 0) != tt.refused {
			t.Errorf("%s imports %s: refused %v, want %v %v", tt.folder, tt.imports, !tt.refused, tt.refused, found)
		}
	}
	for _, folder := range []string{".", "internal/catalog", "internal/paper", "internal/finder", "tui/intake"} {
		if found := checkOne(t, folder, "import \"time\"\nvar now = time.Now"); len(found) != 1 {
			t.Errorf("%s reads the clock: %d findings, want 1", folder, len(found))
		}
	}
}

// checkOne holds a house with a single file against the table.
func checkOne(t *testing.T, folder, text string) []gate.Finding {
	t.Helper()
	tree, err := gate.Read(fstest.MapFS{
		"go.mod":                     {Data: []byte("module yichuang\n")},
		path.Join(folder, "room.go"): {Data: []byte("package p\n" + text + "\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree.CheckImports(house)
}

func join(lists ...[]string) []string {
	var all []string
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}
