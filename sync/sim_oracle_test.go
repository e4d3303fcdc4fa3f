package sync_test

import (
	"yichuang"
)

// about is the rule of docs/design/sync.md once more: what of a case a step concerns.
// "" is in nobody's way, "*" is the whole case.
func about(b yichuang.Body) string {
	switch b := b.(type) {
	case *yichuang.Opened, *yichuang.ScenarioAnswered, *yichuang.Decided, *yichuang.Confirmed, *yichuang.Returned, *yichuang.Resubmitted,
		*yichuang.Withdrawn, *yichuang.Terminated:
		return "*"
	case *yichuang.ApprovalTaken, *yichuang.WindowAsked, *yichuang.OpinionGiven, *yichuang.Paused, *yichuang.Resumed, *yichuang.LimitExtended,
		*yichuang.Ruled, *yichuang.ResultRegistered:
		return departmentOf(b)
	case *yichuang.ResultArrived, *yichuang.HandedOver:
		return "delivery"
	case *yichuang.OwedDelivered:
		return string(b.Material)
	case *yichuang.ApplicantChanged:
		return "applicant"
	case *yichuang.GroundMarked:
		return "ground"
	case *yichuang.MaterialTaken:
		return string(b.Material)
	case *yichuang.MaterialApplies:
		return string(b.Material)
	case *yichuang.PointsJudged:
		return string(b.Material)
	}
	return ""
}

func inTheWay(a, b yichuang.Body) bool {
	x, y := about(a), about(b)
	return x != "" && y != "" && (x == y || x == "*" || y == "*")
}

// onlyWhatMayFollow: a step was taken only if its author had seen everything before it
// that is about the same, and nothing that it was built on was refused unseen. It is
// held against what the author really had before him. Where the centre was put back,
// the order is another one than he saw, and counting cannot tell.
func (tr *truth) onlyWhatMayFollow() {
	if tr.w.back > 0 {
		return
	}
	for n, events := range tr.of {
		for i := range events {
			if e := &events[i]; e.Refused == nil {
				tr.mayFollow(n, e, events[:i])
			}
		}
	}
}

func (tr *truth) mayFollow(n yichuang.CaseNumber, e *yichuang.Event, before []yichuang.Event) {
	w := tr.w
	id := yichuang.EventID{Terminal: e.Terminal, Seq: e.Seq}
	made := w.hall.ledger.line(id, tr.lines[id])
	if made.seen == nil { // written when the machine died; what was seen is not known
		return
	}
	for _, x := range before {
		other := yichuang.EventID{Terminal: x.Terminal, Seq: x.Seq}
		switch own := x.Terminal == e.Terminal; {
		case made.seen[other] && x.Refused != nil && !made.knew[other]:
			w.fail("case %s: %s/%d was taken, which was built on %s/%d, refused", n, e.Terminal, e.Seq, x.Terminal, x.Seq)
		case !own && x.Refused == nil && !made.seen[other] && inTheWay(x.Body, e.Body):
			w.fail("case %s: %s/%d (%s) was taken and its author had not seen %s/%d (%s)", n, e.Terminal, e.Seq, e.Body.Kind(), x.Terminal, x.Seq, x.Body.Kind())
		}
	}
}

// onlyOnce: a department decides once, and a result is handed over once, however many
// people tried; and nobody's step was taken that was not for him. A terminal that the
// centre forgot and that came back with another identity counts as one that worked
// alone: the centre asks nobody's role there.
func (tr *truth) onlyOnce() {
	for n, events := range tr.of {
		once := map[string]yichuang.EventID{}
		for i := range events {
			e := &events[i]
			id := yichuang.EventID{Terminal: e.Terminal, Seq: e.Seq}
			if e.Refused != nil {
				if e.Refused.Message == "" {
					tr.w.fail("case %s: %s/%d was refused, and nobody is told why", n, e.Terminal, e.Seq)
				}
				continue
			}
			if !mayDo(e, tr.cases[n]) && !tr.w.forgot[e.Terminal] {
				tr.w.fail("case %s: %s/%d (%s) was taken of %s, who may not do it", n, e.Terminal, e.Seq, e.Body.Kind(), e.By)
			}
			kind := string(e.Body.Kind())
			switch b := e.Body.(type) {
			case *yichuang.Ruled:
				kind += b.Department
			case *yichuang.Opened, *yichuang.HandedOver:
			default:
				continue
			}
			if other, twice := once[kind]; twice {
				tr.w.fail("case %s: %s twice, by %s/%d and by %s/%d", n, kind, other.Terminal, other.Seq, e.Terminal, e.Seq)
			}
			once[kind] = id
		}
	}
}
