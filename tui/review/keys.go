package review

import (
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// The keys of a review. Verdicts lie together on the digits; the letters are
// said as they are read: 整 (a, all), 缺 (m, missing), 免 (e, exempt), 份 (n).
var (
	keyOn       = kit.Bind("Enter", "符合", "enter", "space")
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
	keyScenario = kit.Bind("F5", "改情形、申请人", "f5")
	keyNote     = kit.Bind("F6", "备注", "f6")
)

// action is a key that states something about the current place: what it does,
// and why it does nothing now. The key itself and its help ask the same place.
type action struct {
	key key.Binding
	why func() string
	do  func() tea.Cmd
}

// beforeDecide is how many actions stand before taking back and deciding in the
// help: those that every material needs.
const beforeDecide = 4

// actions lists them, the most used first.
func (s *Screen) actions() []action {
	judge := func(j yichuang.Judgement) func() tea.Cmd { return func() tea.Cmd { return s.verdict(j) } }
	set := func(p yichuang.Presence) func() tea.Cmd { return func() tea.Cmd { return s.presence(p) } }
	add := func(n int) func() tea.Cmd { return func() tea.Cmd { return s.adjust(n) } }
	return []action{
		{keyFail, s.whyNoPoint, s.openFinding},
		{keyAll, s.whyNotAll, s.whole},
		{keyNA, s.whyNoPoint, judge(yichuang.Judgement{Verdict: yichuang.NotApplicable})},
		{keyMissing, always, set(yichuang.Missing)},
		{keyOnSpot, s.whyNotOnSpot, judge(yichuang.Judgement{Verdict: yichuang.Pass, OnSpot: true})},
		{keyRead, s.whyNotRead, s.openReading},
		{keyCount, always, s.openCount},
		{keyExempt, s.whyNotExempt, set(yichuang.Exempt)},
		{keyAfresh, s.whyNotAfresh, s.afresh},
		{keyDigital, s.whyNotDigital, s.digital},
		{keyPass, always, judge(yichuang.Judgement{Verdict: yichuang.Pass})},
		{keyMore, always, add(1)},
		{keyLess, always, add(-1)},
	}
}

// Keys returns what works here now, the most important first.
func (s *Screen) Keys() []key.Binding {
	switch {
	case s.c == nil:
		return nil
	case s.c.Stage != yichuang.StageReview:
		return []key.Binding{kit.As(kit.Enter, "查看办件"), kit.As(kit.Esc, "返回")}
	case s.panel != nil:
		return s.panel.keys()
	case len(s.rows) == 0:
		return []key.Binding{kit.As(kit.Enter, "去决定"), keyDecide, keyGround, kit.OffIf(keyScenario, s.whyNotScenario()), keyNote, kit.Scans}
	}
	on := keyOn
	switch {
	case s.left() == 0 || s.c.Ground != nil:
		on = kit.As(on, "去决定")
	case !s.open(s.at):
		on = kit.As(on, "下一条未审")
	}
	if s.work.busy { // what is off now may be on when the key's turn comes
		return s.allKeys()
	}
	settle := []key.Binding{kit.OffIf(keyNeeded, s.whyCertain()), kit.OffIf(keyUnneeded, s.whyCertain())}
	var keys []key.Binding
	doubtful := s.rows[s.at.row].st.Applies == yichuang.AppliesOpen
	if doubtful {
		keys = append(keys, settle...)
	}
	if s.open(s.at) && s.c.Ground == nil { // moving on from what is judged works everywhere
		on = kit.OffIf(on, s.whyNot(action{why: always}))
	}
	keys = append(keys, on)
	for i, a := range s.actions() {
		if i == beforeDecide {
			keys = append(keys, keyUndo, keyDecide)
		}
		keys = append(keys, kit.OffIf(a.key, s.whyNot(a)))
	}
	if !doubtful {
		keys = append(keys, settle...)
	}
	return append(keys, keyGround, keyNextOpen, kit.OffIf(keyScenario, s.whyNotScenario()), keyNote, kit.Scans,
		kit.As(kit.Up, "上一条"), kit.As(kit.Down, "下一条"),
		kit.As(kit.PageUp, "上一件材料"), kit.As(kit.PageDown, "下一件材料"))
}

// allKeys returns every key, none of them off.
func (s *Screen) allKeys() []key.Binding {
	keys := []key.Binding{keyOn}
	for _, a := range s.actions() {
		keys = append(keys, a.key)
	}
	return append(keys, keyNeeded, keyUnneeded, keyDecide, keyUndo, keyGround, keyNextOpen, keyScenario, keyNote, kit.Scans)
}

// whyNot returns why an action does nothing at the current place, "" when it
// works.
func (s *Screen) whyNot(a action) string {
	switch s.rows[s.at.row].st.Applies {
	case yichuang.AppliesOpen:
		return "先确认本次是否需要这件材料：y 需要，x 不需要"
	case yichuang.AppliesNo:
		return "本次不需要这件材料（按 y 可改为需要）"
	}
	return a.why()
}

func always() string { return "" }

func (s *Screen) whyNotScenario() string {
	if s.c.Visit > 1 {
		return "已经出具过补正告知书，情形不能再改；申请内容变了的请另收一件"
	}
	return ""
}

func (s *Screen) whyNoPoint() string {
	if s.point(s.at) == nil {
		return "本材料没有审查要点，只核对份数"
	}
	return ""
}

func (s *Screen) whyNotAll() string {
	if r := s.rows[s.at.row]; r.here() && len(s.rest(s.at.row)) == 0 && !s.due(r) {
		return "本材料已经审完；要改判请逐条按 1 2 3"
	}
	return ""
}

func (s *Screen) whyNotOnSpot() string {
	p := s.point(s.at)
	if p != nil && p.OnFail != yichuang.RemedyOnSpot {
		return "本条不符合时是“" + string(p.OnFail) + "”，不能当场更正"
	}
	return s.whyNoPoint()
}

func (s *Screen) whyNotRead() string {
	p := s.point(s.at)
	if p == nil {
		return s.whyNoPoint()
	}
	switch s.check(s.rows[s.at.row], p, "").Ability {
	case yichuang.ByEye:
		return "本条须人工看，机器不能核对"
	case yichuang.ByItself:
		return "本条按申请信息自动核对，不用录入"
	}
	return ""
}

func (s *Screen) whyNotExempt() string {
	if s.rows[s.at.row].Exempt == "" {
		return "本材料没有免提交的规定"
	}
	return ""
}

func (s *Screen) whyNotAfresh() string {
	if s.c.Visit < 2 {
		return "首次收件，直接审查即可"
	}
	return ""
}

func (s *Screen) whyNotDigital() string {
	if f := s.rows[s.at.row].Form; f != "" && !strings.Contains(f, "电子") {
		return "本材料要求" + f + "，不收电子件"
	}
	return ""
}

// whyCertain returns why the material is asked for without question, "" when a
// person has to settle its condition in words.
func (s *Screen) whyCertain() string {
	if s.condition(s.at.row) == "" {
		return "这件材料必须提交，没有附条件"
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
		if n.Material == s.rows[i].ID && n.If != "" {
			return n.If
		}
	}
	return ""
}
