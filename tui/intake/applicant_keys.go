package intake

import (
	"slices"

	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
)

// Keys are the function keys of the sheet; everything else is text.
func (s *Applicant) Keys() []key.Binding {
	why := ""
	switch {
	case s.err != nil:
		why = "事项读不出来"
	case s.busy:
		why = "正在登记，请稍候"
	}
	number, empty := why, why
	if why == "" && !holdsNumber(s.sheet.at) {
		number = "先把光标移到证件号码"
	}
	if why == "" && s.sheet.empty() {
		empty = "还没有填写"
	}
	enter, submit := kit.As(kit.Enter, "下一项"), keyGo
	if s.held != nil {
		submit = kit.As(keyGo, "登记更正")
		if empty == "" {
			empty = "更正时不能清空，逐项改就可以"
		}
	}
	keys := []key.Binding{kit.OffIf(enter, why), kit.OffIf(submit, why)}
	if len(s.cases) > 0 {
		keys = append(keys, keySame)
	}
	keys = append(keys, kit.OffIf(keyKind, why), kit.OffIf(keyAgent, why), kit.OffIf(keyCredit, why),
		kit.OffIf(keyIDKind, number), kit.OffIf(keyClear, empty), kit.OffIf(kit.As(kit.BackTab, "上一项"), why))
	switch {
	case s.offers():
		keys = slices.Insert(keys, 1, kit.As(keyTake, "取用以前登记"))
	case s.left():
		keys = append(keys, keyTake)
	}
	return keys
}
