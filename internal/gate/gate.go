// Package gate holds the house rules that a machine can check: who may import
// whom (see imports_test.go at the root of the tree), how large things may
// grow, and which habits and words stay out. Nothing but tests imports it.
//
// A budget is a limit on the maximum, since medians are alike everywhere and
// only the tail differs. Where a piece is better as it is, an exception stands
// in the comment directly above the line that the finding names, with its
// reason:
//
//	//budget:func the frame of the form, read from top to bottom
//	func drawForm(f *Form) string {
//
// The exception of a file stands above its package clause. One without a
// reason, for an unknown rule, or that excuses nothing is itself a finding.
// Imports, words and paths have no exceptions: the table is changed instead.
package gate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Rule names a house rule, as findings and exceptions write it.
type Rule string

// The rules.
const (
	Func     Rule = "func"      // lines of a function
	TestFunc Rule = "test-func" // lines of a function in a test file
	Update   Rule = "update"    // lines of an Update method under tui
	File     Rule = "file"      // lines of a file
	TestFile Rule = "test-file" // lines of a test file
	Screen   Rule = "screen"    // lines of a file in tui/<area>
	Fields   Rule = "fields"    // fields of a struct
	Methods  Rule = "methods"   // methods of an interface
	Params   Rule = "params"    // parameters of a function
	Bools    Rule = "bools"     // parameters of type bool
	Name     Rule = "name"      // package and folder names that say nothing
	Doc      Rule = "doc"       // packages without a package comment
	Init     Rule = "init"      // init functions
	Panic    Rule = "panic"     // calls of panic outside tests
	Marker   Rule = "marker"    // left-over markers in any text
	Path     Rule = "path"      // paths of one developer's machine in any text
	Import   Rule = "import"    // the import table
	Except   Rule = "exception" // exceptions that are none
)

// Budget is the limit of a rule and the reason for it.
type Budget struct {
	Rule  Rule
	Limit int
	Why   string
}

// Budgets are the limits, on lines, numbers of things or occurrences.
var Budgets = []Budget{
	{Func, 80, "a function is read on one screen; aim at 40 lines"},
	{TestFunc, 120, "a table of cases is data, but a test is still read in one go"},
	{Update, 60, "Update decides and commands work; aim at 40 lines"},
	{File, 400, "a file is one room; aim at 250 lines"},
	{TestFile, 600, "tests of one thing stand together, tests of two do not"},
	{Screen, 300, "a screen is understood whole; aim at 200 lines"},
	{Fields, 15, "a larger struct is two; aim at 10"},
	{Methods, 5, "an interface is declared by its user and asks for little; aim at 1 to 3"},
	{Params, 5, "more belong in a struct with names; aim at 4"},
	{Bools, 1, "two flags side by side are exchanged unnoticed: use a type"},
	{Name, 0, "a name that fits everything attracts everything"},
	{Doc, 0, "every package says in one sentence what it is for"},
	{Init, 0, "work at start-up is called by main, in an order that can be read"},
	{Panic, 0, "a clerk with a person waiting gets an error with a hint, not a trace"},
	{Marker, 0, "what is left to do stands in an issue"},
	{Path, 0, "the tree builds and runs anywhere"},
}

func budgetOf(rule Rule) (Budget, bool) {
	for _, b := range Budgets {
		if b.Rule == rule {
			return b, true
		}
	}
	return Budget{}, false
}

// Finding is one place that breaks a rule.
type Finding struct {
	File string // path in the tree, with slashes
	Line int    // from 1; 0 where the whole tree or a folder is meant
	Rule Rule
	Text string
}

// String writes the finding the way compilers do, so that editors can follow it.
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: [%s] %s", f.File, f.Line, f.Rule, f.Text)
}

func sortFindings(found []Finding) []Finding {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(string(a.Rule), string(b.Rule)))
	})
	return found
}
