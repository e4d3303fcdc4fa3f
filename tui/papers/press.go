package papers

import (
	"fmt"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

var (
	keyAll    = kit.Bind("p", "全部打印", "p", "P")
	keySeen   = kit.Bind("y", "已出纸", "y", "Y")
	keyHanded = kit.Bind("h", "已交申请人", "h", "H")
	keyGiven  = kit.Bind("a", "全部出纸并已交", "a", "A")
	keyAgain  = kit.Bind("r", "补打", "r", "R")
	keyNext   = kit.Bind("F2", "下一位", "f2")
	keyRetry  = kit.Bind("F5", "重新生成", "f5")
	keyLarge  = kit.Bind("Tab", "放大预览", "tab")
)

// The questions this screen asks.
const (
	askAgain = "again" // print once more
	askOld   = "old"   // print what was made on another day
)

// press takes a key. Looking is always possible; nothing new is begun while
// something is being written.
func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	if kit.Typed(msg) != "" || kit.Is(msg, kit.Enter) {
		if _, machine := s.reader.Press(s.env.Now()); machine { // its Enter would print
			s.says = say{kit.Warn, "像是读卡器或者扫码枪输入，没有当作按键"}
			return nil
		}
	}
	switch {
	case kit.Is(msg, keyLarge):
		s.sheet.large = !s.sheet.large
		return s.show()
	case s.sheet.scrolled(msg, max(s.size.Height/2, 1)):
		return nil
	case s.picked(msg):
		return s.show()
	case s.job.busy:
		s.says = say{kit.Dim, "请稍候，上一步还没有完成"}
		return nil
	}
	s.says = say{}
	switch {
	case kit.Composed(msg):
		s.says = say{kit.Warn, kit.ComposedNote}
	case kit.Is(msg, kit.Enter):
		return s.onward()
	case kit.Is(msg, keyNext):
		if why := s.whyStay(); why != "" {
			s.says = say{kit.Warn, why}
			return nil
		}
		return kit.Back(kit.NextPerson{})
	case kit.Is(msg, kit.Scans):
		return kit.Go(kit.RouteScans, kit.ScansOf{Case: s.number})
	case kit.Is(msg, keyRetry):
		s.job.busy = true
		return s.read()
	case s.current() == nil:
		return nil
	case kit.Is(msg, keyAll):
		return s.printAll()
	case kit.Is(msg, keySeen):
		return s.note(s.seen(*s.current())...)
	case kit.Is(msg, keyHanded):
		return s.note(s.handed(*s.current())...)
	case kit.Is(msg, keyGiven):
		return s.given()
	case kit.Is(msg, keyAgain):
		return s.again()
	}
	return nil
}

func (s *Screen) picked(msg tea.Msg) bool {
	to := s.cursor
	switch n := kit.Digit(msg); {
	case n > 0 && n <= len(s.papers):
		to = n - 1
	case kit.Is(msg, kit.Down):
		to++
	case kit.Is(msg, kit.Up):
		to--
	default:
		return false
	}
	if to = max(0, min(to, len(s.papers)-1)); to != s.cursor {
		s.cursor, s.sheet.top, s.says = to, 0, say{}
	}
	return true
}

// onward does what comes next: print what is not printed, and when all is done,
// go back to the desk.
func (s *Screen) onward() tea.Cmd {
	if s.over() && s.beside != nil {
		return kit.Instead("papers", s.beside.Number)
	}
	if s.over() {
		return tea.Batch(kit.Send(kit.Changed{}), kit.Send(kit.Home{}))
	}
	p := s.current()
	if p.State != yichuang.PaperIsPrepared {
		i := s.first(yichuang.PaperIsPrepared)
		if i < 0 {
			s.says = say{kit.Plain, "都已送打印：看到纸、交给申请人后按 a"}
			return nil
		}
		s.cursor = i
		p = s.current()
	}
	if p.On != yichuang.DateOf(s.env.Now()) {
		s.job.asked = p.Number
		return kit.Show(kit.NewAsk(s.env, kit.Question{Tag: askOld, Title: "打印",
			Text:    fmt.Sprintf("“%s”是 %s 生成的，当时没有打印。纸上的出具日期仍是那一天，现在打印吗？", p.Kind.Name(), p.On),
			Choices: []string{"打印", "不打印"}}))
	}
	return s.print(p.Number)
}

func (s *Screen) printAll() tea.Cmd {
	var numbers []string
	for _, p := range s.papers {
		if p.State == yichuang.PaperIsPrepared {
			numbers = append(numbers, p.Number)
		}
	}
	if len(numbers) == 0 {
		s.says = say{kit.Plain, "没有待打印的文书；要再打一份请按 r 补打"}
		return nil
	}
	return s.print(numbers[0], numbers[1:]...)
}

// seen are the facts that a paper came out, handed that the applicant has it.
func (s *Screen) seen(p yichuang.Paper) []yichuang.Body {
	switch p.State {
	case yichuang.PaperIsPrepared:
		s.says = say{kit.Warn, "“" + p.Kind.Name() + "”还没有打印"}
		return nil
	case yichuang.PaperIsPrinted:
		return []yichuang.Body{&yichuang.PaperSeen{Number: p.Number}}
	}
	s.says = say{kit.Plain, "“" + p.Kind.Name() + "”" + p.State.Name()}
	return nil
}

func (s *Screen) handed(p yichuang.Paper) []yichuang.Body {
	handed := &yichuang.PaperHanded{Number: p.Number}
	switch p.State {
	case yichuang.PaperIsPrinted:
		return append(s.seen(p), handed)
	case yichuang.PaperIsSeen:
		return []yichuang.Body{handed}
	}
	return s.seen(p)
}

// given is for all papers at once: they came out and the applicant has them.
func (s *Screen) given() tea.Cmd {
	var bodies []yichuang.Body
	for _, p := range s.papers {
		if p.State == yichuang.PaperIsPrinted || p.State == yichuang.PaperIsSeen {
			bodies = append(bodies, s.handed(p)...)
		}
	}
	if len(bodies) == 0 {
		s.says = say{kit.Warn, "没有已打印而还没有交的文书"}
	}
	return s.note(bodies...)
}

// again asks before a reprint: it is counted, and the paper says so.
func (s *Screen) again() tea.Cmd {
	p := s.current()
	if p.Count == 0 {
		s.says = say{kit.Plain, "“" + p.Kind.Name() + "”还没有打印过，按 Enter 打印"}
		return nil
	}
	s.job.asked = p.Number
	return kit.Show(kit.NewAsk(s.env, kit.Question{Tag: askAgain, Title: "补打",
		Text:    fmt.Sprintf("补打“%s”？这是补打第%d次，纸上会注明次数，并记入办件。", p.Kind.Name(), p.Count),
		Choices: []string{"补打", "不补打"}}))
}

func (s *Screen) answered(a kit.Answer) tea.Cmd {
	number := s.job.asked
	s.job.asked = ""
	if !a.Yes() || number == "" || s.job.busy {
		return nil
	}
	return s.print(number)
}

// Keys returns what works here now.
func (s *Screen) Keys() []key.Binding {
	if s.c == nil {
		return nil
	}
	if s.sheet.large {
		return []key.Binding{kit.As(keyLarge, "缩小预览"), kit.Up, kit.Down, kit.PageUp, kit.PageDown}
	}
	enter := kit.As(kit.Enter, "打印")
	why := ""
	switch {
	case s.over() && s.beside != nil:
		enter = kit.As(kit.Enter, "同一件事的文书")
	case s.over():
		enter = kit.As(kit.Enter, "回工作台")
	case s.first(yichuang.PaperIsPrepared) < 0:
		why = "都已送打印，看到纸、交给申请人后按 a"
	}
	keys := []key.Binding{kit.OffIf(enter, why)}
	if len(s.due(s.c)) > 0 {
		keys = append(keys, keyRetry)
	}
	if s.done() && s.beside == nil {
		keys = append(keys, keyNext)
	}
	keys = append(keys, s.steps()...)
	return append(keys, kit.Scans, keyLarge, kit.As(kit.Digits, "选文书"), kit.As(kit.Up, "上一份"), kit.As(kit.Down, "下一份"),
		kit.As(kit.PageDown, "预览往下"), kit.As(kit.PageUp, "预览往上"), kit.OffIf(keyNext, s.whyStay()))
}

// steps are the keys that a paper goes through, off where there is nothing to
// do. While something is being written they say so themselves.
func (s *Screen) steps() []key.Binding {
	p := s.current()
	if p == nil || s.job.busy {
		return []key.Binding{keyAll, keyGiven, keySeen, keyHanded, keyAgain}
	}
	all, given, seen, handed, again := "", "", "", "", ""
	if s.first(yichuang.PaperIsPrepared) < 0 {
		all = "没有待打印的文书；要再打一份请按 r 补打"
	}
	if s.first(yichuang.PaperIsPrinted, yichuang.PaperIsSeen) < 0 {
		given = "没有已打印而还没有交的文书"
	}
	name := "“" + p.Kind.Name() + "”"
	switch p.State {
	case yichuang.PaperIsPrepared:
		seen = name + "还没有打印"
		handed, again = seen, name+"还没有打印过，按 Enter 打印"
	case yichuang.PaperIsSeen:
		seen = name + p.State.Name()
	case yichuang.PaperIsHanded:
		seen = name + p.State.Name()
		handed = seen
	}
	return []key.Binding{kit.OffIf(keyAll, all), kit.OffIf(keyGiven, given), kit.OffIf(keySeen, seen),
		kit.OffIf(keyHanded, handed), kit.OffIf(keyAgain, again)}
}

// Leaving asks while papers of today are not in the applicant's hands.
func (s *Screen) Leaving() string {
	if s.c == nil {
		return ""
	}
	var names []string
	for _, p := range s.papers {
		if p.State != yichuang.PaperIsHanded && p.On == yichuang.DateOf(s.env.Now()) {
			names = append(names, p.Kind.Name())
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("还有%d份文书没有交到申请人手里：%s。现在离开吗？（以后可以从办件里接着办）", len(names), strings.Join(names, "、"))
}

// Parting tells the screen below to read again: papers have moved on.
func (s *Screen) Parting() tea.Msg { return kit.Changed{} }

// Escape closes the large preview, and waits while something is being written.
func (s *Screen) Escape() bool {
	if s.sheet.large {
		s.sheet.large = false
		return true
	}
	return s.c != nil && s.job.busy
}
