package cases

import (
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// tagBack marks the answer to the question whether the applicant is back.
const tagBack = "back"

// press does what a key of this screen does. Those that are switched off never
// arrive: the shell says why.
func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case kit.Is(msg, keyNew):
		return kit.Back(kit.NextPerson{})
	case kit.Is(msg, kit.Enter):
		return s.goOn()
	case kit.Is(msg, keyConfirm) && s.whyNotConfirm() == "":
		return kit.Show(newOffice(s, confirms))
	case kit.Is(msg, keyReturn) && s.whyNotConfirm() == "":
		return kit.Show(newOffice(s, returns))
	case kit.Is(msg, keyBack) && s.whyNotBack() == "":
		return s.askBack()
	case kit.Is(msg, keyReview) && s.whyNotReview() == "":
		return s.leave(routeReview)
	case kit.Is(msg, keyPapers) && s.whyNotPapers() == "":
		return s.leave(routePapers)
	case kit.Is(msg, kit.Scans) && s.whyNotScans() == "":
		s.away = true
		return kit.Go(kit.RouteScans, kit.ScansOf{Case: s.number})
	case kit.Is(msg, keyNote):
		return kit.Show(newNote(s))
	case s.doDeed(msg) != nil:
		return s.doDeed(msg)(s)
	case kit.Digit(msg) > 0:
		return s.openMember(msg)
	case kit.Is(msg, keyMask):
		s.page.bare = !s.page.bare
		s.lay()
	default:
		s.page.press(msg)
	}
	return nil
}

// leave goes to where the work on this case is done.
func (s *Screen) leave(route string) tea.Cmd {
	s.away = true
	return kit.Go(route, s.number)
}

// goOn does what comes next.
func (s *Screen) goOn() tea.Cmd {
	switch {
	case s.next.route != "":
		return s.leave(s.next.route)
	case s.next.do != nil:
		return s.next.do(s)
	case s.next.act == actConfirm:
		return kit.Show(newOffice(s, confirms))
	case s.next.act == actBack:
		return s.askBack()
	}
	return nil
}

func (s *Screen) askBack() tea.Cmd {
	return kit.Show(kit.NewAsk(s.env, kit.Question{
		Tag: tagBack, Title: "补正再来",
		Text:    fmt.Sprintf("申请人带着补正材料来了？现在开始第%d次审查。", s.c.Visit+1),
		Choices: []string{"来了，开始审查", "没有来"},
	}))
}

func (s *Screen) whyNotConfirm() string {
	switch {
	case s.may(new(yichuang.Confirmed)) != "":
		return s.may(new(yichuang.Confirmed))
	case s.c.Unconfirmed:
		return ""
	case s.c.Stage == yichuang.StageReview:
		return "还没有作出决定，不用部门初审"
	}
	return "这件不在等待部门初审"
}

func (s *Screen) whyNotBack() string {
	if s.c.Stage == yichuang.StageCorrecting {
		return ""
	}
	return "只有待补正的办件才能登记补正再来，这件现在是“" + s.c.Stage.Name() + "”"
}

func (s *Screen) whyNotReview() string {
	switch {
	case s.c.Stage != yichuang.StageReview:
		return "已经作出决定；部门退回或者申请人补正以后才能再审查"
	case s.c.Scenario == "":
		return "还没有确定办理情形"
	}
	return ""
}

func (s *Screen) whyNotPapers() string {
	if len(s.c.Papers) == 0 && len(yichuang.PapersDue(s.c)) == 0 {
		return "还没有作出决定，没有文书"
	}
	return ""
}

func (s *Screen) whyNotScans() string {
	if s.c.Scenario == "" {
		return "还没有确定办理情形，不知道要收哪些材料"
	}
	return ""
}

// Keys is what works at this stage, and why the rest does not.
func (s *Screen) Keys() []key.Binding {
	switch {
	case s.c == nil && s.news.err != nil:
		return []key.Binding{keyFind}
	case s.c == nil:
		return nil
	}
	enter := kit.As(kit.Enter, s.next.does)
	if s.next.does == "" {
		enter = kit.Off(kit.As(kit.Enter, "接着办"), "窗口没有要办的了")
	}
	mask := keyMask
	if s.page.bare {
		mask = kit.As(mask, "隐藏号码")
	}
	keys := []key.Binding{
		enter,
		kit.OffIf(keyConfirm, s.whyNotConfirm()), kit.OffIf(keyReturn, s.whyNotConfirm()),
		kit.OffIf(keyBack, s.whyNotBack()), kit.OffIf(keyReview, s.whyNotReview()), kit.OffIf(keyPapers, s.whyNotPapers()),
		kit.OffIf(kit.Scans, s.whyNotScans()), keyNote, keyNew,
	}
	for _, d := range s.deeds() {
		keys = append(keys, kit.OffIf(d.key, d.why))
	}
	return append(keys, kit.OffIf(keyMember, s.whyNotMember()), mask, keyPage, kit.As(kit.Tab, "下一栏"), keyScroll)
}

// doDeed returns what a key does behind the counter, nil when it does nothing.
func (s *Screen) doDeed(msg tea.Msg) func(*Screen) tea.Cmd {
	for _, d := range s.deeds() {
		if d.why == "" && kit.Is(msg, d.key) {
			return d.do
		}
	}
	return nil
}
