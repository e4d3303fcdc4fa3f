package oversight

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Auditor reads the liability table of a case.
type Auditor interface {
	Audit(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Audit, error)
	// ExportAudit writes it to a file and says where; as is csv or xlsx.
	ExportAudit(ctx context.Context, a *yichuang.Audit, as string) (where string, err error)
}

var (
	keySteps = kit.Bind("v", "换要点、经过", "v")
	keyMarks = kit.Bind("m", "只看有情况的", "m")
	keyOpen  = kit.Bind("F4", "办件全部内容", "f4")
)

// Audit is 责任倒查 of one case: its review points, and who judged what.
type Audit struct {
	env    *kit.Env
	work   Auditor
	number yichuang.CaseNumber
	size   kit.Size

	list  *kit.List
	a     *yichuang.Audit
	shown []*yichuang.AuditPoint
	only  bool // points with marks alone
	steps bool // the steps are shown instead
	top   int  // first line of the steps
	news  kit.Reading
	busy  bool // a file is being written
}

// NewAudit returns the liability table of a case.
func NewAudit(env *kit.Env, work Auditor, n yichuang.CaseNumber) *Audit {
	s := &Audit{env: env, work: work, number: n, list: kit.NewList(env.Theme, auditColumns...)}
	s.list.Empty = "没有这样的要点。"
	return s
}

// Title names the screen in the path.
func (s *Audit) Title() string { return "责任倒查 " + kit.ShortNumber(s.number) }

// Init reads the case.
func (s *Audit) Init() tea.Cmd { return s.read() }

type audited struct{ a *yichuang.Audit }

func (s *Audit) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		a, err := s.work.Audit(ctx, s.number)
		return audited{a}, err
	})
}

// Update takes keys and news.
func (s *Audit) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.Changed:
		return s.read()
	case kit.NextPerson:
		return kit.Back(msg)
	case audited:
		s.a = msg.a
		s.narrow()
		if s.news.Done() {
			return s.read()
		}
	case exported:
		s.busy = false
		return kit.Tell("已写到 " + msg.where)
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil
}

// Failed ends a waiting state; the shell says what went wrong.
func (s *Audit) Failed(error) bool {
	s.news.Stop()
	s.busy = false
	return false
}

func (s *Audit) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case kit.Is(msg, keyOpen):
		return kit.Go(kit.RouteCase, s.number)
	case kit.Is(msg, keySteps):
		s.steps = !s.steps
	case kit.Is(msg, keyMarks) && !s.steps:
		s.only = !s.only
		s.narrow()
	case kit.Is(msg, keyCSV):
		return s.export("csv")
	case kit.Is(msg, keyXLSX):
		return s.export("xlsx")
	case s.steps:
		s.scroll(msg)
	default:
		s.list.Update(msg)
	}
	return nil
}

func (s *Audit) scroll(msg tea.Msg) {
	page := max(s.size.Height/2, 1)
	switch {
	case kit.Is(msg, kit.Up):
		s.top--
	case kit.Is(msg, kit.Down):
		s.top++
	case kit.Is(msg, kit.PageUp):
		s.top -= page
	case kit.Is(msg, kit.PageDown):
		s.top += page
	}
	s.top = max(s.top, 0) // the end is known where it is drawn
}

func (s *Audit) narrow() {
	if s.a == nil {
		return
	}
	s.shown = nil
	for i := range s.a.Points {
		if p := &s.a.Points[i]; !s.only || p.Marks() != "" || p.Verdict == yichuang.Fail || p.Verdict == "" {
			s.shown = append(s.shown, p)
		}
	}
	s.list.SetRows(auditRows{s})
}

func (s *Audit) export(as string) tea.Cmd {
	if s.a == nil || s.busy {
		return nil
	}
	s.busy = true
	a := s.a
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		where, err := s.work.ExportAudit(ctx, a, as)
		return exported{where}, err
	})
}

// Keys is what works here.
func (s *Audit) Keys() []key.Binding {
	why, marks := "", keyMarks
	if s.steps {
		why = "按 v 换到要点以后才能选"
	}
	if s.only {
		marks = kit.As(keyMarks, "看全部要点")
	}
	return []key.Binding{keySteps, kit.OffIf(marks, why), keyXLSX, keyCSV, keyOpen, kit.As(kit.Up, "上一行"), kit.As(kit.Down, "下一行")}
}
