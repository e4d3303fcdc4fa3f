package ledger

import (
	"context"
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

var (
	keyRemind = kit.Bind("k", "登记提醒", "k")
	keyEnd    = kit.Bind("z", "逾期终止", "z")
)

// scope is which lines are shown.
type scope int

const (
	scopeOpen scope = iota // still owed
	scopeLate              // behind the last day
	scopeAll
	scopes
)

var scopeNames = [...]string{scopeOpen: "待补齐", scopeLate: "已逾期", scopeAll: "全部，已补齐的在后"}

// Owed is the ledger of owed materials: what is due first stands first.
type Owed struct {
	env  *kit.Env
	work Owing
	me   yichuang.User
	size kit.Size

	list  *kit.List
	all   []yichuang.OwedLine
	shown []*yichuang.OwedLine
	scope scope
	today yichuang.Date
	news  kit.Reading
	busy  bool // a case is looked up, or a file written
}

// NewOwed returns the ledger. An officer sees what his department decides on.
func NewOwed(env *kit.Env, work Owing, me yichuang.User) *Owed {
	s := &Owed{env: env, work: work, me: me, list: kit.NewList(env.Theme, owedColumns...)}
	s.list.Empty = "没有这样的欠缺材料。按 g 换范围。"
	return s
}

// Title names the screen in the path.
func (s *Owed) Title() string { return "容缺台账" }

// Init reads the ledger.
func (s *Owed) Init() tea.Cmd { return s.read() }

type (
	owed struct{ lines []yichuang.OwedLine }
	// found is a case as it is now, for the form of a route.
	found struct {
		route string
		c     *yichuang.Case
	}
)

func (s *Owed) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		lines, err := s.work.Owed(ctx)
		return owed{lines}, err
	})
}

// Update takes keys and news.
func (s *Owed) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.Changed:
		return s.read()
	case kit.NextPerson:
		return kit.Back(msg)
	case owed:
		s.all, s.today = msg.lines, yichuang.DateOf(s.env.Now())
		s.narrow()
		if s.news.Done() {
			return s.read()
		}
	case found:
		s.busy = false
		return kit.Go(msg.route, msg.c)
	case exported:
		s.busy = false
		return msg.tell()
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil
}

// Failed ends a waiting state; the shell says what went wrong.
func (s *Owed) Failed(error) bool {
	s.news.Stop()
	s.busy = false
	return false
}

func (s *Owed) press(msg tea.KeyPressMsg) tea.Cmd {
	l := s.selected()
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case kit.Is(msg, keyOther):
		return kit.Instead(routeOriginals, nil)
	case kit.Is(msg, keyState):
		s.scope = (s.scope + 1) % scopes
		s.narrow()
		s.list.Select(0)
	case kit.Is(msg, keyRemind) && s.whyNotRemind() == "":
		return s.find(routeRemind, l.Number)
	case kit.Is(msg, keyEnd) && s.whyNotEnd() == "":
		if s.me.Role == yichuang.RoleOfficer {
			return kit.Go(routeOffice, l.Number)
		}
		return s.find(routeAskEnd, l.Number)
	case kit.Is(msg, keyCSV):
		return s.export("csv")
	case kit.Is(msg, keyXLSX):
		return s.export("xlsx")
	case s.list.Update(msg) == kit.ListChosen:
		return kit.Go(kit.RouteCase, l.Number)
	}
	return nil
}

// narrow shows the lines of the scope that concern this person.
func (s *Owed) narrow() {
	s.shown = nil
	for i := range s.all {
		l := &s.all[i]
		mine := s.me.Role != yichuang.RoleOfficer || l.Department == s.me.Department
		fits := s.scope == scopeAll || s.scope == scopeOpen && l.Owed.Delivered.IsZero() || s.scope == scopeLate && l.Overdue(s.today)
		if mine && fits {
			s.shown = append(s.shown, l)
		}
	}
	s.list.SetRows(owedRows{s})
}

// selected returns the line under the mark, nil when there is none.
func (s *Owed) selected() *yichuang.OwedLine {
	if i := s.list.Selected(); i >= 0 && i < len(s.shown) {
		return s.shown[i]
	}
	return nil
}

// find looks a case up for a form about it.
func (s *Owed) find(route string, n yichuang.CaseNumber) tea.Cmd {
	s.busy = true
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, _, err := s.work.Load(ctx, n)
		return found{route, c}, err
	})
}

func (s *Owed) export(as string) tea.Cmd {
	if s.busy || !s.news.Known {
		return nil
	}
	s.busy = true
	lines := make([]yichuang.OwedLine, len(s.shown))
	for i, l := range s.shown {
		lines[i] = *l
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		where, err := s.work.ExportOwed(ctx, lines, as)
		return exported{where}, err
	})
}

func (s *Owed) whyNotRemind() string {
	switch l := s.selected(); {
	case l == nil:
		return "没有选中的材料"
	case !l.Owed.Delivered.IsZero():
		return "这份材料已经补齐"
	case s.busy:
		return "请稍候"
	}
	return ""
}

// whyNotEnd says why the case cannot be ended for what is owed: only the department
// may, and a supervisor may have it do so.
func (s *Owed) whyNotEnd() string {
	switch l := s.selected(); {
	case l == nil:
		return "没有选中的材料"
	case !l.Overdue(s.today):
		return "没有逾期的不能终止"
	case s.me.Role != yichuang.RoleOfficer && !s.me.Is(yichuang.RoleSupervisor):
		return "由审批部门终止；需要时请督导催办"
	case s.busy:
		return "请稍候"
	}
	return ""
}

// Keys is what works here.
func (s *Owed) Keys() []key.Binding {
	why, end := "", keyEnd
	if s.selected() == nil {
		why = "没有选中的材料"
	}
	if s.me.Role != yichuang.RoleOfficer {
		end = kit.As(keyEnd, "请部门终止")
	}
	return []key.Binding{kit.OffIf(kit.As(kit.Enter, "打开办件"), why), kit.OffIf(keyRemind, s.whyNotRemind()), kit.OffIf(end, s.whyNotEnd()), keyState, keyOther, keyXLSX, keyCSV,
		kit.As(kit.Up, "上一行"), kit.As(kit.Down, "下一行")}
}

var owedColumns = []kit.Column{{Title: "状态", Width: 6}, {Title: "期限", Width: 10}, {Title: "办件", Width: 12}, {Title: "提醒", Width: 4, Right: true}, {Title: "申请人", Width: 10, Flex: 1}, {Title: "欠缺材料", Width: 14, Flex: 2}, {Title: "事项", Width: 10, Flex: 2}}

// owedRows are the lines that are shown.
type owedRows struct{ s *Owed }

// Len returns the number of lines.
func (r owedRows) Len() int { return len(r.s.shown) }

// Row returns the cells of one line.
func (r owedRows) Row(i int) []string {
	l := r.s.shown[i]
	reminded := ""
	if l.Reminded > 0 {
		reminded = fmt.Sprintf("%d次", l.Reminded)
	}
	return []string{l.State(r.s.today), l.Owed.Due.String(), kit.ShortNumber(l.Number), reminded, l.Applicant, l.Owed.Name, l.ItemName}
}

// Tone marks what is overdue, and what is due today.
func (r owedRows) Tone(i int) kit.Tone {
	switch l := r.s.shown[i]; {
	case l.Overdue(r.s.today):
		return kit.Bad
	case l.Owed.Delivered.IsZero() && l.Owed.Due == r.s.today:
		return kit.Warn
	}
	return kit.Plain
}

// View draws the scope, the lines, and the one under the mark.
func (s *Owed) View() (string, *tea.Cursor) {
	const below = 4
	th, width := s.env.Theme, min(s.size.Width-2*left, mostWidth)
	if !s.news.Known {
		return kit.Inset([]string{"", th.Paint(kit.Dim, "正在读取…")}, left, s.size.Height), nil
	}
	late := 0
	for i := range s.all {
		if s.all[i].Overdue(s.today) {
			late++
		}
	}
	lines := []string{kit.Spread(th.Paint(kit.Title, "容缺材料："+scopeNames[s.scope]), fmt.Sprintf("逾期%d份  %s", late, s.list.Position()), width), ""}
	lines = append(lines, s.list.View(width, max(s.size.Height-len(lines)-below-1, 3))...)
	for len(lines) < s.size.Height-below {
		lines = append(lines, "")
	}
	if l := s.selected(); l != nil {
		what := "《" + l.Owed.Name + "》" + l.Owed.What
		if !l.Last.IsZero() {
			what += "   " + l.Last.In(yichuang.Shanghai).Format("01-02 15:04") + "提醒过"
		}
		lines = append(lines, th.Paint(kit.Dim, th.Rule(width)), th.Paint(kit.Strong, kit.Fit(l.Number.Pretty()+"  "+l.Applicant, width)), kit.Fit(what, width), s.words(l, width))
	}
	return kit.Inset(lines, left, s.size.Height), nil
}

// words say what became of a material, and what comes next.
func (s *Owed) words(l *yichuang.OwedLine, width int) string {
	text := "到期前提醒申请人：按 k 登记提醒；带来了，按 Enter 打开办件补齐"
	switch {
	case !l.Owed.Delivered.IsZero():
		text = "已于" + l.Owed.Delivered.In(yichuang.Shanghai).Format("2006-01-02 15:04") + "补齐，工号" + string(l.Owed.Clerk)
	case l.Overdue(s.today):
		text = "已逾期：由" + l.Department + "按《容缺受理告知承诺书》终止办理，理由和依据已拟好，按 z"
	}
	return s.env.Theme.Paint(kit.Dim, kit.Fit(text, width))
}
