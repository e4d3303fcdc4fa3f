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
