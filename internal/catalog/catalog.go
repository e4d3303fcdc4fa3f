// Package catalog reads, checks and compares item files (事项文件): what a
// department writes about a service, one YAML file each, with Chinese keys. The
// format is described in docs/catalog.md and, for editors, in item.schema.json.
//
//	Load, Sample   the items of a directory; the embedded samples
//	LintDir        what is vague, contradictory or missing in the files
//	Diff           what changed between two catalogues, in sentences for a clerk
//
// A file that breaks the format makes its own item unusable and no other.
package catalog

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"

	"yichuang"
)

// Catalog is a set of items.
type Catalog struct {
	Items    []*yichuang.Item // in the order of their identifiers
	Unusable []Unusable       // in the order of files and lines
}

// Unusable is a reason why a file gives no item. A file may have several.
type Unusable struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Message string `json:"message"`
	Fix     string `json:"fix,omitempty"`
}

// Item returns the item named id, or nil.
func (c *Catalog) Item(id yichuang.ItemID) *yichuang.Item {
	i, ok := slices.BinarySearchFunc(c.Items, id, func(it *yichuang.Item, id yichuang.ItemID) int { return cmp.Compare(it.ID, id) })
	if !ok {
		return nil
	}
	return c.Items[i]
}

// Parse reads one file. The item is nil when anything is wrong with the file;
// every reason that could be found is returned. A bundle is nothing without the files
// of its items: Load reads them together.
func Parse(file string, data []byte) (*yichuang.Item, []Unusable) {
	p := parse(file, data)
	compileAll([]*parsed{p})
	return p.item, p.unusable()
}

// Load reads every .yaml and .yml file of fsys, folders included. Files that
// cannot be used are listed in Unusable; the others are loaded all the same. Two
// files with one identifier but different content are both unusable, because
// nobody can know which of them holds.
func Load(fsys fs.FS) *Catalog {
	files, unusable := readFiles(fsys)
	c := &Catalog{Unusable: unusable}
	for _, p := range readAll(files) {
		if p.item != nil {
			c.Items = append(c.Items, p.item)
		}
		c.Unusable = append(c.Unusable, p.unusable()...)
	}
	slices.SortFunc(c.Items, func(a, b *yichuang.Item) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(c.Unusable, func(a, b Unusable) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return c
}

// source is a file as it was read.
type source struct {
	name string
	data []byte
}

// parsed is a file with all that was made of it.
type parsed struct {
	file     string
	tree     *node            // nil when the file is not even YAML
	item     *yichuang.Item   // nil when there are problems
	bundle   *yichuang.Bundle // of a bundle file, of which compileAll makes the item
	parts    []*yichuang.Item // what a bundle was made of
	problems []problem
}

func (p *parsed) unusable() []Unusable {
	out := make([]Unusable, len(p.problems))
	for i, x := range p.problems {
		out[i] = Unusable{p.file, max(x.line, 1), x.message, x.fix}
	}
	return out
}

// mostProblems is how many problems of one file are worth reading.
const mostProblems = 50

func parse(file string, data []byte) *parsed {
	tree, problems := read(data)
	p := &parsed{file: file, tree: tree, problems: problems}
	if tree == nil {
		return p
	}
	var v validator
	form := blockOf(tree)
	v.block(tree, form)
	p.problems = append(p.problems, v.problems...)
	p.problems = append(p.problems, references(tree)...)
	slices.SortStableFunc(p.problems, func(a, b problem) int { return cmp.Compare(a.line, b.line) })
	if n := len(p.problems); n > mostProblems {
		last := p.problems[mostProblems].line
		p.problems = append(p.problems[:mostProblems], problem{line: last, rule: ruleFormat,
			message: fmt.Sprintf("还有%d处问题没有列出", n-mostProblems), fix: "先改好前面的，再检查一次"})
	}
	switch {
	case len(p.problems) > 0:
	case form == bundleBlock:
		p.bundle = buildBundle(tree)
	default:
		p.item = build(tree)
	}
	return p
}

// readAll parses files and makes items of all that can be used.
func readAll(files []source) []*parsed {
	all := unique(parseAll(files))
	compileAll(all)
	return all
}

// parseAll parses on every core: a window waits for the catalogue at the start.
func parseAll(files []source) []*parsed {
	out := make([]*parsed, len(files))
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			for i := range next {
				out[i] = parse(files[i].name, files[i].data)
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wg.Wait()
	return out
}

// readFiles collects the item files of fsys in the order of their names. What
// editors and offices leave behind (.x.yaml, ~$x.yaml) is no item file.
func readFiles(fsys fs.FS) ([]source, []Unusable) {
	var files []source
	var bad []Unusable
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			bad = append(bad, Unusable{File: name, Line: 1, Message: "无法读取：" + err.Error(), Fix: "请检查文件夹的路径和权限"})
			return nil
		case d.IsDir():
			if name != "." && strings.HasPrefix(base, ".") {
				return fs.SkipDir
			}
			return nil
		case strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~"):
			return nil
		}
		if ext := strings.ToLower(path.Ext(base)); ext != ".yaml" && ext != ".yml" {
			return nil
		}
		if info, err := d.Info(); err == nil && info.Size() > 4*sizeLimit {
			bad = append(bad, Unusable{File: name, Line: 1, Message: fmt.Sprintf("文件有%dKB，超过上限%dKB", info.Size()>>10, sizeLimit>>10), Fix: "一个文件只写一个事项"})
			return nil // not even read
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			bad = append(bad, Unusable{File: name, Line: 1, Message: "无法读取：" + err.Error(), Fix: "请检查文件的权限"})
			return nil
		}
		files = append(files, source{name, data})
		return nil
	})
	if err != nil {
		bad = append(bad, Unusable{File: ".", Line: 1, Message: "无法读取：" + err.Error()})
	}
	return files, bad
}

// sameText reports whether two files say the same.
func (p *parsed) sameText(q *parsed) bool {
	return p.tree.num("版次") == q.tree.num("版次") && reflect.DeepEqual(p.item, q.item) && reflect.DeepEqual(p.bundle, q.bundle)
}

// unique makes files unusable that claim one identifier.
func unique(files []*parsed) []*parsed {
	byID := map[yichuang.ItemID][]*parsed{}
	for _, p := range files {
		if p.item != nil || p.bundle != nil {
			id := yichuang.ItemID(p.tree.str("编号"))
			byID[id] = append(byID[id], p)
		}
	}
	for id, group := range byID {
		if len(group) == 1 {
			continue
		}
		names := make([]string, len(group))
		alike := true
		for i, p := range group {
			names[i] = p.file
			alike = alike && p.sameText(group[0])
		}
		for i, p := range group {
			if alike && i == 0 {
				continue // copies of one text: one of them is enough
			}
			p.item, p.bundle = nil, nil
			p.problems = append(p.problems, problem{line: p.tree.lineOf("编号"), rule: ruleDuplicate,
				message: fmt.Sprintf("事项编号“%s”在%d个文件中出现：%s", id, len(group), strings.Join(names, "、")),
				fix:     "留下现行有效的一个，其余移走", text: string(id)})
		}
	}
	return files
}
