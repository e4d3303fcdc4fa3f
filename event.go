package yichuang

import (
	"encoding/json"
	"fmt"
	"time"
)

// Event is one fact about a case, as it is stored, synced and replayed.
// (Terminal, Seq) is its identity and is never used twice; Seq begins with 1 and
// has no gaps.
type Event struct {
	Terminal TerminalID    `json:"terminal"`
	Seq      int64         `json:"seq"`
	Case     CaseNumber    `json:"case"`
	Base     int           `json:"base"`           // how much of the case the author had seen, see History.Seen
	At       time.Time     `json:"at"`             // the author's clock
	Skew     time.Duration `json:"skew,omitempty"` // that clock's error as last measured, in nanoseconds; true time is At−Skew
	By       UserID        `json:"by"`
	Body     Body          `json:"-"`
	// Pos is the event's place among all events of the hall, from 1, given by the
	// centre; 0 until the centre has it. It is no part of what the author stated.
	Pos int64 `json:"pos,omitempty"`
	// Refused is why the centre did not take the event into the case, nil when it
	// did. A refused event has a place, too, and changes nothing.
	Refused *Refusal `json:"refused,omitempty"`
}

// Time returns when the event happened, the clock error taken out.
func (e *Event) Time() time.Time { return e.At.Add(-e.Skew) }

// Day returns the day of the event in Shanghai.
func (e *Event) Day() Date { return DateOf(e.Time()) }

// EventKind names a kind of event on disk and on the wire; never renamed.
type EventKind string

// Body is the one typed fact that an event states. The types of this package
// are the only ones: each stands with its validation in one place.
type Body interface {
	Kind() EventKind
	// apply checks that the fact may follow what c holds and then changes c. On
	// an error c is as it was.
	apply(c *Case, e *Event) error
	// about says which part of the case the fact concerns.
	about() scope
	// say tells the fact in one Chinese sentence, for the history of a case.
	say(naming) string
}

// bodies makes an empty body of each kind, for reading.
var bodies = map[EventKind]func() Body{
	"opened":            func() Body { return new(Opened) },
	"applicant-changed": func() Body { return new(ApplicantChanged) },
	"scenario-answered": func() Body { return new(ScenarioAnswered) },
	"material-taken":    func() Body { return new(MaterialTaken) },
	"material-applies":  func() Body { return new(MaterialApplies) },
	"points-judged":     func() Body { return new(PointsJudged) },
	"ground-marked":     func() Body { return new(GroundMarked) },
	"decided":           func() Body { return new(Decided) },
	"confirmed":         func() Body { return new(Confirmed) },
	"returned":          func() Body { return new(Returned) },
	"resubmitted":       func() Body { return new(Resubmitted) },
	"paper-prepared":    func() Body { return new(PaperPrepared) },
	"paper-printed":     func() Body { return new(PaperPrinted) },
	"paper-seen":        func() Body { return new(PaperSeen) },
	"paper-handed":      func() Body { return new(PaperHanded) },
	"noted":             func() Body { return new(Noted) },
	"scan-attached":     func() Body { return new(ScanAttached) },
	"scan-removed":      func() Body { return new(ScanRemoved) },
	"refusal-settled":   func() Body { return new(RefusalSettled) },
	"online-taken":      func() Body { return new(OnlineTaken) },
	"parted":            func() Body { return new(Parted) },
	"review-carried":    func() Body { return new(ReviewCarried) },
	"approval-taken":    func() Body { return new(ApprovalTaken) },
	"window-asked":      func() Body { return new(WindowAsked) },
	"window-answered":   func() Body { return new(WindowAnswered) },
	"opinion-given":     func() Body { return new(OpinionGiven) },
	"site-visited":      func() Body { return new(SiteVisited) },
	"paused":            func() Body { return new(Paused) },
	"resumed":           func() Body { return new(Resumed) },
	"limit-extended":    func() Body { return new(LimitExtended) },
	"ruled":             func() Body { return new(Ruled) },
	"result-registered": func() Body { return new(ResultRegistered) },
	"result-arrived":    func() Body { return new(ResultArrived) },
	"handed-over":       func() Body { return new(HandedOver) },
	"reminded":          func() Body { return new(Reminded) },
	"owed-delivered":    func() Body { return new(OwedDelivered) },
	"papers-moved":      func() Body { return new(PapersMoved) },
	"urged":             func() Body { return new(Urged) },
	"urge-answered":     func() Body { return new(UrgeAnswered) },
	"withdrawn":         func() Body { return new(Withdrawn) },
	"terminated":        func() Body { return new(Terminated) },
}

// EncodeBody writes a body as JSON.
func EncodeBody(b Body) ([]byte, error) {
	if u, ok := b.(*Unknown); ok {
		return u.Raw, nil
	}
	raw, err := json.Marshal(b)
	if err != nil {
		return nil, &Error{Code: Internal, Message: "事件无法写出：" + string(b.Kind()), Err: err}
	}
	return raw, nil
}

// DecodeBody reads a body that EncodeBody wrote. A kind that this version does
// not know becomes Unknown: it is kept, passed on and skipped, never fatal.
// Damaged is returned when a known kind cannot be read.
func DecodeBody(kind EventKind, raw []byte) (Body, error) {
	make, ok := bodies[kind]
	if !ok {
		return &Unknown{Name: kind, Raw: raw}, nil
	}
	b := make()
	if err := json.Unmarshal(raw, b); err != nil {
		return nil, &Error{Code: Damaged, Message: fmt.Sprintf("事件“%s”的内容读不出来", kind), Hint: "请联系管理员；不要删除数据", Err: err}
	}
	return b, nil
}

// Unknown is an event of a newer version.
type Unknown struct {
	Name EventKind
	Raw  json.RawMessage
}

// Kind returns the kind that the newer version gave it.
func (u *Unknown) Kind() EventKind           { return u.Name }
func (u *Unknown) apply(*Case, *Event) error { return nil }
func (u *Unknown) about() scope              { return aboutNothing }
func (u *Unknown) say(naming) string {
	return "新版本程序记录的内容（" + string(u.Name) + "）"
}

// Say tells an event in one Chinese sentence, with materials by their names in
// the item; a nil item leaves their identifiers.
func (e *Event) Say(it *Item) string {
	return e.Body.say(func(id MaterialID) string {
		if it != nil {
			if m := it.Material(id); m != nil {
				return "《" + m.Name + "》"
			}
		}
		return string(id)
	})
}

// naming says what a material is called.
type naming func(MaterialID) string
