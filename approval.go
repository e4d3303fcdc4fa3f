package yichuang

import (
	"slices"
	"strings"
	"time"
)

// Course is what became of a case behind the counter: what the departments made of
// it, what is still owed, and how it reached the applicant.
type Course struct {
	Approvals   []Approval    `json:"approvals,omitempty"`   // one for each department, the lead first
	Obligations []Obligation  `json:"obligations,omitempty"` // the ledger of owed materials
	Custody     []Custody     `json:"custody,omitempty"`     // originals that left the window
	Urges       []Urge        `json:"urges,omitempty"`
	Reminders   []Reminder    `json:"reminders,omitempty"` // what the applicant was reminded of
	Delivery    *Delivery     `json:"delivery,omitempty"`
	Ending      *Ending       `json:"ending,omitempty"` // how it ended without a decision
	Bundle      *BundlePlace  `json:"bundle,omitempty"`
	Online      *OnlineOrigin `json:"online,omitempty"`
}

// ApprovalMode says how departments share an approval.
type ApprovalMode string

// The modes (行政许可法 第26条第2款; 优化营商环境条例 第41、42条).
const (
	ApproveAlone    ApprovalMode = ""         // the item's own department
	ApproveParallel ApprovalMode = "parallel" // 并联审批: all at once, each decides
	ApproveJoint    ApprovalMode = "joint"    // 联合审批: the lead convenes, one decision
)

// Name returns the mode in Chinese.
func (m ApprovalMode) Name() string {
	switch m {
	case ApproveParallel:
		return "并联审批"
	case ApproveJoint:
		return "联合审批"
	}
	return "单独审批"
}

// Assignment hands an accepted case to a department, with its clocks. It is worked
// out from the item when the case is accepted and is part of that event, so that a
// later edition changes nothing.
type Assignment struct {
	Department string       `json:"department"`
	Part       string       `json:"part,omitempty"` // what it decides on, where several share
	Mode       ApprovalMode `json:"mode,omitempty"`
	Lead       bool         `json:"lead,omitempty"` // the item's own department
	Statutory  Clock        `json:"statutory"`
	Promised   Clock        `json:"promised"`
	Dues       Dues         `json:"dues"`
}

// Approval is what one department made of a case so far.
type Approval struct {
	Assignment
	Officer  UserID        `json:"officer,omitempty"` // who took it
	Taken    time.Time     `json:"taken,omitzero"`    // when it was first taken
	Inquiry  *Inquiry      `json:"inquiry,omitempty"`
	Pauses   []Pause       `json:"pauses,omitempty"`
	Extended *Prolongation `json:"extended,omitempty"`
	Opinion  *Opinion      `json:"opinion,omitempty"` // in a joint approval, of those who do not lead
	Visits   []SiteVisit   `json:"visits,omitempty"`
	Ruling   *Ruling       `json:"ruling,omitempty"`
	Result   *IssuedResult `json:"result,omitempty"`
}

// ApprovalState is where a department's work on a case stands.
type ApprovalState string

// The states.
const (
	ApprovalIsWaiting ApprovalState = "waiting" // nobody has taken it
	ApprovalIsTaken   ApprovalState = "taken"
	ApprovalIsAsking  ApprovalState = "asking" // the window was asked for something
	ApprovalIsPaused  ApprovalState = "paused"
	ApprovalIsRuled   ApprovalState = "ruled"
)

// Name returns the state in Chinese.
func (s ApprovalState) Name() string {
	switch s {
	case ApprovalIsWaiting:
		return "待领办"
	case ApprovalIsTaken:
		return "审批中"
	case ApprovalIsAsking:
		return "待窗口补充"
	case ApprovalIsPaused:
		return "中止中"
	case ApprovalIsRuled:
		return "已决定"
	}
	return string(s)
}

// State returns where the department's work stands.
func (a *Approval) State() ApprovalState {
	switch {
	case a.Ruling != nil:
		return ApprovalIsRuled
	case a.Pause() != nil:
		return ApprovalIsPaused
	case a.Inquiry != nil && a.Inquiry.Answered.IsZero():
		return ApprovalIsAsking
	case a.Officer != "":
		return ApprovalIsTaken
	}
	return ApprovalIsWaiting
}

// Words says in Chinese where the department's work stands: a special procedure is
// named, for not every one stops the clocks.
func (a *Approval) Words() string {
	if p := a.Pause(); p != nil && p.Kind == SpecialPause {
		return p.Name + "中"
	}
	return a.State().Name()
}

// Pause returns the pause that has no end yet, nil when there is none.
func (a *Approval) Pause() *Pause {
	if n := len(a.Pauses); n > 0 && a.Pauses[n-1].To.IsZero() {
		return &a.Pauses[n-1]
	}
	return nil
}

// Clocks returns the department's two clocks with everything that was granted:
// pauses that the law excludes, and an extension.
func (a *Approval) Clocks() (statutory, promised Clock) {
	statutory, promised = a.Statutory, a.Promised
	for _, p := range a.Pauses {
		if p.Stops {
			statutory.Pauses = append(statutory.Pauses, Interval{p.From, p.To})
		}
	}
	promised.Pauses = statutory.Pauses
	if a.Extended != nil {
		statutory.Extended, promised.Extended = &a.Extended.Extension, &a.Extended.Extension
	}
	return statutory, promised
}

// dues works out the last days of both clocks.
func (a *Approval) dues(cal *Calendar) Dues {
	statutory, promised := a.Clocks()
	return Dues{Statutory: statutory.Due(cal), Promised: promised.Due(cal)}
}

// Inquiry is what a department asked the window for, once.
type Inquiry struct {
	Text     string    `json:"text"`
	By       UserID    `json:"by"`
	At       time.Time `json:"at"`
	Answer   string    `json:"answer,omitempty"`
	Answered time.Time `json:"answered,omitzero"`
}

// PauseKind tells special procedures from a suspension.
type PauseKind string

// The kinds.
const (
	SpecialPause PauseKind = "special" // 特别程序 (行政许可法 第45条)
	Suspension   PauseKind = "suspend" // 中止审批, where a law provides for it
)

// Pause is a special procedure, or a suspension. Only one that the law excludes
// from the limit stops the clocks.
type Pause struct {
	Kind     PauseKind `json:"kind"`
	Name     string    `json:"name"` // 专家评审, 听证 …
	Reason   string    `json:"reason"`
	Basis    string    `json:"basis"` // law and article
	Stops    bool      `json:"stops"` // 不计入办理期限
	From     Date      `json:"from"`
	Expected Date      `json:"expected,omitzero"` // when it is to end, as the applicant was told
	To       Date      `json:"to,omitzero"`       // the day on which it ended
	Note     string    `json:"note,omitempty"`    // what came of it
}

// Prolongation is an extension that was granted, once.
type Prolongation struct {
	Extension        // Approver is who gave leave, by name and office
	Reason    string `json:"reason"`
	At        Date   `json:"at"`
}

// Opinion is what a department says to the one that leads a joint approval.
type Opinion struct {
	Agrees bool      `json:"agrees"`
	Text   string    `json:"text"`
	By     UserID    `json:"by"`
	At     time.Time `json:"at"`
}

// SiteVisit is 现场核查: two people at least go and see (行政许可法 第34条第3款).
type SiteVisit struct {
	Day   Date     `json:"day"`
	Staff []string `json:"staff"`
	Found string   `json:"found"`
}

// RulingKind is what a department decides.
type RulingKind string

// The rulings (行政许可法 第38条).
const (
	Grant  RulingKind = "grant"  // 准予
	Refuse RulingKind = "refuse" // 不予
	Filed  RulingKind = "filed"  // 备案完成, for filings, which know no refusal
)

// Name returns the ruling in Chinese.
func (k RulingKind) Name() string {
	switch k {
	case Grant:
		return "准予"
	case Refuse:
		return "不予"
	case Filed:
		return "备案完成"
	}
	return string(k)
}

// Ruling is a decision of a department.
type Ruling struct {
	Kind    RulingKind `json:"kind"`
	Reasons string     `json:"reasons,omitempty"` // for a refusal
	Basis   string     `json:"basis,omitempty"`   // law and article
	Meeting string     `json:"meeting,omitempty"` // of a joint approval: when, and who attended
	By      UserID     `json:"by"`
	At      time.Time  `json:"at"`
	Deliver Due        `json:"deliver,omitzero"` // by when it must reach the applicant (行政许可法 第44条)
}

// IssuedResult is the document that a ruling results in: a licence, a written
// reply, or the refusal itself.
type IssuedResult struct {
	Name    string      `json:"name"`
	Number  string      `json:"number,omitempty"`
	Valid   string      `json:"valid,omitempty"` // until when, or for how long, as it says
	Digital bool        `json:"digital,omitempty"`
	State   ResultState `json:"state"`
	Place   string      `json:"place,omitempty"`  // where at the desk it lies
	At      time.Time   `json:"at"`               // when it was registered
	Arrived time.Time   `json:"arrived,omitzero"` // when it lay at the hand-over desk
}

// ResultState is where a result is.
type ResultState string

// The states.
const (
	ResultIssued ResultState = "issued" // with the department
	ResultAtDesk ResultState = "desk"   // 已到出件窗口
	ResultHanded ResultState = "handed" // with the applicant
)

// Name returns the state in Chinese.
func (s ResultState) Name() string {
	switch s {
	case ResultIssued:
		return "部门已制证"
	case ResultAtDesk:
		return "已到出件窗口"
	case ResultHanded:
		return "已交申请人"
	}
	return string(s)
}

// Approval returns the approval of a department, or nil.
func (c *Case) Approval(department string) *Approval {
	i := slices.IndexFunc(c.Approvals, func(a Approval) bool { return a.Department == department })
	if i < 0 {
		return nil
	}
	return &c.Approvals[i]
}

// Accepted reports whether the case was accepted, whatever became of it since.
func (c *Case) Accepted() bool {
	return len(c.Approvals) > 0 && c.Decision != nil && c.Decision.Kind.Accepts()
}

// assign hands the case to departments. Events of before assignments were recorded
// name none: then it is the department of the intake, on the dates of the decision.
func (c *Case) assign(list []Assignment, dues Dues) {
	if len(list) == 0 {
		list = []Assignment{{Department: c.Intake.Department, Lead: true, Dues: dues}}
	}
	c.Approvals = make([]Approval, 0, len(list))
	for _, a := range list {
		c.Approvals = append(c.Approvals, Approval{Assignment: a})
	}
}

// approving returns the approval of a department that may still be worked on.
func (c *Case) approving(department string) (*Approval, error) {
	if err := c.need(StageAccepted); err != nil {
		return nil, err
	}
	a := c.Approval(department)
	switch {
	case a == nil:
		return nil, &Error{Code: NotFound, Message: "该办件没有分给“" + Clip(department, 40) + "”审批", Hint: "请在办件的审批部门中选择"}
	case a.Ruling != nil:
		return nil, conflict(department+"已经作出决定："+a.Ruling.Kind.Name(), "请查看办件的办理过程")
	}
	return a, nil
}

// aboutApproval is the scope of one department's work on a case.
func aboutApproval(department string) scope { return "approval " + scope(department) }

// aboutDelivery is the scope of the hand-over desk.
const aboutDelivery scope = "delivery"

// Ruled returns the rulings that were made, and whether all departments have made
// theirs.
func (c *Case) Ruled() (made []Ruling, all bool) {
	all = len(c.Approvals) > 0
	for i := range c.Approvals {
		if r := c.Approvals[i].Ruling; r != nil {
			made = append(made, *r)
		} else {
			all = false
		}
	}
	return made, all
}

// Outcome says in Chinese what was decided, "" before all departments have.
func (c *Case) OutcomeName() string {
	made, all := c.Ruled()
	if !all {
		return ""
	}
	var names []string
	for i, r := range made {
		name := r.Kind.Name()
		if len(made) > 1 {
			name = c.Approvals[i].Department + name
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, "，")
}
