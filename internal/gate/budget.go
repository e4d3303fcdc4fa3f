package gate

import (
	"cmp"
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

// Size is what one thing in the tree amounts to under one rule.
type Size struct {
	File  string
	Line  int
	Rule  Rule
	What  string
	Value int
}

// CheckBudgets returns every place that is over its budget and has no
// exception, and every exception that is none.
func (t *Tree) CheckBudgets() []Finding {
	var found []Finding
	excuses := t.exceptions()
	for _, s := range t.Sizes() {
		budget, _ := budgetOf(s.Rule)
		if s.Value <= budget.Limit || excuses.cover(s) {
			continue
		}
		text := fmt.Sprintf("%s: %s", s.What, budget.Why)
		if budget.Limit > 0 {
			text = fmt.Sprintf("%s is %d, limit %d: %s", s.What, s.Value, budget.Limit, budget.Why)
		}
		found = append(found, Finding{s.File, s.Line, s.Rule, text})
	}
	return sortFindings(append(found, excuses.findings()...))
}

// Top returns the n largest sizes under a rule, the largest first.
func (t *Tree) Top(rule Rule, n int) []Size {
	sizes := slices.DeleteFunc(t.Sizes(), func(s Size) bool { return s.Rule != rule })
	slices.SortStableFunc(sizes, func(a, b Size) int { return cmp.Compare(b.Value, a.Value) })
	return sizes[:min(n, len(sizes))]
}

// Sizes measures everything that has a budget. Generated files are data and
// have none; test files have their own, and none on structs and parameters.
func (t *Tree) Sizes() []Size {
	var sizes []Size
	for _, f := range t.files {
		if f.generated {
			continue
		}
		sizes = append(sizes, t.fileSize(f))
		sizes = append(sizes, t.funcSizes(f)...)
		if !f.test {
			sizes = append(sizes, t.shapes(f)...)
		}
	}
	sizes = append(sizes, t.packageSizes()...)
	return append(sizes, t.words()...)
}

func (t *Tree) fileSize(f *goFile) Size {
	s := Size{f.path, t.line(f.ast.Package), File, "file " + path.Base(f.path), f.lines}
	switch {
	case f.test:
		s.Rule = TestFile
	case isArea(f.dir):
		s.Rule = Screen
	}
	return s
}

// isArea reports a folder of screens: any folder of tui but the kit they are
// made of and the driver that tests them.
func isArea(dir string) bool {
	return path.Dir(dir) == "tui" && dir != "tui/kit" && dir != "tui/tuitest"
}

// funcSizes measures functions from `func` to the closing brace, comments
// inside included, so that the number is the one an editor shows.
func (t *Tree) funcSizes(f *goFile) []Size {
	var sizes []Size
	for _, decl := range f.ast.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		name, line := fn.Name.Name, t.line(fn.Pos())
		s := Size{f.path, line, Func, "func " + name, t.lineSpan(fn)}
		switch {
		case f.test:
			s.Rule = TestFunc
		case fn.Recv != nil && name == "Update" && (f.dir == "tui" || strings.HasPrefix(f.dir, "tui/")):
			s.Rule = Update
		}
		sizes = append(sizes, s)
		if fn.Recv == nil && name == "init" {
			sizes = append(sizes, Size{f.path, line, Init, "func init", 1})
		}
	}
	return sizes
}

// shapes measures structs, interfaces and parameter lists wherever they are
// written, and finds calls of panic.
func (t *Tree) shapes(f *goFile) []Size {
	var sizes []Size
	names := map[ast.Node]string{} // of types, given before they are reached
	add := func(n ast.Node, rule Rule, what string, value int) {
		sizes = append(sizes, Size{f.path, t.line(n.Pos()), rule, strings.TrimSpace(what + " " + names[n]), value})
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			names[n.Type] = n.Name.Name
		case *ast.FuncDecl:
			names[n.Type] = n.Name.Name
		case *ast.Field:
			if len(n.Names) > 0 {
				names[n.Type] = n.Names[0].Name
			}
		case *ast.StructType:
			add(n, Fields, "fields of struct", countFields(n.Fields))
		case *ast.InterfaceType:
			add(n, Methods, "methods of interface", countFields(n.Methods))
		case *ast.FuncType:
			add(n, Params, "parameters of func", countFields(n.Params))
			add(n, Bools, "bool parameters of func", countBools(n.Params))
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "panic" {
				add(n, Panic, "call of panic", 1)
			}
		}
		return true
	})
	return sizes
}

// countFields counts names, and one for a field without a name: an embedded
// type, an unnamed parameter.
func countFields(list *ast.FieldList) int {
	n := 0
	for _, field := range list.List {
		n += max(1, len(field.Names))
	}
	return n
}

func countBools(params *ast.FieldList) int {
	n := 0
	for _, field := range params.List {
		if id, ok := field.Type.(*ast.Ident); ok && id.Name == "bool" {
			n += max(1, len(field.Names))
		}
	}
	return n
}
