package gate

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// emptyNames are the names that fit everything.
var emptyNames = []string{"util", "utils", "common", "helper", "helpers", "shared", "misc"}

// packageSizes looks at the names and comments of packages, once for each.
func (t *Tree) packageSizes() []Size {
	var sizes []Size
	first := map[string]*goFile{} // the first file of each folder that is no test
	documented := map[string]bool{}
	named := map[string]bool{}
	for _, f := range t.files {
		if names := append(strings.Split(f.dir, "/"), f.ast.Name.Name); !named[f.dir] && slices.ContainsFunc(names, saysNothing) {
			named[f.dir] = true
			sizes = append(sizes, Size{f.path, t.line(f.ast.Package), Name, "package " + f.ast.Name.Name + " in " + f.dir, 1})
		}
		if f.test {
			continue
		}
		if first[f.dir] == nil {
			first[f.dir] = f
		}
		documented[f.dir] = documented[f.dir] || f.generated || f.ast.Doc.Text() != ""
	}
	for dir, f := range first {
		if !documented[dir] {
			sizes = append(sizes, Size{f.path, t.line(f.ast.Package), Doc, "package " + f.ast.Name.Name + " in " + dir + " has no comment", 1})
		}
	}
	return sizes
}

func saysNothing(name string) bool {
	return slices.Contains(emptyNames, strings.TrimSuffix(name, "_test"))
}

// The words are written in halves, so that this file does not hold them.
var (
	markers = regexp.MustCompile(`\b(?:TO` + `DO|FIX` + `ME|X` + `XX)\b|未` + `实现|(?i:not ` + `implemented)`)
	paths   = regexp.MustCompile(`(?:^|[^\w.~/)}-])(/wo` + `rk/|/ro` + `ot/|/tmp/ba` + `sh)`)
)

// words finds left-over markers and paths of one machine in every text of the
// tree, line by line; a generated file is no exception.
func (t *Tree) words() []Size {
	var sizes []Size
	for _, text := range t.texts {
		line := 0
		for data := range bytes.Lines(text.data) {
			line++
			if word := markers.Find(data); word != nil {
				sizes = append(sizes, Size{text.path, line, Marker, "the words " + string(word), 1})
			}
			if parts := paths.FindSubmatch(data); parts != nil {
				sizes = append(sizes, Size{text.path, line, Path, "the path " + string(parts[1]), 1})
			}
		}
	}
	return sizes
}
