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

func (h *hall) Desk(context.Context, yichuang.UserID) (yichuang.DeskView, error) {
	h.reads++
	if h.during != nil {
		h.during()
	}
	view := yichuang.DeskView{Today: yichuang.DateOf(h.now)}
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

func TestScratch(t *testing.T) {
	for _, size := range []kit.Size{{80, 24}, {120, 40}, {200, 50}} {
		h := new(hall)
		d := start(t, h)
		many(h)
		h.draft = `{"item":"shop","texts":{"name":"吴九"}}`
		h.broken = []string{"market-03.yaml", "edu-01.yaml"}
		open(d, h).Resize(size.Width, size.Height)
		t.Log("\n" + d.Text())
		d.Press("end")
		t.Log("\n" + d.Text())
	}
	h := new(hall)
	t.Log("\n" + open(start(t, h), h).Text())
	_ = strings.Repeat
}
