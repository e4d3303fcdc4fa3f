package papers

import (
	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// seen are the facts that a paper came out, handed that the applicant has it.
func (s *Screen) seen(p yichuang.Paper) []yichuang.Body {
	switch p.State {
	case yichuang.PaperIsPrepared:
		s.says = say{kit.Warn, "“" + p.Kind.Name() + "”还没有打印"}
		return nil
	case yichuang.PaperIsPrinted:
		if why := s.held(p); why != "" {
			s.says = say{kit.Warn, why + "；F6 看打印任务"}
			return nil
		}
		return []yichuang.Body{&yichuang.PaperSeen{Number: p.Number}}
	}
	s.says = say{kit.Plain, "“" + p.Kind.Name() + "”" + p.State.Name()}
	return nil
}

func (s *Screen) handed(p yichuang.Paper) []yichuang.Body {
	handed := &yichuang.PaperHanded{Number: p.Number}
	switch p.State {
	case yichuang.PaperIsPrinted:
		if seen := s.seen(p); seen != nil {
			return append(seen, handed)
		}
		return nil
	case yichuang.PaperIsSeen:
		return []yichuang.Body{handed}
	}
	return s.seen(p)
}

// given is for all papers at once: they came out and the applicant has them.
func (s *Screen) given() tea.Cmd {
	var bodies []yichuang.Body
	for _, p := range s.papers {
		if p.State == yichuang.PaperIsPrinted || p.State == yichuang.PaperIsSeen {
			bodies = append(bodies, s.handed(p)...)
		}
	}
	if len(bodies) == 0 && s.says.text == "" {
		s.says = say{kit.Warn, "没有已打印而还没有交的文书"}
	}
	return s.note(bodies...)
}
