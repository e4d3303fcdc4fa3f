package finder

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"yichuang"
)

//go:embed abbreviations.txt
var abbreviationsText string

// Abbreviations says which short forms and everyday names stand for which words
// in the names of items.
type Abbreviations struct {
	rules   int
	pattern map[string][]pattern // by the first two characters of find
}

// pattern is one way to rewrite a name: put in place of find.
type pattern struct {
	find, put string // folded, without punctuation
	via       string // put as it was written, for the person
	rule      int    // at most one pattern of a rule applies to a name
	rank      int    // the place of find in its rule; the lowest wins
}

var builtin = sync.OnceValue(func() *Abbreviations {
	// The file is part of the program and checked by a test.
	a, _ := ParseAbbreviations(abbreviationsText)
	return a
})

// ParseAbbreviations reads a table of abbreviations: lines such as
//
//	医保 = 基本医疗保险, 医疗保险
//	营业执照 > 个体工商户登记, 公司设立登记
//
// where = works both ways and > finds the long forms by the short one only.
// Empty lines and lines that begin with # are skipped. A line that is neither
// makes it fail with code Invalid; the rules of the other lines are returned all
// the same.
func ParseAbbreviations(text string) (*Abbreviations, error) {
	a := &Abbreviations{pattern: make(map[string][]pattern)}
	var err error
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if !a.add(line) && err == nil {
			err = &yichuang.Error{
				Code:    yichuang.Invalid,
				Message: fmt.Sprintf("简称表第%d行看不懂：%s", n, yichuang.Clip(line, 40)),
				Hint:    "写成“医保 = 基本医疗保险, 医疗保险”或者“网吧 > 互联网上网服务营业场所”，简称和全称都不少于两个字",
			}
		}
	}
	return a, err
}

// add takes one line in and reports whether it is a rule.
func (a *Abbreviations) add(line string) bool {
	short, long, both := strings.Cut(line, "=")
	if !both {
		var ok bool
		if short, long, ok = strings.Cut(line, ">"); !ok {
			return false
		}
	}
	short = strings.TrimSpace(short)
	longs := strings.FieldsFunc(long, func(r rune) bool { return r == ',' || r == '，' || r == '、' })
	var ps []pattern
	for rank, l := range longs {
		ps = append(ps, pattern{find: searchable(l), put: searchable(short), via: short, rule: a.rules, rank: rank})
	}
	if both && len(longs) > 0 {
		l := strings.TrimSpace(longs[0])
		ps = append(ps, pattern{find: searchable(short), put: searchable(l), via: l, rule: a.rules, rank: len(longs)})
	}
	for _, p := range ps {
		if head(p.find) == "" || head(p.put) == "" {
			return false
		}
	}
	for _, p := range ps {
		a.pattern[head(p.find)] = append(a.pattern[head(p.find)], p)
	}
	a.rules++
	return len(ps) > 0
}

// searchable is s folded and without what does not count.
func searchable(s string) string {
	return strings.Map(func(r rune) rune {
		if r = fold(r); counts(r) {
			return r
		}
		return -1
	}, s)
}

// head returns the first two characters of s, "" when there are not so many.
func head(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	if n == len(s) {
		return ""
	}
	_, m := utf8.DecodeRuneInString(s[n:])
	return s[:n+m]
}

// rewriting is a pattern that fits a name at byte offset at.
type rewriting struct {
	pattern
	at int
}

// maxVariants bounds the variants of one name.
const maxVariants = 6

// rewritings appends to found how name, a searchable text, may be rewritten.
func (a *Abbreviations) rewritings(name string, found []rewriting) []rewriting {
	base := len(found)
	for at := range name {
		for _, p := range a.pattern[head(name[at:])] {
			if strings.HasPrefix(name[at:], p.find) && !a.covered(found[base:], p) {
				found = replaceRule(found, base, rewriting{p, at})
			}
		}
	}
	return found[:min(len(found), base+maxVariants)]
}

// covered reports whether a better pattern of p's rule was found already.
func (a *Abbreviations) covered(found []rewriting, p pattern) bool {
	for _, f := range found {
		if f.rule == p.rule && f.rank <= p.rank {
			return true
		}
	}
	return false
}

// replaceRule puts w in the place of another rewriting by the same rule, or at
// the end.
func replaceRule(found []rewriting, base int, w rewriting) []rewriting {
	for i := base; i < len(found); i++ {
		if found[i].rule == w.rule {
			found[i] = w
			return found
		}
	}
	return append(found, w)
}
