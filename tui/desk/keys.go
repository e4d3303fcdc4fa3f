package desk

import (
	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
)

// The routes a desk opens.
const (
	routeItem      = "item"
	routeFind      = "find"
	routeApplicant = "applicant"
	routeScenario  = "scenario"
	routeReview    = "review"
	routeOffice    = "office"
	routeHandOver  = "handover"
	routePapers    = "papers"
	routeSync      = "sync"
	routeOversight = "oversight"
	routeLedger    = "ledger"
	routeDayEnd    = "dayend"
	routeSignIn    = "signin"
)

var (
	keyNew    = kit.Bind("F2", "新收件", "f2", "n")
	keyFind   = kit.Bind("F3", "查找办件", "f3")
	keyDraft  = kit.Bind("d", "接着填写", "d")
	keyFresh  = kit.Bind("r", "刷新", "r")
	keySync   = kit.Bind("F7", "同步", "f7")
	keyWatch  = kit.Bind("o", "电子监察", "o")
	keyLedger = kit.Bind("l", "容缺和原件台账", "l")
	keyDayEnd = kit.Bind("e", "日清", "e")
	keySwitch = kit.Bind("F9", "换人、签退", "f9")
	keyMove   = kit.Bind("↑↓", "选择", "up", "down")
	keyPage   = kit.Bind("PgUp PgDn", "翻页", "pgup", "pgdown")
)

// Keys is what a desk offers.
func (s *Screen) Keys() []key.Binding {
	why := ""
	if s.board.selected() == nil {
		why = "没有等着办的办件"
	}
	keys := []key.Binding{kit.OffIf(keyNew, s.whyNotNew()), keyFind, kit.OffIf(kit.As(kit.Enter, "接着办"), why)}
	if s.draft != nil {
		keys = append(keys, keyDraft)
	} else {
		keys = append(keys, kit.Off(keyDraft, "没有未完成的填写"))
	}
	if s.seat.User.Is(yichuang.RoleSupervisor) {
		keys = append(keys, keyWatch)
	}
	if s.whyNotNew() == "" {
		keys = append(keys, keyDayEnd)
	}
	return append(keys, keyLedger, keyFresh, keySync, keySwitch, kit.LockNow, keyMove, kit.As(kit.Tab, "下一组"), keyPage)
}
