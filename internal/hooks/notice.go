package hooks

import "yichuang"

// Notice is a step of a case that an event was.
type Notice struct {
	Type       Type
	Department string // whose step it is; "" for the window
}

// steps are the events that are a step whenever they are taken.
var steps = map[yichuang.EventKind]Type{
	"opened": Received, "online-taken": Claimed, "resubmitted": Resubmitted, "returned": Returned, "approval-taken": Taken, "owed-delivered": Supplied,
	"paused": Paused, "resumed": Resumed, "limit-extended": Prolonged, "ruled": Decided, "result-registered": Issued,
	"handed-over": Delivered, "withdrawn": Withdrawn, "terminated": Ended, "parted": Parted,
}

// Concerns reports whether an event of this kind can be a step: most keys at a
// window are none.
func Concerns(kind yichuang.EventKind) bool {
	return steps[kind] != "" || kind == "decided" || kind == "confirmed" || kind == "result-arrived"
}

// Notices returns the steps that an event was, in order. c is the case after the
// event, before the stage it was in until then.
func Notices(before yichuang.Stage, c *yichuang.Case, e *yichuang.Event) []Notice {
	var all []Notice
	switch b := e.Body.(type) {
	case *yichuang.Decided:
		all = window(c, b.Decision)
	case *yichuang.Confirmed:
		if before == yichuang.StageConfirm { // else it was accepted before, and is only confirmed now
			all = acceptance(c)
		}
	default:
		if t := steps[e.Body.Kind()]; t != "" {
			all = append(all, Notice{t, department(e.Body)})
		}
	}
	if before != yichuang.StageReady && c.Stage == yichuang.StageReady {
		all = append(all, Notice{Type: Ready})
	}
	return all
}

// window is what the window decided.
func window(c *yichuang.Case, decision yichuang.DecisionKind) []Notice {
	switch {
	case decision == yichuang.Correct:
		return []Notice{{Type: Corrections}}
	case decision == yichuang.Decline:
		return []Notice{{Type: Declined}}
	case c.Stage == yichuang.StageConfirm:
		return []Notice{{Type: Prereviewed}}
	}
	return acceptance(c)
}

// acceptance tells that a case was accepted, and every department what it gets.
func acceptance(c *yichuang.Case) []Notice {
	all := []Notice{{Type: Accepted}}
	for i := range c.Approvals {
		all = append(all, Notice{Assigned, c.Approvals[i].Department})
	}
	return all
}

// department returns whose step an event was.
func department(body yichuang.Body) string {
	switch b := body.(type) {
	case *yichuang.ApprovalTaken:
		return b.Department
	case *yichuang.Paused:
		return b.Department
	case *yichuang.Resumed:
		return b.Department
	case *yichuang.LimitExtended:
		return b.Department
	case *yichuang.Ruled:
		return b.Department
	case *yichuang.ResultRegistered:
		return b.Department
	case *yichuang.Terminated:
		return b.Department
	}
	return ""
}
