package gate

import (
	"fmt"
	"go/ast"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Everything in a Room's Imports stands for every room but those for tests.
const Everything = "everything"

// MaxChain is how many packages may import one another in a row.
const MaxChain = 6

// Room is a row of the import table: a folder, or several of one kind, and
// whom its packages may know. Test files are not bound by it.
type Room struct {
	Folder  string   // a path, "." for the root; a star stands for one folder
	Imports []string // rooms of ours it may import, by folder
	Never   []string // packages of others it never sees; "os/..." is os and all below
	Calls   []string // functions of others it never uses, such as "time.Now"
	StdOnly bool     // of others, the standard library only
	Tests   bool     // for tests: nobody else imports it
	Why     string
}

// CheckImports holds every package against the table; the first row that
// matches a folder counts. A package in no row is a finding.
func (t *Tree) CheckImports(table []Room) []Finding {
	var found []Finding
	for _, f := range t.files {
		if f.test {
			continue
		}
		room := roomOf(table, f.dir)
		if room == nil {
			found = append(found, Finding{f.path, t.line(f.ast.Package), Import,
				fmt.Sprintf("package %s stands in no row of the import table: add one in imports_test.go, at the root of the tree, saying whom it may import and why", f.dir)})
			continue
		}
		for _, spec := range f.ast.Imports {
			if text := t.judge(table, room, spec); text != "" {
				found = append(found, Finding{f.path, t.line(spec.Pos()), Import, text + "; " + room.Why})
			}
		}
		found = append(found, t.uses(f, room)...)
	}
	if chain := t.LongestChain(); len(chain) > MaxChain {
		found = append(found, Finding{chain[0], 0, Import,
			fmt.Sprintf("%d packages import one another, limit %d: %s", len(chain), MaxChain, strings.Join(chain, " → "))})
	}
	return sortFindings(found)
}

// judge returns what is wrong with an import, or "".
func (t *Tree) judge(table []Room, room *Room, spec *ast.ImportSpec) string {
	name, _ := strconv.Unquote(spec.Path.Value)
	if spec.Name != nil && spec.Name.Name == "." {
		return fmt.Sprintf("a dot import of %s hides where names come from", name)
	}
	dir, ours := t.folder(name)
	if !ours {
		if room.StdOnly && strings.Contains(strings.Split(name, "/")[0], ".") {
			return fmt.Sprintf("%s may import the standard library only, not %s", room.Folder, name)
		}
		if slices.ContainsFunc(room.Never, func(pattern string) bool { return matches(pattern, name) }) {
			return fmt.Sprintf("%s must never see %s", room.Folder, name)
		}
		return ""
	}
	target := roomOf(table, dir)
	switch {
	case target == nil:
		return fmt.Sprintf("%s imports %s, which stands in no row of the import table", room.Folder, dir)
	case target.Tests && !room.Tests:
		return fmt.Sprintf("%s is for tests only", dir)
	case slices.Contains(room.Imports, Everything) || slices.Contains(room.Imports, target.Folder):
		return ""
	}
	allowed := strings.Join(room.Imports, ", ")
	if allowed == "" {
		allowed = "nothing"
	}
	return fmt.Sprintf("%s may not import %s (of ours it may import: %s)", room.Folder, dir, allowed)
}

// uses finds functions that the room must never use, by the name under which
// the file imports their package.
func (t *Tree) uses(f *goFile, room *Room) []Finding {
	never := map[string]bool{} // "time.Now", with the file's own name of the package
	for _, call := range room.Calls {
		pkg, fn := call[:strings.LastIndex(call, ".")], call[strings.LastIndex(call, ".")+1:]
		for _, spec := range f.ast.Imports {
			if spec.Path.Value != strconv.Quote(pkg) {
				continue
			}
			local := path.Base(pkg)
			if spec.Name != nil {
				local = spec.Name.Name
			}
			never[local+"."+fn] = true
		}
	}
	var found []Finding
	ast.Inspect(f.ast, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if id, ok := sel.X.(*ast.Ident); ok && never[id.Name+"."+sel.Sel.Name] {
			found = append(found, Finding{f.path, t.line(sel.Pos()), Import,
				fmt.Sprintf("%s must never use %s.%s; %s", room.Folder, id.Name, sel.Sel.Name, room.Why)})
		}
		return true
	})
	return found
}

// LongestChain returns the longest row of our packages, by folder, in which
// each imports the next. Test files and cycles, which do not build, are left out.
func (t *Tree) LongestChain() []string {
	imported := t.imported()
	known := map[string][]string{}
	var from func(dir string) []string
	from = func(dir string) []string {
		if chain, ok := known[dir]; ok {
			return chain
		}
		known[dir] = nil // ends the walk in a cycle
		var best []string
		for _, next := range imported[dir] {
			if chain := from(next); len(chain) > len(best) {
				best = chain
			}
		}
		known[dir] = append([]string{dir}, best...)
		return known[dir]
	}
	var longest []string
	for _, dir := range slices.Sorted(maps.Keys(imported)) {
		if chain := from(dir); len(chain) > len(longest) {
			longest = chain
		}
	}
	return longest
}

// imported returns for every folder the folders of ours that it imports.
func (t *Tree) imported() map[string][]string {
	edges := map[string][]string{}
	for _, f := range t.files {
		if f.test {
			continue
		}
		dirs := edges[f.dir] // a folder that imports nothing is there too
		for _, spec := range f.ast.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if dir, ours := t.folder(name); ours {
				dirs = append(dirs, dir)
			}
		}
		edges[f.dir] = dirs
	}
	return edges
}

// Unused returns the rows of the table that no package stands in.
func (t *Tree) Unused(table []Room) []string {
	var unused []string
	for i := range table {
		if !slices.ContainsFunc(t.files, func(f *goFile) bool { return roomOf(table, f.dir) == &table[i] }) {
			unused = append(unused, table[i].Folder)
		}
	}
	return unused
}

// folder returns the folder of an import path of ours.
func (t *Tree) folder(name string) (dir string, ours bool) {
	if name == t.Module {
		return ".", true
	}
	return strings.CutPrefix(name, t.Module+"/")
}

func roomOf(table []Room, dir string) *Room {
	for i := range table {
		if ok, _ := path.Match(table[i].Folder, dir); ok {
			return &table[i]
		}
	}
	return nil
}

// matches compares an import path with a pattern: a path, or "os/..." for it
// and everything below.
func matches(pattern, name string) bool {
	base, deep := strings.CutSuffix(pattern, "/...")
	return name == base || deep && strings.HasPrefix(name, base+"/")
}
