// Package ledger keeps the ledgers of a hall: owed materials (Owed, 容缺台账), where
// originals are (Originals, 原件台账), and the slips by which they moved (Slips, 转办交接单).
package ledger

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Owing reads what is owed. Export writes lines to a file and says where; as is csv or
// xlsx.
type Owing interface {
	Owed(ctx context.Context) ([]yichuang.OwedLine, error)
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	ExportOwed(ctx context.Context, lines []yichuang.OwedLine, as string) (where string, err error)
}

// Custody reads where originals are, and hands them on.
type Custody interface {
	Originals(ctx context.Context, kind yichuang.PlaceKind, name string, limit int) ([]yichuang.OriginalsLine, error)
	// HandOn moves what the cases have in one place to another, with one slip.
	HandOn(ctx context.Context, by yichuang.UserID, from, to yichuang.Place, cases []yichuang.CaseNumber) (*yichuang.Slip, error)
	ExportOriginals(ctx context.Context, lines []yichuang.OriginalsLine, as string) (where string, err error)
	Slipping
}

// Slipping reads and prints slips.
type Slipping interface {
	Slips(ctx context.Context, limit int) ([]yichuang.Slip, error)
	// PrintSlip prints a slip and says where; again makes it a reprint.
	PrintSlip(ctx context.Context, s *yichuang.Slip, again bool) (yichuang.Printout, error)
}

// The routes these screens open.
const (
	routeOffice    = "office"
	routeRemind    = "remind"
	routeAskEnd    = "askend"
	routeOriginals = "originals"
	routeOwed      = "ledger"
	routeSlips     = "slips"
)

// The keys that several of these screens have.
var (
	keyOther = kit.Bind("Tab", "换台账", "tab")
	keyState = kit.Bind("g", "换范围", "g")
	keyCSV   = kit.Bind("c", "导出CSV", "c")
	keyXLSX  = kit.Bind("e", "导出Excel", "e")
)

// left is the margin, mostWidth the widest text, most how many lines are listed.
const (
	left      = 1
	mostWidth = 150
	most      = 2000
)

// exported says where a file was written.
type exported struct{ where string }

func (e exported) tell() tea.Cmd { return kit.Tell("已写到 " + e.where) }
