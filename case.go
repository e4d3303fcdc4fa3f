package yichuang

import (
	"slices"
	"time"
)

// Case is 办件: one application, folded from its events and from nothing else.
type Case struct {
	Number    CaseNumber `json:"number"`
	Stage     Stage      `json:"stage"`
	Item      ItemRef    `json:"item"`
	ItemName  string     `json:"item_name"`
	Applicant Applicant  `json:"applicant"`
	Intake    Intake     `json:"intake"`
	Settled              // the scenario and its answers
	Review               // what was found
	Decision  *Decision  `json:"decision"`
	Notices   []Notice   `json:"notices"` // correction notices given, oldest first
	Papers    []Paper    `json:"papers"`
	Course               // what became of it behind the counter
	History              // how it came to be so
}

// Intake is how a case came in.
type Intake struct {
	Window  int       `json:"window"`
	Channel Channel   `json:"channel"`
	Clerk   UserID    `json:"clerk"`
	At      time.Time `json:"at,omitzero"` // when the materials were received
	// Terminal is where it was taken in, Department who decides on the item; both
	// are empty for cases of before they were recorded.
	Terminal   TerminalID `json:"terminal,omitempty"`
	Department string     `json:"department,omitempty"`
}

// Settled is the scenario of a case.
type Settled struct {
	Answers      Answers    `json:"answers"`
	Scenario     ScenarioID `json:"scenario"`
	ScenarioName string     `json:"scenario_name"`
	Outcome      Outcome    `json:"outcome"`
}

// Review is the formal review of a case so far.
type Review struct {
	Materials     []MaterialState `json:"materials"`
	Ground        *Rejection      `json:"ground"`            // a ground for declining that the clerk marked
	Visit         int             `json:"visit"`             // 1 for the first time at the window, 2 after a correction …
	VisitAt       time.Time       `json:"visit_at,omitzero"` // when the present visit began, zero for the first
	SecondNotices int             `json:"second_notices"`    // findings that came too late, with a supervisor's leave
	Unconfirmed   bool            `json:"unconfirmed"`       // the department's initial review is still to come
	ReturnReason  string          `json:"return_reason"`     // why the department sent the review back, if it did
	Confirmation  *Confirmation   `json:"confirmation,omitempty"`
	Seat          TerminalID      `json:"seat,omitempty"` // where it was last reviewed
}

// Confirmation is the department's 初审确认 of the review, as far as it came.
type Confirmation struct {
	Officer string    `json:"officer"`
	Via     string    `json:"via"`
	By      UserID    `json:"by"` // who entered it
	At      time.Time `json:"at"`
}

// Decision is a decision in force.
type Decision struct {
	Kind  DecisionKind `json:"kind"`
	Facts Decided      `json:"facts"`
	By    UserID       `json:"by"`
	At    time.Time    `json:"at,omitzero"`
	Visit int          `json:"visit"`
}

// Notice is a correction notice that was given.
type Notice struct {
	Visit    int       `json:"visit"` // the visit that ended with it
	At       time.Time `json:"at,omitzero"`
	Findings []Finding `json:"findings"` // everything that was to be corrected
}

// Applies says whether a material is asked for in this case.
type Applies string

// Whether a material is asked for.
const (
	AppliesYes  Applies = "yes"
	AppliesNo   Applies = "no"
	AppliesOpen Applies = "open" // a condition in words, not settled yet
)

// MaterialState is what is known of one material of a case.
type MaterialState struct {
	Material  MaterialID     `json:"material"`
	Applies   Applies        `json:"applies"`
	Presence  Presence       `json:"presence"`
	Originals int            `json:"originals"`
	Copies    int            `json:"copies"`
	Digital   bool           `json:"digital"`
	Visit     int            `json:"visit"` // the visit on which it was last handed in or found missing
	At        time.Time      `json:"at,omitzero"`
	Points    map[int]Judged `json:"points"`
	Told      Told           `json:"told"`
	Scans     []Scan         `json:"scans,omitempty"` // of what was handed in
	// Produced names the item of the same bundle whose result the material is: it was
	// not asked for, and nothing of it was judged.
	Produced string `json:"produced,omitempty"`
}

// Told is what of a material was here when the last correction notice was given.
// The zero Told is of a material that was not asked for then.
type Told struct {
	Visit     int  `json:"visit"`     // the visit that ended with the notice
	Originals int  `json:"originals"` // how many were here
	Copies    int  `json:"copies"`    // how many were here
	Digital   bool `json:"digital"`   // handed in electronically
}

// Judged is a verdict with where it comes from.
type Judged struct {
	Judgement
	Visit   int       `json:"visit"`   // on which it was given
	Machine bool      `json:"machine"` // by a machine check
	By      UserID    `json:"by"`
	At      time.Time `json:"at,omitzero"`
}

// Received returns when the materials of the present visit came in.
func (c *Case) Received() time.Time {
	if c.VisitAt.IsZero() {
		return c.Intake.At
	}
	return c.VisitAt
}

// awaits returns the day on which the materials came in that the rule wants
// answered, and whether a notice about them was given: where the materials go
// back with the notice every visit is an application of its own.
func (c *Case) awaits(rule CorrectionKind) (received Date, told bool) {
	return DateOf(c.Received()), len(c.Notices) > 0 && !rule.Returns()
}

var errNotOpened = &Error{Code: NotFound, Message: "该办件还没有登记", Hint: "请核对办件编号"}

// Apply folds the next event into the case. It is the only place that knows
// what may follow what: Conflict when something else came first, or when the
// author had not seen what another terminal did to the same thing; Invalid when
// the fact itself breaks a rule, Denied when it needs somebody's leave, NotFound
// when it names what is not there. On an error the case is as it was.
func (c *Case) Apply(e Event) error {
	if c.Stage != "" && e.Case != c.Number {
		return conflict("事件属于办件"+string(e.Case)+"，不属于"+string(c.Number), "")
	}
	if c.Stage == "" {
		switch e.Body.(type) {
		case *Opened, *Unknown, *RefusalSettled:
		default:
			return errNotOpened
		}
	}
	if err := c.overlooked(&e); err != nil {
		return err
	}
	reviewing := c.Stage == StageReview || c.Stage == "" || c.Stage == StageCorrecting
	if err := e.Body.apply(c, &e); err != nil {
		return err
	}
	if reviewing && c.Stage != StageSubmitted && e.Body.about() != aboutNothing {
		c.Seat = e.Terminal
	}
	c.record(&e, e.Body.about())
	return nil
}

// Fold makes a case from all its events, in order, as Take takes them. It
// returns the error of the first event that does not follow, with the case as it
// stood before it.
func Fold(events []Event) (*Case, error) {
	c := new(Case)
	for _, e := range events {
		if err := c.Take(e); err != nil {
			return c, err
		}
	}
	return c, nil
}

// need returns Conflict unless the case is in the stage given.
func (c *Case) need(s Stage) error {
	if c.Stage == s {
		return nil
	}
	return conflict("办件现在是“"+c.Stage.Name()+"”，不能再做这一步", "请查看办件的办理过程")
}

// needIntake returns Conflict unless the case is under review, or is an online
// application that its portal is still filling in.
func (c *Case) needIntake(e *Event) error {
	if c.Stage == StageSubmitted && e.Terminal == c.Intake.Terminal {
		return nil
	}
	return c.need(StageReview)
}

// reviewing returns the state of a material that may be judged now.
func (c *Case) reviewing(id MaterialID, e *Event) (*MaterialState, error) {
	if err := c.needIntake(e); err != nil {
		return nil, err
	}
	if m := c.MaterialState(id); m != nil {
		return m, nil
	}
	return nil, errNotListed(id)
}

func errNotListed(id MaterialID) error {
	return &Error{Code: NotFound, Message: "本情形不需要材料“" + string(id) + "”", Hint: "清单以外的材料不得要求提交（行政许可法第31条）"}
}

// MaterialState returns what is known of a material, or nil when the scenario
// does not ask for it.
func (c *Case) MaterialState(id MaterialID) *MaterialState {
	i := slices.IndexFunc(c.Materials, func(m MaterialState) bool { return m.Material == id })
	if i < 0 {
		return nil
	}
	return &c.Materials[i]
}

// Paper returns the paper numbered so, or nil.
func (c *Case) Paper(number string) *Paper {
	i := slices.IndexFunc(c.Papers, func(p Paper) bool { return p.Number == number })
	if i < 0 {
		return nil
	}
	return &c.Papers[i]
}

// judge records verdicts on points of the material.
func (m *MaterialState) judge(points []Judgement, visit int, machine bool, e *Event) {
	next := make(map[int]Judged, len(m.Points)+len(points))
	for no, j := range m.Points {
		next[no] = j
	}
	for _, j := range points {
		next[j.No] = Judged{Judgement: j, Visit: visit, Machine: machine, By: e.By, At: e.Time()}
	}
	m.Points = next
}
