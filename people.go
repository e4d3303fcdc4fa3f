package yichuang

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Identifiers of people, seats and halls.
type (
	UserID string // 工号, 1 to 20 letters and digits as the clerk types them
	HallID string // a name for a hall at its centre, letters and digits
	// TerminalID names one enrolment of a seat for good: "W07.1" is the seat W07
	// in its epoch 1. A seat that is enrolled anew is another terminal, so that a
	// lost disk can never make one identity stand for two things.
	TerminalID string
)

// NewTerminalID returns the identity of a seat in an epoch.
func NewTerminalID(seat string, epoch byte) TerminalID {
	return TerminalID(seat + "." + string(rune(epoch)))
}

// Seat returns the name by which people know the terminal: "W07".
func (id TerminalID) Seat() string {
	seat, _, _ := strings.Cut(string(id), ".")
	return seat
}

// Role is what a person may do.
type Role string

// The roles.
const (
	RoleWindow     Role = "window"     // 窗口受理
	RoleOfficer    Role = "officer"    // 部门审批
	RoleHandOver   Role = "handover"   // 综合出件
	RoleSupervisor Role = "supervisor" // 大厅督导
)

// AllRoles lists the roles.
var AllRoles = []Role{RoleWindow, RoleOfficer, RoleHandOver, RoleSupervisor}

// Name returns the role in Chinese.
func (r Role) Name() string {
	switch r {
	case RoleWindow:
		return "窗口受理"
	case RoleOfficer:
		return "部门审批"
	case RoleHandOver:
		return "综合出件"
	case RoleSupervisor:
		return "大厅督导"
	}
	return string(r)
}

// User is a person who works at a seat.
type User struct {
	ID   UserID `json:"id"`
	Name string `json:"name"`
	Role Role   `json:"role"`
	// Department is where an officer decides, as items name it; empty for others.
	Department string `json:"department,omitempty"`
	// Also are further roles, in a hall where one person does the work of several.
	Also Roles `json:"also,omitempty"`
}

// Roles are several roles: their names with blanks between. The zero Roles are none.
type Roles string

// RolesOf puts roles together.
func RolesOf(roles ...Role) Roles {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return Roles(strings.Join(names, " "))
}

// List returns the roles one by one.
func (r Roles) List() []Role {
	var all []Role
	for name := range strings.FieldsSeq(string(r)) {
		all = append(all, Role(name))
	}
	return all
}

// The bounds of a person's number and name, in characters.
const (
	mostUserID   = 20
	mostUserName = 50
)

// Check refuses a number, a name or a role that cannot be, with Invalid.
func (u User) Check() error {
	id := string(u.ID)
	switch {
	case id == "" || len(id) > mostUserID || strings.Trim(id, wordCharacters) != "":
		return invalid("工号应为1至20位数字或者字母", "请重新填写工号")
	case u.Name == "" || utf8.RuneCountInString(u.Name) > mostUserName:
		return invalid("姓名应为1至50个字", "请填写姓名")
	}
	for _, r := range append(u.Also.List(), u.Role) {
		if !slices.Contains(AllRoles, r) {
			return invalid("不认识的角色“"+Clip(string(r), 20)+"”", "可用的有 window、officer、handover、supervisor")
		}
	}
	return nil
}

// Hall is a service hall: what its papers say of it.
type Hall struct {
	Name   string `json:"name"`
	Region string `json:"region"` // 6 digits, GB/T 2260
	Phone  string `json:"phone,omitempty"`
	Site   string `json:"site,omitempty"` // where progress can be asked for
	// Progress is the public address of the progress page, without the part that
	// names the case; empty where there is none.
	Progress string `json:"progress,omitempty"`
	Review   string `json:"review,omitempty"` // who hears an administrative reconsideration: the people's government
	Court    string `json:"court,omitempty"`  // the court for administrative litigation
	Demo     bool   `json:"demo,omitempty"`
}

// Remedy says what somebody can do against a decision that reached him with a paper,
// "本通知书" on that paper itself (行政复议法 第20条; 行政诉讼法 第46条).
func (h Hall) Remedy(paper string) string {
	review, court := h.Review, h.Court
	if review == "" {
		review = "本级人民政府"
	}
	if court == "" {
		court = "有管辖权的人民法院"
	}
	return "如对本决定不服，可以自收到" + paper + "之日起60日内向" + review + "申请行政复议，或者在6个月内向" + court + "提起行政诉讼。"
}

// Terminal is one seat of a hall.
type Terminal struct {
	ID     TerminalID `json:"id"`
	Window int        `json:"window"` // 1–999, part of every case number
	Epoch  byte       `json:"epoch"`  // base-36 character; changes at every enrolment
}
