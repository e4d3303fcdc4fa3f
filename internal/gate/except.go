package gate

import (
	"fmt"
	"strings"
)

// directive begins the comment that makes an exception. It has the form of a
// Go directive, so gofmt puts it last in a comment and go doc leaves it out.
const directive = "//budget:"

// place is a line that an exception covers, under one rule.
type place struct {
	file string
	line int
	rule Rule
}

type excuse struct {
	line   int // of the comment itself
	reason string
	used   bool
}

type excuses map[place]*excuse

// exceptions collects the exceptions of all files. One stands in a comment that
// ends directly above the line it covers.
func (t *Tree) exceptions() excuses {
	all := excuses{}
	for _, f := range t.files {
		for _, group := range f.ast.Comments {
			covered := t.line(group.End()) + 1
			for _, comment := range group.List {
				text, ok := strings.CutPrefix(comment.Text, directive)
				if !ok {
					continue
				}
				rule, reason, _ := strings.Cut(text, " ")
				at := place{f.path, covered, Rule(strings.TrimSpace(rule))}
				all[at] = &excuse{line: t.line(comment.Pos()), reason: strings.TrimSpace(reason)}
			}
		}
	}
	return all
}

// cover reports whether an exception with a reason covers s, and remembers
// that it was needed.
func (e excuses) cover(s Size) bool {
	if s.Rule == Marker || s.Rule == Path {
		return false
	}
	exception := e[place{s.File, s.Line, s.Rule}]
	if exception == nil {
		return false
	}
	exception.used = true
	return exception.reason != ""
}

// findings returns the exceptions that are none, after every size was covered.
func (e excuses) findings() []Finding {
	var found []Finding
	for at, exception := range e {
		var text string
		_, known := budgetOf(at.rule)
		switch {
		case !known:
			text = fmt.Sprintf("there is no budget %q", at.rule)
		case exception.reason == "":
			text = fmt.Sprintf("the exception from %q gives no reason", at.rule)
		case !exception.used:
			text = fmt.Sprintf("the exception from %q excuses nothing in the line below", at.rule)
		default:
			continue
		}
		found = append(found, Finding{at.file, exception.line, Except, text})
	}
	return found
}
