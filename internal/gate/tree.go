package gate

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"
)

// maxText is the size in bytes above which a file is data and not read for words.
const maxText = 1 << 20

// Tree is a module as its files say it is. It is parsed and not asked of
// `go list`, because the test cache knows which files a test has opened, but
// not what a command has read.
type Tree struct {
	Module string // the module path of go.mod
	files  []*goFile
	texts  []textFile
	fset   *token.FileSet
}

type goFile struct {
	path      string
	dir       string // "." for the root
	lines     int
	test      bool
	generated bool
	ast       *ast.File
}

type textFile struct {
	path string
	data []byte
}

// Read parses every Go file below fsys, but for testdata, vendor and folders
// the go command skips, and reads every text file for words. It fails where a
// file cannot be read or parsed, or where there is no go.mod.
func Read(fsys fs.FS) (*Tree, error) {
	t := &Tree{fset: token.NewFileSet()}
	mod, err := fs.ReadFile(fsys, "go.mod")
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(mod)) {
		if name, ok := strings.CutPrefix(line, "module "); ok {
			t.Module = strings.TrimSpace(name)
		}
	}
	if t.Module == "" {
		return nil, fmt.Errorf("go.mod names no module")
	}
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipDir(name):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		return t.add(fsys, name, d)
	})
	return t, err
}

// skipDir reports folders that hold nothing of ours, or only what was built.
func skipDir(name string) bool {
	switch path.Base(name) {
	case ".git", "vendor", "node_modules", "bin", "out":
		return true
	}
	return false
}

func (t *Tree) add(fsys fs.FS, name string, d fs.DirEntry) error {
	info, err := d.Info()
	if err != nil {
		return err
	}
	isGo := path.Ext(name) == ".go" && !ignoredByGo(name)
	if !isGo && info.Size() > maxText {
		return nil
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	// Checksums are random letters, in which any short word turns up.
	if path.Base(name) != "go.sum" && utf8.Valid(data) && bytes.IndexByte(data, 0) < 0 {
		t.texts = append(t.texts, textFile{name, data})
	}
	if !isGo {
		return nil
	}
	parsed, err := parser.ParseFile(t.fset, name, data, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	t.files = append(t.files, &goFile{
		path:      name,
		dir:       path.Dir(name),
		lines:     bytes.Count(data, []byte("\n")),
		test:      strings.HasSuffix(name, "_test.go"),
		generated: ast.IsGenerated(parsed),
		ast:       parsed,
	})
	return nil
}

// ignoredByGo reports files the go command does not build either.
func ignoredByGo(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "testdata" || strings.HasPrefix(part, ".") || strings.HasPrefix(part, "_") {
			return true
		}
	}
	return false
}

func (t *Tree) line(pos token.Pos) int { return t.fset.Position(pos).Line }

// lineSpan counts the lines from the first to the last of a node.
func (t *Tree) lineSpan(n ast.Node) int { return t.line(n.End()) - t.line(n.Pos()) + 1 }
