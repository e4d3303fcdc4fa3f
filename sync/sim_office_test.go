package sync_test

import (
	"encoding/json"
	"slices"

	"yichuang"
	"yichuang/internal/testkit"
)

// people work in the hall. Any of them may sit down at any seat.
var people = []yichuang.User{
	{ID: "1001", Name: "窗口甲", Role: yichuang.RoleWindow},
	{ID: "1002", Name: "窗口乙", Role: yichuang.RoleWindow, Also: yichuang.RolesOf(yichuang.RoleHandOver)},
	{ID: "2001", Name: "审批甲", Role: yichuang.RoleOfficer, Department: "甲部门"},
	{ID: "2002", Name: "审批乙", Role: yichuang.RoleOfficer, Department: "甲部门"},
	{ID: "2003", Name: "审批丙", Role: yichuang.RoleOfficer, Department: "乙部门"},
	{ID: "2004", Name: "审批丁", Role: yichuang.RoleOfficer, Department: "丙部门", Also: yichuang.RolesOf(yichuang.RoleWindow)},
	{ID: "3001", Name: "出件甲", Role: yichuang.RoleHandOver},
	{ID: "9001", Name: "督导甲", Role: yichuang.RoleSupervisor},
}

// act is what one person does at once.
type act struct {
	by     yichuang.UserID
	bodies []yichuang.Body
}

// does is an act of somebody of a role. Now and then it is somebody else's.
func (w *world) does(r yichuang.Role, department string, bodies ...yichuang.Body) act {
	var some []yichuang.UserID
	for _, u := range people {
		if u.Is(r) && (r != yichuang.RoleOfficer || u.Department == department) {
			some = append(some, u.ID)
		}
	}
	if w.strikes(wrongPerson) || len(some) == 0 {
		some = []yichuang.UserID{people[w.rng.IntN(len(people))].ID, "9999"}
	}
	return act{some[w.rng.IntN(len(some))], bodies}
}

// departmentsOf are those that a case goes to: its own, which leads, and for some
// cases another. It follows from the item that a case is of, so it is always the same.
func departmentsOf(c *yichuang.Case) []string {
	own := c.Intake.Department
	if c.Number == "" || c.Number[len(c.Number)-1]%3 != 0 {
		return []string{own}
	}
	return []string{own, departments[(slices.Index(departments, own)+1)%len(departments)]}
}

// assigned is who gets a case that is accepted now.
func assigned(c *yichuang.Case, dues yichuang.Dues) []yichuang.Assignment {
	var all []yichuang.Assignment
	of := departmentsOf(c)
	for i, d := range of {
		a := yichuang.Assignment{Department: d, Lead: i == 0, Dues: dues}
		if len(of) > 1 {
			a.Mode = yichuang.ApproveParallel
			if c.Number[len(c.Number)-2]%2 == 0 {
				a.Mode = yichuang.ApproveJoint
			}
		}
		all = append(all, a)
	}
	return all
}

// office is a step of a department with a case that was accepted, or one of the window
// and the desk meanwhile.
func (m *machine) office(c *yichuang.Case) act {
	w := m.w
	a := &c.Approvals[w.rng.IntN(len(c.Approvals))]
	switch w.rng.IntN(16) {
	case 0:
		return w.does(yichuang.RoleSupervisor, "", &yichuang.Urged{Urge: yichuang.Hasten, Department: a.Department, Text: "请抓紧办理"})
	case 1:
		return w.does(yichuang.RoleHandOver, "", &yichuang.Withdrawn{Reason: "不办了", Who: collector(c)})
	case 2:
		return w.does(yichuang.RoleOfficer, a.Department, &yichuang.Terminated{Department: a.Department, Cause: yichuang.EndOther, Reason: "测试", Basis: "测试"})
	case 3, 4:
		if i := slices.IndexFunc(c.Obligations, func(o yichuang.Obligation) bool { return o.Delivered.IsZero() }); i >= 0 {
			return w.does(yichuang.RoleWindow, "", &yichuang.OwedDelivered{Material: c.Obligations[i].Material, Originals: 1})
		}
	case 5:
		return act{people[w.rng.IntN(len(people))].ID, []yichuang.Body{m.moved(c)}}
	}
	switch {
	case c.Unconfirmed:
		return w.does(yichuang.RoleOfficer, c.Intake.Department, confirmed(c))
	case a.Ruling != nil && a.Result == nil:
		return w.does(yichuang.RoleOfficer, a.Department, &yichuang.ResultRegistered{Department: a.Department, Name: "测试许可证"})
	case a.Result != nil && a.Result.State == yichuang.ResultIssued:
		return w.does(yichuang.RoleHandOver, "", &yichuang.ResultArrived{Departments: []string{a.Department}})
	}
	return m.approval(a)
}

// confirmed is the department's word on the formal review.
func confirmed(c *yichuang.Case) *yichuang.Confirmed {
	return &yichuang.Confirmed{Officer: "2001", Via: "系统", Accepted: testkit.FillEnd, Assigned: assigned(c, yichuang.Dues{})}
}

// approval is a step of an officer with his department's part of a case.
func (m *machine) approval(a *yichuang.Approval) act {
	w, d := m.w, a.Department
	does := func(b yichuang.Body) act { return w.does(yichuang.RoleOfficer, d, b) }
	today := yichuang.DateOf(m.time())
	if p := a.Pause(); p != nil {
		return does(&yichuang.Resumed{Department: d, To: later(today, p.From), Dues: a.Dues})
	}
	switch w.rng.IntN(10) {
	case 0:
		return does(&yichuang.Paused{Department: d, Dues: a.Dues, Pause: yichuang.Pause{Kind: yichuang.SpecialPause, Name: "听证", Reason: "测试", From: today}})
	case 1:
		if a.Inquiry != nil {
			return w.does(yichuang.RoleWindow, "", &yichuang.WindowAnswered{Department: d, Text: "已经补充"})
		}
		return does(&yichuang.WindowAsked{Department: d, Text: "请补充说明"})
	case 2:
		return does(&yichuang.SiteVisited{Department: d, Visit: yichuang.SiteVisit{Day: today, Staff: []string{"核查甲", "核查乙"}, Found: "属实"}})
	case 3:
		return does(&yichuang.LimitExtended{Department: d, Dues: a.Dues, Granted: yichuang.Prolongation{Reason: "测试",
			Extension: yichuang.Extension{Value: 10, Unit: yichuang.WorkingDays, Approver: "负责人"}}})
	case 4, 5:
		return does(&yichuang.ApprovalTaken{Department: d, From: a.Officer, Reason: "原经办休假"})
	case 6:
		if a.Mode == yichuang.ApproveJoint {
			return does(&yichuang.OpinionGiven{Department: d, Agrees: true})
		}
	}
	ruled := &yichuang.Ruled{Department: d, Ruling: yichuang.Grant, Attending: departments}
	if w.rng.IntN(3) == 0 {
		ruled.Ruling, ruled.Reasons, ruled.Basis = yichuang.Refuse, "不符合条件", "测试法第1条"
	}
	return does(ruled)
}

func later(a, b yichuang.Date) yichuang.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// handOver is a step of the hand-over desk with a case that was decided.
func (m *machine) handOver(c *yichuang.Case) act {
	return m.w.does(yichuang.RoleHandOver, "", &yichuang.HandedOver{Method: yichuang.DeliverAtDesk, Collector: collector(c)})
}

// collector is whoever the application names first.
func collector(c *yichuang.Case) yichuang.Collector {
	if c.Applicant.Kind == yichuang.Organization {
		return yichuang.Collector{Name: c.Applicant.Legal.Name, ID: c.Applicant.Legal.ID, Relation: yichuang.CollectsLegal}
	}
	return yichuang.Collector{Name: c.Applicant.Name, ID: c.Applicant.ID, Relation: yichuang.CollectsSelf}
}

// moved takes an original from where this seat believes it to be.
func (m *machine) moved(c *yichuang.Case) yichuang.Body {
	id := testkit.MaterialIDs[m.w.rng.IntN(len(testkit.MaterialIDs))]
	to := yichuang.Place{Kind: yichuang.PlaceKinds[m.w.rng.IntN(len(yichuang.PlaceKinds)-1)], Name: "处" + itoa(m.w.rng.IntN(9))}
	return &yichuang.PapersMoved{Materials: []yichuang.MaterialID{id}, From: c.PlaceOf(id), To: to}
}

// mayDo is the rule of who may do what once more, by the kinds of events that the run
// has.
func mayDo(e *yichuang.Event, c *yichuang.Case) bool {
	i := slices.IndexFunc(people, func(u yichuang.User) bool { return u.ID == e.By })
	if i < 0 {
		return false
	}
	u := people[i]
	stands := func(roles ...yichuang.Role) bool {
		return slices.ContainsFunc(roles, func(r yichuang.Role) bool {
			return u.Is(r) || u.ID == "9001" && r != yichuang.RoleOfficer
		})
	}
	switch e.Body.Kind() {
	case "approval-taken", "window-asked", "opinion-given", "site-visited", "paused", "resumed", "limit-extended", "ruled", "result-registered", "terminated":
		return u.Department == departmentOf(e.Body)
	case "result-arrived", "handed-over":
		return stands(yichuang.RoleHandOver)
	case "owed-delivered", "withdrawn":
		return stands(yichuang.RoleHandOver, yichuang.RoleWindow)
	case "confirmed", "returned":
		if u.Department != "" {
			return u.Department == c.Intake.Department
		}
		return stands(yichuang.RoleWindow)
	case "urged":
		return u.ID == "9001"
	case "noted", "scan-attached", "refusal-settled", "paper-prepared", "paper-printed", "paper-seen", "paper-handed", "papers-moved", "urge-answered":
		return true
	}
	return stands(yichuang.RoleWindow)
}

// departmentOf is whose step it is.
func departmentOf(b yichuang.Body) string {
	var named struct {
		Department string `json:"department"`
	}
	if raw, err := json.Marshal(b); err != nil || json.Unmarshal(raw, &named) != nil {
		return ""
	}
	return named.Department
}
