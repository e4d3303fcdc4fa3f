package review

import (
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
)

// The keys of a review. Verdicts lie together on the digits; the letters are
// said as they are read: 整 (a, all), 缺 (m, missing), 免 (e, exempt), 份 (n).
var (
	keyOn       = kit.Bind("Enter", "符合，下一条", "enter", "space")
	keyPass     = kit.Bind("1", "符合", "1")
	keyFail     = kit.Bind("2", "不符", "2")
	keyNA       = kit.Bind("3", "不适用", "3")
	keyAll      = kit.Bind("a", "整件符合", "a", "A")
	keyMissing  = kit.Bind("m", "未提交", "m", "M")
	keyExempt   = kit.Bind("e", "免提交", "e", "E")
	keyCount    = kit.Bind("n", "份数", "n", "N")
	keyMore     = kit.Bind("+", "多一份", "+", "=")
	keyLess     = kit.Bind("-", "少一份", "-")
	keyDigital  = kit.Bind("d", "电子件", "d", "D")
	keyOnSpot   = kit.Bind("s", "当场更正", "s", "S")
	keyRead     = kit.Bind("v", "录入核对值", "v", "V")
	keyUndo     = kit.Bind("u", "撤回", "u", "U", "backspace")
	keyGround   = kit.Bind("j", "不予受理情形", "j", "J")
	keyNeeded   = kit.Bind("y", "本次需要", "y", "Y")
	keyUnneeded = kit.Bind("x", "本次不需要", "x", "X")
	keyAfresh   = kit.Bind("r", "重新收件", "r", "R")
	keyNextOpen = kit.Bind("F4", "下一条未审", "f4")
	keyDecide   = kit.Bind("F8", "去决定", "f8", "g", "G")
	keyNote     = kit.Bind("F6", "备注", "f6")
)

// Keys returns what works here now, the most important first.
func (s *Screen) Keys() []key.Binding {
	switch {
	case s.panel != nil:
		return s.panel.keys()
	case s.c == nil:
		return nil
	case s.c.Stage != yichuang.StageReview:
		return []key.Binding{kit.As(kit.Enter, "查看办件"), kit.As(kit.Esc, "返回")}
	case len(s.rows) == 0:
		return []key.Binding{kit.As(kit.Enter, "去决定"), keyDecide, keyGround, keyNote}
	}
	on := keyOn
	switch {
	case s.left() == 0:
		on = kit.As(on, "去决定")
	case !s.open(s.at):
		on = kit.As(on, "下一条未审")
	}
	doubtful := s.whyNotDoubtful()
	judging := []key.Binding{on, s.off(keyFail), s.off(keyAll), s.off(keyNA), s.off(keyMissing), s.off(keyExempt),
		s.off(keyCount), s.off(keyOnSpot), s.off(keyRead), keyUndo, keyDecide, s.off(keyPass)}
	settle := []key.Binding{kit.OffIf(keyNeeded, doubtful), kit.OffIf(keyUnneeded, doubtful)}
	if s.rows[s.at.row].st.Applies == yichuang.AppliesOpen {
		judging = append(settle, judging...)
	} else {
		judging = append(judging, settle...)
	}
	return append(judging, s.off(keyDigital), s.off(keyAfresh), keyGround, keyNextOpen, keyNote,
		s.off(keyMore), s.off(keyLess), kit.As(kit.Up, "上一条"), kit.As(kit.Down, "下一条"),
		kit.As(kit.PageUp, "上一件材料"), kit.As(kit.PageDown, "下一件材料"))
}

// off switches a key off where it makes no sense now, with the reason.
func (s *Screen) off(b key.Binding) key.Binding { return kit.OffIf(b, s.why(b)) }

// why returns the reason a key does nothing at the current place, "" when it
// works. One place decides for the key itself and for its help.
func (s *Screen) why(b key.Binding) string {
	r := s.rows[s.at.row]
	p := s.point(s.at)
	switch r.st.Applies {
	case yichuang.AppliesOpen:
		return "先确认本次是否需要这件材料：y 需要，x 不需要"
	case yichuang.AppliesNo:
		return "本次不需要这件材料（按 y 可改为需要）"
	}
	does := b.Help().Key
	switch does {
	case "2", "3", "s", "v":
		if p == nil {
			return "本材料没有审查要点，只核对份数"
		}
	}
	switch does {
	case "a":
		if s.nothingLeft() {
			return "本材料已经审完；要改判请逐条按 1 2 3"
		}
	case "e":
		if r.Exempt == "" {
			return "本材料没有免提交的规定"
		}
	case "d":
		if r.Form != "" && !strings.Contains(r.Form, "电子") {
			return "本材料要求" + r.Form + "，不收电子件"
		}
	case "s":
		if p.OnFail != yichuang.RemedyOnSpot {
			return "本条不符合时是“" + string(p.OnFail) + "”，不能当场更正"
		}
	case "v":
		switch s.check(r, p, "").Ability {
		case yichuang.ByEye:
			return "本条须人工看，机器不能核对"
		case yichuang.ByItself:
			return "本条按申请信息自动核对，不用录入"
		}
	case "r":
		if s.c.Visit < 2 {
			return "首次收件，直接审查即可"
		}
	}
	return ""
}

func (s *Screen) nothingLeft() bool {
	r := s.rows[s.at.row]
	return r.here() && len(s.rest(s.at.row)) == 0 && !s.due(r)
}

// whyNotDoubtful returns why the material is asked for without question, "" when
// its condition in words has to be settled by a person.
func (s *Screen) whyNotDoubtful() string {
	if s.condition(s.at.row) == "" {
		return "这件材料必须提交，没有条件"
	}
	return ""
}

// condition returns the condition in words on which a material is asked for.
func (s *subject) condition(i int) string {
	sc := s.it.Scenario(s.c.Scenario)
	if sc == nil {
		return ""
	}
	for _, n := range sc.Needs {
		if n.Material == s.rows[i].ID {
			return n.If
		}
	}
	return ""
}
