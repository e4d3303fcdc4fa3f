package intake

import (
	"context"

	"yichuang"

	tea "charm.land/bubbletea/v2"
)

// similar is what is known of the applicant as soon as his number is there:
// nobody should type it all to be told at the end that it was typed before.
type similar struct {
	of    string              // the applicant it is known of, by key
	cases []yichuang.Summary  // open cases of this item
	past  *yichuang.Applicant // as an earlier case has him, nil for none
}

// knownMost is how many earlier cases are looked at.
const knownMost = 3

// lookUp asks what is known of the applicant once the number is in order. A
// failure is nothing to tell: open cases are asked for again before one is opened.
func (s *Applicant) lookUp() tea.Cmd {
	name := fieldNumber
	if s.sheet.kind == yichuang.Organization {
		name = fieldCredit
	}
	a, number := s.sheet.applicant(), s.sheet.text(name)
	if s.held != nil || number == "" || find(s.errs, name) != nil || find(s.warnings, name) != nil {
		return nil
	}
	of := a.Key()
	if of == s.of {
		return nil
	}
	s.similar = similar{of: of}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		cases, err := s.deps.Register.SameOpen(ctx, a, s.item.ID)
		if err != nil {
			return nil, nil
		}
		return similar{of, cases, s.before(ctx, of, number)}, nil
	})
}

// before returns the applicant as the newest case has him that can be read.
func (s *Applicant) before(ctx context.Context, of, number string) *yichuang.Applicant {
	cases, err := s.deps.Register.Find(ctx, number, knownMost)
	if err != nil {
		return nil
	}
	for i := range cases {
		if c, _, err := s.deps.Cases.Load(ctx, cases[i].Number); err == nil && c.Applicant.Key() == of {
			return &c.Applicant
		}
	}
	return nil
}

func (s *Applicant) learn(msg similar) {
	if msg.of == s.of {
		s.similar = msg
	}
}

// offers reports whether the earlier case has something that is still to be
// typed.
func (s *Applicant) offers() bool {
	if s.past == nil {
		return false
	}
	texts, _ := written(s.past)
	for _, name := range s.sheet.order() {
		if s.sheet.text(name) == "" && texts[name] != "" {
			return true
		}
	}
	return false
}

// takeOver fills in what is still empty, and leaves the caret on the telephone:
// that is what changes most.
func (s *Applicant) takeOver() {
	texts, kinds := written(s.past)
	for _, name := range s.sheet.order() {
		if s.sheet.text(name) != "" || texts[name] == "" {
			continue
		}
		s.sheet.put(name, texts[name])
		s.sheet.entries[name].seen = true
		if kind := kinds[name]; kind != "" && kind != yichuang.GuessIDKind(texts[name]) {
			s.sheet.idKinds[name] = kind
		}
	}
	s.note = "已取用以前的登记，请与证件逐项核对"
	s.sheet.jump(fieldPhone)
}
