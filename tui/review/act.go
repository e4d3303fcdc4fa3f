package review

import (
	"strings"

	"yichuang"
)

// The facts that one key states. All of it is pure: what was decided here is
// written in one commit, or not at all.

// day is the day of intake that the standards of a material refer to: of the
// present visit for what is handed in now.
func (s *subject) day(r row) yichuang.Date {
	if !s.c.VisitAt.IsZero() && (!r.here() || r.st.Visit == s.c.Visit) {
		return yichuang.DateOf(s.c.VisitAt)
	}
	return yichuang.DateOf(s.c.Intake.At)
}

// check is what a machine can say about a point; value is what was read off the
// paper, if anything.
func (s *subject) check(r row, p *yichuang.ReviewPoint, value string) yichuang.CheckResult {
	return yichuang.MachineCheck(p, &s.c.Applicant, value, s.day(r))
}

// taken is the material handed in with all the pieces asked for.
func (r row) taken() *yichuang.MaterialTaken {
	return &yichuang.MaterialTaken{Material: r.ID, Presence: yichuang.Held, Originals: r.Originals, Copies: r.Copies}
}

// automatic judges the points that need nothing but the application.
func (s *subject) automatic(r row) []yichuang.Judgement {
	fresh := r
	fresh.st = &yichuang.MaterialState{Material: r.ID} // as if handed in now
	var out []yichuang.Judgement
	for k := range r.Points {
		p := &r.Points[k]
		res := s.check(fresh, p, "")
		if res.Ability != yichuang.ByItself || res.Verdict == "" {
			continue
		}
		j := yichuang.Judgement{No: p.No, Verdict: res.Verdict}
		if res.Verdict == yichuang.Fail {
			j.Finding = template(p) + "（机检：" + res.Say + "）"
		}
		out = append(out, j)
	}
	return out
}

// template words a finding with the standard itself.
func template(p *yichuang.ReviewPoint) string {
	return "不符合：" + strings.TrimSuffix(p.Standard, "。")
}

// handIn takes the material and lets the machine judge; the clerk's own verdicts
// come after. A pass does not cover up what the machine finds at the same
// moment: it stands, is shown, and can be overruled with the next key.
func (s *subject) handIn(r row, t *yichuang.MaterialTaken, own []yichuang.Judgement) []yichuang.Body {
	machine := map[int]yichuang.Judgement{}
	for _, j := range s.automatic(r) {
		machine[j.No] = j
	}
	var mine []yichuang.Judgement
	for _, j := range own {
		if _, both := machine[j.No]; both && j.Verdict == yichuang.Pass && !j.OnSpot {
			continue
		}
		delete(machine, j.No)
		mine = append(mine, j)
	}
	bodies := []yichuang.Body{t}
	if len(machine) > 0 {
		b := &yichuang.PointsJudged{Material: r.ID, Machine: true}
		for k := range r.Points {
			if j, ok := machine[r.Points[k].No]; ok {
				b.Points = append(b.Points, j)
			}
		}
		bodies = append(bodies, b)
	}
	if len(mine) > 0 {
		bodies = append(bodies, &yichuang.PointsJudged{Material: r.ID, Points: mine})
	}
	return bodies
}

// judge is the clerk's verdicts on one material, which is taken in first when
// nobody has said yet that it is here.
func (s *subject) judge(r row, points ...yichuang.Judgement) []yichuang.Body {
	if !r.here() {
		return s.handIn(r, r.taken(), points)
	}
	if len(points) == 0 {
		return nil
	}
	return []yichuang.Body{&yichuang.PointsJudged{Material: r.ID, Points: points}}
}

// rest is a pass for every point of the material that is still open; what was
// found wrong on this visit stays wrong.
func (s *subject) rest(i int) []yichuang.Judgement {
	r := s.rows[i]
	var out []yichuang.Judgement
	for k := range r.Points {
		if s.open(place{i, k}) || !r.here() {
			out = append(out, yichuang.Judgement{No: r.Points[k].No, Verdict: yichuang.Pass})
		}
	}
	return out
}

// recount changes the numbers of a material that is here and keeps its verdicts,
// or takes it in with those numbers.
func (s *subject) recount(r row, originals, copies int) []yichuang.Body {
	t := &yichuang.MaterialTaken{Material: r.ID, Presence: yichuang.Held, Originals: originals, Copies: copies}
	if r.st.Presence == yichuang.Held {
		t.Recount = true
		return []yichuang.Body{t}
	}
	return s.handIn(r, t, nil)
}

// restored puts a material back to what it was, with its verdicts.
func restored(r row, was yichuang.MaterialState) []yichuang.Body {
	out := []yichuang.Body{&yichuang.MaterialTaken{Material: r.ID, Presence: was.Presence,
		Originals: was.Originals, Copies: was.Copies, Digital: was.Digital}}
	for _, machine := range []bool{true, false} {
		b := &yichuang.PointsJudged{Material: r.ID, Machine: machine}
		for k := range r.Points {
			if j := was.Points[r.Points[k].No]; j.Verdict != "" && j.Machine == machine {
				b.Points = append(b.Points, j.Judgement)
			}
		}
		if len(b.Points) > 0 {
			out = append(out, b)
		}
	}
	return out
}

// withLeave adds a supervisor's leave to the facts that were refused.
func withLeave(bodies []yichuang.Body, leave yichuang.SecondNotice) []yichuang.Body {
	out := make([]yichuang.Body, len(bodies))
	for i, b := range bodies {
		switch b := b.(type) {
		case *yichuang.PointsJudged:
			again := *b
			for _, j := range b.Points {
				if j.Verdict == yichuang.Fail {
					again.Second = &leave
				}
			}
			out[i] = &again
		case *yichuang.MaterialTaken:
			again := *b
			again.Second = &leave
			out[i] = &again
		default:
			out[i] = b
		}
	}
	return out
}
