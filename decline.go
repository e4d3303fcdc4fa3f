package yichuang

// DeclineType is the kind of a refusal to accept, with its legal anchor.
type DeclineType string

// The types. A, B and C are those of the licensing law and of the one-window
// scheme; D is a bar that another law sets, which must not be dressed up as A.
const (
	DeclineNotNeeded DeclineType = "A" // no licence is needed (行政许可法 第32条第1款第1项)
	DeclineElsewhere DeclineType = "B" // not this agency's power; the right agency is named (第32条第1款第2项)
	DeclineScope     DeclineType = "C" // outside the one-window scope: guidance, not a legal refusal; the window is named
	DeclineBarred    DeclineType = "D" // a law bars the application (for example 行政许可法 第78条)
)

// Name returns the type in Chinese.
func (t DeclineType) Name() string {
	switch t {
	case DeclineNotNeeded:
		return "依法不需要办理"
	case DeclineElsewhere:
		return "不属于本机关职权范围"
	case DeclineScope:
		return "不属于综合一窗受理范围"
	case DeclineBarred:
		return "法律规定不得受理的情形"
	}
	return string(t)
}

// licence reports whether the item is a licence, to which the licensing law
// applies.
func (it *Item) licence() bool { return it.Kind == "行政许可" }

// DeclineBasis returns the law that a refusal rests on, as the notice cites it:
// its own, else that of its type; the licensing law for licences alone.
func (it *Item) DeclineBasis(g *Rejection) string {
	switch onSpot := it.Terms.Correction.Kind == CorrectOnSpot; {
	case g.Basis != "":
		return g.Basis
	case g.Type == DeclineScope:
		return "综合一窗受理事项范围"
	case g.Type == DeclineElsewhere && onSpot:
		return "《不动产登记暂行条例》第17条第1款第4项"
	case g.Type == DeclineNotNeeded && it.licence():
		return "《行政许可法》第32条第1款第1项"
	case g.Type == DeclineElsewhere && it.licence():
		return "《行政许可法》第32条第1款第2项"
	case len(it.Basis) > 0:
		return "《" + it.Basis[0].Law + "》" + it.Basis[0].Article
	}
	return ""
}
