package intake

import (
	"context"
	"maps"
	"slices"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Scenario is the third step: the questions that decide which materials the
// application needs, one at a time, and then the list of materials. Without a
// case it is the same for somebody who only asks what to bring.
type Scenario struct {
	env    *kit.Env
	deps   Deps
	by     yichuang.User
	number yichuang.CaseNumber
	size   kit.Size
	held   *yichuang.Case // nil until read, and always for guidance
	*path
	asking
	settled
	reader kit.Burst
	busy   bool
	note   string
}

// asking is the question on the screen, nil at the end of the path.
type asking struct {
	question *yichuang.Question
	at       int
	options  []prospect // of the options
	all      prospect
}

// settled is what the answers come to at the end of the path.
type settled struct {
	scenario *yichuang.Scenario
	stop     error // no scenario, or several
	top      int   // first line of the list in view
	first    path  // where keys that came in one burst began
}

// NewScenario returns the screen that settles the scenario of a case.
func NewScenario(env *kit.Env, deps Deps, by yichuang.User, n yichuang.CaseNumber) *Scenario {
	return &Scenario{env: env, deps: deps, by: by, number: n}
}

// newAdvice returns the screen that tells what to bring for an item.
func newAdvice(env *kit.Env, deps Deps, it *yichuang.Item) *Scenario {
	s := &Scenario{env: env, deps: deps}
	s.begin(it, false, nil)
	return s
}

// loaded is the case with its item.
type loaded struct {
	held *yichuang.Case
	item *yichuang.Item
}

// appended is the case with the scenario on record.
type appended struct{ held *yichuang.Case }

// Init reads the case.
func (s *Scenario) Init() tea.Cmd {
	if s.number == "" {
		return nil
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, it, err := s.deps.Cases.Load(ctx, s.number)
		return loaded{c, it}, err
	})
}

// Title names the screen in the path.
func (s *Scenario) Title() string {
	if s.number == "" {
		return "导办"
	}
	return "情形"
}

// Escape does nothing while the answer is being put on record.
func (s *Scenario) Escape() bool { return s.busy }

// Failed ends the waiting; the shell shows why.
func (s *Scenario) Failed(error) bool {
	s.busy = false
	if s.path == nil {
		s.note = "办件没有读出来，请按 Esc 返回，再打开一次"
	}
	return false
}

// begin starts the path, along answers given before.
func (s *Scenario) begin(it *yichuang.Item, agent bool, answers yichuang.Answers) {
	s.path = newPath(it, agent)
	s.follow(answers)
	s.turn()
}

// load takes the case as it is on record. Answers that are not on record yet stay.
func (s *Scenario) load(msg loaded) {
	if s.busy || s.held != nil && s.held.Seen() == msg.held.Seen() {
		return
	}
	answers := msg.held.Answers
	if s.path != nil && len(s.order) > 0 && !maps.Equal(s.answers, s.held.Answers) {
		answers = maps.Clone(s.answers)
	}
	s.held = msg.held
	s.begin(msg.item, msg.held.Applicant.Agent != nil, answers)
}

// turn looks where the path has come to.
func (s *Scenario) turn() {
	s.asking, s.note = asking{}, ""
	s.settled = settled{first: s.settled.first}
	if s.question = s.next(); s.question == nil {
		s.scenario, s.stop = s.item.Match(s.answers)
		return
	}
	s.at = s.usual(s.question)
	s.options = s.afterOption(s.question)
	s.all = s.ahead(maps.Clone(s.answers))
}

// locked says why the answers may not change any more, "" when they may.
func (s *Scenario) locked() string {
	switch {
	case s.held == nil:
		return ""
	case s.held.Stage != yichuang.StageReview:
		return "办件现在是“" + s.held.Stage.Name() + "”，情形不能再改"
	case s.held.Visit > 1:
		return "已经出具过补正告知书，情形不能再改；申请内容变了的请另收一件"
	}
	return ""
}

// Update takes keys, and the answers of the screen's work.
func (s *Scenario) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.Changed:
		if s.path != nil && s.number != "" && !s.busy {
			return s.Init()
		}
	case loaded:
		s.load(msg)
	case appended:
		s.busy, s.held = false, msg.held
		return s.onward()
	case tea.KeyPressMsg:
		if s.path != nil && !s.busy {
			return s.press(msg)
		}
	}
	return nil
}

func (s *Scenario) press(msg tea.KeyPressMsg) tea.Cmd {
	if kit.Typed(msg) != "" || kit.Is(msg, kit.Enter) {
		switch fast, machine := s.reader.Press(s.env.Now()); {
		case machine:
			s.undo()
			return nil
		case !fast:
			s.first = path{answers: maps.Clone(s.answers), order: slices.Clone(s.order), before: maps.Clone(s.before)}
		}
	}
	switch {
	case kit.Is(msg, keyBack) && s.locked() == "":
		s.back()
		s.turn()
	case kit.Is(msg, keyAgain) && s.locked() == "":
		s.restart()
		s.turn()
	case kit.Is(msg, keyAmend) && s.whyNotAmend() == "":
		return kit.Show(newCorrection(s.env, s.deps, s.by, s.held, s.item))
	case kit.Is(msg, keyRole) && s.number == "":
		s.begin(s.item, !s.agent, maps.Clone(s.answers))
	case kit.Is(msg, keyList) && s.scenario != nil:
		return kit.Show(newListSheet(s.env, s.deps, s.list()))
	case s.question != nil:
		s.answer(msg)
	case kit.Is(msg, kit.Enter):
		return s.confirm()
	default:
		s.top, _ = scrolled(msg, s.top, len(s.outcome(s.size.Width)), s.outcomeRoom())
	}
	return nil
}

// answer moves between the options, or takes one.
func (s *Scenario) answer(msg tea.KeyPressMsg) {
	most := len(s.question.Options) - 1
	switch n := kit.Digit(msg); {
	case n > 0 && n-1 <= most:
		s.choose(s.question.Options[n-1].ID)
		s.turn()
	case kit.Is(msg, kit.Enter) && most >= 0:
		s.choose(s.question.Options[s.at].ID)
		s.turn()
	case kit.Is(msg, kit.Up):
		s.at = max(s.at-1, 0)
	case kit.Is(msg, kit.Down):
		s.at = max(min(s.at+1, most), 0)
	}
}

// undo takes back what a card reader has answered.
func (s *Scenario) undo() {
	s.answers, s.order, s.before = maps.Clone(s.first.answers), slices.Clone(s.first.order), maps.Clone(s.first.before)
	s.turn()
	s.note = "刚才像是读卡器或者扫码枪输入，没有当作回答；请用键盘选择"
}

// Keys are those of the question, or of the list of materials.
func (s *Scenario) Keys() []key.Binding {
	if s.path == nil {
		return nil
	}
	locked := s.locked()
	back := locked
	if back == "" && len(s.order) == 0 {
		back = "没有可以改的答案"
	}
	var keys []key.Binding
	if s.question != nil {
		keys = []key.Binding{kit.As(kit.Digits, "选答案"), kit.As(kit.Enter, "选定"), kit.As(arrows, "选项")}
	} else if s.scenario != nil {
		keys = []key.Binding{kit.As(kit.Enter, strings.TrimPrefix(s.enterDoes(), "确认情形，")), keyList}
	}
	keys = append(keys, kit.OffIf(keyBack, back), kit.OffIf(keyAgain, back))
	if s.number == "" {
		keys = append(keys, keyRole)
	} else {
		keys = append(keys, kit.OffIf(keyAmend, s.whyNotAmend()))
	}
	if s.question == nil {
		keys = append(keys, paging...)
	}
	return keys
}
