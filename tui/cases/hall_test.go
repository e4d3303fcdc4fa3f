package cases_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/cases"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// hall keeps cases as events and folds them by the rules of the house.
type hall struct {
	t     *testing.T
	now   time.Time
	item  *yichuang.Item
	items map[yichuang.ItemID]*yichuang.Item // others beside it
	logs  map[yichuang.CaseNumber][]yichuang.Event
	order []yichuang.CaseNumber
	asked []string // what was looked for
	err   error    // what the next commit fails with
	// during runs while something is looked for or read.
	during func()
	drafts map[string]string
	scans  map[yichuang.ScanHash]yichuang.ScanState
}

// shop is an item with one of everything that a case may show.
func shop() *yichuang.Item {
	return &yichuang.Item{
		ID: "shop", Edition: "3-9f2c1a0b", Name: "食品经营许可（小餐饮）新办", Handling: yichuang.Promised,
		Office: yichuang.Office{Department: "市场监督管理局"},
		Terms: yichuang.Terms{
			Statutory:  yichuang.Limit{Value: 20, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance},
			Promised:   yichuang.Limit{Value: 7, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance},
			Correction: yichuang.CorrectionRule{Kind: yichuang.CorrectWithin5, Days: 5, Deemed: true},
			Initial:    yichuang.InitialReview{Needed: true, Days: 1, Offline: yichuang.OfflineWait},
		},
		Basis: []yichuang.LegalBasis{{Law: "食品安全法", Article: "第35条"}},
		Scenarios: []yichuang.Scenario{{ID: "s1", Name: "新办，有堂食", Outcome: yichuang.Collect,
			Needs: []yichuang.Need{{Material: "app"}, {Material: "bl"}, {Material: "env", If: "涉及环评"}}}},
		Materials: []yichuang.Material{
			{ID: "app", Name: "食品经营许可申请书", Primary: true, Originals: 1, Points: []yichuang.ReviewPoint{
				{No: 1, Content: "栏目", Standard: "无空项", OnFail: yichuang.RemedyOnSpot},
				{No: 2, Content: "业态", Standard: "只勾一种", OnFail: yichuang.RemedyCorrect}}},
			{ID: "bl", Name: "营业执照", Copies: 2, Owing: yichuang.Owing{Allowed: true, Reason: "可以共享"}, Points: []yichuang.ReviewPoint{
				{No: 1, Content: "经营范围", Standard: "含餐饮", OnFail: yichuang.RemedyCorrect}}},
			{ID: "env", Name: "环评批复", Copies: 1, Points: []yichuang.ReviewPoint{{No: 1, Content: "批复", Standard: "有文号", OnFail: yichuang.RemedyCorrect}}},
		},
	}
}

func newHall(t *testing.T) *hall {
	return &hall{t: t, now: tuitest.Begin, item: shop(), logs: map[yichuang.CaseNumber][]yichuang.Event{}, drafts: map[string]string{}, scans: map[yichuang.ScanHash]yichuang.ScanState{}}
}

func zhang() yichuang.Applicant {
	return yichuang.Applicant{Kind: yichuang.Person, Name: "张三", Phone: "13812345678",
		ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "150627199003074219"}}
}

// open takes an application in.
func (h *hall) open(a yichuang.Applicant) yichuang.CaseNumber {
	h.t.Helper()
	n, err := yichuang.IssueNumber("150627", yichuang.DateOf(h.now), 7, '1', len(h.order)+1)
	if err != nil {
		h.t.Fatal(err)
	}
	h.order = append(h.order, n)
	h.do(n, &yichuang.Opened{Item: h.item.Ref(), ItemName: h.item.Name, Window: 7, Channel: yichuang.ChannelWindow, Applicant: a})
	return n
}

// do puts facts on record.
func (h *hall) do(n yichuang.CaseNumber, bodies ...yichuang.Body) {
	h.t.Helper()
	c, _, _ := h.Load(context.Background(), n)
	if c == nil {
		c = new(yichuang.Case)
	}
	if _, err := h.append(n, c, bodies); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) append(n yichuang.CaseNumber, c *yichuang.Case, bodies []yichuang.Body) (*yichuang.Case, error) {
	events := h.logs[n]
	for _, b := range bodies {
		e := yichuang.Event{Terminal: "W07", Seq: int64(len(events) + 1), Case: n, Base: c.Events, At: h.now, By: "1001", Body: b}
		if err := c.Apply(e); err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	h.logs[n] = events
	return c, nil
}

// reviewed answers the scenario and hands everything in but what is named as
// missing; points of it that are named fail.
func (h *hall) reviewed(n yichuang.CaseNumber, missing yichuang.MaterialID, failed ...int) {
	h.t.Helper()
	h.do(n, &yichuang.ScenarioAnswered{Scenario: "s1", Name: "新办，有堂食", Outcome: yichuang.Collect,
		Asked: []yichuang.MaterialID{"app", "bl"}, Doubtful: []yichuang.MaterialID{"env"}}, &yichuang.MaterialApplies{Material: "env"})
	for _, m := range h.item.Materials[:2] {
		if m.ID == missing {
			h.do(n, &yichuang.MaterialTaken{Material: m.ID, Presence: yichuang.Missing})
			continue
		}
		judged := &yichuang.PointsJudged{Material: m.ID}
		for _, p := range m.Points {
			j := yichuang.Judgement{No: p.No, Verdict: yichuang.Pass}
			for _, no := range failed {
				if no == p.No && m.ID == "app" {
					j = yichuang.Judgement{No: no, Verdict: yichuang.Fail, Finding: "勾了两种业态"}
				}
			}
			judged.Points = append(judged.Points, j)
		}
		h.do(n, &yichuang.MaterialTaken{Material: m.ID, Presence: yichuang.Held, Originals: m.Originals, Copies: m.Copies}, judged)
	}
}

// decided decides, and hands all papers over unless they are to wait.
func (h *hall) decided(n yichuang.CaseNumber, k yichuang.DecisionKind, papers bool) {
	h.t.Helper()
	c, it, err := h.Load(context.Background(), n)
	if err != nil {
		h.t.Fatal(err)
	}
	d, err := yichuang.Decide(it, c, yichuang.Choice{Decision: k}, h.Circumstances())
	if err != nil {
		h.t.Fatal(err)
	}
	h.do(n, d)
	if papers {
		h.hand(n)
	}
}

// hand prepares the papers due and hands them over.
func (h *hall) hand(n yichuang.CaseNumber) {
	h.t.Helper()
	c, err := h.Prepare(context.Background(), "1001", n)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, p := range c.Papers {
		if p.State == yichuang.PaperIsPrepared {
			h.do(n, &yichuang.PaperPrinted{Number: p.Number, Count: 1, To: "文件"}, &yichuang.PaperSeen{Number: p.Number}, &yichuang.PaperHanded{Number: p.Number})
		}
	}
}

func (h *hall) Load(_ context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error) {
	if len(h.logs[n]) == 0 {
		return nil, nil, &yichuang.Error{Code: yichuang.NotFound, Message: "本机没有办件" + n.Pretty(), Hint: "请核对编号"}
	}
	c, err := yichuang.Fold(h.logs[n])
	if it := h.items[c.Item.ID]; it != nil {
		return c, it, err
	}
	return c, h.item, err
}

func (h *hall) History(_ context.Context, n yichuang.CaseNumber) ([]yichuang.Event, error) {
	return h.logs[n], nil
}

func (h *hall) Append(_ context.Context, _ yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error) {
	if h.err != nil {
		return nil, h.err
	}
	return h.append(c.Number, c, bodies)
}

func (h *hall) Prepare(ctx context.Context, by yichuang.UserID, n yichuang.CaseNumber) (*yichuang.Case, error) {
	c, _, err := h.Load(ctx, n)
	if err != nil {
		return nil, err
	}
	var bodies []yichuang.Body
	for _, k := range yichuang.PapersDue(c) {
		bodies = append(bodies, &yichuang.PaperPrepared{Paper: k, Number: yichuang.PaperNumber(c, k)})
	}
	return h.Append(ctx, by, c, bodies...)
}

func (h *hall) Window() int { return 7 }

func (h *hall) Circumstances() yichuang.Circumstances {
	return yichuang.Circumstances{Now: h.now, Calendar: yichuang.BuiltinCalendar()}
}

func (h *hall) TicketCase(scanned string) (yichuang.CaseNumber, error) {
	t, err := yichuang.ParseTicket(scanned)
	return t.Case, err
}

func (h *hall) Find(_ context.Context, query string, limit int) ([]yichuang.Summary, error) {
	h.asked = append(h.asked, query)
	if during := h.during; during != nil {
		h.during = nil
		during()
	}
	if h.err != nil {
		return nil, h.err
	}
	var out []yichuang.Summary
	for i := len(h.order) - 1; i >= 0 && len(out) < limit; i-- {
		c, err := yichuang.Fold(h.logs[h.order[i]])
		if err != nil {
			return nil, err
		}
		if strings.Contains(string(c.Number)+" "+c.Applicant.Name+" "+c.Applicant.ID.Number+" "+c.Applicant.Phone, query) {
			out = append(out, yichuang.Summary{Number: c.Number, ItemName: c.ItemName, Stage: c.Stage, Applicant: c.Applicant.Name,
				Identity: c.Applicant.ID.Masked(), Window: c.Intake.Window, Received: c.Intake.At, Visit: c.Visit, Unconfirmed: c.Unconfirmed})
		}
	}
	return out, nil
}

// last returns the latest facts of a case.
func (h *hall) last(n yichuang.CaseNumber, count int) []yichuang.Body {
	var out []yichuang.Body
	events := h.logs[n]
	for _, e := range events[max(len(events)-count, 0):] {
		out = append(out, e.Body)
	}
	return out
}

// page stands for a screen of another area.
type page struct{ title string }

func (p *page) Init() tea.Cmd               { return nil }
func (p *page) Update(tea.Msg) tea.Cmd      { return nil }
func (p *page) View() (string, *tea.Cursor) { return "打开了" + p.title, nil }
func (p *page) Keys() []key.Binding         { return nil }

var clerk = yichuang.User{ID: "1001", Name: "演示窗口", Role: yichuang.RoleWindow}

// routes are the real screens of cases, and pages for those of other areas.
func routes(d *tuitest.Driver, h *hall) tui.Routes {
	all := tui.Routes{"case": func(arg any) kit.Screen { return cases.New(d.Env, h, clerk, arg) }}
	for _, name := range []string{"scenario", "review", "decide", "papers", "office", "handover", "audit", kit.RouteScans} {
		all[name] = func(arg any) kit.Screen { return &page{fmt.Sprintf("%s(%v)", name, arg)} }
	}
	return all
}

func show(t *testing.T, h *hall, n yichuang.CaseNumber) *tuitest.Driver {
	return showTo(t, h, clerk, n)
}

func showTo(t *testing.T, h *hall, who yichuang.User, n yichuang.CaseNumber) *tuitest.Driver {
	t.Helper()
	d := tuitest.New(t)
	return d.Screen(cases.New(d.Env, h, who, n), routes(d, h))
}

// sizes are the terminals every screen is looked at in.
var sizes = []kit.Size{{Width: 80, Height: 24}, {Width: 120, Height: 40}, {Width: 200, Height: 50}}

// scanned adds a scan to a material.
func (h *hall) scanned(n yichuang.CaseNumber, m yichuang.MaterialID, state yichuang.ScanState) {
	h.t.Helper()
	hash := yichuang.ScanHash(fmt.Sprintf("%064x", len(h.scans)+1))
	h.scans[hash] = state
	h.do(n, &yichuang.ScanAttached{Material: m, Scan: yichuang.Scan{Hash: hash, Size: 1, Name: "a.pdf"}})
}

func (h *hall) ScanStates(context.Context, []yichuang.Scan) (map[yichuang.ScanHash]yichuang.ScanState, error) {
	return h.scans, h.err
}

func (h *hall) SaveDraft(_ context.Context, _ yichuang.UserID, key string, value []byte) error {
	h.drafts[key] = string(value)
	return nil
}

func (h *hall) Draft(_ context.Context, _ yichuang.UserID, key string) ([]byte, error) {
	return []byte(h.drafts[key]), nil
}

func (h *hall) DropDraft(_ context.Context, _ yichuang.UserID, key string) error {
	delete(h.drafts, key)
	return nil
}
