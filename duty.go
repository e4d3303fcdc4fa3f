package yichuang

import "slices"

// Duty is who may state what (受审分离: whoever takes in does not decide). It is
// asked at the seat, where it decides what a screen offers, and at the centre,
// where it decides what is taken into a case.

// departmental is a fact that a department states; its officers alone may.
type departmental interface{ department() string }

// duties name the roles that may state each kind of fact. What is not named
// everybody may state who works in the hall. A supervisor may do what a window and
// the hand-over desk do, for he stands in for both.
var duties = map[EventKind][]Role{
	"opened":            {RoleWindow},
	"applicant-changed": {RoleWindow},
	"scenario-answered": {RoleWindow},
	"material-taken":    {RoleWindow},
	"material-applies":  {RoleWindow},
	"points-judged":     {RoleWindow},
	"ground-marked":     {RoleWindow},
	"decided":           {RoleWindow},
	"resubmitted":       {RoleWindow},
	"online-taken":      {RoleWindow},
	"parted":            {RoleWindow},
	"review-carried":    {RoleWindow},
	"window-answered":   {RoleWindow},
	"owed-delivered":    {RoleWindow, RoleHandOver},
	"withdrawn":         {RoleWindow, RoleHandOver},
	"result-arrived":    {RoleHandOver},
	"handed-over":       {RoleHandOver},
	"urged":             {RoleSupervisor},
	"approval-taken":    {RoleOfficer},
	"window-asked":      {RoleOfficer},
	"opinion-given":     {RoleOfficer},
	"site-visited":      {RoleOfficer},
	"paused":            {RoleOfficer},
	"resumed":           {RoleOfficer},
	"limit-extended":    {RoleOfficer},
	"ruled":             {RoleOfficer},
	"result-registered": {RoleOfficer},
	"terminated":        {RoleOfficer},
	// The department confirms; a window may note down what it said by telephone.
	"confirmed": {RoleOfficer, RoleWindow},
	"returned":  {RoleOfficer, RoleWindow},
}

// MayState returns Denied when a person may not state a fact: for want of the role,
// or because another department decides. c is the case before it.
func MayState(u User, c *Case, b Body) error {
	roles, named := duties[b.Kind()]
	if named && !u.does(roles) {
		return &Error{Code: Denied, Message: u.Role.Name() + "岗位不能做这一步", Hint: "需要" + roles[0].Name() + "岗位的人员办理"}
	}
	department := ""
	switch d := b.(type) {
	case departmental:
		department = d.department()
	case *Confirmed, *Returned:
		if !u.Is(RoleOfficer) {
			return nil
		}
		department = c.Intake.Department
	}
	if department != "" && u.Department != department {
		return &Error{Code: Denied, Message: "该办件由" + Clip(department, 40) + "审批，" + u.of() + "不能办理", Hint: "请由该部门的审批人员办理"}
	}
	return nil
}

// Is reports whether a person has a role.
func (u User) Is(r Role) bool { return u.Role == r || slices.Contains(u.Also.List(), r) }

// does reports whether a person has one of the roles, or stands in for one.
func (u User) does(roles []Role) bool {
	for _, r := range roles {
		if u.Is(r) || u.Is(RoleSupervisor) && (r == RoleWindow || r == RoleHandOver) {
			return true
		}
	}
	return false
}

func (u User) of() string {
	if u.Department == "" {
		return u.Name
	}
	return u.Department
}
