package intake

import (
	"fmt"
	"maps"
	"slices"

	"yichuang"
)

// path is a way through the questions of an item.
type path struct {
	item    *yichuang.Item
	agent   bool
	answers yichuang.Answers
	order   []yichuang.QuestionID // those asked, in the order they were asked
	before  yichuang.Answers      // what was chosen before it was taken back
}

// newPath begins with what the application itself answers.
func newPath(it *yichuang.Item, agent bool) *path {
	return &path{item: it, agent: agent, answers: it.Prefill(agent), before: yichuang.Answers{}}
}

// follow walks a path that was taken before, as far as it still leads.
func (p *path) follow(answers yichuang.Answers) {
	for q := p.next(); q != nil; q = p.next() {
		id, ok := answers[q.ID]
		if !ok || optionAt(q, id) < 0 {
			return
		}
		p.choose(id)
	}
}

// next returns the question to be asked, nil when the path has come to its end.
func (p *path) next() *yichuang.Question { return p.item.NextQuestion(p.answers) }

// choose answers the question to be asked.
func (p *path) choose(id yichuang.OptionID) {
	q := p.next()
	if q == nil {
		return
	}
	p.answers[q.ID] = id
	p.order = append(p.order, q.ID)
}

// back takes the last answer back and reports whether there was one.
func (p *path) back() bool {
	if len(p.order) == 0 {
		return false
	}
	last := p.order[len(p.order)-1]
	p.order = p.order[:len(p.order)-1]
	p.before[last] = p.answers[last]
	delete(p.answers, last)
	return true
}

// restart takes all answers back.
func (p *path) restart() {
	for p.back() {
	}
}

// usual returns the place of the option that was chosen before, else the first.
func (p *path) usual(q *yichuang.Question) int { return max(optionAt(q, p.before[q.ID]), 0) }

func optionAt(q *yichuang.Question, id yichuang.OptionID) int {
	return slices.IndexFunc(q.Options, func(o yichuang.Option) bool { return o.ID == id })
}

// told lists the answers so far with their words: those of the application first.
func (p *path) told() []fact {
	var out []fact
	for i := range p.item.Questions {
		q := &p.item.Questions[i]
		if id, ok := p.answers[q.ID]; ok && q.Agent != nil && !slices.Contains(p.order, q.ID) {
			out = append(out, fact{q.Text, optionText(q, id) + "（自动）"})
		}
	}
	for _, id := range p.order {
		if q := p.item.Question(id); q != nil {
			out = append(out, fact{q.Text, optionText(q, p.answers[id])})
		}
	}
	return out
}

// prospect is what further answers can still lead to.
type prospect struct {
	least, most int  // materials, of the paths that collect
	collects    bool // some path collects
	declines    bool // some path collects nothing
	stops       bool // some path matches no scenario
	vague       bool // too many paths to walk
}

// walkMost bounds the steps that are walked to look ahead: items have four
// questions or so, which make a hundred steps, and one that has twenty must not
// hold up the keyboard.
const walkMost = 600

// ahead walks every path from here.
func (p *path) ahead(answers yichuang.Answers) prospect {
	out := prospect{}
	steps := walkMost
	p.walk(answers, &out, &steps)
	return out
}

func (p *path) walk(answers yichuang.Answers, out *prospect, steps *int) {
	if *steps--; *steps < 0 {
		out.vague = true
		return
	}
	q := p.item.NextQuestion(answers)
	if q == nil {
		out.end(p, answers)
		return
	}
	for _, o := range q.Options {
		answers[q.ID] = o.ID
		p.walk(answers, out, steps)
	}
	delete(answers, q.ID)
}

func (out *prospect) end(p *path, answers yichuang.Answers) {
	s, err := p.item.Match(answers)
	switch {
	case err != nil:
		out.stops = true
		return
	case s.Outcome == yichuang.DoNotCollect:
		out.declines = true
		return
	}
	asked, doubtful := yichuang.NeedsFor(s, answers, p.agent)
	least, most := len(asked), len(asked)+len(doubtful)
	if !out.collects {
		out.least, out.most = least, most
	}
	out.collects = true
	out.least, out.most = min(out.least, least), max(out.most, most)
}

// afterOption looks ahead from each option of a question.
func (p *path) afterOption(q *yichuang.Question) []prospect {
	out := make([]prospect, len(q.Options))
	for i, o := range q.Options {
		answers := maps.Clone(p.answers)
		answers[q.ID] = o.ID
		out[i] = p.ahead(answers)
	}
	return out
}

// String says what it comes to in a few words.
func (o prospect) String() string {
	count := fmt.Sprintf("材料%d种", o.most)
	if o.least != o.most {
		count = fmt.Sprintf("材料%d至%d种", o.least, o.most)
	}
	switch {
	case o.vague:
		return ""
	case o.collects && o.declines:
		return count + "或者不收件"
	case o.collects:
		return count
	case o.declines:
		return "不收件"
	}
	return "没有对应情形"
}
