package yichuang

import (
	"slices"
	"testing"
	"time"
)

func (b *bench) watch(p WatchPoint) (Watch, bool) {
	r := DefaultWatchRules()
	list := Watches(b.it, b.c, &r, BuiltinCalendar())
	i := slices.IndexFunc(list, func(w Watch) bool { return w.Point == p })
	if i < 0 {
		return Watch{}, false
	}
	return list[i], true
}

// An approval turns yellow and red on the right working days across National Day
// 2026: promised 7 working days from 9-18, statutory 20.
func TestLightsAcrossNationalDay(t *testing.T) {
	b := accepted(t, nil)
	r, cal := DefaultWatchRules(), BuiltinCalendar()
	w, ok := b.watch(WatchApproval)
	if !ok || w.Due != (Date{2026, 9, 29}) || w.Statutory != (Date{2026, 10, 22}) {
		t.Fatalf("%+v", w)
	}
	for _, tc := range []struct {
		day  Date
		want Light
	}{
		{Date{2026, 9, 18}, Green}, {Date{2026, 9, 23}, Green}, // three left
		{Date{2026, 9, 24}, Yellow}, {Date{2026, 9, 29}, Yellow}, // two left, the last day
		{Date{2026, 9, 30}, Red1}, {Date{2026, 10, 7}, Red1}, {Date{2026, 10, 8}, Red1}, {Date{2026, 10, 9}, Red1},
		{Date{2026, 10, 10}, Red2}, {Date{2026, 10, 22}, Red2}, {Date{2026, 10, 23}, Black},
	} {
		if got := r.Light(w, Promised, cal, tc.day); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.day, got, tc.want)
		}
	}
	r.Handling = map[Handling]Thresholds{Promised: {Share: 50, Least: 1, Short: 1, RedFirst: 9}}
	if got := r.Light(w, Promised, cal, Date{2026, 9, 22}); got != Yellow {
		t.Errorf("a hall's own figures: %s", got)
	}
	if got := r.Light(w, Instant, cal, Date{2026, 9, 22}); got != Green {
		t.Errorf("the figures of another way of handling: %s", got)
	}
}

// Every point appears when it begins to matter and goes when it has happened.
func TestWatchesComeAndGo(t *testing.T) {
	b := newBench(t)
	has := func(what string, points ...WatchPoint) {
		t.Helper()
		r := DefaultWatchRules()
		var got []WatchPoint
		for _, w := range Watches(b.it, b.c, &r, BuiltinCalendar()) {
			got = append(got, w.Point)
		}
		if !slices.Equal(got, points) {
			t.Errorf("%s: %v, want %v", what, got, points)
		}
	}
	has("just opened", WatchNotice)
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"}, &MaterialTaken{Material: "bl", Presence: Missing})
	b.take("app")
	d, err := Decide(b.it, b.c, Choice{Decision: AcceptOwing}, Circumstances{Now: b.now, Calendar: BuiltinCalendar(), Online: true})
	if err != nil {
		t.Fatal(err)
	}
	b.do(d)
	has("waiting for the department", WatchNotice, WatchConfirm, WatchOwed)
	b.do(Confirm(b.it, b.c, "2001", "系统", b.circumstances()))
	has("accepted", WatchApproval, WatchTake, WatchOwed)
	b.do(&ApprovalTaken{Department: marketOffice}, &WindowAsked{Department: marketOffice, Text: "补扫"})
	has("asked", WatchApproval, WatchAnswer, WatchOwed)
	b.do(&WindowAnswered{Department: marketOffice, Text: "好"}, &OwedDelivered{Material: "bl", Copies: 1},
		&Urged{Urge: Hasten, Department: marketOffice, Text: "快办", Due: Date{2026, 9, 22}})
	has("urged", WatchApproval, WatchUrge)
	id := b.c.Urges[0].ID
	b.do(&UrgeAnswered{Terminal: id.Terminal, Seq: id.Seq, Text: "今日办"})
	b.refuses(Conflict, "1001", &UrgeAnswered{Terminal: id.Terminal, Seq: id.Seq, Text: "再答"})
	p, err := BeginPause(b.c, marketOffice, PauseChoice{Option: PauseOptions(b.it)[0], Reason: "听证", Days: 20}, b.circumstances())
	if err != nil {
		t.Fatal(err)
	}
	b.do(p)
	has("paused", WatchApproval, WatchPause)
	r := DefaultWatchRules()
	if w, _ := b.watch(WatchApproval); r.Light(w, Promised, BuiltinCalendar(), Date{2026, 12, 1}) != Green {
		t.Error("a clock that stands is not red")
	}
	e, err := EndPause(b.c, marketOffice, Date{2026, 9, 21}, "", b.circumstances())
	if err != nil {
		t.Fatal(err)
	}
	b.do(e)
	b.rules(marketOffice, Grant)
	has("decided", WatchDeliver)
	b.do(&ResultRegistered{Department: marketOffice, Name: "许可证", Digital: true})
	has("ready", WatchCollect)
	b.do(&HandedOver{Method: DeliverDigital})
	has("closed")
}

// Whoever takes in does not decide, and a department decides on its own cases alone.
func TestWhoMayStateWhat(t *testing.T) {
	b := accepted(t, shared(ApproveParallel))
	window := User{ID: "1001", Name: "窗口", Role: RoleWindow}
	officer := User{ID: "2001", Name: "审批", Role: RoleOfficer, Department: marketOffice}
	desk := User{ID: "3001", Name: "出件", Role: RoleHandOver}
	chief := User{ID: "9001", Name: "督导", Role: RoleSupervisor}
	both := User{ID: "1002", Name: "一窗", Role: RoleWindow, Also: RolesOf(RoleHandOver)}
	for _, tc := range []struct {
		who  User
		body Body
		ok   bool
	}{
		{window, &Decided{}, true}, {officer, &Decided{}, false}, {chief, &Decided{}, true}, {desk, &Opened{}, false},
		{window, &Ruled{Department: marketOffice}, false}, {chief, &Ruled{Department: marketOffice}, false},
		{officer, &Ruled{Department: marketOffice}, true}, {officer, &Ruled{Department: healthOffice}, false},
		{officer, &Terminated{Department: marketOffice}, true},
		{window, &Confirmed{Officer: "某", Via: "电话"}, true}, {officer, &Confirmed{}, true}, {desk, &Returned{}, false},
		{desk, &HandedOver{}, true}, {window, &HandedOver{}, false}, {both, &HandedOver{}, true}, {chief, &HandedOver{}, true},
		{chief, &Urged{}, true}, {window, &Urged{}, false}, {officer, &UrgeAnswered{}, true}, {window, &Noted{}, true},
		{desk, &Withdrawn{}, true}, {officer, &PaperPrepared{}, true},
	} {
		if err := MayState(tc.who, b.c, tc.body); (err == nil) != tc.ok || err != nil && CodeOf(err) != Denied {
			t.Errorf("%s %T: %v", tc.who.Name, tc.body, err)
		}
	}
	for kind := range duties {
		if _, ok := bodies[kind]; !ok {
			t.Errorf("a duty for %s, which is no event", kind)
		}
	}
}

// Which papers departments and the desk owe, and what they say.
func TestPapersBehindTheCounter(t *testing.T) {
	b := accepted(t, func(it *Item) {
		shared(ApproveParallel)(it)
		it.Terms.Special = []SpecialProcedure{{Name: "专家评审", Excluded: "不计入", Basis: article45}}
	})
	pause := func(o PauseOption, basis string) {
		t.Helper()
		p, err := BeginPause(b.c, marketOffice, PauseChoice{Option: o, Reason: "工艺复杂", Basis: basis, Days: 5}, b.circumstances())
		if err != nil {
			t.Fatal(err)
		}
		b.do(p)
	}
	end := func(day Date) {
		t.Helper()
		r, err := EndPause(b.c, marketOffice, day, "已消除", b.circumstances())
		if err != nil {
			t.Fatal(err)
		}
		b.do(r)
	}
	options := PauseOptions(b.it)
	pause(options[0], "")
	b.office(marketOffice, SpecialNotice, "专家评审", "2026年9月24日", "不计算在办理期限内", "第45条", marketOffice+" 张")
	end(Date{2026, 9, 21})
	b.day(time.September, 22)
	pause(options[len(options)-1], "《某条例》第18条")
	b.office(marketOffice, SuspendNotice, "某条例", "2026年9月22日", "行政复议")
	end(Date{2026, 9, 23})
	b.office(marketOffice, ResumeNotice, "2026年9月23日", "承诺办结日期", "2026年10月9日")
	x, err := Prolong(b.it, b.c, marketOffice, ProlongChoice{15, "旗人民政府负责人", "情况复杂"}, b.circumstances())
	if err != nil {
		t.Fatal(err)
	}
	b.do(x)
	b.office(marketOffice, ExtendNotice, "15个工作日", "旗人民政府负责人", "第42条")
	b.rules(healthOffice, Refuse)
	b.office(healthOffice, RefuseDecision, "设施不符合", "食品安全法第33条", "6个月", "行政复议")
	b.rules(marketOffice, Grant)
	b.do(&ResultRegistered{Department: marketOffice, Name: "食品经营许可证", Number: "JY1", Valid: "5年"},
		&ResultRegistered{Department: healthOffice, Name: "不予行政许可决定书"})
	b.office(marketOffice, GrantDecision, "食品经营许可证", "JY1", "第38条第1款")
	b.do(&ResultArrived{Departments: []string{marketOffice, healthOffice}},
		&HandedOver{Method: DeliverAtDesk, Returned: []MaterialID{"app"}, Collector: Collector{Name: "李某", ID: Identity{ResidentID, "11010519491231002X"}, Relation: CollectsEntrusted, Authority: "委托书一份"}})
	b.office("", DeliveryProof, "李某（受托人）", "委托书一份", "食品经营许可证", "不予行政许可决定书", "申请书，原件1份")
	if due := append(PapersDueOf(b.c, marketOffice), PapersDueOf(b.c, healthOffice)...); len(due) != 0 {
		t.Errorf("%v are still due", due)
	}
}

func TestEndingPapers(t *testing.T) {
	b := accepted(t, nil)
	b.c.Applicant.Legal = Representative{Name: "某"}
	b.do(&Withdrawn{Reason: "不再经营", Who: Collector{Name: "某", ID: Identity{ResidentID, "11010519491231002X"}, Relation: CollectsLegal}, Returned: []MaterialID{"app"}})
	b.office("", WithdrawalForm, "不再经营", "申请书")
	b.office("", EndNotice, "撤回申请", "申请书")
	if due := PapersDue(b.c); len(due) != 0 {
		t.Errorf("%v are still due", due)
	}
}

// office prepares the one paper that is due and reads it.
func (b *bench) office(department string, k DocumentKind, want ...string) {
	b.t.Helper()
	due := PapersDueOf(b.c, department)
	if !slices.Contains(due, k) {
		b.t.Fatalf("due are %v, want %s", due, k)
	}
	number := PaperNumber(b.c, k)
	d, err := NewDocument(k, number, PaperFacts{Item: b.it, Case: b.c, Hall: Hall{Name: "示范政务服务大厅"}, Clerk: "张某", Day: DateOf(b.now), Calendar: BuiltinCalendar(), Department: department})
	if err != nil {
		b.t.Fatal(err)
	}
	b.says(words(d), want...)
	b.do(&PaperPrepared{Paper: k, Number: number, Department: department})
}
