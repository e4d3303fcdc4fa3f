package intake

import (
	"context"
	"fmt"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// The questions of the sheet.
const (
	askWarnings = "warnings"
	askSame     = "same"
	askClear    = "clear"
)

// The answers of the work that opens the case.
type (
	sameFound struct{ cases []yichuang.Summary }
	opened    struct {
		number yichuang.CaseNumber
		left   error // the draft could not be dropped
	}
)

// sameMost is how many open cases a question lists.
const sameMost = 6

// submit goes on when the sheet is complete. What stops the intake gets the
// caret; what must be looked at is asked about once.
func (s *Applicant) submit() tea.Cmd {
	if s.busy {
		return nil
	}
	s.tried = true
	s.sheet.entries[s.sheet.at].entered = true
	s.judge()
	if len(s.errs) > 0 {
		for _, name := range s.sheet.order() {
			if p := find(s.errs, name); p != nil {
				s.sheet.focus(name)
				s.sheet.entries[name].entered = true
				break
			}
		}
		s.judge()
		return nil
	}
	if ask := s.doubts(); len(ask) > 0 {
		return kit.Show(kit.NewAsk(s.env, kit.Question{Tag: askWarnings, Title: "请核对",
			Text: doubtText(ask), Choices: []string{"核对无误，继续收件", "返回修改"}, Default: 1}))
	}
	return s.begin(false)
}

// doubts are the warnings to ask about: everything but what was confirmed
// before, and fields that were left empty in full view of their warning.
func (s *Applicant) doubts() []yichuang.Problem {
	var ask []yichuang.Problem
	for _, w := range s.warnings {
		e := s.sheet.entries[w.Field]
		skipped := e != nil && e.seen && w.Field != s.sheet.at && e.field.Value() == ""
		if !skipped && !s.confirmed[w] {
			ask = append(ask, w)
		}
	}
	return ask
}

func doubtText(list []yichuang.Problem) string {
	lines := []string{"收件前请核对："}
	for _, w := range list {
		line := "- " + w.Message
		if w.Hint != "" {
			line += "（" + w.Hint + "）"
		}
		lines = append(lines, line)
	}
	return strings.Join(append(lines, "", "仍然继续收件吗？"), "\n")
}

// begin opens the case once the last save is through: a save that came after the
// draft was dropped would bring it back.
func (s *Applicant) begin(force bool) tea.Cmd {
	s.busy, s.force = true, force
	if s.held != nil {
		return s.correct()
	}
	if s.saving {
		s.waiting = true
		return nil
	}
	return s.open(force)
}

// open looks for open cases of the same applicant and item, unless force, and
// opens the case when there are none. Both are one piece of work, and the screen
// is deaf until it answers: two Enters cannot open two cases.
func (s *Applicant) open(force bool) tea.Cmd {
	a, item, over := s.sheet.applicant(), s.item.ID, s.aside
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		if !force {
			same, err := s.deps.Register.SameOpen(ctx, a, item)
			if err != nil {
				return nil, err
			}
			if len(same) > 0 {
				return sameFound{same}, nil
			}
		}
		c, err := s.deps.Register.OpenCase(ctx, s.by.ID, item, a)
		if err != nil {
			return nil, err
		}
		return opened{c.Number, s.settle(ctx, over)}, nil
	})
}

// found asks what to do about open cases of the same applicant and item.
func (s *Applicant) found(msg sameFound, unasked bool) tea.Cmd {
	s.cases = msg.cases
	if len(s.cases) > sameMost {
		s.cases = s.cases[:sameMost]
	}
	who := yichuang.Clip(s.sheet.text(fieldName), 20)
	if who == "" {
		who = "这位申请人"
	}
	text := fmt.Sprintf("%s在本机还有%d个没有办完的“%s”。", who, len(msg.cases), s.item.Name)
	if n := len(msg.cases) - len(s.cases); n > 0 {
		text += fmt.Sprintf("下面是最近的%d个，其余请回工作台按 F3 查找。", len(s.cases))
	}
	q := kit.Question{Tag: askSame, Title: "已有办件", Unasked: unasked, Text: text + "\n打开已有的接着办，还是另收一件？"}
	for i := range s.cases {
		c := &s.cases[i]
		q.Choices = append(q.Choices, fmt.Sprintf("打开 %s  %s  %s收件  %d号窗口", c.Number.Pretty(), c.Stage.Name(),
			yichuang.DateOf(c.Received), c.Window))
	}
	q.Choices = append(q.Choices, "仍要新收一件", "返回")
	return kit.Show(kit.NewAsk(s.env, q))
}

// answered acts on the answer to one of the screen's questions.
func (s *Applicant) answered(a kit.Answer) tea.Cmd {
	if s.busy || s.done {
		return nil
	}
	switch a.Tag {
	case askWarnings:
		if !a.Yes() {
			s.mend()
			return nil
		}
		for _, w := range s.warnings {
			s.confirmed[w] = true
		}
		return s.begin(false)
	case askSame:
		switch {
		case a.Choice < 0 || a.Choice > len(s.cases):
			return nil
		case a.Choice == len(s.cases) && len(s.errs) > 0:
			return nil // asked before the sheet was complete: typing goes on
		case a.Choice == len(s.cases):
			return s.begin(true)
		}
		return s.leave(s.cases[a.Choice].Number)
	case askClear:
		if a.Yes() {
			return s.clear()
		}
	}
	return nil
}

// mend puts the caret where something has to be looked at.
func (s *Applicant) mend() {
	doubts := s.doubts()
	for _, name := range s.sheet.order() {
		if find(doubts, name) != nil {
			s.sheet.focus(name)
			return
		}
	}
}

// leave opens a case that was there before, and drops the draft: it is done with.
func (s *Applicant) leave(n yichuang.CaseNumber) tea.Cmd {
	s.done = true
	over := s.aside
	return tea.Batch(
		s.env.Do(s, func(ctx context.Context) (tea.Msg, error) { return nil, s.settle(ctx, over) }),
		kit.Instead(kit.RouteCase, n))
}

// find returns the problem of a field, nil when it has none.
func find(list []yichuang.Problem, field string) *yichuang.Problem {
	for i := range list {
		if list[i].Field == field {
			return &list[i]
		}
	}
	return nil
}
