package central_test

import (
	"crypto/ed25519"
	"fmt"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
)

// The moment at which the pages of the tests are asked for, and the code of every
// case in them.
var pageTime = time.Date(2026, 11, 26, 21, 0, 0, 0, yichuang.Shanghai)

const pageCode yichuang.QueryCode = "01234567890123456789"

// pageHall says everything that pages can say of a hall.
var pageHall = yichuang.Hall{Name: "测试旗政务服务大厅", Region: testkit.Region, Phone: "0477-0000000", Review: "测试旗人民政府", Court: "测试旗人民法院"}

// pages opens a centre whose clock stands at pageTime, unless the test has another.
func pages(t testing.TB, o central.Options) *central.Centre {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return pageTime }
	}
	c := open(t, o)
	if err := c.SetHall(t.Context(), hall, pageHall); err != nil {
		t.Fatal(err)
	}
	for _, it := range testkit.Items(5) {
		if err := c.KeepItem(t.Context(), it); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// scribe is a terminal that writes what it is told, by a clock that the test sets.
type scribe struct {
	t        testing.TB
	c        *central.Centre
	key      ed25519.PrivateKey
	terminal yichuang.Terminal
	seq      int64
	head     yichuang.ChainHash
	serial   int
	at       time.Time
}

func newScribe(t testing.TB, c *central.Centre) *scribe {
	t.Helper()
	code, err := c.AddSeat(t.Context(), window("W07", 7))
	if err != nil {
		t.Fatal(err)
	}
	key := newKey(t)
	answer, err := c.Enrol(t.Context(), wire.Enrol{Secret: code.Secret, CSR: request(t, key)})
	if err != nil {
		t.Fatal(err)
	}
	return &scribe{t: t, c: c, key: key, terminal: answer.Terminal, head: yichuang.ChainStart(answer.Terminal.ID), at: pageTime.AddDate(0, 0, -6).Add(-12 * time.Hour)}
}

// next is the number of the next case.
func (s *scribe) next(ahead int) yichuang.CaseNumber {
	s.t.Helper()
	n, err := yichuang.IssueNumber(testkit.Region, yichuang.DateOf(s.at), s.terminal.Window, s.terminal.Epoch, s.serial+ahead)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// writes writes a case, an hour after the other, and brings it to the centre. Nothing
// of it may be refused.
func (s *scribe) writes(bodies ...yichuang.Body) yichuang.CaseNumber {
	s.t.Helper()
	n := s.next(1)
	s.serial++
	st := yichuang.Stretch{Terminal: s.terminal.ID, First: s.seq + 1}
	for base, body := range bodies {
		s.seq++
		e := yichuang.Event{Terminal: s.terminal.ID, Seq: s.seq, Case: n, Base: base, At: s.at.Add(time.Duration(base) * time.Hour), By: "1001", Body: body}
		line, err := e.Line()
		if err != nil {
			s.t.Fatal(err)
		}
		s.head = s.head.Next(line)
		st.Lines = append(st.Lines, line)
	}
	st.Voucher = yichuang.SignVoucher(s.key, s.terminal.ID, s.seq, s.head)
	if _, err := s.c.Push(s.t.Context(), hall, wire.AppendStretch(nil, &st)); err != nil {
		s.t.Fatal(err)
	}
	refused, err := s.c.Refusals(s.t.Context(), hall)
	if err != nil || len(refused) > 0 {
		s.t.Fatalf("%+v, %v", refused, err)
	}
	return n
}

// The parts of the stories.
var (
	day      = yichuang.Date{Year: 2026, Month: 11, Day: 20}
	promised = yichuang.Due{Date: yichuang.Date{Year: 2026, Month: 11, Day: 27}}
	latest   = yichuang.Due{Date: yichuang.Date{Year: 2026, Month: 12, Day: 4}}
	receipt  = &yichuang.PaperPrepared{Paper: yichuang.Receipt, Number: "SJ1", Query: pageCode}
)

func openedAs(change func(*yichuang.Opened)) *yichuang.Opened {
	o := testkit.Opened(0, 5)
	o.Department = lead
	if change != nil {
		change(&o)
	}
	return &o
}

func acceptedFor(departments ...string) *yichuang.Decided {
	d := &yichuang.Decided{Decision: yichuang.Accept, Accepted: day, Dues: yichuang.Dues{Promised: promised, Statutory: latest}, Rule: yichuang.CorrectWithin5}
	for i, name := range departments {
		d.Assigned = append(d.Assigned, yichuang.Assignment{Department: name, Part: fmt.Sprintf("第%d部分", i+1), Mode: yichuang.ApproveParallel, Lead: i == 0, Dues: d.Dues})
	}
	return d
}

func owing() *yichuang.Decided {
	d := acceptedFor(lead)
	d.Decision = yichuang.AcceptOwing
	d.Owed = []yichuang.Owed{{Material: "m3", Name: "测试材料m3", What: "原件1份", Due: yichuang.Date{Year: 2026, Month: 11, Day: 25}}}
	return d
}

func declined(g yichuang.Rejection) *yichuang.Decided {
	return &yichuang.Decided{Decision: yichuang.Decline, Ground: &g, Rule: yichuang.CorrectWithin5}
}

func granted(department string) []yichuang.Body {
	return []yichuang.Body{&yichuang.Ruled{Department: department, Ruling: yichuang.Grant, Deliver: yichuang.Due{Date: yichuang.Date{Year: 2026, Month: 12, Day: 10}}},
		&yichuang.ResultRegistered{Department: department, Name: "测试经营许可证", Number: "测许0001", Valid: "5年"}}
}

func refuses(department string) *yichuang.Ruled {
	return &yichuang.Ruled{Department: department, Ruling: yichuang.Refuse, Reasons: "布局不符合规定", Basis: "《测试法》第1条"}
}

func handedOut() *yichuang.HandedOver {
	return &yichuang.HandedOver{Method: yichuang.DeliverAtDesk, Returned: []yichuang.MaterialID{"m1"},
		Collector: yichuang.Collector{Name: testkit.PersonName(77), ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: testkit.IDNumber(77)}, Relation: yichuang.CollectsEntrusted, Authority: "委托书一份"}}
}

// reviewed is a case with its receipt, and what follows.
func reviewed(fault bool, more ...yichuang.Body) []yichuang.Body {
	all := append([]yichuang.Body{openedAs(nil)}, testkit.Reviewed(fault)...)
	return append(append(all, receipt), more...)
}

func after(first []yichuang.Body, more ...yichuang.Body) []yichuang.Body {
	return append(first[:len(first):len(first)], more...)
}

// stories are cases in every stage, and in what makes pages differ within one.
func stories(s *scribe) map[string][]yichuang.Body {
	accept, arrived := acceptedFor(lead), &yichuang.ResultArrived{Departments: []string{lead}, Place: "3号柜"}
	await := acceptedFor()
	await.Await, await.Accepted = true, yichuang.Date{}
	ready := after(reviewed(false, accept), append(granted(lead), arrived)...)
	own := yichuang.Collector{Name: testkit.PersonName(0), ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: testkit.IDNumber(0)}, Relation: yichuang.CollectsSelf}
	pause := func(p yichuang.Pause) *yichuang.Paused {
		p.From = yichuang.Date{Year: 2026, Month: 11, Day: 23}
		return &yichuang.Paused{Department: lead, Pause: p, Dues: yichuang.Dues{Promised: yichuang.Due{Standing: true}, Statutory: yichuang.Due{Standing: true}}}
	}
	online := openedAs(func(o *yichuang.Opened) {
		o.Channel, o.Online = yichuang.ChannelOnline, &yichuang.OnlineOrigin{Portal: "测试门户", Reference: "MH-0001"}
	})
	return map[string][]yichuang.Body{
		"review":     reviewed(false),
		"confirm":    reviewed(false, await),
		"correcting": reviewed(true, testkit.Corrected()),
		"again":      reviewed(true, testkit.Corrected(), &yichuang.Resubmitted{}),
		"accepted":   reviewed(false, accept),
		"owing":      reviewed(false, owing()),
		"special": reviewed(false, accept, pause(yichuang.Pause{Kind: yichuang.SpecialPause, Name: "专家评审", Reason: "需要专家评审", Basis: "行政许可法第45条", Stops: true,
			Expected: yichuang.Date{Year: 2026, Month: 12, Day: 1}})),
		"suspended": reviewed(false, accept, pause(yichuang.Pause{Kind: yichuang.Suspension, Name: "中止", Reason: "权属争议正在诉讼", Basis: "《测试法》第2条", Stops: true})),
		"extended": reviewed(false, accept, &yichuang.LimitExtended{Department: lead, Granted: yichuang.Prolongation{
			Extension: yichuang.Extension{Value: 10, Unit: yichuang.WorkingDays, Approver: "负责人"}, Reason: "案情复杂", At: day}, Dues: yichuang.Dues{Promised: latest, Statutory: latest}}),
		"parallel":   reviewed(false, acceptedFor(lead, other), refuses(other)),
		"ruled":      reviewed(false, after([]yichuang.Body{accept}, granted(lead)...)...),
		"ready":      ready,
		"collected":  after(ready, handedOut()),
		"posted":     after(ready, &yichuang.HandedOver{Method: yichuang.DeliverByPost, Tracking: "TEST0001"}),
		"refused":    reviewed(false, accept, refuses(lead), &yichuang.ResultRegistered{Department: lead, Name: "不予行政许可决定书", Number: "测不许0001"}),
		"declined":   reviewed(false, declined(yichuang.Rejection{Type: yichuang.DeclineElsewhere, Reason: "取水口不在本旗", Agency: "测试市水行政主管部门"})),
		"elsewhere":  reviewed(false, declined(yichuang.Rejection{Type: yichuang.DeclineScope, Reason: "户籍业务", Agency: "公安户籍窗口"})),
		"withdrawn":  reviewed(false, accept, &yichuang.Withdrawn{Reason: "不再开店", Who: own}),
		"terminated": reviewed(false, accept, &yichuang.Terminated{Department: lead, Cause: yichuang.EndOther, Reason: "申请人已经注销", Basis: "《测试法》第3条"}),
		"lapsed":     reviewed(false, owing(), &yichuang.Terminated{Department: lead, Cause: yichuang.EndOther, Reason: "申请人已经注销", Basis: "《测试法》第3条"}),
		"submitted":  {online, receipt},
	}
}

// bundle writes a bundle that was parted into two cases, of which one is here.
func (s *scribe) bundle() (leads, member yichuang.CaseNumber) {
	s.t.Helper()
	as := func(place yichuang.BundlePlace) *yichuang.Opened {
		return openedAs(func(o *yichuang.Opened) { o.Bundle = &place })
	}
	parted := &yichuang.Parted{}
	for i := range 2 {
		parted.Members = append(parted.Members, yichuang.Member{Number: s.next(i + 2), Item: testkit.Item(i).ID, Name: testkit.Item(i).Name, Department: lead})
	}
	all := append([]yichuang.Body{as(yichuang.BundlePlace{Name: "开餐馆一件事"})}, testkit.Reviewed(false)...)
	leads = s.writes(append(all, receipt, parted)...)
	one := append([]yichuang.Body{as(yichuang.BundlePlace{Name: "开餐馆一件事", Lead: leads})}, testkit.Reviewed(false)...)
	return leads, s.writes(append(one, acceptedFor(lead))...)
}
