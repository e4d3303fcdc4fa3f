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
}

// DeskGroup is one kind of work waiting.
type DeskGroup struct {
	Title string
	Why   string // what the clerk is to do with them
	Total int
	Cases []Summary
}
