package catalog

import (
	"fmt"
	"slices"
	"strings"

	"yichuang"
)

// tooMany is the number of combinations of answers beyond which they are not
// tried out one by one. Four questions with ten options each have 10,000.
const tooMany = 10_000

// questions checks that a question can be answered and that its answer matters.
func (l *linter) questions() {
	asked := map[yichuang.QuestionID]bool{}
	for _, s := range l.item.Scenarios {
		for q := range s.When {
			asked[q] = true
		}
		for _, need := range s.Needs {
			for q := range need.When {
				asked[q] = true
			}
		}
	}
	for i, q := range l.item.Questions {
		n := l.tree.list("问题")[i]
		if len(q.Options) < 2 {
			l.add(n.line, Error, "few-options", "问题“"+q.Text+"”只有一个选项", "至少写两个选项，或者删去这个问题")
		}
		if !asked[q.ID] {
			l.add(n.line, Warning, "question-idle", "问题“"+q.Text+"”怎么回答都不影响材料", "在情形中用上它，或者删去")
		}
	}
}

// combination is a choice of one option for every question, by index.
type combination []int

func (l *linter) answers(c combination) yichuang.Answers {
	a := yichuang.Answers{}
	for i, o := range c {
		if o >= 0 {
			a[l.item.Questions[i].ID] = l.item.Questions[i].Options[o].ID
		}
	}
	return a
}

// say writes a combination as a clerk would: “经营业态？”选“单位食堂”. Questions
// with -1 may have any answer.
func (l *linter) say(c combination) string {
	var out []string
	for i, o := range c {
		if o >= 0 {
			q := l.item.Questions[i]
			out = append(out, fmt.Sprintf("“%s”选“%s”", q.Text, q.Options[o].Text))
		}
	}
	if len(out) == 0 {
		return "任何回答"
	}
	return strings.Join(out, "，")
}

// combinations calls each for every combination of answers.
func (l *linter) combinations(each func(combination)) {
	c := make(combination, len(l.item.Questions))
	for {
		each(c)
		i := len(c) - 1
		for ; i >= 0; i-- {
			if c[i]++; c[i] < len(l.item.Questions[i].Options) {
				break
			}
			c[i] = 0
		}
		if i < 0 {
			return
		}
	}
}

// scenarios tries every combination of answers: each must lead to exactly one
// scenario, and each scenario must be reached by some.
func (l *linter) scenarios() {
	size := 1
	for _, q := range l.item.Questions {
		if size *= len(q.Options); size > tooMany {
			l.add(l.tree.lineOf("问题"), Warning, "too-many-answers", "问题和选项太多，无法逐一核对情形", "减少问题或者选项；一般2至4个问题")
			return
		}
	}
	reached := make([]bool, len(l.item.Scenarios))
	overlap := map[[2]int]combination{}
	var gaps []combination
	l.combinations(func(c combination) {
		switch found := l.match(c); len(found) {
		case 0:
			gaps = append(gaps, slices.Clone(c))
		case 1:
			reached[found[0]] = true
		default:
			for i, a := range found {
				for _, b := range found[i+1:] {
					if _, ok := overlap[[2]int{a, b}]; !ok {
						overlap[[2]int{a, b}] = slices.Clone(c)
					}
				}
			}
		}
	})
	l.overlaps(overlap)
	l.unreached(reached, overlap)
	l.gaps(gaps)
}

// match returns the scenarios that the answers lead to: the first that collects
// nothing, or all that collect.
func (l *linter) match(c combination) []int {
	a := l.answers(c)
	var collect []int
	for i, s := range l.item.Scenarios {
		if !s.When.Holds(a) {
			continue
		}
		if s.Outcome == yichuang.DoNotCollect {
			return []int{i}
		}
		collect = append(collect, i)
	}
	return collect
}

func (l *linter) line(scenario int) int { return l.tree.list("情形")[scenario].line }

func (l *linter) overlaps(overlap map[[2]int]combination) {
	for i := range l.item.Scenarios {
		for j := i + 1; j < len(l.item.Scenarios); j++ {
			if c, ok := overlap[[2]int{i, j}]; ok {
				l.add(l.line(j), Error, "scenario-overlap", fmt.Sprintf("情形“%s”与“%s”重叠，例如%s",
					l.item.Scenarios[j].Name, l.item.Scenarios[i].Name, l.say(c)), "改“当”，使同一组回答只属于一个情形")
			}
		}
	}
}

func (l *linter) unreached(reached []bool, overlap map[[2]int]combination) {
	for i, s := range l.item.Scenarios {
		if reached[i] {
			continue
		}
		hidden := false // an overlap is reported already and is the cause
		for pair := range overlap {
			hidden = hidden || pair[0] == i || pair[1] == i
		}
		if !hidden {
			l.add(l.line(i), Error, "scenario-unreachable", fmt.Sprintf("没有哪一组回答会得到情形“%s”，不收件的情形把它盖住了", s.Name), "改“当”，或者删去这个情形")
		}
	}
}

// gaps reports the answers that match nothing, put as shortly as possible: when
// all completions of two answers match nothing, only the two are named.
func (l *linter) gaps(gaps []combination) {
	if len(gaps) == 0 {
		return
	}
	const enough = 3
	n := len(l.item.Questions)
	var examples []combination
	for size := 0; size <= n && len(examples) < enough; size++ {
		if size > 3 && size < n {
			continue // nobody reads a sentence of five answers; name all of them instead
		}
		examples = l.shortest(gaps, size, examples, enough)
	}
	said := make([]string, len(examples))
	for i, e := range examples {
		said[i] = l.say(e)
	}
	message := fmt.Sprintf("有%d组回答不属于任何情形，例如：%s", len(gaps), strings.Join(said, "；"))
	l.add(l.tree.lineOf("情形"), Warning, "answers-unmatched", message, "补上情形；确实不办的，写成不收件的情形")
}

// shortest adds to examples the ways to give size answers that leave no
// completion with a scenario, until there are enough.
func (l *linter) shortest(gaps []combination, size int, examples []combination, enough int) []combination {
	count := map[string]int{}
	for _, g := range gaps {
		for _, part := range parts(g, size) {
			count[part.key()]++
		}
	}
	for _, g := range gaps {
		for _, part := range parts(g, size) {
			if count[part.key()] < l.completions(part) || covered(part, examples) {
				continue
			}
			if examples = append(examples, part); len(examples) == enough {
				return examples
			}
		}
	}
	return examples
}

func (c combination) key() string {
	b := make([]byte, 0, 2*len(c))
	for _, o := range c {
		b = append(b, byte((o+1)>>8), byte(o+1))
	}
	return string(b)
}

// completions is how many combinations agree with part.
func (l *linter) completions(part combination) int {
	n := 1
	for i, o := range part {
		if o < 0 {
			n *= len(l.item.Questions[i].Options)
		}
	}
	return n
}

// parts returns the ways to keep size answers of g and leave the others open.
func parts(g combination, size int) []combination {
	if size > len(g) {
		return nil
	}
	if size == 0 {
		open := slices.Clone(g)
		for i := range open {
			open[i] = -1
		}
		return []combination{open}
	}
	var out []combination
	for i := range g {
		for _, rest := range parts(g[i+1:], size-1) {
			part := slices.Clone(g)
			for j := range i {
				part[j] = -1
			}
			copy(part[i+1:], rest)
			out = append(out, part)
		}
	}
	return out
}

// covered reports whether a part already kept says the same or more.
func covered(part combination, kept []combination) bool {
	return slices.ContainsFunc(kept, func(k combination) bool {
		for i := range k {
			if k[i] >= 0 && k[i] != part[i] {
				return false
			}
		}
		return true
	})
}
