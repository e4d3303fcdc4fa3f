package yichuang

import (
	"fmt"
	"slices"
	"strings"
)

// Finding is one thing to correct: material → defect → what to do → basis.
type Finding struct {
	Material MaterialID `json:"material"`
	Name     string     `json:"name"`              // the material's name
	No       int        `json:"no,omitempty"`      // the review point; 0: the material itself (missing, too few copies)
	Content  string     `json:"content,omitempty"` // what the point is about
	Defect   string     `json:"defect"`
	Todo     string     `json:"todo"`
	Basis    string     `json:"basis"`
	Remedy   Remedy     `json:"remedy"`
}

// findings lists what is wrong with one material, and the points still open. What
// another part of a bundle results in nobody could look at: its department will.
func findings(it *Item, m *Material, s *MaterialState) (found []Finding, open []PointRef) {
	if s.Produced != "" {
		f := base(it, m)
		f.Defect, f.Todo, f.Remedy = "由同一件事的“"+s.Produced+"”产生，收件时还没有", "审批时核对"+m.Name, RemedyRefer
		return []Finding{f}, nil
	}
	switch s.Presence {
	case "":
		for _, p := range m.Points {
			open = append(open, PointRef{m.ID, p.No})
		}
		if len(m.Points) == 0 {
			open = append(open, PointRef{m.ID, 0})
		}
		return nil, open
	case Missing:
		f := base(it, m)
		f.Defect, f.Todo, f.Remedy = "未提交", "提交"+m.Name+"，"+pieces(m.Originals, m.Copies), RemedyCorrect
		return []Finding{f}, nil
	case Held:
		if short := shortage(m, s); short != "" {
			f := base(it, m)
			f.Defect, f.Todo, f.Remedy = short, "补齐至"+pieces(m.Originals, m.Copies), RemedyCorrect
			found = append(found, f)
		}
	}
	for i := range m.Points {
		p := &m.Points[i]
		j, ok := s.Points[p.No]
		switch {
		case !ok || j.Verdict == "":
			open = append(open, PointRef{m.ID, p.No})
		case j.Verdict == Fail:
			f := base(it, m)
			f.No, f.Content, f.Defect, f.Remedy = p.No, p.Content, j.Finding, p.OnFail
			f.Todo = "更正后应符合：" + p.Standard
			found = append(found, f)
		}
	}
	return found, open
}

func base(it *Item, m *Material) Finding {
	return Finding{Material: m.ID, Name: m.Name, Basis: it.cites(m.ID)}
}

// cites is the law by which a material is asked for: the item's first, in a bundle
// that of the parts that want it.
func (it *Item) cites(id MaterialID) string {
	if it.Bundled() {
		var all []string
		for _, p := range it.Asking(id) {
			if p.Basis != "" && !slices.Contains(all, p.Basis) {
				all = append(all, p.Basis)
			}
		}
		return strings.Join(all, "、")
	}
	if len(it.Basis) == 0 {
		return ""
	}
	return it.Basis[0].cite()
}

// shortage says how many pieces are missing. Handed in electronically, one file
// stands for all pieces.
func shortage(m *Material, s *MaterialState) string {
	if s.Digital {
		return ""
	}
	originals, copies := m.Originals-s.Originals, m.Copies-s.Copies
	switch {
	case originals > 0 && copies > 0:
		return fmt.Sprintf("缺原件%d份、复印件%d份", originals, copies)
	case originals > 0:
		return fmt.Sprintf("缺原件%d份", originals)
	case copies > 0:
		return fmt.Sprintf("缺复印件%d份", copies)
	}
	return ""
}

// pieces writes "原件1份、复印件2份".
func pieces(originals, copies int) string {
	switch {
	case originals > 0 && copies > 0:
		return fmt.Sprintf("原件%d份、复印件%d份", originals, copies)
	case copies > 0:
		return fmt.Sprintf("复印件%d份", copies)
	default:
		return fmt.Sprintf("原件%d份", max(originals, 1))
	}
}
