package tui_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var writeCards = flag.Bool("write-cards", false, "write the key cards in docs/keys anew")

// cards are the key cards: for each role, the areas of its work in the order of a day.
var cards = []struct {
	file, title string
	areas       []string
}{
	{"window.md", "窗口", []string{"desk", "intake", "review", "decide", "papers", "scans", "cases", "ledger", "dayend"}},
	{"officer.md", "审批", []string{"desk", "office", "papers", "scans", "cases", "ledger"}},
	{"handover.md", "出件", []string{"desk", "handover", "papers", "cases", "ledger"}},
	{"supervisor.md", "督导", []string{"desk", "oversight", "cases", "ledger", "handover", "papers"}},
}

// everywhere are the areas that stand on every card.
var everywhere = []string{"login", "centre"}

var areaTitles = map[string]string{
	"desk": "工作台", "intake": "收件", "review": "审查", "decide": "决定", "papers": "文书", "scans": "扫描件",
	"cases": "办件与查找", "office": "部门审批", "handover": "统一出件", "login": "登录、锁屏、设置", "centre": "与中心同步",
	"oversight": "电子监察、统计、责任倒查", "ledger": "容缺和原件台账", "dayend": "日清",
}

// boundKey is a key of an area and what it does there, in all its words.
type boundKey struct {
	label string
	does  []string
}

// The key cards of the roles are what the bindings of the screens say, and every
// screen stands on one.
func TestKeyCards(t *testing.T) {
	kit := read(t, "kit", nil)
	common := kit.keys
	carded := map[string]bool{"kit": true, "tuitest": true}
	for _, area := range everywhere {
		carded[area] = true
	}
	for _, c := range cards {
		var b strings.Builder
		fmt.Fprintf(&b, "# %s键位卡\n\n<!-- 由程序中的键位定义生成：go test ./tui -run TestKeyCards -write-cards -->\n\n", c.title)
		b.WriteString("底行总是列出眼前能用的键；**F1** 列出全部，暂时不能用的也写明原因。\n")
		table(&b, "各处通用", shared(common))
		for _, area := range append(slices.Clone(c.areas), everywhere...) {
			carded[area] = true
			if areaTitles[area] == "" {
				t.Fatalf("the area %s has no title", area)
			}
			table(&b, areaTitles[area], read(t, area, kit.labels).keys)
		}
		path := filepath.Join("..", "docs", "keys", c.file)
		if *writeCards {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		have, err := os.ReadFile(path)
		if err != nil || string(have) != b.String() {
			t.Errorf("%s is not what the bindings say (%v): run go test ./tui -run TestKeyCards -write-cards", path, err)
		}
	}
	folders, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if f.IsDir() && !carded[f.Name()] && f.Name() != "testdata" {
			t.Errorf("the screens of %s stand on no card", f.Name())
		}
	}
}

// shared are the keys that mean the same everywhere and that no screen has to name.
func shared(common []boundKey) (all []boundKey) {
	for _, k := range common {
		if slices.Contains([]string{"Esc", "F1", "F10", "Ctrl+L", "↑", "↓", "PgUp", "PgDn"}, k.label) {
			all = append(all, k)
		}
	}
	return all
}

func table(b *strings.Builder, title string, keys []boundKey) {
	fmt.Fprintf(b, "\n## %s\n\n| 键 | 作用 |\n|---|---|\n", title)
	for _, k := range keys {
		fmt.Fprintf(b, "| %s | %s |\n", k.label, strings.Join(k.does, "；"))
	}
}

// read reads the keys of an area out of its source: every Bind and every As. common
// are the labels of the keys that the kit names.
func read(t *testing.T, folder string, common map[string]string) *reader {
	t.Helper()
	var files []*ast.File
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		files = append(files, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{common: common, labels: map[string]string{}}
	for _, pass := range []func(ast.Node) bool{r.names, r.uses} {
		for _, f := range files {
			ast.Inspect(f, pass)
		}
	}
	return r
}

// reader collects the keys of one package.
type reader struct {
	common map[string]string // labels of the kit's keys, by the name of the variable
	labels map[string]string // of the package's own
	keys   []boundKey
}

// names notes which variable is which key.
func (r *reader) names(n ast.Node) bool {
	if v, ok := n.(*ast.ValueSpec); ok {
		for i, value := range v.Values {
			if call, name := calls(value); name == "Bind" {
				r.labels[v.Names[i].Name] = text(call.Args[0])
			}
		}
	}
	return true
}

// uses notes what a key does wherever that is said.
func (r *reader) uses(n ast.Node) bool {
	expression, ok := n.(ast.Expr)
	if !ok {
		return true
	}
	switch call, name := calls(expression); name {
	case "Bind":
		r.add(text(call.Args[0]), text(call.Args[1]))
	case "As":
		switch key := call.Args[0].(type) {
		case *ast.Ident:
			r.add(r.labels[key.Name], text(call.Args[1]))
		case *ast.SelectorExpr:
			r.add(r.common[key.Sel.Name], text(call.Args[1]))
		}
	}
	return true
}

func (r *reader) add(label, does string) {
	if label == "" || strings.Trim(does, "…") == "" {
		return
	}
	i := slices.IndexFunc(r.keys, func(k boundKey) bool { return k.label == label })
	if i < 0 {
		r.keys = append(r.keys, boundKey{label: label})
		i = len(r.keys) - 1
	}
	if !slices.Contains(r.keys[i].does, does) {
		r.keys[i].does = append(r.keys[i].does, does)
	}
}

// calls returns a call and the name of what it calls, without its package.
func calls(e ast.Expr) (*ast.CallExpr, string) {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) < 2 {
		return nil, ""
	}
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return call, f.Sel.Name
	case *ast.Ident:
		return call, f.Name
	}
	return nil, ""
}

// text is what an expression says; what is known only while the program runs is "…".
func text(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(x.Value); err == nil {
			return s
		}
	case *ast.BinaryExpr:
		return text(x.X) + text(x.Y)
	}
	return "…"
}
