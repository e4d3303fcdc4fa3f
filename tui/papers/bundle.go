package papers

import (
	"context"
	"slices"

	"yichuang"
)

// Bundles finds the cases of a bundle (一件事), the lead first; none for a case that
// belongs to none.
type Bundles interface {
	Bundle(ctx context.Context, c *yichuang.Case) ([]*yichuang.Case, error)
}

// open returns the first other case with papers that the applicant should hold and
// does not.
func (s *Screen) open(cases []*yichuang.Case) *yichuang.Case {
	for _, c := range cases {
		waits := slices.ContainsFunc(c.Papers, func(p yichuang.Paper) bool { return p.Department == s.of && p.State != yichuang.PaperIsHanded })
		if c.Number != s.number && (waits || len(s.due(c)) > 0) {
			return c
		}
	}
	return nil
}

// over reports whether nothing is left to do for this case.
func (s *Screen) over() bool { return s.done() || len(s.papers) == 0 }

// whyStay returns why the next person has to wait, "" when nothing is left here.
func (s *Screen) whyStay() string {
	if len(s.papers) > 0 && !s.done() {
		return "文书还没有全部交给申请人；打印不了的，按 Esc 离开，以后再办"
	}
	if s.beside != nil {
		return "同一件事的“" + s.beside.ItemName + "”还有文书没有交给申请人，按 Enter 接着办"
	}
	return ""
}
