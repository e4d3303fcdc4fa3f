package yichuang

import (
	"strings"
	"testing"
	"time"
)

// behindTheCounter is one body of every kind that follows acceptance.
var behindTheCounter = []Body{
	&OnlineTaken{Window: 7},
	&Parted{Members: []Member{{Number: "150627260918001000010", Item: "shop", Name: "小店许可", Department: "甲局", Promised: Due{Date: Date{2026, 9, 29}}}}},
	&ReviewCarried{Visit: 2, Materials: []MaterialState{{Material: "app", Applies: AppliesYes, Presence: Held, Points: map[int]Judged{1: {Judgement: Judgement{No: 1, Verdict: Pass}, Visit: 1}}}},
		Notices: []Notice{{Visit: 1, Findings: []Finding{{Material: "app", Defect: "缺", Remedy: RemedyCorrect}}}}, Custody: []Custody{{Material: "app", Place: Place{Kind: WithCase, Name: "开店"}}}},
	&ApprovalTaken{Department: "甲局", From: "2001", Reason: "休假"},
	&WindowAsked{Department: "甲局", Text: "补扫第3页"}, &WindowAnswered{Department: "甲局", Text: "已补扫"},
	&OpinionGiven{Department: "甲局", Text: "不同意：超出红线"},
	&SiteVisited{Department: "甲局", Visit: SiteVisit{Day: Date{2026, 9, 21}, Staff: []string{"甲", "乙"}, Found: "与图纸一致"}},
	&Paused{Department: "甲局", Pause: Pause{Kind: SpecialPause, Name: "专家评审", Reason: "工艺复杂", Basis: article45, Stops: true, From: Date{2026, 9, 21}, Expected: Date{2026, 10, 9}},
		Dues: Dues{Promised: Due{Standing: true}}},
	&Resumed{Department: "甲局", To: Date{2026, 10, 9}, Note: "通过", Dues: Dues{Promised: Due{Date: Date{2026, 10, 20}}}},
	&LimitExtended{Department: "甲局", Granted: Prolongation{Extension: Extension{10, WorkingDays, "局长"}, Reason: "案情复杂", At: Date{2026, 10, 9}}},
	&Ruled{Department: "甲局", Ruling: Refuse, Reasons: "不符合", Basis: "某法第1条", Meeting: "9月21日会议", Attending: []string{"乙局"}, Deliver: Due{Date: Date{2026, 10, 30}}},
	&ResultRegistered{Department: "甲局", Name: "许可证", Number: "JY1", Valid: "5年", Digital: true},
	&ResultArrived{Departments: []string{"甲局"}, Place: "3号柜", Slip: "W07-JJ1"},
	&HandedOver{Method: DeliverAtDesk, Collector: Collector{"张某", Identity{ResidentID, "11010519491231002X"}, CollectsAgent, ""}, Returned: []MaterialID{"app"}},
	&Reminded{Of: RemindCollect, Via: "电话", Note: "明日来取"},
	&OwedDelivered{Material: "bl", Copies: 1, Points: []Judgement{{No: 1, Verdict: Pass}}},
	&PapersMoved{Materials: []MaterialID{"app"}, From: Place{Kind: AtWindow, Name: "W07"}, To: Place{Kind: AtDepartment, Name: "甲局"}, Slip: "W07-JJ1"},
	&Urged{Urge: Supervise, Department: "甲局", Text: "请抓紧", Due: Date{2026, 10, 12}}, &UrgeAnswered{Terminal: "W01.1", Seq: 9, Text: "已安排"},
	&Withdrawn{Reason: "不办了", Who: Collector{"张某", Identity{ResidentID, "11010519491231002X"}, CollectsSelf, ""}},
	&Terminated{Department: "甲局", Cause: EndOwed, Reason: "逾期未补齐", Basis: "容缺承诺书第4条"},
}

const (
	marketOffice = "市场监督管理局"
	healthOffice = "卫生健康委员会"
)

// accepted is a case that was accepted on 2026-09-18, confirmed, with everything in
// order, under an item that f may change first.
func accepted(t *testing.T, f func(*Item)) *bench {
	b := newBench(t)
	b.it.Terms.Initial = InitialReview{}
	if f != nil {
		f(b.it)
	}
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"})
	b.take("app")
	b.take("bl")
	b.decide(Accept)
	return b
}

// shared makes the item one that two departments decide on.
func shared(mode ApprovalMode) func(*Item) {
	return func(it *Item) {
		it.Office.Sharing = mode
		it.Office.Shares = []Share{{Department: healthOffice, Part: "卫生条件", Promised: &Limit{Value: 5, Unit: WorkingDays, Start: FromAcceptance}}}
	}
}

func (b *bench) day(month time.Month, day int) {
	b.now = time.Date(2026, month, day, 10, 0, 0, 0, Shanghai)
}

func (b *bench) refuses(code Code, says string, body Body) {
	b.t.Helper()
	err := b.try(body)
	if CodeOf(err) != code || !strings.Contains(err.Error(), says) {
		b.t.Errorf("%T: %v, want %s with %q", body, err, code, says)
	}
}

func (b *bench) rules(department string, k RulingKind) {
	b.t.Helper()
	r, err := Rule(b.c, department, RulingChoice{Ruling: k, Reasons: "设施不符合", Basis: "食品安全法第33条"}, b.circumstances())
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(r)
}

// One department, from taking the case to handing out the result.
func TestApprovalByOneDepartment(t *testing.T) {
	b := accepted(t, nil)
	a := b.c.Approval(marketOffice)
	if a == nil || a.State() != ApprovalIsWaiting || a.Dues.Promised.Date != (Date{2026, 9, 29}) || a.Dues.Statutory.Date != (Date{2026, 10, 22}) {
		t.Fatalf("%+v", a)
	}
	b.do(&ApprovalTaken{Department: marketOffice}, &ApprovalTaken{Department: marketOffice})
	b.refuses(NotFound, "没有分给", &ApprovalTaken{Department: healthOffice})
	b.do(&WindowAsked{Department: marketOffice, Text: "补扫第3页"})
	b.refuses(Conflict, "一次", &WindowAsked{Department: marketOffice, Text: "再补一页"})
	b.do(&WindowAnswered{Department: marketOffice, Text: "已补扫"})
	b.refuses(Invalid, "两名", &SiteVisited{Department: marketOffice, Visit: SiteVisit{Day: Date{2026, 9, 21}, Staff: []string{"甲", " 甲 "}, Found: "一致"}})
	b.refuses(Invalid, "法律依据", &Ruled{Department: marketOffice, Ruling: Refuse, Reasons: "不符合"})
	b.refuses(Invalid, "备案", &Ruled{Department: marketOffice, Ruling: Filed})
	b.refuses(Conflict, "还没有作出决定", &ResultRegistered{Department: marketOffice, Name: "许可证"})
	b.day(time.September, 24)
	b.rules(marketOffice, Grant)
	if b.c.Stage != StageRuled || b.c.OutcomeName() != "准予" || b.c.Approval(marketOffice).Ruling.Deliver.Date != (Date{2026, 10, 15}) {
		t.Errorf("%s %s %v", b.c.Stage, b.c.OutcomeName(), b.c.Approval(marketOffice).Ruling.Deliver)
	}
	b.refuses(Conflict, "已决定", &Ruled{Department: marketOffice, Ruling: Grant})
	b.refuses(Conflict, "还没有登记结果", &ResultArrived{Departments: []string{marketOffice}})
	b.do(&ResultRegistered{Department: marketOffice, Name: "食品经营许可证", Number: "JY1"})
	b.do(&ResultArrived{Departments: []string{marketOffice}, Place: "3号柜"})
	if b.c.Stage != StageReady {
		t.Fatal(b.c.Stage)
	}
	b.do(&Reminded{Of: RemindCollect, Via: "电话"})
	agent := Collector{Name: "李某", ID: Identity{ResidentID, "11010519491231002X"}, Relation: CollectsEntrusted}
	b.refuses(Denied, "委托书", &HandedOver{Method: DeliverAtDesk, Collector: agent})
	b.refuses(Invalid, "运单号", &HandedOver{Method: DeliverByPost})
	b.refuses(Conflict, "纸质", &HandedOver{Method: DeliverDigital})
	b.refuses(Conflict, "没有可以退还", &HandedOver{Method: DeliverByPost, Tracking: "E1", Returned: []MaterialID{"bl"}})
	agent.Authority = "委托书一份"
	b.do(&HandedOver{Method: DeliverAtDesk, Collector: agent, Returned: []MaterialID{"app"}})
	if b.c.Stage != StageClosed || b.c.Originals(b.c.MaterialState("app")) != 0 || b.c.Approval(marketOffice).Result.State != ResultHanded {
		t.Errorf("%s %+v", b.c.Stage, b.c.Course)
	}
	b.refuses(Conflict, "李某", &HandedOver{Method: DeliverByPost, Tracking: "E1"})
	b.refuses(Conflict, "已经结束", &Withdrawn{Reason: "不办了"})
}

// An expert review stops the clocks; what the law does not exclude does not; an
// extension lengthens, once and not beyond the law (vector: National Day 2026).
func TestClocksOfAnApproval(t *testing.T) {
	b := accepted(t, func(it *Item) {
		it.Terms.Special = []SpecialProcedure{{Name: "现场核查", Excluded: "计入", MaxDays: 3, Unit: WorkingDays}, {Name: "专家评审", Excluded: "不计入", Basis: article45, MaxDays: 20, Unit: WorkingDays}}
	})
	options := PauseOptions(b.it)
	if options[0].Stops || !options[1].Stops || options[len(options)-1].Kind != Suspension {
		t.Fatalf("%+v", options)
	}
	begin := func(c PauseChoice) *Paused {
		t.Helper()
		p, err := BeginPause(b.c, marketOffice, c, b.circumstances())
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if _, err := BeginPause(b.c, marketOffice, PauseChoice{Option: options[1], Reason: "复杂", Days: 21}, b.circumstances()); CodeOf(err) != Invalid {
		t.Errorf("longer than the longest: %v", err)
	}
	if _, err := BeginPause(b.c, marketOffice, PauseChoice{Option: options[len(options)-1], Reason: "涉诉"}, b.circumstances()); CodeOf(err) != Invalid {
		t.Errorf("a suspension without a law: %v", err)
	}
	b.day(time.September, 21)
	b.do(begin(PauseChoice{Option: options[0], Reason: "核实设施", Days: 2}))
	if a := b.c.Approval(marketOffice); a.Dues.Promised.Date != (Date{2026, 9, 29}) || a.State() != ApprovalIsPaused {
		t.Errorf("a visit that counts: %v %s", a.Dues, a.State())
	}
	b.refuses(Conflict, "还没有结束", &Ruled{Department: marketOffice, Ruling: Grant})
	end := func(to Date) {
		t.Helper()
		r, err := EndPause(b.c, marketOffice, to, "通过", b.circumstances())
		if err != nil {
			t.Fatal(err)
		}
		b.do(r)
	}
	end(Date{2026, 9, 22})
	b.day(time.September, 22)
	b.do(begin(PauseChoice{Option: options[1], Reason: "工艺复杂", Days: 8}))
	if a := b.c.Approval(marketOffice); !a.Dues.Promised.Standing || a.Pause().Expected != (Date{2026, 10, 10}) {
		t.Errorf("%+v %v", a.Dues, a.Pause())
	}
	b.day(time.October, 10)
	end(Date{})
	// Three of seven working days (9-20 is one by exchange) had gone by on 9-22.
	if a := b.c.Approval(marketOffice); a.Dues.Promised.Date != (Date{2026, 10, 15}) {
		t.Errorf("%+v", a.Dues.Promised)
	}
	if _, err := Prolong(b.it, b.c, marketOffice, ProlongChoice{11, "局长", "复杂"}, b.circumstances()); CodeOf(err) != Denied {
		t.Errorf("eleven days: %v", err)
	}
	x, err := Prolong(b.it, b.c, marketOffice, ProlongChoice{10, "局长王某", "案情复杂"}, b.circumstances())
	if err != nil {
		t.Fatal(err)
	}
	b.do(x)
	if a := b.c.Approval(marketOffice); a.Dues.Promised.Date != (Date{2026, 10, 29}) {
		t.Errorf("%+v", a.Dues.Promised)
	}
	if _, err := Prolong(b.it, b.c, marketOffice, ProlongChoice{1, "局长王某", "又"}, b.circumstances()); CodeOf(err) != Denied {
		t.Errorf("a second time: %v", err)
	}
}

// Departments decide in parallel, each on its own clock; the case goes on when all
// have.
func TestParallelApproval(t *testing.T) {
	b := accepted(t, shared(ApproveParallel))
	if len(b.c.Approvals) != 2 || b.c.Approval(healthOffice).Dues.Promised.Date != (Date{2026, 9, 24}) || !b.c.Approvals[0].Lead {
		t.Fatalf("%+v", b.c.Approvals)
	}
	b.refuses(Conflict, "联合审批", &OpinionGiven{Department: healthOffice, Agrees: true})
	b.rules(healthOffice, Refuse)
	if b.c.Stage != StageAccepted || b.c.OutcomeName() != "" {
		t.Errorf("%s", b.c.Stage)
	}
	b.refuses(Conflict, "作出决定", &Withdrawn{Reason: "不办了", Who: Collector{Name: "某", Relation: CollectsLegal}})
	b.rules(marketOffice, Grant)
	if b.c.Stage != StageRuled || b.c.OutcomeName() != marketOffice+"准予，"+healthOffice+"不予" {
		t.Errorf("%s %s", b.c.Stage, b.c.OutcomeName())
	}
	b.do(&ResultRegistered{Department: healthOffice, Name: "不予许可决定书", Digital: true})
	b.do(&ResultRegistered{Department: marketOffice, Name: "食品经营许可证"})
	if b.c.Stage != StageRuled {
		t.Error("one result is not at the desk")
	}
	b.do(&ResultArrived{Departments: []string{marketOffice}})
	if b.c.Stage != StageReady {
		t.Error(b.c.Stage)
	}
	x, ok := Extensible(b.it, b.c.Approval(healthOffice))
	if !ok || x.Value != 15 || !strings.Contains(x.Approver, "人民政府") {
		t.Errorf("%+v", x)
	}
	for _, tt := range []struct {
		approver, basis string
		want            int
	}{{"市场监管部门负责人", "", 15}, {"本级人民政府负责人", "", 7}, {"市场监管部门负责人", "某条例第9条", 7}} {
		a := Approval{Assignment: Assignment{Mode: ApproveParallel, Statutory: Clock{Limit: Limit{Value: 20, Unit: WorkingDays, Extension: &Extension{7, WorkingDays, tt.approver}}}}}
		it := *b.it
		it.Office.SharingBasis = tt.basis
		if x, ok := Extensible(&it, &a); !ok || x.Value != tt.want {
			t.Errorf("%+v: %+v", tt, x)
		}
	}
}

// The lead convenes and decides for all, once all have said what they think or were
// there.
func TestJointApproval(t *testing.T) {
	b := accepted(t, shared(ApproveJoint))
	b.refuses(Conflict, "牵头", &Ruled{Department: healthOffice, Ruling: Grant})
	b.refuses(Conflict, healthOffice+"还没有出具意见", &Ruled{Department: marketOffice, Ruling: Grant})
	b.refuses(Invalid, "不同意", &OpinionGiven{Department: healthOffice})
	b.do(&OpinionGiven{Department: healthOffice, Agrees: true})
	b.do(&Ruled{Department: marketOffice, Ruling: Grant, Meeting: "9月18日联合审批会"})
	if b.c.Stage != StageRuled || b.c.Approval(healthOffice).Ruling == nil || b.c.OutcomeName() != marketOffice+"准予，"+healthOffice+"准予" {
		t.Errorf("%s %s", b.c.Stage, b.c.OutcomeName())
	}
	b.do(&ResultRegistered{Department: marketOffice, Name: "许可证", Digital: true})
	if b.c.Stage != StageReady {
		t.Error("the lead's result is the only one")
	}
	b.do(&HandedOver{Method: DeliverDigital})
}

// What is owed holds the decision up; it is handed in and judged, or the case ends.
func TestOwedMaterials(t *testing.T) {
	b := newBench(t)
	b.it.Terms.Initial = InitialReview{}
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"}, &MaterialTaken{Material: "bl", Presence: Missing})
	b.take("app")
	b.decide(AcceptOwing)
	due := b.c.OwedDue()
	if due.IsZero() || len(b.c.Obligations) != 1 {
		t.Fatalf("%+v", b.c.Obligations)
	}
	b.refuses(Conflict, "补齐前", &Ruled{Department: marketOffice, Ruling: Grant})
	b.refuses(Conflict, "还没有逾期", &Terminated{Department: marketOffice, Cause: EndOwed, Reason: "逾期", Basis: "承诺书"})
	b.do(&Reminded{Of: RemindOwed, Via: "电话"})
	b.refuses(NotFound, "没有欠缺材料", &OwedDelivered{Material: "app", Originals: 1})
	b.refuses(Conflict, "要点不符", &OwedDelivered{Material: "bl", Copies: 1, Points: []Judgement{{No: 1, Verdict: Fail, Finding: "过期"}}})
	late := *b
	late.c = b.c.Clone()
	late.day(due.Month, due.Day+1)
	late.do(&Terminated{Department: marketOffice, Cause: EndOwed, Reason: "逾期未补齐", Basis: "容缺承诺书", Returned: []MaterialID{"app"}})
	if late.c.Stage != StageTerminated || late.c.Originals(late.c.MaterialState("app")) != 0 {
		t.Errorf("%s", late.c.Stage)
	}
	b.do(&OwedDelivered{Material: "bl", Copies: 1, Points: []Judgement{{No: 1, Verdict: Pass}, {No: 2, Verdict: Pass}}})
	b.refuses(Conflict, "补交过", &OwedDelivered{Material: "bl", Copies: 1})
	if !b.c.OwedDue().IsZero() || b.c.MaterialState("bl").Points[1].Verdict != Pass {
		t.Errorf("%+v", b.c.MaterialState("bl"))
	}
	b.rules(marketOffice, Grant)
}

// Originals are in one place at a time.
func TestOriginalsInTheChain(t *testing.T) {
	b := accepted(t, nil)
	window, office := b.c.PlaceOf("app"), Place{Kind: AtDepartment, Name: marketOffice}
	b.refuses(Conflict, "没有原件", &PapersMoved{Materials: []MaterialID{"bl"}, From: window, To: office})
	b.do(&PapersMoved{Materials: []MaterialID{"app"}, From: window, To: office, Slip: "W01-JJ1"})
	b.refuses(Conflict, marketOffice, &PapersMoved{Materials: []MaterialID{"app"}, From: window, To: Place{Kind: AtArchive}})
	b.do(&PapersMoved{Materials: []MaterialID{"app"}, From: office, To: Place{Kind: AtArchive, Name: "档案室"}})
	if b.c.PlaceOf("app").Words() != "归档（档案室）" {
		t.Error(b.c.PlaceOf("app").Words())
	}
}

// An online application is filled in by its portal alone, taken by one clerk, and
// goes back to the inbox when it is corrected.
func TestOnlineApplication(t *testing.T) {
	b := &bench{t: t, it: shop(), c: new(Case), now: time.Date(2026, 9, 18, 9, 30, 0, 0, Shanghai)}
	b.it.Terms.Initial = InitialReview{}
	b.as = "ONLINE.1"
	b.do(&Opened{Item: b.it.Ref(), ItemName: b.it.Name, Window: 999, Channel: ChannelOnline, Online: &OnlineOrigin{Portal: "portal", Reference: "A-1"},
		Applicant: Applicant{Kind: Person, Name: "某"}})
	b.answer(false, "food")
	b.do(&MaterialTaken{Material: "app", Presence: Held, Digital: true}, &MaterialTaken{Material: "bl", Presence: Held, Digital: true})
	if b.c.Stage != StageSubmitted || b.c.Seat != "" {
		t.Fatalf("%s %s", b.c.Stage, b.c.Seat)
	}
	b.as = ""
	b.refuses(Conflict, "网上待收", &MaterialApplies{Material: "env"})
	b.do(&OnlineTaken{Window: 7})
	b.refuses(Conflict, "W01", &OnlineTaken{Window: 8})
	if b.c.Intake.Window != 7 || b.c.Seat != "W01" {
		t.Errorf("%+v", b.c.Intake)
	}
	b.do(&MaterialApplies{Material: "env"}, &PointsJudged{Material: "app", Points: []Judgement{{No: 1, Verdict: Pass}, {No: 2, Verdict: Fail, Finding: "没勾"}, {No: 3, Verdict: Pass}}},
		&PointsJudged{Material: "bl", Points: []Judgement{{No: 1, Verdict: Pass}, {No: 2, Verdict: Pass}}})
	b.decide(Correct)
	b.as = "ONLINE.1"
	b.do(&Resubmitted{}, &MaterialTaken{Material: "app", Presence: Held, Digital: true})
	if b.c.Stage != StageSubmitted || b.c.Visit != 2 {
		t.Errorf("%s %d", b.c.Stage, b.c.Visit)
	}
}

// Who collects is compared with the application.
func TestCheckCollector(t *testing.T) {
	id := Identity{ResidentID, "11010519491231002X"}
	person := &Applicant{Kind: Person, Name: "张三", ID: id}
	shop := &Applicant{Kind: Organization, Name: "某店", Legal: Representative{Name: "李四", ID: id}, Agent: &Agent{Name: "王五", ID: Identity{ResidentID, "150627199001010011"}}}
	for _, tc := range []struct {
		a    *Applicant
		k    Collector
		code Code
	}{
		{person, Collector{"张三", Identity{ResidentID, "11010519491231002x"}, CollectsSelf, ""}, ""},
		{person, Collector{"张三", Identity{ResidentID, "150627199001010011"}, CollectsSelf, ""}, Denied},
		{person, Collector{"张散", id, CollectsSelf, ""}, Denied},
		{person, Collector{"张三", id, CollectsLegal, ""}, Denied},
		{person, Collector{"王五", id, CollectsAgent, ""}, Denied},
		{person, Collector{"", id, CollectsSelf, ""}, Invalid},
		{shop, Collector{"李四", id, CollectsSelf, ""}, Denied},
		{shop, Collector{"李四", id, CollectsLegal, ""}, ""},
		{shop, Collector{"王五", Identity{ResidentID, "150627199001010011"}, CollectsAgent, ""}, ""},
		{shop, Collector{"赵六", id, CollectsEntrusted, ""}, Denied},
		{shop, Collector{"赵六", id, CollectsEntrusted, "委托书"}, ""},
		{shop, Collector{"赵六", id, "邻居", ""}, Invalid},
	} {
		if err := CheckCollector(tc.a, tc.k); CodeOf(err) != tc.code {
			t.Errorf("%s %+v: %v", tc.a.Name, tc.k, err)
		}
	}
}

// Two officers decide, two desks hand over: the second is told in plain words.
func TestConflictsBehindTheCounter(t *testing.T) {
	b := accepted(t, nil)
	m := &merge{t: t, c: b.c, seqs: map[TerminalID]int64{"W01": int64(len(b.events))}}
	seen := m.c.Seen()
	m.taken("D1.1", seen, &ApprovalTaken{Department: marketOffice})
	m.refused("D2.1", seen, &Ruled{Department: marketOffice, Ruling: Grant}, "D1")
	// A window that notes something down meanwhile is in nobody's way.
	m.taken("W01", seen, &Noted{Text: "申请人来电"})
	seen = m.c.Seen()
	m.taken("D1.1", seen, &Ruled{Department: marketOffice, Ruling: Grant})
	m.refused("W01", seen, &Withdrawn{Reason: "不办了", Who: Collector{Name: "某", Relation: CollectsLegal}}, "D1")
}
