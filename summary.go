package yichuang

import "time"

// Summary is one line about a case, for lists and search.
type Summary struct {
	Number    CaseNumber
	Item      ItemID
	ItemName  string
	Stage     Stage
	Applicant string // name
	Identity  string // masked number, or the credit code
	Window    int
	Clerk     UserID
	Received  time.Time
	Touched   time.Time
	Visit     int
	Dates     SummaryDates
	// Unconfirmed is set while the department's initial review is still to come.
	Unconfirmed bool
	Papers      int // papers not yet in the applicant's hands
}

// SummaryDates are the dates a case is watched by; a zero Date means none.
type SummaryDates struct {
	Notice    Date // by when a correction notice must be given
	Promised  Date // 承诺办结
	Statutory Date // 法定办结
	Owed      Date // by when owed materials must be in
}

// DeskView is what needs a clerk today: short lists, and how many there are in
// all where a list is cut.
type DeskView struct {
	Today  Date
	Groups []DeskGroup
	Taken  int // cases this clerk took in today
}

// DeskGroup is one kind of work waiting.
type DeskGroup struct {
	Title string
	Why   string // what the clerk is to do with them
	Total int
	Cases []Summary
}
