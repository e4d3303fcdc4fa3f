package office

import (
	"fmt"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// routePapers is the route of papers.
const routePapers = "papers"

var (
	keyConfirm = kit.Bind("c", "初审确认", "c")
	keyReturn  = kit.Bind("t", "退回窗口", "t")
	keyTake    = kit.Bind("l", "领办", "l")
	keyGrant   = kit.Bind("g", "准予", "g")
	keyRefuse  = kit.Bind("j", "不予", "j")
	keyFile    = kit.Bind("g", "备案完成", "g")
	keyOpinion = kit.Bind("o", "出具意见", "o")
	keyAsk     = kit.Bind("w", "要窗口补充", "w")
	keyPause   = kit.Bind("s", "特别程序、中止", "s")
	keyResume  = kit.Bind("e", "程序结束", "e")
	keyExtend  = kit.Bind("x", "延长期限", "x")
	keyVisit   = kit.Bind("h", "现场核查", "h")
	keyResult  = kit.Bind("r", "登记结果", "r")
	keyUrge    = kit.Bind("u", "答复催办", "u")
	keyEnd     = kit.Bind("z", "终止办理", "z")
	keyPapers  = kit.Bind("p", "文书", "p")
	keyCase    = kit.Bind("F4", "办件全部内容", "f4")
	keyMove    = kit.Bind("↑↓", "移动", "up", "down")
	keyPage    = kit.Bind("PgUp PgDn", "翻页", "pgup", "pgdown")
)

// act is something an officer may do.
type act struct {
	key key.Binding
	why string // why not now, "" when it may be done
	do  func(*Screen) tea.Cmd
}

// acts lists what an officer may do with the case, what comes next first.
func (m *matter) acts() []act {
	a := m.mine()
	list := []act{
		{keyUrge, m.whyNotUrge(), (*Screen).answerUrge},
		{keyConfirm, m.whyNotConfirm(), (*Screen).askConfirm},
		{keyReturn, m.whyNotConfirm(), (*Screen).giveBack},
		{keyTake, m.whyNotTake(a), (*Screen).take},
		{keyResume, m.whyNotResume(a), (*Screen).resume},
	}
	work := m.whyNotWork(a)
	switch {
	case m.c.Decision != nil && m.c.Decision.Facts.Rule.Files():
		list = append(list, act{keyFile, work, (*Screen).grant})
	case a != nil && a.Mode == yichuang.ApproveJoint && !a.Lead:
		list = append(list, act{keyOpinion, work, (*Screen).opine})
	default:
		list = append(list, act{keyGrant, or(work, m.whyNotGrant()), (*Screen).grant}, act{keyRefuse, work, (*Screen).refuse})
	}
	open := m.whyNotOpen(a)
	return append(list,
		act{keyResult, m.whyNotResult(a), (*Screen).register},
		act{keyAsk, or(work, m.whyNotAsk(a)), (*Screen).ask}, act{keyPause, work, (*Screen).pause},
		act{keyExtend, or(open, m.whyNotExtend(a)), (*Screen).extend}, act{keyVisit, open, (*Screen).visit},
		act{keyEnd, m.whyNotEnd(), (*Screen).terminate}, act{keyPapers, m.whyNotPapers(), func(s *Screen) tea.Cmd { return s.leave(routePapers) }})
}

// next is the act that Enter does: the first that may be done, unless that is one
// nobody does by Enter.
func (m *matter) next(list []act) *act {
	for i := range list {
		switch {
		case list[i].why != "":
		case kitSame(list[i].key, keyReturn), kitSame(list[i].key, keyAsk), kitSame(list[i].key, keyPause), kitSame(list[i].key, keyExtend),
			kitSame(list[i].key, keyVisit), kitSame(list[i].key, keyEnd), kitSame(list[i].key, keyRefuse):
		default:
			return &list[i]
		}
	}
	return nil
}

func kitSame(a, b key.Binding) bool {
	return strings.Join(a.Keys(), " ") == strings.Join(b.Keys(), " ")
}

func or(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}

// press does what a key does. Those that are switched off never arrive.
func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	step := max(s.size.Height-headLines-1, 1)
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case kit.Is(msg, keyCase):
		return s.leave(kit.RouteCase)
	case kit.Is(msg, kit.Scans):
		s.away = true
		return kit.Go(kit.RouteScans, kit.ScansOf{Case: s.number})
	case kit.Is(msg, kit.Up):
		s.top--
	case kit.Is(msg, kit.Down):
		s.top++
	case kit.Is(msg, kit.PageUp):
		s.top -= step
	case kit.Is(msg, kit.PageDown):
		s.top += step
	case kit.Is(msg, kit.Enter):
		if a := s.next(s.acts); a != nil {
			return a.do(s)
		}
		return nil
	}
	for _, a := range s.acts {
		if a.why == "" && kit.Is(msg, a.key) {
			return a.do(s)
		}
	}
	return nil
}

// Keys is what works now, and why the rest does not.
func (s *Screen) Keys() []key.Binding {
	if s.c == nil {
		return nil
	}
	enter := kit.Off(kit.As(kit.Enter, "下一步"), "本部门没有要办的了")
	if a := s.next(s.acts); a != nil {
		enter = kit.As(kit.Enter, a.key.Help().Desc)
	}
	keys, same := []key.Binding{enter}, s.next(s.acts)
	for i := range s.acts {
		if a := &s.acts[i]; a != same {
			keys = append(keys, kit.OffIf(a.key, a.why))
		}
	}
	if same != nil { // Enter stands for it already
		keys = append(keys, same.key)
	}
	return append(keys, keyCase, kit.Scans, keyMove, keyPage)
}

// nextWords says what comes next, in one sentence.
func (m *matter) nextWords(list []act) string {
	a := m.mine()
	if u := m.urge(); u != nil {
		return fmt.Sprintf("%s：%s。按 Enter 答复。", u.Kind.Name(), strings.TrimRight(u.Text, "。"))
	}
	switch n := m.next(list); {
	case m.c.Unconfirmed && m.c.Intake.Department == m.me.Department:
		return "核对窗口的形式审查：没有问题按 Enter 确认，有问题按 t 退回。"
	case a != nil && a.State() == yichuang.ApprovalIsAsking:
		return "已要求窗口补充，等待答复；不影响继续审查。"
	case n == nil:
		return m.restWords(a)
	default:
		return "按 Enter " + n.key.Help().Desc + "。"
	}
}

func (m *matter) restWords(a *yichuang.Approval) string {
	switch {
	case a != nil && a.Ruling != nil && m.c.Stage == yichuang.StageAccepted:
		return "本部门已经作出决定，等待其他部门。"
	case a != nil && a.Officer != "" && a.Officer != m.me.ID:
		return "由" + string(a.Officer) + "办理。"
	}
	return "本部门没有要办的了：" + m.c.Stage.Name() + "。"
}
