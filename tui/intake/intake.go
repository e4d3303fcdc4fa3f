// Package intake takes in an application up to its review: which item it is
// (Picker), who applies (Applicant), and which scenario it falls under and so
// which materials it needs (Scenario). The same questions, asked without a case,
// tell somebody who only wants to know what to bring (导办).
package intake

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
)

// Catalogue finds service items, in memory.
type Catalogue interface {
	// Search returns the items that match, best first; "" lists those used most.
	Search(query string, limit int) []yichuang.ItemHit
	// Item returns the edition in force for new cases.
	Item(id yichuang.ItemID) (*yichuang.Item, error)
}

// Register opens cases, and knows those that were opened.
type Register interface {
	// Find looks for cases by the whole number of a document, the newest first.
	Find(ctx context.Context, query string, limit int) ([]yichuang.Summary, error)
	// SameOpen lists the open cases of the same applicant and item.
	SameOpen(ctx context.Context, a yichuang.Applicant, item yichuang.ItemID) ([]yichuang.Summary, error)
	OpenCase(ctx context.Context, by yichuang.UserID, item yichuang.ItemID, a yichuang.Applicant) (*yichuang.Case, error)
}

// Cases reads a case, with the item in the case's own edition, and adds facts to
// it in one durable commit.
type Cases interface {
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error)
}

// Lists show and print 材料清单, which belong to no case.
type Lists interface {
	Preview(d *yichuang.Document, width int) string
	PrintList(ctx context.Context, d *yichuang.Document) (yichuang.Printout, error)
}

// Deps is what the screens of the intake work with.
type Deps struct {
	Catalogue Catalogue
	Drafts    kit.DraftStore
	Register  Register
	Cases     Cases
	Lists     Lists
	Reader    CardReader // nil where there is none
	Hall      yichuang.Hall
}

// The routes that the intake opens.
const (
	routeApplicant = "applicant"
	routeScenario  = "scenario"
	routeReview    = "review"
	routeDecide    = "decide"
)

// take is the result of a guide or of guidance: take this item in.
type take struct{ id yichuang.ItemID }

// The function keys of the intake.
var (
	keyGuide  = kit.Bind("F4", "办事指南", "f4")
	keyAdvise = kit.Bind("F6", "导办", "f6")
	keyList   = kit.Bind("F6", "材料清单", "f6")
	keyBack   = kit.Bind("←", "改答案", "left", "backspace")
	keyAgain  = kit.Bind("F4", "全部重答", "f4")
	keyRole   = kit.Bind("F5", "本人、代理", "f5")

	keyKind   = kit.Bind("F5", "自然人、单位", "f5")
	keyAgent  = kit.Bind("F6", "代理人", "f6")
	keyCredit = kit.Bind("F7", "失信记录", "f7")
	keyGo     = kit.Bind("F8", "登记收件", "f8")
	keyClear  = kit.Bind("F9", "清空重填", "f9")
	keyIDKind = kit.Bind("F4", "换证件类型", "f4")
	keyTake   = kit.Bind("Ctrl+R", "取用上次填写", "ctrl+r")
	keySame   = kit.Bind("F3", "已有办件", "f3")
	keyAmend  = kit.Bind("F7", "更正申请人", "f7")
)

// The keys that move, two under one name: the help line is short.
var (
	arrows = kit.Bind("↑↓", "上下移动", "up", "down")
	pages  = kit.Bind("PgUp PgDn", "翻页", "pgup", "pgdown")
	paging = []key.Binding{arrows, pages}
)

// scrolled returns the first line to show after a key that scrolls a text of n
// lines in height lines. used is false for any other key.
func scrolled(msg any, top, n, height int) (to int, used bool) {
	page := max(height-1, 1)
	switch {
	case kit.Is(msg, kit.Up):
		top--
	case kit.Is(msg, kit.Down):
		top++
	case kit.Is(msg, kit.PageUp):
		top -= page
	case kit.Is(msg, kit.PageDown):
		top += page
	case kit.Is(msg, kit.First):
		top = 0
	case kit.Is(msg, kit.Last):
		top = n
	default:
		return top, false
	}
	return max(0, min(top, n-height)), true
}

// fact is a labelled sentence.
type fact struct {
	label string
	text  string
}

// labelWidth is the column of labels in lists of facts.
const labelWidth = 10

// lines draws the fact with its text hanging beside the label.
func (f fact) lines(th *kit.Theme, width int) []string {
	return th.Hang(f.label, f.text, labelWidth, width, kit.Plain)
}
