package review

import (
	"fmt"
	"strings"

	"yichuang"
	"yichuang/tui/kit"
)

// subject is what is being reviewed, and the questions the screen asks of it.
// It is made anew after every commit and never changes.
type subject struct {
	c    *yichuang.Case
	it   *yichuang.Item
	a    *yichuang.Assessment
	rows []row
	// told is what the last correction notice said, point 0 being the material
	// itself. It is empty on the first visit.
	told map[yichuang.PointRef]string
}

// row is one material of the case.
type row struct {
	*yichuang.Material
	st *yichuang.MaterialState
}

// place is a row and the index of one of its points.
type place struct{ row, point int }

// newSubject puts the materials in the order of work: on a later visit those
// that the notice named come first.
func newSubject(it *yichuang.Item, c *yichuang.Case, now yichuang.Circumstances) subject {
	s := subject{c: c, it: it, a: yichuang.Assess(it, c, now), told: map[yichuang.PointRef]string{}}
	named := map[yichuang.MaterialID]bool{}
	if n := len(c.Notices); c.Visit > 1 && n > 0 {
		for _, f := range c.Notices[n-1].Findings {
			s.told[yichuang.PointRef{Material: f.Material, No: f.No}] = f.Defect
			named[f.Material] = true
		}
	}
	for _, first := range []bool{true, false} {
		for i := range c.Materials {
			st := &c.Materials[i]
			if m := it.Material(st.Material); m != nil && named[st.Material] == first {
				s.rows = append(s.rows, row{m, st})
			}
		}
	}
	return s
}

// here reports whether the material can be judged: handed in, or not needed.
func (r row) here() bool {
	return r.st.Presence == yichuang.Held || r.st.Presence == yichuang.Exempt
}

// short reports whether fewer pieces are here than asked for.
func (r row) short() bool {
	return r.st.Presence == yichuang.Held && !r.st.Digital && (r.st.Originals < r.Originals || r.st.Copies < r.Copies)
}

// places returns how many places a row has: one for each point, at least one.
func (r row) places() int { return max(len(r.Points), 1) }

func (s *subject) valid(p place) bool {
	return p.row >= 0 && p.row < len(s.rows) && p.point >= 0 && p.point < s.rows[p.row].places()
}

// point returns the review point at a place, nil for a material without any.
func (s *subject) point(p place) *yichuang.ReviewPoint {
	if !s.valid(p) || len(s.rows[p.row].Points) == 0 {
		return nil
	}
	return &s.rows[p.row].Points[p.point]
}

func (s *subject) ref(p place) yichuang.PointRef {
	ref := yichuang.PointRef{Material: s.rows[p.row].ID}
	if pt := s.point(p); pt != nil {
		ref.No = pt.No
	}
	return ref
}

// find returns the place of a point.
func (s *subject) find(ref yichuang.PointRef) (place, bool) {
	for i, r := range s.rows {
		if r.ID != ref.Material {
			continue
		}
		for k := range r.Points {
			if r.Points[k].No == ref.No {
				return place{i, k}, true
			}
		}
		return place{i, 0}, true
	}
	return place{}, false
}

// judged returns the verdict at a place.
func (s *subject) judged(p place) yichuang.Judged {
	if pt := s.point(p); pt != nil {
		return s.rows[p.row].st.Points[pt.No]
	}
	return yichuang.Judged{}
}

// due reports what the notice asked of the material itself and nobody has
// looked at since the applicant came back.
func (s *subject) due(r row) bool {
	_, told := s.told[yichuang.PointRef{Material: r.ID}]
	return told && r.st.At.Before(s.c.VisitAt)
}

// open reports whether somebody has to look at this place: it is not judged, or
// it was told as wrong and not judged since.
func (s *subject) open(p place) bool {
	r := s.rows[p.row]
	switch {
	case r.st.Applies == yichuang.AppliesNo:
		return false
	case r.st.Applies == yichuang.AppliesOpen, r.st.Presence == "":
		return true
	case s.due(r) && (r.st.Presence == yichuang.Missing || p.point == 0):
		return true
	case r.st.Presence == yichuang.Missing || len(r.Points) == 0:
		return false
	}
	j := s.judged(p)
	if j.Verdict == yichuang.Fail && j.Visit < s.c.Visit {
		_, told := s.told[s.ref(p)]
		return told
	}
	return j.Verdict == ""
}

// next returns the next open place: further down in the same material, then
// from its top, then in the materials after it and at last before it.
func (s *subject) next(from place) (place, bool) {
	if len(s.rows) == 0 {
		return place{}, false
	}
	n := len(s.rows)
	for i := range n {
		at := (from.row + i) % n
		k := s.rows[at].places()
		for j := range k {
			p := place{at, j}
			if i == 0 {
				p.point = (from.point + 1 + j) % k
			}
			if s.open(p) {
				return p, true
			}
		}
	}
	return from, false
}

// resume returns where the work stopped: the next open place behind the last
// one that a person judged. It follows from the events alone, so it is the same
// after a power cut.
func (s *subject) resume() place {
	last, found := place{}, false
	latest := s.c.Intake.At
	for i, r := range s.rows {
		if r.st.At.After(latest) {
			last, latest, found = place{i, -1}, r.st.At, true
		}
		for k := range r.Points {
			j := r.st.Points[r.Points[k].No]
			if j.Verdict != "" && !(j.Machine && j.Value == "") && !j.At.Before(latest) {
				last, latest, found = place{i, k}, j.At, true
			}
		}
	}
	if !found {
		last = place{0, -1}
	}
	if p, ok := s.next(last); ok {
		return p
	}
	return place{max(last.row, 0), max(last.point, 0)}
}

// left returns how many places are open.
func (s *subject) left() int {
	n := 0
	for i, r := range s.rows {
		for k := range r.places() {
			if s.open(place{i, k}) {
				n++
			}
		}
	}
	return n
}

// counted returns how many points failed and how many materials are missing.
func (s *subject) counted() (failed, missing int) {
	for _, r := range s.rows {
		if r.st.Applies == yichuang.AppliesNo {
			continue
		}
		if r.st.Presence == yichuang.Missing {
			missing++
		}
		for k := range r.Points {
			if r.st.Points[r.Points[k].No].Verdict == yichuang.Fail {
				failed++
			}
		}
	}
	return failed, missing
}

// progress says how far the review is, in one short line.
func (s *subject) progress() string {
	if s.a.Total == 0 {
		return ""
	}
	out := []string{fmt.Sprintf("已审 %d/%d", s.a.Judged, s.a.Total)}
	failed, missing := s.counted()
	again := 0
	if s.c.Visit > 1 {
		again = s.left()
	}
	for _, n := range []struct {
		what string
		n    int
	}{{"待核", again}, {"不符", failed}, {"缺", missing}, {"待定", len(s.a.Doubtful)}} {
		if n.n > 0 {
			out = append(out, fmt.Sprintf("%s %d", n.what, n.n))
		}
	}
	return strings.Join(out, "  ")
}

// state is what stands behind a material in the list.
func (s *subject) state(i int) (string, kit.Tone) {
	r := s.rows[i]
	open, failed, old := 0, 0, len(r.Points) > 0
	for k := range r.places() {
		j := s.judged(place{i, k})
		if s.open(place{i, k}) {
			open++
		}
		if j.Verdict == yichuang.Fail {
			failed++
		}
		old = old && j.Verdict != "" && j.Visit < s.c.Visit
	}
	switch st := r.st; {
	case st.Applies == yichuang.AppliesNo:
		return "不需要", kit.Dim
	case st.Applies == yichuang.AppliesOpen:
		return "待定", kit.Warn
	case s.due(r), open > 0 && failed > 0 && s.c.Visit > 1 && old:
		return "须补正", kit.Warn
	case st.Presence == "":
		return "未看", kit.Plain
	case st.Presence == yichuang.Missing:
		return "缺", kit.Bad
	case open > 0:
		return underWay(len(r.Points)-open, len(r.Points)), kit.Plain
	case failed > 0:
		return fmt.Sprintf("不符 %d", failed), kit.Bad
	case r.short():
		return "份数缺", kit.Bad
	case st.Presence == yichuang.Exempt:
		return "免交", kit.Good
	case old:
		return "上次合格", kit.Good
	}
	return "合格", kit.Good
}

// underWay says how many points of a material are judged, in at most 8 columns.
func underWay(judged, all int) string {
	if all > 9 {
		return fmt.Sprintf("%d/%d", judged, all)
	}
	return fmt.Sprintf("在审 %d/%d", judged, all)
}
