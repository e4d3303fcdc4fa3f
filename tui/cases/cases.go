// Package cases finds cases (Find) and shows one of them (New): who applied for
// what, where it stands, what comes next, and everything that happened. What the
// department says of a waiting case is entered here, too.
package cases

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"
)

// Finder looks for cases.
type Finder interface {
	// Find takes a number or its end, a name, initials, a document number or a
	// telephone; "" lists the newest.
	Find(ctx context.Context, query string, limit int) ([]yichuang.Summary, error)
	// TicketCase returns the case of a scanned code, Denied when its signature
	// does not hold.
	TicketCase(scanned string) (yichuang.CaseNumber, error)
}

// Records reads a case.
type Records interface {
	// Load returns the item in the case's own edition.
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	History(ctx context.Context, n yichuang.CaseNumber) ([]yichuang.Event, error)
	TicketCase(scanned string) (yichuang.CaseNumber, error)
	Circumstances() yichuang.Circumstances
	// ScanStates says where the content of scans is.
	ScanStates(ctx context.Context, scans []yichuang.Scan) (map[yichuang.ScanHash]yichuang.ScanState, error)
}

// Facts adds to a case. Append is one durable commit.
type Facts interface {
	Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error)
	// Prepare puts all papers due on record.
	Prepare(ctx context.Context, by yichuang.UserID, n yichuang.CaseNumber) (*yichuang.Case, error)
	// Window is the number of this seat's window.
	Window() int
}

// Work is what the screen of a case needs of the seat.
type Work interface {
	Records
	Facts
	Bundles
	kit.DraftStore
}

// The routes these screens open.
const (
	routeScenario = "scenario"
	routeReview   = "review"
	routeDecide   = "decide"
	routePapers   = "papers"
	routeFind     = "find"
	routeAudit    = "audit"
	routeCase     = "case"
)

var (
	keyConfirm = kit.Bind("c", "登记初审确认", "c")
	keyReturn  = kit.Bind("t", "登记部门退回", "t")
	keyBack    = kit.Bind("b", "补正再来", "b")
	keyReview  = kit.Bind("r", "回到审查", "r")
	keyPapers  = kit.Bind("p", "文书", "p")
	keyNote    = kit.Bind("n", "备注", "n")
	keyMask    = kit.Bind("v", "显示完整号码", "v")
	keyFind    = kit.Bind("F3", "查找办件", "f3")
	keyNew     = kit.Bind("F2", "下一位", "f2")
	keyScroll  = kit.Bind("↑↓", "移动", "up", "down")
	keyPage    = kit.Bind("PgUp PgDn", "翻页", "pgup", "pgdown")
)

// left is the margin.
const left = 1

// inset puts the margin before the lines of a body.
func inset(lines []string, height int) string { return kit.Inset(lines, left, height) }
