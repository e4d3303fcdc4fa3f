package review

import (
	"context"
	"fmt"
	"slices"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// work is the one commit under way and the keys that wait for it.
type work struct {
	busy  bool
	queue []tea.Msg
	step  step // what the commit under way does
	last  step // what u takes back
}

// step is what one key does, beside the facts it states.
type step struct {
	at      place
	nos     []int                  // points it judged
	before  []yichuang.Judged      // and their verdicts before
	takes   bool                   // it also changed whether the material is here
	was     yichuang.MaterialState // before, where it takes
	machine bool                   // a machine found something wrong at the same moment
	stay    bool                   // the clerk stays at the place
	undo    bool                   // it takes back another step
	says    say
	drop    *kit.Draft // a text that is on record now
}

type committed struct{ c *yichuang.Case }

// refused says that a verdict is a second notice.
type refused struct{ bodies []yichuang.Body }

// commit writes facts down. Nothing is shown as done before it returns.
func (s *Screen) commit(st step, bodies ...yichuang.Body) tea.Cmd {
	if len(bodies) == 0 {
		return nil
	}
	if st.takes {
		st.was = *s.rows[st.at.row].st
	}
	for _, no := range st.nos {
		st.before = append(st.before, s.rows[st.at.row].st.Points[no])
	}
	for _, b := range bodies {
		if j, ok := b.(*yichuang.PointsJudged); ok && j.Machine && !st.undo {
			st.machine = slices.ContainsFunc(j.Points, func(p yichuang.Judgement) bool { return p.Verdict == yichuang.Fail && p.Value == "" })
		}
	}
	s.work.busy, s.work.step = true, st
	c := s.c
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		next, err := s.seat.Append(ctx, s.by, c, bodies...)
		if yichuang.IsSecondNotice(err) {
			return refused{bodies}, nil
		}
		if err != nil {
			return nil, err
		}
		return committed{next}, nil
	})
}

// settle shows what is on disk now and goes on with the keys that waited.
func (s *Screen) settle(msg committed) tea.Cmd {
	st := s.work.step
	s.work.busy, s.work.step, s.work.last = false, step{}, step{}
	s.subject = newSubject(s.it, msg.c, s.seat.Circumstances())
	s.says, s.panel = st.says, nil
	for _, no := range st.nos { // on record now
		delete(s.read, yichuang.PointRef{Material: s.rows[st.at.row].ID, No: no})
	}
	switch {
	case len(s.rows) == 0:
	case st.undo:
		s.move(st.at)
	default:
		if len(st.nos) > 0 || st.takes {
			s.work.last = st
		}
		s.advance(st)
	}
	var keep tea.Cmd
	if st.drop != nil {
		st.drop.Set("")
		keep = s.env.Do(s, st.drop.Flush)
	}
	return tea.Batch(keep, s.drain())
}

// advance moves on to the next open place, and stays where the machine found
// something that the clerk did not.
func (s *Screen) advance(st step) {
	s.move(st.at)
	if st.machine {
		if k, text := s.machineFailed(st.at.row); k >= 0 {
			s.says = say{kit.Warn, text}
			if k == st.at.point {
				return
			}
		}
	}
	if p, ok := s.next(st.at); ok && !st.stay {
		s.move(p)
	}
}

// machineFailed returns the point of a material that only the machine failed, -1
// for none, and how to say it.
func (s *Screen) machineFailed(i int) (int, string) {
	for k := range s.rows[i].Points {
		j := s.judged(place{i, k})
		if j.Machine && j.Verdict == yichuang.Fail && j.Value == "" {
			p := s.rows[i].Points[k]
			return k, fmt.Sprintf("机检：第%d条“%s”不符；确认无误的，到该条按 1 改判", p.No, p.Content)
		}
	}
	return -1, ""
}

// fail ends a commit that did not happen.
func (s *Screen) fail() {
	waiting := s.drop()
	s.work.busy, s.work.step = false, step{}
	if s.c == nil {
		return
	}
	s.says, s.lost = say{}, "没有记录，仍停在这一条"
	if waiting > 0 {
		s.lost += fmt.Sprintf("；后面按的%d个键没有执行", waiting)
	}
}

// drop forgets the keys that wait and returns how many they were.
func (s *Screen) drop() int {
	n := len(s.work.queue)
	s.work.queue = nil
	return n
}

// drain takes the keys that waited, until one of them starts a commit.
func (s *Screen) drain() tea.Cmd {
	var cmds []tea.Cmd
	for !s.work.busy && len(s.work.queue) > 0 {
		msg := s.work.queue[0]
		s.work.queue = s.work.queue[1:]
		if kit.Pressed(msg, kit.Esc) {
			if !s.shut() {
				s.drop()
				cmds = append(cmds, kit.Back(s.Parting()))
			}
			continue
		}
		cmds = append(cmds, s.press(msg))
	}
	return tea.Batch(cmds...)
}

// leave goes to another screen; keys that wait were not meant for it.
func (s *Screen) leave(cmd tea.Cmd) tea.Cmd {
	s.drop()
	return cmd
}

// refuse asks for a supervisor: nothing is on record yet.
func (s *Screen) refuse(msg refused) tea.Cmd {
	s.drop()
	s.work.busy = false
	s.says = say{kit.Warn, "没有记录：属于二次告知，须督导人员同意；再判一次可重新申请"}
	return kit.Show(newSecond(s, msg.bodies))
}

// granted is a supervisor's leave for a second notice.
type granted struct {
	leave  yichuang.SecondNotice
	bodies []yichuang.Body
	drop   *kit.Draft // the reason that was typed
}

// again writes down what was refused, with the leave.
func (s *Screen) again(msg granted) tea.Cmd {
	st := s.work.step
	st.says = say{kit.Warn, "已记录，属于二次告知（督导" + string(msg.leave.Supervisor) + "同意）"}
	msg.drop.Set("")
	return tea.Batch(s.env.Do(s, msg.drop.Flush), s.commit(st, withLeave(msg.bodies, msg.leave)...))
}

// retract takes back: what the last key did, as long as the clerk has not moved
// since, else the verdict at the current place.
func (s *Screen) retract() tea.Cmd {
	if last := s.work.last; len(last.nos) > 0 || last.takes {
		return s.takeBack(last)
	}
	r := s.rows[s.at.row]
	st := step{at: s.at, undo: true, says: say{kit.Plain, "已撤回"}}
	if p := s.point(s.at); p != nil && s.judged(s.at).Verdict != "" {
		st.says.text = fmt.Sprintf("已撤回第%d条的判定", p.No)
		return s.commit(st, &yichuang.PointsJudged{Material: r.ID, Points: []yichuang.Judgement{{No: p.No}}})
	}
	if r.st.Presence == yichuang.Missing || r.st.Presence == yichuang.Exempt || r.here() && len(r.Points) == 0 {
		return s.commit(st, &yichuang.MaterialTaken{Material: r.ID})
	}
	s.says = say{kit.Plain, "这一条还没有判定，没有可撤回的"}
	if r.st.Applies == yichuang.AppliesNo {
		s.says.text = "要改为本次需要，请按 y"
	}
	return nil
}

// takeBack restores what was before a step.
func (s *Screen) takeBack(last step) tea.Cmd {
	r := s.rows[last.at.row]
	st := step{at: last.at, undo: true, says: say{kit.Plain, "已撤回上一步"}}
	if last.takes {
		return s.commit(st, restored(r, last.was)...)
	}
	b := &yichuang.PointsJudged{Material: r.ID}
	for i, no := range last.nos {
		j := last.before[i].Judgement
		j.No = no
		b.Points = append(b.Points, j)
		b.Machine = last.before[i].Machine && len(last.nos) == 1
	}
	return s.commit(st, b)
}
