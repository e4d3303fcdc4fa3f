package yichuang

import "time"

// Summary is one line about a case, for lists and search.
type Summary struct {
	Number    CaseNumber   `json:"number"`
	Item      ItemID       `json:"item"`
	ItemName  string       `json:"item_name"`
	Stage     Stage        `json:"stage"`
	Applicant string       `json:"applicant"` // name
	Identity  string       `json:"identity"`  // masked number, or the credit code
	Window    int          `json:"window"`
	Clerk     UserID       `json:"clerk"`
	Received  time.Time    `json:"received,omitzero"`
	Touched   time.Time    `json:"touched,omitzero"`
	Visit     int          `json:"visit"`
	Dates     SummaryDates `json:"dates,omitzero"`
	// Unconfirmed is set while the department's initial review is still to come.
	Unconfirmed bool `json:"unconfirmed"`
	Papers      int  `json:"papers"` // papers not yet in the applicant's hands
}

// NewSummary makes the line of a case, but for the day of the correction notice, which
// follows from its item.
func NewSummary(c *Case) Summary {
	return Summary{Number: c.Number, Item: c.Item.ID, ItemName: c.ItemName, Stage: c.Stage, Applicant: c.Applicant.Name, Identity: c.Applicant.MaskedIdentity(),
		Window: c.Intake.Window, Clerk: c.Intake.Clerk, Received: c.Intake.At, Touched: c.Touched, Visit: c.Visit, Dates: DatesOf(c), Unconfirmed: c.Unconfirmed, Papers: c.PapersToHand("")}
}

// SummaryDates are the dates a case is watched by; a zero Date means none.
type SummaryDates struct {
	Notice    Date `json:"notice,omitzero"`    // by when a correction notice must be given
	Promised  Date `json:"promised,omitzero"`  // 承诺办结
	Statutory Date `json:"statutory,omitzero"` // 法定办结
	Owed      Date `json:"owed,omitzero"`      // by when owed materials must be in
}

// DeskView is what needs a clerk today: short lists, and how many there are in
// all where a list is cut.
type DeskView struct {
	Today  Date
	Groups []DeskGroup
	Taken  int // cases this clerk took in today
	// Unclosed are the days of the last week that nobody closed (日清), for who takes in.
	Unclosed []Date
}

// GroupKind is a kind of work that waits at a desk.
type GroupKind string

// The kinds: of the window, of a department's officers, of the hand-over desk, and
// of the supervisor.
const (
	GroupNotice     GroupKind = "notice"     // 补正告知将到期
	GroupReview     GroupKind = "review"     // 收件审查中
	GroupOnline     GroupKind = "online"     // 网上待收
	GroupAsked      GroupKind = "asked"      // 部门要求补充
	GroupOwed       GroupKind = "owed"       // 容缺材料将到期
	GroupConfirm    GroupKind = "confirm"    // 待部门初审
	GroupPapers     GroupKind = "papers"     // 文书未交
	GroupCorrecting GroupKind = "correcting" // 待补正
	GroupUrged      GroupKind = "urged"      // 催办待答
	GroupTake       GroupKind = "take"       // 待领办
	GroupApproving  GroupKind = "approving"  // 审批中
	GroupAsking     GroupKind = "asking"     // 待窗口补充
	GroupPaused     GroupKind = "paused"     // 特别程序和中止
	GroupResult     GroupKind = "result"     // 待登记结果
	GroupArriving   GroupKind = "arriving"   // 待到件
	GroupReady      GroupKind = "ready"      // 待领取
	GroupLate       GroupKind = "late"       // 已超期
	GroupNear       GroupKind = "near"       // 将到期
)

// DeskGroup is one kind of work waiting.
type DeskGroup struct {
	Kind  GroupKind
	Title string
	Why   string // what the clerk is to do with them
	Total int
	Cases []Summary
}
