package intake

import (
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Applicant is the second step: who applies. Every key is kept as a draft before
// the case is opened, and what can be checked is checked while it is typed. With
// a case it corrects what was typed before.
type Applicant struct {
	env   *kit.Env
	deps  Deps
	by    yichuang.User
	size  kit.Size
	item  *yichuang.Item
	sheet *sheet
	held  *yichuang.Case // to be corrected, nil for a new case
	judgement
	drafting
	opening
}

// judgement is what the rules say of the sheet as it is now.
type judgement struct {
	warnings, errs []yichuang.Problem
	confirmed      map[yichuang.Problem]bool // warnings the clerk has confirmed
	tried          bool                      // going on was tried: say everything
	refused        string                    // why the last key was not taken
}

// drafting is the state of the draft.
type drafting struct {
	ready   bool      // the draft has been read
	early   []tea.Msg // keys that came before
	aside   *aside    // what was left of another item
	saving  bool
	unsaved bool // changed since the save under way began
	lossy   bool // the last save failed
	note    string
}

// opening is the state of opening the case.
type opening struct {
	busy    bool  // the case is being opened: deaf
	waiting bool  // until a save is through
	force   bool  // although there are cases of the same applicant
	done    bool  // nothing here is worth keeping any more
	err     error // the item cannot be read
	similar
}

// NewApplicant returns the screen that takes down the applicant of an item.
func NewApplicant(env *kit.Env, deps Deps, by yichuang.User, item yichuang.ItemID) *Applicant {
	s := &Applicant{env: env, deps: deps, by: by}
	s.confirmed = map[yichuang.Problem]bool{}
	if s.item, s.err = deps.Catalogue.Item(item); s.err != nil {
		s.item = &yichuang.Item{ID: item}
	}
	s.sheet = newSheet(env.Theme, usualKind(s.item))
	s.judge()
	return s
}

// usualKind guesses who applies from the first of those who may.
func usualKind(it *yichuang.Item) yichuang.ApplicantKind {
	if len(it.Office.Applicants) == 0 {
		return yichuang.Person
	}
	for _, word := range []string{"自然人", "个人", "家庭", "居民", "公民"} {
		if strings.Contains(it.Office.Applicants[0], word) {
			return yichuang.Person
		}
	}
	return yichuang.Organization
}

// Init reads what was typed before.
func (s *Applicant) Init() tea.Cmd {
	switch {
	case s.err != nil:
		s.done = true
		return kit.Fail(s.err)
	case s.held != nil:
		return s.await()
	}
	return tea.Batch(s.readDraft(), s.await())
}

// Title names the screen in the path.
func (s *Applicant) Title() string {
	if s.held != nil {
		return "更正申请人"
	}
	return "申请人"
}

// Leaving asks before typed text is left behind.
func (s *Applicant) Leaving() string {
	switch {
	case s.held != nil && !s.done && s.changed():
		return "更正还没有登记，离开就没有了。"
	case s.held != nil || s.done || s.sheet.empty():
		return ""
	}
	return "申请人信息还没有登记。已填写的内容会保留，下次收“" + yichuang.Clip(s.item.Name, 30) + "”时自动恢复。"
}

// Escape does nothing while the case is being opened.
func (s *Applicant) Escape() bool { return s.busy }

// Failed ends what was under way. The shell shows why, but for an item that
// cannot be read: that is all there is on this screen.
func (s *Applicant) Failed(error) bool {
	s.busy, s.waiting, s.saving = false, false, false
	return s.err != nil
}

func (s *Applicant) today() yichuang.Date { return yichuang.DateOf(s.env.Now()) }

func (s *Applicant) judge() {
	a := s.sheet.applicant()
	s.warnings, s.errs = a.Check(s.today())
	if s.of != "" && a.Key() != s.of {
		s.similar = similar{}
	}
	if s.sheet.agent && a.Agent == nil { // who said that there is one must not lose it by saying no more
		const hint = "没有代理人的，按 F6 去掉"
		s.errs = append(s.errs, yichuang.Problem{Field: fieldAgent, Message: "未填写代理人姓名", Hint: hint},
			yichuang.Problem{Field: fieldAgentNumber, Message: "未填写代理人证件号码", Hint: hint})
	}
}

// Update takes keys, and the answers of the screen's work.
func (s *Applicant) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case draftRead:
		return s.drafted(msg)
	case draftSaved:
		return s.saved(msg)
	case reading:
		return s.carded(msg)
	case similar:
		s.learn(msg)
	case sameFound:
		s.busy = false
		return s.found(msg, true)
	case corrected:
		s.done = true
		return tea.Batch(kit.Tell("已更正申请人信息"), kit.Back(nil))
	case opened:
		s.done = true
		return tea.Batch(kit.Fail(msg.left), kit.Instead(routeScenario, msg.number))
	case kit.Answer:
		return s.answered(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		switch {
		case s.err != nil || s.busy || s.done:
		case !s.ready:
			s.early = append(s.early, msg)
		default:
			return s.press(msg)
		}
	}
	return nil
}

func (s *Applicant) press(msg tea.Msg) tea.Cmd {
	sheet := s.sheet
	s.refused = ""
	switch {
	case kit.Is(msg, kit.Enter):
		return s.enter()
	case kit.Is(msg, kit.Tab, kit.Down):
		sheet.land(s.today())
		sheet.step(1)
	case kit.Is(msg, kit.BackTab, kit.Up):
		sheet.land(s.today())
		sheet.step(-1)
	case kit.Is(msg, keyGo):
		sheet.land(s.today())
		return tea.Batch(s.save(), s.submit())
	case kit.Is(msg, keySame) && len(s.cases) > 0:
		return s.found(sameFound{s.cases}, false)
	case kit.Is(msg, keyKind):
		sheet.role(other(sheet.kind))
	case kit.Is(msg, keyAgent):
		sheet.withAgent(!sheet.agent)
	case kit.Is(msg, keyCredit):
		sheet.bad = !sheet.bad
	case kit.Is(msg, keyIDKind) && holdsNumber(sheet.at):
		sheet.nextIDKind(sheet.at)
	case kit.Is(msg, keyClear) && !sheet.empty() && s.held == nil:
		return kit.Show(kit.NewAsk(s.env, kit.Question{Tag: askClear, Title: "清空重填",
			Text: "清空已经填写的申请人信息？清空后不能恢复。", Choices: []string{"清空", "不清空"}, Default: 1}))
	case kit.Is(msg, keyTake) && s.offers():
		s.takeOver()
	case kit.Is(msg, keyTake) && s.left():
		sheet.restore(s.aside.draft)
		s.aside, s.note = nil, "已取用上次的填写，F9 清空重填"
	case !sheet.entries[sheet.at].field.Update(msg):
		s.refused = sheet.refuses(msg)
		return nil
	}
	if sheet.text(sheet.at) == "" {
		delete(sheet.idKinds, sheet.at)
	}
	sheet.entries[sheet.at].entered = false
	s.judge()
	return s.save()
}

func other(k yichuang.ApplicantKind) yichuang.ApplicantKind {
	if k == yichuang.Organization {
		return yichuang.Person
	}
	return yichuang.Organization
}

// left reports whether another sheet may be taken: into an empty one only, or it
// would be that of two people.
func (s *Applicant) left() bool { return s.aside != nil && s.sheet.empty() }

// enter goes on to the next field, and from the last one out of the sheet. A
// number that fails keeps the caret.
func (s *Applicant) enter() tea.Cmd {
	sheet := s.sheet
	if ticket := sheet.scanned(); ticket != "" {
		s.judge()
		return tea.Batch(s.save(), kit.Go(kit.RouteCase, kit.Scanned{Ticket: ticket}))
	}
	moved := sheet.land(s.today())
	sheet.entries[sheet.at].entered = true
	s.judge()
	look := s.lookUp()
	if moved && sheet.text(sheet.at) == "" {
		return tea.Batch(s.save(), look) // the number went to its own field; this one is still to be typed
	}
	at := sheet.at
	if find(s.errs, at) != nil && sheet.text(at) != "" {
		sheet.entries[at].seen = true
		return s.save()
	}
	if sheet.step(1) {
		s.skip()
		s.judge()
		return tea.Batch(s.save(), look)
	}
	sheet.entries[at].seen = true
	return tea.Batch(s.save(), s.submit())
}

// skip passes over a number that a card reader has filled in already.
func (s *Applicant) skip() {
	at := s.sheet.at
	if holdsNumber(at) && s.sheet.entries[at].seen && s.sheet.text(at) != "" && find(s.errs, at) == nil {
		s.sheet.step(1)
	}
}

// clear begins again with an empty sheet.
func (s *Applicant) clear() tea.Cmd {
	s.sheet = newSheet(s.env.Theme, usualKind(s.item))
	s.confirmed, s.tried, s.note = map[yichuang.Problem]bool{}, false, ""
	s.judge()
	return s.save()
}
