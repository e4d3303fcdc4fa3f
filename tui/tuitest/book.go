package tuitest

import (
	"context"
	"testing"
	"time"

	"yichuang"
)

// Book keeps cases as events in memory and folds them by the rules of the house: a
// seat for the tests of screens.
type Book struct {
	Item *yichuang.Item
	Now  func() time.Time
	// Err is what the next commit fails with.
	Err error

	t    testing.TB
	logs map[yichuang.CaseNumber][]yichuang.Event
	last int
}

// NewBook returns an empty book whose cases are of one item.
func (d *Driver) NewBook(it *yichuang.Item) *Book {
	return &Book{Item: it, Now: d.Env.Now, t: d.t, logs: map[yichuang.CaseNumber][]yichuang.Event{}}
}

// Clerk is who takes cases in here.
const Clerk yichuang.UserID = "1001"

// Open takes an application in at window 7.
func (b *Book) Open(opened yichuang.Opened) yichuang.CaseNumber {
	b.t.Helper()
	b.last++
	n, err := yichuang.IssueNumber("150627", yichuang.DateOf(b.Now()), 7, '1', b.last)
	if err != nil {
		b.t.Fatal(err)
	}
	opened.Item, opened.ItemName, opened.Window, opened.Department = b.Item.Ref(), b.Item.Name, 7, b.Item.Office.Department
	if opened.Channel == "" {
		opened.Channel = yichuang.ChannelWindow
	}
	b.Do(Clerk, n, &opened)
	return n
}

// Do puts facts on record.
func (b *Book) Do(by yichuang.UserID, n yichuang.CaseNumber, bodies ...yichuang.Body) *yichuang.Case {
	b.t.Helper()
	c, err := b.append(by, n, bodies)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// Reviewed answers the first scenario and hands everything in that it asks for, in
// order.
func (b *Book) Reviewed(n yichuang.CaseNumber) {
	b.t.Helper()
	s := &b.Item.Scenarios[0]
	asked, _ := yichuang.NeedsFor(s, nil, false)
	b.Do(Clerk, n, &yichuang.ScenarioAnswered{Scenario: s.ID, Name: s.Name, Outcome: s.Outcome, Asked: asked})
	for _, id := range asked {
		m := b.Item.Material(id)
		judged := &yichuang.PointsJudged{Material: id}
		for _, p := range m.Points {
			judged.Points = append(judged.Points, yichuang.Judgement{No: p.No, Verdict: yichuang.Pass})
		}
		b.Do(Clerk, n, &yichuang.MaterialTaken{Material: id, Presence: yichuang.Held, Originals: m.Originals, Copies: m.Copies}, judged)
	}
}

// Decided decides by the rules. Online says whether the department is asked first.
func (b *Book) Decided(n yichuang.CaseNumber, k yichuang.DecisionKind, online bool) *yichuang.Case {
	b.t.Helper()
	now := b.Circumstances()
	now.Online = online
	d, err := yichuang.Decide(b.Item, b.Case(n), yichuang.Choice{Decision: k}, now)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.Do(Clerk, n, d)
}

// Case returns a case, nil when there is none.
func (b *Book) Case(n yichuang.CaseNumber) *yichuang.Case {
	c, _, _ := b.Load(context.Background(), n)
	return c
}

func (b *Book) append(by yichuang.UserID, n yichuang.CaseNumber, bodies []yichuang.Body) (*yichuang.Case, error) {
	events := b.logs[n]
	c, err := yichuang.Fold(events)
	if err != nil {
		return nil, err
	}
	for _, body := range bodies {
		e := yichuang.Event{Terminal: "W07.1", Seq: int64(len(events) + 1), Case: n, Base: c.Events, At: b.Now(), By: by, Body: body}
		if err := c.Apply(e); err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	b.logs[n] = events
	return c, nil
}

// Load reads a case as a seat does.
func (b *Book) Load(_ context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error) {
	if len(b.logs[n]) == 0 {
		return nil, nil, &yichuang.Error{Code: yichuang.NotFound, Message: "本机没有办件" + n.Pretty(), Hint: "请核对编号"}
	}
	c, err := yichuang.Fold(b.logs[n])
	return c, b.Item, err
}

// History returns the events of a case.
func (b *Book) History(_ context.Context, n yichuang.CaseNumber) ([]yichuang.Event, error) {
	return b.logs[n], nil
}

// Append commits facts as a seat does: not over what the caller has not seen.
func (b *Book) Append(_ context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error) {
	if err := b.Err; err != nil {
		b.Err = nil
		return nil, err
	}
	if c.Events != len(b.logs[c.Number]) {
		return nil, &yichuang.Error{Code: yichuang.Conflict, Message: "办件刚刚在别处办理过，这一步没有记录", Hint: "请看清后再做这一步"}
	}
	return b.append(by, c.Number, bodies)
}

// PrepareOf puts the papers on record that a department has to give.
func (b *Book) PrepareOf(ctx context.Context, by yichuang.UserID, n yichuang.CaseNumber, department string) (*yichuang.Case, error) {
	c, it, err := b.Load(ctx, n)
	if err != nil {
		return nil, err
	}
	var bodies []yichuang.Body
	for _, k := range yichuang.PapersDueOf(c, department) {
		number := yichuang.PaperNumber(c, k)
		facts := yichuang.PaperFacts{Item: it, Case: c, Hall: yichuang.Hall{Name: "示范政务服务大厅"}, Clerk: string(by), Day: yichuang.DateOf(b.Now()),
			Calendar: yichuang.BuiltinCalendar(), Department: department}
		if _, err := yichuang.NewDocument(k, number, facts); err != nil {
			return nil, err
		}
		bodies = append(bodies, &yichuang.PaperPrepared{Paper: k, Number: number, Department: department})
	}
	return b.append(by, n, bodies)
}

// Circumstances are those of the driver's clock, with the department out of reach.
func (b *Book) Circumstances() yichuang.Circumstances {
	return yichuang.Circumstances{Now: b.Now(), Calendar: yichuang.BuiltinCalendar()}
}

// Shop is an item with a review that takes three keys, promised in 7 working days.
func Shop() *yichuang.Item {
	return &yichuang.Item{
		ID: "shop", Edition: "3-9f2c1a0b", Name: "食品经营许可（小餐饮）新办", Kind: "行政许可", Handling: yichuang.Promised,
		Office: yichuang.Office{Department: "市场监督管理局"},
		Terms: yichuang.Terms{
			Statutory:  yichuang.Limit{Value: 20, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance},
			Promised:   yichuang.Limit{Value: 7, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance},
			Correction: yichuang.CorrectionRule{Kind: yichuang.CorrectWithin5, Days: 5, Deemed: true},
			Initial:    yichuang.InitialReview{Needed: true, Days: 1, Offline: yichuang.OfflineWait},
			Special:    []yichuang.SpecialProcedure{{Name: "专家评审", Required: "视情形", Excluded: "不计入", Basis: "《行政许可法》第45条", MaxDays: 20, Unit: yichuang.WorkingDays}},
		},
		Basis:     []yichuang.LegalBasis{{Law: "食品安全法", Article: "第35条"}},
		Guide:     yichuang.Guide{Result: yichuang.Result{Name: "食品经营许可证", Validity: "5年"}},
		Scenarios: []yichuang.Scenario{{ID: "s1", Name: "新办，有堂食", Outcome: yichuang.Collect, Needs: []yichuang.Need{{Material: "app"}, {Material: "bl"}}}},
		Materials: []yichuang.Material{
			{ID: "app", Name: "食品经营许可申请书", Primary: true, Originals: 1, Points: []yichuang.ReviewPoint{
				{No: 1, Content: "栏目", Standard: "无空项", OnFail: yichuang.RemedyOnSpot}, {No: 2, Content: "业态", Standard: "只勾一种", OnFail: yichuang.RemedyCorrect}}},
			{ID: "bl", Name: "营业执照", Copies: 2, Owing: yichuang.Owing{Allowed: true, Reason: "可以共享"}, Points: []yichuang.ReviewPoint{
				{No: 1, Content: "经营范围", Standard: "含餐饮", OnFail: yichuang.RemedyCorrect}}},
		},
	}
}

// Zhang is an applicant.
func Zhang() yichuang.Applicant {
	return yichuang.Applicant{Kind: yichuang.Person, Name: "张三", Phone: "13812345678",
		ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "150627199003074219"}}
}
