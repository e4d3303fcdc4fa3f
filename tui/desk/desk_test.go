package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/desk"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// hall keeps cases as events and groups them by their stage.
type hall struct {
	t      *testing.T
	now    time.Time
	cases  []*yichuang.Case
	draft  string
	broken []string
	open   []yichuang.Date // days that nobody closed
	err    error
	reads  int
	during func()
}

var item = &yichuang.Item{
	ID: "shop", Edition: "1-0", Name: "食品经营许可（小餐饮）新办",
	Terms: yichuang.Terms{
		Statutory:  yichuang.Limit{Value: 20, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance},
		Promised:   yichuang.Limit{Value: 7, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance},
		Correction: yichuang.CorrectionRule{Kind: yichuang.CorrectWithin5, Deemed: true},
		Initial:    yichuang.InitialReview{Needed: true, Days: 1, Offline: yichuang.OfflineAccept},
	},
	Scenarios: []yichuang.Scenario{{ID: "s1", Name: "新办", Outcome: yichuang.Collect, Needs: []yichuang.Need{{Material: "app"}}}},
	Materials: []yichuang.Material{{ID: "app", Name: "申请书", Originals: 1, Points: []yichuang.ReviewPoint{{No: 1, Content: "栏目", Standard: "无空项", OnFail: yichuang.RemedyCorrect}}}},
}

// at is how far a case is taken.
type at int

const (
	opened at = iota
	answered
	corrected
	accepted
	papered
)

// take takes an application in and works on it so far, some days ago.
func (h *hall) take(name string, days int, far at) *yichuang.Case {
	h.t.Helper()
	now := h.now.AddDate(0, 0, -days)
	n, err := yichuang.IssueNumber("150627", yichuang.DateOf(now), 7, '1', len(h.cases)+1)
	if err != nil {
		h.t.Fatal(err)
	}
	c := new(yichuang.Case)
	do := func(b yichuang.Body) {
		h.t.Helper()
		if err := c.Apply(yichuang.Event{Case: n, At: now, By: "1001", Body: b}); err != nil {
			h.t.Fatal(err)
		}
	}
	do(&yichuang.Opened{Item: item.Ref(), ItemName: item.Name, Window: 7, Applicant: yichuang.Applicant{Kind: yichuang.Person, Name: name}})
	if far >= answered {
		do(&yichuang.ScenarioAnswered{Scenario: "s1", Name: "新办", Outcome: yichuang.Collect, Asked: []yichuang.MaterialID{"app"}})
	}
	decide := func(k yichuang.DecisionKind, presence yichuang.Presence) {
		h.t.Helper()
		do(&yichuang.MaterialTaken{Material: "app", Presence: presence, Originals: 1})
		if presence == yichuang.Held {
			do(&yichuang.PointsJudged{Material: "app", Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Pass}}})
		}
		d, err := yichuang.Decide(item, c, yichuang.Choice{Decision: k}, yichuang.Circumstances{Now: now, Calendar: yichuang.BuiltinCalendar()})
		if err != nil {
			h.t.Fatal(err)
		}
		do(d)
	}
	switch far {
	case corrected:
		decide(yichuang.Correct, yichuang.Missing)
	case accepted, papered:
		decide(yichuang.Accept, yichuang.Held)
	}
	if far == papered {
		do(&yichuang.Confirmed{Officer: "初审员", Via: "电话"})
		do(&yichuang.PaperPrepared{Paper: yichuang.Receipt, Number: yichuang.PaperNumber(c, yichuang.Receipt)})
	}
	h.cases = append(h.cases, c)
	return c
}

func (h *hall) Desk(context.Context, yichuang.User) (yichuang.DeskView, error) {
	h.reads++
	if h.during != nil {
		h.during()
	}
	view := yichuang.DeskView{Today: yichuang.DateOf(h.now), Unclosed: h.open}
	if h.err != nil {
		return view, h.err
	}
	groups := []yichuang.DeskGroup{
		{Title: "收件审查中", Why: "继续审查并作出决定"}, {Title: "待部门初审", Why: "部门确认后录入确认人，受理才算完成"},
		{Title: "文书未交", Why: "打印、确认出纸并交给申请人"}, {Title: "待补正", Why: "等申请人补正；人来了用编号调出继续审查"},
	}
	add := func(g int, s yichuang.Summary) {
		groups[g].Total++
		if len(groups[g].Cases) < 20 {
			groups[g].Cases = append(groups[g].Cases, s)
		}
	}
	for _, c := range h.cases {
		s := summary(c)
		if yichuang.DateOf(s.Received) == view.Today {
			view.Taken++
		}
		switch {
		case c.Stage == yichuang.StageReview:
			add(0, s)
		case c.Unconfirmed:
			add(1, s)
		case c.Stage == yichuang.StageCorrecting:
			add(3, s)
		}
		if s.Papers > 0 {
			add(2, s)
		}
	}
	view.Groups = slices.DeleteFunc(groups, func(g yichuang.DeskGroup) bool { return g.Total == 0 })
	return view, nil
}

func summary(c *yichuang.Case) yichuang.Summary {
	s := yichuang.Summary{Number: c.Number, Item: c.Item.ID, ItemName: c.ItemName, Stage: c.Stage, Applicant: c.Applicant.Name,
		Received: c.Intake.At, Touched: c.Touched, Visit: c.Visit, Unconfirmed: c.Unconfirmed}
	if c.Stage == yichuang.StageReview || c.Stage == yichuang.StageConfirm {
		s.Dates.Notice = item.Terms.Correction.NoticeDue(yichuang.DateOf(c.Intake.At), yichuang.BuiltinCalendar()).Date
	}
	if c.Decision != nil && c.Stage == yichuang.StageAccepted {
		s.Dates.Promised = c.Decision.Facts.Dues.Promised.Date
	}
	for _, p := range c.Papers {
		if p.State != yichuang.PaperIsHanded {
			s.Papers++
		}
	}
	return s
}

func (h *hall) Draft(_ context.Context, _ yichuang.UserID, key string) ([]byte, error) {
	if key != "applicant" || h.draft == "" {
		return nil, nil
	}
	return []byte(h.draft), nil
}

func (h *hall) Load(_ context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error) {
	for _, c := range h.cases {
		if c.Number == n {
			return c, item, nil
		}
	}
	return nil, nil, &yichuang.Error{Code: yichuang.NotFound, Message: "没有这个办件"}
}

func (h *hall) Item(id yichuang.ItemID) (*yichuang.Item, error) {
	if id == item.ID {
		return item, nil
	}
	return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "没有这个事项"}
}

func (h *hall) Unusable() []string { return h.broken }

// page stands for a screen of another area.
type page struct{ title string }

func (p *page) Init() tea.Cmd               { return nil }
func (p *page) Update(tea.Msg) tea.Cmd      { return nil }
func (p *page) View() (string, *tea.Cursor) { return "打开了" + p.title, nil }
func (p *page) Keys() []key.Binding         { return nil }

func pages() tui.Routes {
	routes := tui.Routes{}
	for _, name := range []string{"item", "find", "case", "applicant", "scenario", "review", "papers", "signin", "lock"} {
		routes[name] = func(arg any) kit.Screen { return &page{fmt.Sprintf("%s(%v)", name, arg)} }
	}
	return routes
}

func start(t *testing.T, h *hall) *tuitest.Driver {
	t.Helper()
	h.t, h.now = t, tuitest.Begin
	d := tuitest.New(t)
	return d
}

func open(d *tuitest.Driver, h *hall) *tuitest.Driver {
	seat := desk.Seat{User: yichuang.User{ID: "1001", Name: "演示窗口", Role: yichuang.RoleWindow}, Window: 7}
	return d.Screen(desk.New(d.Env, h, seat), pages())
}

// many fills the desk with one case and more of every kind.
func many(h *hall) {
	h.take("张三", 0, opened)
	h.take("李四", 4, answered)
	h.take("某旗某某餐饮管理有限责任公司", 9, answered)
	h.take("王五", 0, accepted)
	h.take("赵六", 3, corrected)
	h.take("孙七", 0, corrected)
	h.take("周八", 1, papered)
}

// sizes are the terminals every screen is looked at in.
var sizes = []kit.Size{{Width: 80, Height: 24}, {Width: 120, Height: 40}, {Width: 200, Height: 50}}

func TestWhatNeedsTheClerk(t *testing.T) {
	for _, size := range sizes {
		h := new(hall)
		d := start(t, h)
		many(h)
		open(d, h).Resize(size.Width, size.Height).NoCaret()
		d.Sees("上午好，演示窗口", "窗口受理", "7号窗口", "今天已收 3 件", "F2 新收件", "F3 查找办件",
			"收件审查中  3件", "待部门初审  1件", "文书未交  1件", "待补正  2件",
			"> 0001-5", "张三", "告知11-30到期", "告知已超期3日", "承诺12-01到期")
		d.Press("end").Sees("已等3日", "今天告知", "> 0006-6")
	}
}

func TestGoesOnWhereTheWorkIs(t *testing.T) {
	cases := []struct {
		name string
		far  at
		want string
	}{
		{"no scenario yet", opened, "打开了scenario(%s)"},
		{"under review", answered, "打开了review(%s)"},
		{"waiting for the department", accepted, "打开了case(%s)"},
		{"waiting for corrections", corrected, "打开了case(%s)"},
		{"papers to hand over", papered, "打开了papers(%s)"},
	}
	for _, c := range cases {
		h := new(hall)
		d := start(t, h)
		n := h.take("张三", 1, c.far).Number
		open(d, h).Press("enter").Sees(fmt.Sprintf(c.want, n)).Press("esc").Sees("上午好")
	}
}

func TestMovingAmongGroups(t *testing.T) {
	h := new(hall)
	d := start(t, h)
	many(h)
	open(d, h).Sees("> 0001").Press("up").Sees("> 0001").Press("down", "down", "down").Sees("> 0004").Press("tab").Sees("> 0007")
	d.Press("tab").Sees("> 0005").Press("tab").Sees("> 0001").Press("end").Sees("> 0006").Press("down").Sees("> 0006").Press("home").Sees("> 0001")
	d.Press("pgdown").Sees("> 0006").Press("pgup").Sees("> 0001")
}

func TestManyCases(t *testing.T) {
	h := new(hall)
	d := start(t, h)
	for i := range 57 {
		h.take(fmt.Sprintf("申请人%02d", i), 0, answered)
	}
	open(d, h).Sees("收件审查中  57件（列出20件，其余按 F3 查找）")
	for range 19 {
		d.Press("down").Sees("> 0", "收件审查中  57件") // the heading stays in view
	}
	d.Sees("> 0020")
}

func TestKeys(t *testing.T) {
	h := new(hall)
	d := start(t, h)
	open(d, h)
	for key, want := range map[string]string{"f2": "打开了item", "n": "打开了item", "f3": "打开了find"} {
		d.Press(key).Sees(want).Press("esc").Sees("上午好")
	}
	d.Press("enter").Sees("没有等着办的办件").Press("d").Sees("没有未完成的填写")
	d.Scan("*1506272611220070100015").Sees("打开了case").Press("esc")
	d.Press("f9").Sees("签退并回到登录画面？").Press("2").Sees("上午好").Press("f9", "enter").Sees("打开了signin")
}

func TestEmptyDesk(t *testing.T) {
	h := new(hall)
	open(start(t, h), h).Sees("没有等着办的事", "按 F2 开始收件", "今天已收 0 件").NotSees("不能用", "有未完成")
}

func TestUnfinishedSheet(t *testing.T) {
	h := &hall{draft: `{"item":"shop","kind":"person","texts":{"name":"吴\u0007九","phone":"1"}}`}
	d := start(t, h)
	open(d, h).Sees("有未完成的填写：吴九，食品经营许可", "按 d 接着填").Press("d").Sees("打开了applicant(shop)")
	d.Press("esc")
	for draft, want := range map[string]string{`{"item":"shop"}`: "填写：食品经营许可", `{"item":"gone"}`: "填写：申请人信息"} {
		h.draft = draft
		d.Send(kit.Changed{}).Sees(want)
	}
	for _, draft := range []string{"", "{", `{"item":""}`, "null"} {
		h.draft = draft
		d.Send(kit.Changed{}).NotSees("有未完成的填写")
	}
}

func TestUnusableItems(t *testing.T) {
	h := &hall{broken: []string{"market-03.yaml", "edu-01.yaml", strings.Repeat("很长的文件名", 99) + "\x1b[2J"}}
	open(start(t, h), h).Sees("3个事项文件不能用：market-03.yaml、edu-01.yaml", "，请通知管理员")
}

func TestChanges(t *testing.T) {
	h := new(hall)
	d := start(t, h)
	h.take("张三", 0, answered)
	h.take("李四", 0, answered)
	h.take("王五", 0, answered)
	open(d, h).Press("down").Sees("> 0002")
	h.take("赵六", 0, opened)
	h.cases = h.cases[1:] // 张三 is done with
	d.Send(kit.Changed{}).Sees("> 0002", "赵六").NotSees("张三")
	h.cases = h.cases[1:]
	d.Press("r").Sees("> 0003") // what stands in the place of 李四
	h.cases = nil
	d.Press("r").Sees("没有等着办的事")
}

// What another screen did shows with the first key after it at the latest.
func TestBackAtTheDesk(t *testing.T) {
	h := new(hall)
	d := start(t, h)
	open(d, h).Press("f2").Sees("打开了item")
	h.take("张三", 0, opened)
	h.draft = `{"item":"shop","texts":{"name":"吴九"}}`
	d.Press("esc", "down").Sees("> 0001", "张三", "吴九", "今天已收 1 件")
}

// What changes while the desk is being read is read afterwards, once.
func TestChangesWhileReading(t *testing.T) {
	h := new(hall)
	d := start(t, h)
	open(d, h)
	h.reads = 0
	h.during = func() {
		h.during = nil
		h.take("张三", 0, answered)
		d.Send(kit.Changed{}).Send(kit.Changed{}).Press("r")
	}
	d.Send(kit.Changed{}).Sees("张三")
	if h.reads != 2 {
		t.Errorf("read %d times, want 2", h.reads)
	}
}

func TestFailures(t *testing.T) {
	h := &hall{err: &yichuang.Error{Code: yichuang.Damaged, Message: "数据库读不出来", Hint: "请联系管理员"}}
	d := start(t, h)
	open(d, h).Sees("出错：数据库读不出来", "请联系管理员", "按 r 再试", "F2 新收件")
	h.err = nil
	h.take("张三", 0, answered)
	d.Press("r").Sees("张三").NotSees("读不出来")
	h.err = &yichuang.Error{Code: yichuang.Busy, Message: "数据库正忙"}
	d.Press("r").Sees("张三", "没有读到最新情况", "数据库正忙")
	h.cases, h.err = nil, nil // gone between reading the desk and Enter
	d.Press("enter").Sees("没有这个办件").Press("enter").Sees("没有这个办件")
}

func TestDeskLeftOpenOverNight(t *testing.T) {
	h := new(hall)
	d := start(t, h)
	h.take("张三", 6, answered)
	open(d, h).Sees("告知明天到期")
	h.now = h.now.AddDate(0, 0, 1)
	d.Advance(24 * time.Hour).Press("down").Sees("告知今天到期")
	h.now = h.now.AddDate(0, 0, 2)
	d.Advance(48 * time.Hour).Press("down").Sees("告知已超期2日")
}

// Days that nobody closed stand below, until they are closed.
func TestUnclosedDays(t *testing.T) {
	h := new(hall)
	d := start(t, h)
	friday := yichuang.Date{Year: 2026, Month: 11, Day: 20}
	h.open = []yichuang.Date{friday}
	open(d, h).Sees("2026-11-20还没有日清，按 e 核对、签字")
	h.open = []yichuang.Date{friday.AddDays(-1), friday}
	d.Press("r").Sees("2026-11-19等2天还没有日清")
	h.open = nil
	d.Press("r").NotSees("还没有日清")
}

func TestGarbage(t *testing.T) {
	h := new(hall)
	d := start(t, h)
	h.take("\x1b[31m"+strings.Repeat("长名", 5000)+"\xff\x00", 0, answered)
	h.take("👨‍👩‍👧\u202eabc", 0, answered)
	h.take("", 400, answered)
	open(d, h)
	for _, size := range sizes {
		d.Resize(20, 5).Press("down", "up").Resize(size.Width, size.Height).Sees("长名长名", "> 0001")
	}
}
