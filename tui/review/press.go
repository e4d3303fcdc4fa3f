package review

import (
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// press takes a key that is due now.
func (s *Screen) press(msg tea.Msg) tea.Cmd {
	s.lost = ""
	switch {
	case s.c == nil:
		return nil
	case s.c.Stage != yichuang.StageReview:
		if kit.Is(msg, kit.Enter) {
			return s.leave(kit.Instead(kit.RouteCase, s.number))
		}
		return nil
	case s.panel != nil:
		return s.panel.press(msg)
	}
	if _, typed := msg.(tea.KeyPressMsg); !typed { // nothing here takes a paste
		return nil
	}
	s.says = say{}
	switch {
	case kit.Composed(msg):
		s.says = say{kit.Warn, kit.ComposedNote}
		return nil
	case kit.Is(msg, keyScenario):
		if s.says = (say{kit.Warn, s.whyNotScenario()}); s.says.text != "" {
			return nil
		}
		return s.leave(kit.Instead("scenario", s.number))
	case kit.Is(msg, keyDecide), len(s.rows) == 0 && kit.Is(msg, kit.Enter):
		return s.leave(kit.Go("decide", s.number))
	case kit.Is(msg, keyGround):
		return s.openGround()
	case kit.Is(msg, keyNote):
		return s.openNote()
	case kit.Is(msg, kit.Scans):
		return s.leave(kit.Go(kit.RouteScans, s.scans()))
	case len(s.rows) == 0 || s.moved(msg):
		return nil
	case kit.Is(msg, keyNeeded, keyUnneeded):
		return s.needed(kit.Is(msg, keyNeeded))
	case kit.Is(msg, keyOn):
		return s.proceed()
	case kit.Is(msg, keyUndo):
		return s.retract()
	}
	for _, k := range s.actions() {
		if kit.Is(msg, k.key) {
			if why := s.whyNot(k); why != "" {
				s.says = say{kit.Warn, why}
				return nil
			}
			return k.do()
		}
	}
	return nil
}

// scans are those of the material at hand.
func (s *Screen) scans() kit.ScansOf {
	of := kit.ScansOf{Case: s.number}
	if len(s.rows) > 0 {
		of.Material = s.rows[s.at.row].ID
	}
	return of
}

// moved moves between points and materials.
func (s *Screen) moved(msg tea.Msg) bool {
	p := s.at
	switch {
	case kit.Is(msg, kit.Down):
		if p.point++; !s.valid(p) {
			p = place{p.row + 1, 0}
		}
	case kit.Is(msg, kit.Up):
		if p.point--; p.point < 0 && p.row > 0 {
			p = place{p.row - 1, s.rows[p.row-1].places() - 1}
		}
	case kit.Is(msg, kit.PageDown, kit.Right, kit.Tab):
		p = place{p.row + 1, 0}
	case kit.Is(msg, kit.PageUp, kit.Left, kit.BackTab):
		p = place{p.row - 1, 0}
	case kit.Is(msg, kit.First):
		p = place{}
	case kit.Is(msg, kit.Last):
		p = place{len(s.rows) - 1, 0}
	case kit.Is(msg, keyNextOpen):
		to, ok := s.next(p)
		if p = to; !ok {
			s.says = say{kit.Plain, "没有未审的要点了"}
		}
	default:
		return false
	}
	s.work.last = step{} // who moved means the place, not the last key
	if s.valid(p) {
		s.move(p)
	}
	return true
}

func (s *Screen) move(p place) {
	if p.row != s.at.row {
		s.rightTop = 0
	}
	s.at = p
}

// proceed is the one key for a material in order: it passes what is open, and
// only moves on from what is judged already.
func (s *Screen) proceed() tea.Cmd {
	r := s.rows[s.at.row]
	switch {
	case s.left() == 0 || s.c.Ground != nil: // what is left no longer matters
		return s.leave(kit.Go("decide", s.number))
	case !s.open(s.at):
		to, _ := s.next(s.at)
		s.move(to)
		return nil
	case r.st.Applies == yichuang.AppliesOpen:
		s.says = say{kit.Warn, s.whyNot(action{why: always})}
		return nil
	case s.due(r) && r.st.Presence == yichuang.Held:
		return s.commit(step{at: s.at, says: say{kit.Plain, "份数已补齐"}},
			s.recount(r, r.Originals, r.Copies)...)
	}
	return s.verdict(yichuang.Judgement{Verdict: yichuang.Pass})
}

// verdict judges the current point; for a material without points it says that
// the material is here.
func (s *Screen) verdict(j yichuang.Judgement) tea.Cmd {
	r := s.rows[s.at.row]
	st := step{at: s.at, takes: !r.here()}
	p := s.point(s.at)
	if p == nil {
		return s.commit(st, s.judge(r)...)
	}
	if old := s.judged(s.at); old.Machine && old.Verdict != "" && old.Verdict != j.Verdict {
		st.says = say{kit.Warn, fmt.Sprintf("第%d条机检为“%s”，已由人工改判为“%s”", p.No, old.Verdict.Name(), j.Verdict.Name())}
	}
	if j.Value == "" {
		j.Value = s.read[s.ref(s.at)]
	}
	j.No = p.No
	st.nos = []int{p.No}
	return s.commit(st, s.judge(r, j)...)
}

// whole passes everything of the material that is open, in one fact.
func (s *Screen) whole() tea.Cmd {
	r := s.rows[s.at.row]
	points := s.rest(s.at.row)
	st := step{at: s.at, takes: !r.here()}
	for _, j := range points {
		st.nos = append(st.nos, j.No)
	}
	var bodies []yichuang.Body
	if s.due(r) && r.here() {
		bodies = s.recount(r, r.Originals, r.Copies)
	}
	if failed := s.failedOf(s.at.row); failed > 0 {
		st.says = say{kit.Warn, fmt.Sprintf("其余要点已判符合；原来判为不符的%d条不变", failed)}
	}
	return s.commit(st, append(bodies, s.judge(r, points...)...)...)
}

// failedOf counts the points of a material that a person found wrong and that
// stay so.
func (s *Screen) failedOf(i int) int {
	n := 0
	for k := range s.rows[i].Points {
		if p := (place{i, k}); s.judged(p).Verdict == yichuang.Fail && !s.open(p) {
			n++
		}
	}
	return n
}

func (s *Screen) presence(to yichuang.Presence) tea.Cmd {
	r := s.rows[s.at.row]
	st := step{at: s.at, takes: true}
	b := &yichuang.MaterialTaken{Material: r.ID, Presence: to}
	if to == yichuang.Missing {
		return s.commit(st, b)
	}
	st.stay = len(r.Points) > 0
	st.says = say{kit.Plain, "已记为免提交，请按共享信息审查要点"}
	return s.commit(st, s.handIn(r, b, nil)...)
}

// digital marks the material as handed in electronically, or no longer.
func (s *Screen) digital() tea.Cmd {
	r := s.rows[s.at.row]
	b := r.taken()
	if b.Digital = !r.st.Digital; b.Digital {
		b.Originals, b.Copies = 0, 0
	}
	st := step{at: s.at, takes: !r.here(), stay: true}
	if r.st.Presence == yichuang.Held {
		b.Recount = true
		return s.commit(st, b)
	}
	return s.commit(st, s.handIn(r, b, nil)...)
}

// afresh takes the material as handed in anew on this visit.
func (s *Screen) afresh() tea.Cmd {
	r := s.rows[s.at.row]
	at := place{s.at.row, 0}
	st := step{at: at, takes: !r.here(), stay: true, says: say{kit.Plain, "已重新收件，要点从头审查"}}
	return s.commit(st, s.handIn(r, r.taken(), nil)...)
}

// adjust counts one piece more or less, of copies where copies are asked for.
func (s *Screen) adjust(by int) tea.Cmd {
	r := s.rows[s.at.row]
	originals, copies := r.pieces()
	if r.Copies > 0 {
		copies += by
	} else {
		originals += by
	}
	return s.setCount(s.at, originals, copies)
}

// needed settles a condition in words.
func (s *Screen) needed(yes bool) tea.Cmd {
	if why := s.whyCertain(); why != "" {
		s.says = say{kit.Warn, why}
		return nil
	}
	st := step{at: s.at, stay: yes}
	if !yes {
		st.says = say{kit.Plain, "已记为本次不需要：" + kit.Fit(s.rows[s.at.row].Name, 40)}
	}
	return s.commit(st, &yichuang.MaterialApplies{Material: s.rows[s.at.row].ID, Applies: yes})
}
